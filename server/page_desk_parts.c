/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "feedback.h"
#include "html.h"
#include "marks.h"
#include "page_desk.h"
#include "preview.h"

static void write_lock(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<span class=\"lock\">");
    page_icon(out, "lock");
    page_say(ctx, out, MSG_DESK_INTERNAL);
    html_lit(out, "</span>");
}

/* --- results --- */

static void write_hit(struct context *ctx, struct buf *out, const struct desk_view *view,
                      const struct search_hit *hit, const struct snippet_query *words, size_t place)
{
    const struct section_record *s = &hit->section;
    bool internal = s->audience == AUDIENCE_AGENT;
    struct str name = s->question && s->heading.n ? s->heading : s->title;
    struct snippet title = {.text = name};
    struct desk_view opened = *view;
    opened.open = s->article_id;
    opened.anchor = s->anchor;
    snippet_mark_all(ctx->text, ctx->arena, name, words, &title);
    html_lit(out, "<li");
    if (internal)
        html_lit(out, " class=\"in-only\"");
    page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
    html_lit(out, "><a ");
    page_href(out, desk_link(ctx, &opened));
    html_lit(out, " data-id=\"");
    html_attr(out, s->article_id);
    html_lit(out, "\"");
    if (str_eq(view->open, s->article_id))
        html_lit(out, " aria-current=\"true\"");
    buf_printf(out, "><kbd>%zu</kbd><b>", place);
    if (internal) {
        write_lock(ctx, out);
        html_lit(out, " ");
    }
    page_marked(out, &title, s->lang);
    html_lit(out, "</b>");
    preview_mark(ctx, out, ctx->lang, s->preview);
    html_lit(out, "<small>");
    page_marked(out, &hit->snippet, s->lang);
    html_lit(out, "</small></a></li>");
}

/* "٩ نتائج · ١١ مللي ثانية" */
static void write_status(const struct context *ctx, struct buf *out,
                         const struct search_result *found)
{
    struct buf results, status;
    buf_init(&results, 1024);
    buf_init(&status, 1024);
    lang_count(&results, ctx->lang, ctx->digits, MSG_RESULTS, found->total);
    const struct message_value values[] = {
        {.name = "results", .text = buf_str(&results)},
        {.name = "ms", .number = floor((double)found->took_us / 1000)},
    };
    lang_format(&status, ctx->lang, ctx->digits, MSG_DESK_TOOK, values, 2);
    html_lit(out, "<p class=\"pane-h\" role=\"status\">");
    html_text(out, buf_str(&status));
    html_lit(out, "</p>");
    buf_release(&results);
    buf_release(&status);
}

static void write_nothing(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<p class=\"pane-h\" role=\"status\">");
    page_say(ctx, out, MSG_DESK_EMPTY);
    html_lit(out, "</p><p class=\"pane-p muted\">");
    page_say(ctx, out, MSG_DESK_EMPTY_KEYS);
    html_lit(out, "</p>");
}

static void remember(const struct context *ctx, const struct desk_view *view,
                     const struct search_result *found)
{
    if (ctx->feedback && ctx->settings->record_searches && view->open.n)
        feedback_search(ctx->feedback, &(struct feedback_search){
                                           .query = view->query,
                                           .meant = found->n_repairs ? found->meant : STR(""),
                                           .lang = lang_code(ctx->lang),
                                           .product = view->product,
                                           .total = found->total,
                                           .page = 1,
                                           .answered = found->answer.hit != NULL,
                                           .repaired = found->n_repairs > 0,
                                           .agent = true,
                                       });
}

int desk_write_hits(struct context *ctx, struct buf *out, const struct desk_view *view)
{
    struct str product = view->product;
    struct search_request ask = {
        .query = view->query,
        .limit = DESK_HITS_MAX,
        .products = {&product, product.n > 0},
        .audience = AUDIENCE_AGENT,
    };
    struct search_result found;
    if (str_trim(view->query).n == 0) {
        write_nothing(ctx, out);
        return 0;
    }
    if (search_run(ctx->search, ctx->arena, &ask, &found, &ctx->err) != 0)
        return -1;
    remember(ctx, view, &found);
    write_status(ctx, out, &found);
    html_lit(out, "<ol class=\"hits\">");
    for (size_t i = 0; i < found.n_hits; i++)
        write_hit(ctx, out, view, &found.hits[i], found.words, i + 1);
    html_lit(out, "</ol>");
    return 0;
}

/* --- the open article --- */

/* What the customer is told: the section that was found, or the article's beginning. Taken from
 * what the public may read, so that no note can be in it. */
static struct str answer_html(struct context *ctx, const struct article_record *article,
                              struct str anchor)
{
    struct str html = record_section_html(ctx->arena, article->html, anchor);
    if (html.n == 0)
        html = record_section_html(ctx->arena, article->html, STR(""));
    for (size_t i = 0; html.n == 0 && i < article->n_headings; i++)
        html = record_section_html(ctx->arena, article->html, article->headings[i].anchor);
    return html;
}

static struct str heading_of(const struct article_record *article, struct str anchor)
{
    for (size_t i = 0; anchor.n && i < article->n_headings; i++)
        if (str_eq(article->headings[i].anchor, anchor))
            return article->headings[i].text;
    return STR("");
}

static void write_key_button(const struct context *ctx, struct buf *out, const char *action,
                             struct str icon, enum message says, const char *key, bool primary)
{
    html_lit(out, "<button type=\"button\" class=\"btn mini");
    if (primary)
        html_lit(out, " go");
    html_lit(out, "\" hidden data-do=\"");
    html_attr(out, str_from(action));
    html_lit(out, "\">");
    page_icon_named(out, icon);
    page_say(ctx, out, says);
    html_lit(out, " <kbd>");
    html_text(out, str_from(key));
    html_lit(out, "</kbd></button>");
}

