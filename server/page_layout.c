/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <time.h>

#include "asset.h"
#include "html.h"
#include "page.h"
#include "preview.h"

/* --- head --- */

static void write_meta(struct buf *out, const char *name, struct str content)
{
    if (content.n == 0)
        return;
    html_lit(out, "<meta name=\"");
    html_attr(out, str_from(name));
    html_lit(out, "\" content=\"");
    html_attr(out, content);
    html_lit(out, "\">\n");
}

static void write_property(struct buf *out, const char *property, struct str content)
{
    html_lit(out, "<meta property=\"");
    html_attr(out, str_from(property));
    html_lit(out, "\" content=\"");
    html_attr(out, content);
    html_lit(out, "\">\n");
}

static void write_link(struct buf *out, const char *rel, struct str hreflang, struct str base,
                       struct str path)
{
    html_lit(out, "<link rel=\"");
    html_attr(out, str_from(rel));
    if (hreflang.n) {
        html_lit(out, "\" hreflang=\"");
        html_attr(out, hreflang);
    }
    html_lit(out, "\" href=\"");
    html_attr(out, base);
    html_attr(out, path);
    html_lit(out, "\">\n");
}

static bool speaks(const struct settings *settings, enum lang lang)
{
    for (size_t i = 0; i < settings->n_languages; i++)
        if ((enum lang)settings->languages[i] == lang)
            return true;
    return false;
}

/* For search engines and for those who share the address: where the page is at home. */
static void write_addresses(const struct context *ctx, struct buf *out, const struct page *page)
{
    struct str canonical = page->in_language[ctx->lang];
    if (page->keep_out || canonical.n == 0)
        return;
    write_link(out, "canonical", STR(""), ctx->site_url, canonical);
    bool both = page->in_language[LANG_AR].n && page->in_language[LANG_EN].n &&
                speaks(ctx->settings, LANG_AR) && speaks(ctx->settings, LANG_EN);
    for (enum lang lang = LANG_AR; both && lang < LANG_COUNT; lang++)
        write_link(out, "alternate", lang_code(lang), ctx->site_url, page->in_language[lang]);
    write_property(out, "og:type", page->article ? STR("article") : STR("website"));
    write_property(out, "og:title", page->title);
    if (page->description.n)
        write_property(out, "og:description", page->description);
    write_property(out, "og:site_name", page_site_name(ctx));
    write_property(out, "og:locale", lang_code(ctx->lang));
    write_property(
        out, "og:url",
        arena_printf(ctx->arena, STR_FMT STR_FMT, STR_ARG(ctx->site_url), STR_ARG(canonical)));
}

static void write_assets(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<link rel=\"preload\" href=\"");
    html_attr(out, asset_folder());
    if (ctx->lang == LANG_AR)
        html_lit(out, "fonts/jawab-sans-arabic-400.woff2");
    else
        html_lit(out, "fonts/jawab-sans-latin-400.woff2");
    html_lit(out, "\" as=\"font\" type=\"font/woff2\" crossorigin>\n"
                  "<link rel=\"stylesheet\" href=\"");
    html_attr(out, asset_folder());
    html_lit(out, "style.css\">\n<link rel=\"stylesheet\" href=\"/theme.css?");
    html_param(out, str_sub(search_generation_id(ctx->search), 0, 12));
    html_lit(out, "\">\n<script type=\"module\" src=\"");
    html_attr(out, asset_folder());
    html_lit(out, "app.js\"></script>\n<link rel=\"icon\" href=\"/favicon.svg\" "
                  "type=\"image/svg+xml\">\n");
    preview_head(ctx, out);
}

static void write_head(const struct context *ctx, struct buf *out, const struct page *page)
{
    html_lit(out, "<!doctype html>\n<html");
    page_lang_dir(out, lang_code(ctx->lang));
    if (ctx->theme.n) {
        html_lit(out, " data-theme=\"");
        html_attr(out, ctx->theme);
        html_lit(out, "\"");
    }
    if (ctx->digits == DIGITS_LATIN)
        html_lit(out, " data-digits=\"ar-u-nu-latn\"");
    html_lit(out, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                  "content=\"width=device-width,initial-scale=1\">\n<meta name=\"color-scheme\" "
                  "content=\"light dark\">\n<title>");
    html_text(out, page->title);
    html_lit(out, "</title>\n");
    write_meta(out, "description", page->description);
    write_meta(out, "robots", page->keep_out ? STR("noindex") : STR(""));
    write_addresses(ctx, out, page);
    write_assets(ctx, out);
    html_lit(out, "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
                  "href=\"/opensearch.xml?lang=");
    html_param(out, lang_code(ctx->lang));
    html_lit(out, "\" title=\"");
    html_attr(out, page_site_name(ctx));
    html_lit(out, "\">\n</head>\n");
}

