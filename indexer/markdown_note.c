/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "markdown_walk.h"

enum {
    NOTES_MAX = 200,
    HIDDEN_MAX = 4 * NOTES_MAX,
    LABEL_MAX_BYTES = 64,
    TYPOS_MAX = 2,          /* in a label that is marked by ! */
    TYPOS_UNMARKED_MAX = 1, /* quotes begin with words in brackets for other reasons as well */
};

static void expose(struct markdown *m, unsigned line, const char *why)
{
    if (m->exposed)
        return;
    m->exposed = why;
    m->exposed_line = line;
}

/* --- finding them --- */

static unsigned line_of(const struct markdown *m, cmark_node *node)
{
    return m->source->first_line + (unsigned)cmark_node_get_start_line(node) - 1;
}

static bool is_hidden(const struct markdown *m, cmark_node *node)
{
    for (size_t i = 0; i < m->n_hidden; i++)
        if (m->hidden[i] == node)
            return true;
    return false;
}

static void hide(struct markdown *m, cmark_node *node)
{
    if (m->n_hidden < HIDDEN_MAX)
        m->hidden[m->n_hidden++] = node;
}

/* A list or quote that holds nothing but notes would stay as an empty one. */
static void hide_with_parents(struct markdown *m, cmark_node *node)
{
    hide(m, node);
    while ((node = cmark_node_parent(node)) && cmark_node_get_type(node) != CMARK_NODE_DOCUMENT) {
        for (cmark_node *child = cmark_node_first_child(node); child;
             child = cmark_node_next(child))
            if (!is_hidden(m, child))
                return;
        hide(m, node);
    }
}

/* Is this where the note goes on behind an empty line without its mark? */
static bool is_rest_of_note(cmark_node *next)
{
    struct str label;
    return next && cmark_node_get_type(next) == CMARK_NODE_BLOCK_QUOTE &&
           markdown_label(next, &label) == LABEL_NONE;
}

static void add_note(struct markdown *m, cmark_node *quote)
{
    if (m->n_notes == NOTES_MAX) {
        expose(m, line_of(m, quote), "too many internal notes: write an article for agents");
        return;
    }
    if (!m->notes) {
        m->notes = ARENA_ARRAY(m->arena, struct note, NOTES_MAX);
        m->hidden = ARENA_ARRAY(m->arena, cmark_node *, HIDDEN_MAX);
        m->cuts = ARENA_ARRAY(m->arena, size_t, 2 * NOTES_MAX);
    }
    m->notes[m->n_notes++] = (struct note){.quote = quote};
    hide_with_parents(m, quote);
    if (is_rest_of_note(cmark_node_next(quote)))
        expose(m, line_of(m, cmark_node_next(quote)),
               "everybody would read this quote, though it stands right below an internal note: if "
               "it belongs to the note put > on the empty line between them, if not, text");
}

void markdown_find_notes(struct markdown *m, cmark_node *document)
{
    struct str label;
    cmark_event_type event;
    cmark_iter *iter = m->has_directives ? cmark_iter_new(document) : NULL;
    while (iter && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_ENTER || cmark_node_get_type(node) != CMARK_NODE_BLOCK_QUOTE ||
            markdown_label(node, &label) != LABEL_INTERNAL)
            continue;
        add_note(m, node);
        cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
    }
    if (iter)
        cmark_iter_free(iter);
}

static struct note *note_of(const struct markdown *m, cmark_node *quote)
{
    for (size_t i = 0; i < m->n_notes; i++)
        if (m->notes[i].quote == quote)
            return &m->notes[i];
    return NULL;
}

bool markdown_is_in_note(const struct markdown *m, cmark_node *node)
{
    for (; m->n_notes && node; node = cmark_node_parent(node))
        if (note_of(m, node))
            return true;
    return false;
}

/* --- writing them --- */

void markdown_enter_note(struct markdown *m, cmark_node *node)
{
    if (m->n_notes == 0 || m->note)
        return;
    if (!m->hiding && is_hidden(m, node)) {
        m->hiding = node;
        m->cuts[m->n_cuts++] = m->html.n;
    }
    m->note = note_of(m, node);
    if (!m->note)
        return;
    m->note->section = m->n_sections - 1;
    m->note->text_from = m->note_text.n;
    m->note->line = m->line;
    m->plain = &m->note_text;
}

