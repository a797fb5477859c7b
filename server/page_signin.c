/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <time.h>

#include "attempts.h"
#include "html.h"
#include "page.h"
#include "session.h"

_Static_assert(ATTEMPTS_LOCK_SECONDS == 15 * 60, "desk-wrong and desk-locked say 15 minutes");

#define TOKEN_FIELD "type=\"password\" dir=\"ltr\" autocomplete=\"current-password\""

/* What the form shows. `problem` is empty the first time. */
struct form {
    struct str name, next, problem;
};

/* Where to go from here: an address of the desk, else its first page. What is not plain ASCII is no
 * address that we have written. */
static struct str safe_next(const struct context *ctx, struct str next)
{
    const struct str desk = STR("/agent");
    struct str rest = str_sub(next, desk.n, next.n);
    bool safe = str_starts(next, desk) && (rest.n == 0 || rest.p[0] == '/' || rest.p[0] == '?');
    for (size_t i = 0; i < rest.n; i++)
        safe = safe && rest.p[i] > ' ' && rest.p[i] < 0x7F && rest.p[i] != '\\';
    if (safe)
        return arena_dup(ctx->arena, next);
    return ctx->lang_chosen
               ? arena_printf(ctx->arena, "/agent?lang=" STR_FMT, STR_ARG(lang_code(ctx->lang)))
               : desk;
}

/* "/agent/signin?lang=en&next=…", for attributes. */
static struct str signin_link(const struct context *ctx, bool with_lang, enum lang lang,
                              struct str next)
{
    struct buf link;
    buf_init(&link, 64 * 1024);
    html_lit(&link, "/agent/signin");
    if (with_lang) {
        html_lit(&link, "?lang=");
        html_param(&link, lang_code(lang));
    }
    if (next.n) {
        buf_add(&link, with_lang ? STR("&amp;next=") : STR("?next="));
        html_param(&link, next);
    }
    struct str copy = arena_dup(ctx->arena, buf_str(&link));
    buf_release(&link);
    return copy;
}

/* `id` is also the field's name. */
static void write_field(const struct context *ctx, struct buf *out, struct str id,
                        enum message label, struct str attributes, struct str value)
{
    html_lit(out, "<label for=\"");
    html_attr(out, id);
    html_lit(out, "\">");
    page_say(ctx, out, label);
    html_lit(out, "</label><input class=\"in\" id=\"");
    html_attr(out, id);
    html_lit(out, "\" name=\"");
    html_attr(out, id);
    html_lit(out, "\" value=\"");
    html_attr(out, value);
    html_lit(out, "\" required ");
    buf_add(out, attributes);
    html_lit(out, ">");
}

static void write_problem(struct buf *out, struct str problem)
{
    html_lit(out, "<p class=\"err\" id=\"problem\">");
    page_icon(out, "warn");
    html_lit(out, "<span>");
    html_text(out, problem);
    html_lit(out, "</span></p>");
}

static void write_card(const struct context *ctx, struct buf *out, const struct form *form)
{
    html_lit(out, "<form class=\"card\" method=\"post\" action=\"");
    buf_add(out, signin_link(ctx, ctx->lang_chosen, ctx->lang, STR("")));
    html_lit(out, "\"><h1 class=\"h\">");
    page_say(ctx, out, MSG_DESK_SIGNIN);
    html_lit(out, "</h1><p class=\"sm muted\">");
    page_say(ctx, out, MSG_DESK_SIGNIN_MORE);
    html_lit(out, "</p>");
    html_lit(out, "<div class=\"field\">");
    write_field(ctx, out, STR("name"), MSG_DESK_NAME, STR("dir=\"auto\" autocomplete=\"username\""),
                form->name);
    html_lit(out, "</div><div class=\"field\">");
    write_field(ctx, out, STR("token"), MSG_DESK_TOKEN,
                form->problem.n
                    ? STR(TOKEN_FIELD " aria-invalid=\"true\" aria-describedby=\"problem\"")
                    : STR(TOKEN_FIELD),
                STR(""));
    if (form->problem.n)
        write_problem(out, form->problem);
    html_lit(out, "</div>");
    if (form->next.n) {
        html_lit(out, "<input type=\"hidden\" name=\"next\" value=\"");
        html_attr(out, form->next);
        html_lit(out, "\">");
    }
    html_lit(out, "<p class=\"field\"><button class=\"btn go\">");
    page_say(ctx, out, MSG_DESK_ENTER);
    html_lit(out, "</button></p></form><p class=\"sm muted after\">");
    page_say_before(out, ctx->lang, MSG_DESK_FORGOT);
    html_lit(out, "<a href=\"/");
    if (ctx->lang_chosen) {
        html_lit(out, "?lang=");
        html_param(out, lang_code(ctx->lang));
    }
    html_lit(out, "\">");
    page_say(ctx, out, MSG_DESK_TO_CENTRE);
    html_lit(out, "</a>");
    page_say_after(out, ctx->lang, MSG_DESK_FORGOT);
    html_lit(out, "</p>");
}

