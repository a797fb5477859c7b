/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "grams.h"

enum { LETTERS_MAX = 100, PAD = '#' };

enum level { LEVEL_3, LEVEL_4, LEVEL_SKELETON, LEVEL_STEM };

static const float strengths[] = {
    [LEVEL_3] = 0.5f,
    [LEVEL_4] = 0.25f,
    [LEVEL_SKELETON] = 0.6f,
    [LEVEL_STEM] = 1.0f,
};

struct letters {
    uint32_t at[LETTERS_MAX + 2];
    size_t n;
};

/* Long vowels and hamza: what spellings and patterns of one root vary in. */
static bool is_weak(uint32_t c)
{
    return c == 0x627 || c == 0x648 || c == 0x64A || c == 0x621;
}

static struct letters padded(struct str word, bool skeleton)
{
    struct letters letters = {.n = 0};
    const char *p = word.p, *end = str_end(word);
    letters.at[letters.n++] = PAD;
    for (size_t i = 0; p < end && i < LETTERS_MAX; i++) {
        uint32_t c = utf8_next(&p, end);
        if (!skeleton || !is_weak(c))
            letters.at[letters.n++] = c;
    }
    letters.at[letters.n++] = PAD;
    return letters;
}

/* Multiply and shift (Knuth, TAOCP 6.4); 64 bits leave no collisions to speak of. */
static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static size_t put(struct gram *out, enum level level, const uint32_t *letters, size_t n)
{
    uint64_t key = mix(0x6A6177616221u, level + 1);
    for (size_t i = 0; i < n; i++)
        key = mix(key, letters[i]);
    *out = (struct gram){key ? key : 1, strengths[level]};
    return 1;
}

static size_t put_runs(struct gram *out, enum level level, const struct letters *letters, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i + n <= letters->n; i++)
        count += put(out + count, level, letters->at + i, n);
    return count;
}

uint64_t grams_stem_key(struct str stem)
{
    struct letters whole = padded(stem, false);
    struct gram gram;
    put(&gram, LEVEL_STEM, whole.at, whole.n);
    return gram.key;
}

size_t grams_of(struct str folded, struct str stem, struct gram out[GRAMS_MAX])
{
    struct letters word = padded(folded, false), skeleton = padded(folded, true);
    struct letters whole = padded(stem, false);
    size_t n = put_runs(out, LEVEL_3, &word, 3);
    n += put_runs(out + n, LEVEL_4, &word, 4);
    n += put_runs(out + n, LEVEL_SKELETON, &skeleton, 3);
    n += put(out + n, LEVEL_STEM, whole.at, whole.n);
    return n;
}
