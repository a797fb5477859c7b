/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_grams.h"

#include <stdlib.h>

static uint32_t *find_slot(const struct soft_grams *g, uint64_t key)
{
    uint32_t i = (uint32_t)(key >> 32 ^ key) & (g->n_slots - 1);
    while (g->slots[i] && g->keys[g->slots[i] - 1] != key)
        i = (i + 1) & (g->n_slots - 1);
    return &g->slots[i];
}

static void grow_slots(struct soft_grams *g)
{
    g->n_slots = g->n_slots ? g->n_slots * 2 : 1 << 12;
    free(g->slots);
    g->slots = xcalloc(g->n_slots, sizeof *g->slots);
    g->strength = xrealloc(g->strength, g->n_slots * sizeof *g->strength);
    g->keys = xrealloc(g->keys, g->n_slots * sizeof *g->keys);
    for (uint32_t id = 0; id < g->n; id++)
        *find_slot(g, g->keys[id]) = id + 1;
}

static uint32_t add(struct soft_grams *g, const struct gram *gram)
{
    if (g->n * 2 >= g->n_slots)
        grow_slots(g);
    uint32_t *slot = find_slot(g, gram->key);
    if (!*slot) {
        g->strength[g->n] = gram->strength;
        g->keys[g->n++] = gram->key;
        *slot = g->n;
    }
    return *slot - 1;
}

void soft_grams_init(struct soft_grams *g, const struct soft_grams_word *words, uint32_t n_words)
{
    struct gram grams[GRAMS_MAX];
    size_t n = 0, cap = GRAMS_MAX;
    *g = (struct soft_grams){.n_words = n_words};
    grow_slots(g);
    g->of_words = xmalloc(cap * sizeof *g->of_words);
    g->of_words_at = xmalloc(((size_t)n_words + 1) * sizeof *g->of_words_at);
    for (uint32_t id = 0; id < n_words; id++) {
        size_t n_grams = grams_of(words[id].folded, words[id].stem, grams);
        if (n + n_grams > cap) {
            cap = 2 * cap + GRAMS_MAX;
            g->of_words = xrealloc(g->of_words, cap * sizeof *g->of_words);
        }
        g->of_words_at[id] = (uint32_t)n;
        for (size_t i = 0; i < n_grams; i++)
            g->of_words[n++] = add(g, &grams[i]);
    }
    g->of_words_at[n_words] = (uint32_t)n;
}

void soft_grams_release(struct soft_grams *g)
{
    void *const owned[] = {g->keys, g->strength, g->of_words, g->of_words_at, g->slots};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    *g = (struct soft_grams){.n = 0};
}

uint32_t soft_grams_id(const struct soft_grams *g, uint64_t key)
{
    return g->n_slots ? *find_slot(g, key) - 1 : SOFT_NO_GRAM; /* a free slot holds 0 */
}
