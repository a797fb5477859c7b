/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The grams (grams.h) of a list of words, numbered in the order in which they are met. Belongs to
 * those who build soft word match.
 */
#ifndef JAWAB_SOFT_GRAMS_H
#define JAWAB_SOFT_GRAMS_H

#include "grams.h"

#define SOFT_NO_GRAM UINT32_MAX

struct soft_grams {
    uint32_t n;
    uint64_t *keys;
    float *strength;
    uint32_t *of_words;    /* ids of the grams of all words, a gram as often as it occurs ... */
    uint32_t *of_words_at; /* ... n_words + 1 */
    uint32_t n_words;
    uint32_t *slots; /* by key: id + 1, open addressing */
    uint32_t n_slots;
};

struct soft_grams_word {
    struct str folded, stem;
};

void soft_grams_init(struct soft_grams *g, const struct soft_grams_word *words, uint32_t n_words);
void soft_grams_release(struct soft_grams *g);

/* The number of a gram, or SOFT_NO_GRAM. */
uint32_t soft_grams_id(const struct soft_grams *g, uint64_t key);

#endif
