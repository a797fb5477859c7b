/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "seo.h"

#include "../lib/json.h"
#include "html.h"
#include "page.h"

enum {
    SITEMAP_ADDRESSES_MAX = 50000, /* sitemaps.org */
    SUGGESTIONS_MAX = 8,
    QUESTIONS_MIN = 2, /* an article with fewer is no list of questions */
};

unsigned seo_robots(struct context *ctx, struct response *res)
{
    res->content_type = "text/plain; charset=utf-8";
    response_header(res, "Cache-Control", "public, max-age=86400");
    buf_printf(&res->body,
               "User-agent: *\nDisallow: /search\nDisallow: /typing\nDisallow: /api/\n"
               "Disallow: /agent\nDisallow: /widget/\nDisallow: /thanks\n"
               "Sitemap: " STR_FMT "/sitemap.xml\n",
               STR_ARG(ctx->site_url));
    return 200;
}

/* --- the site map --- */

static void write_alternate(const struct context *ctx, struct buf *out, struct str lang,
                            struct str path)
{
    html_lit(out, "<xhtml:link rel=\"alternate\" hreflang=\"");
    html_attr(out, lang);
    html_lit(out, "\" href=\"");
    html_attr(out, ctx->site_url);
    html_attr(out, path);
    html_lit(out, "\"/>");
}

static void write_article(const struct context *ctx, struct buf *out,
                          const struct outline_article *article)
{
    enum lang own = LANG_AR;
    const struct outline_article *other = NULL;
    if (lang_parse(article->lang, &own))
        other = outline_translation(ctx->outline, article,
                                    lang_code(own == LANG_AR ? LANG_EN : LANG_AR), AUDIENCE_PUBLIC);
    struct str path = page_article_link(ctx, article->id, STR(""));
    html_lit(out, "<url><loc>");
    html_text(out, ctx->site_url);
    html_text(out, path);
    html_lit(out, "</loc>");
    if (article->updated.n) {
        html_lit(out, "<lastmod>");
        html_text(out, article->updated);
        html_lit(out, "</lastmod>");
    }
    if (other) {
        write_alternate(ctx, out, article->lang, path);
        write_alternate(ctx, out, other->lang, page_article_link(ctx, other->id, STR("")));
    }
    html_lit(out, "</url>\n");
}

static void write_page(const struct context *ctx, struct buf *out, struct str link)
{
    html_lit(out, "<url><loc>");
    html_text(out, ctx->site_url);
    html_text(out, link);
    html_lit(out, "</loc></url>\n");
}

unsigned seo_sitemap(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    size_t n, written = 0;
    const struct outline_article *articles = outline_articles(ctx->outline, &n);
    res->content_type = "application/xml; charset=utf-8";
    html_lit(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
                  "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    for (size_t i = 0; i < ctx->settings->n_languages; i++) {
        struct context speaking = *ctx;
        struct topics topics;
        speaking.lang = (enum lang)ctx->settings->languages[i];
        speaking.lang_chosen = true;
        write_page(&speaking, out, page_home_link(&speaking));
        topics_find(&speaking, &topics);
        for (size_t k = 0; k < topics.n; k++)
            write_page(&speaking, out, page_topic_link(&speaking, topics.items[k].id));
        written += 1 + topics.n;
    }
    for (size_t i = 0; i < n && written < SITEMAP_ADDRESSES_MAX; i++) {
        if (articles[i].audience != AUDIENCE_PUBLIC)
            continue;
        write_article(ctx, out, &articles[i]);
        written++;
    }
    html_lit(out, "</urlset>\n");
    return 200;
}

/* --- the browser's search field --- */

unsigned seo_opensearch(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    res->content_type = "application/opensearchdescription+xml; charset=utf-8";
    html_lit(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
                  "<ShortName>");
    html_text(out, utf8_cut_bytes(page_site_name(ctx), 32));
    html_lit(out, "</ShortName>\n<Description>");
    page_say(ctx, out, MSG_SEARCH_LABEL);
    html_lit(out, "</Description>\n<InputEncoding>UTF-8</InputEncoding>\n"
                  "<Language>");
    html_text(out, lang_code(ctx->lang));
    html_lit(out, "</Language>\n<Image type=\"image/svg+xml\">");
    html_text(out, ctx->site_url);
    html_lit(out, "/favicon.svg</Image>\n<Url type=\"text/html\" template=\"");
    html_attr(out, ctx->site_url);
    html_lit(out, "/search?q={searchTerms}&amp;ui=");
    html_attr(out, lang_code(ctx->lang));
    html_lit(out, "\"/>\n<Url type=\"application/x-suggestions+json\" template=\"");
    html_attr(out, ctx->site_url);
    html_lit(out, "/opensearch-suggestions?q={searchTerms}\"/>\n</OpenSearchDescription>\n");
    return 200;
}

