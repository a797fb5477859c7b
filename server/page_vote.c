/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page_vote.h"

#include <sodium.h>
#include <time.h>

#include "feedback.h"
#include "html.h"

enum {
    REASONS = MSG_VOTE_REASON_5 - MSG_VOTE_REASON_1 + 1,
    COMMENT_MAX_CHARS = 1000,
    VISITOR_BYTES = 16,
    VISITOR_DAYS = 365,
};

#define VISITOR_COOKIE "jawab_visitor"

static bool may_vote(const struct context *ctx)
{
    return ctx->feedback && ctx->settings->record_votes;
}

/* --- the form --- */

static void write_target(const struct context *ctx, struct buf *out,
                         const struct vote_target *target)
{
    page_hidden_field(out, STR("article"), target->article);
    page_hidden_field(out, STR("anchor"), target->anchor);
    page_hidden_field(out, STR("q"), target->query);
    page_hidden_field(out, STR("lang"), lang_code(ctx->lang));
}

static void write_reasons(struct buf *out, enum lang lang)
{
    html_lit(out, "<fieldset class=\"why\"><legend>");
    html_text(out, lang_text(lang, MSG_VOTE_WHY));
    html_lit(out, "</legend>");
    for (unsigned i = 0; i < REASONS; i++) {
        html_lit(out, "<label><input type=\"radio\" name=\"reason\" value=\"");
        buf_printf(out, "%u", i + 1);
        html_lit(out, "\">");
        html_text(out, lang_text(lang, MSG_VOTE_REASON_1 + i));
        html_lit(out, "</label>");
    }
    html_lit(out, "<div class=\"field\"><label for=\"comment\">");
    html_text(out, lang_text(lang, MSG_VOTE_MORE));
    html_lit(out, " <span class=\"muted\">");
    html_text(out, lang_text(lang, MSG_VOTE_OPTIONAL));
    html_lit(out, "</span></label><textarea id=\"comment\" name=\"comment\" maxlength=\"");
    buf_printf(out, "%d", COMMENT_MAX_CHARS);
    html_lit(out, "\" dir=\"auto\" aria-describedby=\"comment-hint\"></textarea>"
                  "<p class=\"xs muted\" id=\"comment-hint\">");
    html_text(out, lang_text(lang, MSG_VOTE_PRIVATE));
    html_lit(out, "</p></div></fieldset>");
}

static void write_choice(struct buf *out, enum lang lang, bool yes, bool chosen)
{
    html_lit(out, "<label class=\"btn\"><input class=\"vh\" type=\"radio\" name=\"v\" value=\"");
    html_attr(out, yes ? STR("yes") : STR("no"));
    html_lit(out, "\" required");
    if (chosen)
        html_lit(out, " checked");
    html_lit(out, ">");
    html_text(out, lang_text(lang, yes ? MSG_VOTE_YES : MSG_VOTE_NO));
    html_lit(out, "</label>");
}

static void write_form(const struct context *ctx, struct buf *out, const struct vote_target *target,
                       bool no_chosen)
{
    html_lit(out, "<form class=\"vote card\" method=\"post\" action=\"");
    html_attr(out, ctx->base);
    html_lit(out, "/vote\" aria-labelledby=\"vote\" data-vote>");
    write_target(ctx, out, target);
    html_lit(out, "<h2 id=\"vote\">");
    html_text(out, lang_text(target->lang, MSG_VOTE));
    html_lit(out, "</h2><div class=\"yn\" role=\"radiogroup\" aria-labelledby=\"vote\">");
    write_choice(out, target->lang, true, false);
    write_choice(out, target->lang, false, no_chosen);
    html_lit(out, "</div>");
    write_reasons(out, target->lang);
    html_lit(out, "<p class=\"send\"><button class=\"btn go\">");
    html_text(out, lang_text(target->lang, MSG_VOTE_SEND));
    html_lit(out, "</button></p></form>");
}

void page_vote_form(const struct context *ctx, struct buf *out, const struct vote_target *target)
{
    if (may_vote(ctx))
        write_form(ctx, out, target, false);
}

void page_vote_buttons(const struct context *ctx, struct buf *out, const struct vote_target *target)
{
    if (!may_vote(ctx))
        return;
    html_lit(out, "<form method=\"post\" action=\"");
    html_attr(out, ctx->base);
    html_lit(out, "/vote\" data-vote>");
    write_target(ctx, out, target);
    html_lit(out, "<span class=\"muted\">");
    page_say(ctx, out, MSG_ANSWER_QUESTION);
    html_lit(out, "</span><button class=\"btn mini\" name=\"v\" value=\"yes\">");
    page_say(ctx, out, MSG_VOTE_YES);
    html_lit(out, "</button><button class=\"btn mini\" name=\"v\" value=\"no\">");
    page_say(ctx, out, MSG_VOTE_NO);
    html_lit(out, "</button></form>");
}

/* --- taking a vote --- */

static bool is_visitor(struct str s)
{
    bool good = s.n == 2 * VISITOR_BYTES;
    for (size_t i = 0; i < s.n && good; i++)
        good = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f');
    return good;
}