/* A table is a landmark once on a page: the whole article below has it again. */
static void write_without_landmarks(struct buf *out, struct str html)
{
    const struct str region = STR(" role=\"region\"");
    size_t at;
    while ((at = str_find(html, region)) != SIZE_MAX) {
        html_safe(out, str_sub(html, 0, at));
        html_lit(out, " role=\"group\"");
        html = str_sub(html, at + region.n, html.n);
    }
    html_safe(out, html);
}

static void write_answer(const struct context *ctx, struct buf *out,
                         const struct article_record *article, struct str question, struct str html)
{
    html_lit(out, "<section class=\"answer\" aria-labelledby=\"desk-answer\"><header>"
                  "<span class=\"nuqta\" aria-hidden=\"true\"></span><b id=\"desk-answer\">");
    page_say(ctx, out, MSG_DESK_ANSWER);
    html_lit(out, "</b>");
    if (question.n) {
        html_lit(out, "<span class=\"muted\"><bdi>");
        html_text(out, question);
        html_lit(out, "</bdi></span>");
    }
    html_lit(out, "</header><div class=\"body prose\" id=\"answer-text\"");
    page_lang_dir(out, article->lang.n ? article->lang : lang_code(ctx->lang));
    html_lit(out, ">");
    write_without_landmarks(out, html);
    html_lit(out, "</div><footer>");
    write_key_button(ctx, out, "copy", STR("copy"), MSG_COPY_ANSWER, "C", true);
    write_key_button(ctx, out, "link", STR("link"), MSG_COPY_LINK, "L", false);
    write_key_button(ctx, out, "pin", STR("pin"), MSG_DESK_PIN, "P", false);
    html_lit(out, "</footer></section>");
}

static void write_meta(const struct context *ctx, struct buf *out,
                       const struct article_record *article)
{
    html_lit(out, "<p class=\"meta\">");
    if (article->category.n) {
        html_lit(out, "<span><bdi>");
        html_text(out, article->category);
        html_lit(out, "</bdi></span>");
    }
    for (size_t i = 0; i < article->products.n; i++) {
        html_lit(out, "<span><bdi>");
        html_text(out, article->products.items[i]);
        html_lit(out, "</bdi></span>");
    }
    if (article->updated.n) {
        html_lit(out, "<span>");
        page_updated(ctx, out, page_inner_lang(ctx, article->lang), article->updated);
        html_lit(out, "</span>");
    }
    html_lit(out, "</p>");
}

static void write_internal(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<p class=\"only\">");
    write_lock(ctx, out);
    html_lit(out, " ");
    page_say(ctx, out, MSG_DESK_INTERNAL_ARTICLE);
    html_lit(out, "</p>");
}

static int write_prose(struct context *ctx, struct buf *out, const struct article_record *article,
                       struct str query)
{
    const struct snippet_query *words = NULL;
    if (str_trim(query).n && search_words(ctx->search, ctx->arena, query, &words, &ctx->err) != 0)
        return -1;
    html_lit(out, "<div class=\"prose\"");
    page_lang_dir(out, article->lang.n ? article->lang : lang_code(ctx->lang));
    html_lit(out, ">");
    if (words)
        marks_write(out, ctx->text, ctx->arena, article->html, words);
    else
        html_safe(out, article->html);
    html_lit(out, "</div>");
    return 0;
}

/* What the script needs to know of the article, on an element of its own. */
static void write_facts(const struct context *ctx, struct buf *out,
                        const struct article_record *article, struct str anchor, bool internal)
{
    struct context plain = *ctx;
    plain.lang_chosen = false;
    html_lit(out, "<div id=\"opened\" hidden data-id=\"");
    html_attr(out, article->id);
    html_lit(out, "\" data-title=\"");
    html_attr(out, article->title);
    html_lit(out, "\" data-link=\"");
    if (!internal)
        html_attr(out, page_article_link(&plain, article->id, anchor));
    html_lit(out, "\"></div>");
}

int desk_write_open(struct context *ctx, struct buf *out, const struct desk_view *view)
{
    struct article_record article = {0}, public = {0};
    struct err hidden = ERR_INIT;
    bool redirected;
    if (view->open.n == 0) {
        html_lit(out, "<h1 class=\"vh\">");
        page_say(ctx, out, MSG_DESK);
        html_lit(out, "</h1><p class=\"muted\">");
        page_say(ctx, out, MSG_DESK_NOTHING_OPEN);
        html_lit(out, "</p>");
        return 0;
    }
    if (search_article(ctx->search, ctx->arena, view->open, AUDIENCE_AGENT, &article, &redirected,
                       &ctx->err) != 0)
        return -1;
    bool internal = search_article(ctx->search, ctx->arena, view->open, AUDIENCE_PUBLIC, &public,
                                   &redirected, &hidden) != 0;
    write_facts(ctx, out, &article, view->anchor, internal);
    html_lit(out, "<h1");
    page_lang_dir(out, article.lang.n ? article.lang : lang_code(ctx->lang));
    html_lit(out, ">");
    html_text(out, article.title);
    html_lit(out, "</h1>");
    preview_note(ctx, out, ctx->lang, article.preview);
    write_meta(ctx, out, &article);
    if (internal)
        write_internal(ctx, out);
    else
        write_answer(ctx, out, &public, heading_of(&public, view->anchor),
                     answer_html(ctx, &public, view->anchor));
    return write_prose(ctx, out, &article, view->query);
}
