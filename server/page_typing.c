/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"
#include "preview.h"
#include "topics.h"

enum {
    LETTERS_MIN = 2,
    QUESTIONS_MAX = 5,
    ARTICLES_MAX = 3,
    LINE_MAX_CHARS = 80, /* of an article, in one line of a wide popup */
    RECENT_MAX = 4,      /* searches of before, which the script adds */
};

/* The options of a list, numbered for the script. */
struct options {
    size_t n;
};

static void begin_group(const struct context *ctx, struct buf *out, const char *id,
                        enum message label)
{
    html_lit(out, "<div role=\"group\" aria-labelledby=\"");
    html_attr(out, str_from(id));
    html_lit(out, "\"><div class=\"lbl\" id=\"");
    html_attr(out, str_from(id));
    html_lit(out, "\">");
    page_say(ctx, out, label);
    html_lit(out, "</div>");
}

static void begin_option(struct buf *out, struct options *options, struct str link, struct str icon)
{
    buf_printf(out, "<div role=\"option\" id=\"typing-%zu\" aria-selected=\"false\" data-href=\"",
               ++options->n);
    html_attr(out, link);
    html_lit(out, "\">");
    page_icon_named(out, icon);
}

static void write_marked(struct context *ctx, struct buf *out, struct str text, struct str lang,
                         const struct snippet_query *words)
{
    struct snippet marked = {.text = text};
    if (words)
        snippet_mark_all(ctx->text, ctx->arena, text, words, &marked);
    page_marked(out, &marked, lang);
}

/* The results' passage is of several lines: a shorter one is chosen anew, not cut from it. */
static void write_line(struct context *ctx, struct buf *out, const struct section_record *s,
                       const struct snippet_query *words)
{
    struct snippet line;
    snippet_make(ctx->text, ctx->arena, s->text, words, LINE_MAX_CHARS, &line);
    html_lit(out, "<small>");
    page_marked(out, &line, s->lang);
    html_lit(out, "</small>");
}

/* Completions lead to their own results, which answer them. */
static void write_questions(struct context *ctx, struct buf *out, struct options *options,
                            const struct suggestion_list *list, const struct snippet_query *words)
{
    if (list->n == 0)
        return;
    begin_group(ctx, out, "typing-questions", MSG_TYPING_QUESTIONS);
    for (size_t i = 0; i < list->n; i++) {
        const struct suggestion *item = &list->items[i];
        begin_option(out, options,
                     page_search_link(ctx, &(struct search_view){.query = item->text}),
                     STR("search"));
        html_lit(out, "<span");
        page_lang_dir(out, item->lang.n ? item->lang : lang_code(ctx->lang));
        html_lit(out, ">");
        write_marked(ctx, out, item->text, item->lang, words);
        html_lit(out, "</span></div>");
    }
    html_lit(out, "</div>");
}

static void write_article(struct context *ctx, struct buf *out, struct options *options,
                          const struct search_hit *hit, const struct search_result *found,
                          struct str query)
{
    const struct section_record *s = &hit->section;
    bool question = s->question && s->heading.n;
    struct topics topics;
    struct context inner = *ctx;
    inner.lang = page_inner_lang(ctx, s->lang);
    topics_find(&inner, &topics);
    const struct topic *topic = topics_by_name(&topics, s->category);
    begin_option(
        out, options,
        page_hit_link(ctx, s->article_id, s->anchor, query, (size_t)(hit - found->hits) + 1),
        topic ? topic->icon : STR("info"));
    html_lit(out, "<span");
    page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
    html_lit(out, ">");
    write_marked(ctx, out, question ? s->heading : s->title, s->lang, found->words);
    html_lit(out, " ");
    preview_mark(ctx, out, page_inner_lang(ctx, s->lang), s->preview);
    write_line(ctx, out, s, found->words);
    html_lit(out, "</span>");
    if (s->category.n) {
        html_lit(out, "<span class=\"end\"><bdi>");
        html_text(out, s->category);
        html_lit(out, "</bdi></span>");
    }
    html_lit(out, "</div>");
}

static void write_articles(struct context *ctx, struct buf *out, struct options *options,
                           const struct search_result *found, struct str query)
{
    if (found->n_hits == 0)
        return;
    begin_group(ctx, out, "typing-articles", MSG_TYPING_ARTICLES);
    for (size_t i = 0; i < found->n_hits; i++)
        write_article(ctx, out, options, &found->hits[i], found, query);
    html_lit(out, "</div>");
}

/* For the script to say: so many options, and with one, two... searches of before. */
static void write_counts(const struct context *ctx, struct buf *out, size_t n_options)
{
    html_lit(out, "<p data-counts hidden>");
    for (size_t recent = 0; recent <= RECENT_MAX; recent++) {
        html_lit(out, "<span>");
        page_count(ctx, out, MSG_TYPING_COUNT, n_options + recent);
        html_lit(out, "</span>");
    }
    html_lit(out, "</p>");
}

unsigned page_typing(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct str query = str_trim(text_clean(ctx->arena, request_param(ctx->req, STR("q"))));
    struct suggestion_list list = {0};
    struct search_result found = {0};
    struct options options = {0};
    struct search_request ask = {
        .query = query,
        .limit = ARTICLES_MAX,
        .audience = AUDIENCE_PUBLIC,
        .without_answer = true,
    };
    res->content_type = "text/html; charset=utf-8";
    if (utf8_count_chars(text_fold(ctx->text, ctx->arena, query)) < LETTERS_MIN)
        return 200;
    if (search_suggest(ctx->search, ctx->arena, query, AUDIENCE_PUBLIC, QUESTIONS_MAX, &list,
                       &ctx->err) != 0 ||
        search_run(ctx->search, ctx->arena, &ask, &found, &ctx->err) != 0)
        return 500;
    write_questions(ctx, out, &options, &list, found.words);
    write_articles(ctx, out, &options, &found, query);
    write_counts(ctx, out, options.n);
    return 200;
}

static void write_key(const struct context *ctx, struct buf *out, const char *first,
                      const char *second, enum message says)
{
    html_lit(out, "<span><kbd>");
    html_text(out, str_from(first));
    html_lit(out, "</kbd>");
    if (second) {
        html_lit(out, "<kbd>");
        html_text(out, str_from(second));
        html_lit(out, "</kbd>");
    }
    html_lit(out, " ");
    page_say(ctx, out, says);
    html_lit(out, "</span>");
}

void page_typing_words(const struct context *ctx, struct buf *out)
{
    static const struct page_word words[] = {
        {"label", MSG_TYPING_RESULTS},
        {"recent", MSG_TYPING_RECENT},
        {"loading", MSG_TYPING_LOADING},
        {"offline", MSG_OFFLINE},
        {"clear", MSG_CLEAR},
        {"copied", MSG_COPIED},
        {"copied-link", MSG_COPIED_LINK},
    };
    page_begin_words(ctx, out, "typing", words, sizeof words / sizeof *words);
    html_lit(out, "<footer role=\"presentation\"><span class=\"keys\">");
    write_key(ctx, out, "↑", "↓", MSG_TYPING_MOVE);
    write_key(ctx, out, "Enter", NULL, MSG_TYPING_OPEN);
    write_key(ctx, out, "Esc", NULL, MSG_TYPING_CLOSE);
    html_lit(out, "</span><button class=\"btn quiet mini\" type=\"button\">");
    page_say(ctx, out, MSG_TYPING_CLEAR_RECENT);
    html_lit(out, "</button></footer></template>\n");
}
