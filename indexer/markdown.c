/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "markdown.h"

#include <string.h>

#include "../lib/text.h"
#include "markdown_walk.h"

enum {
    TITLE_MAX_BYTES = 64 * 1024, /* how far to look for the first heading */
    TAGS_MAX_DEPTH = 100,        /* deeper lists and quotes are shown without tags of their own */
    HEADING_MAX_BYTES = 400,     /* what is longer is a paragraph somebody marked as a heading */
    HEADING_MAX_LEVEL = 6,
};

/* --- headings --- */

static struct str one_line(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool space = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';
        if (!space)
            out[n++] = s.p[i];
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return str_trim((struct str){out, n});
}

static struct str heading_text(struct markdown *m, cmark_node *node)
{
    struct buf text;
    buf_init(&text, ARTICLE_MAX_BYTES * 2);
    m->plain = &text;
    m->to_html = false;
    markdown_inlines(m, node, INLINE_WORDS_ONLY | INLINE_ONE_LINE);
    m->plain = &m->text;
    m->to_html = true;
    struct str out = one_line(m->arena, buf_str(&text));
    buf_release(&text);
    return out;
}

static bool is_container(cmark_node_type type)
{
    return type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_BLOCK_QUOTE ||
           type == CMARK_NODE_LIST || type == CMARK_NODE_ITEM;
}

/* The next block in reading order after `node`, whose children are passed over unless it contains
 * blocks; *depth follows. NULL at the end. */
static cmark_node *next_block(cmark_node *node, unsigned *depth,
                              void (*leave)(struct markdown *m, cmark_node *node),
                              struct markdown *m)
{
    cmark_node *child =
        is_container(cmark_node_get_type(node)) ? cmark_node_first_child(node) : NULL;
    if (child) {
        ++*depth;
        return child;
    }
    for (; node; node = cmark_node_parent(node), --*depth) {
        if (leave)
            leave(m, node);
        cmark_node *next = cmark_node_next(node);
        if (next)
            return next;
    }
    return NULL;
}

static void add_heading(struct markdown *m, cmark_node *node)
{
    m->line = m->source->first_line + (unsigned)cmark_node_get_start_line(node) - 1;
    markdown_repair(m, node);
    struct str text = heading_text(m, node);
    markdown_check_text(m, text);
    if (text.n == 0 || m->n_headings == ARTICLE_SECTIONS_MAX)
        return; /* an empty one is left out, one too many becomes a paragraph */
    if (!m->headings)
        m->headings = ARENA_ARRAY(m->arena, struct heading, ARTICLE_SECTIONS_MAX);
    struct heading *h = &m->headings[m->n_headings];
    *h = (struct heading){.node = node,
                          .level = (unsigned)cmark_node_get_heading_level(node),
                          .line = m->line,
                          .text = text,
                          .slug = markdown_slug(m->arena, text)};
    if (m->n_headings == 0 && h->level == 1)
        h->is_title = str_eq(h->slug, markdown_slug(m->arena, m->source->title));
    if (h->slug.n == 0)
        h->slug = STR("section");
    for (size_t up = m->n_headings; up; up = m->headings[up - 1].parent)
        if (m->headings[up - 1].level < h->level && !m->headings[up - 1].is_title) {
            h->parent = up;
            break;
        }
    m->n_headings++;
}

static void find_headings(struct markdown *m, cmark_node *document)
{
    unsigned depth = 0;
    for (cmark_node *node = document; node; node = next_block(node, &depth, NULL, m))
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING && !markdown_is_in_note(m, node))
            add_heading(m, node);
    markdown_assign_anchors(m);
}

/* --- sections --- */

static bool is_question(struct str s)
{
    return str_ends(s, STR("؟")) || str_ends(s, STR("?"));
}

static struct str heading_path(struct markdown *m, const struct heading *h)
{
    struct str path = STR("");
    for (size_t up = h->parent; up; up = m->headings[up - 1].parent) {
        struct str above = utf8_cut_bytes(m->headings[up - 1].text, HEADING_MAX_BYTES);
        path = path.n ? arena_printf(m->arena, STR_FMT " > " STR_FMT, STR_ARG(above), STR_ARG(path))
                      : above;
    }
    return path;
}

static unsigned shown_level(const struct heading *h)
{
    return h->level == 1 ? 2 : h->level; /* the page has one h1: the title */
}

static void begin_section(struct markdown *m, const struct heading *h)
{
    struct article_section *s = &m->sections[m->n_sections];
    m->section_starts[m->n_sections++] = m->text.n;
    s->audience = m->source->audience;
    if (!h) {
        s->question = is_question(m->source->title);
        return;
    }
    s->level = shown_level(h);
    s->heading = utf8_cut_bytes(h->text, HEADING_MAX_BYTES);
    s->anchor = h->anchor;
    s->path = heading_path(m, h);
    s->question = is_question(h->text);
    if (s->heading.n < h->text.n)
        markdown_text(m, h->text); /* every word stays searchable */
}

