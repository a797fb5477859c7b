/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "html.h"
#include "page.h"

/* A page number out of range or mistyped in an address is no reason for an error: the first page.
 */
static size_t asked_page(const struct request *req)
{
    struct str s = request_param(req, STR("page"));
    size_t page = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || page > RESULT_PAGES_MAX)
            return 1;
        page = page * 10 + (size_t)(s.p[i] - '0');
    }
    return page >= 1 && page <= RESULT_PAGES_MAX ? page : 1;
}

static bool is_filtered(const struct search_view *view)
{
    return view->lang.n || view->product.n || view->category.n;
}

static void write_chip(const struct context *ctx, struct buf *out,
                       const struct search_view *without, struct str label)
{
    html_lit(out, "<a class=\"chip\" href=\"");
    page_search_link(ctx, out, without);
    html_lit(out, "\"><bdi>");
    html_text(out, label);
    html_lit(out, "</bdi> ");
    page_icon(out, "x");
    html_lit(out, "<span class=\"vh\">");
    page_say(ctx, out, MSG_FILTER_REMOVE);
    html_lit(out, "</span></a>");
}

/* The chosen filters, each a link to the results without it. */
static void write_filters(const struct context *ctx, struct buf *out,
                          const struct search_view *view)
{
    if (!is_filtered(view))
        return;
    struct search_view without = *view;
    without.page = 1;
    html_lit(out, "<div class=\"row\" role=\"group\" aria-label=\"");
    html_attr(out, lang_text(ctx->lang, MSG_FILTERS));
    html_lit(out, "\">");
    struct {
        struct str *filter, label;
    } chips[] = {{&without.product, view->product},
                 {&without.category, view->category},
                 {&without.lang, lang_own_name(view->lang)}};
    for (size_t i = 0; i < sizeof chips / sizeof *chips; i++) {
        struct str kept = *chips[i].filter;
        if (kept.n == 0)
            continue;
        chips[i].filter->n = 0;
        write_chip(ctx, out, &without, chips[i].label);
        *chips[i].filter = kept;
    }
    if (view->lang.n) {
        without.lang.n = 0;
        html_lit(out, "<a class=\"sm\" href=\"");
        page_search_link(ctx, out, &without);
        html_lit(out, "\">");
        page_say(ctx, out, MSG_FILTER_ALL_LANGUAGES);
        html_lit(out, "</a>");
    }
    html_lit(out, "</div>");
}

/* An article about nearly every product says nothing by naming them all. */
enum { PRODUCTS_SHOWN = 3 };

static void write_meta(const struct context *ctx, struct buf *out, enum lang lang,
                       const struct section_record *s, bool with_title)
{
    bool products = s->products.n && s->products.n <= PRODUCTS_SHOWN;
    if (!with_title && !s->category.n && !products && !s->updated.n)
        return;
    html_lit(out, "<p class=\"meta\">");
    if (with_title) {
        html_lit(out, "<span><bdi>");
        html_text(out, s->title);
        html_lit(out, "</bdi></span>");
    }
    if (s->category.n) {
        html_lit(out, "<span><bdi>");
        html_text(out, s->category);
        html_lit(out, "</bdi></span>");
    }
    for (size_t i = 0; products && i < s->products.n; i++) {
        html_lit(out, "<span><bdi>");
        html_text(out, s->products.items[i]);
        html_lit(out, "</bdi></span>");
    }
    if (s->updated.n) {
        html_lit(out, "<span>");
        page_updated(ctx, out, lang, s->updated);
        html_lit(out, "</span>");
    }
    html_lit(out, "</p>");
}

static void write_marked(struct context *ctx, struct buf *out, const struct section_record *s,
                         struct str text, const struct snippet_query *words)
{
    struct snippet marked = {.text = text};
    if (words)
        snippet_mark_all(ctx->text, ctx->arena, text, words, &marked);
    page_marked(out, &marked, s->lang);
}

static void write_marked_link(struct context *ctx, struct buf *out, const struct section_record *s,
                              struct str anchor, struct str text, const struct snippet_query *words)
{
    html_lit(out, "<a href=\"");
    page_article_link(ctx, out, s->article_id, anchor);
    html_lit(out, "\">");
    write_marked(ctx, out, s, text, words);
    html_lit(out, "</a>");
}

/* A question is its own headline, with the article as its origin; any other section is shown as a
 * part of its article. */
