/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One Markdown file as an article: front matter, safe HTML, headings, sections. Knows files' text
 * and nothing of indexes. All memory is the caller's arena.
 */
#ifndef JAWAB_ARTICLE_H
#define JAWAB_ARTICLE_H

#include "../lib/record.h"
#include "report.h"

enum {
    ARTICLE_MAX_BYTES = 1 << 20,      /* cmark has quadratic corners: cap before parsing */
    ARTICLE_HTML_MAX_BYTES = 8 << 20, /* what 1 MiB may grow to when rendered */
    ARTICLE_SECTIONS_MAX = 2000,
    ARTICLE_LIST_MAX = 64, /* tags, aliases, redirects... a file */
};

enum article_status { ARTICLE_PUBLISHED, ARTICLE_DRAFT };

/* The YAML between the two `---` lines, or defaults. */
struct front_matter {
    struct str id, title, description, lang, category, updated, review_by;
    struct str_list products, tags, aliases, redirect_from;
    enum audience audience;
    enum article_status status;
    bool guessed_draft; /* what it says of status or moments cannot be read: a mistake, no wish */
    int64_t publish_at, expire_at; /* seconds since 1970, UTC; 0: not said */
    unsigned body_line;            /* 1-based line of the file on which the Markdown begins */
    struct str body;               /* the Markdown: a slice of the file's text */
};

struct article_section {
    unsigned level; /* of its heading; 0 for the text before the first heading */
    struct str heading, anchor, path, text; /* as in struct section_record */
    bool question;
    enum audience audience; /* of an internal note: agents, whoever may read the article */
    unsigned note;          /* a note's number among those under its heading, from 1; 0: no note */
};

struct article {
    struct front_matter meta;    /* id, title and lang are filled in, never empty */
    struct str preview;          /* as in struct article_record; whoever knows the time sets it */
    struct str path;             /* below the content folder, as given */
    struct str html, agent_html; /* as in struct article_record */
    struct heading_record *headings;
    size_t n_headings;
    struct article_section *sections; /* in order, without those that have no text and no heading;
                                         then the internal notes */
    size_t n_sections, n_notes;       /* notes are sections as well */
};

/* Where a relative link leads: what the catalogue of all articles knows of one path. */
enum link_state {
    LINK_FOUND,   /* *id is the article's id */
    LINK_MISSING, /* no such file: warn, keep the words */
    LINK_HIDDEN,  /* a draft, or an agents' article seen from a public one: warn, keep the words */
};
struct link_resolver {
    enum link_state (*resolve)(const void *context, struct str path_below_content,
                               enum audience linking_from, struct str *id);
    const void *context;
};

/* Reads only the front matter: the values found, and the id. The report may be NULL. */
int article_read_front_matter(struct arena *a, struct str path, struct str file_text,
                              struct front_matter *out, struct report *report, struct err *err);

/* The whole article. `file_text` is the file as read: BOM, CRLF, NUL and malformed UTF-8 are dealt
 * with here (malformed bytes and NUL: ERR_SYNTAX with the line). `known` is what
 * article_read_front_matter made of the same head before, or NULL. Warnings go to the report; -1
 * means the file must be skipped and err says why, with path and line. */
int article_parse(struct arena *a, struct str path, struct str file_text,
                  const struct front_matter *known, const struct link_resolver *links,
                  struct article *out, struct report *report, struct err *err);

#endif
