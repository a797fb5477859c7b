/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The pages people see, one file each (page_home.c...), and what they share: the frame
 * (page_layout.c), links that keep the chosen language, and small parts (page_parts.c).
 */
#ifndef JAWAB_PAGE_H
#define JAWAB_PAGE_H

#include "site.h"

enum {
    RESULTS_PER_PAGE = 10,
    RESULT_PAGES_MAX = SEARCH_OFFSET_MAX / RESULTS_PER_PAGE + 1,
    RELATED_MAX = 5,
};

handler_fn page_home, page_topics, page_topic, page_contact, page_search, page_article;
handler_fn page_typing;            /* a fragment: what is shown while one types */
handler_fn page_vote, page_thanks; /* page_vote.h */
handler_fn page_signin, page_signout;

/* Writes the body for res->status, in the reader's language. */
void page_error(const struct context *ctx, struct response *res);

/* --- the frame --- */

/* What is being searched for: the state in the address of the results. */
struct search_view {
    struct str query;
    struct str_list langs, products, categories;
    size_t page;   /* 1, 2, 3... */
    bool as_typed; /* the reader asked for no repairs */
};

struct page {
    struct str title, description;    /* description: for search engines, may be empty */
    const struct search_view *search; /* shown in the header's search field; NULL: no field there */
    struct str other_language;        /* this page in the other language of the interface */
    struct str in_language[LANG_COUNT]; /* for search engines: the page in each; may be empty */
    bool hero;                          /* the dark header that continues into the hero */
    bool keep_out;                      /* of search engines */
    bool article;                       /* Open Graph's type */
};

void page_begin(const struct context *ctx, struct response *res, const struct page *page);
void page_end(const struct context *ctx, struct response *res);

/* A page that is a tool of its own, without header and footer; `class` is the body's. */
void page_begin_bare(const struct context *ctx, struct response *res, struct str title,
                     struct str class);
void page_end_bare(struct response *res);

/* The site's logo and name, with some words behind it, as a link. */
void page_logo(const struct context *ctx, struct buf *out, struct str link, struct str more);

/* Home > topic (may be empty) > here */
void page_crumbs(const struct context *ctx, struct buf *out, struct str topic_link,
                 struct str topic, struct str here);

/* An icon from server/assets/icons.svg, which page_begin writes: page_icon(out, "search"). */
#define page_icon(out, name)                                                                       \
    html_lit(out,                                                                                  \
             "<svg class=\"i\" aria-hidden=\"true\" viewBox=\"0 0 24 24\"><use href=\"#i-" name    \
             "\"/></svg>")
#define page_icon_mirrored(out, name)                                                              \
    html_lit(out, "<svg class=\"i flip\" aria-hidden=\"true\" viewBox=\"0 0 24 24\">"              \
                  "<use href=\"#i-" name "\"/></svg>")
void page_icon_named(struct buf *out, struct str name);

/* --- words --- */

/* The words of the interface, escaped for text and for attributes. */
void page_say(const struct context *ctx, struct buf *out, enum message message);
void page_say_attr(const struct context *ctx, struct buf *out, enum message message);

/* Around the one {argument} of a message, which the caller writes. */
void page_say_before(struct buf *out, enum lang lang, enum message message);
void page_say_after(struct buf *out, enum lang lang, enum message message);

/* A counted thing, a bare number, and "updated on" with the date, in the reader's digits. */
void page_count(const struct context *ctx, struct buf *out, enum message message, uint64_t count);
void page_number(const struct context *ctx, struct buf *out, uint64_t n);
void page_updated(const struct context *ctx, struct buf *out, enum lang lang, struct str iso_date);

/* «what was typed» */
void page_quoted(const struct context *ctx, struct buf *out, struct str query);

/* The site's name; and "Page: site" for titles. */
struct str page_site_name(const struct context *ctx);
struct str page_site_place(const struct context *ctx);
struct str page_title(const struct context *ctx, struct str title);

/* Text with its marked words in <mark>, an ellipsis at an end that was cut, and runs of the other
 * direction than that of `lang` in <bdi> (isolate.h); none of these when lang is empty. */
void page_marked(struct buf *out, const struct snippet *snippet, struct str lang);

/* The interface language for words inside an article's own block: the article's if we speak it. */
enum lang page_inner_lang(const struct context *ctx, struct str article_lang);

/* ` lang="ar" dir="rtl"` */
void page_lang_dir(struct buf *out, struct str lang);

/* --- links: addresses in the request's arena, percent-encoded, not yet escaped for HTML. They
 * carry on the language when it was chosen by the address. --- */

struct str page_home_link(const struct context *ctx);
struct str page_search_link(const struct context *ctx, const struct search_view *view);
struct str page_topic_link(const struct context *ctx, struct str id); /* empty: all topics */
struct str page_contact_link(const struct context *ctx, struct str query);
struct str page_article_link(const struct context *ctx, struct str id, struct str anchor);

/* An article as it was found: it marks the words of the query. `place` counts from 1. */
struct str page_hit_link(const struct context *ctx, struct str id, struct str anchor,
                         struct str query, size_t place);

/* The page that was asked for, in language `to`. */
struct str page_in_language(const struct context *ctx, enum lang to);

/* href="LINK" */
void page_href(struct buf *out, struct str link);

/* --- parts --- */

/* The first of a list, or empty. */
struct str page_first(const struct str_list *list);

/* A search form. `view` (or NULL) fills it in; its filters travel along. */
void page_search_form(const struct context *ctx, struct buf *out, const struct search_view *view,
                      bool with_button);

/* A <template> whose data attributes are the words that a script says; the caller writes what is in
 * it and its end. */
struct page_word {
    const char *name;
    enum message says;
};
void page_begin_words(const struct context *ctx, struct buf *out, const char *id,
                      const struct page_word *words, size_t n);

/* What the script says around the fragments of page_typing, once a page. */
void page_typing_words(const struct context *ctx, struct buf *out);

/* An <input type=hidden>; nothing when the value is empty. */
void page_hidden_field(struct buf *out, struct str name, struct str value);

/* The way to a person: the channels of site.yaml, carrying the query (may be empty) over. */
void page_reach(const struct context *ctx, struct buf *out, enum message title, enum message more,
                struct str query);

/* The mark of a preview behind an article of a list; nothing for what is live. */
void page_list_mark(const struct context *ctx, struct buf *out, enum lang lang, struct str preview);

/* Links to articles, a line each, with the day of their last change when `days`. */
void page_article_list(const struct context *ctx, struct buf *out,
                       const struct outline_article *const *articles, size_t n, bool days);

#endif
