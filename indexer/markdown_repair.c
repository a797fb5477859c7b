/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What real articles hold that CommonMark does not know: authoring marks of other systems, and bold
 * text whose closing ** does not count as one. Works on the parsed tree, so code is never touched.
 */
#include <stdlib.h>
#include <string.h>

#include "markdown_walk.h"

enum { MARKS_MAX = 1000 }; /* pairs of ** that are mended in one paragraph */

static bool is_text(cmark_node *node)
{
    return node && cmark_node_get_type(node) == CMARK_NODE_TEXT;
}

static bool is_break(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
}

static void set_text(cmark_node *node, struct str s)
{
    char *copy = xcalloc(1, s.n + 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    cmark_node_set_literal(node, copy);
    free(copy);
}

static cmark_node *insert_text_after(cmark_node *node, struct str s)
{
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    set_text(text, s);
    cmark_node_insert_after(node, text);
    return text;
}

/* --- ::: lines --- */

static struct str alt_text(struct markdown *m, struct str line)
{
    size_t at = str_find(line, STR("alt-text=\""));
    if (at == SIZE_MAX)
        return STR("");
    struct str value = str_sub(line, at + 10, line.n);
    value = str_sub(value, 0, str_find(value, STR("\" ")));
    size_t end = str_find(value, STR("\":::"));
    if (end == SIZE_MAX && value.n && value.p[value.n - 1] == '"')
        end = value.n - 1;
    return arena_dup(m->arena, str_sub(value, 0, end));
}

/* The line of inline nodes from `node` to the next break, as plain text. */
static struct str line_text(struct markdown *m, cmark_node *node)
{
    struct buf line;
    buf_init(&line, 64 * 1024);
    for (; node && !is_break(node); node = cmark_node_next(node)) {
        const char *literal = cmark_node_get_literal(node);
        if (literal)
            buf_add(&line, str_from(literal));
    }
    struct str out = arena_dup(m->arena, buf_str(&line));
    buf_release(&line);
    return out;
}

/* Removes the nodes of the line that begins at `node`, and the break after it; returns what
 * follows. */
static cmark_node *remove_line(cmark_node *node)
{
    while (node) {
        cmark_node *next = cmark_node_next(node);
        bool last = is_break(node);
        cmark_node_free(node);
        node = next;
        if (last)
            break;
    }
    return node;
}

static void drop_colon_fences(struct markdown *m, cmark_node *block)
{
    cmark_node *node = cmark_node_first_child(block);
    while (node) {
        if (is_text(node) && str_starts(str_trim(markdown_literal(node)), STR(":::"))) {
            struct str line = line_text(m, node);
            bool is_image = str_starts(str_trim(line), STR(":::image "));
            struct str alt = is_image ? alt_text(m, line) : STR("");
            if (alt.n == 0) {
                node = remove_line(node);
                continue;
            }
            set_text(node, alt);
            for (cmark_node *next; (next = cmark_node_next(node)) && !is_break(next);)
                cmark_node_free(next);
        }
        while (node && !is_break(node))
            node = cmark_node_next(node);
        node = node ? cmark_node_next(node) : NULL;
    }
}

/* --- [!include] and the like --- */

static const struct {
    struct str name;
    bool warns; /* words are missing now */
} directives[] = {
    {STR_INIT("include"), true}, {STR_INIT("includes"), true}, {STR_INIT("code"), true},
    {STR_INIT("video"), false},  {STR_INIT("div"), false},     {STR_INIT("section"), false},
};

/* The directive at the start of s (after `[!`): its row + 1, or 0. */
static size_t find_directive(struct str s)
{
    s = str_trim(s);
    size_t n = 0;
    while (n < s.n && ((s.p[n] | 0x20) >= 'a' && (s.p[n] | 0x20) <= 'z'))
        n++;
    for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++)
        if (str_eq_nocase(directives[i].name, str_sub(s, 0, n)))
            return i + 1;
    return 0;
}

/* Takes out from `[!` at offset `at` of `node` to the `]` that ends it on the same line. The link
 * inside may have eaten that bracket: then to the end of the link. Returns where to go on. */
static cmark_node *remove_directive(cmark_node *node, size_t at)
{
    struct str s = markdown_literal(node);
    size_t end = str_find_char(str_sub(s, at, s.n), ']');
    if (end != SIZE_MAX) {
        cmark_node *rest = insert_text_after(node, str_sub(s, at + end + 1, s.n));
        set_text(node, str_sub(s, 0, at));
        return rest;
    }
    cmark_node *last = cmark_node_next(node);
    while (last && !is_break(last)) {
        cmark_node *next = cmark_node_next(last);
        struct str text = is_text(last) ? markdown_literal(last) : STR("");
        end = str_find_char(text, ']');
        if (end != SIZE_MAX) {
            set_text(last, str_sub(text, end + 1, text.n));
            break;
        }
        cmark_node_free(last);
        last = next;
    }
    set_text(node, str_sub(s, 0, at));
    return cmark_node_next(node);
}

static void drop_directives(struct markdown *m, cmark_node *block)
{
    cmark_node *node = cmark_node_first_child(block);
    while (node) {
        struct str s = is_text(node) ? markdown_literal(node) : STR("");
        size_t at = str_find(s, STR("[!"));
        size_t found = at == SIZE_MAX ? 0 : find_directive(str_sub(s, at + 2, s.n));
        if (found == 0) {
            node = cmark_node_next(node);
            continue;
        }
        if (directives[found - 1].warns)
            markdown_warn(m, markdown_node_line(m, node), "include",
                          "included text is not supported and left out: copy the text here or link "
                          "to it");
        node = remove_directive(node, at);
    }
}

