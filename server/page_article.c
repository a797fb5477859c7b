/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feedback.h"
#include "html.h"
#include "marks.h"
#include "page.h"
#include "page_vote.h"
#include "preview.h"
#include "seo.h"
#include "topics.h"

enum {
    CONTENTS_MIN = 2, /* a contents list is of use when there is something to choose from */
    MARKED_WORDS_MAX = 6,
    /* Brysbaert, "How many words do we read per minute?" (2019): 238 English words a minute; Arabic
     * text of the same content has fewer and longer words. */
    WORDS_A_MINUTE = 180,
};

/* What the page shows of one article. */
struct view {
    const struct article_record *article;
    const struct search_result *related;
    const struct topic *topic; /* NULL: of no topic */
    struct str query;          /* of the search that led here; empty: none */
    const struct snippet_query *words;
    struct str_list shown_words;
    enum lang lang; /* of the words inside the article's block */
};

/* --- head --- */

/* Words between blanks, tags left out: near enough for minutes. */
static uint64_t reading_minutes(struct str html)
{
    size_t words = 0;
    bool in_tag = false, in_word = false;
    for (size_t i = 0; i < html.n; i++) {
        char c = html.p[i];
        if (c == '<' || c == '>')
            in_tag = c == '<';
        bool letter = !in_tag && c != '>' && (unsigned char)c > ' ';
        words += letter && !in_word;
        in_word = letter;
    }
    return (words + WORDS_A_MINUTE / 2) / WORDS_A_MINUTE;
}

static void write_count(const struct context *ctx, struct buf *out, enum lang lang,
                        enum message message, uint64_t n)
{
    struct context inner = *ctx;
    inner.lang = lang;
    page_count(&inner, out, message, n);
}

static void write_meta(const struct context *ctx, struct buf *out, const struct view *view)
{
    const struct article_record *article = view->article;
    html_lit(out, "<p class=\"meta\">");
    if (article->updated.n) {
        html_lit(out, "<span>");
        page_updated(ctx, out, view->lang, article->updated);
        html_lit(out, "</span>");
    }
    html_lit(out, "<span>");
    write_count(ctx, out, view->lang, MSG_READING_TIME, reading_minutes(article->html));
    html_lit(out, "</span>");
    for (size_t i = 0; i < article->products.n; i++) {
        html_lit(out, "<span><bdi>");
        html_text(out, article->products.items[i]);
        html_lit(out, "</bdi></span>");
    }
    html_lit(out, "</p>");
}

/* Both need the script, which shows them. */
static void write_tools(struct buf *out, enum lang lang)
{
    html_lit(out, "<div class=\"tools\" hidden><button class=\"btn quiet mini\" type=\"button\" "
                  "data-copy-link>");
    page_icon(out, "link");
    html_text(out, lang_text(lang, MSG_COPY_LINK));
    html_lit(out, "</button><button class=\"btn quiet mini\" type=\"button\" data-print>");
    page_icon(out, "print");
    html_text(out, lang_text(lang, MSG_PRINT));
    html_lit(out, "</button></div>");
}

/* The highest level of heading. */
static void write_contents(struct buf *out, const struct view *view)
{
    const struct article_record *article = view->article;
    unsigned top = 6;
    size_t shown = 0;
    for (size_t i = 0; i < article->n_headings; i++)
        if (article->headings[i].level > 1 && article->headings[i].level < top)
            top = article->headings[i].level;
    for (size_t i = 0; i < article->n_headings; i++)
        shown += article->headings[i].level == top && article->headings[i].anchor.n;
    if (shown < CONTENTS_MIN)
        return;
    html_lit(out, "<nav class=\"toc\" aria-labelledby=\"toc\"><div><h2 id=\"toc\">");
    html_text(out, lang_text(view->lang, MSG_CONTENTS));
    html_lit(out, "</h2><ul class=\"t\" data-contents>");
    for (size_t i = 0; i < article->n_headings; i++) {
        const struct heading_record *heading = &article->headings[i];
        if (heading->level != top || heading->anchor.n == 0)
            continue;
        html_lit(out, "<li><a href=\"#");
        html_url(out, heading->anchor);
        html_lit(out, "\">");
        html_text(out, heading->text);
        html_lit(out, "</a></li>");
    }
    html_lit(out, "</ul></div></nav>");
}

/* --- body --- */

