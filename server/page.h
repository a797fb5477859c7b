/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The pages people see, one file each (page_home.c...), and what they share: the frame, the search
 * field, links that keep the chosen language, marked text (page_layout.c).
 */
#ifndef JAWAB_PAGE_H
#define JAWAB_PAGE_H

#include "site.h"

enum {
    RESULTS_PER_PAGE = 10,
    RESULT_PAGES_MAX = SEARCH_OFFSET_MAX / RESULTS_PER_PAGE + 1,
    RELATED_MAX = 5,
};

handler_fn page_home, page_search, page_article;

/* Writes the body for res->status, in the reader's language. */
void page_error(const struct context *ctx, struct response *res);

/* --- shared by pages --- */

/* What is being searched for: the state in the address of the results. */
struct search_view {
    struct str query, lang, product, category;
    size_t page;   /* 1, 2, 3... */
    bool as_typed; /* the reader asked for no repairs */
};

struct page {
    struct str title, description;    /* description: for search engines, may be empty */
    const struct search_view *search; /* shown in the header's search field; NULL: no field there */
    struct str other_language; /* href (attribute-escaped) of this page in the other language */
    bool hero;                 /* the dark header that continues into the hero */
    bool keep_out;             /* of search engines */
};

void page_begin(const struct context *ctx, struct response *res, const struct page *page);
void page_end(const struct context *ctx, struct response *res);

/* An icon from the symbols that page_begin writes: page_icon(out, "search"). */
#define page_icon(out, name)                                                                       \
    html_lit(out,                                                                                  \
             "<svg class=\"i\" aria-hidden=\"true\" viewBox=\"0 0 24 24\"><use href=\"#i-" name    \
             "\"/></svg>")
#define page_icon_mirrored(out, name)                                                              \
    html_lit(out, "<svg class=\"i flip\" aria-hidden=\"true\" viewBox=\"0 0 24 24\">"              \
                  "<use href=\"#i-" name "\"/></svg>")

/* The words of the interface, escaped for text. */
void page_say(const struct context *ctx, struct buf *out, enum message message);

/* Around the one {argument} of a message, which the caller writes. */
void page_say_before(struct buf *out, enum lang lang, enum message message);
void page_say_after(struct buf *out, enum lang lang, enum message message);

/* A counted thing, a bare number, and "updated on" with the date, in the reader's digits. */
void page_count(const struct context *ctx, struct buf *out, enum message message, uint64_t count);
void page_number(const struct context *ctx, struct buf *out, uint64_t n);
void page_updated(const struct context *ctx, struct buf *out, enum lang lang, struct str iso_date);

/* A search form. `view` (or NULL) fills it in; its filters travel along. */
void page_search_form(const struct context *ctx, struct buf *out, const struct search_view *view,
                      bool with_button);

/* The same page in language `to`, for attributes. */
struct str page_in_language(const struct context *ctx, enum lang to);

/* "/search?q=..." for attributes: the view, and the language when it was chosen by the address. */
void page_search_link(const struct context *ctx, struct buf *out, const struct search_view *view);

/* "/articles/ID", "?lang=" when chosen, and "#ANCHOR" unless empty; for attributes. */
void page_article_link(const struct context *ctx, struct buf *out, struct str id,
                       struct str anchor);

/* Text with its marked words in <mark>, an ellipsis at an end that was cut, and runs of the other
 * direction than that of `lang` in <bdi> (isolate.h); none of these when lang is empty. */
void page_marked(struct buf *out, const struct snippet *snippet, struct str lang);

/* The interface language for words inside an article's own block: the article's if we speak it. */
enum lang page_inner_lang(const struct context *ctx, struct str article_lang);

/* ` lang="ar" dir="rtl"` */
void page_lang_dir(struct buf *out, struct str lang);

#endif