/* The visitor of the cookie, or a new one; known only to those who voted. */
static struct str find_visitor(const struct context *ctx, struct response *res)
{
    struct str visitor = request_cookie(ctx->req, STR(VISITOR_COOKIE));
    if (is_visitor(visitor))
        return visitor;
    unsigned char bytes[VISITOR_BYTES];
    char *hex = arena_alloc(ctx->arena, 2 * VISITOR_BYTES + 1);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(hex, 2 * VISITOR_BYTES + 1, bytes, sizeof bytes);
    response_header(res, "Set-Cookie",
                    arena_printf(ctx->arena,
                                 VISITOR_COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax",
                                 hex, VISITOR_DAYS * 24 * 3600)
                        .p);
    return str_from(hex);
}

static unsigned asked_reason(const struct request *req)
{
    struct str reason = request_form(req, STR("reason"));
    bool good = reason.n == 1 && reason.p[0] >= '1' && reason.p[0] < '1' + REASONS;
    return good ? (unsigned)(reason.p[0] - '0') : 0;
}

static struct str thanks_link(const struct context *ctx, const struct feedback_vote *vote,
                              bool ask_why)
{
    struct buf link;
    buf_init(&link, 64 * 1024);
    buf_add(&link, ctx->base);
    buf_add(&link, STR("/thanks?article="));
    html_param(&link, vote->article);
    buf_add(&link, vote->helpful ? STR("&v=yes") : STR("&v=no"));
    if (ask_why)
        buf_add(&link, STR("&why=1"));
    if (ask_why && vote->query.n) {
        buf_add(&link, STR("&q="));
        html_param(&link, vote->query);
    }
    buf_add(&link, STR("&lang="));
    html_param(&link, lang_code(ctx->lang));
    struct str copy = arena_dup(ctx->arena, buf_str(&link));
    buf_release(&link);
    return copy;
}

/* POST: stores the vote and leads to the thank-you page. */
unsigned page_vote(struct context *ctx, struct response *res)
{
    const struct request *req = ctx->req;
    struct str value = request_form(req, STR("v"));
    struct article_record article = {0};
    bool redirected, yes = str_eq(value, STR("yes"));
    if (!may_vote(ctx))
        return 404;
    if (!yes && !str_eq(value, STR("no"))) {
        ctx->detail = lang_text(ctx->lang, MSG_VOTE_CHOOSE);
        return 400;
    }
    if (search_article(ctx->search, ctx->arena, request_form(req, STR("article")), AUDIENCE_PUBLIC,
                       &article, &redirected, &ctx->err) != 0) {
        bool missing = ctx->err.code == ERR_NOT_FOUND;
        if (missing)
            ctx->err.code = ERR_NONE;
        return missing ? 404 : 500;
    }
    const struct feedback_vote vote = {
        .visitor = find_visitor(ctx, res),
        .article = article.id,
        .anchor = request_form(req, STR("anchor")),
        .lang = lang_code(ctx->lang),
        .query = request_form(req, STR("q")),
        .helpful = yes,
        .reason = yes ? 0 : asked_reason(req),
        .comment = request_form(req, STR("comment")),
    };
    if (!feedback_vote(ctx->feedback, &vote))
        return 503;
    bool asks_why = !yes && vote.reason == 0 && vote.comment.n == 0;
    response_header(res, "Location", thanks_link(ctx, &vote, asks_why).p);
    return 303;
}

/* --- thank you --- */

static void write_thanks(struct context *ctx, struct buf *out, const struct article_record *article)
{
    bool yes = str_eq(request_param(ctx->req, STR("v")), STR("yes"));
    bool ask_why = !yes && request_has_param(ctx->req, STR("why"));
    html_lit(out, "<main id=\"main\"><div class=\"wrap\"><div class=\"empty\">"
                  "<div id=\"thanks\" role=\"status\"><h1>");
    page_say(ctx, out, MSG_VOTE_THANKS);
    html_lit(out, "</h1><p class=\"muted\">");
    page_say(ctx, out, yes ? MSG_VOTE_THANKS_YES : MSG_VOTE_THANKS_NO);
    html_lit(out, "</p></div>");
    if (ask_why && may_vote(ctx))
        write_form(ctx, out,
                   &(struct vote_target){
                       .article = article->id,
                       .query = request_param(ctx->req, STR("q")),
                       .lang = ctx->lang,
                   },
                   true);
    html_lit(out, "<p class=\"row\"><a class=\"btn go\" ");
    page_href(out, page_article_link(ctx, article->id, STR("")));
    html_lit(out, ">");
    page_say(ctx, out, MSG_VOTE_BACK);
    html_lit(out, "</a></p>");
    if (!yes)
        page_reach(ctx, out, MSG_CONTACT_PERSON, MSG_CONTACT_NEAR, STR(""));
    html_lit(out, "</div></div></main>");
}

unsigned page_thanks(struct context *ctx, struct response *res)
{
    struct article_record article = {0};
    bool redirected;
    if (search_article(ctx->search, ctx->arena, request_param(ctx->req, STR("article")),
                       AUDIENCE_PUBLIC, &article, &redirected, &ctx->err) != 0) {
        bool missing = ctx->err.code == ERR_NOT_FOUND;
        if (missing)
            ctx->err.code = ERR_NONE;
        return missing ? 404 : 500;
    }
    struct page page = {
        .title = page_title(ctx, lang_text(ctx->lang, MSG_VOTE_THANKS)),
        .search = &(struct search_view){.query = STR("")},
        .other_language = page_article_link(ctx, article.id, STR("")),
        .keep_out = true,
    };
    page_begin(ctx, res, &page);
    write_thanks(ctx, &res->body, &article);
    page_end(ctx, res);
    return 200;
}
