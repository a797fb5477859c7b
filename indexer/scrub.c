/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scrub.h"

#include <string.h>

/* C0 and DEL, then the lead bytes of C1, U+061C, U+200B to U+2069 and U+FEFF. */
const bool scrub_leads[256] = {
    [0x00 ... 0x1F] = true, [0x7F] = true, [0xC2] = true,
    [0xD8] = true,          [0xE2] = true, [0xEF] = true,
};

/* U+200B, U+200E-F, U+202A-E, U+2066-9: all E2 80 xx or E2 81 xx. */
static bool is_general_punctuation_control(unsigned char second, unsigned char third)
{
    if (second == 0x80)
        return third == 0x8B || third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE);
    return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

size_t scrub_bytes(const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    if (u[0] < 0x20)
        return u[0] != '\n' && u[0] != '\t';
    if (u[0] == 0x7F)
        return 1;
    if (left >= 2 && u[0] == 0xC2 && u[1] < 0xA0)
        return 2;
    if (left >= 2 && u[0] == 0xD8 && u[1] == 0x9C)
        return 2;
    if (left >= 3 && u[0] == 0xE2 && is_general_punctuation_control(u[1], u[2]))
        return 3;
    if (left >= 3 && u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF)
        return 3;
    return 0;
}

struct str scrub(struct arena *a, struct str s)
{
    char *out = arena_text(a, s.n + 1);
    size_t n = 0;
    const char *p = s.p, *end = str_end(s), *run = p;
    while (p < end) {
        if (scrub_is_letter(p)) {
            p += 2;
            continue;
        }
        size_t drop = scrub_lead(p) ? scrub_bytes(p, end) : 0;
        if (drop == 0) {
            p++;
            continue;
        }
        memcpy(out + n, run, (size_t)(p - run));
        n += (size_t)(p - run);
        if (*p == '\r' && (p + 1 == end || p[1] != '\n'))
            out[n++] = '\n';
        p += drop;
        run = p;
    }
    if (end > run) {
        memcpy(out + n, run, (size_t)(end - run));
        n += (size_t)(end - run);
    }
    return (struct str){out, n};
}

struct str scrub_line(struct arena *a, struct str s)
{
    struct str clean = scrub(a, s);
    char *out = arena_alloc(a, clean.n + 1);
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < clean.n; i++) {
        char c = clean.p[i];
        if (c == ' ' || c == '\t' || c == '\n') {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        out[n++] = c;
    }
    return (struct str){out, n};
}
