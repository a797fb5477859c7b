/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "../lib/spell.h"
#include "markdown_walk.h"

enum { LABEL_MAX_BYTES = 64 };

enum callout_kind {
    CALLOUT_NOTE,
    CALLOUT_TIP,
    CALLOUT_IMPORTANT,
    CALLOUT_WARNING,
    CALLOUT_CAUTION,
    CALLOUT_INTERNAL
};

#define ICON(name)                                                                                 \
    "<svg class=\"i\" aria-hidden=\"true\" viewBox=\"0 0 24 24\"><use href=\"#i-" name "\"/></"    \
    "svg>"

#define CALL(class, icon) "<div class=\"" class "\">" ICON(icon) "<strong>"

static const struct {
    const char *open, *arabic, *english, *behind, *close;
} callouts[] = {
    [CALLOUT_NOTE] = {CALL("call", "info"), "ملاحظة", "Note", "</strong>\n", "</div>\n"},
    [CALLOUT_TIP] = {CALL("call tip", "bulb"), "فكرة", "Tip", "</strong>\n", "</div>\n"},
    [CALLOUT_IMPORTANT] = {CALL("call", "info"), "مهم", "Important", "</strong>\n", "</div>\n"},
    [CALLOUT_WARNING] = {CALL("call warn", "warn"), "تحذير", "Warning", "</strong>\n", "</div>\n"},
    [CALLOUT_CAUTION] = {CALL("call warn", "warn"), "تنبيه", "Caution", "</strong>\n", "</div>\n"},
    [CALLOUT_INTERNAL] = {"<aside class=\"secret\"><header><span class=\"lock\">" ICON("lock"),
                          "داخلي</span> <span>ملاحظة للموظف، لا تُقرأ على العميل ولا تُنسخ",
                          "Internal</span> <span>Note for agents: not read out, not copied",
                          "</span></header>\n<div>\n", "</div></aside>\n"},
};

/* As writers and translators spell them. */
static const struct {
    struct str label;
    enum callout_kind kind;
} labels[] = {
    {STR_INIT("note"), CALLOUT_NOTE},         {STR_INIT("info"), CALLOUT_NOTE},
    {STR_INIT("ملاحظة"), CALLOUT_NOTE},       {STR_INIT("ملاحظه"), CALLOUT_NOTE},
    {STR_INIT("ملحوظة"), CALLOUT_NOTE},       {STR_INIT("معلومة"), CALLOUT_NOTE},
    {STR_INIT("tip"), CALLOUT_TIP},           {STR_INIT("hint"), CALLOUT_TIP},
    {STR_INIT("تلميح"), CALLOUT_TIP},         {STR_INIT("نصيحة"), CALLOUT_TIP},
    {STR_INIT("فكرة"), CALLOUT_TIP},          {STR_INIT("important"), CALLOUT_IMPORTANT},
    {STR_INIT("هام"), CALLOUT_IMPORTANT},     {STR_INIT("مهم"), CALLOUT_IMPORTANT},
    {STR_INIT("warning"), CALLOUT_WARNING},   {STR_INIT("danger"), CALLOUT_WARNING},
    {STR_INIT("تحذير"), CALLOUT_WARNING},     {STR_INIT("خطر"), CALLOUT_WARNING},
    {STR_INIT("caution"), CALLOUT_CAUTION},   {STR_INIT("attention"), CALLOUT_CAUTION},
    {STR_INIT("تنبيه"), CALLOUT_CAUTION},     {STR_INIT("احتراس"), CALLOUT_CAUTION},
    {STR_INIT("internal"), CALLOUT_INTERNAL}, {STR_INIT("agent"), CALLOUT_INTERNAL},
    {STR_INIT("agents"), CALLOUT_INTERNAL},   {STR_INIT("داخلي"), CALLOUT_INTERNAL},
    {STR_INIT("داخلية"), CALLOUT_INTERNAL},   {STR_INIT("ملاحظة داخلية"), CALLOUT_INTERNAL},
    {STR_INIT("للموظفين"), CALLOUT_INTERNAL}, {STR_INIT("للموظف"), CALLOUT_INTERNAL},
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

/* The label at the beginning of a paragraph: its row, or LABELS; *n is 0 when there is none. */
static size_t read_label(cmark_node *paragraph, struct str *label, bool *marked, size_t *n)
{
    cmark_node *text = paragraph ? cmark_node_first_child(paragraph) : NULL;
    bool is_text = text && cmark_node_get_type(text) == CMARK_NODE_TEXT;
    *n = is_text ? find_label(markdown_literal(text), label, marked) : 0;
    return *n ? find_kind(*label) : LABELS;
}

const char *markdown_callout(struct markdown *m, cmark_node *paragraph, bool quoted)
{
    struct str label;
    bool marked;
    size_t n, found = read_label(paragraph, &label, &marked, &n);
    if (found == LABELS || !(marked || quoted))
        return NULL;
    size_t kind = labels[found].kind;
    if (kind == CALLOUT_INTERNAL && !m->note)
        return NULL; /* it will be told: only a quote says where a note ends */
    drop_label(cmark_node_first_child(paragraph), n);
    m->labelled = paragraph;
    markdown_tag(m, callouts[kind].open);
    markdown_tag(m, m->arabic ? callouts[kind].arabic : callouts[kind].english);
    markdown_tag(m, callouts[kind].behind);
    return callouts[kind].close;
}

void markdown_drop_label(cmark_node *paragraph)
{
    struct str label;
    bool marked;
    size_t n;
    read_label(paragraph, &label, &marked, &n);
    if (n)
        drop_label(cmark_node_first_child(paragraph), n);
}

enum label_kind markdown_label(cmark_node *quote, struct str *label)
{
    bool marked;
    cmark_node *first = cmark_node_first_child(quote);
    bool is_paragraph = first && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH;
    size_t n, found = read_label(is_paragraph ? first : NULL, label, &marked, &n);
    if (n == 0)
        return LABEL_NONE;
    if (found == LABELS)
        return LABEL_UNKNOWN;
    return labels[found].kind == CALLOUT_INTERNAL ? LABEL_INTERNAL : LABEL_CALLOUT;
}

static bool is_near(struct str folded, unsigned distance_max, struct text *analyser,
                    struct arena *a)
{
    for (size_t i = 0; i < LABELS; i++)
        if (labels[i].kind == CALLOUT_INTERNAL &&
            spell_distance(folded, text_fold(analyser, a, labels[i].label), distance_max) <=
                distance_max)
            return true;
    return false;
}

bool markdown_is_like_internal(struct markdown *m, struct str label, unsigned edits)
{
    enum { WORD_LETTERS_MIN = 3 };
    struct err err = ERR_INIT;
    unsigned distance_max = edits * SPELL_EDIT + SPELL_FIRST;
    size_t kind = find_kind(label);
    if (kind < LABELS)
        return labels[kind].kind == CALLOUT_INTERNAL;
    if (!m->analyser && text_new(&m->analyser, &err) < 0)
        return true;
    struct str folded = text_fold(m->analyser, m->arena, label), word;
    if (is_near(folded, distance_max, m->analyser, m->arena))
        return true;
    for (; folded.n; folded = str_sub(folded, word.n + 1, folded.n)) {
        word = str_sub(folded, 0, str_find_char(folded, ' '));
        if (utf8_count_chars(word) >= WORD_LETTERS_MIN &&
            is_near(word, distance_max, m->analyser, m->arena))
            return true;
    }
    return false;
}
