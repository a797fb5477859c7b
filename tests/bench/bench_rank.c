/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cost of ranking: bench_rank OWN_INDEX ALL_INDEX CONTENT_DIR QUESTIONS
 * CPU time from the text of a query to the order of the answers, documents not read: of judged
 * questions over the articles they were asked of and over all of CONTENT_DIR, and of short queries.
 * Then what a results page asks for besides, as the difference to a search without it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../lib/search.h"
#include "harness.h"
#include "questions.h"

enum { WARM_UP = 100 };

struct figure {
    const char *name;
    bool own;                    /* over the questions' own articles */
    size_t words_min, words_max; /* of a title; 0: questions */
    double p50_us, p99_us;       /* limits; 0: none */
};

static const struct figure figures[] = {
    {"ranking, questions over their own articles", true, 0, 0, 150, 500},
    {"ranking, questions over all articles", false, 0, 0, 600, 2500},
    {"ranking, 1-3 words of a title over all articles", false, 1, 3, 150, 0},
};

static int rank(struct search *s, struct arena *a, struct str query, uint64_t *cpu_us,
                struct err *err)
{
    struct search_request request = {
        .query = query, .without_snippets = true, .without_answer = true};
    struct search_result result;
    int failed = search_run(s, a, &request, &result, err);
    if (!failed)
        *cpu_us = result.ranked_us;
    arena_clear(a);
    return failed;
}

static int measure(const char *index, const struct figure *f, const struct questions *questions,
                   struct err *err)
{
    struct arena a = ARENA_INIT;
    struct search *s = NULL;
    uint64_t *cpu_us = xcalloc(questions->n, sizeof *cpu_us);
    int failed = search_open(&s, index, err);
    for (size_t i = 0; i < WARM_UP && i < questions->n && !failed; i++)
        failed = rank(s, &a, questions->rows[i], &cpu_us[i], err);
    for (size_t i = 0; i < questions->n && !failed; i++)
        failed = rank(s, &a, questions->rows[i], &cpu_us[i], err);
    if (!failed)
        harness_cpu(f->name, cpu_us, questions->n, f->p50_us, f->p99_us);
    search_close(s);
    free(cpu_us);
    arena_release(&a);
    return failed;
}

/* --- beside the hits --- */

static int took(struct search *s, struct arena *a, const struct search_request *request,
                uint64_t *cpu_us, struct err *err)
{
    struct search_result result;
    int failed = search_run(s, a, request, &result, err);
    *cpu_us = failed ? 0 : result.took_us;
    arena_clear(a);
    return failed;
}

/* How much longer each question takes with the counts, or with further sections. */
static int measure_more(struct search *s, const struct questions *questions, const char *name,
                        const struct search_facet_ask *facets, struct err *err)
{
    struct arena a = ARENA_INIT;
    uint64_t *cpu_us = xcalloc(questions->n, sizeof *cpu_us), without = 0, with = 0;
    int failed = 0;
    for (size_t i = 0; i < questions->n && !failed; i++) {
        struct search_request request = {
            .query = questions->rows[i], .without_snippets = true, .without_answer = true};
        failed = took(s, &a, &request, &without, err);
        failed = failed || took(s, &a, &request, &without, err); /* the first was a warm-up */
        request.facets = facets;
        request.more_sections = !facets;
        failed = failed || took(s, &a, &request, &with, err);
        cpu_us[i] = with > without ? with - without : 0;
    }
    if (!failed)
        harness_cpu(name, cpu_us, questions->n, 0, 0);
    free(cpu_us);
    arena_release(&a);
    return failed;
}

/* Counted are values that half of all sections have each: none costs more. */
static int measure_page(const char *index, const struct questions *questions, struct err *err)
{
    enum { VALUES = 40 };
    struct str values[VALUES];
    struct search_facet_ask ask = {.langs = {values, VALUES}};
    struct search *s = NULL;
    for (size_t i = 0; i < VALUES; i++)
        values[i] = i % 2 ? STR("ar") : STR("en");
    int failed =
        search_open(&s, index, err) < 0 ||
        measure_more(s, questions, "counting 40 values over all articles", &ask, err) < 0 ||
        measure_more(s, questions, "further sections over all articles", NULL, err) < 0;
    search_close(s);
    return failed;
}

static int run(char **argv, struct arena *a, struct err *err)
{
    struct questions questions, titles, sample;
    int failed = questions_read(a, argv[4], &questions, err) < 0 ||
                 questions_titles(a, argv[3], &titles, err) < 0;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0] && !failed; i++) {
        const struct figure *f = &figures[i];
        if (f->words_max)
            questions_sample(a, &titles, f->words_min, f->words_max, 0, &sample);
        failed = measure(argv[f->own ? 1 : 2], f, f->words_max ? &sample : &questions, err);
    }
    return failed || measure_page(argv[2], &questions, err);
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    if (argc != 5) {
        fprintf(stderr, "usage: bench_rank OWN_INDEX ALL_INDEX CONTENT_DIR QUESTIONS\n");
        return 2;
    }
    int failed = run(argv, &a, &err);
    if (failed)
        err_print(stderr, &err);
    arena_release(&a);
    return failed ? 1 : 0;
}
