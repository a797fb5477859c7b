/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"

unsigned page_home(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct page page = {
        .title =
            arena_printf(ctx->arena, STR_FMT ": " STR_FMT, STR_ARG(lang_text(ctx->lang, MSG_SITE)),
                         STR_ARG(lang_text(ctx->lang, MSG_PLACE))),
        .other_language = page_in_language(ctx, ctx->lang == LANG_AR ? LANG_EN : LANG_AR),
        .hero = true,
    };
    page_begin(ctx, res, &page);
    html_lit(out, "<main id=\"main\"><section class=\"hero deep\"><div class=\"wrap\">"
                  "<svg class=\"ask flip\" aria-hidden=\"true\" viewBox=\"0 0 230 368\">"
                  "<path d=\"M34 104a82 82 0 1 1 141 57c-24 25-58 42-58 88\"/>"
                  "<rect x=\"95\" y=\"282\" width=\"44\" height=\"44\" rx=\"2\" "
                  "transform=\"rotate(45 117 304)\"/></svg><h1>");
    page_say(ctx, out, MSG_HERO);
    html_lit(out, "</h1><p>");
    page_say(ctx, out, MSG_HERO_MORE);
    html_lit(out, "</p>");
    page_search_form(ctx, out, NULL, true);
    html_lit(out, "</div></section></main>");
    page_end(ctx, res);
    return 200;
}
