/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What soft word match needs to know of one database of sections, as one file. A generation is
 * built from the parts of all of its databases (soft_merge.h), so those that did not change are not
 * read again. Nothing in a part depends on other databases.
 */
#ifndef JAWAB_SOFT_PART_H
#define JAWAB_SOFT_PART_H

#include "err.h"
#include "file.h"
#include "lexicon.h"

/* The arrays lie in the file in this order, each at a multiple of 8 bytes. Words rise by folded
 * form, the spellings of a word by exact form. */
struct soft_part_header {
    char magic[8];
    uint64_t stamp;
    uint64_t total_tokens;
    uint32_t n_sections, n_articles, n_words, n_spellings, n_postings, n_place_bytes, n_grams,
        n_bytes;
};

struct soft_part {
    struct file_map map;
    const struct soft_part_header *header;
    const uint32_t *length;          /* tokens of sections */
    const uint32_t *article;         /* of sections: 0, 1, 2... */
    const uint32_t *folded_at;       /* n_words + 1, into bytes */
    const uint32_t *stem_at;         /* n_words + 1, into bytes; an empty one is the folded form */
    const uint32_t *first_spelling;  /* n_words + 1 */
    const uint32_t *word_df;         /* sections that have the word */
    const uint32_t *word_public_df;  /* of these, what everybody may see */
    const uint32_t *exact_at;        /* n_spellings + 1, into bytes; an empty one is as folded */
    const uint32_t *spelling_public; /* sections, likewise */
    const uint32_t *posting_at;      /* n_spellings + 1 */
    const uint32_t *postings;        /* section << 8 | frequency, at most 255 */
    const uint32_t *places_at;       /* n_spellings + 1, into places */
    const uint64_t *gram_keys;
    const uint32_t *gram_df;     /* sections that have the gram in any word */
    const unsigned char *places; /* as in the positions files (soft_format.h) */
    const char *bytes;
};

/* Writes the part of a database out of what was noted while its sections were fed to it
 * (soft_tokens.h; the files in the order of the sections). `stamp` names all that words, stems and
 * weights depend on beside the sections: the lexicon and the program. */
int soft_part_write(const char *const *token_files, size_t n_files, const struct lexicon *lexicon,
                    uint64_t stamp, const char *path, struct err *err);

/* ERR_INDEX when the file is damaged. */
int soft_part_open(struct soft_part *out, const char *path, struct err *err);
void soft_part_close(struct soft_part *part);

struct str soft_part_folded(const struct soft_part *part, uint32_t word);
struct str soft_part_stem(const struct soft_part *part, uint32_t word);
struct str soft_part_exact(const struct soft_part *part, uint32_t word, uint32_t spelling);

#endif
