/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isolate.h"

#define FSI "\xE2\x81\xA8" /* U+2068 */
#define PDI "\xE2\x81\xA9" /* U+2069 */

enum direction { NEUTRAL, LEFT, RIGHT, NUMBER, CONTROL };

/* The classes of UAX #9 as far as help articles need them: Hebrew to Thaana and the Arabic
 * presentation forms are right-to-left, other letters left-to-right. Arabic-Indic digits go with
 * Arabic. The first range that holds the code point decides. */
static const struct {
    uint32_t from, to;
    enum direction direction;
} ranges[] = {
    {'0', '9', NUMBER},        {'A', 'Z', LEFT},          {'a', 'z', LEFT},
    {0x0000, 0x00BF, NEUTRAL}, {0x00D7, 0x00D7, NEUTRAL}, /* multiplication sign */
    {0x00F7, 0x00F7, NEUTRAL},                            /* division sign */
    {0x060C, 0x060C, NEUTRAL},                            /* Arabic comma */
    {0x061B, 0x061B, NEUTRAL},                            /* Arabic semicolon */
    {0x061C, 0x061C, CONTROL},                            /* Arabic letter mark */
    {0x061F, 0x061F, NEUTRAL},                            /* Arabic question mark */
    {0x0590, 0x08FF, RIGHT},   {0x200E, 0x200F, CONTROL}, /* left-to-right and right-to-left mark */
    {0x202A, 0x202E, CONTROL},                            /* embeddings and overrides */
    {0x2066, 0x2069, CONTROL},                            /* isolates */
    {0x2000, 0x2BFF, NEUTRAL},                            /* punctuation, symbols, arrows */
    {0x3000, 0x303F, NEUTRAL}, {0xFB1D, 0xFDFF, RIGHT},   {0xFE70, 0xFEFC, RIGHT},
};

static enum direction direction_of(uint32_t c)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return ranges[i].direction;
    return LEFT;
}

/* What is known of a run while it is read. */
struct reading {
    struct isolate_run run;
    bool open, signs;
};

static void read_on(struct reading *r, struct str text, size_t from, size_t to, bool letter)
{
    if (!r->open) {
        bool plus = from > 0 && text.p[from - 1] == '+'; /* an international number */
        *r =
            (struct reading){.run.from_bytes = plus ? from - 1 : from, .open = true, .signs = plus};
    } else {
        r->signs |= r->run.to_bytes != from;
    }
    r->run.to_bytes = to;
    r->run.letters |= letter;
}

bool isolate_next(struct str text, bool right_to_left, size_t *at, struct isolate_run *run)
{
    enum direction own = right_to_left ? RIGHT : LEFT, other = right_to_left ? LEFT : RIGHT;
    struct reading r = {0};
    struct str rest = str_sub(text, *at, text.n);
    for (const char *p = rest.p, *end = str_end(rest); p < end;) {
        size_t from = (size_t)(p - text.p);
        enum direction d = direction_of(utf8_next(&p, end));
        /* Digits are part of an English run in Arabic, of their neighbours in English. */
        if (d == other || (d == NUMBER && (right_to_left || r.open)))
            read_on(&r, text, from, (size_t)(p - text.p), d == other);
        else if (d == own && (r.run.letters || r.signs))
            break;
        else if (d == own)
            r = (struct reading){0}; /* a bare number stands right by itself */
    }
    *at = r.open ? r.run.to_bytes : text.n;
    *run = r.run;
    return r.run.letters || r.signs;
}

static void put_text(struct buf *out, struct str s)
{
    for (const char *p = s.p, *end = str_end(s); p < end;) {
        const char *from = p;
        if (direction_of(utf8_next(&p, end)) != CONTROL)
            buf_add(out, (struct str){from, (size_t)(p - from)});
    }
}

void isolate_runs(struct buf *out, struct str text, bool right_to_left)
{
    struct isolate_run run;
    size_t done = 0, at = 0;
    while (isolate_next(text, right_to_left, &at, &run)) {
        put_text(out, str_sub(text, done, run.from_bytes - done));
        buf_add(out, STR(FSI));
        put_text(out, str_sub(text, run.from_bytes, run.to_bytes - run.from_bytes));
        buf_add(out, STR(PDI));
        done = run.to_bytes;
    }
    put_text(out, str_sub(text, done, text.n));
}
