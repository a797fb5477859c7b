/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_normal.h"

#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

enum { NORMALISE_ROUNDS_MAX = 3 };

int normal_init(struct normal *normal, struct err *err)
{
    UErrorCode status = U_ZERO_ERROR;
    *normal = (struct normal){.fold = fold_table(err)};
    if (!normal->fold)
        return -1;
    normal->nfkc = unorm2_getNFKCInstance(&status);
    if (U_FAILURE(status))
        return err_set(err, ERR_IO, "cannot start Unicode normalisation: %s", u_errorName(status));
    return 0;
}

static void mapped_release(struct mapped *m)
{
    free(m->units);
    free(m->from);
    free(m->to);
}

static void mapped_reserve(struct mapped *m, size_t n)
{
    if (n <= m->cap)
        return;
    m->cap = n + n / 2 + 64;
    m->units = xrealloc(m->units, m->cap * sizeof *m->units);
    m->from = xrealloc(m->from, m->cap * sizeof *m->from);
    m->to = xrealloc(m->to, m->cap * sizeof *m->to);
}

static void mapped_put(struct mapped *m, UChar unit, uint32_t from, uint32_t to)
{
    m->units[m->n] = unit;
    m->from[m->n] = from;
    m->to[m->n] = to;
    m->n++;
}

static void mapped_put_code_point(struct mapped *m, UChar32 c, uint32_t from, uint32_t to)
{
    if (c > 0xFFFF) {
        mapped_put(m, U16_LEAD(c), from, to);
        mapped_put(m, U16_TRAIL(c), from, to);
    } else {
        mapped_put(m, (UChar)c, from, to);
    }
}

static void decode(struct mapped *m, struct str s)
{
    m->n = 0;
    mapped_reserve(m, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        uint32_t from = (uint32_t)i;
        UChar32 c;
        U8_NEXT_OR_FFFD(s.p, i, s.n, c);
        mapped_put_code_point(m, c, from, (uint32_t)i);
    }
}

/* Appends units raw[from..to) to *out after the exact layer. A dropped character extends the one
 * before it, so that a word's bytes include its last vowel mark. */
static void put_exact(const struct normal *normal, struct mapped *out, const UChar *units, size_t n,
                      const uint32_t *from, const uint32_t *to)
{
    for (size_t i = 0; i < n;) {
        size_t at = i;
        UChar32 c = units[i++];
        if (c < FOLD_TABLE_SIZE) { /* nearly always */
            c = normal->fold->exact[c];
        } else {
            if (U16_IS_LEAD(c) && i < n && U16_IS_TRAIL(units[i]))
                c = U16_GET_SUPPLEMENTARY(c, units[i++]);
            c = fold_exact(normal->fold, c);
        }
        if (c)
            mapped_put_code_point(out, c, from[at], to[i - 1]);
        else if (out->n && out->to[out->n - 1] == from[at])
            out->to[out->n - 1] = to[i - 1];
    }
}

/* The exact layer at once, for text that NFKC would not change: most of it. False at the first
 * character that may be changed; what was written so far is then of no use. */
static bool decode_stable(const struct normal *normal, struct str s, struct mapped *out)
{
    out->n = 0;
    mapped_reserve(out, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        uint32_t from = (uint32_t)i;
        UChar32 c;
        U8_NEXT_OR_FFFD(s.p, i, s.n, c);
        if (c >= FOLD_TABLE_SIZE || !normal->fold->stable[c])
            return false;
        if (normal->fold->exact[c])
            mapped_put(out, normal->fold->exact[c], from, (uint32_t)i);
        else if (out->n && out->to[out->n - 1] == from)
            out->to[out->n - 1] = (uint32_t)i;
    }
    return true;
}

/* The end of the stretch from `at` that must be normalised as one. */
static size_t unstable_end(const struct normal *normal, const struct mapped *raw, size_t at)
{
    size_t i = at;
    UChar32 c;
    U16_FWD_1(raw->units, i, raw->n);
    while (i < raw->n) {
        size_t next = i;
        U16_NEXT(raw->units, next, raw->n, c);
        if (unorm2_hasBoundaryBefore(normal->nfkc, c))
            break;
        i = next;
    }
    return i;
}

