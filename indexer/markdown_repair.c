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

/* Whether the quote at i ends an attribute: before `:::`, before ` name="`, or last. */
static bool ends_attribute(struct str s, size_t i)
{
    struct str rest = str_sub(s, i + 1, s.n);
    if (rest.n == 0 || str_starts(rest, STR(":::")))
        return true;
    size_t n = 1;
    while (n < rest.n && ((rest.p[n] >= 'a' && rest.p[n] <= 'z') || rest.p[n] == '-'))
        n++;
    return rest.p[0] == ' ' && n > 1 && str_starts(str_sub(rest, n, 2), STR("=\""));
}

static struct str alt_text(struct markdown *m, struct str line)
{
    size_t at = str_find(line, STR("alt-text=\""));
    if (at == SIZE_MAX)
        return STR("");
    struct str value = str_sub(line, at + 10, line.n);
    size_t end = 0;
    while (end < value.n && !(value.p[end] == '"' && ends_attribute(value, end)))
        end++;
    return arena_dup(m->arena, str_sub(value, 0, end));
}

/* `:::image …:::` within a text gives way to its alt text. */
static void replace_images(struct markdown *m, cmark_node *node)
{
    struct str rest = markdown_literal(node);
    size_t at = str_find(rest, STR(":::image "));
    if (at == SIZE_MAX)
        return;
    struct buf text;
    buf_init(&text, rest.n);
    for (; at != SIZE_MAX; at = str_find(rest, STR(":::image "))) {
        struct str image = str_sub(rest, at, rest.n);
        size_t end = str_find(str_sub(image, 3, image.n), STR(":::"));
        if (end == SIZE_MAX)
            break;
        buf_add(&text, str_sub(rest, 0, at));
        buf_add(&text, alt_text(m, str_sub(image, 0, end + 6)));
        rest = str_sub(image, end + 6, image.n);
    }
    buf_add(&text, rest);
    set_text(node, buf_str(&text));
    buf_release(&text);
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

static cmark_node *next_line(cmark_node *node)
{
    while (node && !is_break(node))
        node = cmark_node_next(node);
    return node ? cmark_node_next(node) : NULL;
}

/* A line of `:::` gives way to the alt text in it, which may stand among emphasis that the parser
 * saw in a file name, or is removed. Returns the line after it. */
static cmark_node *replace_line(struct markdown *m, cmark_node *node)
{
    struct str line = line_text(m, node);
    bool is_image = str_starts(str_trim(line), STR(":::image "));
    struct str alt = is_image ? alt_text(m, line) : STR("");
    if (alt.n == 0)
        return remove_line(node);
    set_text(node, alt);
    for (cmark_node *next; (next = cmark_node_next(node)) && !is_break(next);)
        cmark_node_free(next);
    return next_line(node);
}

static void drop_colon_fences(struct markdown *m, cmark_node *block)
{
    for (cmark_node *node = cmark_node_first_child(block); node; node = cmark_node_next(node))
        if (is_text(node))
            replace_images(m, node);
    for (cmark_node *node = cmark_node_first_child(block); node;) {
        bool fence = is_text(node) && str_starts(str_trim(markdown_literal(node)), STR(":::"));
        node = fence ? replace_line(m, node) : next_line(node);
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

size_t markdown_directive(struct str s)
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
        size_t at = markdown_find_pair(s, '[', '!');
        size_t found = at == SIZE_MAX ? 0 : markdown_directive(str_sub(s, at + 2, s.n));
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

static bool is_blank(cmark_node *node)
{
    return node && (is_break(node) || (is_text(node) && !str_trim(markdown_literal(node)).n));
}

/* Breaks at the ends of the paragraph are left where a line was taken out. */
static void drop_outer_blanks(cmark_node *block)
{
    for (cmark_node *node; is_blank(node = cmark_node_first_child(block));)
        cmark_node_free(node);
    for (cmark_node *node; is_blank(node = cmark_node_last_child(block));)
        cmark_node_free(node);
}

/* --- ** that did not close --- */

struct mark {
    cmark_node *node; /* the text it is in */
    size_t at;
    bool opened, closed; /* by CommonMark: such a pair is there to go back to */
};

struct marks {
    struct mark *items;
    size_t n;
    bool loose; /* some are not of a pair */
};

/* False when there are more than fit. */
static bool add_mark(struct marks *marks, struct mark mark)
{
    if (marks->n == MARKS_MAX)
        return false;
    marks->items[marks->n++] = mark;
    marks->loose |= !mark.opened && !mark.closed;
    return true;
}

/* Adds every run of exactly two stars in a text. */
static bool add_marks_of(struct marks *marks, cmark_node *node)
{
    struct str s = is_text(node) ? markdown_literal(node) : STR("");
    for (size_t i = markdown_find_pair(s, '*', '*'); i < s.n; i++) {
        size_t run = 0;
        while (i + run < s.n && s.p[i + run] == '*')
            run++;
        if (run == 2 && !add_mark(marks, (struct mark){.node = node, .at = i}))
            return false;
        i += run ? run - 1 : 0;
    }
    return true;
}

/* Makes a child <strong> of the block text again, with its stars. */
static bool open_strong(struct marks *marks, cmark_node *strong)
{
    cmark_node *open = cmark_node_new(CMARK_NODE_TEXT), *close = cmark_node_new(CMARK_NODE_TEXT);
    set_text(open, STR("**"));
    set_text(close, STR("**"));
    cmark_node_insert_before(strong, open);
    bool fits = add_mark(marks, (struct mark){.node = open, .opened = true});
    for (cmark_node *child; (child = cmark_node_first_child(strong));) {
        cmark_node_insert_before(strong, child);
        fits = fits && add_marks_of(marks, child);
    }
    cmark_node_insert_before(strong, close);
    cmark_node_free(strong);
    return fits && add_mark(marks, (struct mark){.node = close, .closed = true});
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

static enum side first_of(struct str s)
{
    const char *p = s.p, *end = str_end(s);
    return s.n ? classify(utf8_next(&p, end)) : SIDE_SPACE;
}

static enum side last_of(struct str s)
{
    const char *p = s.n ? s.p + s.n - 1 : s.p;
    while (p > s.p && ((unsigned char)*p & 0xC0) == 0x80)
        p--;
    return first_of((struct str){p, (size_t)(s.p + s.n - p)});
}

/* What a node beside a mark shows to it: its text, or something that counts as a word. */
static struct str beside(cmark_node *node)
{
    if (!node || is_break(node))
        return STR("");
    return is_text(node) ? markdown_literal(node) : STR("x");
}

static enum side side_after(const struct mark *mark)
{
    struct str s = markdown_literal(mark->node), rest = str_sub(s, mark->at + 2, s.n);
    return first_of(rest.n ? rest : beside(cmark_node_next(mark->node)));
}

static enum side side_before(const struct mark *mark)
{
    struct str before = str_sub(markdown_literal(mark->node), 0, mark->at);
    return last_of(before.n ? before : beside(cmark_node_previous(mark->node)));
}

/* Whether two marks can have been meant as one bold span: not `2 ** 3 ** 4`, nor `a** and b**`. */
static bool is_plausible(const struct mark *open, const struct mark *close)
{
    if (open->node == close->node && close->at == open->at + 2)
        return false;
    if (side_after(open) != SIDE_SPACE)
        return true;
    return side_before(close) != SIDE_SPACE && side_before(open) == SIDE_SPACE;
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

/* The block's marks when some are loose; before that nothing is changed. */
static bool has_loose_marks(cmark_node *block)
{
    for (cmark_node *node = cmark_node_first_child(block); node; node = cmark_node_next(node)) {
        bool strong = cmark_node_get_type(node) == CMARK_NODE_STRONG;
        cmark_node *text = strong ? cmark_node_first_child(node) : node;
        for (; text; text = strong ? cmark_node_next(text) : NULL)
            if (is_text(text) && markdown_find_pair(markdown_literal(text), '*', '*') != SIZE_MAX)
                return true;
    }
    return false;
}

static bool has_escaped_stars(const struct markdown *m, cmark_node *block)
{
    int first = cmark_node_get_start_line(block), last = cmark_node_get_end_line(block);
    if (m->reparsed)
        first = last = (int)(m->line - m->source->first_line) + 1;
    for (int line = first; line <= last; line++)
        if (markdown_find_pair(markdown_source_line(m, (size_t)line), '\\', '*') != SIZE_MAX)
            return true;
    return false;
}

/* Makes all text of the block and its marks stand side by side; false when there are too many. */
static bool flatten(struct marks *marks, cmark_node *block)
{
    bool fits = true;
    for (cmark_node *node = cmark_node_first_child(block), *next; node && fits; node = next) {
        next = cmark_node_next(node);
        fits = cmark_node_get_type(node) == CMARK_NODE_STRONG ? open_strong(marks, node)
                                                              : add_marks_of(marks, node);
    }
    return fits;
}

static bool can_alternate(const struct marks *marks)
{
    if (marks->n % 2 || !marks->loose)
        return false;
    for (size_t i = 0; i < marks->n; i += 2)
        if (!is_plausible(&marks->items[i], &marks->items[i + 1]))
            return false;
    return true;
}

/* Whether a mark can open or close by its neighbours: left- and right-flanking, as CommonMark says.
 */
static bool is_flanking(const struct mark *mark, bool opens)
{
    enum side inner = opens ? side_after(mark) : side_before(mark);
    enum side outer = opens ? side_before(mark) : side_after(mark);
    return inner != SIDE_SPACE && (inner != SIDE_SIGN || outer != SIDE_WORD);
}

/* The place is that of the first mark that cannot be what it was meant to be. */
static void tell_mended(struct markdown *m, cmark_node *block, const struct marks *marks)
{
    size_t i = 0;
    while (i + 1 < marks->n && is_flanking(&marks->items[i], i % 2 == 0))
        i++;
    const struct mark *mark = &marks->items[i];
    if (m->loose_marks++ == 0)
        m->loose_mark_line = markdown_node_line(m, block);
    struct str s = markdown_literal(mark->node);
    struct fact *fact = markdown_fact(m, FACT_STARS, mark->node, str_sub(s, mark->at, s.n));
    if (!fact)
        return;
    fact->mended = true;
    fact->column += fact->column ? (unsigned)mark->at : 0;
}

/* Writers alternate: the first ** opens, the second closes. Where CommonMark saw it otherwise and
 * every pair makes sense, theirs is taken; else its own. From the end, since wrapping shifts what
 * follows. */
static void close_loose_marks(struct markdown *m, cmark_node *block)
{
    if (!has_loose_marks(block) || has_escaped_stars(m, block))
        return;
    struct marks marks = {.items = ARENA_ARRAY(m->arena, struct mark, MARKS_MAX)};
    bool alternate = flatten(&marks, block) && can_alternate(&marks);
    if (alternate)
        tell_mended(m, block, &marks);
    size_t close = 0;
    for (size_t i = marks.n; i-- > 0;) {
        bool closes = alternate ? i % 2 : marks.items[i].closed;
        bool opens = alternate ? i % 2 == 0 : marks.items[i].opened;
        if (closes)
            close = i;
        else if (opens && close)
            make_strong(&marks.items[i], &marks.items[close]);
    }
}

void markdown_repair(struct markdown *m, cmark_node *block)
{
    if (m->has_colon_fences)
        drop_colon_fences(m, block);
    if (m->has_directives)
        drop_directives(m, block);
    if (m->has_colon_fences || m->has_directives)
        drop_outer_blanks(block);
    if (m->has_bold)
        close_loose_marks(m, block);
}
