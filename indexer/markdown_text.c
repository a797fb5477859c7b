/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "../lib/record.h"
#include "markdown_walk.h"
#include "scrub.h"

enum { WARNINGS_MAX = 100 }; /* a file: more would bury those of other files */

struct str markdown_literal(cmark_node *node)
{
    return str_from(cmark_node_get_literal(node));
}

unsigned markdown_node_line(const struct markdown *m, cmark_node *node)
{
    int line = m->reparsed ? 0 : cmark_node_get_start_line(node);
    return line > 0 ? m->source->first_line + (unsigned)line - 1 : m->line;
}

size_t markdown_find_pair(struct str s, char first, char second)
{
    const char *p = s.p, *end = str_end(s);
    while (p < end && (p = memchr(p, first, (size_t)(end - p)))) {
        if (p + 1 < end && p[1] == second)
            return (size_t)(p - s.p);
        p++;
    }
    return SIZE_MAX;
}

struct str markdown_source_line(const struct markdown *m, size_t line)
{
    if (line < 1 || line > m->n_lines)
        return STR("");
    return (struct str){m->lines[line - 1], (size_t)(m->lines[line] - m->lines[line - 1])};
}

void markdown_warn(struct markdown *m, unsigned line, const char *kind, const char *format, ...)
{
    if (!m->source->report || ++m->warnings > WARNINGS_MAX)
        return;
    if (m->warnings == WARNINGS_MAX) {
        report_add(m->source->report, REPORT_WARNING, m->source->path, line, "more",
                   "the file has more faults than are listed: mend these first");
        return;
    }
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    report_add(m->source->report, REPORT_WARNING, m->source->path, line, kind, "%s", message);
}

static void put(struct markdown *m, const char *from, const char *to)
{
    if (to <= from)
        return;
    struct str run = {from, (size_t)(to - from)};
    if (m->to_html)
        buf_add(&m->html, run);
    if (m->plain)
        buf_add(m->plain, run);
}

static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    default:
        return STR("");
    }
}

static bool is_arabic_lead(unsigned char byte)
{
    return byte >= 0xD8 && byte <= 0xDB;
}

/* A literal `\n` that a translation tool left glued to an Arabic word. */
static bool is_glued_break(const char *begin, const char *p, const char *end)
{
    if (p + 1 >= end || p[1] != 'n')
        return false;
    if (p + 2 < end && is_arabic_lead((unsigned char)p[2]))
        return true;
    bool after_arabic = p - begin >= 2 && is_arabic_lead((unsigned char)p[-2]);
    return after_arabic && (p + 2 == end || p[2] == ' ' || p[2] == '\\');
}

/* First bytes of characters that put_clean may have to treat; all others are copied in runs. */
static const bool treated[256] = {
    ['&'] = true,  ['<'] = true,           ['>'] = true,  ['"'] = true,
    ['\\'] = true, [0x00 ... 0x1F] = true, [0x7F] = true, [0xC2] = true,
    [0xD8] = true, [0xE2] = true,          [0xEF] = true,
};

/* The first character from p on that is not plain. */
static const char *plain_end(const char *p, const char *end)
{
    while (p < end) {
        if (scrub_is_letter(p))
            p += 2;
        else if (treated[(unsigned char)*p])
            break;
        else
            p++;
    }
    return p;
}

static void put_clean(struct markdown *m, struct str s, bool mend_breaks)
{
    const char *p = s.p, *end = str_end(s), *run = p;
    while ((p = plain_end(p, end)) < end) {
        struct str escaped = entity(*p);
        struct str instead = STR("");
        size_t drop = 1;
        if (*p == '\\' && mend_breaks && is_glued_break(s.p, p, end)) {
            drop = 2;
            instead = STR(" ");
        } else if (escaped.n == 0) {
            drop = scrub_bytes(p, end); /* character references can bring them back */
        }
        if (drop == 0) {
            p++;
            continue;
        }
        put(m, run, p);
        if (m->to_html)
            buf_add(&m->html, escaped.n ? escaped : instead);
        if (m->plain)
            buf_add(m->plain, escaped.n ? (struct str){p, 1} : instead);
        p += drop;
        run = p;
    }
    put(m, run, end);
}

void markdown_text(struct markdown *m, struct str s)
{
    markdown_check_text(m, s);
    put_clean(m, s, m->has_backslash_n);
}

void markdown_code(struct markdown *m, struct str s)
{
    put_clean(m, s, false);
}

void markdown_tag(struct markdown *m, const char *html)
{
    if (m->to_html)
        buf_add(&m->html, str_from(html));
}

void markdown_attribute(struct markdown *m, const char *name, struct str value)
{
    if (!m->to_html)
        return;
    struct buf *plain = m->plain;
    m->plain = NULL;
    buf_printf(&m->html, " %s=\"", name);
    put_clean(m, value, false);
    buf_char(&m->html, '"');
    m->plain = plain;
}

/* Unreserved and reserved characters of RFC 3986; '%' is kept because URLs come encoded. */
static bool is_url_char(char c, bool is_path)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c && strchr(is_path ? "-_.~/!$*,;:@=+" : "-_.~/!$*,;:@=+%?#()[]", c);
}

void markdown_url(struct markdown *m, struct str url, bool is_path)
{
    const char *p = url.p, *end = str_end(url);
    while (p < end) {
        size_t drop = scrub_bytes(p, end);
        if (drop) {
            p += drop;
            continue;
        }
        if (is_url_char(*p, is_path) || (!is_path && (unsigned char)*p >= 0x80))
            buf_char(&m->html, *p);
        else if (*p == '&' && !is_path)
            buf_add(&m->html, STR("&amp;"));
        else
            buf_printf(&m->html, "%%%02X", (unsigned char)*p);
        p++;
    }
}

void markdown_break(struct markdown *m)
{
    if (!m->plain)
        return;
    while (m->plain->n && m->plain->p[m->plain->n - 1] == ' ')
        buf_cut(m->plain, m->plain->n - 1);
    if (m->plain->n && m->plain->p[m->plain->n - 1] != '\n')
        buf_char(m->plain, '\n');
}

void markdown_join(struct markdown *m, size_t from)
{
    if (!m->plain)
        return;
    size_t to = m->plain->n;
    while (from < to && m->plain->p[from] == ' ')
        from++;
    while (to > from && m->plain->p[to - 1] == ' ')
        to--;
    for (size_t i = from; i < to; i++)
        if (m->plain->p[i] == ' ')
            m->plain->p[i] = RECORD_JOINED_BLANK;
}
