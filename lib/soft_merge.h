/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The parts of a generation as one vocabulary: words and spellings numbered as if all sections lay
 * in one database. Belongs to soft_build.c.
 */
#ifndef JAWAB_SOFT_MERGE_H
#define JAWAB_SOFT_MERGE_H

#include "soft_grams.h"
#include "soft_part.h"

/* Strings are borrowed from the parts. */
struct soft_merged {
    const struct soft_part *parts;
    size_t n_parts;
    uint32_t n_sections, n_articles, n_words, n_spellings;
    uint64_t total_tokens;
    struct soft_grams_word *words;                        /* rising by folded form */
    uint32_t *first_spelling;                             /* n_words + 1 */
    struct str *exact;                                    /* of spellings, rising within a word */
    uint32_t *word_df, *word_public_df, *spelling_public; /* as in parts, of all sections */
    uint32_t **spelling_ids; /* a part: of each of its spellings, rising; the number here */
};

void soft_merge(struct soft_merged *out, const struct soft_part *parts, size_t n_parts);
void soft_merged_release(struct soft_merged *m);

#endif
