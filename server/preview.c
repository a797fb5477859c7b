/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "preview.h"

#include "html.h"
#include "page.h"

enum { ASK_AGAIN_MS = 300, TIME_BYTES = 5 /* 09:30 */ };

extern const char asset_preview_js[], asset_preview_js_end[];

int preview_mismatch(const char *index_dir, bool preview, struct err *err)
{
    return err_at(err, ERR_INDEX, index_dir, 0,
                  preview
                      ? "this index is no preview: build one with jawab-index watch --preview, "
                        "in a folder of its own"
                      : "this index is a preview with drafts in it, which readers must not see: "
                        "serve it with --preview, or build one without");
}

bool preview_is_own_host(struct str host)
{
    size_t colon = host.n;
    while (colon && host.p[colon - 1] >= '0' && host.p[colon - 1] <= '9')
        colon--;
    struct str name =
        colon && host.p[colon - 1] == ':' ? str_sub(host, 0, colon - 1) : host; /* no port */
    if (str_eq_nocase(name, STR("localhost")) || str_eq(name, STR("[::1]")))
        return true;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] != '.' && (name.p[i] < '0' || name.p[i] > '9'))
            return false;
    return str_starts(name, STR("127."));
}

unsigned preview_refuse(struct response *res)
{
    res->content_type = "text/plain; charset=utf-8";
    buf_add(&res->body, STR("A preview answers to 127.0.0.1, [::1] and localhost alone.\n"));
    return 403;
}

/* --- following --- */

unsigned preview_script(struct context *ctx, struct response *res)
{
    if (!ctx->preview)
        return 404;
    response_header(res, "Cache-Control", "no-store");
    res->content_type = "text/javascript; charset=utf-8";
    res->fixed = (struct str){asset_preview_js, (size_t)(asset_preview_js_end - asset_preview_js)};
    return 200;
}

unsigned preview_events(struct context *ctx, struct response *res)
{
    if (!ctx->preview)
        return 404;
    response_header(res, "Cache-Control", "no-store");
    res->content_type = "text/event-stream";
    res->quiet = true;
    buf_printf(&res->body, "retry: %d\ndata: " STR_FMT "\n\n", ASK_AGAIN_MS,
               STR_ARG(search_generation_id(ctx->search)));
    return 200;
}

void preview_head(const struct context *ctx, struct buf *out)
{
    if (!ctx->preview)
        return;
    html_lit(out, "<meta name=\"generation\" content=\"");
    html_attr(out, search_generation_id(ctx->search));
    html_lit(out, "\">\n<script type=\"module\" src=\"/preview.js\"></script>\n");
}

/* --- marks --- */

/* "2026-12-01 09:30" as the language writes it. */
static void write_moment(const struct context *ctx, struct buf *out, enum lang lang, struct str at)
{
    struct buf date;
    struct str clock = str_sub(at, at.n - TIME_BYTES, TIME_BYTES);
    buf_init(&date, 1024);
    lang_date(&date, lang, ctx->digits, str_sub(at, 0, at.n - TIME_BYTES - 1));
    buf_char(&date, ' ');
    for (size_t i = 0; i < clock.n; i++)
        if (clock.p[i] == ':')
            buf_char(&date, ':');
        else
            lang_number(&date, lang, ctx->digits, (uint64_t)(clock.p[i] - '0'));
    html_text(out, buf_str(&date));
    buf_release(&date);
}

void preview_mark(const struct context *ctx, struct buf *out, enum lang lang, struct str preview)
{
    static const struct {
        struct str word;
        enum message says;
    } marks[] = {
        {STR_INIT("draft"), MSG_PREVIEW_DRAFT},
        {STR_INIT("from "), MSG_PREVIEW_FROM},
        {STR_INIT("expired "), MSG_PREVIEW_EXPIRED},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (preview.n == 0 || !str_starts(preview, marks[i].word))
            continue;
        struct str at = str_sub(preview, marks[i].word.n, preview.n);
        html_lit(out, "<span class=\"tag\">");
        if (at.n > TIME_BYTES) {
            page_say_before(out, lang, marks[i].says);
            write_moment(ctx, out, lang, at);
            page_say_after(out, lang, marks[i].says);
        } else {
            html_text(out, lang_text(lang, marks[i].says));
        }
        html_lit(out, "</span>");
    }
}

void preview_note(const struct context *ctx, struct buf *out, enum lang lang, struct str preview)
{
    if (preview.n == 0)
        return;
    html_lit(out, "<p class=\"marks\">");
    preview_mark(ctx, out, lang, preview);
    html_lit(out, "<span>");
    html_text(out, lang_text(lang, MSG_PREVIEW_UNSEEN));
    html_lit(out, "</span></p>");
}
