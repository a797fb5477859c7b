/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"

enum { LINK_MAX_BYTES = 256 * 1024 }; /* a query of 8 KB and many filters, each byte as %XX */

/* An address while it is put together. */
struct link {
    const struct context *ctx;
    struct buf out;
    bool has_query;
};

static void begin(struct link *link, const struct context *ctx, struct str path)
{
    link->ctx = ctx;
    link->has_query = false;
    buf_init(&link->out, LINK_MAX_BYTES);
    buf_add(&link->out, ctx->base);
    buf_add(&link->out, path);
}

static void add(struct link *link, struct str name, struct str value)
{
    if (value.n == 0)
        return;
    buf_char(&link->out, link->has_query ? '&' : '?');
    html_param(&link->out, name);
    buf_char(&link->out, '=');
    html_param(&link->out, value);
    link->has_query = true;
}

static void add_list(struct link *link, struct str name, const struct str_list *values)
{
    for (size_t i = 0; i < values->n; i++)
        add(link, name, values->items[i]);
}

static void add_number(struct link *link, struct str name, size_t n)
{
    add(link, name, arena_printf(link->ctx->arena, "%zu", n));
}

static void add_chosen_language(struct link *link)
{
    if (link->ctx->lang_chosen)
        add(link, STR("lang"), lang_code(link->ctx->lang));
}

static struct str end(struct link *link, struct str anchor)
{
    if (anchor.n) {
        buf_char(&link->out, '#');
        html_url(&link->out, anchor);
    }
    struct str copy = arena_dup(link->ctx->arena, buf_str(&link->out));
    buf_release(&link->out);
    return copy;
}

struct str page_home_link(const struct context *ctx)
{
    struct link link;
    begin(&link, ctx, ctx->base.n ? STR("") : STR("/"));
    add_chosen_language(&link);
    return end(&link, STR(""));
}

static bool is_one_of(const struct str_list *list, struct str value)
{
    size_t i = 0;
    while (i < list->n && !str_eq(list->items[i], value))
        i++;
    return i < list->n;
}

struct str page_search_link(const struct context *ctx, const struct search_view *view)
{
    struct link link;
    begin(&link, ctx, STR("/search?q="));
    html_param(&link.out, view->query);
    link.has_query = true;
    add_list(&link, STR("lang"), &view->langs);
    add_list(&link, STR("product"), &view->products);
    add_list(&link, STR("category"), &view->categories);
    /* One language filtered for is the language of the page as well. */
    if (ctx->lang_chosen && !(view->langs.n == 1 && is_one_of(&view->langs, lang_code(ctx->lang))))
        add(&link, STR("ui"), lang_code(ctx->lang));
    if (view->as_typed)
        add(&link, STR("raw"), STR("1"));
    if (view->page > 1)
        add_number(&link, STR("page"), view->page);
    return end(&link, STR(""));
}

struct str page_topic_link(const struct context *ctx, struct str id)
{
    struct link link;
    begin(&link, ctx, STR("/topics"));
    if (id.n) {
        buf_char(&link.out, '/');
        html_param(&link.out, id);
    }
    add_chosen_language(&link);
    return end(&link, STR(""));
}

struct str page_contact_link(const struct context *ctx, struct str query)
{
    struct link link;
    begin(&link, ctx, STR("/contact"));
    add(&link, STR("q"), query);
    add_chosen_language(&link);
    return end(&link, STR(""));
}

static void begin_article(struct link *link, const struct context *ctx, struct str id)
{
    begin(link, ctx, STR("/articles/"));
    html_url(&link->out, id);
}

struct str page_article_link(const struct context *ctx, struct str id, struct str anchor)
{
    struct link link;
    begin_article(&link, ctx, id);
    add_chosen_language(&link);
    return end(&link, anchor);
}

struct str page_hit_link(const struct context *ctx, struct str id, struct str anchor,
                         struct str query, size_t place)
{
    struct link link;
    begin_article(&link, ctx, id);
    add(&link, STR("q"), query);
    add_number(&link, STR("place"), place);
    add_chosen_language(&link);
    return end(&link, anchor);
}

struct str page_in_language(const struct context *ctx, enum lang to)
{
    struct link link;
    begin(&link, ctx, STR(""));
    html_url(&link.out, str_sub(ctx->req->path, ctx->base.n, ctx->req->path.n));
    add(&link, STR("lang"), lang_code(to));
    return end(&link, STR(""));
}

void page_href(struct buf *out, struct str link)
{
    html_lit(out, "href=\"");
    html_attr(out, link);
    html_lit(out, "\"");
}
