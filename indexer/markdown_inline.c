/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "markdown_walk.h"

enum {
    TAGS_MAX_DEPTH = 32,    /* deeper emphasis is shown without tags of its own */
    BASE64_MIN_BYTES = 200, /* no word or key is that long */
};

static bool is_base64_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

/* Text without the images that somebody pasted into it as base64. */
static void put_text(struct markdown *m, cmark_node *node, struct str s)
{
    while (s.n >= BASE64_MIN_BYTES) {
        size_t from = 0, to = 0;
        while (from < s.n) {
            for (to = from; to < s.n && is_base64_char(s.p[to]);)
                to++;
            if (to - from >= BASE64_MIN_BYTES)
                break;
            from = to + 1;
        }
        if (from >= s.n)
            break;
        markdown_text(m, str_sub(s, 0, from));
        s = str_sub(s, to, s.n);
        if (m->to_html)
            markdown_warn(m, markdown_node_line(m, node), "image",
                          "an image pasted as base64 text is left out: save it as a file");
    }
    markdown_text(m, s);
}

/* ** that the reader sees: a mistake, unless the writer escaped it. `**a****b**`, two bold words
 * that a translation pushed together, loses its stars. */
static void put_text_with_stars(struct markdown *m, cmark_node *node, struct str s)
{
    bool in_strong = cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_STRONG;
    unsigned line = markdown_node_line(m, node);
    struct str source = markdown_source_line(m, line - m->source->first_line + 1);
    if (m->to_html && markdown_find_pair(source, '\\', '*') == SIZE_MAX) {
        markdown_fact(m, FACT_STARS, node, s);
        if (m->loose_marks++ == 0)
            m->loose_mark_line = line;
    }
    for (size_t at; in_strong && (at = str_find(s, STR("****"))) != SIZE_MAX;) {
        put_text(m, node, str_sub(s, 0, at));
        markdown_text(m, STR(" "));
        s = str_sub(s, at + 4, s.n);
    }
    put_text(m, node, s);
}

static void enter_text(struct markdown *m, cmark_node *node)
{
    struct str s = markdown_literal(node);
    markdown_fact(m, FACT_TEXT, node, s);
    if (m->has_bold && markdown_find_pair(s, '*', '*') != SIZE_MAX)
        put_text_with_stars(m, node, s);
    else
        put_text(m, node, s);
}

static void enter_image(struct markdown *m, cmark_node *node)
{
    struct str url = str_from(cmark_node_get_url(node));
    markdown_image_fact(m, node, url, cmark_node_first_child(node));
    if (m->to_html && str_eq_nocase(str_sub(url, 0, 5), STR("data:")))
        markdown_warn(m, markdown_node_line(m, node), "image",
                      "an image written into the text (data:) is left out: save it as a file");
    if (m->to_html && cmark_node_first_child(node)) {
        markdown_tag(m, "<span class=\"img-alt\">");
        cmark_node_set_user_data(node, "</span>");
    }
}

static void enter_break(struct markdown *m, cmark_node_type type, unsigned flags)
{
    bool hard = type == CMARK_NODE_LINEBREAK;
    markdown_tag(m, hard ? "<br>\n" : "\n");
    if (!m->plain)
        return;
    if (hard && !(flags & INLINE_ONE_LINE))
        markdown_break(m);
    else
        buf_char(m->plain, ' ');
}

static void enter_span(struct markdown *m, cmark_node *node, unsigned depth, const char *open,
                       char *close)
{
    if (!m->to_html || depth > TAGS_MAX_DEPTH)
        return;
    markdown_tag(m, open);
    cmark_node_set_user_data(node, close);
}

/* Writes what stands before a node's children; leave() writes the closing tag kept in user_data. */
static void enter(struct markdown *m, cmark_node *node, unsigned depth, unsigned flags)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HTML_INLINE) {
        markdown_html_inline(m, markdown_literal(node), flags);
        return;
    }
    if (type == CMARK_NODE_LINK && m->plain)
        m->link_start = m->plain->n;
    if (m->skip_tag.n)
        return;
    switch (type) {
    case CMARK_NODE_TEXT:
        enter_text(m, node);
        break;
    case CMARK_NODE_CODE:
        markdown_fact(m, FACT_CODE, node, markdown_literal(node));
        markdown_tag(m, "<code>");
        markdown_code(m, markdown_literal(node));
        markdown_tag(m, "</code>");
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        enter_break(m, type, flags);
        break;
    case CMARK_NODE_EMPH:
        enter_span(m, node, depth, "<em>", "</em>");
        break;
    case CMARK_NODE_STRONG:
        enter_span(m, node, depth, "<strong>", "</strong>");
        break;
    case CMARK_NODE_LINK:
        if (m->to_html && !(flags & INLINE_WORDS_ONLY) && markdown_link(m, node))
            cmark_node_set_user_data(node, "</a>");
        break;
    case CMARK_NODE_IMAGE:
        enter_image(m, node);
        break;
    default:
        break;
    }
}

static void leave(struct markdown *m, cmark_node *node, unsigned flags)
{
    if (cmark_node_get_type(node) == CMARK_NODE_LINK && !(flags & INLINE_WORDS_ONLY))
        markdown_join(m, m->link_start);
    char *close = cmark_node_get_user_data(node);
    if (close)
        markdown_tag(m, close);
}

/* No recursion: a file may nest emphasis and brackets by the thousand. */
void markdown_inlines(struct markdown *m, cmark_node *parent, unsigned flags)
{
    unsigned depth = 0;
    cmark_node *node = cmark_node_first_child(parent);
    while (node) {
        enter(m, node, depth, flags);
        cmark_node *child = cmark_node_first_child(node);
        if (child) {
            node = child;
            depth++;
            continue;
        }
        leave(m, node, flags);
        while (!cmark_node_next(node) && depth > 0) {
            node = cmark_node_parent(node);
            depth--;
            leave(m, node, flags);
        }
        node = cmark_node_next(node);
    }
    m->skip_tag = STR("");
}
