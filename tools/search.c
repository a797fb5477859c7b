/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jawab-search: the same search as the server's, in a terminal. Text is printed in logical order
 * and left to the terminal to lay out; snippets say by isolates where the other direction runs.
 */
#include <stdio.h>
#include <unistd.h>

#include "../lib/isolate.h"
#include "../lib/json.h"
#include "../lib/opt.h"
#include "../lib/search.h"

enum { EXIT_FOUND = 0, EXIT_NOTHING_FOUND = 1, EXIT_FAILED = 2, QUERY_MAX_WORDS = 1000 };

struct options {
    const char *index, *article;
    long limit;
    bool json, explain;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "index to search",
     .required = true},
    {"limit", OPT_NUMBER, offsetof(struct options, limit), "N", "articles to show (default 10)",
     .min = 1, .max = SEARCH_LIMIT_MAX},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
    {"explain", OPT_FLAG, offsetof(struct options, explain), NULL,
     "show what each word became, which lexicon rows were used and how the first article scores"},
    {"article", OPT_STRING, offsetof(struct options, article), "ID",
     "with --explain: how this article scores"},
};

static const struct opt_command command = {
    .program = "jawab-search",
    .usage = "QUERY...",
    .summary = "Searches an index and prints the answers.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  something was found\n"
                     "1  nothing was found\n"
                     "2  the search could not be run\n",
};

/* How matches are marked: colour on a terminal, asterisks in a pipe. */
struct style {
    const char *mark_on, *mark_off, *title_on, *title_off, *dim_on, *dim_off;
};
static const struct style terminal = {"\x1b[1;33m", "\x1b[0m", "\x1b[1m",
                                      "\x1b[0m",    "\x1b[2m", "\x1b[0m"};
static const struct style plain = {"*", "*", "", "", "", ""};

/* The passage on one line, runs of the other direction set apart as on the page. */
static void print_snippet(const struct style *style, const struct search_hit *hit)
{
    struct isolate_style marked = isolate_plain;
    struct buf line;
    buf_init(&line, 1 << 20);
    marked.mark_on = str_from(style->mark_on);
    marked.mark_off = str_from(style->mark_off);
    isolate_snippet(&line, &hit->snippet, isolate_right_to_left(hit->section.lang), &marked);
    printf("   %s\n", line.p);
    buf_release(&line);
}

static void print_hit(const struct style *style, size_t number, const struct search_hit *hit,
                      bool explain)
{
    const struct section_record *section = &hit->section;
    printf("%zu. %s" STR_FMT "%s\n", number, style->title_on, STR_ARG(section->title),
           style->title_off);
    if (section->heading.n)
        printf("   " STR_FMT "\n", STR_ARG(section->heading));
    if (hit->snippet.text.n)
        print_snippet(style, hit);
    printf("   %s/articles/" STR_FMT "%s" STR_FMT "%s", style->dim_on, STR_ARG(section->article_id),
           section->anchor.n ? "#" : "", STR_ARG(section->anchor), style->dim_off);
    if (explain)
        printf("  score %.3f", hit->score);
    printf("\n\n");
}

static void print_repairs(const struct search_result *result)
{
    for (size_t i = 0; i < result->n_repairs; i++)
        printf("read as meant (%s): " STR_FMT " -> " STR_FMT "\n", result->repairs[i].kind,
               STR_ARG(result->repairs[i].from), STR_ARG(result->repairs[i].to));
    if (result->did_you_mean.n)
        printf("did you mean: " STR_FMT "\n", STR_ARG(result->did_you_mean));
    if (result->n_repairs || result->did_you_mean.n)
        printf("\n");
}

static void print_text(const struct search_result *result, bool explain)
{
    const struct style *style = isatty(STDOUT_FILENO) ? &terminal : &plain;
    print_repairs(result);
    for (size_t i = 0; i < result->n_hits; i++)
        print_hit(style, i + 1, &result->hits[i], explain);
    printf("%zu articles, %llu us\n", result->total, (unsigned long long)result->took_us);
}

static void print_matches(const char *what, const struct search_match *matches, size_t n)
{
    if (n == 0)
        return;
    printf("    %s", what);
    for (size_t i = 0; i < n; i++)
        printf("%s " STR_FMT " %.2f x%u", i ? "," : "", STR_ARG(matches[i].word),
               (double)matches[i].similarity, matches[i].frequency);
    printf("\n");
}

static void print_word(const struct search_word *word, bool scored)
{
    printf(STR_FMT "%s: folded " STR_FMT ", stem " STR_FMT "%s, weight %.2f", STR_ARG(word->exact),
           word->typed ? "" : " (not typed)", STR_ARG(word->folded), STR_ARG(word->stem),
           word->stop_word ? ", stop word" : "", (double)word->weight);
    if (scored)
        printf(", score %.2f", (double)word->score);
    printf("\n");
    print_matches("in the index:", word->neighbours, word->n_neighbours);
    print_matches("in the section:", word->matches, word->n_matches);
}

