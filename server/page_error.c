/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"

void page_error(const struct context *ctx, struct response *res)
{
    const struct lang_error *error = lang_error(res->status);
    struct page page = {
        .title = arena_printf(ctx->arena, STR_FMT ": " STR_FMT,
                              STR_ARG(lang_text(ctx->lang, error->title)),
                              STR_ARG(lang_text(ctx->lang, MSG_SITE))),
        .other_language = page_in_language(ctx, ctx->lang == LANG_AR ? LANG_EN : LANG_AR),
        .keep_out = true,
    };
    struct buf *out = &res->body;
    page_begin(ctx, res, &page);
    html_lit(out, "<main id=\"main\"><div class=\"wrap\"><div class=\"empty\">"
                  "<p class=\"code\" aria-hidden=\"true\">");
    page_number(ctx, out, res->status);
    html_lit(out, "</p><h1>");
    page_say(ctx, out, error->title);
    html_lit(out, "</h1><p class=\"muted\">");
    page_say(ctx, out, error->more);
    html_lit(out, "</p>");
    page_search_form(ctx, out, NULL, true);
    html_lit(out, "<p class=\"xs muted after\">");
    page_say_before(out, ctx->lang, MSG_REQUEST_ID);
    html_lit(out, "<code>");
    html_text(out, str_from(ctx->req->id));
    html_lit(out, "</code>");
    page_say_after(out, ctx->lang, MSG_REQUEST_ID);
    html_lit(out, "</p></div></div></main>");
    page_end(ctx, res);
}