/* A break with nothing before it is left where a line was taken out. */
static void drop_leading_blanks(cmark_node *block)
{
    cmark_node *node = cmark_node_first_child(block);
    while (node && (is_break(node) || (is_text(node) && str_trim(markdown_literal(node)).n == 0))) {
        cmark_node *next = cmark_node_next(node);
        cmark_node_free(node);
        node = next;
    }
}

/* --- ** that did not close --- */

struct mark {
    cmark_node *node;
    size_t at;
};

/* All ** of exactly two stars in the block's own text. More than fit: none. */
static size_t find_marks(struct markdown *m, cmark_node *block, struct mark **marks)
{
    size_t n = 0;
    *marks = NULL;
    for (cmark_node *node = cmark_node_first_child(block); node; node = cmark_node_next(node)) {
        struct str s = is_text(node) ? markdown_literal(node) : STR("");
        for (size_t i = 0; i + 1 < s.n; i++) {
            if (s.p[i] != '*')
                continue;
            size_t run = 1;
            while (i + run < s.n && s.p[i + run] == '*')
                run++;
            if (run == 2 && n == MARKS_MAX)
                return 0;
            if (run == 2 && !*marks)
                *marks = ARENA_ARRAY(m->arena, struct mark, MARKS_MAX);
            if (run == 2)
                (*marks)[n++] = (struct mark){node, i};
            i += run - 1;
        }
    }
    return n;
}

enum side { SIDE_SPACE, SIDE_SIGN, SIDE_WORD };

/* Arabic and general punctuation beside ASCII: what CommonMark calls punctuation, near enough. */
static enum side classify(uint32_t c)
{
    static const uint32_t signs[] = {0xAB, 0xBB, 0x60C, 0x61B, 0x61F, 0x66A, 0x66B, 0x66C, 0x6D4};
    if (c == ' ' || c == '\n' || c == '\t' || c == 0xA0)
        return SIDE_SPACE;
    if (c < 0x80)
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? SIDE_WORD
               : c >= '0' && c <= '9'                 ? SIDE_WORD
                                                      : SIDE_SIGN;
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (c == signs[i])
            return SIDE_SIGN;
    return c >= 0x2010 && c <= 0x205E ? SIDE_SIGN : SIDE_WORD;
}

static enum side side_after(const struct mark *mark)
{
    struct str s = markdown_literal(mark->node);
    const char *p = s.p + mark->at + 2, *end = s.p + s.n;
    if (p < end)
        return classify(utf8_next(&p, end));
    cmark_node *next = cmark_node_next(mark->node);
    return !next || is_break(next) ? SIDE_SPACE : SIDE_WORD;
}

static enum side side_before(const struct mark *mark)
{
    struct str s = markdown_literal(mark->node);
    const char *p = s.p + mark->at, *end = p;
    if (p > s.p) {
        for (p--; p > s.p && ((unsigned char)*p & 0xC0) == 0x80;)
            p--;
        return classify(utf8_next(&p, end));
    }
    cmark_node *previous = cmark_node_previous(mark->node);
    return !previous || is_break(previous) ? SIDE_SPACE : SIDE_WORD;
}

/* Whether two marks were meant as one bold span that CommonMark's flanking rules refuse. Two that
 * they would accept were escaped by the writer; two with space on both inner sides are no marks. */
static bool is_loose_pair(const struct mark *open, const struct mark *close)
{
    if (open->node == close->node && close->at == open->at + 2)
        return false;
    enum side inner_left = side_after(open), inner_right = side_before(close);
    if (inner_left == SIDE_SPACE && inner_right == SIDE_SPACE)
        return false;
    bool opens =
        inner_left == SIDE_WORD || (inner_left == SIDE_SIGN && side_before(open) != SIDE_WORD);
    bool closes =
        inner_right == SIDE_WORD || (inner_right == SIDE_SIGN && side_after(close) != SIDE_WORD);
    return !opens || !closes;
}

/* Wraps what is between the marks in <strong>. Later marks must have been handled: offsets shift.
 */
static void make_strong(const struct mark *open, const struct mark *close)
{
    struct str s = markdown_literal(close->node);
    insert_text_after(close->node, str_sub(s, close->at + 2, s.n));
    set_text(close->node, str_sub(s, 0, close->at));
    s = markdown_literal(open->node);
    cmark_node *first = insert_text_after(open->node, str_sub(s, open->at + 2, s.n));
    cmark_node *last = open->node == close->node ? first : close->node;
    set_text(open->node, str_sub(s, 0, open->at));
    cmark_node *strong = cmark_node_new(CMARK_NODE_STRONG);
    cmark_node_insert_after(open->node, strong);
    for (cmark_node *node = first, *next; node; node = next) {
        next = node == last ? NULL : cmark_node_next(node);
        cmark_node_append_child(strong, node);
    }
}

static void close_loose_marks(struct markdown *m, cmark_node *block)
{
    struct mark *marks;
    size_t n = find_marks(m, block, &marks);
    if (n % 2)
        return; /* which ones belong together is a guess: left as they are, and told */
    for (size_t i = n; i >= 2; i -= 2) {
        if (!is_loose_pair(&marks[i - 2], &marks[i - 1]))
            continue;
        if (m->loose_marks++ == 0)
            m->loose_mark_line = markdown_node_line(m, marks[i - 2].node);
        make_strong(&marks[i - 2], &marks[i - 1]);
    }
}

void markdown_repair(struct markdown *m, cmark_node *block)
{
    if (m->has_colon_fences)
        drop_colon_fences(m, block);
    if (m->has_directives)
        drop_directives(m, block);
    if (m->has_colon_fences || m->has_directives)
        drop_leading_blanks(block);
    if (m->has_bold)
        close_loose_marks(m, block);
}
