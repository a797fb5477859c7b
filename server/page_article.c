/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"

/* A contents list is of use when there is more than one thing to choose from. */
enum { CONTENTS_MIN = 2 };

static void write_crumbs(const struct context *ctx, struct buf *out,
                         const struct article_record *article)
{
    html_lit(out, "<nav class=\"crumbs\" aria-label=\"");
    html_attr(out, lang_text(ctx->lang, MSG_CRUMBS));
    html_lit(out, "\"><ol><li><a href=\"/");
    if (ctx->lang_chosen) {
        html_lit(out, "?lang=");
        html_param(out, lang_code(ctx->lang));
    }
    html_lit(out, "\">");
    page_say(ctx, out, MSG_HOME);
    html_lit(out, "</a>");
    page_icon_mirrored(out, "next");
    html_lit(out, "</li>");
    if (article->category.n) {
        html_lit(out, "<li><bdi>");
        html_text(out, article->category);
        html_lit(out, "</bdi>");
        page_icon_mirrored(out, "next");
        html_lit(out, "</li>");
    }
    html_lit(out, "<li><bdi aria-current=\"page\">");
    html_text(out, article->title);
    html_lit(out, "</bdi></li></ol></nav>");
}

/* The highest level of heading, with those of the level below when there are few. */
static void write_contents(struct buf *out, enum lang lang, const struct article_record *article)
{
    unsigned top = 6;
    size_t shown = 0;
    for (size_t i = 0; i < article->n_headings; i++)
        if (article->headings[i].level > 1 && article->headings[i].level < top)
            top = article->headings[i].level;
    for (size_t i = 0; i < article->n_headings; i++)
        shown += article->headings[i].level == top && article->headings[i].anchor.n;
    if (shown < CONTENTS_MIN)
        return;
    html_lit(out, "<nav class=\"toc\" aria-labelledby=\"toc\"><div><h2 id=\"toc\">");
    html_text(out, lang_text(lang, MSG_CONTENTS));
    html_lit(out, "</h2><ul class=\"t\">");
    for (size_t i = 0; i < article->n_headings; i++) {
        const struct heading_record *heading = &article->headings[i];
        if (heading->level != top || heading->anchor.n == 0)
            continue;
        html_lit(out, "<li><a href=\"#");
        html_url(out, heading->anchor);
        html_lit(out, "\">");
        html_text(out, heading->text);
        html_lit(out, "</a></li>");
    }
    html_lit(out, "</ul></div></nav>");
}

static void write_meta(const struct context *ctx, struct buf *out, enum lang inner,
                       const struct article_record *article)
{
    if (!article->updated.n && !article->products.n)
        return;
    html_lit(out, "<p class=\"meta\">");
    if (article->updated.n) {
        html_lit(out, "<span>");
        page_updated(ctx, out, inner, article->updated);
        html_lit(out, "</span>");
    }
    for (size_t i = 0; i < article->products.n; i++) {
        html_lit(out, "<span><bdi>");
        html_text(out, article->products.items[i]);
        html_lit(out, "</bdi></span>");
    }
    html_lit(out, "</p>");
}

static void write_related(const struct context *ctx, struct buf *out, enum lang inner,
                          const struct search_result *related)
{
    if (related->n_hits == 0)
        return;
    html_lit(out, "<section class=\"band\" aria-labelledby=\"related\"><div class=\"headrow\">"
                  "<h2 id=\"related\">");
    html_text(out, lang_text(inner, MSG_RELATED));
    html_lit(out, "</h2></div><ul class=\"list\">");
    for (size_t i = 0; i < related->n_hits; i++) {
        const struct section_record *s = &related->hits[i].section;
        html_lit(out, "<li><a href=\"");
        page_article_link(ctx, out, s->article_id, STR(""));
        html_lit(out, "\"><bdi>");
        html_text(out, s->title);
        html_lit(out, "</bdi></a></li>");
    }
    html_lit(out, "</ul></section>");
}

static void write_article(const struct context *ctx, struct buf *out,
                          const struct article_record *article, const struct search_result *related)
{
    enum lang inner = page_inner_lang(ctx, article->lang);
    html_lit(out, "<article class=\"doc\"");
    page_lang_dir(out, article->lang.n ? article->lang : lang_code(ctx->lang));
    html_lit(out, "><header><h1>");
    html_text(out, article->title);
    html_lit(out, "</h1>");
    write_meta(ctx, out, inner, article);
    html_lit(out, "</header>");
    write_contents(out, inner, article);
    html_lit(out, "<div class=\"body\"><div class=\"prose\">");
    html_safe(out, article->html);
    html_lit(out, "</div>");
    write_related(ctx, out, inner, related);
    html_lit(out, "</div></article>");
}

unsigned page_article(struct context *ctx, struct response *res)
{
    struct article_record article = {0};
    bool redirected = false;
    if (search_article(ctx->search, ctx->arena, ctx->rest, AUDIENCE_PUBLIC, &article, &redirected,
                       &ctx->err) != 0) {
        if (ctx->err.code != ERR_NOT_FOUND)
            return 500;
        ctx->err.code = ERR_NONE;
        return 404;
    }
    if (redirected) {
        struct buf link;
        buf_init(&link, 16 * 1024);
        html_lit(&link, "/articles/");
        html_url(&link, article.id);
        if (ctx->req->raw_query.n)
            buf_printf(&link, "?" STR_FMT, STR_ARG(ctx->req->raw_query));
        response_header(res, "Location", arena_dup(ctx->arena, buf_str(&link)).p);
        buf_release(&link);
        return 301;
    }
    struct search_result related;
    if (search_related(ctx->search, ctx->arena, &article, AUDIENCE_PUBLIC, RELATED_MAX, &related,
                       &ctx->err) != 0)
        return 500;
    struct page page = {
        .title = arena_printf(ctx->arena, STR_FMT " - " STR_FMT, STR_ARG(article.title),
                              STR_ARG(lang_text(ctx->lang, MSG_SITE))),
        .description = article.description,
        .search = &(struct search_view){.query = STR("")},
        .other_language = page_in_language(ctx, ctx->lang == LANG_AR ? LANG_EN : LANG_AR),
    };
    struct buf *out = &res->body;
    page_begin(ctx, res, &page);
    html_lit(out, "<div class=\"wrap\">");
    write_crumbs(ctx, out, &article);
    html_lit(out, "<main id=\"main\">");
    write_article(ctx, out, &article, &related);
    html_lit(out, "</main></div>");
    page_end(ctx, res);
    return 200;
}