/* A heading alone is a result only when nothing is below it. */
static bool is_worth_keeping(const struct markdown *m, size_t i)
{
    if (m->sections[i].text.n)
        return true;
    if (m->sections[i].heading.n == 0)
        return false;
    const struct heading *h = &m->headings[m->n_headings - (m->n_sections - i)];
    return i + 1 == m->n_sections || h[1].level <= h->level;
}

static void finish_sections(struct markdown *m, struct article *out)
{
    struct str text = arena_dup(m->arena, buf_str(&m->text));
    for (size_t i = 0; i < m->n_sections; i++) {
        size_t from = m->section_starts[i];
        size_t to = i + 1 < m->n_sections ? m->section_starts[i + 1] : text.n;
        m->sections[i].text = str_trim(str_sub(text, from, to - from));
    }
    out->sections = ARENA_ARRAY(m->arena, struct article_section, m->n_sections + m->n_notes);
    for (size_t i = 0; i < m->n_sections; i++)
        if (is_worth_keeping(m, i))
            out->sections[out->n_sections++] = m->sections[i];
    markdown_add_notes(m, out);
}

static void finish_headings(struct markdown *m, struct article *out)
{
    out->headings = ARENA_ARRAY(m->arena, struct heading_record, m->n_headings + 1);
    for (size_t i = 0; i < m->n_headings; i++) {
        const struct heading *h = &m->headings[i];
        if (!h->is_title)
            out->headings[out->n_headings++] =
                (struct heading_record){.level = shown_level(h),
                                        .anchor = h->anchor,
                                        .text = utf8_cut_bytes(h->text, HEADING_MAX_BYTES)};
    }
}

/* --- blocks --- */

static void put_bold(struct markdown *m, cmark_node *node)
{
    markdown_break(m);
    markdown_tag(m, "<p><strong>");
    markdown_inlines(m, node, INLINE_WORDS_ONLY | INLINE_ONE_LINE);
    markdown_tag(m, "</strong></p>\n");
}

static void put_heading(struct markdown *m, cmark_node *node)
{
    struct heading *h = m->next_heading < m->n_headings ? &m->headings[m->next_heading] : NULL;
    if (m->note) { /* not in the contents of the page: everybody reads those */
        put_bold(m, node);
        markdown_break(m);
        return;
    }
    if (!h || h->node != node) {
        if (!h && m->n_headings == ARTICLE_SECTIONS_MAX) /* else it is empty */
            put_bold(m, node);
        return;
    }
    m->next_heading++;
    for (size_t i = 0; i < h->extra_anchors.n; i++) {
        markdown_tag(m, "<a");
        markdown_attribute(m, "id", h->extra_anchors.items[i]);
        markdown_tag(m, "></a>");
    }
    if (h->is_title)
        return;
    m->plain = NULL;
    buf_printf(&m->html, "<h%u", shown_level(h));
    markdown_attribute(m, "id", h->anchor);
    markdown_tag(m, "><a href=\"#");
    markdown_url(m, h->anchor, false);
    markdown_tag(m, "\">");
    markdown_inlines(m, node, INLINE_WORDS_ONLY | INLINE_ONE_LINE);
    buf_printf(&m->html, "</a></h%u>\n", shown_level(h));
    m->plain = &m->text;
    begin_section(m, h);
}

