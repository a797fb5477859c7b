/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "feedback.h"
#include "html.h"
#include "page_results.h"
#include "page_vote.h"
#include "preview.h"

/* An article about nearly every product says nothing by naming them all. */
enum { PRODUCTS_SHOWN = 3 };

/* One page of results. */
struct results {
    const struct search_view *view;
    const struct search_result *found;
    struct str shown_query;
    const struct search_facet_ask *values;
};

/* A page number out of range or mistyped in an address is no reason for an error: the first page.
 */
static size_t asked_page(const struct request *req)
{
    size_t page = request_number(req, STR("page"), RESULT_PAGES_MAX);
    return page ? page : 1;
}

/* --- one hit --- */

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

/* A link to the section, or to its article when `anchor` is empty. */
static void write_link(struct context *ctx, struct buf *out, const struct results *results,
                       const struct section_record *s, struct str anchor, struct str text,
                       size_t place)
{
    html_lit(out, "<a ");
    page_href(out, page_hit_link(ctx, s->article_id, anchor, results->shown_query, place));
    html_lit(out, ">");
    write_marked(ctx, out, s, text, results->found->words);
    html_lit(out, "</a>");
}

static void write_part(struct context *ctx, struct buf *out, const struct results *results,
                       const struct section_record *s, const struct snippet *snippet, size_t place)
{
    html_lit(out, "<li>");
    write_link(ctx, out, results, s, s->anchor, s->heading, place);
    html_lit(out, "<span>");
    page_marked(out, snippet, s->lang);
    html_lit(out, "</span></li>");
}

/* A question is its own headline, with the article as its origin; any other section is shown as a
 * part of its article. */
static void write_hit(struct context *ctx, struct buf *out, const struct results *results, size_t i)
{
    const struct search_hit *hit = &results->found->hits[i];
    const struct section_record *s = &hit->section;
    size_t place = (results->view->page - 1) * RESULTS_PER_PAGE + i + 1;
    bool question = s->question && s->heading.n, part = s->heading.n && !question;
    html_lit(out, "<article class=\"hit\"");
    page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
    html_lit(out, "><h3>");
    write_link(ctx, out, results, s, question ? s->anchor : STR(""),
               question ? s->heading : s->title, place);
    html_lit(out, "</h3>");
    if (hit->promoted) {
        html_lit(out, "<p><span class=\"tag\">");
        page_say(ctx, out, MSG_SUGGESTED);
        html_lit(out, "</span></p>");
    }
    if (s->preview.n) {
        html_lit(out, "<p>");
        preview_mark(ctx, out, page_inner_lang(ctx, s->lang), s->preview);
        html_lit(out, "</p>");
    }
    write_meta(ctx, out, page_inner_lang(ctx, s->lang), s, question);
    if (!part) {
        html_lit(out, "<p>");
        page_marked(out, &hit->snippet, s->lang);
        html_lit(out, "</p>");
    }
    if (part || hit->n_more) {
        html_lit(out, "<ul class=\"subs\">");
        if (part)
            write_part(ctx, out, results, s, &hit->snippet, place);
        for (size_t k = 0; k < hit->n_more; k++)
            write_part(ctx, out, results, &hit->more[k].section, &hit->more[k].snippet, place);
        html_lit(out, "</ul>");
    }
    html_lit(out, "</article>");
}

/* --- pages --- */

