/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jawab-eval: asks an index judged questions and prints how good the answers are (lib/metrics.h)
 * and what they cost. Questions are JSON lines {"_id","text"}, judgements lines of question,
 * article and grade separated by tabs, with a heading line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/file.h"
#include "../lib/json.h"
#include "../lib/metrics.h"
#include "../lib/opt.h"
#include "../lib/search.h"

enum { FILE_MAX_BYTES = 256 << 20, RELEVANT_MAX = 1000, FULL_GRADE = 2 };

struct options {
    const char *index, *queries, *qrels, *mistyped, *ids;
    bool json;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "index to ask", .required = true},
    {"queries", OPT_STRING, offsetof(struct options, queries), "FILE",
     "questions, one JSON object {\"_id\",\"text\"} a line", .required = true},
    {"qrels", OPT_STRING, offsetof(struct options, qrels), "FILE",
     "judgements: question id, article id, grade, separated by tabs", .required = true},
    {"mistyped", OPT_STRING, offsetof(struct options, mistyped), "FILE",
     "the same questions as people mistype them, {\"_id\",\"text\",\"changed\"} a line: asks those "
     "that are changed, both ways"},
    {"ids", OPT_STRING, offsetof(struct options, ids), "PREFIX",
     "ask only the questions whose id begins so"},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
};

static const struct opt_command command = {
    .program = "jawab-eval",
    .summary = "Asks judged questions and prints relevance and CPU time.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
};

struct judgement {
    struct str query, article;
    unsigned grade;
};

struct judgements {
    struct judgement *rows; /* sorted by query, then article */
    size_t n;
};

struct question {
    struct str id, text;
    bool changed; /* mistyped: differs from the question as it was meant */
};

struct questions {
    struct question *rows;
    size_t n;
};

struct totals {
    size_t n, zero_results;
    size_t answers, right_answers; /* shown as the answer; and alone a full one (grade 2) */
    double ndcg, reciprocal_rank, recall_1, recall_10;
    uint64_t *cpu_us; /* to the order of the answers, reading them not counted */
};

/* --- reading --- */

static int by_query_then_article(const void *left, const void *right)
{
    const struct judgement *a = left, *b = right;
    int order = str_cmp(a->query, b->query);
    return order ? order : str_cmp(a->article, b->article);
}

static struct str cut_column(struct str *line)
{
    size_t tab = str_find_char(*line, '\t');
    struct str column = str_sub(*line, 0, tab);
    *line = tab == SIZE_MAX ? (struct str){NULL, 0} : str_sub(*line, tab + 1, line->n);
    return column;
}

static int read_judgements(struct arena *a, const char *path, struct str text,
                           struct judgements *out, struct err *err)
{
    struct str line;
    unsigned number = 0;
    out->rows = ARENA_ARRAY(a, struct judgement, str_count_lines(text));
    while (str_next_line(&text, &line)) {
        if (number++ == 0 || line.n == 0)
            continue;
        struct judgement row = {.query = cut_column(&line), .article = cut_column(&line)};
        if (row.article.n == 0 || line.n == 0)
            return err_at(err, ERR_SYNTAX, path, number,
                          "expected: question, article and grade, separated by tabs");
        row.grade = (unsigned)strtoul(arena_dup(a, line).p, NULL, 10);
        out->rows[out->n++] = row;
    }
    if (out->n)
        qsort(out->rows, out->n, sizeof *out->rows, by_query_then_article);
    return 0;
}

static int read_questions(struct arena *a, const char *path, struct str text, struct questions *out,
                          struct err *err)
{
    struct str line;
    unsigned number = 0;
    out->rows = ARENA_ARRAY(a, struct question, str_count_lines(text));
    while (str_next_line(&text, &line)) {
        number++;
        if (str_trim(line).n == 0)
            continue;
        json_t *object = json_read(line, path, err);
        if (!object) {
            err->line = number;
            return -1;
        }
        struct str id = json_member(object, "_id"), question = json_member(object, "text");
        out->rows[out->n++] = (struct question){arena_dup(a, id), arena_dup(a, question),
                                                json_is_true(json_object_get(object, "changed"))};
        json_decref(object);
    }
    return 0;
}

/* --- asking --- */

/* The judgements of one question: a run of rows. */
static struct judgements judged(const struct judgements *all, struct str query)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(all->rows[middle].query, query) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    struct judgements own = {all->rows + low, 0};
    while (low + own.n < all->n && str_eq(own.rows[own.n].query, query))
        own.n++;
    return own;
}

