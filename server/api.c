/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api.h"

#include "../lib/isolate.h"
#include "../lib/json.h"
#include "html.h"
#include "page.h"

/* Values of requests and records are well-formed; anything else would be our mistake. */
static json_t *text_or_null(struct str s)
{
    return s.n ? json_text(s) : json_null();
}

static json_t *text_array(const struct str_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->n; i++)
        json_array_append_new(array, json_text(list->items[i]));
    return array;
}

static json_t *article_url(struct str id, struct str anchor)
{
    struct buf url;
    buf_init(&url, 64 * 1024);
    html_lit(&url, "/articles/");
    html_url(&url, id);
    if (anchor.n) {
        html_lit(&url, "#");
        html_url(&url, anchor);
    }
    json_t *text = json_text(buf_str(&url));
    buf_release(&url);
    return text;
}

static unsigned send_json(struct response *res, json_t *value_taken)
{
    res->content_type = "application/json";
    json_write(&res->body, value_taken, false);
    return 200;
}

/* Reads a whole number; false when it is none or out of range, with the reason as ctx->detail. */
static bool read_number(struct context *ctx, const char *name, size_t min, size_t max,
                        size_t *value)
{
    struct str s = request_param(ctx->req, str_from(name));
    if (!request_has_param(ctx->req, str_from(name)))
        return true;
    size_t n = 0;
    bool good = s.n > 0 && s.n <= 9;
    for (size_t i = 0; i < s.n && good; i++) {
        good = s.p[i] >= '0' && s.p[i] <= '9';
        n = n * 10 + (size_t)(s.p[i] - '0');
    }
    if (!good || n < min || n > max) {
        ctx->detail = arena_printf(ctx->arena, STR_FMT " %s (%zu-%zu)",
                                   STR_ARG(lang_text(ctx->lang, MSG_BAD_NUMBER)), name, min, max);
        return false;
    }
    *value = n;
    return true;
}

static bool read_query(struct context *ctx, struct str *query)
{
    *query = request_param(ctx->req, STR("q"));
    if (request_has_param(ctx->req, STR("q")))
        return true;
    ctx->detail =
        arena_printf(ctx->arena, STR_FMT " q", STR_ARG(lang_text(ctx->lang, MSG_MISSING)));
    return false;
}

static json_t *snippet_html(const struct snippet *snippet, struct str lang)
{
    struct buf html;
    buf_init(&html, 64 * 1024);
    page_marked(&html, snippet, lang);
    json_t *text = json_text(buf_str(&html));
    buf_release(&html);
    return text;
}

static json_t *snippet_text(const struct snippet *snippet, struct str lang)
{
    struct buf plain;
    buf_init(&plain, 64 * 1024);
    isolate_snippet(&plain, snippet, isolate_right_to_left(lang), &isolate_plain);
    json_t *text = json_text(buf_str(&plain));
    buf_release(&plain);
    return text;
}

static json_t *audience_json(enum audience audience)
{
    return json_string(audience == AUDIENCE_AGENT ? "agent" : "public");
}

