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

/* A run of the other direction: from its first letter or digit to its last, whatever lies between.
 */
struct run {
    size_t from, to; /* bytes; to is behind the last character */
    bool letters, signs;
};

static void put_text(struct buf *out, struct str s)
{
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        const char *from = p;
        if (direction_of(utf8_next(&p, end)) != CONTROL)
            buf_add(out, (struct str){from, (size_t)(p - from)});
    }
}

static void put_run(struct buf *out, struct str text, const struct run *run)
{
    struct str s = str_sub(text, run->from, run->to - run->from);
    bool isolate = run->letters || run->signs; /* a bare number stands right by itself */
    if (isolate)
        buf_add(out, STR(FSI));
    put_text(out, s);
    if (isolate)
        buf_add(out, STR(PDI));
}

void isolate_runs(struct buf *out, struct str text, bool right_to_left)
{
    enum direction own = right_to_left ? RIGHT : LEFT, other = right_to_left ? LEFT : RIGHT;
    struct run run = {0};
    size_t done = 0; /* bytes already written */
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        size_t from = (size_t)(p - text.p);
        enum direction d = direction_of(utf8_next(&p, end));
        size_t to = (size_t)(p - text.p);
        /* Digits are part of an English run in Arabic, of their neighbours in English. */
        bool joins = d == other || (d == NUMBER && right_to_left);
        if (joins && run.to == 0) {
            bool plus = from > done && text.p[from - 1] == '+'; /* an international number */
            run = (struct run){.from = plus ? from - 1 : from, .to = to, .signs = plus};
            put_text(out, str_sub(text, done, run.from - done));
        } else if (joins) {
            run.signs |= run.to != from;
            run.to = to;
        } else if (d == own && run.to) {
            put_run(out, text, &run);
            done = run.to;
            run = (struct run){0};
        }
        run.letters |= joins && d == other;
    }
    if (run.to) {
        put_run(out, text, &run);
        done = run.to;
    }
    put_text(out, str_sub(text, done, text.n));
}
