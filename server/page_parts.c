/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../lib/isolate.h"
#include "html.h"
#include "page.h"
#include "preview.h"

/* --- words --- */

void page_say(const struct context *ctx, struct buf *out, enum message message)
{
    html_text(out, lang_text(ctx->lang, message));
}

void page_say_attr(const struct context *ctx, struct buf *out, enum message message)
{
    html_attr(out, lang_text(ctx->lang, message));
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

static void write_time(struct buf *out, struct str iso_date, const struct buf *shown)
{
    html_lit(out, "<time datetime=\"");
    html_attr(out, iso_date);
    html_lit(out, "\">");
    html_text(out, buf_str(shown));
    html_lit(out, "</time>");
}

void page_updated(const struct context *ctx, struct buf *out, enum lang lang, struct str iso_date)
{
    struct buf date;
    buf_init(&date, 1024);
    lang_date(&date, lang, ctx->digits, iso_date);
    page_say_before(out, lang, MSG_UPDATED);
    write_time(out, iso_date, &date);
    page_say_after(out, lang, MSG_UPDATED);
    buf_release(&date);
}

void page_quoted(const struct context *ctx, struct buf *out, struct str query)
{
    page_say(ctx, out, MSG_QUOTE_OPEN);
    html_lit(out, "<bdi>");
    html_text(out, query);
    html_lit(out, "</bdi>");
    page_say(ctx, out, MSG_QUOTE_CLOSE);
}

struct str page_site_name(const struct context *ctx)
{
    struct str name = ctx->settings->name.of[ctx->lang];
    return name.n ? name : lang_text(ctx->lang, MSG_SITE);
}

struct str page_site_place(const struct context *ctx)
{
    struct str place = ctx->settings->place.of[ctx->lang];
    return place.n ? place : lang_text(ctx->lang, MSG_PLACE);
}

struct str page_title(const struct context *ctx, struct str title)
{
    const struct message_value values[] = {
        {.name = "page", .text = title},
        {.name = "site", .text = page_site_name(ctx)},
    };
    struct buf text;
    buf_init(&text, 64 * 1024);
    lang_format(&text, ctx->lang, ctx->digits, MSG_TITLE_OF, values, 2);
    struct str copy = arena_dup(ctx->arena, buf_str(&text));
    buf_release(&text);
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

enum lang page_inner_lang(const struct context *ctx, struct str article_lang)
{
    enum lang lang = ctx->lang;
    lang_parse(str_sub(article_lang, 0, 2), &lang);
    return lang;
}

void page_lang_dir(struct buf *out, struct str lang)
{
    html_lit(out, " lang=\"");
    html_attr(out, lang);
    html_lit(out, "\" dir=\"");
    html_attr(out, lang_direction_of(lang));
    html_lit(out, "\"");
}

void page_icon_named(struct buf *out, struct str name)
{
    html_lit(out, "<svg class=\"i\" aria-hidden=\"true\" viewBox=\"0 0 24 24\"><use href=\"#i-");
    html_attr(out, name);
    html_lit(out, "\"/></svg>");
}

struct str page_first(const struct str_list *list)
{
    return list->n ? list->items[0] : STR("");
}

/* --- the search form --- */

void page_hidden_field(struct buf *out, struct str name, struct str value)
{
    if (value.n == 0)
        return;
    html_lit(out, "<input type=\"hidden\" name=\"");
    html_attr(out, name);
    html_lit(out, "\" value=\"");
    html_attr(out, value);
    html_lit(out, "\">");
}

static void hidden_fields(struct buf *out, struct str name, const struct str_list *values)
{
    for (size_t i = 0; i < values->n; i++)
        page_hidden_field(out, name, values->items[i]);
}

void page_search_form(const struct context *ctx, struct buf *out, const struct search_view *view,
                      bool with_button)
{
    bool own_language =
        view && view->langs.n == 1 && str_eq(view->langs.items[0], lang_code(ctx->lang));
    html_lit(out, "<form class=\"search\" role=\"search\" action=\"");
    html_attr(out, ctx->base);
    html_lit(out, "/search\" method=\"get\">");
    page_icon(out, "search");
    html_lit(out, "<input type=\"text\" inputmode=\"search\" name=\"q\" dir=\"auto\" "
                  "autocomplete=\"off\" enterkeyhint=\"search\" maxlength=\"2000\" aria-label=\"");
    page_say_attr(ctx, out, MSG_SEARCH_LABEL);
    html_lit(out, "\" placeholder=\"");
    page_say_attr(ctx, out, MSG_PLACEHOLDER);
    html_lit(out, "\" value=\"");
    html_attr(out, view ? view->query : STR(""));
    html_lit(out, "\">");
    if (view) {
        hidden_fields(out, STR("lang"), &view->langs);
        hidden_fields(out, STR("product"), &view->products);
        hidden_fields(out, STR("category"), &view->categories);
    }
    if (ctx->lang_chosen && !own_language)
        page_hidden_field(out, STR("ui"), lang_code(ctx->lang));
    if (with_button) {
        html_lit(out, "<button class=\"btn go\" aria-label=\"");
        page_say_attr(ctx, out, MSG_SEARCH);
        html_lit(out, "\">");
        page_icon(out, "search");
        html_lit(out, "<span>");
        page_say(ctx, out, MSG_SEARCH);
        html_lit(out, "</span></button>");
    }
    html_lit(out, "</form>");
}

/* --- for scripts --- */

void page_begin_words(const struct context *ctx, struct buf *out, const char *id,
                      const struct page_word *words, size_t n)
{
    html_lit(out, "<template id=\"");
    html_attr(out, str_from(id));
    html_lit(out, "\"");
    for (size_t i = 0; i < n; i++) {
        html_lit(out, " data-");
        html_attr(out, str_from(words[i].name));
        html_lit(out, "=\"");
        page_say_attr(ctx, out, words[i].says);
        html_lit(out, "\"");
    }
    html_lit(out, ">");
}

/* --- lists --- */

void page_crumbs(const struct context *ctx, struct buf *out, struct str topic_link,
                 struct str topic, struct str here)
{
    html_lit(out, "<nav class=\"crumbs\" aria-label=\"");
    page_say_attr(ctx, out, MSG_CRUMBS);
    html_lit(out, "\"><ol><li><a ");
    page_href(out, page_home_link(ctx));
    html_lit(out, ">");
    page_say(ctx, out, MSG_HOME);
    html_lit(out, "</a>");
    page_icon_mirrored(out, "next");
    html_lit(out, "</li>");
    if (topic.n) {
        html_lit(out, "<li><a ");
        page_href(out, topic_link);
        html_lit(out, "><bdi>");
        html_text(out, topic);
        html_lit(out, "</bdi></a>");
        page_icon_mirrored(out, "next");
        html_lit(out, "</li>");
    }
    html_lit(out, "<li><bdi aria-current=\"page\">");
    html_text(out, here);
    html_lit(out, "</bdi></li></ol></nav>");
}

void page_list_mark(const struct context *ctx, struct buf *out, enum lang lang, struct str preview)
{
    if (preview.n == 0)
        return;
    html_lit(out, " ");
    preview_mark(ctx, out, lang, preview);
}

void page_article_list(const struct context *ctx, struct buf *out,
                       const struct outline_article *const *articles, size_t n, bool days)
{
    html_lit(out, "<ul class=\"list\">");
    for (size_t i = 0; i < n; i++) {
        const struct outline_article *article = articles[i];
        html_lit(out, "<li><div><a ");
        page_href(out, page_article_link(ctx, article->id, STR("")));
        page_lang_dir(out, article->lang);
        html_lit(out, ">");
        html_text(out, article->title);
        html_lit(out, "</a>");
        page_list_mark(ctx, out, page_inner_lang(ctx, article->lang), article->preview);
        html_lit(out, "</div>");
        if (days && article->updated.n) {
            struct buf day;
            buf_init(&day, 1024);
            lang_day(&day, ctx->lang, ctx->digits, article->updated);
            html_lit(out, "<span class=\"num\">");
            write_time(out, article->updated, &day);
            html_lit(out, "</span>");
            buf_release(&day);
        }
        html_lit(out, "</li>");
    }
    html_lit(out, "</ul>");
}
