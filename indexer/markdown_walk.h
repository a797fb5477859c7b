/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the parts of the renderer share: the state of one article's walk, and one function or two of
 * each part. markdown.c walks the blocks and includes this, so do all markdown_*.c, nobody else.
 */
#ifndef JAWAB_MARKDOWN_WALK_H
#define JAWAB_MARKDOWN_WALK_H

#include <cmark.h>

#include "facts.h"
#include "markdown.h"

struct heading {
    cmark_node *node;
    unsigned level; /* as written */
    unsigned line;
    bool is_title; /* repeats the article's title: not shown again */
    struct str text, slug, anchor;
    struct str_list extra_anchors;
    size_t parent; /* index of the heading above it + 1; 0 for none */
    unsigned rank; /* among headings with the same slug: 1, 2, 3...; 0 when it is the only one */
};

/* An internal note: a quote that only agents get. */
struct note {
    cmark_node *quote;
    unsigned line;
    size_t text_from, text_to; /* in note_text */
    size_t section;            /* under whose heading it stands */
};

/* A set of ids: open addressing, a power of two in size. */
struct id_set {
    struct str *slots;
    size_t n, cap;
};

struct markdown {
    struct arena *arena;
    const struct markdown_source *source;
    bool arabic;

    /* Output. Inline text goes to html when `to_html`, and to `plain` when that is set. */
    struct buf html, text;
    bool to_html;
    struct buf *plain;
    size_t link_start; /* of the link at work, in `plain` */

    /* Place: lines of the source text, and the block at work. */
    const char **lines;
    size_t n_lines;
    unsigned line;        /* of the file */
    cmark_node *labelled; /* the paragraph whose label a callout took */
    bool reparsed; /* the nodes at work come from a second parse: their own lines mean nothing */

    /* Headings, in order; ids in use on the page. */
    struct heading *headings;
    size_t n_headings, next_heading;
    struct id_set ids;

    /* Sections: offsets into `text`, made slices at the end. */
    struct article_section *sections;
    size_t *section_starts;
    size_t n_sections;

    /* Internal notes, in order; what they alone fill goes from the public's HTML with them. */
    struct note *notes;
    size_t n_notes;
    cmark_node **hidden; /* the notes, and lists and quotes that hold nothing else */
    size_t n_hidden;
    struct note *note;     /* the one at work */
    cmark_node *hiding;    /* the outermost hidden node at work */
    size_t *cuts, n_cuts;  /* where hidden nodes begin and end in html, by turns */
    struct buf note_text;  /* their words */
    struct text *analyser; /* made when a label has to be compared */
    const char *exposed;   /* why something internal would be published, */
    unsigned exposed_line; /* first here; NULL: nothing would */

    /* What is told once a file, with a count. */
    unsigned warnings, dead_links, loose_marks;
    unsigned dead_link_line, loose_mark_line;
    struct str dead_link;
    size_t table_cells;
    struct str skip_tag; /* inside an inline <script> or <style>: its name */

    /* Only looked for where the file has any. */
    bool has_colon_fences, has_directives, has_labels, has_bold, has_backslash_n;
};

/* --- markdown_text.c: output --- */