static void write_hit(struct context *ctx, struct buf *out, const struct search_hit *hit,
                      const struct snippet_query *words)
{
    const struct section_record *s = &hit->section;
    bool question = s->question && s->heading.n;
    html_lit(out, "<article class=\"hit\"");
    page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
    html_lit(out, "><h3>");
    write_marked_link(ctx, out, s, question ? s->anchor : STR(""), question ? s->heading : s->title,
                      words);
    html_lit(out, "</h3>");
    if (hit->promoted) {
        html_lit(out, "<p><span class=\"tag\">");
        page_say(ctx, out, MSG_SUGGESTED);
        html_lit(out, "</span></p>");
    }
    write_meta(ctx, out, page_inner_lang(ctx, s->lang), s, question);
    if (s->heading.n && !question) {
        html_lit(out, "<ul class=\"subs\"><li>");
        write_marked_link(ctx, out, s, s->anchor, s->heading, words);
        html_lit(out, "<span>");
        page_marked(out, &hit->snippet, s->lang);
        html_lit(out, "</span></li></ul>");
    } else {
        html_lit(out, "<p>");
        page_marked(out, &hit->snippet, s->lang);
        html_lit(out, "</p>");
    }
    html_lit(out, "</article>");
}

static void write_page_link(const struct context *ctx, struct buf *out, struct search_view view,
                            size_t page)
{
    bool here = page == view.page;
    view.page = page;
    if (here) {
        html_lit(out, "<span aria-current=\"page\">");
    } else {
        html_lit(out, "<a href=\"");
        page_search_link(ctx, out, &view);
        html_lit(out, "\">");
    }
    html_lit(out, "<span class=\"vh\">");
    page_say(ctx, out, MSG_PAGE);
    html_lit(out, " </span>");
    page_number(ctx, out, page);
    if (here)
        html_lit(out, "</span>");
    else
        html_lit(out, "</a>");
}

static void write_step(const struct context *ctx, struct buf *out, struct search_view view,
                       bool forward)
{
    view.page = forward ? view.page + 1 : view.page - 1;
    html_lit(out, "<a href=\"");
    page_search_link(ctx, out, &view);
    if (forward) {
        html_lit(out, "\" rel=\"next\">");
        page_say(ctx, out, MSG_NEXT);
        html_lit(out, " ");
        page_icon_mirrored(out, "next");
    } else {
        html_lit(out, "\" rel=\"prev\">");
        page_icon_mirrored(out, "previous");
        html_lit(out, " ");
        page_say(ctx, out, MSG_PREVIOUS);
    }
    html_lit(out, "</a>");
}

static void write_pages(const struct context *ctx, struct buf *out, const struct search_view *view,
                        size_t total)
{
    enum { NEIGHBOURS = 2 };
    size_t pages = (total + RESULTS_PER_PAGE - 1) / RESULTS_PER_PAGE;
    if (pages > RESULT_PAGES_MAX)
        pages = RESULT_PAGES_MAX;
    if (pages < 2)
        return;
    html_lit(out, "<nav class=\"pages\" aria-label=\"");
    html_attr(out, lang_text(ctx->lang, MSG_PAGES));
    html_lit(out, "\">");
    if (view->page > 1)
        write_step(ctx, out, *view, false);
    for (size_t page = 1; page <= pages; page++)
        if (page == 1 || (page + NEIGHBOURS >= view->page && page <= view->page + NEIGHBOURS))
            write_page_link(ctx, out, *view, page);
    if (view->page < pages)
        write_step(ctx, out, *view, true);
    html_lit(out, "</nav>");
}

static void write_quoted(const struct context *ctx, struct buf *out, struct str query)
{
    page_say(ctx, out, MSG_QUOTE_OPEN);
    html_lit(out, "<bdi>");
    html_text(out, query);
    html_lit(out, "</bdi>");
    page_say(ctx, out, MSG_QUOTE_CLOSE);
}

static void begin_note(struct buf *out)
{
    html_lit(out, "<div class=\"fixed\" role=\"status\">");
    page_icon(out, "search");
}

static void write_search_link(struct context *ctx, struct buf *out, const struct search_view *view,
                              struct str text)
{
    html_lit(out, "<a href=\"");
    page_search_link(ctx, out, view);
    html_lit(out, "\"><bdi>");
    html_text(out, text_clean(ctx->arena, text));
    html_lit(out, "</bdi></a>");
}

/* The first repair of which a reader should know; a guess at how the last word goes on is none. */
static const struct search_repair *shown_repair(const struct search_result *found)
{
    for (size_t i = 0; i < found->n_repairs; i++)
        if (strcmp(found->repairs[i].kind, "unfinished") != 0)
            return &found->repairs[i];
    return NULL;
}

