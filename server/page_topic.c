/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"
#include "topics.h"

/* Articles of one category (or of none, when it is empty) in the reader's language, as written. */
static void write_articles(const struct context *ctx, struct buf *out, struct str category)
{
    size_t n;
    const struct outline_article *articles = outline_articles(ctx->outline, &n);
    html_lit(out, "<ul class=\"list tall\">");
    for (size_t i = 0; i < n; i++) {
        const struct outline_article *article = &articles[i];
        if (article->audience != AUDIENCE_PUBLIC || !str_eq(article->category, category) ||
            !str_eq(article->lang, lang_code(ctx->lang)))
            continue;
        html_lit(out, "<li><div><a ");
        page_href(out, page_article_link(ctx, article->id, STR("")));
        html_lit(out, ">");
        html_text(out, article->title);
        html_lit(out, "</a>");
        page_list_mark(ctx, out, ctx->lang, article->preview);
        if (article->description.n) {
            html_lit(out, "<p class=\"sm muted\">");
            html_text(out, article->description);
            html_lit(out, "</p>");
        }
        html_lit(out, "</div></li>");
    }
    html_lit(out, "</ul>");
}

static void write_other_topics(const struct context *ctx, struct buf *out,
                               const struct topics *topics, const struct topic *here)
{
    html_lit(out, "<nav class=\"toc\" aria-labelledby=\"others\"><div><h2 id=\"others\">");
    page_say(ctx, out, MSG_TOPICS);
    html_lit(out, "</h2><ul class=\"t\">");
    for (size_t i = 0; i < topics->n; i++) {
        html_lit(out, "<li><a ");
        page_href(out, page_topic_link(ctx, topics->items[i].id));
        if (&topics->items[i] == here)
            html_lit(out, " aria-current=\"page\">");
        else
            html_lit(out, ">");
        html_text(out, topics->items[i].name);
        html_lit(out, "</a></li>");
    }
    html_lit(out, "</ul></div></nav>");
}

static void begin(const struct context *ctx, struct response *res, struct str title,
                  struct str description)
{
    struct page page = {
        .title = page_title(ctx, title),
        .description = description,
        .search = &(struct search_view){.query = STR("")},
        .other_language = page_in_language(ctx, ctx->lang == LANG_AR ? LANG_EN : LANG_AR),
        .in_language = {page_in_language(ctx, LANG_AR), page_in_language(ctx, LANG_EN)},
    };
    page_begin(ctx, res, &page);
}

unsigned page_topic(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct topics topics;
    topics_find(ctx, &topics);
    const struct topic *topic = topics_by_id(&topics, ctx->rest);
    if (!topic)
        return 404;
    begin(ctx, res, topic->name, topic->about);
    html_lit(out, "<div class=\"wrap\">");
    page_crumbs(ctx, out, STR(""), STR(""), topic->name);
    html_lit(out, "<main id=\"main\"><div class=\"doc\">");
    html_lit(out, "<header><h1>");
    html_text(out, topic->name);
    html_lit(out, "</h1><p class=\"meta\"><span>");
    page_count(ctx, out, MSG_ARTICLE_COUNT, topic->n_articles);
    html_lit(out, "</span></p></header>");
    write_other_topics(ctx, out, &topics, topic);
    html_lit(out, "<div class=\"body\">");
    write_articles(ctx, out, topic->name);
    page_reach(ctx, out, MSG_CONTACT_NONE, MSG_CONTACT_NEAR, STR(""));
    html_lit(out, "</div></div></main></div>");
    page_end(ctx, res);
    return 200;
}

unsigned page_topics(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct topics topics;
    topics_find(ctx, &topics);
    begin(ctx, res, lang_text(ctx->lang, MSG_ALL_ARTICLES_TITLE), STR(""));
    html_lit(out, "<div class=\"wrap\">");
    page_crumbs(ctx, out, STR(""), STR(""), lang_text(ctx->lang, MSG_ALL_ARTICLES_TITLE));
    html_lit(out, "<main id=\"main\"><div class=\"doc\"><header><h1>");
    page_say(ctx, out, MSG_ALL_ARTICLES_TITLE);
    html_lit(out, "</h1><p class=\"meta\"><span>");
    page_count(ctx, out, MSG_ARTICLE_COUNT, topics.n_articles);
    html_lit(out, "</span></p></header>");
    write_other_topics(ctx, out, &topics, NULL);
    html_lit(out, "<div class=\"body\">");
    for (size_t i = 0; i < topics.n; i++) {
        html_lit(out, "<section class=\"part\"><h2><a ");
        page_href(out, page_topic_link(ctx, topics.items[i].id));
        html_lit(out, ">");
        html_text(out, topics.items[i].name);
        html_lit(out, "</a></h2>");
        write_articles(ctx, out, topics.items[i].name);
        html_lit(out, "</section>");
    }
    html_lit(out, "</div></div></main></div>");
    page_end(ctx, res);
    return 200;
}