static void write_page_link(const struct context *ctx, struct buf *out, struct search_view view,
                            size_t page)
{
    bool here = page == view.page;
    view.page = page;
    if (here) {
        html_lit(out, "<span aria-current=\"page\">");
    } else {
        html_lit(out, "<a ");
        page_href(out, page_search_link(ctx, &view));
        html_lit(out, ">");
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
    html_lit(out, "<a ");
    page_href(out, page_search_link(ctx, &view));
    if (forward) {
        html_lit(out, " rel=\"next\">");
        page_say(ctx, out, MSG_NEXT);
        html_lit(out, " ");
        page_icon_mirrored(out, "next");
    } else {
        html_lit(out, " rel=\"prev\">");
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
    page_say_attr(ctx, out, MSG_PAGES);
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

/* --- notes --- */

static void begin_note(struct buf *out)
{
    html_lit(out, "<div class=\"fixed\" role=\"status\">");
    page_icon(out, "search");
}

static void write_search_link(struct context *ctx, struct buf *out, const struct search_view *view,
                              struct str text)
{
    html_lit(out, "<a ");
    page_href(out, page_search_link(ctx, view));
    html_lit(out, "><bdi>");
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
    enum message showing =
        strcmp(repair->kind, "layout") == 0 ? MSG_SHOWING_FOR_LAYOUT : MSG_SHOWING_FOR;
    view.as_typed = true;
    view.page = 1;
    begin_note(out);
    html_lit(out, "<p>");
    page_say_before(out, ctx->lang, showing);
    html_lit(out, "<b>");
    page_quoted(ctx, out, text_clean(ctx->arena, found->meant));
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

/* --- the answer --- */

static void write_answer_foot(struct context *ctx, struct buf *out, const struct results *results,
                              const struct section_record *s)
{
    html_lit(out, "<footer><a class=\"btn go\" ");
    page_href(out, page_hit_link(ctx, s->article_id, s->anchor, results->shown_query, 1));
    html_lit(out, ">");
    page_say(ctx, out, MSG_OPEN_ARTICLE);
    html_lit(out, "</a><button class=\"btn\" type=\"button\" data-copy=\"answer-text\" hidden>");
    page_icon(out, "copy");
    page_say(ctx, out, MSG_COPY_ANSWER);
    html_lit(out, "</button>");
    page_vote_buttons(ctx, out,
                      &(struct vote_target){
                          .article = s->article_id,
                          .anchor = s->anchor,
                          .query = results->shown_query,
                          .lang = ctx->lang,
                      });
    html_lit(out, "</footer>");
}

/* The section that answers, as its article has it, with its origin. */
static void write_answer(struct context *ctx, struct buf *out, const struct results *results)
{
    const struct search_answer *answer = &results->found->answer;
    const struct section_record *s = &answer->hit->section;
    html_lit(out, "<section class=\"answer\" aria-labelledby=\"answer\"><header>"
                  "<span class=\"nuqta\" aria-hidden=\"true\"></span><b>");
    page_say(ctx, out, MSG_ANSWER);
    html_lit(out, "</b><span class=\"muted\">");
    page_say_before(out, ctx->lang, MSG_ANSWER_FROM);
    html_lit(out, "<a ");
    page_href(out, page_hit_link(ctx, s->article_id, s->anchor, results->shown_query, 1));
    html_lit(out, "><bdi>");
    html_text(out, s->title);
    html_lit(out, "</bdi></a>");
    page_say_after(out, ctx->lang, MSG_ANSWER_FROM);
    html_lit(out, "</span></header><div class=\"body\"");
    page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
    html_lit(out, "><h2 id=\"answer\">");
    write_marked(ctx, out, s, s->heading.n ? s->heading : s->title, results->found->words);
    html_lit(out, "</h2>");
    preview_note(ctx, out, page_inner_lang(ctx, s->lang), s->preview);
    write_meta(ctx, out, page_inner_lang(ctx, s->lang), s, false);
    html_lit(out, "<div class=\"prose\" id=\"answer-text\">");
    html_safe(out, answer->html);
    html_lit(out, "</div></div>");
    write_answer_foot(ctx, out, results, s);
    html_lit(out, "</section>");
}

/* --- the page --- */

static void write_results(struct context *ctx, struct buf *out, const struct results *results)
{
    const struct search_result *found = results->found;
    const struct search_view *view = results->view;
    html_lit(out, "<div class=\"wrap cols\">");
    page_filters(ctx, out, view, results->values, &found->facets);
    html_lit(out, "<main id=\"main\"><div class=\"found\"><div class=\"headrow\"><h1>");
    page_count(ctx, out, MSG_RESULTS, found->total);
    html_lit(out, " <span class=\"muted\">");
    page_say(ctx, out, MSG_RESULTS_FOR);
    html_lit(out, " ");
    page_quoted(ctx, out, results->shown_query);
    html_lit(out, "</span></h1></div>");
    page_chips(ctx, out, view, true);
    write_repairs(ctx, out, *view, found);
    write_did_you_mean(ctx, out, *view, found->did_you_mean);
    if (found->cut)
        write_cut(ctx, out);
    if (found->answer.hit)
        write_answer(ctx, out, results);
    html_lit(out, "<h2 class=\"vh\">");
    page_say(ctx, out, MSG_ARTICLES);
    html_lit(out, "</h2>");
    for (size_t i = found->answer.hit ? 1 : 0; i < found->n_hits; i++)
        write_hit(ctx, out, results, i);
    write_pages(ctx, out, view, found->total);
    html_lit(out, "</div></main></div>");
}

static struct str results_title(const struct context *ctx, struct str shown_query,
                                const struct search_result *found)
{
    struct buf count, title;
    if (shown_query.n == 0)
        return page_title(ctx, lang_text(ctx->lang, MSG_SEARCH));
    buf_init(&count, 1024);
    buf_init(&title, 64 * 1024);
    lang_count(&count, ctx->lang, ctx->digits, MSG_RESULTS, found->total);
    const struct message_value values[] = {
        {.name = "query", .text = utf8_cut_bytes(shown_query, 200)},
        {.name = "results", .text = buf_str(&count)},
    };
    lang_format(&title, ctx->lang, ctx->digits, MSG_RESULTS_TITLE, values, 2);
    struct str copy = page_title(ctx, buf_str(&title));
    buf_release(&count);
    buf_release(&title);
    return copy;
}

/* The same search in the other language of the interface; the language of the articles stays. */
static struct str other_language_link(const struct context *ctx, const struct search_view *view)
{
    struct context other = *ctx;
    other.lang = ctx->lang == LANG_AR ? LANG_EN : LANG_AR;
    other.lang_chosen = true;
    return page_search_link(&other, view);
}

/* The first page is a search; the ones behind it are reading on. */
static void remember(const struct context *ctx, const struct search_view *view,
                     const struct search_result *found)
{
    if (!ctx->feedback || !ctx->settings->record_searches || view->page > 1)
        return;
    feedback_search(ctx->feedback, &(struct feedback_search){
                                       .query = view->query,
                                       .meant = found->n_repairs ? found->meant : STR(""),
                                       .lang = lang_code(ctx->lang),
                                       .product = page_first(&view->products),
                                       .category = page_first(&view->categories),
                                       .total = found->total,
                                       .page = view->page,
                                       .answered = found->answer.hit != NULL,
                                       .repaired = shown_repair(found) != NULL,
                                   });
}

unsigned page_search(struct context *ctx, struct response *res)
{
    const struct request *req = ctx->req;
    struct search_view view = {
        .query = request_param(req, STR("q")),
        .langs = request_params(req, ctx->arena, STR("lang")),
        .products = request_params(req, ctx->arena, STR("product")),
        .categories = request_params(req, ctx->arena, STR("category")),
        .page = asked_page(req),
        .as_typed = str_eq(request_param(req, STR("raw")), STR("1")),
    };
    struct search_facet_ask values;
    struct search_request ask = {
        .query = view.query,
        .offset = (view.page - 1) * RESULTS_PER_PAGE,
        .limit = RESULTS_PER_PAGE,
        .langs = view.langs,
        .products = view.products,
        .categories = view.categories,
        .as_typed = view.as_typed,
        .audience = AUDIENCE_PUBLIC,
        .more_sections = true,
        .facets = &values,
    };
    struct search_result found = {0};
    struct str shown_query = str_trim(text_clean(ctx->arena, view.query));
    page_filter_values(ctx, &values);
    if (shown_query.n && search_run(ctx->search, ctx->arena, &ask, &found, &ctx->err) != 0)
        return 500;
    if (shown_query.n)
        remember(ctx, &view, &found);
    struct page page = {
        .title = results_title(ctx, shown_query, &found),
        .search = found.n_hits ? &view : NULL,
        .other_language = other_language_link(ctx, &view),
        .keep_out = true,
    };
    page_begin(ctx, res, &page);
    if (found.n_hits)
        write_results(ctx, &res->body, &(struct results){&view, &found, shown_query, &values});
    else
        page_none(ctx, &res->body, &view, shown_query, &found);
    page_end(ctx, res);
    return 200;
}
