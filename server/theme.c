/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "theme.h"

#define THEME_COOKIE "jawab_theme"

enum { YEAR_SECONDS = 365 * 24 * 3600 };

/* Asked for with the generation in the address: another generation is another address. */
static void keep_long(struct response *res)
{
    response_header(res, "Cache-Control", "public, max-age=86400");
}

unsigned theme_css(struct context *ctx, struct response *res)
{
    const struct settings *settings = ctx->settings;
    res->content_type = "text/css; charset=utf-8";
    keep_long(res);
    buf_printf(&res->body, ":root{--hue:%g;--chroma:%g;--corner:%gpx}\n", settings->hue,
               settings->chroma, settings->corner);
    return 200;
}

unsigned theme_logo(struct context *ctx, struct response *res)
{
    if (ctx->settings->logo.n == 0)
        return 404;
    bool svg = str_ends(ctx->settings->logo, STR(".svg"));
    res->content_type = svg ? "image/svg+xml" : "image/png";
    keep_long(res);
    return search_logo(ctx->search, &res->body, &ctx->err) == 0 ? 200 : 500;
}

static bool is_theme(struct str s)
{
    return str_eq(s, STR("light")) || str_eq(s, STR("dark"));
}

struct str theme_of(const struct request *req)
{
    struct str theme = request_cookie(req, STR(THEME_COOKIE));
    return is_theme(theme) ? theme : STR("");
}

unsigned theme_choose(struct context *ctx, struct response *res)
{
    struct str theme = request_form(ctx->req, STR("theme"));
    struct str back = request_form(ctx->req, STR("back"));
    response_header(
        res, "Set-Cookie",
        arena_printf(ctx->arena, THEME_COOKIE "=" STR_FMT "; Path=/; Max-Age=%d; SameSite=Lax",
                     STR_ARG(is_theme(theme) ? theme : STR("")), is_theme(theme) ? YEAR_SECONDS : 0)
            .p);
    response_header(res, "Location",
                    request_is_own_path(back) ? arena_dup(ctx->arena, back).p : "/");
    return 303;
}
