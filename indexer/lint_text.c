/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Characters of one article that readers, search or other programs stumble over.
 */
#include "lint_article.h"

enum { WORD_SHOWN_MAX_BYTES = 60, PLAIN_NUMBER_MAX_DIGITS = 4 };

static bool is_bidi_control(uint32_t c)
{
    return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Shapes of letters; not the signs among them that have no other way to be written: ornate
 * brackets, the rial, words of blessing. */
static bool is_presentation_form(uint32_t c)
{
    return (c >= 0xFB50 && c <= 0xFD3D) || (c >= 0xFD50 && c <= 0xFDEF) ||
           (c >= 0xFE70 && c <= 0xFEFC);
}

static bool is_arabic_letter(uint32_t c)
{
    return (c >= 0x620 && c <= 0x63F) || (c >= 0x641 && c <= 0x64A) || (c >= 0x671 && c <= 0x6D3);
}

static bool is_latin_letter(uint32_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The word around the byte at `at`, as blanks bound it. */
static struct str word_at(struct str s, size_t at)
{
    size_t from = at, to = at;
    while (from && (unsigned char)s.p[from - 1] > ' ')
        from--;
    while (to < s.n && (unsigned char)s.p[to] > ' ')
        to++;
    return utf8_cut_bytes(str_sub(s, from, to - from), WORD_SHOWN_MAX_BYTES);
}

/* --- single characters --- */

static void check_bidi(const struct lint_article *a)
{
    for (size_t line = 1; line <= a->file.n_lines; line++) {
        struct str s = a->file.lines[line - 1];
        const char *p = s.p, *end = str_end(s);
        uint32_t first = 0;
        size_t at = 0, n = 0;
        while (p < end) {
            const char *from = p;
            if ((unsigned char)*p != 0xE2 && (unsigned char)*p != 0xD8) {
                p++;
                continue;
            }
            uint32_t c = utf8_next(&p, end);
            if (!is_bidi_control(c) || n++)
                continue;
            first = c;
            at = (size_t)(from - s.p);
        }
        if (n)
            lint_file_tell(&a->file, LINT_BIDI, lint_file_place(&a->file, line, at),
                           "%zu invisible direction control%s in this line, first U+%04X: delete "
                           "%s, pages leave them out and find the direction by themselves",
                           n, n > 1 ? "s" : "", first, n > 1 ? "them" : "it");
    }
}

struct spot {
    const struct fact *fact;
    size_t at; /* in its text */
    size_t n;  /* of them on its line */
};

static void tell_presentation(const struct lint_article *a, const struct spot *spot)
{
    const char *p = spot->fact->text.p + spot->at, *from = p;
    utf8_next(&p, str_end(spot->fact->text));
    struct str letter = {from, (size_t)(p - from)};
    lint_file_tell(&a->file, LINT_PRESENTATION, lint_file_find(&a->file, spot->fact, letter),
                   "%zu letter%s drawn as shapes, first in \"" STR_FMT
                   "\": type the words again, other programs do not find them",
                   spot->n, spot->n > 1 ? "s" : "", STR_ARG(word_at(spot->fact->text, spot->at)));
}

static void tell_tatweel(const struct lint_article *a, const struct spot *spot)
{
    struct str word = word_at(spot->fact->text, spot->at);
    lint_file_tell(&a->file, LINT_TATWEEL, lint_file_find(&a->file, spot->fact, word),
                   "\"" STR_FMT "\" is stretched with ـ: write it without", STR_ARG(word));
}

static bool is_tatweel_within(struct str s, size_t at)
{
    const char *p = s.p + at, *end = str_end(s);
    size_t before = at;
    while (p < end && utf8_next(&(const char *){p}, end) == 0x640)
        p += 2;
    while (before && ((unsigned char)s.p[--before] & 0xC0) == 0x80)
        ;
    const char *q = s.p + before;
    return p < end && is_arabic_letter(utf8_next(&p, end)) && is_arabic_letter(utf8_next(&q, end));
}

/* One finding a line, of the first. */
static void flush(const struct lint_article *a, struct spot *spot, unsigned line,
                  void (*tell)(const struct lint_article *a, const struct spot *spot))
{
    if (spot->n && spot->fact->line != line) {
        tell(a, spot);
        *spot = (struct spot){0};
    }
}

static void note(struct spot *spot, const struct fact *fact, size_t at)
{
    if (spot->n++ == 0) {
        spot->fact = fact;
        spot->at = at;
    }
}

static void check_letters_of(const struct lint_article *a, const struct fact *fact,
                             struct spot *shapes, struct spot *stretched)
{
    flush(a, shapes, fact->line, tell_presentation);
    flush(a, stretched, fact->line, tell_tatweel);
    const char *p = fact->text.p, *end = str_end(fact->text);
    while (p < end) {
        size_t at = (size_t)(p - fact->text.p);
        uint32_t c = utf8_next(&p, end);
        if (is_presentation_form(c))
            note(shapes, fact, at);
        else if (c == 0x640 && is_tatweel_within(fact->text, at))
            note(stretched, fact, at);
    }
}

/* The front matter as well: titles and descriptions are read most. */
static void check_letters(const struct lint_article *a)
{
    struct spot shapes = {0}, stretched = {0};
    for (unsigned line = 2; line < a->article->meta.body_line && line <= a->file.n_lines; line++) {
        const struct fact fact = {.line = line, .text = a->file.lines[line - 1]};
        check_letters_of(a, &fact, &shapes, &stretched);
        flush(a, &shapes, 0, tell_presentation);
        flush(a, &stretched, 0, tell_tatweel);
    }
    for (size_t i = 0; i < a->facts->n; i++)
        if (a->facts->items[i].kind == FACT_TEXT)
            check_letters_of(a, &a->facts->items[i], &shapes, &stretched);
    flush(a, &shapes, 0, tell_presentation);
    flush(a, &stretched, 0, tell_tatweel);
}

/* --- digits --- */

enum digits { DIGITS_LATIN, DIGITS_ARABIC, DIGITS_PERSIAN, DIGITS_NONE };

static enum digits digits_of(uint32_t c)
{
    return c >= '0' && c <= '9'       ? DIGITS_LATIN
           : c >= 0x660 && c <= 0x669 ? DIGITS_ARABIC
           : c >= 0x6F0 && c <= 0x6F9 ? DIGITS_PERSIAN
                                      : DIGITS_NONE;
}

struct count {
    size_t n;
    const struct fact *fact;
    struct str number;
};

/* Is it a number among Arabic words? Numbers beside Latin ones (Windows 11), codes, versions and
 * telephone numbers are written 0-9 whatever the article does. */
static bool is_among_words(struct str s, size_t from, size_t to)
{
    const char *p = s.p + to, *end = str_end(s);
    bool before = false, after = false;
    while (p < end && !after) {
        uint32_t c = utf8_next(&p, end);
        after = is_arabic_letter(c);
        if (is_latin_letter(c))
            return false;
    }
    for (size_t i = from; i-- > 0 && !before;) {
        if (((unsigned char)s.p[i] & 0xC0) == 0x80)
            continue;
        const char *q = s.p + i;
        uint32_t c = utf8_next(&q, end);
        before = is_arabic_letter(c);
        if (is_latin_letter(c))
            return false;
    }
    return before && after;
}

static void count_numbers(const struct fact *fact, struct count counts[DIGITS_NONE])
{
    struct str s = fact->text;
    const char *p = s.p, *end = str_end(s);
    while (p < end) {
        const char *from = p;
        enum digits kind = digits_of(utf8_next(&p, end));
        if (kind == DIGITS_NONE)
            continue;
        size_t digits = 1, marks = 0;
        const char *to = p;
        for (const char *next = p; next < end;) {
            uint32_t c = utf8_next(&next, end);
            bool mark = c == '.' || c == ',' || c == '-' || c == '/' || c == ':' || c == ' ' ||
                        c == 0x66B || c == 0x66C;
            if (digits_of(c) != kind &&
                !(mark && next < end && digits_of(utf8_next(&(const char *){next}, end)) == kind))
                break;
            digits += !mark;
            marks += mark;
            to = next;
        }
        p = to;
        struct str number = {from, (size_t)(to - from)};
        bool plain = digits <= PLAIN_NUMBER_MAX_DIGITS && marks <= 1;
        if (kind == DIGITS_LATIN &&
            !(plain && is_among_words(s, (size_t)(from - s.p), (size_t)(to - s.p))))
            continue;
        if (counts[kind].n++ == 0) {
            counts[kind].fact = fact;
            counts[kind].number = number;
        }
    }
}

static void check_digits(const struct lint_article *a)
{
    static const char *const names[] = {"0-9", "٠-٩", "۰-۹"};
    struct count counts[DIGITS_NONE] = {{0}};
    for (size_t i = 0; i < a->facts->n; i++)
        if (a->facts->items[i].kind == FACT_TEXT)
            count_numbers(&a->facts->items[i], counts);
    size_t most = 0, least = SIZE_MAX;
    for (size_t i = 1; i < DIGITS_NONE; i++)
        if (counts[i].n > counts[most].n)
            most = i;
    for (size_t i = 0; i < DIGITS_NONE; i++)
        if (i != most && counts[i].n && (least == SIZE_MAX || counts[i].n < counts[least].n))
            least = i;
    if (least != SIZE_MAX)
        lint_file_tell(&a->file, LINT_DIGITS,
                       lint_file_find(&a->file, counts[least].fact, counts[least].number),
                       "%zu number%s written with %s, first here, and %zu with %s: choose one of "
                       "them",
                       counts[least].n, counts[least].n > 1 ? "s are" : " is", names[least],
                       counts[most].n, names[most]);
}

/* --- signs that are shown --- */

/* `##كلمة` at the beginning of a line: no heading without a blank. */
static bool is_glued_heading(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == '#')
        n++;
    return n >= 2 && n <= 6 && n < s.n && (unsigned char)s.p[n] > ' ' && s.p[n] != '#';
}

/* `[كلمات] (page.md)` and `[كلمات](صفحة فيها فراغ.md)`: what stands from the ] on, or empty. */
static struct str broken_link(struct str s)
{
    for (size_t at; (at = str_find_char(s, ']')) != SIZE_MAX;) {
        s = str_sub(s, at, s.n);
        struct str behind = str_trim(str_sub(s, 1, s.n));
        size_t end = str_starts(behind, STR("(")) ? str_find_char(behind, ')') : SIZE_MAX;
        struct str address = end == SIZE_MAX ? STR("") : str_sub(behind, 1, end - 1);
        if (str_starts(address, STR("http://")) || str_starts(address, STR("https://")) ||
            str_ends(address, STR(".md")) || str_find(address, STR(".md#")) != SIZE_MAX)
            return str_sub(s, 0, (size_t)(str_end(address) - s.p));
        s = str_sub(s, 1, s.n);
    }
    return STR("");
}

static void check_links(const struct lint_article *a, const struct fact *fact)
{
    struct str rest = fact->text;
    for (struct str link; (link = broken_link(rest)).n;
         rest = str_sub(rest, (size_t)(str_end(link) - rest.p), rest.n))
        lint_file_tell(&a->file, LINT_MARKDOWN, lint_file_find(&a->file, fact, link),
                       "this link is shown as it is written: put no space between ] and (, and "
                       "%%20 for a space in the address");
}

static void check_signs(const struct lint_article *a)
{
    for (size_t i = 0; i < a->facts->n; i++) {
        const struct fact *fact = &a->facts->items[i];
        if (fact->kind != FACT_TEXT)
            continue;
        if (is_glued_heading(fact->text) && fact->line <= a->file.n_lines &&
            is_glued_heading(str_trim(a->file.lines[fact->line - 1])))
            lint_file_tell(&a->file, LINT_MARKDOWN, lint_file_find(&a->file, fact, fact->text),
                           "this is shown with its #: put a space between # and the words of a "
                           "heading");
        check_links(a, fact);
    }
}

void lint_text(const struct lint_article *a)
{
    check_bidi(a);
    check_letters(a);
    check_digits(a);
    check_signs(a);
}