static bool is_in_tight_list(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    cmark_node *list = item ? cmark_node_parent(item) : NULL;
    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static void put_paragraph(struct markdown *m, cmark_node *node)
{
    if (markdown_table(m, node))
        return;
    markdown_repair(m, node);
    const char *close = m->has_directives ? markdown_callout(m, node, false) : NULL;
    markdown_break(m);
    bool tight = !close && is_in_tight_list(node);
    size_t start = m->html.n;
    if (!tight)
        markdown_tag(m, "<p>");
    size_t inside = m->html.n;
    markdown_inlines(m, node, 0);
    struct str written = str_sub(buf_str(&m->html), inside, m->html.n);
    if (str_trim(written).n == 0) /* nothing but comments or tags */
        buf_cut(&m->html, start);
    else if (!tight)
        markdown_tag(m, "</p>\n");
    if (close)
        markdown_tag(m, close);
    markdown_break(m);
}

static bool is_fence(struct str line)
{
    while (line.n && (line.p[0] == ' ' || line.p[0] == '>' || line.p[0] == '\t'))
        line = str_sub(line, 1, line.n);
    return str_starts(line, STR("```")) || str_starts(line, STR("~~~"));
}

static void put_code(struct markdown *m, cmark_node *node)
{
    struct str first = markdown_source_line(m, (size_t)cmark_node_get_start_line(node));
    size_t column = (size_t)cmark_node_get_start_column(node);
    bool fenced = is_fence(str_sub(first, column ? column - 1 : 0, first.n));
    if (!fenced) /* a quote that was indented too far is code */
        markdown_check_text(m, markdown_literal(node));
    if (fenced && !(cmark_node_get_end_line(node) > cmark_node_get_start_line(node) &&
                    is_fence(markdown_source_line(m, (size_t)cmark_node_get_end_line(node)))))
        markdown_warn(m, m->line, "code",
                      "the code that begins here is never closed: end it with a line of ```");
    markdown_break(m);
    markdown_tag(m, "<pre tabindex=\"0\" role=\"region\"");
    markdown_attribute(m, "aria-label", m->arabic ? STR("نص برمجي") : STR("Code"));
    markdown_tag(m, "><code>");
    markdown_code(m, markdown_literal(node));
    markdown_tag(m, "</code></pre>\n");
    markdown_break(m);
}

/* Containers keep their closing tag in user_data until leave_block. */
static void open_container(struct markdown *m, cmark_node *node, unsigned depth, const char *open,
                           char *close)
{
    if (depth > TAGS_MAX_DEPTH)
        return;
    markdown_tag(m, open);
    cmark_node_set_user_data(node, close);
}

static void enter_list(struct markdown *m, cmark_node *node, unsigned depth)
{
    if (cmark_node_get_list_type(node) == CMARK_BULLET_LIST) {
        open_container(m, node, depth, "<ul>\n", "</ul>\n");
        return;
    }
    int start = cmark_node_get_list_start(node);
    open_container(m, node, depth, "<ol", "</ol>\n");
    if (start != 1 && depth <= TAGS_MAX_DEPTH)
        buf_printf(&m->html, " start=\"%d\"", start);
    if (depth <= TAGS_MAX_DEPTH)
        markdown_tag(m, ">\n");
}

/* A quote is a callout, the frame around a directive (shown without a frame), or a quote. */
static void enter_quote(struct markdown *m, cmark_node *node, unsigned depth)
{
    cmark_node *first = cmark_node_first_child(node);
    bool is_paragraph = first && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH;
    cmark_node *text = is_paragraph ? cmark_node_first_child(first) : NULL;
    bool has_label = text && str_starts(markdown_literal(text), STR("["));
    const char *close = has_label ? markdown_callout(m, first, true) : NULL;
    if (close) {
        cmark_node_set_user_data(node, (void *)(uintptr_t)close);
        return;
    }
    bool is_marked = has_label && str_starts(markdown_literal(text), STR("[!"));
    markdown_check_quote(m, node);
    if (is_marked && markdown_directive(str_sub(markdown_literal(text), 2, SIZE_MAX)))
        return;
    if (is_marked)
        markdown_warn(m, m->line, "callout",
                      "an unknown kind of callout: use NOTE, TIP, IMPORTANT, WARNING, CAUTION or "
                      "INTERNAL");
    if (first)
        open_container(m, node, depth, "<blockquote>\n", "</blockquote>\n");
}

static void enter_block(struct markdown *m, cmark_node *node, unsigned depth)
{
    int line = cmark_node_get_start_line(node);
    if (line > 0)
        m->line = m->source->first_line + (unsigned)line - 1;
    markdown_enter_note(m, node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        enter_quote(m, node, depth);
        break;
    case CMARK_NODE_LIST:
        enter_list(m, node, depth);
        break;
    case CMARK_NODE_ITEM:
        open_container(m, node, depth, "<li>", "</li>\n");
        break;
    case CMARK_NODE_CODE_BLOCK:
        put_code(m, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        markdown_html_block(m, markdown_literal(node));
        break;
    case CMARK_NODE_PARAGRAPH:
        put_paragraph(m, node);
        break;
    case CMARK_NODE_HEADING:
        put_heading(m, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        markdown_tag(m, "<hr>\n");
        break;
    default:
        break;
    }
}

static void leave_block(struct markdown *m, cmark_node *node)
{
    const char *close = cmark_node_get_user_data(node);
    if (close)
        markdown_tag(m, close);
    markdown_leave_note(m, node);
}

/* --- the whole --- */

static void index_lines(struct markdown *m, struct str text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    m->lines = ARENA_ARRAY(m->arena, const char *, n + 1);
    const char *end = str_end(text);
    for (const char *p = text.p; p < end;) {
        m->lines[m->n_lines++] = p;
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        p = stop ? stop + 1 : end;
    }
    m->lines[m->n_lines] = end;
}

static bool contains(struct str text, char first, char second)
{
    return markdown_find_pair(text, first, second) != SIZE_MAX;
}

static void begin(struct markdown *m, struct arena *a, const struct markdown_source *source,
                  struct str text)
{
    *m = (struct markdown){.arena = a,
                           .source = source,
                           .arabic = !str_eq(source->lang, STR("en")),
                           .line = source->first_line,
                           .has_colon_fences = contains(text, ':', ':'),
                           .has_directives = contains(text, '[', '!') || contains(text, '[', ' '),
                           .has_labels = contains(text, '[', '!') || contains(text, '!', ']'),
                           .has_bold = contains(text, '*', '*'),
                           .has_backslash_n = contains(text, '\\', 'n')};
    buf_init(&m->html, ARTICLE_HTML_MAX_BYTES);
    buf_init(&m->text, ARTICLE_HTML_MAX_BYTES);
    buf_init(&m->note_text, ARTICLE_HTML_MAX_BYTES);
    buf_reserve(&m->html, text.n + text.n / 2);
    buf_reserve(&m->text, text.n);
    index_lines(m, text);
}

static void end(struct markdown *m)
{
    buf_release(&m->html);
    buf_release(&m->text);
    buf_release(&m->note_text);
    text_free(m->analyser);
}

static int judge(struct markdown *m, struct err *err)
{
    const char *path = arena_dup(m->arena, m->source->path).p;
    if (m->exposed)
        return err_at(err, ERR_SYNTAX, path, m->exposed_line, "%s", m->exposed);
    if (m->html.failed || m->text.failed || m->note_text.failed)
        return err_at(err, ERR_TOO_BIG, path, 0,
                      "the article is larger than %d MiB as a page: split it",
                      ARTICLE_HTML_MAX_BYTES >> 20);
    return 0;
}

static void tell_counts(struct markdown *m)
{
    if (m->loose_marks)
        markdown_warn(m, m->loose_mark_line, "emphasis",
                      "** does not make bold %u times, first here: write **words** without spaces "
                      "inside and with a space or sign after",
                      m->loose_marks);
    if (m->dead_links)
        markdown_warn(m, m->dead_link_line, "link",
                      "%u links lead to no article and keep only their words, first \"" STR_FMT
                      "\": link to .md files or to whole addresses",
                      m->dead_links, STR_ARG(m->dead_link));
    if (m->n_headings == ARTICLE_SECTIONS_MAX)
        markdown_warn(m, m->headings[m->n_headings - 1].line, "headings",
                      "more than %d headings: the rest are shown as bold text, split the article",
                      ARTICLE_SECTIONS_MAX - 1);
}

static void walk(struct markdown *m, cmark_node *document)
{
    m->to_html = true;
    m->plain = &m->text;
    markdown_find_notes(m, document);
    find_headings(m, document);
    m->sections = ARENA_ARRAY(m->arena, struct article_section, m->n_headings + 1);
    m->section_starts = ARENA_ARRAY(m->arena, size_t, m->n_headings + 1);
    begin_section(m, NULL);
    unsigned depth = 0;
    for (cmark_node *node = document; node && !m->html.failed;
         node = next_block(node, &depth, leave_block, m))
        enter_block(m, node, depth);
    tell_counts(m);
}

int markdown_render(struct arena *a, const struct markdown_source *source, struct article *out,
                    struct err *err)
{
    struct markdown m;
    struct str text = arena_dup(a, source->text);
    begin(&m, a, source, text);
    int result = markdown_guard(&m, (char *)(uintptr_t)text.p, text.n, err);
    if (result == 0) {
        cmark_node *document = cmark_parse_document(text.p, text.n, CMARK_OPT_DEFAULT);
        walk(&m, document);
        cmark_node_free(document);
        result = judge(&m, err);
    }
    if (result == 0) {
        out->html = markdown_public_html(&m);
        if (m.n_notes)
            out->agent_html = arena_dup(a, buf_str(&m.html));
        finish_headings(&m, out);
        finish_sections(&m, out);
    }
    end(&m);
    return result;
}

struct str markdown_first_heading(struct arena *a, struct str text)
{
    struct markdown_source source = {.first_line = 1, .lang = STR("ar")};
    struct err ignored = ERR_INIT;
    struct markdown m;
    text = arena_dup(a, str_sub(text, 0, TITLE_MAX_BYTES));
    begin(&m, a, &source, text);
    struct str title = STR("");
    if (markdown_guard(&m, (char *)(uintptr_t)text.p, text.n, &ignored) == 0) {
        cmark_node *document = cmark_parse_document(text.p, text.n, CMARK_OPT_DEFAULT);
        unsigned depth = 0;
        markdown_find_notes(&m, document);
        for (cmark_node *node = document; node && !title.n;
             node = next_block(node, &depth, NULL, &m))
            if (cmark_node_get_type(node) == CMARK_NODE_HEADING && !markdown_is_in_note(&m, node))
                title = heading_text(&m, node);
        cmark_node_free(document);
    }
    end(&m);
    return title;
}

const char *markdown_cmark_version(void)
{
    return cmark_version_string();
}
