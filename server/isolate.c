/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isolate.h"

#define FSI "\xE2\x81\xA8" /* U+2068 */
#define PDI "\xE2\x81\xA9" /* U+2069 */

enum direction { NEUTRAL, LEFT, RIGHT, NUMBER, CONTROL };

/* The strong classes of UAX #9 as far as help articles need them: Hebrew to Thaana and the Arabic
 * presentation forms are right-to-left, other letters left-to-right. Arabic-Indic digits go with
 * Arabic. */
static enum direction direction_of(uint32_t c)
{
    if ((c >= '0' && c <= '9'))
        return NUMBER;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return LEFT;
    if (c < 0xC0 || c == 0xD7 || c == 0xF7 || c == 0x060C || c == 0x061B || c == 0x061F)
        return NEUTRAL;
    if (c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2066 && c <= 0x2069))
        return CONTROL;
    if ((c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
        (c >= 0xFE70 && c <= 0xFEFC))
        return RIGHT;
    if ((c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F))
        return NEUTRAL; /* punctuation, symbols, arrows */
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
    for (const char *p = text.p + *at, *end = text.p + text.n; p < end;) {
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
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
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