static unsigned grade_of(const struct judgements *own, struct str article)
{
    for (size_t i = 0; i < own->n; i++)
        if (str_eq(own->rows[i].article, article))
            return own->rows[i].grade;
    return 0;
}

static void count(struct totals *t, const struct judgements *own,
                  const struct search_result *result)
{
    unsigned found[METRICS_DEPTH], relevant[RELEVANT_MAX];
    size_t n_found = 0, n_relevant = 0;
    for (size_t i = 0; i < result->n_hits && i < METRICS_DEPTH; i++)
        found[n_found++] = grade_of(own, result->hits[i].section.article_id);
    for (size_t i = 0; i < own->n && n_relevant < RELEVANT_MAX; i++)
        if (own->rows[i].grade)
            relevant[n_relevant++] = own->rows[i].grade;
    t->ndcg += metrics_ndcg(found, n_found, relevant, n_relevant);
    t->reciprocal_rank += metrics_reciprocal_rank(found, n_found);
    t->recall_1 += metrics_recall(found, n_found, 1, n_relevant);
    t->recall_10 += metrics_recall(found, n_found, METRICS_DEPTH, n_relevant);
    t->zero_results += result->n_hits == 0;
    if (result->answer.hit) {
        t->answers++;
        t->right_answers += grade_of(own, result->answer.hit->section.article_id) >= FULL_GRADE;
    }
    t->cpu_us[t->n++] = result->ranked_us;
}

static int ask_all(struct search *s, const struct questions *questions,
                   const struct judgements *judgements, struct totals *totals, struct err *err)
{
    struct arena a = ARENA_INIT;
    int failed = 0;
    for (size_t i = 0; i < questions->n && !failed; i++) {
        const struct question *question = &questions->rows[i];
        struct judgements own = judged(judgements, question->id);
        struct search_result result;
        struct search_request request = {
            .query = question->text, .limit = METRICS_DEPTH, .without_snippets = true};
        if (own.n == 0)
            continue; /* nobody judged it */
        failed = search_run(s, &a, &request, &result, err);
        if (!failed)
            count(totals, &own, &result);
        arena_clear(&a);
    }
    arena_release(&a);
    return failed;
}

static void print(const struct totals *t, bool json)
{
    double n = t->n ? (double)t->n : 1;
    unsigned long long p50 = metrics_percentile(t->cpu_us, t->n, 50);
    unsigned long long p99 = metrics_percentile(t->cpu_us, t->n, 99);
    static const char *const as_json =
        "{\"queries\": %zu, \"ndcg_at_10\": %.4f, \"mrr_at_10\": %.4f, \"recall_at_1\": %.4f, "
        "\"recall_at_10\": %.4f, \"zero_result_rate\": %.4f, \"answers\": %zu, "
        "\"answer_precision\": %.4f, \"cpu_us_p50\": %llu, \"cpu_us_p99\": %llu}\n";
    static const char *const as_text =
        "queries %zu\nnDCG@10 %.4f\nMRR@10 %.4f\nrecall@1 %.4f\nrecall@10 %.4f\n"
        "zero-result rate %.4f\nanswers %zu\nanswer precision %.4f\nCPU p50 %llu us\nCPU p99 %llu "
        "us\n";
    printf(json ? as_json : as_text, t->n, t->ndcg / n, t->reciprocal_rank / n, t->recall_1 / n,
           t->recall_10 / n, (double)t->zero_results / n, t->answers,
           t->answers ? (double)t->right_answers / (double)t->answers : 1, p50, p99);
}

/* How much of the quality of the questions typed right is left when they are mistyped. */
static void print_mistyped(const struct totals *right, const struct totals *mistyped, bool json)
{
    static const char *const as_json =
        "{\"changed\": %zu, \"ndcg_at_10_right\": %.4f, \"ndcg_at_10\": %.4f, \"share\": %.4f, "
        "\"zero_result_rate\": %.4f}\n";
    static const char *const as_text =
        "changed %zu\nnDCG@10 typed right %.4f\nnDCG@10 %.4f\nshare %.4f\nzero-result rate %.4f\n";
    double n = mistyped->n ? (double)mistyped->n : 1;
    printf(json ? as_json : as_text, mistyped->n, right->ndcg / n, mistyped->ndcg / n,
           right->ndcg > 0 ? mistyped->ndcg / right->ndcg : 1, (double)mistyped->zero_results / n);
}

