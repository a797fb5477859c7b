/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How alike the words of a collection are: their grams (grams.h), what each gram is worth, and the
 * most similar words of each. Belongs to soft_build.c.
 */
#ifndef JAWAB_SOFT_NEIGHBOURS_H
#define JAWAB_SOFT_NEIGHBOURS_H

#include "soft.h"
#include "soft_collect.h"

struct soft_neighbours {
    uint32_t n_grams;
    uint64_t *gram_keys;      /* in the order in which they were met, like all of grams */
    float *gram_weight;       /* strength times BM25's idf */
    uint32_t *gram_at;        /* n_grams + 1, into gram_words */
    uint32_t *gram_words;     /* the words of each gram, each once, rising */
    float *word_weight;       /* C(q) */
    uint32_t *word_df;        /* sections that have the word */
    uint32_t *word_public_df; /* of these, what everybody may see */
    uint32_t *lists;          /* SOFT_NEIGHBOURS_MAX a word: id << 8 | similarity, falling */
    uint32_t *list_length;    /* of each word */
};

int soft_find_neighbours(struct soft_neighbours *out, const struct soft_collection *c,
                         size_t n_threads, struct err *err);
void soft_neighbours_release(struct soft_neighbours *n);

#endif