/* Further sections of a hit's article. */
static json_t *sections_json(const struct search_hit *hit)
{
    json_t *list = json_array();
    for (size_t i = 0; i < hit->n_more; i++) {
        const struct section_record *s = &hit->more[i].section;
        json_t *o = json_object();
        json_object_set_new(o, "url", article_url(s->article_id, s->anchor));
        json_object_set_new(o, "heading", json_text(s->heading));
        json_object_set_new(o, "anchor", json_text(s->anchor));
        json_object_set_new(o, "audience", audience_json(s->audience));
        json_object_set_new(o, "snippet_html", snippet_html(&hit->more[i].snippet, s->lang));
        json_object_set_new(o, "snippet_text", snippet_text(&hit->more[i].snippet, s->lang));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *hit_json(const struct search_hit *hit)
{
    const struct section_record *s = &hit->section;
    json_t *o = json_object();
    json_object_set_new(o, "id", json_text(s->article_id));
    json_object_set_new(o, "url", article_url(s->article_id, s->anchor));
    json_object_set_new(o, "title", json_text(s->title));
    json_object_set_new(o, "lang", json_text(s->lang));
    json_object_set_new(o, "product", text_array(&s->products));
    json_object_set_new(o, "category", json_text(s->category));
    json_object_set_new(o, "heading", json_text(s->heading));
    json_object_set_new(o, "anchor", json_text(s->anchor));
    json_object_set_new(o, "audience", audience_json(s->audience));
    json_object_set_new(o, "snippet_html", snippet_html(&hit->snippet, s->lang));
    json_object_set_new(o, "snippet_text", snippet_text(&hit->snippet, s->lang));
    json_object_set_new(o, "score", json_real(hit->score));
    json_object_set_new(o, "promoted", json_boolean(hit->promoted));
    return o;
}

json_t *api_repairs(const struct search_result *found)
{
    json_t *applied = json_array();
    for (size_t i = 0; i < found->n_repairs; i++) {
        json_t *o = json_object();
        json_object_set_new(o, "kind", json_string(found->repairs[i].kind));
        json_object_set_new(o, "from", json_text(found->repairs[i].from));
        json_object_set_new(o, "to", json_text(found->repairs[i].to));
        json_array_append_new(applied, o);
    }
    return applied;
}

/* A section's text, its joined blanks as blanks. */
static json_t *plain_text(struct arena *a, struct str text)
{
    struct str copy = arena_dup(a, text);
    for (size_t i = 0; i < copy.n; i++)
        if (copy.p[i] == RECORD_JOINED_BLANK)
            ((char *)copy.p)[i] = ' ';
    return json_text(copy);
}

/* The section that answers, or null. */
static json_t *answer_json(struct arena *a, const struct search_answer *answer)
{
    if (!answer->hit)
        return json_null();
    const struct section_record *s = &answer->hit->section;
    json_t *o = json_object();
    json_object_set_new(o, "id", json_text(s->article_id));
    json_object_set_new(o, "url", article_url(s->article_id, s->anchor));
    json_object_set_new(o, "title", json_text(s->title));
    json_object_set_new(o, "heading", json_text(s->heading));
    json_object_set_new(o, "text", plain_text(a, s->text));
    json_object_set_new(o, "html", json_text(answer->html));
    json_object_set_new(o, "confidence", json_real((double)answer->confidence));
    return o;
}

unsigned api_search(struct context *ctx, struct response *res)
{
    struct search_request ask = {
        .limit = RESULTS_PER_PAGE,
        .langs = request_params(ctx->req, ctx->arena, STR("lang")),
        .products = request_params(ctx->req, ctx->arena, STR("product")),
        .categories = request_params(ctx->req, ctx->arena, STR("category")),
        .more_sections = str_eq(request_param(ctx->req, STR("sections")), STR("1")),
        .as_typed = str_eq(request_param(ctx->req, STR("raw")), STR("1")),
        .audience = ctx->audience,
    };
    if (!read_query(ctx, &ask.query) ||
        !read_number(ctx, "limit", 1, SEARCH_LIMIT_MAX, &ask.limit) ||
        !read_number(ctx, "offset", 0, SEARCH_OFFSET_MAX, &ask.offset))
        return 400;
    struct search_result found = {0};
    if (str_trim(ask.query).n && search_run(ctx->search, ctx->arena, &ask, &found, &ctx->err) != 0)
        return 500;
    json_t *hits = json_array();
    for (size_t i = 0; i < found.n_hits; i++)
        json_array_append_new(hits, hit_json(&found.hits[i]));
    for (size_t i = 0; i < found.n_hits && ask.more_sections; i++)
        json_object_set_new(json_array_get(hits, i), "sections", sections_json(&found.hits[i]));
    json_t *o = json_object();
    json_object_set_new(o, "query", json_text(ask.query));
    json_object_set_new(o, "total", json_integer((json_int_t)found.total));
    json_object_set_new(o, "took_us", json_integer((json_int_t)found.took_us));
    json_object_set_new(o, "applied", api_repairs(&found));
    json_object_set_new(o, "meant", json_text(found.meant.n ? found.meant : ask.query));
    json_object_set_new(o, "did_you_mean", text_or_null(found.did_you_mean));
    json_object_set_new(o, "answer", answer_json(ctx->arena, &found.answer));
    json_object_set_new(o, "hits", hits);
    return send_json(res, o);
}

unsigned api_suggest(struct context *ctx, struct response *res)
{
    static const char *const kinds[] = {
        [SUGGESTION_ARTICLE] = "article",
        [SUGGESTION_QUESTION] = "question",
        [SUGGESTION_HEADING] = "heading",
    };
    struct str query;
    size_t limit = API_SUGGESTIONS_DEFAULT;
    if (!read_query(ctx, &query) || !read_number(ctx, "limit", 1, API_SUGGESTIONS_MAX, &limit))
        return 400;
    struct suggestion_list list = {0};
    if (str_trim(query).n &&
        search_suggest(ctx->search, ctx->arena, query, ctx->audience, limit, &list, &ctx->err) != 0)
        return 500;
    json_t *suggestions = json_array();
    for (size_t i = 0; i < list.n; i++) {
        const struct suggestion *s = &list.items[i];
        json_t *o = json_object();
        json_object_set_new(o, "text", json_text(s->text));
        json_object_set_new(o, "kind", json_string(kinds[s->kind]));
        json_object_set_new(o, "url", article_url(s->article_id, s->anchor));
        json_array_append_new(suggestions, o);
    }
    json_t *o = json_object();
    json_object_set_new(o, "query", json_text(query));
    json_object_set_new(o, "suggestions", suggestions);
    return send_json(res, o);
}

static json_t *related_json(const struct search_result *related)
{
    json_t *list = json_array();
    for (size_t i = 0; i < related->n_hits; i++) {
        const struct section_record *s = &related->hits[i].section;
        json_t *o = json_object();
        json_object_set_new(o, "id", json_text(s->article_id));
        json_object_set_new(o, "url", article_url(s->article_id, STR("")));
        json_object_set_new(o, "title", json_text(s->title));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *article_json(const struct article_record *article,
                            const struct search_result *related)
{
    json_t *headings = json_array();
    for (size_t i = 0; i < article->n_headings; i++) {
        json_t *h = json_object();
        json_object_set_new(h, "level", json_integer(article->headings[i].level));
        json_object_set_new(h, "anchor", json_text(article->headings[i].anchor));
        json_object_set_new(h, "text", json_text(article->headings[i].text));
        json_array_append_new(headings, h);
    }
    json_t *o = json_object();
    json_object_set_new(o, "id", json_text(article->id));
    json_object_set_new(o, "url", article_url(article->id, STR("")));
    json_object_set_new(o, "title", json_text(article->title));
    json_object_set_new(o, "description", text_or_null(article->description));
    json_object_set_new(o, "lang", json_text(article->lang));
    json_object_set_new(o, "product", text_array(&article->products));
    json_object_set_new(o, "category", text_or_null(article->category));
    json_object_set_new(o, "tags", text_array(&article->tags));
    json_object_set_new(o, "updated", text_or_null(article->updated));
    json_object_set_new(o, "headings", headings);
    json_object_set_new(o, "audience", audience_json(article->audience));
    json_object_set_new(o, "html", json_text(article->html));
    json_object_set_new(o, "related", related_json(related));
    return o;
}

unsigned api_article(struct context *ctx, struct response *res)
{
    struct article_record article = {0};
    bool redirected = false;
    if (search_article(ctx->search, ctx->arena, ctx->rest, ctx->audience, &article, &redirected,
                       &ctx->err) != 0) {
        if (ctx->err.code != ERR_NOT_FOUND)
            return 500;
        ctx->err.code = ERR_NONE;
        return 404;
    }
    if (redirected) {
        struct buf link;
        buf_init(&link, 64 * 1024);
        html_lit(&link, "/api/v1/articles/");
        html_url(&link, article.id);
        response_header(res, "Location", arena_dup(ctx->arena, buf_str(&link)).p);
        buf_release(&link);
        return 301;
    }
    struct search_result related;
    if (search_related(ctx->search, ctx->arena, &article, ctx->audience, RELATED_MAX, &related,
                       &ctx->err) != 0)
        return 500;
    return send_json(res, article_json(&article, &related));
}

void api_problem(const struct context *ctx, struct response *res)
{
    const struct lang_error *error = lang_error(res->status);
    struct buf instance;
    buf_init(&instance, 128 * 1024);
    html_url(&instance, ctx->req->path);
    json_t *o = json_object();
    json_object_set_new(o, "type", json_string("about:blank"));
    json_object_set_new(o, "title", json_text(lang_text(ctx->lang, error->title)));
    json_object_set_new(o, "status", json_integer(res->status));
    if (ctx->detail.n)
        json_object_set_new(o, "detail", json_text(ctx->detail));
    json_object_set_new(o, "instance", json_text(buf_str(&instance)));
    json_object_set_new(o, "request_id", json_string(ctx->req->id));
    buf_release(&instance);
    res->content_type = "application/problem+json";
    response_header(res, "Content-Language", ctx->lang == LANG_AR ? "ar" : "en");
    json_write(&res->body, o, false);
}
