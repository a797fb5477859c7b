/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_twins.h"

#include <stdlib.h>

enum {
    SHINGLE_WORDS = 5,
    SHINGLES_MIN = 30, /* shorter texts are alike by accident: "choose Save" */
    BINS = 64,         /* of a signature: one permutation, cut into bins */
    BAND_BINS = 4,     /* that must all agree; of 16 bands one does for .8 alike in 99.98 % */
    BANDS = BINS / BAND_BINS,
    BUCKET_MAX = 64, /* texts of one band that are compared: the first ones */
};

void lint_twins_release(struct lint_twins *t)
{
    free(t->shingles);
    free(t->texts);
    *t = (struct lint_twins){0};
}

static void reserve_shingles(struct lint_twins *t, size_t n)
{
    if (t->n + n <= t->cap)
        return;
    t->cap = (t->n + n) * 3 / 2 + 1024;
    t->shingles = xrealloc(t->shingles, t->cap * sizeof *t->shingles);
}

static void add_text(struct lint_twins *t, struct lint_twin text)
{
    if (t->n_texts == t->cap_texts) {
        t->cap_texts = t->cap_texts ? t->cap_texts * 2 : 256;
        t->texts = xrealloc(t->texts, t->cap_texts * sizeof *t->texts);
    }
    t->texts[t->n_texts++] = text;
}

/* --- words --- */

/* Marks that do not make another word: vowels and tatweel. */
static bool is_passed_over(uint32_t c)
{
    return c == 0x640 || (c >= 0x64B && c <= 0x65F) || c == 0x670;
}

static bool is_word_char(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return c >= 0xC0 && c != 0x60C && c != 0x61B && c != 0x61F && !(c >= 0x2000 && c <= 0x2BFF) &&
           !(c >= 0x3000 && c <= 0x3003);
}

/* The hash of the next word; false at the end. */
static bool next_word(const char **p, const char *end, uint32_t *hash)
{
    uint32_t h = 2166136261u;
    bool inside = false;
    while (*p < end) {
        uint32_t c = utf8_next(p, end);
        if (is_passed_over(c))
            continue;
        if (!is_word_char(c)) {
            if (inside)
                break;
            continue;
        }
        inside = true;
        c = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        h = (h ^ c) * 16777619u;
    }
    *hash = h;
    return inside;
}

