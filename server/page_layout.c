/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../lib/isolate.h"
#include "asset.h"
#include "html.h"
#include "page.h"

void page_say(const struct context *ctx, struct buf *out, enum message message)
{
    html_text(out, lang_text(ctx->lang, message));
}

void page_say_before(struct buf *out, enum lang lang, enum message message)
{
    struct str before, after;
    lang_around(lang, message, &before, &after);
    html_text(out, before);
}

void page_say_after(struct buf *out, enum lang lang, enum message message)
{
    struct str before, after;
    lang_around(lang, message, &before, &after);
    html_text(out, after);
}

void page_count(const struct context *ctx, struct buf *out, enum message message, uint64_t count)
{
    struct buf text;
    buf_init(&text, 1024);
    lang_count(&text, ctx->lang, ctx->digits, message, count);
    html_text(out, buf_str(&text));
    buf_release(&text);
}

void page_number(const struct context *ctx, struct buf *out, uint64_t n)
{
    lang_number(out, ctx->lang, ctx->digits, n);
}

void page_updated(const struct context *ctx, struct buf *out, enum lang lang, struct str iso_date)
{
    struct buf date;
    buf_init(&date, 1024);
    lang_date(&date, lang, ctx->digits, iso_date);
    page_say_before(out, lang, MSG_UPDATED);
    html_lit(out, "<time datetime=\"");
    html_attr(out, iso_date);
    html_lit(out, "\">");
    html_text(out, buf_str(&date));
    html_lit(out, "</time>");
    page_say_after(out, lang, MSG_UPDATED);
    buf_release(&date);
}

void page_lang_dir(struct buf *out, struct str lang)
{
    html_lit(out, " lang=\"");
    html_attr(out, lang);
    html_lit(out, "\" dir=\"");
    html_attr(out, lang_direction_of(lang));
    html_lit(out, "\"");
}

enum lang page_inner_lang(const struct context *ctx, struct str article_lang)
{
    enum lang lang = ctx->lang;
    lang_parse(str_sub(article_lang, 0, 2), &lang);
    return lang;
}

void page_search_link(const struct context *ctx, struct buf *out, const struct search_view *view)
{
    const struct {
        struct str name, value;
    } filters[] = {{STR("lang"), view->lang},
                   {STR("product"), view->product},
                   {STR("category"), view->category}};
    html_lit(out, "/search?q=");
    html_param(out, view->query);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (filters[i].value.n == 0)
            continue;
        html_lit(out, "&amp;");
        html_param(out, filters[i].name);
        html_lit(out, "=");
        html_param(out, filters[i].value);
    }
    if (ctx->lang_chosen && !str_eq(view->lang, lang_code(ctx->lang))) {
        html_lit(out, "&amp;ui=");
        html_param(out, lang_code(ctx->lang));
    }
    if (view->as_typed)
        html_lit(out, "&amp;raw=1");
    if (view->page > 1)
        buf_printf(out, "&amp;page=%zu", view->page);
}

static void chosen_language(const struct context *ctx, struct buf *out)
{
    if (!ctx->lang_chosen)
        return;
    html_lit(out, "?lang=");
    html_param(out, lang_code(ctx->lang));
}

void page_article_link(const struct context *ctx, struct buf *out, struct str id, struct str anchor)
{
    html_lit(out, "/articles/");
    html_url(out, id);
    chosen_language(ctx, out);
    if (anchor.n) {
        html_lit(out, "#");
        html_url(out, anchor);
    }
}

struct str page_in_language(const struct context *ctx, enum lang to)
{
    struct buf link;
    buf_init(&link, 64 * 1024);
    html_url(&link, ctx->req->path);
    html_lit(&link, "?lang=");
    html_param(&link, lang_code(to));
    struct str copy = arena_dup(ctx->arena, buf_str(&link));
    buf_release(&link);
    return copy;
}

void page_marked(struct buf *out, const struct snippet *snippet, struct str lang)
{
    static const struct isolate_style marks = {
        .mark_on = STR_INIT("<mark>"),
        .mark_off = STR_INIT("</mark>"),
        .put = html_text,
    };
    struct isolate_style isolated = marks;
    isolated.run_on = STR("<bdi>");
    isolated.number_on = STR("<bdi class=\"ltr\">");
    isolated.run_off = STR("</bdi>");
    isolate_snippet(out, snippet, isolate_right_to_left(lang), lang.n ? &isolated : &marks);
}

static void hidden_field(struct buf *out, struct str name, struct str value)
{
    if (value.n == 0)
        return;
    html_lit(out, "<input type=\"hidden\" name=\"");
    html_attr(out, name);
    html_lit(out, "\" value=\"");
    html_attr(out, value);
    html_lit(out, "\">");
}