static void write_marks_note(const struct context *ctx, struct buf *out, const struct view *view)
{
    html_lit(out, "<p class=\"marks\"><span>");
    page_say_before(out, view->lang, MSG_MARKS);
    for (size_t i = 0; i < view->shown_words.n && i < MARKED_WORDS_MAX; i++) {
        if (i) {
            html_text(out, lang_text(view->lang, MSG_LIST_COMMA));
            html_lit(out, " ");
        }
        html_lit(out, "<bdi>");
        html_text(out, view->shown_words.items[i]);
        html_lit(out, "</bdi>");
    }
    page_say_after(out, view->lang, MSG_MARKS);
    html_lit(out, "</span><a ");
    page_href(out, page_article_link(ctx, view->article->id, STR("")));
    html_lit(out, ">");
    html_text(out, lang_text(view->lang, MSG_MARKS_CLEAR));
    html_lit(out, "</a></p>");
}

static void write_prose(struct context *ctx, struct buf *out, const struct view *view)
{
    struct buf marked;
    buf_init(&marked, HTTP_RESPONSE_MAX_BYTES);
    struct str html = view->article->html;
    if (view->words && marks_write(&marked, ctx->text, ctx->arena, html, view->words) &&
        !marked.failed) {
        html = buf_str(&marked);
        write_marks_note(ctx, out, view);
    }
    html_lit(out, "<div class=\"prose\">");
    html_safe(out, html);
    html_lit(out, "</div>");
    buf_release(&marked);
}

static void write_related(const struct context *ctx, struct buf *out, const struct view *view)
{
    if (view->related->n_hits == 0)
        return;
    html_lit(out, "<section class=\"band\" aria-labelledby=\"related\"><div class=\"headrow\">"
                  "<h2 id=\"related\">");
    html_text(out, lang_text(view->lang, MSG_RELATED));
    html_lit(out, "</h2></div><ul class=\"list\">");
    for (size_t i = 0; i < view->related->n_hits; i++) {
        const struct section_record *s = &view->related->hits[i].section;
        html_lit(out, "<li><div><a ");
        page_href(out, page_article_link(ctx, s->article_id, STR("")));
        html_lit(out, "><bdi>");
        html_text(out, s->title);
        html_lit(out, "</bdi></a>");
        page_list_mark(ctx, out, view->lang, s->preview);
        html_lit(out, "</div></li>");
    }
    html_lit(out, "</ul></section>");
}

static void write_neighbour(const struct context *ctx, struct buf *out, enum lang lang,
                            const struct outline_article *article, bool next)
{
    if (!article)
        return;
    html_lit(out, "<a ");
    page_href(out, page_article_link(ctx, article->id, STR("")));
    if (next)
        html_lit(out, " rel=\"next\"><small class=\"xs\">");
    else
        html_lit(out, " rel=\"prev\"><small class=\"xs\">");
    html_text(out, lang_text(lang, next ? MSG_NEXT : MSG_PREVIOUS));
    html_lit(out, "</small>");
    html_text(out, article->title);
    html_lit(out, "</a>");
}

static void write_neighbours(const struct context *ctx, struct buf *out, const struct view *view)
{
    const struct outline_article *previous, *next;
    const struct outline_article *here = outline_find(ctx->outline, view->article->id);
    if (!here || here->category.n == 0)
        return;
    outline_neighbours(ctx->outline, here, AUDIENCE_PUBLIC, &previous, &next);
    if (!previous && !next)
        return;
    html_lit(out, "<nav class=\"next\" aria-label=\"");
    html_attr(out, lang_text(view->lang, MSG_TOPIC_ARTICLES));
    html_lit(out, "\">");
    write_neighbour(ctx, out, view->lang, previous, false);
    write_neighbour(ctx, out, view->lang, next, true);
    html_lit(out, "</nav>");
}

static void write_article(struct context *ctx, struct buf *out, const struct view *view)
{
    const struct article_record *article = view->article;
    html_lit(out, "<article class=\"doc\"");
    page_lang_dir(out, article->lang.n ? article->lang : lang_code(ctx->lang));
    html_lit(out, "><header><h1>");
    html_text(out, article->title);
    html_lit(out, "</h1>");
    preview_note(ctx, out, view->lang, article->preview);
    write_meta(ctx, out, view);
    write_tools(out, view->lang);
    html_lit(out, "</header>");
    write_contents(out, view);
    html_lit(out, "<div class=\"body\">");
    write_prose(ctx, out, view);
    page_vote_form(ctx, out,
                   &(struct vote_target){
                       .article = article->id,
                       .query = view->query,
                       .lang = view->lang,
                   });
    write_related(ctx, out, view);
    write_neighbours(ctx, out, view);
    html_lit(out, "</div></article>");
}

