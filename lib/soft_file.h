/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of soft word match (soft_format.h), mapped and checked. That refuses what is damaged
 * when it is opened; a block of the disk may go bad later. So counts are copies, and whoever reads
 * a number from the map reads it once (soft_u32) and checks it before it is an index: what is wrong
 * may answer wrongly, and no more. Belongs to soft.c, soft_words.c and soft_phrase.c; says nothing
 * of what a match is worth.
 */
#ifndef JAWAB_SOFT_FILE_H
#define JAWAB_SOFT_FILE_H

#include "err.h"
#include "file.h"
#include "record.h"
#include "soft_format.h"

struct soft_block {
    struct file_map postings_map, positions_map;
    uint32_t first_section, n_sections, n_postings, n_position_bytes;
    const uint32_t *length, *article;
    const uint32_t *posting_at, *postings;
    const uint32_t *position_at;
    const unsigned char *positions;
};

struct soft_file {
    struct file_map map;
    struct soft_words_header *header; /* a copy */
    const uint32_t *word_at, *first_spelling, *spelling_at, *neighbour_at, *neighbours, *word_slots,
        *gram_bucket_at, *gram_at;
    const uint32_t *word_df[AUDIENCE_AGENT + 1]; /* of the sections that an audience may see */
    const uint32_t *spelling_public_df;
    const float *word_weight, *gram_weight;
    const uint64_t *gram_keys;
    const unsigned char *lists;
    const struct soft_sound_key *sounds;
    const char *bytes;
    struct soft_block *blocks;
    size_t n_blocks;
};

/* ERR_INDEX names the damaged file; ERR_NOT_FOUND a missing one. */
int soft_file_open(struct soft_file *out, const char *generation_path, struct err *err);

/* The same without blocks: for those who only ask about words. */
int soft_file_open_words(struct soft_file *out, const char *generation_path, struct err *err);
void soft_file_close(struct soft_file *file);

/* The spellings of a word, and the postings of spellings in a block. */
static inline struct soft_range soft_file_spellings(const struct soft_file *f, uint32_t id)
{
    return soft_range(f->first_spelling, id, id + 1, f->header->n_spellings);
}

static inline struct soft_range soft_block_postings(const struct soft_block *b,
                                                    struct soft_range spellings)
{
    return soft_range(b->posting_at, spellings.from, spellings.to, b->n_postings);
}

/* Of all that is behind the header in a file of words. */
uint64_t soft_words_checksum(struct str file);

#endif
