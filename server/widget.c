/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "widget.h"

#include "asset.h"

/* Texts stand in strings of the script between single quotes. */
static void put_script_text(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'' || text.p[i] == '\\' || text.p[i] == '<')
            buf_printf(out, "\\x%02x", (unsigned char)text.p[i]);
        else
            buf_char(out, text.p[i]);
    }
}

/* What stands for `@name@` in the script; false for a name that is none. */
static bool put_named(const struct context *ctx, struct buf *out, struct str name)
{
    static const struct {
        struct str name;
        enum lang lang;
        enum message says;
    } texts[] = {
        {STR_INIT("open-ar"), LANG_AR, MSG_WIDGET_OPEN},
        {STR_INIT("open-en"), LANG_EN, MSG_WIDGET_OPEN},
        {STR_INIT("close-ar"), LANG_AR, MSG_WIDGET_CLOSE},
        {STR_INIT("close-en"), LANG_EN, MSG_WIDGET_CLOSE},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (str_eq(name, texts[i].name)) {
            put_script_text(out, lang_text(texts[i].lang, texts[i].says));
            return true;
        }
    if (str_eq(name, STR("hue")))
        buf_printf(out, "%g", ctx->settings->hue);
    else if (str_eq(name, STR("chroma")))
        buf_printf(out, "%g", ctx->settings->chroma);
    else
        return false;
    return true;
}

unsigned widget_script(struct context *ctx, struct response *res)
{
    struct str rest = asset_widget();
    res->content_type = "text/javascript; charset=utf-8";
    response_header(res, "Cross-Origin-Resource-Policy", "cross-origin");
    response_header(res, "Cache-Control", "public, max-age=3600");
    while (rest.n) {
        size_t at = str_find_char(rest, '@');
        buf_add(&res->body, str_sub(rest, 0, at));
        if (at == SIZE_MAX)
            break;
        rest = str_sub(rest, at + 1, rest.n);
        struct str name = str_sub(rest, 0, str_find_char(rest, '@'));
        if (name.n < rest.n && put_named(ctx, &res->body, name))
            rest = str_sub(rest, name.n + 1, rest.n);
        else
            buf_char(&res->body, '@'); /* of the script's own, such as @media */
    }
    return 200;
}