static const struct question *question_by_id(const struct questions *questions, struct str id)
{
    for (size_t i = 0; i < questions->n; i++)
        if (str_eq(questions->rows[i].id, id))
            return &questions->rows[i];
    return NULL;
}

/* The questions that are changed, and the same as they were meant. */
static void keep_changed(struct arena *a, const struct questions *all, struct questions *mistyped,
                         struct questions *right)
{
    size_t n = 0;
    right->rows = ARENA_ARRAY(a, struct question, mistyped->n);
    for (size_t i = 0; i < mistyped->n; i++) {
        const struct question *meant = question_by_id(all, mistyped->rows[i].id);
        if (!mistyped->rows[i].changed || !meant)
            continue;
        right->rows[n] = *meant;
        mistyped->rows[n++] = mistyped->rows[i];
    }
    mistyped->n = right->n = n;
}

static void keep_ids(struct questions *questions, struct str prefix)
{
    size_t n = 0;
    for (size_t i = 0; i < questions->n; i++)
        if (str_starts(questions->rows[i].id, prefix))
            questions->rows[n++] = questions->rows[i];
    questions->n = n;
}

/* What was read of the files. */
struct material {
    struct arena arena;
    struct questions questions, mistyped;
    struct judgements judgements;
};

static int read_file(struct arena *a, const char *path, struct str *text, struct err *err)
{
    struct buf bytes;
    buf_init(&bytes, FILE_MAX_BYTES);
    int result = file_read(path, FILE_MAX_BYTES, &bytes, err);
    if (result == 0)
        *text = arena_dup(a, buf_str(&bytes));
    buf_release(&bytes);
    return result;
}

static int read_all(const struct options *options, struct material *m, struct err *err)
{
    struct str queries = STR(""), qrels = STR(""), mistyped = STR("");
    if (read_file(&m->arena, options->queries, &queries, err) < 0 ||
        read_file(&m->arena, options->qrels, &qrels, err) < 0 ||
        read_questions(&m->arena, options->queries, queries, &m->questions, err) < 0 ||
        read_judgements(&m->arena, options->qrels, qrels, &m->judgements, err) < 0)
        return -1;
    keep_ids(&m->questions, str_from(options->ids));
    if (!options->mistyped)
        return 0;
    if (read_file(&m->arena, options->mistyped, &mistyped, err) < 0)
        return -1;
    return read_questions(&m->arena, options->mistyped, mistyped, &m->mistyped, err);
}

static int ask_mistyped(struct search *s, struct material *m, bool json, struct err *err)
{
    struct questions right = {0};
    keep_changed(&m->arena, &m->questions, &m->mistyped, &right);
    struct totals as_meant = {.cpu_us = ARENA_ARRAY(&m->arena, uint64_t, right.n)};
    struct totals as_typed = {.cpu_us = ARENA_ARRAY(&m->arena, uint64_t, right.n)};
    if (ask_all(s, &right, &m->judgements, &as_meant, err) < 0 ||
        ask_all(s, &m->mistyped, &m->judgements, &as_typed, err) < 0)
        return -1;
    print_mistyped(&as_meant, &as_typed, json);
    return 0;
}

static int evaluate(const struct options *options, struct err *err)
{
    struct material m = {.arena = ARENA_INIT};
    struct search *s = NULL;
    int result = read_all(options, &m, err);
    if (result == 0)
        result = search_open(&s, options->index, err);
    struct totals totals = {.cpu_us = ARENA_ARRAY(&m.arena, uint64_t, m.questions.n)};
    if (result == 0 && options->mistyped)
        result = ask_mistyped(s, &m, options->json, err);
    else if (result == 0) {
        result = ask_all(s, &m.questions, &m.judgements, &totals, err);
        if (result == 0)
            print(&totals, options->json);
    }
    search_close(s);
    arena_release(&m.arena);
    return result;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct err err = ERR_INIT;
    size_t n_operands;
    switch (opt_parse(&command, argc, argv, &options, 0, &n_operands, &err)) {
    case OPT_SHOWN:
        return 0;
    case OPT_BAD:
        break;
    case OPT_RUN:
        if (evaluate(&options, &err) == 0)
            return 0;
        break;
    }
    err_print(stderr, &err);
    return 2;
}
