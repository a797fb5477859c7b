/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"

/* What a byte becomes, NULL for itself. Control characters have no place in HTML: dropped, as a
 * reader would not see them. Tab and line breaks are kept in text, written out in attributes. */
static const char *escape_of(unsigned char c, bool in_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    case '\r':
        return in_attribute ? "&#13;" : NULL;
    default:
        return c < 0x20 || c == 0x7F ? "" : NULL;
    }
}

static void escape(struct buf *out, struct str s, bool in_attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *instead = escape_of((unsigned char)s.p[i], in_attribute);
        if (!instead)
            continue;
        buf_add(out, str_sub(s, from, i - from));
        buf_add(out, str_from(instead));
        from = i + 1;
    }
    buf_add(out, str_sub(s, from, s.n));
}

void html_text(struct buf *out, struct str s)
{
    escape(out, s, false);
}

void html_attr(struct buf *out, struct str s)
{
    escape(out, s, true);
}

static bool is_unreserved(char c) /* RFC 3986, 2.3 */
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static void percent_encode(struct buf *out, struct str s, bool keep_slash)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        const char encoded[] = {'%', digits[byte >> 4], digits[byte & 15]};
        if (is_unreserved(s.p[i]) || (keep_slash && s.p[i] == '/'))
            buf_char(out, s.p[i]);
        else
            buf_add(out, (struct str){encoded, sizeof encoded});
    }
}

void html_url(struct buf *out, struct str s)
{
    percent_encode(out, s, true);
}

void html_param(struct buf *out, struct str s)
{
    percent_encode(out, s, false);
}

void html_safe(struct buf *out, struct str s)
{
    buf_add(out, s);
}
