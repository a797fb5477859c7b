/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "markdown_walk.h"

enum { TAG_NAME_MAX = 16 };

enum tag_effect {
    TAG_NONE,
    TAG_BREAK, /* ends a paragraph of the text */
    TAG_CELL,  /* separates two cells of a row */
    TAG_SKIP,  /* what is inside is not text */
};

static const struct {
    struct str name;
    enum tag_effect effect;
} tags[] = {
    {STR_INIT("p"), TAG_BREAK},          {STR_INIT("div"), TAG_BREAK},
    {STR_INIT("br"), TAG_BREAK},         {STR_INIT("hr"), TAG_BREAK},
    {STR_INIT("li"), TAG_BREAK},         {STR_INIT("ul"), TAG_BREAK},
    {STR_INIT("ol"), TAG_BREAK},         {STR_INIT("dl"), TAG_BREAK},
    {STR_INIT("dt"), TAG_BREAK},         {STR_INIT("dd"), TAG_BREAK},
    {STR_INIT("tr"), TAG_BREAK},         {STR_INIT("table"), TAG_BREAK},
    {STR_INIT("thead"), TAG_BREAK},      {STR_INIT("tbody"), TAG_BREAK},
    {STR_INIT("caption"), TAG_BREAK},    {STR_INIT("details"), TAG_BREAK},
    {STR_INIT("summary"), TAG_BREAK},    {STR_INIT("section"), TAG_BREAK},
    {STR_INIT("pre"), TAG_BREAK},        {STR_INIT("h1"), TAG_BREAK},
    {STR_INIT("h2"), TAG_BREAK},         {STR_INIT("h3"), TAG_BREAK},
    {STR_INIT("h4"), TAG_BREAK},         {STR_INIT("h5"), TAG_BREAK},
    {STR_INIT("h6"), TAG_BREAK},         {STR_INIT("figure"), TAG_BREAK},
    {STR_INIT("blockquote"), TAG_BREAK}, {STR_INIT("td"), TAG_CELL},
    {STR_INIT("th"), TAG_CELL},          {STR_INIT("script"), TAG_SKIP},
    {STR_INIT("style"), TAG_SKIP},       {STR_INIT("template"), TAG_SKIP},
    {STR_INIT("textarea"), TAG_SKIP},
};

