/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Facts (facts.h) of what the walk passes, for those who asked for them.
 */
#include "facts.h"
#include "markdown_walk.h"

struct fact *markdown_fact(struct markdown *m, enum fact_kind kind, cmark_node *node,
                           struct str text)
{
    if (!m->source->facts || !m->to_html)
        return NULL;
    struct fact *fact = facts_add(m->source->facts);
    int column = node && !m->reparsed ? cmark_node_get_start_column(node) : 0;
    fact->kind = kind;
    fact->line = fact->last_line = node ? markdown_node_line(m, node) : m->line;
    fact->column = column > 0 ? (unsigned)column : 0;
    fact->text = arena_dup(m->arena, text);
    return fact;
}

void markdown_heading_facts(struct markdown *m)
{
    for (size_t i = 0; i < m->n_headings; i++) {
        const struct heading *h = &m->headings[i];
        struct fact *fact = markdown_fact(m, FACT_HEADING, h->node, h->text);
        if (!fact)
            return;
        fact->last_line = m->source->first_line + (unsigned)cmark_node_get_end_line(h->node) - 1;
        fact->number = h->level;
        fact->heading.anchor = h->anchor;
        fact->heading.is_title = h->is_title;
    }
}

void markdown_anchor_facts(struct markdown *m)
{
    for (size_t i = 0; i < m->ids.cap; i++)
        if (m->ids.slots[i].n && !markdown_fact(m, FACT_ANCHOR, NULL, m->ids.slots[i]))
            return;
}

void markdown_image_fact(struct markdown *m, cmark_node *image, struct str url, bool has_alt)
{
    struct fact *fact = markdown_fact(m, FACT_IMAGE, image, url);
    if (!fact)
        return;
    fact->image.path = markdown_local_path(m, url);
    fact->image.has_alt = has_alt;
}

/* Words as blanks count them. */
void markdown_paragraph_fact(struct markdown *m, cmark_node *paragraph, struct str words)
{
    struct fact *fact = markdown_fact(m, FACT_PARAGRAPH, paragraph, STR(""));
    bool inside = false;
    for (size_t i = 0; fact && i < words.n; i++) {
        bool blank = (unsigned char)words.p[i] <= ' ';
        fact->number += !blank && !inside;
        inside = !blank;
    }
}
