/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page_results.h"
#include "topics.h"

/* The three filters: where each stands in a view, among the values and among the counts. */
static const struct filter {
    struct str name; /* of the parameter */
    enum message title;
    size_t of_view, of_values, of_counts;
} filters[] = {
    {STR_INIT("product"), MSG_FILTER_PRODUCT, offsetof(struct search_view, products),
     offsetof(struct search_facet_ask, products), offsetof(struct search_facets, products)},
    {STR_INIT("category"), MSG_FILTER_CATEGORY, offsetof(struct search_view, categories),
     offsetof(struct search_facet_ask, categories), offsetof(struct search_facets, categories)},
    {STR_INIT("lang"), MSG_FILTER_LANG, offsetof(struct search_view, langs),
     offsetof(struct search_facet_ask, langs), offsetof(struct search_facets, langs)},
};
enum { FILTERS = sizeof filters / sizeof *filters };

static const struct str_list *list_at(const void *object, size_t offset)
{
    return (const struct str_list *)((const char *)object + offset);
}

static struct str shown_value(const struct filter *filter, struct str value)
{
    return str_eq(filter->name, STR("lang")) ? lang_own_name(value) : value;
}

static bool holds(const struct str_list *list, struct str value)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i], value))
            return true;
    return false;
}

/* --- what there is --- */

void page_filter_values(struct context *ctx, struct search_facet_ask *out)
{
    struct topics topics;
    topics_find(ctx, &topics);
    *out = (struct search_facet_ask){
        .langs = outline_langs(ctx->outline, AUDIENCE_PUBLIC),
        .products = outline_products(ctx->outline, lang_code(ctx->lang), AUDIENCE_PUBLIC),
        .categories = {ARENA_ARRAY(ctx->arena, struct str, topics.n), topics.n},
    };
    for (size_t i = 0; i < topics.n; i++)
        out->categories.items[i] = topics.items[i].name;
}

/* --- the column --- */

static void write_value(const struct context *ctx, struct buf *out, const struct filter *filter,
                        struct str value, size_t count, bool chosen)
{
    html_lit(out, "<label><input type=\"checkbox\" name=\"");
    html_attr(out, filter->name);
    html_lit(out, "\" value=\"");
    html_attr(out, value);
    html_lit(out, "\"");
    if (chosen)
        html_lit(out, " checked");
    html_lit(out, "><bdi>");
    html_text(out, shown_value(filter, value));
    html_lit(out, "</bdi><span class=\"num\">");
    page_number(ctx, out, count);
    html_lit(out, "</span></label>");
}

/* A filter that cannot narrow the results is left out. */
static void write_filter(const struct context *ctx, struct buf *out, const struct filter *filter,
                         const struct search_view *view, const struct search_facet_ask *values,
                         const struct search_facets *counts)
{
    const struct str_list *all = list_at(values, filter->of_values);
    const struct str_list *chosen = list_at(view, filter->of_view);
    const size_t *numbers = *(size_t *const *)((const char *)counts + filter->of_counts);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        n += numbers[i] > 0 || holds(chosen, all->items[i]);
    if (n < 2 && chosen->n == 0)
        return;
    html_lit(out, "<fieldset><legend>");
    page_say(ctx, out, filter->title);
    html_lit(out, "</legend>");
    for (size_t i = 0; i < all->n; i++) {
        bool on = holds(chosen, all->items[i]);
        if (numbers[i] > 0 || on)
            write_value(ctx, out, filter, all->items[i], numbers[i], on);
    }
    html_lit(out, "</fieldset>");
}

void page_filters(const struct context *ctx, struct buf *out, const struct search_view *view,
                  const struct search_facet_ask *values, const struct search_facets *counts)
{
    html_lit(out, "<aside class=\"filters\" aria-label=\"");
    page_say_attr(ctx, out, MSG_FILTER_TITLE);
    html_lit(out, "\"><form id=\"filters\" popover method=\"get\" action=\"");
    html_attr(out, ctx->base);
    html_lit(out, "/search\"><div class=\"sheet\"><b>");
    page_say(ctx, out, MSG_FILTER_TITLE);
    html_lit(out, "</b><button class=\"clear\" type=\"button\" popovertarget=\"filters\" "
                  "popovertargetaction=\"hide\" aria-label=\"");
    page_say_attr(ctx, out, MSG_CLOSE);
    html_lit(out, "\">");
    page_icon(out, "x");
    html_lit(out, "</button></div>");
    page_hidden_field(out, STR("q"), view->query);
    page_hidden_field(out, STR("ui"), ctx->lang_chosen ? lang_code(ctx->lang) : STR(""));
    page_hidden_field(out, STR("raw"), view->as_typed ? STR("1") : STR(""));
    for (size_t i = 0; i < FILTERS; i++)
        write_filter(ctx, out, &filters[i], view, values, counts);
    html_lit(out, "<button class=\"btn\">");
    page_say(ctx, out, MSG_FILTER_APPLY);
    html_lit(out, "</button></form></aside>");
}

/* --- chips --- */

size_t page_filter_count(const struct search_view *view)
{
    return view->products.n + view->categories.n + view->langs.n;
}

static void write_chip(const struct context *ctx, struct buf *out, const struct filter *filter,
                       const struct search_view *view, size_t which)
{
    struct search_view without = *view;
    struct str_list *list = (struct str_list *)((char *)&without + filter->of_view);
    struct str value = list->items[which];
    struct str *kept = ARENA_ARRAY(ctx->arena, struct str, list->n);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (i != which)
            kept[n++] = list->items[i];
    *list = (struct str_list){kept, n};
    without.page = 1;
    html_lit(out, "<a class=\"chip\" ");
    page_href(out, page_search_link(ctx, &without));
    html_lit(out, "><bdi>");
    html_text(out, shown_value(filter, value));
    html_lit(out, "</bdi> ");
    page_icon(out, "x");
    html_lit(out, "<span class=\"vh\">");
    page_say(ctx, out, MSG_FILTER_REMOVE);
    html_lit(out, "</span></a>");
}

static void write_remove_all(const struct context *ctx, struct buf *out,
                             const struct search_view *view)
{
    struct search_view without = {.query = view->query, .as_typed = view->as_typed};
    html_lit(out, "<a class=\"sm\" ");
    page_href(out, page_search_link(ctx, &without));
    html_lit(out, ">");
    page_say(ctx, out, MSG_FILTER_REMOVE_ALL);
    html_lit(out, "</a>");
}

void page_chips(const struct context *ctx, struct buf *out, const struct search_view *view,
                bool with_sheet)
{
    size_t n = page_filter_count(view);
    if (n == 0 && !with_sheet)
        return;
    html_lit(out, "<div class=\"row\" role=\"group\" aria-label=\"");
    page_say_attr(ctx, out, MSG_FILTERS);
    html_lit(out, "\">");
    if (with_sheet) {
        html_lit(out,
                 "<button class=\"btn mini fopen\" type=\"button\" popovertarget=\"filters\">");
        page_icon(out, "sliders");
        page_count(ctx, out, MSG_FILTER_OPEN, n);
        html_lit(out, "</button>");
    }
    for (size_t i = 0; i < FILTERS; i++)
        for (size_t k = 0; k < list_at(view, filters[i].of_view)->n; k++)
            write_chip(ctx, out, &filters[i], view, k);
    if (n > 1)
        write_remove_all(ctx, out, view);
    html_lit(out, "</div>");
}