/* The character references that help articles use; others stay as written. */
static const struct {
    struct str name, text;
} references[] = {
    {STR_INIT("amp"), STR_INIT("&")},       {STR_INIT("lt"), STR_INIT("<")},
    {STR_INIT("gt"), STR_INIT(">")},        {STR_INIT("quot"), STR_INIT("\"")},
    {STR_INIT("apos"), STR_INIT("'")},      {STR_INIT("nbsp"), STR_INIT("\u00A0")},
    {STR_INIT("laquo"), STR_INIT("«")},     {STR_INIT("raquo"), STR_INIT("»")},
    {STR_INIT("ndash"), STR_INIT("–")},     {STR_INIT("mdash"), STR_INIT("—")},
    {STR_INIT("hellip"), STR_INIT("…")},    {STR_INIT("bull"), STR_INIT("•")},
    {STR_INIT("middot"), STR_INIT("·")},    {STR_INIT("copy"), STR_INIT("©")},
    {STR_INIT("reg"), STR_INIT("®")},       {STR_INIT("trade"), STR_INIT("™")},
    {STR_INIT("zwnj"), STR_INIT("\u200C")}, {STR_INIT("zwj"), STR_INIT("\u200D")},
    {STR_INIT("lrm"), STR_INIT("")},        {STR_INIT("rlm"), STR_INIT("")},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* The name in `<name …` or `</name …`. */
static struct str tag_name(struct str tag)
{
    size_t from = str_starts(tag, STR("</")) ? 2 : 1, n = 0;
    while (from + n < tag.n && n < TAG_NAME_MAX &&
           (is_letter(tag.p[from + n]) || (tag.p[from + n] >= '0' && tag.p[from + n] <= '9')))
        n++;
    return str_sub(tag, from, n);
}

static enum tag_effect tag_effect(struct str name)
{
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
        if (str_eq_nocase(tags[i].name, name))
            return tags[i].effect;
    return TAG_NONE;
}

static void skip_space(struct str *s)
{
    while (s->n && is_space(s->p[0]))
        *s = str_sub(*s, 1, s->n);
}

/* Cuts up to the first of `stops` (or white space, if that stops too) off *s. */
static struct str cut_until(struct str *s, const char *stops, bool at_space)
{
    size_t n = 0;
    while (n < s->n && !strchr(stops, s->p[n]) && !(at_space && is_space(s->p[n])))
        n++;
    struct str cut = str_sub(*s, 0, n);
    *s = str_sub(*s, n, s->n);
    return cut;
}

/* The value behind a '=', or empty when there is none. */
static struct str cut_value(struct str *s)
{
    skip_space(s);
    if (s->n == 0 || s->p[0] != '=')
        return STR("");
    *s = str_sub(*s, 1, s->n);
    skip_space(s);
    if (s->n == 0 || (s->p[0] != '"' && s->p[0] != '\''))
        return cut_until(s, ">", true);
    const char quote[2] = {s->p[0], '\0'};
    *s = str_sub(*s, 1, s->n);
    struct str value = cut_until(s, quote, false);
    *s = str_sub(*s, 1, s->n);
    return value;
}

struct str markdown_tag_attribute(struct str tag, struct str name)
{
    struct str rest = str_sub(tag, tag_name(tag).n + 1, tag.n);
    while (rest.n) {
        skip_space(&rest);
        struct str found = cut_until(&rest, "=/>", true), value = cut_value(&rest);
        if (found.n && str_eq_nocase(found, name))
            return value;
        if (found.n == 0)
            rest = str_sub(rest, 1, rest.n);
    }
    return STR("");
}

/* An <a name="x"> stays as a place that links can lead to. */
static void put_anchor(struct markdown *m, struct str tag)
{
    struct str id = markdown_anchor_of_tag(m, tag);
    if (id.n == 0 || m->note || !id_set_add(m, id)) /* a note takes no place from others */
        return;
    markdown_tag(m, "<a");
    markdown_attribute(m, "id", id);
    markdown_tag(m, "></a>");
}

static void put_alt(struct markdown *m, struct str alt)
{
    if (alt.n == 0)
        return;
    markdown_tag(m, "<span class=\"img-alt\">");
    markdown_text(m, alt);
    markdown_tag(m, "</span>");
}

/* --- inline --- */

void markdown_html_inline(struct markdown *m, struct str tag, unsigned flags)
{
    struct str name = tag_name(tag);
    if (m->skip_tag.n) {
        if (str_starts(tag, STR("</")) && str_eq_nocase(name, m->skip_tag))
            m->skip_tag = STR("");
        return;
    }
    if (name.n == 0 || str_starts(tag, STR("</")))
        return;
    if (tag_effect(name) == TAG_SKIP && !str_ends(tag, STR("/>"))) {
        m->skip_tag = name;
    } else if (str_eq_nocase(name, STR("br"))) {
        markdown_tag(m, flags & INLINE_WORDS_ONLY ? " " : "<br>");
        if (m->plain && m->plain->n && m->plain->p[m->plain->n - 1] != ' ')
            buf_char(m->plain, ' ');
    } else if (str_eq_nocase(name, STR("img"))) {
        put_alt(m, markdown_tag_attribute(tag, STR("alt")));
        markdown_image_fact(m, NULL, markdown_tag_attribute(tag, STR("src")),
                            markdown_tag_attribute(tag, STR("alt")).n);
    } else if (m->to_html && !(flags & INLINE_WORDS_ONLY)) {
        put_anchor(m, tag);
    }
}

/* --- blocks --- */

/* A block of HTML on its way to text. Each end that is searched for and not found is not searched
 * for again: hostile input cannot make this quadratic. */
struct scan {
    struct markdown *m;
    struct str rest;
    struct buf paragraph; /* its text, character references decoded */
    bool space, cell;     /* pending separators */
    bool no_gt, no_quoted_gt;
};

static void flush(struct scan *s)
{
    if (s->paragraph.n) {
        markdown_break(s->m);
        markdown_tag(s->m, "<p>");
        markdown_check_text(s->m, buf_str(&s->paragraph));
        markdown_code(s->m, buf_str(&s->paragraph));
        markdown_tag(s->m, "</p>\n");
        markdown_break(s->m);
    }
    buf_clear(&s->paragraph);
    s->space = s->cell = false;
}

static void add_text(struct scan *s, struct str text)
{
    if (s->paragraph.n && s->cell)
        buf_add(&s->paragraph, STR(" · "));
    else if (s->paragraph.n && s->space)
        buf_char(&s->paragraph, ' ');
    s->space = s->cell = false;
    buf_add(&s->paragraph, text);
}

static int digit_value(char c, bool hex)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (hex && c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return hex && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void add_code_point(struct scan *s, struct str digits)
{
    bool hex = digits.n && (digits.p[0] == 'x' || digits.p[0] == 'X');
    uint32_t c = 0;
    for (size_t i = hex; i < digits.n && c < 0x110000; i++) {
        int value = digit_value(digits.p[i], hex);
        if (value < 0)
            return;
        c = c * (hex ? 16 : 10) + (uint32_t)value;
    }
    if (c == 0 || c >= 0x110000 || (c >= 0xD800 && c <= 0xDFFF))
        return;
    char utf8[4];
    size_t n = utf8_put(utf8, c);
    add_text(s, (struct str){utf8, n});
}

/* `&…;` at the start of rest: adds what it means and returns its length, or 0 when it is plain
 * text. */
static size_t add_reference(struct scan *s)
{
    struct str name = str_sub(s->rest, 1, 12);
    size_t semicolon = str_find_char(name, ';');
    if (semicolon == SIZE_MAX || semicolon == 0)
        return 0;
    name.n = semicolon;
    if (name.p[0] == '#') {
        add_code_point(s, str_sub(name, 1, name.n));
        return semicolon + 2;
    }
    for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++)
        if (str_eq(references[i].name, name)) {
            add_text(s, references[i].text);
            return semicolon + 2;
        }
    return 0;
}

/* Length of the tag at the start of rest, or 0 when it has no end. */
static size_t tag_bytes(struct scan *s)
{
    char quote = 0;
    for (size_t i = 1; !s->no_quoted_gt && i < s->rest.n; i++) {
        char c = s->rest.p[i];
        if (quote) {
            if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    s->no_quoted_gt = true;
    size_t end = s->no_gt ? SIZE_MAX : str_find_char(s->rest, '>');
    s->no_gt = end == SIZE_MAX;
    return s->no_gt ? 0 : end + 1;
}

/* Length of the comment or declaration at the start of rest; unclosed, it hides all that is left,
 * as in browsers. */
static size_t bytes_through(struct scan *s, struct str end)
{
    size_t at = str_find(s->rest, end);
    if (at != SIZE_MAX)
        return at + end.n;
    if (s->m->to_html)
        markdown_warn(s->m, s->m->line, "html",
                      "the comment that begins here is never closed and hides what follows: end it "
                      "with -->");
    return s->rest.n;
}

/* Length of <script>…</script> at the start of rest; `tag` is its opening part. */
static size_t skipped_bytes(struct str rest, struct str name, size_t tag)
{
    for (size_t i = tag; i + name.n + 2 <= rest.n; i++)
        if (rest.p[i] == '<' && rest.p[i + 1] == '/' &&
            str_eq_nocase(str_sub(rest, i + 2, name.n), name))
            return i;
    return rest.n;
}

static size_t take_tag(struct scan *s)
{
    size_t n = tag_bytes(s);
    if (n == 0)
        return 0;
    struct str tag = str_sub(s->rest, 0, n), name = tag_name(tag);
    bool opens = !str_starts(tag, STR("</"));
    switch (tag_effect(name)) {
    case TAG_BREAK:
        flush(s);
        break;
    case TAG_CELL:
        s->cell = true;
        break;
    case TAG_SKIP:
        return opens ? skipped_bytes(s->rest, name, n) : n;
    default:
        if (opens && str_eq_nocase(name, STR("img"))) {
            struct str alt = markdown_tag_attribute(tag, STR("alt"));
            if (alt.n)
                add_text(s, alt);
            markdown_image_fact(s->m, NULL, markdown_tag_attribute(tag, STR("src")), alt.n);
        } else if (opens) {
            put_anchor(s->m, tag);
        }
    }
    return n;
}

/* What begins with '<': returns its length, or 0 for a '<' that is text. */
static size_t take_markup(struct scan *s)
{
    if (str_starts(s->rest, STR("<!--")))
        return bytes_through(s, STR("-->"));
    char next = s->rest.n > 1 ? s->rest.p[1] : ' ';
    if (next == '!' || next == '?')
        return bytes_through(s, STR(">"));
    return is_letter(next) || next == '/' ? take_tag(s) : 0;
}

void markdown_html_block(struct markdown *m, struct str html)
{
    struct scan s = {.m = m, .rest = html};
    buf_init(&s.paragraph, html.n * 2 + 16); /* "&lt;" and the like only shrink; separators grow */
    while (s.rest.n) {
        char c = s.rest.p[0];
        size_t n = 0;
        if (is_space(c)) {
            s.space = true;
            n = 1;
        } else if (c == '<') {
            n = take_markup(&s);
        } else if (c == '&') {
            n = add_reference(&s);
        }
        if (n == 0) {
            for (n = 1; n < s.rest.n && !is_space(s.rest.p[n]) && !strchr("<&", s.rest.p[n]);)
                n++;
            add_text(&s, str_sub(s.rest, 0, n));
        }
        s.rest = str_sub(s.rest, n, s.rest.n);
    }
    flush(&s);
    buf_release(&s.paragraph);
}