void markdown_text(struct markdown *m, struct str s); /* escaped to html, cleaned to plain */
void markdown_code(struct markdown *m, struct str s); /* the same, every character as it is */
void markdown_tag(struct markdown *m, const char *html);
void markdown_attribute(struct markdown *m, const char *name, struct str value);
void markdown_url(struct markdown *m, struct str url, bool is_path); /* percent-encoded, escaped */
void markdown_break(struct markdown *m);             /* the next plain text begins on a new line */
void markdown_join(struct markdown *m, size_t from); /* plain text from there is kept together */
void markdown_warn(struct markdown *m, unsigned line, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
unsigned markdown_node_line(const struct markdown *m, cmark_node *node);
struct str markdown_source_line(const struct markdown *m,
                                size_t line); /* 1-based, of the Markdown */
struct str markdown_literal(cmark_node *node);
size_t markdown_find_pair(struct str s, char first, char second); /* SIZE_MAX: not there */

/* --- markdown_inline.c --- */

enum inline_flag {
    INLINE_WORDS_ONLY = 1, /* in a heading: no links, no anchors */
    INLINE_ONE_LINE = 2,   /* in a heading or cell: a break is a space in plain text */
};
void markdown_inlines(struct markdown *m, cmark_node *parent, unsigned flags);

/* --- markdown_repair.c --- */

/* Takes `:::` lines and `[!include]` marks out of a paragraph or heading, closes loose `**`. */
void markdown_repair(struct markdown *m, cmark_node *block);
/* The directive (include, video...) that s names after its `[!`: its number, or 0. */
size_t markdown_directive(struct str s);

/* --- markdown_callout.c --- */

/* Writes the opening of a callout when the paragraph begins with a label such as [!NOTE], which is
 * taken out of it; returns the closing tags, or NULL. */
const char *markdown_callout(struct markdown *m, cmark_node *paragraph, bool quoted);
/* Takes the label out of a paragraph that was parsed again. */
void markdown_drop_label(cmark_node *paragraph);

/* The label that the first paragraph of a quote begins with. */
enum label_kind { LABEL_NONE, LABEL_UNKNOWN, LABEL_CALLOUT, LABEL_INTERNAL };
enum label_kind markdown_label(cmark_node *quote, struct str *label);
/* Does it read like the label of an internal note, a word of it but for so many edits (spell.h)? */
bool markdown_is_like_internal(struct markdown *m, struct str label, unsigned edits);

/* --- markdown_note.c --- */

/* Finds the internal notes of a document, before anything else reads it. */
void markdown_find_notes(struct markdown *m, cmark_node *document);
bool markdown_is_in_note(const struct markdown *m, cmark_node *node);

/* Before and behind what is written for each block. */
void markdown_enter_note(struct markdown *m, cmark_node *node);
void markdown_leave_note(struct markdown *m, cmark_node *node);

/* Remember where text that everybody would read looks as if it were to be a note: beside the label
 * of a text, the label of a link or that of a quote. */
void markdown_check_text(struct markdown *m, struct str text);
void markdown_check_link(struct markdown *m, cmark_node *link);
void markdown_check_quote(struct markdown *m, cmark_node *quote);

/* The page without the notes, and the notes as sections behind the others. */
struct str markdown_public_html(struct markdown *m);
void markdown_add_notes(struct markdown *m, struct article *out);

/* --- markdown_table.c --- */

/* Writes the paragraph as a table when it is one; false leaves it to the caller. */
bool markdown_table(struct markdown *m, cmark_node *paragraph);

/* --- markdown_link.c --- */

/* Writes the opening <a> when the link leads somewhere; false: only its words are kept. */
bool markdown_link(struct markdown *m, cmark_node *link);
/* The file below the content folder that a relative address names, or empty. */
struct str markdown_local_path(struct markdown *m, struct str url);

/* --- markdown_anchor.c --- */

bool id_set_add(struct markdown *m, struct str id); /* false when it was there */
struct str markdown_slug(struct arena *a, struct str text);
void markdown_assign_anchors(struct markdown *m);
/* The id of <a name="x"> or <a id="x">, or empty. */
struct str markdown_anchor_of_tag(struct markdown *m, struct str tag);

/* --- markdown_facts.c --- */

/* A new fact of the node, or NULL when nobody asked for facts. */
struct fact *markdown_fact(struct markdown *m, enum fact_kind kind, cmark_node *node,
                           struct str text);
void markdown_heading_facts(struct markdown *m);
void markdown_anchor_facts(struct markdown *m);
void markdown_image_fact(struct markdown *m, cmark_node *image, struct str url, bool has_alt);
void markdown_paragraph_fact(struct markdown *m, cmark_node *paragraph, struct str words);

/* --- markdown_html.c --- */

/* The text of an HTML block as escaped paragraphs: no tag, script, style or comment passes. */
void markdown_html_block(struct markdown *m, struct str html);
/* One inline tag or comment: breaks, anchors and alt texts are kept, the rest is dropped. */
void markdown_html_inline(struct markdown *m, struct str tag, unsigned flags);
/* The value of an attribute of a tag, or empty. */
struct str markdown_tag_attribute(struct str tag, struct str name);

/* --- markdown_guard.c --- */

/* Blanks out, in place, nesting that would cost cmark quadratic time; -1 when a paragraph has too
 * many brackets or emphasis marks for it. */
int markdown_guard(struct markdown *m, char *text, size_t n, struct err *err);

#endif
