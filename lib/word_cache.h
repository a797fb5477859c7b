/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Remembers what analysis made of a word, because few words make up most of a text (Zipf): about
 * nine in ten are found here. Direct-mapped, one per analyser; knows nothing of how forms are made.
 */
#ifndef JAWAB_WORD_CACHE_H
#define JAWAB_WORD_CACHE_H

#include "str.h"

struct word_forms {
    struct str exact, folded, stem;
    bool stop_word;
};

struct word_cache;
struct word_cache *word_cache_new(void);
void word_cache_free(struct word_cache *cache);
void word_cache_clear(struct word_cache *cache);

/* Where a key belongs; asks the processor to fetch it, for a get that comes a little later. */
size_t word_cache_place(const struct word_cache *cache, struct str key);

/* The forms put under this key; false when they are not here. Borrowed until word_cache_put. */
bool word_cache_get(const struct word_cache *cache, size_t place, struct str key,
                    struct word_forms *out);

/* Copies key and forms; words too long for a slot are not kept. */
void word_cache_put(struct word_cache *cache, size_t place, struct str key,
                    const struct word_forms *forms);

#endif
