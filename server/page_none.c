/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feedback.h"
#include "html.h"
#include "page_results.h"
#include "topics.h"

enum { POPULAR_MAX = 3 };

/* --- headings --- */

static void write_headline(const struct context *ctx, struct buf *out,
                           const struct search_view *view, struct str shown_query, size_t total)
{
    html_lit(out, "<h1>");
    if (shown_query.n == 0) {
        page_say(ctx, out, MSG_EMPTY_QUERY);
    } else if (total) {
        page_say(ctx, out, MSG_NO_SUCH_PAGE);
    } else {
        page_say_before(out, ctx->lang, MSG_NONE);
        page_quoted(ctx, out, shown_query);
        page_say_after(out, ctx->lang, MSG_NONE);
    }
    html_lit(out, "</h1><p class=\"muted\">");
    if (shown_query.n == 0) {
        page_say(ctx, out, MSG_EMPTY_QUERY_MORE);
    } else if (total) {
        struct search_view first = *view;
        first.page = 1;
        html_lit(out, "<a ");
        page_href(out, page_search_link(ctx, &first));
        html_lit(out, ">");
        page_say(ctx, out, MSG_FIRST_PAGE);
        html_lit(out, "</a>");
    } else if (page_filter_count(view)) {
        page_say(ctx, out, MSG_NONE_FILTERED);
    } else {
        page_say(ctx, out, MSG_NONE_MORE);
        if (ctx->feedback && ctx->settings->record_searches) {
            html_lit(out, " ");
            page_say(ctx, out, MSG_NONE_RECORDED);
        }
    }
    html_lit(out, "</p>");
}

/* --- ways on --- */

static void write_near(const struct context *ctx, struct buf *out, const struct search_view *view,
                       const struct search_result *found)
{
    if (found->n_near == 0)
        return;
    html_lit(out, "<section aria-labelledby=\"near\"><h2 id=\"near\">");
    page_say(ctx, out, MSG_NONE_NEAR);
    html_lit(out, "</h2><p class=\"row\">");
    for (size_t i = 0; i < found->n_near; i++) {
        struct search_view near = *view;
        near.query = found->near[i];
        near.page = 1;
        html_lit(out, "<a class=\"chip\" ");
        page_href(out, page_search_link(ctx, &near));
        html_lit(out, ">");
        page_icon(out, "search");
        html_lit(out, "<bdi>");
        html_text(out, found->near[i]);
        html_lit(out, "</bdi></a>");
    }
    html_lit(out, "</p></section>");
}

/* The topic that was filtered by, or that the nearest query finds; NULL when neither is known. */
static const struct topic *likely_topic(struct context *ctx, const struct topics *topics,
                                        const struct search_view *view,
                                        const struct search_result *found)
{
    struct search_result near;
    struct err err = ERR_INIT; /* then no topic is likely */
    if (view->categories.n)
        return topics_by_name(topics, view->categories.items[0]);
    struct search_request ask = {
        .query = found->n_near ? found->near[0] : STR(""),
        .limit = 1,
        .without_snippets = true,
        .without_answer = true,
        .audience = AUDIENCE_PUBLIC,
    };
    if (ask.query.n == 0 || search_run(ctx->search, ctx->arena, &ask, &near, &err) != 0 ||
        near.n_hits == 0)
        return NULL;
    return topics_by_name(topics, near.hits[0].section.category);
}

/* Articles of the likely topic, or else the newest. */
static void write_popular(struct context *ctx, struct buf *out, const struct search_view *view,
                          const struct search_result *found)
{
    const struct outline_article *articles[POPULAR_MAX];
    struct topics topics;
    topics_find(ctx, &topics);
    const struct topic *topic = likely_topic(ctx, &topics, view, found);
    size_t n = topic ? topics_articles(ctx, topic, articles, POPULAR_MAX)
                     : outline_recent(ctx->outline, lang_code(ctx->lang), AUDIENCE_PUBLIC, articles,
                                      POPULAR_MAX);
    if (n == 0)
        return;
    html_lit(out,
             "<section aria-labelledby=\"popular\"><div class=\"headrow\"><h2 id=\"popular\">");
    if (topic) {
        page_say_before(out, ctx->lang, MSG_NONE_POPULAR_TOPIC);
        html_text(out, topic->name);
        page_say_after(out, ctx->lang, MSG_NONE_POPULAR_TOPIC);
        html_lit(out, "</h2><a class=\"sm\" ");
        page_href(out, page_topic_link(ctx, topic->id));
        html_lit(out, ">");
        page_count(ctx, out, MSG_TOPIC_ALL, topic->n_articles);
        html_lit(out, "</a></div>");
    } else {
        page_say(ctx, out, MSG_NONE_POPULAR);
        html_lit(out, "</h2></div>");
    }
    page_article_list(ctx, out, articles, n, false);
    html_lit(out, "</section>");
}

void page_none(struct context *ctx, struct buf *out, const struct search_view *view,
               struct str shown_query, const struct search_result *found)
{
    html_lit(out, "<main id=\"main\"><div class=\"wrap\"><div class=\"empty\">");
    write_headline(ctx, out, view, shown_query, found->total);
    page_chips(ctx, out, view, false);
    page_search_form(ctx, out, view, true);
    write_near(ctx, out, view, found);
    write_popular(ctx, out, view, found);
    page_reach(ctx, out, MSG_CONTACT_PERSON, shown_query.n ? MSG_CONTACT_CARRY : MSG_CONTACT_NEAR,
               shown_query);
    html_lit(out, "</div></div></main>");
}