/* "word similarity x sections" in the index, "word similarity x times" in the section. */
static void print_explanation(const struct search_explanation *why)
{
    for (size_t i = 0; i < why->n_words; i++)
        print_word(&why->words[i], why->found);
    for (size_t i = 0; i < why->n_rules; i++) {
        const struct search_rule *rule = &why->rules[i];
        printf("%s%s:%u: " STR_FMT " -> " STR_FMT "\n", rule->of_site ? "lexicon/" : "", rule->file,
               rule->line, STR_ARG(rule->from), STR_ARG(rule->to));
    }
    if (why->found)
        printf("score %.2f, place %zu: " STR_FMT "%s" STR_FMT "\n\n", why->score, why->rank,
               STR_ARG(why->section.title), why->section.heading.n ? " > " : "",
               STR_ARG(why->section.heading));
}

static json_t *hit_json(const struct search_hit *hit)
{
    const struct section_record *section = &hit->section;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:f}", "id", json_text(section->article_id),
                     "title", json_text(section->title), "heading", json_text(section->heading),
                     "anchor", json_text(section->anchor), "snippet_text",
                     json_text(hit->snippet.text), "score", hit->score);
}

static void print_json(struct str query, const struct search_result *result)
{
    struct buf text;
    json_t *hits = json_array();
    for (size_t i = 0; i < result->n_hits; i++)
        json_array_append_new(hits, hit_json(&result->hits[i]));
    json_t *object =
        json_pack("{s:o, s:I, s:I, s:o}", "query", json_text(query), "total",
                  (json_int_t)result->total, "took_us", (json_int_t)result->took_us, "hits", hits);
    json_t *applied = json_array();
    for (size_t i = 0; i < result->n_repairs; i++)
        json_array_append_new(applied, json_pack("{s:s, s:o, s:o}", "kind", result->repairs[i].kind,
                                                 "from", json_text(result->repairs[i].from), "to",
                                                 json_text(result->repairs[i].to)));
    json_object_set_new(object, "applied", applied);
    json_object_set_new(object, "meant", json_text(result->meant));
    json_object_set_new(object, "did_you_mean",
                        result->did_you_mean.n ? json_text(result->did_you_mean) : json_null());
    if (result->answer.hit)
        json_object_set_new(object, "answer",
                            json_pack("{s:o, s:f}", "id",
                                      json_text(result->answer.hit->section.article_id),
                                      "confidence", (double)result->answer.confidence));
    buf_init(&text, 16 << 20);
    json_write(&text, object, true);
    printf("%s\n", text.p);
    buf_release(&text);
}

/* The operands as one query, checked where they enter the program. */
static int read_query(char **words, size_t n, struct buf *query, struct err *err)
{
    if (n == 0)
        return err_set(err, ERR_SYNTAX, "what shall I search for? try: jawab-search --help");
    for (size_t i = 0; i < n; i++) {
        buf_add(query, i ? STR(" ") : STR(""));
        buf_add(query, str_from(words[i]));
    }
    if (query->failed)
        return err_set(err, ERR_TOO_BIG, "the query is over 1 MiB");
    if (utf8_valid_bytes(buf_str(query)) != query->n)
        return err_set(err, ERR_SYNTAX, "the query is not UTF-8 text; check the terminal's locale");
    return 0;
}

static int explain(struct search *s, struct arena *a, const struct search_request *request,
                   struct str article, struct err *err)
{
    struct search_result result;
    struct search_explanation why;
    if (search_explain(s, a, request, article, &result, &why, err) < 0)
        return -1;
    print_explanation(&why);
    return 0;
}

static int search(const struct options *options, struct str query, struct err *err)
{
    struct search *s = NULL;
    struct arena a = ARENA_INIT;
    struct search_result result = {0};
    struct search_request request = {.query = query, .limit = (size_t)options->limit};
    struct str article = str_from(options->article);
    int status = EXIT_FAILED;
    if (search_open(&s, options->index, err) < 0)
        return status;
    if (search_instead(s))
        err_print(stderr, search_instead(s)); /* and an older generation answers */
    if (search_run(s, &a, &request, &result, err) == 0)
        status = result.n_hits ? EXIT_FOUND : EXIT_NOTHING_FOUND;
    if (!article.n && result.n_hits)
        article = result.hits[0].section.article_id;
    if (status == EXIT_FOUND && options->explain && explain(s, &a, &request, article, err) < 0)
        status = EXIT_FAILED;
    if (status != EXIT_FAILED && options->json)
        print_json(query, &result);
    else if (status != EXIT_FAILED)
        print_text(&result, options->explain);
    arena_release(&a);
    search_close(s);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = {.limit = 10};
    struct err err = ERR_INIT;
    struct buf query;
    size_t n_words;
    int status = EXIT_FAILED;
    buf_init(&query, 1 << 20);
    switch (opt_parse(&command, argc, argv, &options, QUERY_MAX_WORDS, &n_words, &err)) {
    case OPT_SHOWN:
        return EXIT_FOUND;
    case OPT_BAD:
        break;
    case OPT_RUN:
        if (read_query(argv + 1, n_words, &query, &err) == 0)
            status = search(&options, buf_str(&query), &err);
        break;
    }
    if (status == EXIT_FAILED)
        err_print(stderr, &err);
    buf_release(&query);
    return status;
}