static uint32_t mix(uint32_t h)
{
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u;
    return h ^ (h >> 16);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void lint_twins_add(struct lint_twins *t, struct str text, uint32_t label)
{
    uint32_t words[SHINGLE_WORDS] = {0};
    const char *p = text.p, *end = str_end(text);
    size_t from = t->n, n = 0;
    reserve_shingles(t, text.n / 2 + 1);
    for (; next_word(&p, end, &words[n % SHINGLE_WORDS]); n++) {
        if (n + 1 < SHINGLE_WORDS)
            continue;
        uint32_t h = 0;
        for (size_t i = 1; i <= SHINGLE_WORDS; i++)
            h = (h ^ words[(n + i) % SHINGLE_WORDS]) * 0x9E3779B1u;
        t->shingles[t->n++] = mix(h);
    }
    if (t->n - from < SHINGLES_MIN) {
        t->n = from;
        return;
    }
    qsort(t->shingles + from, t->n - from, sizeof *t->shingles, by_value);
    size_t kept = from + 1;
    for (size_t i = from + 1; i < t->n; i++)
        if (t->shingles[i] != t->shingles[i - 1])
            t->shingles[kept++] = t->shingles[i];
    t->n = kept;
    add_text(t, (struct lint_twin){from, kept, label});
}

void lint_twins_append(struct lint_twins *t, const struct lint_twins *from)
{
    size_t base = t->n;
    reserve_shingles(t, from->n);
    if (from->n)
        memcpy(t->shingles + base, from->shingles, from->n * sizeof *from->shingles);
    t->n += from->n;
    for (size_t i = 0; i < from->n_texts; i++) {
        const struct lint_twin *text = &from->texts[i];
        add_text(t, (struct lint_twin){base + text->from, base + text->to, text->label});
    }
}

/* --- pairs --- */

/* One permutation hashing (Li, Owen, Zhang 2012): the least of each bin; empty bins borrow from the
 * next one that is not. */
static void sign(const struct lint_twins *t, const struct lint_twin *text, uint32_t bins[BINS])
{
    bool filled[BINS] = {false};
    for (size_t i = text->from; i < text->to; i++) {
        uint32_t h = t->shingles[i], bin = h / (UINT32_MAX / BINS + 1);
        uint32_t value = mix(h ^ 0x5BD1E995u);
        if (!filled[bin] || value < bins[bin])
            bins[bin] = value;
        filled[bin] = true;
    }
    for (size_t i = 0; i < BINS; i++) {
        size_t k = 0;
        while (!filled[(i + k) % BINS])
            k++;
        bins[i] = bins[(i + k) % BINS] + (uint32_t)k;
    }
}

/* What two texts share, of all that either has, in percent. */
static unsigned alike(const struct lint_twins *t, const struct lint_twin *a,
                      const struct lint_twin *b)
{
    size_t i = a->from, k = b->from, same = 0;
    while (i < a->to && k < b->to) {
        uint32_t x = t->shingles[i], y = t->shingles[k];
        same += x == y;
        i += x <= y;
        k += y <= x;
    }
    return (unsigned)(100 * same / (a->to - a->from + b->to - b->from - same));
}

/* Texts by the hash of one band: chains of those that came before. */
struct band {
    uint32_t *heads, *next; /* text + 1; 0 ends */
};

struct search {
    const struct lint_twins *twins;
    size_t slots; /* a power of two */
    struct band bands[BANDS];
    uint32_t *asked; /* by text: the last one it was compared with, + 1 */
};

static size_t slot_of(const struct search *s, const uint32_t *bins)
{
    uint32_t h = 0;
    for (size_t i = 0; i < BAND_BINS; i++)
        h = mix(h * 31 + bins[i]);
    return h & (s->slots - 1);
}

/* The most alike among the texts before `number`; *percent is what they share, 0 for none. */
static size_t most_alike(struct search *s, size_t number, const uint32_t bins[BINS],
                         unsigned *percent)
{
    const struct lint_twin *texts = s->twins->texts;
    size_t best = 0;
    *percent = 0;
    for (size_t band = 0; band < BANDS; band++) {
        uint32_t other = s->bands[band].heads[slot_of(s, bins + band * BAND_BINS)];
        for (size_t n = 0; other && n < BUCKET_MAX; n++, other = s->bands[band].next[other - 1]) {
            size_t candidate = other - 1;
            if (s->asked[candidate] == number + 1)
                continue;
            s->asked[candidate] = (uint32_t)number + 1;
            unsigned share = alike(s->twins, &texts[candidate], &texts[number]);
            if (share > *percent || (share == *percent && candidate < best)) {
                *percent = share;
                best = candidate;
            }
        }
    }
    return best;
}

static void remember(struct search *s, size_t number, const uint32_t bins[BINS])
{
    for (size_t band = 0; band < BANDS; band++) {
        size_t slot = slot_of(s, bins + band * BAND_BINS);
        s->bands[band].next[number] = s->bands[band].heads[slot];
        s->bands[band].heads[slot] = (uint32_t)number + 1;
    }
}

void lint_twins_find(const struct lint_twins *t, unsigned percent,
                     void (*found)(void *context, uint32_t label, uint32_t earlier,
                                   unsigned percent),
                     void *context)
{
    struct search s = {.twins = t, .slots = 1024};
    while (s.slots < t->n_texts * 2)
        s.slots *= 2;
    for (size_t band = 0; band < BANDS; band++) {
        s.bands[band].heads = xcalloc(s.slots, sizeof(uint32_t));
        s.bands[band].next = xcalloc(t->n_texts + 1, sizeof(uint32_t));
    }
    s.asked = xcalloc(t->n_texts + 1, sizeof(uint32_t));
    for (size_t i = 0; i < t->n_texts; i++) {
        uint32_t bins[BINS] = {0};
        unsigned share;
        sign(t, &t->texts[i], bins);
        size_t best = most_alike(&s, i, bins, &share);
        if (share >= percent)
            found(context, t->texts[i].label, t->texts[best].label, share);
        else
            remember(&s, i, bins); /* others like one of these are like the one it is like */
    }
    for (size_t band = 0; band < BANDS; band++) {
        free(s.bands[band].heads);
        free(s.bands[band].next);
    }
    free(s.asked);
}
