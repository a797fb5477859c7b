/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"

enum { SUGGESTED_MAX = 3 };

static void write_suggested(const struct context *ctx, struct buf *out)
{
    const struct outline_article *recent[SUGGESTED_MAX];
    size_t n =
        outline_recent(ctx->outline, lang_code(ctx->lang), AUDIENCE_PUBLIC, recent, SUGGESTED_MAX);
    if (n == 0)
        return;
    html_lit(out, "<section aria-labelledby=\"suggested\"><h2 id=\"suggested\">");
    page_say(ctx, out, MSG_ERROR_LOOKING_FOR);
    html_lit(out, "</h2>");
    page_article_list(ctx, out, recent, n, false);
    html_lit(out, "</section>");
}

void page_error(const struct context *ctx, struct response *res)
{
    const struct lang_error *error = lang_error(res->status);
    struct page page = {
        .title = page_title(ctx, lang_text(ctx->lang, error->title)),
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
    if (res->status == 404)
        write_suggested(ctx, out);
    html_lit(out, "<p class=\"xs muted after\">");
    page_say_before(out, ctx->lang, MSG_REQUEST_ID);
    html_lit(out, "<code>");
    html_text(out, str_from(ctx->req->id));
    html_lit(out, "</code>");
    page_say_after(out, ctx->lang, MSG_REQUEST_ID);
    html_lit(out, "</p></div></div></main>");
    page_end(ctx, res);
}
