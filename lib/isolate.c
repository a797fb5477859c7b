/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isolate.h"

#include "grapheme.h"

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
    {'0', '9', NUMBER},
    {'A', 'Z', LEFT},
    {'a', 'z', LEFT},
    {0x0000, 0x00BF, NEUTRAL},
    {0x00D7, 0x00D7, NEUTRAL}, /* multiplication sign */
    {0x00F7, 0x00F7, NEUTRAL}, /* division sign */
    {0x060C, 0x060C, NEUTRAL}, /* Arabic comma */
    {0x061B, 0x061B, NEUTRAL}, /* Arabic semicolon */
    {0x061C, 0x061C, CONTROL}, /* Arabic letter mark */
    {0x061F, 0x061F, NEUTRAL}, /* Arabic question mark */
    {0x0590, 0x08FF, RIGHT},
    {0x200E, 0x200F, CONTROL}, /* left-to-right and right-to-left mark */
    {0x202A, 0x202E, CONTROL}, /* embeddings and overrides */
    {0x2066, 0x2069, CONTROL}, /* isolates */
    {0x2000, 0x2BFF, NEUTRAL}, /* punctuation, symbols, arrows */
    {0x3000, 0x303F, NEUTRAL},
    {0xFB1D, 0xFDFF, RIGHT},
    {0xFE00, 0xFE0F, NEUTRAL},
    {0xFE70, 0xFEFC, RIGHT},
    {0x1F000, 0x1FAFF, NEUTRAL}, /* pictures */
    {0xE0020, 0xE01EF, NEUTRAL}, /* what varies them */
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
    while (r.open && !grapheme_boundary(text, r.run.to_bytes))
        r.run.to_bytes++;
    *at = r.open ? r.run.to_bytes : text.n;
    *run = r.run;
    return r.run.letters || r.signs;
}

bool isolate_right_to_left(struct str lang)
{
    static const struct str languages[] = {STR_INIT("ar"), STR_INIT("fa"), STR_INIT("he"),
                                           STR_INIT("ur"), STR_INIT("ps"), STR_INIT("ckb")};
    struct str primary = str_sub(lang, 0, str_find_char(lang, '-'));
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (str_eq_nocase(primary, languages[i]))
            return true;
    return false;
}

static void put_without_controls(struct buf *out, struct str s)
{
    for (const char *p = s.p, *end = str_end(s); p < end;) {
        const char *from = p;
        if (direction_of(utf8_next(&p, end)) != CONTROL)
            buf_add(out, (struct str){from, (size_t)(p - from)});
    }
}

const struct isolate_style isolate_plain = {
    .run_on = STR_INIT(FSI),
    .number_on = STR_INIT(FSI),
    .run_off = STR_INIT(PDI),
    .put = put_without_controls,
};

void isolate_whole(struct buf *out, struct str text)
{
    struct isolate_run run;
    size_t at = 0;
    bool other = isolate_next(text, false, &at, &run);
    buf_add(out, other ? isolate_plain.run_on : STR(""));
    put_without_controls(out, text);
    buf_add(out, other ? isolate_plain.run_off : STR(""));
}

/* A snippet on its way out. */
struct writing {
    struct buf *out;
    const struct snippet *snippet;
    const struct isolate_style *style;
    size_t done;      /* bytes of the text that are written */
    size_t next_mark; /* the first that is not written to its end */
};

static void put_to(struct writing *w, size_t to)
{
    struct str text = w->snippet->text;
    w->style->put(w->out, str_sub(text, w->done, to - w->done));
    w->done = to;
}

/* Writes up to `to`, with what lies there of marks. */
static void put_marked(struct writing *w, size_t to)
{
    for (; w->next_mark < w->snippet->n_marks; w->next_mark++) {
        struct snippet_mark mark = w->snippet->marks[w->next_mark];
        if (mark.from_bytes >= to)
            break;
        if (mark.from_bytes > w->done)
            put_to(w, mark.from_bytes);
        buf_add(w->out, w->style->mark_on);
        put_to(w, mark.to_bytes < to ? mark.to_bytes : to);
        buf_add(w->out, w->style->mark_off);
        if (mark.to_bytes > to)
            return;
    }
    put_to(w, to);
}

void isolate_snippet(struct buf *out, const struct snippet *snippet, bool right_to_left,
                     const struct isolate_style *style)
{
    struct writing w = {.out = out, .snippet = snippet, .style = style};
    struct isolate_run run;
    size_t at = 0;
    if (snippet->cut_before)
        buf_add(out, STR("…"));
    while (style->run_off.n && isolate_next(snippet->text, right_to_left, &at, &run)) {
        put_marked(&w, run.from_bytes);
        buf_add(out, run.letters ? style->run_on : style->number_on);
        put_marked(&w, run.to_bytes);
        buf_add(out, style->run_off);
    }
    put_marked(&w, snippet->text.n);
    if (snippet->cut_after)
        buf_add(out, STR("…"));
}