/* ["typed", ["one", "another"]] (OpenSearch Suggestions extension). */
unsigned seo_suggestions(struct context *ctx, struct response *res)
{
    struct str query = request_param(ctx->req, STR("q"));
    struct suggestion_list list = {0};
    if (str_trim(query).n && search_suggest(ctx->search, ctx->arena, query, AUDIENCE_PUBLIC,
                                            SUGGESTIONS_MAX, &list, &ctx->err) != 0)
        return 500;
    json_t *texts = json_array();
    for (size_t i = 0; i < list.n; i++)
        json_array_append_new(texts, json_text(list.items[i].text));
    json_t *answer = json_array();
    json_array_append_new(answer, json_text(query));
    json_array_append_new(answer, texts);
    res->content_type = "application/x-suggestions+json";
    json_write(&res->body, answer, false);
    return 200;
}

/* --- an article --- */

static json_t *absolute(const struct context *ctx, struct str link)
{
    return json_text(
        arena_printf(ctx->arena, STR_FMT STR_FMT, STR_ARG(ctx->site_url), STR_ARG(link)));
}

static void add_crumb(json_t *list, struct str name, json_t *address)
{
    json_t *crumb = json_object();
    json_object_set_new(crumb, "@type", json_string("ListItem"));
    json_object_set_new(crumb, "position", json_integer((json_int_t)json_array_size(list) + 1));
    json_object_set_new(crumb, "name", json_text(name));
    json_object_set_new(crumb, "item", address);
    json_array_append_new(list, crumb);
}

static json_t *crumbs_json(const struct context *ctx, const struct article_record *article,
                           const struct topic *topic)
{
    json_t *list = json_array();
    add_crumb(list, page_site_name(ctx), absolute(ctx, page_home_link(ctx)));
    if (topic)
        add_crumb(list, topic->name, absolute(ctx, page_topic_link(ctx, topic->id)));
    add_crumb(list, article->title, absolute(ctx, page_article_link(ctx, article->id, STR(""))));
    json_t *crumbs = json_object();
    json_object_set_new(crumbs, "@type", json_string("BreadcrumbList"));
    json_object_set_new(crumbs, "itemListElement", list);
    return crumbs;
}

static bool is_question(struct str heading)
{
    return str_ends(heading, STR("؟")) || str_ends(heading, STR("?"));
}

static json_t *question_json(const struct context *ctx, const struct article_record *article,
                             const struct heading_record *heading)
{
    struct str html = record_section_html(ctx->arena, article->html, heading->anchor);
    json_t *answer = json_object(), *question = json_object();
    json_object_set_new(answer, "@type", json_string("Answer"));
    json_object_set_new(answer, "text", json_text(html));
    json_object_set_new(question, "@type", json_string("Question"));
    json_object_set_new(question, "name", json_text(heading->text));
    json_object_set_new(question, "acceptedAnswer", answer);
    return question;
}

/* NULL when the article is no list of questions. */
static json_t *questions_json(const struct context *ctx, const struct article_record *article)
{
    json_t *list = json_array();
    for (size_t i = 0; i < article->n_headings; i++)
        if (article->headings[i].anchor.n && is_question(article->headings[i].text))
            json_array_append_new(list, question_json(ctx, article, &article->headings[i]));
    if (json_array_size(list) < QUESTIONS_MIN) {
        json_decref(list);
        return NULL;
    }
    json_t *page = json_object();
    json_object_set_new(page, "@type", json_string("FAQPage"));
    json_object_set_new(page, "inLanguage", json_text(article->lang));
    json_object_set_new(page, "mainEntity", list);
    return page;
}

/* Within <script> only "<" can end it or begin something else; JSON has an escape for it. */
static void write_script_json(struct buf *out, json_t *value_taken)
{
    struct buf text;
    buf_init(&text, HTTP_RESPONSE_MAX_BYTES);
    json_write(&text, value_taken, false);
    struct str rest = buf_str(&text);
    html_lit(out, "<script type=\"application/ld+json\">");
    while (rest.n) {
        size_t at = str_find_char(rest, '<');
        html_safe(out, str_sub(rest, 0, at));
        if (at == SIZE_MAX)
            break;
        html_lit(out, "\\u003c");
        rest = str_sub(rest, at + 1, rest.n);
    }
    html_lit(out, "</script>\n");
    out->failed |= text.failed;
    buf_release(&text);
}

void seo_article(const struct context *ctx, struct buf *out, const struct article_record *article,
                 const struct topic *topic)
{
    json_t *graph = json_array(), *questions = questions_json(ctx, article);
    json_array_append_new(graph, crumbs_json(ctx, article, topic));
    if (questions)
        json_array_append_new(graph, questions);
    json_t *document = json_object();
    json_object_set_new(document, "@context", json_string("https://schema.org"));
    json_object_set_new(document, "@graph", graph);
    write_script_json(out, document);
}
