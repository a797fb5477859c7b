/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What soft match is built from, gathered from what was noted of sections while they were fed
 * (soft_tokens.h): words and their spellings, postings, lengths, articles, and where words stand.
 * Belongs to soft_part.c.
 */
#ifndef JAWAB_SOFT_COLLECT_H
#define JAWAB_SOFT_COLLECT_H

#include "arena.h"
#include "err.h"
#include "lexicon.h"

struct soft_posting {
    uint32_t section, frequency;
};

/* One token of a section's own text. */
struct soft_place {
    uint32_t spelling, section, position;
};

struct soft_spelling {
    struct str exact, folded, stem;
    size_t first_posting, n_postings;
};

struct soft_collection {
    struct arena arena;              /* holds the strings */
    struct soft_spelling *spellings; /* rising by folded form, then exact one */
    uint32_t n_spellings;
    uint32_t *first_spelling; /* of each word, n_words + 1 */
    uint32_t n_words, n_sections, n_articles;
    struct soft_posting *postings; /* by spelling, then section */
    struct soft_place *places;     /* by spelling, then section, then position */
    size_t n_postings, n_places;
    uint32_t *length, *article; /* of sections */
    uint64_t *public;           /* a bit a section: everybody may see it */
    uint64_t total_tokens;
};

/* The files in the order of their sections. Release the collection also after a failure. */
int soft_collect(struct soft_collection *out, const char *const *token_files, size_t n_files,
                 const struct lexicon *lexicon, struct err *err);
void soft_collection_release(struct soft_collection *c);

#endif