/* --- header --- */

void page_logo(const struct context *ctx, struct buf *out, struct str link, struct str more)
{
    html_lit(out, "<a class=\"logo\" ");
    page_href(out, link);
    html_lit(out, ">");
    if (ctx->settings->logo.n) {
        html_lit(out, "<img src=\"/logo?");
        html_param(out, str_sub(search_generation_id(ctx->search), 0, 12));
        html_lit(out, "\" alt=\"\">");
    } else {
        html_lit(out,
                 "<svg aria-hidden=\"true\" viewBox=\"0 0 32 32\"><path class=\"bowl\" "
                 "d=\"M3.500 9c0 9 4.500 12 12.500 12s12.500-3 12.500-12\"/><path "
                 "class=\"dot\" d=\"m16 23.300 3.600 3.600-3.600 3.600-3.600-3.600z\"/></svg>");
    }
    html_lit(out, "<span>");
    html_text(out, page_site_name(ctx));
    html_lit(out, " <small>");
    html_text(out, more);
    html_lit(out, "</small></span></a>");
}

static void write_navigation(const struct context *ctx, struct buf *out, const struct page *page)
{
    enum lang other = ctx->lang == LANG_AR ? LANG_EN : LANG_AR;
    html_lit(out, "<nav aria-label=\"");
    page_say_attr(ctx, out, MSG_NAV);
    html_lit(out, "\">");
    if (ctx->settings->n_contacts) {
        html_lit(out, "<a ");
        page_href(out, page_contact_link(ctx, page->search ? page->search->query : STR("")));
        html_lit(out, ">");
        page_say(ctx, out, MSG_CONTACT_US);
        html_lit(out, "</a>");
    }
    if (speaks(ctx->settings, other)) {
        html_lit(out, "<a ");
        page_href(out, page->other_language);
        html_lit(out, " lang=\"");
        html_attr(out, lang_code(other));
        html_lit(out, "\" hreflang=\"");
        html_attr(out, lang_code(other));
        html_lit(out, "\">");
        page_say(ctx, out, MSG_OTHER_LANGUAGE);
        html_lit(out, "</a>");
    }
    html_lit(out, "</nav>");
}

/* In a frame there is little room: what it is, the field, and a way to a person. */
static void write_widget_header(const struct context *ctx, struct buf *out, const struct page *page)
{
    html_lit(out, "<header class=\"top\"><div class=\"wrap\">");
    page_logo(ctx, out, page_home_link(ctx), STR(""));
    if (ctx->settings->n_contacts) {
        html_lit(out, "<nav aria-label=\"");
        page_say_attr(ctx, out, MSG_NAV);
        html_lit(out, "\"><a ");
        page_href(out, page_contact_link(ctx, page->search ? page->search->query : STR("")));
        html_lit(out, ">");
        page_say(ctx, out, MSG_CONTACT_US);
        html_lit(out, "</a></nav>");
    }
    if (page->search)
        page_search_form(ctx, out, page->search, false);
    html_lit(out, "</div></header>\n");
}

static void write_header(const struct context *ctx, struct buf *out, const struct page *page)
{
    if (page->hero)
        html_lit(out, "<header class=\"top deep\"><div class=\"wrap\">");
    else
        html_lit(out, "<header class=\"top\"><div class=\"wrap\">");
    page_logo(ctx, out, page_home_link(ctx), page_site_place(ctx));
    if (page->search)
        page_search_form(ctx, out, page->search, false);
    write_navigation(ctx, out, page);
    html_lit(out, "</div></header>\n");
}

static void begin_body(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<a class=\"skip vh\" href=\"#main\">");
    page_say(ctx, out, MSG_SKIP);
    html_lit(out, "</a>\n<div hidden>");
    html_safe(out, asset_icons());
    html_lit(out, "</div>\n");
}

