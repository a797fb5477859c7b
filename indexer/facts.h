/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a writer wrote, piece by piece, each with its place: collected while an article is rendered,
 * for those who check it. Says what is there, not what is wrong with it.
 */
#ifndef JAWAB_FACTS_H
#define JAWAB_FACTS_H

#include "article.h"

enum fact_kind {
    FACT_TEXT,      /* words outside of code and tags */
    FACT_CODE,      /* a span or block of it */
    FACT_LINK,      /* to this site; text: where to, as written */
    FACT_IMAGE,     /* text: its address; path: the file below the content folder, or empty */
    FACT_HEADING,   /* in order; text: its words, number: its level as written */
    FACT_ANCHOR,    /* text: an id within the page; without a place */
    FACT_PARAGRAPH, /* number: its words */
    FACT_TABLE,     /* number: its columns */
    FACT_STARS,     /* ** that other programs show as stars; mended: we show bold */
};

struct fact {
    enum fact_kind kind;
    unsigned line, last_line; /* of the file */
    unsigned column;          /* byte of the scrubbed line, from 1; 0 when it is not known */
    unsigned number;
    struct str text;
    union {
        struct {
            enum link_state state;
            bool
                to_article; /* names a .md file or an anchor; else an address that no article has */
            struct str id;  /* of the article, when it is found; empty: this one */
            struct str anchor; /* percent-decoded, without the #; or empty */
        } link;
        struct {
            struct str path;
            bool has_alt;
        } image;
        struct {
            struct str anchor;
            bool is_title;
        } heading;
        bool mended;
    };
};

/* Items are the heap's, their strings the article's arena. */
struct facts {
    struct fact *items;
    size_t n, cap;
};

void facts_release(struct facts *facts);
void facts_clear(struct facts *facts);
struct fact *facts_add(struct facts *facts); /* zeroed; valid until the next one */

/* As article_parse, and what it is made of, added to *facts. What the facts say one by one (links,
 * stars) is not told to the report. */
int article_parse_facts(struct arena *a, struct str path, struct str file_text,
                        const struct front_matter *known, const struct link_resolver *links,
                        struct article *out, struct facts *facts, struct report *report,
                        struct err *err);

#endif