/* Normalises raw[at..end) and appends it: every unit stands for the bytes of the whole stretch.
 * More marks on one letter than UAX #15 (13, Stream-Safe Text Format) allows are not writing: left
 * out. */
static void put_normalised(const struct normal *normal, const struct mapped *raw, size_t at,
                           size_t end, struct mapped *out)
{
    enum { STRETCH_MAX = 32, EXPANSION_MAX = 18, ROOM = STRETCH_MAX * EXPANSION_MAX };
    UChar units[ROOM];
    uint32_t from[ROOM], to[ROOM];
    UErrorCode status = U_ZERO_ERROR;
    size_t taken = end - at < STRETCH_MAX ? end - at : STRETCH_MAX;
    taken -= U16_IS_LEAD(raw->units[at + taken - 1]);
    int32_t n =
        unorm2_normalize(normal->nfkc, raw->units + at, (int32_t)taken, units, ROOM, &status);
    if (U_FAILURE(status))
        BUG("unorm2_normalize: %s", u_errorName(status));
    for (int32_t i = 0; i < n; i++) {
        from[i] = raw->from[at];
        to[i] = raw->to[end - 1];
    }
    /* A character that is several words (U+FDFA) does not join those beside it. */
    bool several_words = u_memchr(units + 1, ' ', n - 1) != NULL;
    mapped_reserve(out, out->n + (size_t)n + (raw->n - end) + 3);
    if (several_words)
        mapped_put(out, ' ', raw->from[at], raw->from[at]);
    put_exact(normal, out, units, (size_t)n, from, to);
    if (several_words)
        mapped_put(out, ' ', raw->to[end - 1], raw->to[end - 1]);
}

/* Where the stretch that reaches `end` begins: the last character of stable text may compose with
 * what follows. */
static size_t stretch_start(const struct normal *normal, const struct mapped *raw, size_t at,
                            size_t end)
{
    UChar32 c;
    for (size_t i = end; i > at && end < raw->n; i--) {
        U16_SET_CP_START(raw->units, at, i);
        U16_GET(raw->units, at, i, raw->n, c);
        if (unorm2_hasBoundaryBefore(normal->nfkc, c))
            return i;
    }
    return end < raw->n ? at : end;
}

/* raw -> NFKC -> exact layer. */
static void normalise_once(const struct normal *normal, const struct mapped *raw,
                           struct mapped *out)
{
    size_t at = 0;
    out->n = 0;
    mapped_reserve(out, raw->n + 1);
    while (at < raw->n) {
        UErrorCode status = U_ZERO_ERROR;
        int32_t n = unorm2_spanQuickCheckYes(normal->nfkc, raw->units + at, (int32_t)(raw->n - at),
                                             &status);
        size_t stable = stretch_start(normal, raw, at, at + (size_t)n);
        put_exact(normal, out, raw->units + at, stable - at, raw->from + at, raw->to + at);
        if (stable == raw->n)
            break;
        at = unstable_end(normal, raw, stable);
        put_normalised(normal, raw, stable, at, out);
    }
}

/* Lower case, and characters that were dropped, may leave letters that compose: J with a caron does
 * so in lower case only. */
static void normalise(struct normal *normal)
{
    UErrorCode status = U_ZERO_ERROR;
    normalise_once(normal, &normal->raw, &normal->exact);
    for (int round = 1; round < NORMALISE_ROUNDS_MAX; round++) {
        if (unorm2_isNormalized(normal->nfkc, normal->exact.units, (int32_t)normal->exact.n,
                                &status))
            return;
        struct mapped again = normal->raw;
        normal->raw = normal->exact;
        normal->exact = again;
        normalise_once(normal, &normal->raw, &normal->exact);
    }
}

void normal_release(struct normal *normal)
{
    mapped_release(&normal->raw);
    mapped_release(&normal->exact);
}

void normal_read(struct normal *normal, struct str s)
{
    if (decode_stable(normal, s, &normal->exact))
        return;
    decode(&normal->raw, s);
    normalise(normal);
}
