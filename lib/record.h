/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the index stores of a section and of an article, as the data of one Xapian document each:
 * `key=value` lines (a key may repeat: lists), an empty line, then the body: plain text of a
 * section, HTML of an article, where `public_bytes` says how much of it everybody may see and the
 * version for agents follows. The same shape that Omega uses, so xapian-delve shows it legibly.
 */
#ifndef JAWAB_RECORD_H
#define JAWAB_RECORD_H

#include "arena.h"

enum audience { AUDIENCE_PUBLIC = 0, AUDIENCE_AGENT = 1 }; /* who may see it; agents see both */

/* Stands for a blank inside a link's words or a table cell of a section's text: what it joins
 * should be shown together. To analysis it is a blank as any; who shows the text shows a blank. */
#define RECORD_JOINED_BLANK '\x1F'

/* Everything needed to show a hit. */
struct section_record {
    struct str article_id, title, lang, category, updated; /* updated: YYYY-MM-DD or empty */
    struct str_list products;
    enum audience audience; /* of this section: an internal note of a public article is agents' */
    struct str heading;     /* empty for the text before the first heading */
    struct str anchor;      /* of the heading within the article page; empty likewise */
    struct str path;        /* headings above this one, joined by " > "; may be empty */
    bool question;      /* the heading (or title, without heading) is a question: text answers it */
    struct str preview; /* why it is in a preview alone: see below; empty for what is live */
    uint64_t section_id;
    struct str text; /* plain text, paragraphs separated by \n; RECORD_JOINED_BLANK in it */
};

struct heading_record {
    unsigned level; /* 1-6 */
    struct str anchor, text;
};

/* Everything needed to show an article page. */
struct article_record {
    struct str id, title, description, lang, category, updated, review_by;
    struct str preview; /* "draft", "from 2026-12-01 09:30" or "expired 2026-11-01 00:00" */
    struct str_list products, tags;
    enum audience audience;
    struct heading_record *headings;
    size_t n_headings;
    struct str html;       /* safe: rendered and filtered by the indexer */
    struct str agent_html; /* the same with the internal notes of a public article; else empty */
};

/* Append the encoded record to *out (line breaks in values become spaces). */
void record_put_section(struct buf *out, const struct section_record *section);
void record_put_article(struct buf *out, const struct article_record *article);

/* Decode; strings are slices of `data`, lists live in the arena. Unknown keys are ignored. False
 * when the data has no empty line, which no record of ours lacks, is shorter than it says or not
 * well-formed UTF-8: a disk may have damaged it, and what follows relies on text. */
bool record_get_section(struct arena *a, struct str data, struct section_record *out);
bool record_get_article(struct arena *a, struct str data, struct article_record *out);

/* The part of an article's HTML behind the heading with this anchor (or from the beginning, when it
 * is empty) up to the next heading; empty when there is no such heading. Headings carry their
 * anchor as the only attribute. */
struct str record_section_html(struct arena *a, struct str html, struct str anchor);

#endif