/* What was read differently, and the way back. */
static void write_repairs(struct context *ctx, struct buf *out, struct search_view view,
                          const struct search_result *found)
{
    const struct search_repair *repair = shown_repair(found);
    if (!repair)
        return;
    view.as_typed = true;
    view.page = 1;
    begin_note(out);
    html_lit(out, "<p>");
    enum message showing =
        strcmp(repair->kind, "layout") == 0 ? MSG_SHOWING_FOR_LAYOUT : MSG_SHOWING_FOR;
    page_say_before(out, ctx->lang, showing);
    html_lit(out, "<b>");
    write_quoted(ctx, out, text_clean(ctx->arena, found->meant));
    html_lit(out, "</b>");
    page_say_after(out, ctx->lang, showing);
    html_lit(out, "</p><p>");
    page_say_before(out, ctx->lang, MSG_SEARCH_AS_TYPED);
    write_search_link(ctx, out, &view, view.query);
    page_say_after(out, ctx->lang, MSG_SEARCH_AS_TYPED);
    html_lit(out, "</p></div>");
}

static void write_did_you_mean(struct context *ctx, struct buf *out, struct search_view view,
                               struct str better)
{
    if (better.n == 0)
        return;
    view.query = better;
    view.page = 1;
    begin_note(out);
    html_lit(out, "<p>");
    page_say_before(out, ctx->lang, MSG_DID_YOU_MEAN);
    write_search_link(ctx, out, &view, better);
    page_say_after(out, ctx->lang, MSG_DID_YOU_MEAN);
    html_lit(out, "</p></div>");
}

static void write_cut(const struct context *ctx, struct buf *out)
{
    begin_note(out);
    html_lit(out, "<p>");
    page_say(ctx, out, MSG_CUT);
    html_lit(out, "</p></div>");
}

/* The section that answers, as its article has it, with its origin. */
static void write_answer(struct context *ctx, struct buf *out, const struct search_answer *answer,
                         const struct snippet_query *words)
{
    const struct section_record *s = &answer->hit->section;
    html_lit(out, "<section class=\"answer\" aria-labelledby=\"answer\"><header>"
                  "<span class=\"nuqta\" aria-hidden=\"true\"></span><b>");
    page_say(ctx, out, MSG_ANSWER);
    html_lit(out, "</b><span class=\"muted\">");
    page_say_before(out, ctx->lang, MSG_ANSWER_FROM);
    html_lit(out, "<a href=\"");
    page_article_link(ctx, out, s->article_id, s->anchor);
    html_lit(out, "\"><bdi>");
    html_text(out, s->title);
    html_lit(out, "</bdi></a>");
    page_say_after(out, ctx->lang, MSG_ANSWER_FROM);
    html_lit(out, "</span></header><div class=\"body\"");
    page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
    html_lit(out, "><h2 id=\"answer\">");
    write_marked(ctx, out, s, s->heading.n ? s->heading : s->title, words);
    html_lit(out, "</h2>");
    write_meta(ctx, out, page_inner_lang(ctx, s->lang), s, false);
    html_lit(out, "<div class=\"prose\">");
    html_safe(out, answer->html);
    html_lit(out, "</div></div><footer><a class=\"btn go\" href=\"");
    page_article_link(ctx, out, s->article_id, s->anchor);
    html_lit(out, "\">");
    page_say(ctx, out, MSG_OPEN_ARTICLE);
    html_lit(out, "</a></footer></section>");
}

/* The chosen filters, and what a reader should know of how the query was read. */
static void write_notes(struct context *ctx, struct buf *out, const struct search_view *view,
                        const struct search_result *found)
{
    write_filters(ctx, out, view);
    write_repairs(ctx, out, *view, found);
    write_did_you_mean(ctx, out, *view, found->did_you_mean);
    if (found->cut)
        write_cut(ctx, out);
}

static void write_results(struct context *ctx, struct buf *out, const struct search_view *view,
                          struct str shown_query, const struct search_result *found)
{
    html_lit(out, "<div class=\"wrap results\"><main id=\"main\"><div class=\"found\">"
                  "<div class=\"headrow\"><h1>");
    page_count(ctx, out, MSG_RESULTS, found->total);
    html_lit(out, " <span class=\"muted\">");
    page_say(ctx, out, MSG_RESULTS_FOR);
    html_lit(out, " ");
    write_quoted(ctx, out, shown_query);
    html_lit(out, "</span></h1></div>");
    write_notes(ctx, out, view, found);
    if (found->answer.hit)
        write_answer(ctx, out, &found->answer, found->words);
    html_lit(out, "<h2 class=\"vh\">");
    page_say(ctx, out, MSG_ARTICLES);
    html_lit(out, "</h2>");
    for (size_t i = found->answer.hit ? 1 : 0; i < found->n_hits; i++)
        write_hit(ctx, out, &found->hits[i], found->words);
    write_pages(ctx, out, view, found->total);
    html_lit(out, "</div></main></div>");
}