void markdown_leave_note(struct markdown *m, cmark_node *node)
{
    if (m->note && m->note->quote == node) {
        markdown_break(m);
        m->note->text_to = m->note_text.n;
        if (m->note->text_to == m->note->text_from)
            expose(m, m->note->line,
                   "the internal note is empty: put > before each of its lines, or everybody would "
                   "read what follows");
        m->plain = &m->text;
        m->note = NULL;
    }
    if (m->hiding == node) {
        m->cuts[m->n_cuts++] = m->html.n;
        m->hiding = NULL;
    }
}

struct str markdown_public_html(struct markdown *m)
{
    struct buf html;
    struct str all = buf_str(&m->html);
    size_t from = 0;
    if (m->n_cuts == 0)
        return arena_dup(m->arena, all);
    buf_init(&html, ARTICLE_HTML_MAX_BYTES);
    for (size_t i = 0; i < m->n_cuts; i += 2) {
        buf_add(&html, str_sub(all, from, m->cuts[i] - from));
        from = m->cuts[i + 1];
    }
    buf_add(&html, str_sub(all, from, all.n));
    struct str out = arena_dup(m->arena, buf_str(&html));
    buf_release(&html);
    return out;
}

void markdown_add_notes(struct markdown *m, struct article *out)
{
    struct str text = arena_dup(m->arena, buf_str(&m->note_text));
    for (size_t i = 0; i < m->n_notes; i++) {
        const struct note *note = &m->notes[i];
        struct article_section *s = &out->sections[out->n_sections++];
        *s = m->sections[note->section];
        s->text = str_trim(str_sub(text, note->text_from, note->text_to - note->text_from));
        s->audience = AUDIENCE_AGENT;
        s->question = false;
        bool same = i && note[-1].section == note->section;
        s->note = same ? s[-1].note + 1 : 1;
    }
    out->n_notes = m->n_notes;
}

/* --- what would be published --- */

static void expose_label(struct markdown *m, struct str label)
{
    expose(m, m->line,
           arena_printf(m->arena,
                        "this looks like an internal note (\"" STR_FMT
                        "\"), and everybody would read it: begin a quote with [!INTERNAL], each of "
                        "its lines with >",
                        STR_ARG(label))
               .p);
}

void markdown_check_text(struct markdown *m, struct str text)
{
    if (!m->has_labels || !m->to_html || m->note || m->exposed)
        return;
    for (size_t at; (at = str_find_char(text, '[')) != SIZE_MAX;) {
        text = str_sub(text, at + 1, text.n);
        struct str label = utf8_cut_bytes(text, LABEL_MAX_BYTES);
        size_t end = str_find_char(label, ']');
        label = str_trim(str_sub(label, 0, end));
        bool before = str_starts(label, STR("!"));
        if (!before && !(end != SIZE_MAX && str_ends(label, STR("!"))))
            continue;
        if (end == SIZE_MAX) /* never closed: the first word says enough */
            label = str_sub(label, 0, str_find_char(label, ' '));
        label = before ? str_sub(label, 1, label.n) : str_sub(label, 0, label.n - 1);
        if (markdown_directive(label) == 0 &&
            markdown_is_like_internal(m, str_trim(label), TYPOS_MAX))
            expose_label(m, str_trim(label));
    }
}

void markdown_check_link(struct markdown *m, cmark_node *link)
{
    cmark_node *text = cmark_node_first_child(link);
    if (text && cmark_node_get_type(text) == CMARK_NODE_TEXT &&
        str_starts(markdown_literal(text), STR("!")))
        markdown_check_text(
            m, arena_printf(m->arena, "[" STR_FMT "]", STR_ARG(markdown_literal(text))));
}

void markdown_check_quote(struct markdown *m, cmark_node *quote)
{
    struct str label;
    if (!m->note && markdown_label(quote, &label) == LABEL_UNKNOWN &&
        markdown_directive(label) == 0 && markdown_is_like_internal(m, label, TYPOS_UNMARKED_MAX))
        expose_label(m, label);
}
