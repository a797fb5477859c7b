/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"
#include "topics.h"

enum { RECENT_MAX = 5, SEARCHES_MAX = 5 };

static void write_searches(const struct context *ctx, struct buf *out)
{
    const struct str_list *searches = &ctx->settings->searches[ctx->lang];
    if (searches->n == 0)
        return;
    html_lit(out, "<p class=\"tries\">");
    page_say(ctx, out, MSG_PEOPLE_SEARCH);
    for (size_t i = 0; i < searches->n && i < SEARCHES_MAX; i++) {
        struct search_view view = {.query = searches->items[i]};
        if (i)
            page_say(ctx, out, MSG_LIST_COMMA);
        html_lit(out, " <a ");
        page_href(out, page_search_link(ctx, &view));
        html_lit(out, ">");
        html_text(out, searches->items[i]);
        html_lit(out, "</a>");
    }
    html_lit(out, "</p>");
}

static void write_hero(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<section class=\"hero deep\"><div class=\"wrap\">"
                  "<svg class=\"ask flip\" aria-hidden=\"true\" viewBox=\"0 0 230 368\">"
                  "<path d=\"M34 104a82 82 0 1 1 141 57c-24 25-58 42-58 88\"/>"
                  "<rect x=\"95\" y=\"282\" width=\"44\" height=\"44\" rx=\"2\" "
                  "transform=\"rotate(45 117 304)\"/></svg><h1>");
    page_say(ctx, out, ctx->base.n ? MSG_WIDGET_TITLE : MSG_HERO);
    html_lit(out, "</h1><p>");
    page_say(ctx, out, MSG_HERO_MORE);
    html_lit(out, "</p>");
    page_search_form(ctx, out, NULL, true);
    write_searches(ctx, out);
    html_lit(out, "</div></section>\n");
}

static void write_topics(const struct context *ctx, struct buf *out, const struct topics *topics)
{
    if (topics->n == 0)
        return;
    html_lit(out, "<section class=\"band\" aria-labelledby=\"topics\"><header><h2 id=\"topics\">");
    page_say(ctx, out, MSG_TOPICS);
    html_lit(out, "</h2><a class=\"sm\" ");
    page_href(out, page_topic_link(ctx, STR("")));
    html_lit(out, ">");
    page_count(ctx, out, MSG_ALL_ARTICLES, topics->n_articles);
    html_lit(out, "</a></header><ul class=\"shelf\">");
    for (size_t i = 0; i < topics->n; i++) {
        const struct topic *topic = &topics->items[i];
        html_lit(out, "<li>");
        page_icon_named(out, topic->icon);
        html_lit(out, "<h3><a ");
        page_href(out, page_topic_link(ctx, topic->id));
        html_lit(out, ">");
        html_text(out, topic->name);
        html_lit(out, "</a></h3><span class=\"num\">");
        page_number(ctx, out, topic->n_articles);
        html_lit(out, "<span class=\"vh\"> ");
        page_count(ctx, out, MSG_ARTICLE_UNIT, topic->n_articles);
        html_lit(out, "</span></span>");
        if (topic->about.n) {
            html_lit(out, "<p>");
            html_text(out, topic->about);
            html_lit(out, "</p>");
        }
        html_lit(out, "</li>");
    }
    html_lit(out, "</ul></section>\n");
}

/* A question of site.yaml, "ar/faq/orders#anchor", with its answer. */
static void write_question(struct context *ctx, struct buf *out, struct str asked, bool *first)
{
    size_t hash = str_find_char(asked, '#');
    struct str id = str_sub(asked, 0, hash);
    struct str anchor = hash == SIZE_MAX ? STR("") : str_sub(asked, hash + 1, asked.n);
    struct article_record article = {0};
    struct err err = ERR_INIT; /* an article that went away since is left out */
    bool redirected;
    if (search_article(ctx->search, ctx->arena, id, AUDIENCE_PUBLIC, &article, &redirected, &err))
        return;
    struct str question = anchor.n ? STR("") : article.title;
    for (size_t i = 0; i < article.n_headings; i++)
        if (anchor.n && str_eq(article.headings[i].anchor, anchor))
            question = article.headings[i].text;
    struct str answer = record_section_html(ctx->arena, article.html, anchor);
    if (question.n == 0 || answer.n == 0)
        return;
    if (*first)
        html_lit(out, "<details open><summary>");
    else
        html_lit(out, "<details><summary>");
    *first = false;
    html_text(out, question);
    page_icon(out, "chev");
    html_lit(out, "</summary><div");
    page_lang_dir(out, article.lang);
    html_lit(out, "><div class=\"prose\">");
    html_safe(out, answer);
    html_lit(out, "</div><p class=\"sm\"><a ");
    page_href(out, page_article_link(ctx, article.id, anchor));
    html_lit(out, ">");
    page_say(ctx, out, MSG_READ_WHOLE);
    html_lit(out, "</a></p></div></details>");
}

static void write_questions(struct context *ctx, struct buf *out)
{
    const struct str_list *questions = &ctx->settings->questions[ctx->lang];
    bool first = true;
    if (questions->n == 0)
        return;
    html_lit(out, "<section aria-labelledby=\"questions\"><div class=\"headrow\">"
                  "<h2 id=\"questions\">");
    page_say(ctx, out, MSG_QUESTIONS);
    html_lit(out, "</h2></div><div class=\"qa\">");
    for (size_t i = 0; i < questions->n; i++)
        write_question(ctx, out, questions->items[i], &first);
    html_lit(out, "</div></section>");
}

static void write_recent(const struct context *ctx, struct buf *out)
{
    const struct outline_article *recent[RECENT_MAX];
    size_t n =
        outline_recent(ctx->outline, lang_code(ctx->lang), AUDIENCE_PUBLIC, recent, RECENT_MAX);
    if (n == 0)
        return;
    html_lit(out, "<section aria-labelledby=\"recent\"><div class=\"headrow\"><h2 id=\"recent\">");
    page_say(ctx, out, MSG_RECENT);
    html_lit(out, "</h2></div>");
    page_article_list(ctx, out, recent, n, true);
    html_lit(out, "</section>");
}

unsigned page_home(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct topics topics;
    struct page page = {
        .title = arena_printf(ctx->arena, STR_FMT ": " STR_FMT, STR_ARG(page_site_name(ctx)),
                              STR_ARG(page_site_place(ctx))),
        .description = lang_text(ctx->lang, MSG_HERO_MORE),
        .other_language = page_in_language(ctx, ctx->lang == LANG_AR ? LANG_EN : LANG_AR),
        .in_language = {page_in_language(ctx, LANG_AR), page_in_language(ctx, LANG_EN)},
        .hero = true,
        .keep_out = ctx->base.n > 0,
    };
    topics_find(ctx, &topics);
    page_begin(ctx, res, &page);
    html_lit(out, "<main id=\"main\">");
    write_hero(ctx, out);
    html_lit(out, "<div class=\"wrap\">");
    if (ctx->base.n == 0)
        write_topics(ctx, out, &topics);
    html_lit(out, "<div class=\"band two\">");
    write_questions(ctx, out);
    if (ctx->base.n == 0)
        write_recent(ctx, out);
    html_lit(out, "</div>\n");
    page_reach(ctx, out, MSG_CONTACT_NONE, MSG_CONTACT_NEAR, STR(""));
    html_lit(out, "</div></main>");
    page_end(ctx, res);
    return 200;
}