void page_begin(const struct context *ctx, struct response *res, const struct page *page)
{
    struct buf *out = &res->body;
    res->content_type = "text/html; charset=utf-8";
    write_head(ctx, out, page);
    if (ctx->base.n)
        html_lit(out, "<body class=\"framed\">\n");
    else
        html_lit(out, "<body>\n");
    begin_body(ctx, out);
    if (ctx->base.n)
        write_widget_header(ctx, out, page);
    else
        write_header(ctx, out, page);
}

/* --- footer --- */

static void write_theme_choice(const struct context *ctx, struct buf *out)
{
    static const struct {
        struct str value;
        enum message says;
    } themes[] = {
        {STR_INIT("auto"), MSG_THEME_AUTO},
        {STR_INIT("light"), MSG_THEME_LIGHT},
        {STR_INIT("dark"), MSG_THEME_DARK},
    };
    struct str chosen = ctx->theme.n ? ctx->theme : STR("auto");
    html_lit(out, "<form method=\"post\" action=\"/theme\" data-theme-choice>");
    page_hidden_field(out, STR("back"), ctx->req->raw_target);
    html_lit(out, "<span class=\"seg\" role=\"group\" aria-label=\"");
    page_say_attr(ctx, out, MSG_THEME);
    html_lit(out, "\">");
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        html_lit(out, "<button name=\"theme\" value=\"");
        html_attr(out, themes[i].value);
        if (str_eq(themes[i].value, chosen))
            html_lit(out, "\" aria-pressed=\"true\">");
        else
            html_lit(out, "\" aria-pressed=\"false\">");
        page_say(ctx, out, themes[i].says);
        html_lit(out, "</button>");
    }
    html_lit(out, "</span></form>");
}

/* A key without a modifier can be switched off (WCAG 2.1.4); the script does, and shows this. */
static void write_slash_choice(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<label class=\"row\" hidden><input type=\"checkbox\" checked data-slash> "
                  "<kbd>/</kbd> ");
    page_say(ctx, out, MSG_SLASH_KEY);
    html_lit(out, "</label>");
}

static void write_footer(const struct context *ctx, struct buf *out)
{
    time_t now = time(NULL);
    struct tm today;
    gmtime_r(&now, &today);
    html_lit(out, "<footer class=\"foot\"><div class=\"wrap\"><span>© ");
    page_number(ctx, out, (uint64_t)today.tm_year + 1900);
    html_lit(out, " ");
    html_text(out, page_site_name(ctx));
    html_lit(out, "</span>");
    for (size_t i = 0; i < ctx->settings->n_links; i++) {
        const struct settings_link *link = &ctx->settings->links[i];
        html_lit(out, "<a ");
        page_href(out, link->to);
        html_lit(out, ">");
        html_text(out, link->name.of[ctx->lang]);
        html_lit(out, "</a>");
    }
    write_slash_choice(ctx, out);
    write_theme_choice(ctx, out);
    html_lit(out, "</div></footer>\n");
}

/* The same page in the help centre, outside of the frame. */
static void write_widget_footer(const struct context *ctx, struct buf *out)
{
    struct str target = str_sub(ctx->req->raw_target, ctx->base.n, ctx->req->raw_target.n);
    html_lit(out, "<footer class=\"foot\"><div class=\"wrap\"><a target=\"_blank\" "
                  "rel=\"noopener\" ");
    page_href(out, str_starts(target, STR("/"))
                       ? target
                       : arena_printf(ctx->arena, "/" STR_FMT, STR_ARG(target)));
    html_lit(out, ">");
    page_say(ctx, out, MSG_WIDGET_FULL);
    html_lit(out, "</a></div></footer>\n");
}

void page_end(const struct context *ctx, struct response *res)
{
    if (ctx->base.n)
        write_widget_footer(ctx, &res->body);
    else
        write_footer(ctx, &res->body);
    page_typing_words(ctx, &res->body);
    html_lit(&res->body, "</body>\n</html>\n");
}

void page_begin_bare(const struct context *ctx, struct response *res, struct str title,
                     struct str class)
{
    struct page page = {.title = page_title(ctx, title), .keep_out = true};
    res->content_type = "text/html; charset=utf-8";
    write_head(ctx, &res->body, &page);
    html_lit(&res->body, "<body class=\"");
    html_attr(&res->body, class);
    html_lit(&res->body, "\">\n");
    begin_body(ctx, &res->body);
}

void page_end_bare(struct response *res)
{
    html_lit(&res->body, "</body>\n</html>\n");
}
