/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Notes for agents inside of an article: `> [!INTERNAL]`. Their HTML is cut out of what the public
 * reads, their words are sections of their own that only agents find.
 */
#include <stdio.h>
#include <string.h>

#include "../lib/opt.h"
#include "markdown_walk.h"

const char markdown_note_close[] = "</div></aside>\n";

static const char *const labels[] = {"internal", "agent", "agents", "داخلي", "للموظفين", "للموظف"};
enum { LABELS = sizeof labels / sizeof *labels };

bool markdown_is_note_label(struct str label)
{
    for (size_t i = 0; i < LABELS; i++)
        if (str_eq_nocase(label, str_from(labels[i])))
            return true;
    return false;
}

void markdown_refuse_near_note(struct markdown *m, struct str label)
{
    char typed[64];
    size_t n = label.n < sizeof typed - 1 ? label.n : 0;
    for (size_t i = 0; i < n; i++)
        typed[i] = (char)(label.p[i] >= 'A' && label.p[i] <= 'Z' ? label.p[i] + 32 : label.p[i]);
    typed[n] = '\0';
    const char *nearest = n ? opt_nearest(typed, labels, LABELS) : NULL;
    if (!nearest || m->refused)
        return;
    m->refused = true;
    err_at(m->err, ERR_SYNTAX, arena_dup(m->arena, m->source->path).p, m->line,
           "[!" STR_FMT "] is no label. Did you mean [!%s]? A note for agents must not be "
           "published by mistake",
           STR_ARG(label), nearest);
}

const char *markdown_note_begin(struct markdown *m)
{
    if (m->n_notes == ARTICLE_LIST_MAX && !m->refused) {
        m->refused = true;
        err_at(m->err, ERR_TOO_BIG, arena_dup(m->arena, m->source->path).p, m->line,
               "more than %d notes for agents: split the article", ARTICLE_LIST_MAX);
    }
    if (m->refused)
        return markdown_note_close;
    if (!m->notes)
        m->notes = ARENA_ARRAY(m->arena, struct note, ARTICLE_LIST_MAX);
    m->notes[m->n_notes++] = (struct note){
        .html_from = m->html.n, .text_from = m->note_text.n, .section = m->n_sections - 1};
    m->in_note = true;
    m->plain = &m->note_text;
    markdown_tag(m, "<aside class=\"secret\"><header><span class=\"lock\">"
                    "<svg class=\"i\" aria-hidden=\"true\" viewBox=\"0 0 24 24\">"
                    "<use href=\"#i-lock\"/></svg>");
    markdown_tag(m, m->arabic ? "داخلي" : "Internal");
    markdown_tag(m, "</span> <span>");
    markdown_tag(m, m->arabic ? "ملاحظة للموظف، لا تُقرأ على العميل ولا تُنسخ"
                              : "Note for agents: not read out, not copied");
    markdown_tag(m, "</span></header><div>\n");
    return markdown_note_close;
}

void markdown_note_end(struct markdown *m)
{
    if (!m->in_note)
        return;
    struct note *note = &m->notes[m->n_notes - 1];
    note->html_to = m->html.n;
    note->text_to = m->note_text.n;
    m->in_note = false;
    m->plain = &m->text;
}

/* What the public reads: all but the notes. */
static struct str without_notes(struct markdown *m, struct str html)
{
    char *out = arena_text(m->arena, html.n + 1);
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= m->n_notes; i++) {
        size_t to = i < m->n_notes ? m->notes[i].html_from : html.n;
        memcpy(out + n, html.p + from, to - from);
        n += to - from;
        from = i < m->n_notes ? m->notes[i].html_to : html.n;
    }
    return (struct str){out, n};
}

void markdown_note_finish(struct markdown *m, struct article *out)
{
    if (m->n_notes == 0)
        return;
    struct article_section *all =
        ARENA_ARRAY(m->arena, struct article_section, out->n_sections + m->n_notes);
    memcpy(all, out->sections, out->n_sections * sizeof *all);
    out->agent_html = out->html;
    out->html = without_notes(m, out->html);
    if (out->n_sections == 0)
        return; /* nothing for the public: the caller refuses it */
    out->sections = all;
    struct str text = arena_dup(m->arena, buf_str(&m->note_text));
    for (size_t i = 0; i < m->n_notes; i++) {
        struct article_section *section = &all[out->n_sections++];
        const struct note *note = &m->notes[i];
        *section = m->sections[note->section];
        section->text = str_trim(str_sub(text, note->text_from, note->text_to - note->text_from));
        section->question = false;
        section->note = (unsigned)i + 1;
    }
}