static void write_page(const struct context *ctx, struct response *res, const struct form *form)
{
    enum lang other = ctx->lang == LANG_AR ? LANG_EN : LANG_AR;
    struct page page = {
        .title = arena_printf(ctx->arena, STR_FMT ": " STR_FMT,
                              STR_ARG(lang_text(ctx->lang, MSG_DESK_SIGNIN)),
                              STR_ARG(lang_text(ctx->lang, MSG_DESK))),
        .other_language = signin_link(ctx, true, other, form->next),
        .keep_out = true,
    };
    page_begin(ctx, res, &page);
    html_lit(&res->body, "<main id=\"main\"><div class=\"wrap\"><div class=\"narrow\">");
    write_card(ctx, &res->body, form);
    html_lit(&res->body, "</div></div></main>");
    page_end(ctx, res);
}

static struct str wrong(const struct context *ctx, unsigned left)
{
    const struct message_value tries = {.name = "tries", .number = left};
    struct buf text;
    buf_init(&text, 4096);
    lang_format(&text, ctx->lang, ctx->digits, MSG_DESK_WRONG, &tries, 1);
    struct str copy = arena_dup(ctx->arena, buf_str(&text));
    buf_release(&text);
    return copy;
}

static void set_cookie(const struct context *ctx, struct response *res, struct str session)
{
    bool secure = str_eq_nocase(ctx->req->forwarded_proto, STR("https"));
    response_header(res, "Set-Cookie", session_header(ctx->arena, session, secure));
}

/* The name and the token are right or wrong together: which of them is nobody's business. */
static unsigned sign_in(struct context *ctx, struct response *res)
{
    const struct request *req = ctx->req;
    struct form form = {
        .name = str_trim(request_form(req, STR("name"))),
        .next = request_form(req, STR("next")),
    };
    uint64_t now_s = (uint64_t)time(NULL);
    unsigned left = 0;
    if (attempts_begin(ctx->attempts, form.name, req->address, now_s, &left)) {
        struct str owner =
            agents_by_token(ctx->agents, ctx->arena, str_trim(request_form(req, STR("token"))));
        if (owner.n && str_eq(owner, form.name)) {
            attempts_succeeded(ctx->attempts, form.name, req->address, now_s);
            set_cookie(ctx, res, session_make(ctx->agents, ctx->arena, owner, now_s));
            response_header(res, "Location", safe_next(ctx, form.next).p);
            return 303;
        }
    }
    form.problem = left ? wrong(ctx, left) : lang_text(ctx->lang, MSG_DESK_LOCKED);
    if (left)
        response_header(res, "WWW-Authenticate", "Bearer");
    else
        response_header(res, "Retry-After", "900");
    write_page(ctx, res, &form);
    return left ? 401 : 429;
}

unsigned page_signin(struct context *ctx, struct response *res)
{
    if (ctx->req->method == HTTP_POST)
        return sign_in(ctx, res);
    struct form form = {.next = request_param(ctx->req, STR("next"))};
    write_page(ctx, res, &form);
    return 200;
}

unsigned page_signout(struct context *ctx, struct response *res)
{
    set_cookie(ctx, res, STR(""));
    response_header(res, "Location", signin_link(ctx, ctx->lang_chosen, ctx->lang, STR("")).p);
    return 303;
}
