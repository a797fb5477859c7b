/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How alike the words of a generation are: their grams (grams.h), what each gram is worth, and the
 * most similar words of each. Belongs to soft_build.c.
 */
#ifndef JAWAB_SOFT_NEIGHBOURS_H
#define JAWAB_SOFT_NEIGHBOURS_H

#include "soft.h"
#include "soft_merge.h"

enum {
    SOFT_COMMON_GRAM_PERCENT = 2, /* of the vocabulary: such grams tell little and cost much */
    SOFT_COMMON_GRAM_WORDS = 500, /* ... but small vocabularies keep all */
};

struct soft_neighbours {
    struct soft_grams grams;
    uint32_t *gram_order;  /* rising by key */
    float *gram_weight;    /* strength times BM25's idf */
    uint32_t *gram_at;     /* grams.n + 1, into gram_words */
    uint32_t *gram_words;  /* the words of each gram, each once, rising */
    float *word_weight;    /* C(q) */
    uint32_t *lists;       /* SOFT_NEIGHBOURS_MAX a word: id << 8 | similarity, falling */
    uint32_t *list_length; /* of each word */
    uint32_t n_reused;     /* words whose list is that of the generation before */
};

/* `previous` is the folder of a generation whose lists are taken over where they are the same, or
 * NULL: the result is what it would be without. Release it also after a failure. */
int soft_find_neighbours(struct soft_neighbours *out, const struct soft_merged *words,
                         const char *previous, size_t n_threads, struct err *err);
void soft_neighbours_release(struct soft_neighbours *n);

/* Is a gram that so many of all words have passed over when neighbours are looked for? */
bool soft_gram_is_common(uint32_t n_having, uint32_t n_words);

#endif
