/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "word_cache.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 13, SLOT_BYTES = 160 };

struct slot {
    struct word_forms forms; /* slices of bytes */
    unsigned char key_bytes; /* 0: empty */
    char bytes[SLOT_BYTES];  /* key, exact, folded, stem */
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

/* Eight bytes at a time, mixed by an odd constant (2^64 / golden ratio; Knuth, TAOCP 6.4). */
static size_t slot_of(struct str key)
{
    uint64_t hash = key.n;
    for (size_t i = 0; i < key.n; i += 8) {
        uint64_t piece = 0;
        memcpy(&piece, key.p + i, key.n - i < 8 ? key.n - i : 8);
        hash = (hash ^ piece) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    return hash & (SLOTS - 1);
}

const struct word_forms *word_cache_get(const struct word_cache *cache, struct str key)
{
    const struct slot *slot = &cache->slots[slot_of(key)];
    bool same = key.n && slot->key_bytes == key.n && memcmp(slot->bytes, key.p, key.n) == 0;
    return same ? &slot->forms : NULL;
}

static struct str keep(struct slot *slot, size_t *used, struct str s)
{
    char *at = slot->bytes + *used;
    if (s.n)
        memcpy(at, s.p, s.n);
    *used += s.n;
    return (struct str){at, s.n};
}

void word_cache_put(struct word_cache *cache, struct str key, const struct word_forms *forms)
{
    struct slot *slot = &cache->slots[slot_of(key)];
    size_t used = 0;
    if (key.n + forms->exact.n + forms->folded.n + forms->stem.n > SLOT_BYTES)
        return;
    keep(slot, &used, key);
    slot->key_bytes = (unsigned char)key.n;
    slot->forms = (struct word_forms){
        .exact = keep(slot, &used, forms->exact),
        .folded = keep(slot, &used, forms->folded),
        .stem = keep(slot, &used, forms->stem),
        .stop_word = forms->stop_word,
    };
}