/* --- the page --- */

static unsigned redirect(struct context *ctx, struct response *res, struct str id)
{
    struct str link = page_article_link(ctx, id, STR(""));
    if (ctx->req->raw_query.n)
        link = arena_printf(ctx->arena, STR_FMT "?" STR_FMT,
                            STR_ARG(str_sub(link, 0, str_find_char(link, '?'))),
                            STR_ARG(ctx->req->raw_query));
    response_header(res, "Location", link.p);
    return 301;
}

/* Opened from results: the words to mark, and a click to remember. */
static int read_query(struct context *ctx, struct view *view)
{
    view->query = str_trim(request_param(ctx->req, STR("q")));
    if (view->query.n == 0)
        return 0;
    if (ctx->feedback && ctx->settings->record_searches)
        feedback_click(ctx->feedback, &(struct feedback_click){
                                          .query = view->query,
                                          .article = view->article->id,
                                          .position = (unsigned)request_number(
                                              ctx->req, STR("place"), SEARCH_OFFSET_MAX),
                                      });
    if (search_words(ctx->search, ctx->arena, view->query, &view->words, &ctx->err) != 0)
        return -1;
    return search_words_shown(ctx->search, ctx->arena, view->query, &view->shown_words, &ctx->err);
}

/* The address of the article, and of its translation. */
static void find_addresses(const struct context *ctx, const struct article_record *article,
                           struct page *page)
{
    struct context plain = *ctx;
    enum lang own = page_inner_lang(ctx, article->lang), other = own == LANG_AR ? LANG_EN : LANG_AR;
    enum lang wanted = ctx->lang == LANG_AR ? LANG_EN : LANG_AR;
    const struct outline_article *here = outline_find(ctx->outline, article->id);
    const struct outline_article *there =
        here ? outline_translation(ctx->outline, here, lang_code(other), AUDIENCE_PUBLIC) : NULL;
    plain.lang_chosen = false;
    page->in_language[own] = page_article_link(&plain, article->id, STR(""));
    if (there)
        page->in_language[other] = page_article_link(&plain, there->id, STR(""));
    plain.lang_chosen = true;
    plain.lang = wanted;
    page->other_language = there && wanted == other ? page_article_link(&plain, there->id, STR(""))
                                                    : page_in_language(ctx, wanted);
}

unsigned page_article(struct context *ctx, struct response *res)
{
    struct article_record article = {0};
    bool redirected = false;
    if (search_article(ctx->search, ctx->arena, ctx->rest, AUDIENCE_PUBLIC, &article, &redirected,
                       &ctx->err) != 0) {
        if (ctx->err.code != ERR_NOT_FOUND)
            return 500;
        ctx->err.code = ERR_NONE;
        return 404;
    }
    if (redirected)
        return redirect(ctx, res, article.id);
    struct search_result related;
    struct topics topics;
    struct view view = {
        .article = &article, .related = &related, .lang = page_inner_lang(ctx, article.lang)};
    if (search_related(ctx->search, ctx->arena, &article, AUDIENCE_PUBLIC, RELATED_MAX, &related,
                       &ctx->err) != 0 ||
        read_query(ctx, &view) != 0)
        return 500;
    struct context inner = *ctx; /* an article's topic is one of its own language */
    inner.lang = view.lang;
    inner.lang_chosen |= view.lang != ctx->lang;
    topics_find(&inner, &topics);
    view.topic = topics_by_name(&topics, article.category);
    struct page page = {
        .title = page_title(ctx, article.title),
        .description = article.description,
        .search = &(struct search_view){.query = view.query},
        .article = true,
    };
    find_addresses(ctx, &article, &page);
    struct buf *out = &res->body;
    page_begin(ctx, res, &page);
    html_lit(out, "<div class=\"wrap\">");
    page_crumbs(ctx, out, view.topic ? page_topic_link(&inner, view.topic->id) : STR(""),
                view.topic ? view.topic->name : STR(""), article.title);
    html_lit(out, "<main id=\"main\">");
    write_article(ctx, out, &view);
    html_lit(out, "</main></div>");
    seo_article(ctx, out, &article, view.topic);
    page_end(ctx, res);
    return 200;
}
