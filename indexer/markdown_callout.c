/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "markdown_walk.h"

enum { LABEL_MAX_BYTES = 64 };

enum callout_kind {
    CALLOUT_NOTE,
    CALLOUT_TIP,
    CALLOUT_IMPORTANT,
    CALLOUT_WARNING,
    CALLOUT_CAUTION
};

#define ICON(name)                                                                                 \
    "<svg class=\"i\" aria-hidden=\"true\" viewBox=\"0 0 24 24\"><use href=\"#i-" name "\"/></"    \
    "svg>"

static const struct {
    const char *open, *arabic, *english;
} callouts[] = {
    [CALLOUT_NOTE] = {"<div class=\"call\">" ICON("info"), "ملاحظة", "Note"},
    [CALLOUT_TIP] = {"<div class=\"call tip\">" ICON("bulb"), "فكرة", "Tip"},
    [CALLOUT_IMPORTANT] = {"<div class=\"call\">" ICON("info"), "مهم", "Important"},
    [CALLOUT_WARNING] = {"<div class=\"call warn\">" ICON("warn"), "تحذير", "Warning"},
    [CALLOUT_CAUTION] = {"<div class=\"call warn\">" ICON("warn"), "تنبيه", "Caution"},
};

/* As writers and translators spell them. */
static const struct {
    struct str label;
    enum callout_kind kind;
} labels[] = {
    {STR_INIT("note"), CALLOUT_NOTE},       {STR_INIT("info"), CALLOUT_NOTE},
    {STR_INIT("ملاحظة"), CALLOUT_NOTE},     {STR_INIT("ملاحظه"), CALLOUT_NOTE},
    {STR_INIT("ملحوظة"), CALLOUT_NOTE},     {STR_INIT("معلومة"), CALLOUT_NOTE},
    {STR_INIT("tip"), CALLOUT_TIP},         {STR_INIT("hint"), CALLOUT_TIP},
    {STR_INIT("تلميح"), CALLOUT_TIP},       {STR_INIT("نصيحة"), CALLOUT_TIP},
    {STR_INIT("فكرة"), CALLOUT_TIP},        {STR_INIT("important"), CALLOUT_IMPORTANT},
    {STR_INIT("هام"), CALLOUT_IMPORTANT},   {STR_INIT("مهم"), CALLOUT_IMPORTANT},
    {STR_INIT("warning"), CALLOUT_WARNING}, {STR_INIT("danger"), CALLOUT_WARNING},
    {STR_INIT("تحذير"), CALLOUT_WARNING},   {STR_INIT("خطر"), CALLOUT_WARNING},
    {STR_INIT("caution"), CALLOUT_CAUTION}, {STR_INIT("attention"), CALLOUT_CAUTION},
    {STR_INIT("تنبيه"), CALLOUT_CAUTION},   {STR_INIT("احتراس"), CALLOUT_CAUTION},
};
enum { LABELS = sizeof(labels) / sizeof(*labels) };

/* `[!NOTE]`, `[! ملاحظة:]`, `[ملاحظة]`: the label, and how many bytes it all takes; 0 when not one.
 */
static size_t find_label(struct str text, struct str *label, bool *marked)
{
    struct str head = str_sub(text, 0, LABEL_MAX_BYTES);
    size_t end = str_find_char(head, ']');
    if (head.n == 0 || head.p[0] != '[' || end == SIZE_MAX)
        return 0;
    *label = str_trim(str_sub(head, 1, end - 1));
    *marked = label->n && label->p[0] == '!';
    if (*marked)
        *label = str_trim(str_sub(*label, 1, label->n));
    if (label->n && label->p[label->n - 1] == ':')
        *label = str_trim(str_sub(*label, 0, label->n - 1));
    return end + 1;
}

static size_t find_kind(struct str label)
{
    size_t i = 0;
    while (i < LABELS && !str_eq_nocase(labels[i].label, label))
        i++;
    return i;
}

/* Takes the first n bytes off the paragraph, with the line end when nothing else is on the line. */
static void drop_label(cmark_node *text, size_t n)
{
    struct str rest = markdown_literal(text);
    while (n < rest.n && (rest.p[n] == ' ' || rest.p[n] == ':'))
        n++;
    cmark_node *next = cmark_node_next(text);
    if (n < rest.n) {
        char *tail = xstrdup(rest.p + n);
        cmark_node_set_literal(text, tail);
        free(tail);
        return;
    }
    if (next && (cmark_node_get_type(next) == CMARK_NODE_SOFTBREAK ||
                 cmark_node_get_type(next) == CMARK_NODE_LINEBREAK))
        cmark_node_free(next);
    cmark_node_free(text);
}

bool markdown_is_note(cmark_node *block)
{
    cmark_node *first = cmark_node_first_child(block);
    bool quote = cmark_node_get_type(block) == CMARK_NODE_BLOCK_QUOTE;
    cmark_node *text = quote && first ? cmark_node_first_child(first) : first;
    struct str label;
    bool marked;
    return text && cmark_node_get_type(text) == CMARK_NODE_TEXT &&
           find_label(markdown_literal(text), &label, &marked) && (marked || quote) &&
           markdown_is_note_label(label);
}

const char *markdown_callout(struct markdown *m, cmark_node *paragraph, bool quoted)
{
    cmark_node *text = cmark_node_first_child(paragraph);
    if (!text || cmark_node_get_type(text) != CMARK_NODE_TEXT)
        return NULL;
    struct str label;
    bool marked;
    size_t n = find_label(markdown_literal(text), &label, &marked);
    size_t found = n ? find_kind(label) : LABELS;
    if (n && (marked || quoted) && markdown_is_note_label(label) && !m->in_note) {
        drop_label(text, n);
        return markdown_note_begin(m);
    }
    if (found == LABELS && n && marked)
        markdown_refuse_near_note(m, label);
    if (found == LABELS || !(marked || quoted))
        return NULL;
    size_t kind = labels[found].kind;
    drop_label(text, n);
    markdown_tag(m, callouts[kind].open);
    markdown_tag(m, "<strong>");
    markdown_tag(m, m->arabic ? callouts[kind].arabic : callouts[kind].english);
    markdown_tag(m, "</strong>\n");
    return "</div>\n";
}
