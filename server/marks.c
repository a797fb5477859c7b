/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "marks.h"

#include "html.h"

/* What the indexer writes for characters with a meaning in HTML. */
static const struct {
    struct str entity;
    char character;
} entities[] = {
    {STR_INIT("&amp;"), '&'},  {STR_INIT("&lt;"), '<'},   {STR_INIT("&gt;"), '>'},
    {STR_INIT("&quot;"), '"'}, {STR_INIT("&#39;"), '\''},
};

/* The text between two tags as a reader sees it; false when it holds something else. */
static bool decode(struct arena *a, struct str html, struct str *text)
{
    char *copy = arena_alloc(a, html.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < html.n;) {
        size_t e = 0, count = sizeof entities / sizeof *entities;
        if (html.p[i] != '&') {
            copy[n++] = html.p[i++];
            continue;
        }
        while (e < count && !str_starts(str_sub(html, i, html.n), entities[e].entity))
            e++;
        if (e == count)
            return false;
        copy[n++] = entities[e].character;
        i += entities[e].entity.n;
    }
    *text = (struct str){copy, n};
    return true;
}

static size_t write_text(struct buf *out, struct text *analyser, struct arena *a, struct str html,
                         const struct snippet_query *words)
{
    struct snippet found = {0};
    struct str text = html;
    size_t from = 0, blanks = 0; /* a snippet has none at its ends */
    while (blanks < html.n && (unsigned char)html.p[blanks] <= ' ')
        blanks++;
    html_safe(out, str_sub(html, 0, blanks));
    html = text = str_sub(html, blanks, html.n);
    if (str_find_char(html, '&') == SIZE_MAX || decode(a, html, &text))
        snippet_mark_all(analyser, a, text, words, &found);
    if (found.n_marks == 0) {
        html_safe(out, html);
        return 0;
    }
    for (size_t i = 0; i < found.n_marks; i++) {
        const struct snippet_mark *mark = &found.marks[i];
        html_text(out, str_sub(text, from, mark->from_bytes - from));
        html_lit(out, "<mark>");
        html_text(out, str_sub(text, mark->from_bytes, mark->to_bytes - mark->from_bytes));
        html_lit(out, "</mark>");
        from = mark->to_bytes;
    }
    html_text(out, str_sub(text, from, text.n));
    return found.n_marks;
}

/* How far the element that begins here goes when nothing in it is to be marked; 0 for others. */
static size_t skipped_element(struct str html)
{
    static const struct {
        struct str open, close;
    } skipped[] = {
        {STR_INIT("<code"), STR_INIT("</code>")},
        {STR_INIT("<pre"), STR_INIT("</pre>")},
        {STR_INIT("<svg"), STR_INIT("</svg>")},
    };
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++) {
        size_t end =
            str_starts(html, skipped[i].open) ? str_find(html, skipped[i].close) : SIZE_MAX;
        if (end != SIZE_MAX)
            return end + skipped[i].close.n;
    }
    return 0;
}

size_t marks_write(struct buf *out, struct text *analyser, struct arena *a, struct str html,
                   const struct snippet_query *words)
{
    size_t n_marks = 0;
    while (html.n) {
        size_t text_end = str_find_char(html, '<');
        struct str text = str_sub(html, 0, text_end);
        if (text.n)
            n_marks += write_text(out, analyser, a, text, words);
        html = str_sub(html, text.n, html.n);
        size_t tag = skipped_element(html);
        if (tag == 0) {
            tag = str_find_char(html, '>');
            tag = tag == SIZE_MAX ? html.n : tag + 1;
        }
        html_safe(out, str_sub(html, 0, tag));
        html = str_sub(html, tag, html.n);
    }
    return n_marks;
}