/* Nothing typed, nothing found, or a page after the last: one frame, three texts. */
static void write_empty(const struct context *ctx, struct buf *out, const struct search_view *view,
                        struct str shown_query, size_t total)
{
    html_lit(out, "<main id=\"main\"><div class=\"wrap\"><div class=\"empty\"><h1>");
    if (shown_query.n == 0) {
        page_say(ctx, out, MSG_EMPTY_QUERY);
    } else if (total) {
        page_say(ctx, out, MSG_NO_SUCH_PAGE);
    } else {
        page_say_before(out, ctx->lang, MSG_NONE);
        write_quoted(ctx, out, shown_query);
        page_say_after(out, ctx->lang, MSG_NONE);
    }
    html_lit(out, "</h1><p class=\"muted\">");
    if (shown_query.n == 0) {
        page_say(ctx, out, MSG_EMPTY_QUERY_MORE);
    } else if (total) {
        struct search_view first = *view;
        first.page = 1;
        html_lit(out, "<a href=\"");
        page_search_link(ctx, out, &first);
        html_lit(out, "\">");
        page_say(ctx, out, MSG_FIRST_PAGE);
        html_lit(out, "</a>");
    } else {
        page_say(ctx, out, is_filtered(view) ? MSG_NONE_FILTERED : MSG_NONE_MORE);
    }
    html_lit(out, "</p>");
    write_filters(ctx, out, view);
    page_search_form(ctx, out, view, true);
    html_lit(out, "</div></div></main>");
}

static struct str page_title(const struct context *ctx, struct str shown_query,
                             const struct search_result *found)
{
    struct buf title;
    buf_init(&title, 64 * 1024);
    if (shown_query.n) {
        buf_add(&title, utf8_cut_bytes(shown_query, 200));
        buf_add(&title, STR(": "));
        lang_count(&title, ctx->lang, ctx->digits, MSG_RESULTS, found->total);
        buf_add(&title, STR(" - "));
    }
    buf_add(&title, lang_text(ctx->lang, MSG_SITE));
    struct str copy = arena_dup(ctx->arena, buf_str(&title));
    buf_release(&title);
    return copy;
}

/* The same search in the other language of the interface; the language of the articles stays. */
static struct str other_language_link(const struct context *ctx, const struct search_view *view)
{
    struct context other = *ctx;
    other.lang = ctx->lang == LANG_AR ? LANG_EN : LANG_AR;
    other.lang_chosen = true;
    struct buf link;
    buf_init(&link, 128 * 1024);
    page_search_link(&other, &link, view);
    struct str copy = arena_dup(ctx->arena, buf_str(&link));
    buf_release(&link);
    return copy;
}

unsigned page_search(struct context *ctx, struct response *res)
{
    const struct request *req = ctx->req;
    struct search_view view = {
        .query = request_param(req, STR("q")),
        .lang = request_param(req, STR("lang")),
        .product = request_param(req, STR("product")),
        .category = request_param(req, STR("category")),
        .page = asked_page(req),
        .as_typed = str_eq(request_param(req, STR("raw")), STR("1")),
    };
    struct search_request ask = {
        .query = view.query,
        .offset = (view.page - 1) * RESULTS_PER_PAGE,
        .limit = RESULTS_PER_PAGE,
        .langs = request_params(req, ctx->arena, STR("lang")),
        .products = request_params(req, ctx->arena, STR("product")),
        .categories = request_params(req, ctx->arena, STR("category")),
        .as_typed = view.as_typed,
        .audience = AUDIENCE_PUBLIC,
    };
    struct search_result found = {0};
    struct str shown_query = str_trim(text_clean(ctx->arena, view.query));
    if (shown_query.n && search_run(ctx->search, ctx->arena, &ask, &found, &ctx->err) != 0)
        return 500;
    struct page page = {
        .title = page_title(ctx, shown_query, &found),
        .search = found.n_hits ? &view : NULL,
        .other_language = other_language_link(ctx, &view),
        .keep_out = true,
    };
    page_begin(ctx, res, &page);
    if (found.n_hits)
        write_results(ctx, &res->body, &view, shown_query, &found);
    else
        write_empty(ctx, &res->body, &view, shown_query, found.total);
    page_end(ctx, res);
    return 200;
}
