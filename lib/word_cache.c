/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "word_cache.h"

#include <stdlib.h>
#include <string.h>

/* Small, so that the whole cache stays in the processor's second-level cache. */
enum { SLOTS = 1 << 13, SLOT_BYTES = 91 };

struct slot {
    unsigned char key_bytes; /* 0: empty */
    unsigned char exact_bytes, folded_bytes, stem_bytes;
    bool stop_word;
    char bytes[SLOT_BYTES]; /* key, exact, folded, stem */
};

struct word_cache {
    struct slot slots[SLOTS];
};

struct word_cache *word_cache_new(void)
{
    return xcalloc(1, sizeof(struct word_cache));
}

void word_cache_free(struct word_cache *cache)
{
    free(cache);
}

void word_cache_clear(struct word_cache *cache)
{
    memset(cache, 0, sizeof *cache);
}

/* Hashed eight bytes at a time, mixed by an odd constant (2^64 / golden ratio; Knuth, TAOCP 6.4).
 */
size_t word_cache_place(const struct word_cache *cache, struct str key)
{
    uint64_t hash = key.n;
    for (size_t i = 0; i < key.n; i += 8) {
        uint64_t piece = 0;
        memcpy(&piece, key.p + i, key.n - i < 8 ? key.n - i : 8);
        hash = (hash ^ piece) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    const struct slot *slot = &cache->slots[hash & (SLOTS - 1)];
    __builtin_prefetch(slot);
    __builtin_prefetch(slot->bytes + sizeof slot->bytes - 1);
    return hash & (SLOTS - 1);
}

bool word_cache_get(const struct word_cache *cache, size_t place, struct str key,
                    struct word_forms *out)
{
    const struct slot *slot = &cache->slots[place];
    if (key.n == 0 || slot->key_bytes != key.n || memcmp(slot->bytes, key.p, key.n) != 0)
        return false;
    const char *p = slot->bytes + key.n;
    out->exact = (struct str){p, slot->exact_bytes};
    out->folded = (struct str){p += slot->exact_bytes, slot->folded_bytes};
    out->stem = (struct str){p + slot->folded_bytes, slot->stem_bytes};
    out->stop_word = slot->stop_word;
    return true;
}

void word_cache_put(struct word_cache *cache, size_t place, struct str key,
                    const struct word_forms *forms)
{
    struct slot *slot = &cache->slots[place];
    const struct str pieces[] = {key, forms->exact, forms->folded, forms->stem};
    if (key.n + forms->exact.n + forms->folded.n + forms->stem.n > SLOT_BYTES)
        return;
    char *p = slot->bytes;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        if (pieces[i].n)
            memcpy(p, pieces[i].p, pieces[i].n);
        p += pieces[i].n;
    }
    slot->key_bytes = (unsigned char)key.n;
    slot->exact_bytes = (unsigned char)forms->exact.n;
    slot->folded_bytes = (unsigned char)forms->folded.n;
    slot->stem_bytes = (unsigned char)forms->stem.n;
    slot->stop_word = forms->stop_word;
}