void page_search_form(const struct context *ctx, struct buf *out, const struct search_view *view,
                      bool with_button)
{
    html_lit(out, "<form class=\"search\" role=\"search\" action=\"/search\" method=\"get\">");
    page_icon(out, "search");
    html_lit(out, "<input type=\"text\" inputmode=\"search\" name=\"q\" dir=\"auto\" "
                  "autocomplete=\"off\" enterkeyhint=\"search\" maxlength=\"2000\" aria-label=\"");
    html_attr(out, lang_text(ctx->lang, MSG_SEARCH_LABEL));
    html_lit(out, "\" placeholder=\"");
    html_attr(out, lang_text(ctx->lang, MSG_PLACEHOLDER));
    html_lit(out, "\" value=\"");
    html_attr(out, view ? view->query : STR(""));
    html_lit(out, "\">");
    if (view) {
        hidden_field(out, STR("lang"), view->lang);
        hidden_field(out, STR("product"), view->product);
        hidden_field(out, STR("category"), view->category);
    }
    if (ctx->lang_chosen && !(view && str_eq(view->lang, lang_code(ctx->lang))))
        hidden_field(out, STR("ui"), lang_code(ctx->lang));
    if (with_button) {
        html_lit(out, "<button class=\"btn go\" aria-label=\"");
        html_attr(out, lang_text(ctx->lang, MSG_SEARCH));
        html_lit(out, "\">");
        page_icon(out, "search");
        html_lit(out, "<span>");
        page_say(ctx, out, MSG_SEARCH);
        html_lit(out, "</span></button>");
    }
    html_lit(out, "</form>");
}

/* The icons of page_icon, and those of callouts in articles. */
static void write_icons(struct buf *out)
{
    html_lit(out, "<div hidden>");
    html_safe(out, asset_icons());
    html_lit(out, "</div>");
}

static void write_head(const struct context *ctx, struct buf *out, const struct page *page)
{
    html_lit(out, "<!doctype html>\n<html");
    page_lang_dir(out, lang_code(ctx->lang));
    html_lit(out, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                  "content=\"width=device-width,initial-scale=1\">\n<meta name=\"color-scheme\" "
                  "content=\"light dark\">\n<title>");
    html_text(out, page->title);
    html_lit(out, "</title>\n");
    if (page->description.n) {
        html_lit(out, "<meta name=\"description\" content=\"");
        html_attr(out, page->description);
        html_lit(out, "\">\n");
    }
    if (page->keep_out)
        html_lit(out, "<meta name=\"robots\" content=\"noindex\">\n");
    html_lit(out, "<link rel=\"preload\" href=\"");
    html_attr(out, asset_folder());
    if (ctx->lang == LANG_AR)
        html_lit(out, "fonts/jawab-sans-arabic-400.woff2");
    else
        html_lit(out, "fonts/jawab-sans-latin-400.woff2");
    html_lit(out, "\" as=\"font\" type=\"font/woff2\" crossorigin>\n");
    html_lit(out, "<link rel=\"stylesheet\" href=\"");
    html_attr(out, asset_folder());
    html_lit(out, "style.css\">\n<script defer src=\"");
    html_attr(out, asset_folder());
    html_lit(out, "app.js\"></script>\n");
    html_lit(out, "<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n</head>\n");
}

static void write_header(const struct context *ctx, struct buf *out, const struct page *page)
{
    enum lang other = ctx->lang == LANG_AR ? LANG_EN : LANG_AR;
    if (page->hero)
        html_lit(out, "<header class=\"top deep\">");
    else
        html_lit(out, "<header class=\"top\">");
    html_lit(out, "<div class=\"wrap\"><a class=\"logo\" href=\"/");
    chosen_language(ctx, out);
    html_lit(
        out,
        "\"><svg aria-hidden=\"true\" viewBox=\"0 0 32 32\"><path class=\"bowl\" d=\"M3.500 9c0 "
        "9 4.500 12 12.500 12s12.500-3 12.500-12\"/><path class=\"dot\" d=\"m16 23.300 3.600 "
        "3.600-3.600 3.600-3.600-3.600z\"/></svg><span>");
    page_say(ctx, out, MSG_SITE);
    html_lit(out, " <small>");
    page_say(ctx, out, MSG_PLACE);
    html_lit(out, "</small></span></a>");
    if (page->search)
        page_search_form(ctx, out, page->search, false);
    html_lit(out, "<nav aria-label=\"");
    html_attr(out, lang_text(ctx->lang, MSG_NAV));
    html_lit(out, "\"><a href=\"");
    buf_add(out, page->other_language);
    html_lit(out, "\" lang=\"");
    html_attr(out, lang_code(other));
    html_lit(out, "\" hreflang=\"");
    html_attr(out, lang_code(other));
    html_lit(out, "\">");
    page_say(ctx, out, MSG_OTHER_LANGUAGE);
    html_lit(out, "</a></nav></div></header>");
}

void page_begin(const struct context *ctx, struct response *res, const struct page *page)
{
    struct buf *out = &res->body;
    res->content_type = "text/html; charset=utf-8";
    write_head(ctx, out, page);
    html_lit(out, "<body>\n<a class=\"skip vh\" href=\"#main\">");
    page_say(ctx, out, MSG_SKIP);
    html_lit(out, "</a>\n");
    write_icons(out);
    write_header(ctx, out, page);
}

void page_end(const struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    html_lit(out, "<footer class=\"foot\"><div class=\"wrap\"><span>");
    page_say(ctx, out, MSG_SITE);
    html_lit(out, "</span><a href=\"/openapi.json\">");
    page_say(ctx, out, MSG_API);
    html_lit(out, "</a></div></footer>\n</body>\n</html>\n");
}
