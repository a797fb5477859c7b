/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Answers, promoted and related articles, better queries, and why an article stands where it does.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/search.h"
#include "scratch.h"

static const struct fixture_article articles[] = {
    {
        .id = "returns",
        .title = "أسئلة عن الإرجاع",
        .lang = "ar",
        .sections = {{"كم مدة الإرجاع؟", "مدة", "خمسة عشر يوما من التسليم."},
                     {"من يدفع الشحن؟", "شحن", "ندفعه نحن إن كان المنتج معيبا."}},
    },
    {
        .id = "returns-policy",
        .title = "سياسة الإرجاع",
        .lang = "ar",
        .sections = {{NULL, NULL, "الإرجاع مجاني. تسليم المنتج في علبته. الضمان لا يتأثر."}},
    },
    {
        .id = "warranty",
        .title = "الضمان",
        .lang = "ar",
        .sections = {{NULL, NULL, "مدة الضمان سنتان من التسليم، والشحن علينا."}},
    },
    {
        .id = "agents",
        .title = "الإرجاع للموظفين",
        .lang = "ar",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "اقبل الإرجاع بعد المدة."}},
    },
    {
        .id = "typo",
        .title = "نصائح",
        .lang = "ar",
        .sections = {{NULL, NULL, "لا ترم التلسيم والعلبة."}}, /* a writer's mistake: التسليم */
    },
};

enum { N_ARTICLES = sizeof articles / sizeof articles[0] };

struct world {
    struct scratch *scratch;
    struct search *search;
};

static struct world open_world(struct scratch *scratch, const char *promoted)
{
    struct err err = ERR_INIT;
    struct world w = {.scratch = scratch};
    struct generation_manifest manifest;
    char *dir = scratch_path(scratch, "index");
    scratch_write(scratch, "site/lexicon/promoted.txt", str_from(promoted));
    fixture_site = scratch_path(scratch, "site");
    fixture_publish(dir, articles, N_ARTICLES, NULL, &manifest);
    fixture_site = NULL;
    assert_ok(search_open(&w.search, dir, &err), &err);
    return w;
}

static struct search_result ask(struct world *w, const char *query, enum audience audience)
{
    struct err err = ERR_INIT;
    struct search_result result;
    struct search_request request = {.query = str_from(query), .audience = audience};
    assert_ok(search_run(w->search, &w->scratch->arena, &request, &result, &err), &err);
    return result;
}

static void answers_a_question_that_a_heading_asks(void **state)
{
    struct world w = open_world(*state, "");
    struct search_result result = ask(&w, "كم مدة الارجاع", AUDIENCE_PUBLIC);
    assert_non_null(result.answer.hit);
    assert_str(result.answer.hit->section.article_id, "returns");
    assert_str(result.answer.hit->section.anchor, "مدة");
    assert_str(result.answer.hit->section.text, "خمسة عشر يوما من التسليم.");
    assert_true(result.answer.confidence > 0.5f && result.answer.confidence <= 1);
    /* A word that many articles have is no question that one of them answers. */
    result = ask(&w, "التسليم", AUDIENCE_PUBLIC);
    assert_true(result.n_hits > 1);
    assert_null(result.answer.hit);
    assert_true(result.answer.confidence < 0.2f);
    search_close(w.search);
}

static void promoted_articles_come_first_until_their_day(void **state)
{
    struct world w = open_world(*state, "عروض، تخفيضات -> warranty until 2999-12-31\n"
                                        "كم مدة الإرجاع -> warranty\n"
                                        "الضمان -> returns until 2001-01-01\n"
                                        "المنتج -> agents\n"
                                        "العلبة -> nowhere\n");
    /* Found only because it is promoted, in any spelling of the query. */
    struct search_result result = ask(&w, "التخفيضات", AUDIENCE_PUBLIC);
    assert_str(result.hits[0].section.article_id, "warranty");
    assert_true(result.hits[0].promoted);
    assert_null(result.answer.hit);
    result = ask(&w, "كم مدة الإرجاع", AUDIENCE_PUBLIC);
    assert_str(result.hits[0].section.article_id, "warranty");
    for (size_t i = 1; i < result.n_hits; i++)
        assert_false(str_eq(result.hits[i].section.article_id, STR("warranty")));
    assert_int_equal(result.n_hits, result.total);
    /* The query is all that was typed. */
    assert_false(ask(&w, "كم مدة الإرجاع اليوم", AUDIENCE_PUBLIC).hits[0].promoted);
    /* Over, not for this reader, and nowhere. */
    assert_false(ask(&w, "الضمان", AUDIENCE_PUBLIC).hits[0].promoted);
    assert_false(ask(&w, "المنتج", AUDIENCE_PUBLIC).hits[0].promoted);
    assert_true(ask(&w, "المنتج", AUDIENCE_AGENT).hits[0].promoted);
    assert_false(ask(&w, "العلبة", AUDIENCE_PUBLIC).hits[0].promoted);
    search_close(w.search);
}

static void related_articles(void **state)
{
    struct world w = open_world(*state, "");
    struct err err = ERR_INIT;
    struct article_record article;
    struct search_result related;
    bool redirected;
    struct arena *a = &w.scratch->arena;
    assert_ok(search_article(w.search, a, STR("returns-policy"), AUDIENCE_PUBLIC, &article,
                             &redirected, &err),
              &err);
    assert_ok(search_related(w.search, a, &article, AUDIENCE_PUBLIC, 2, &related, &err), &err);
    assert_in_range(related.n_hits, 1, 2);
    assert_str(related.hits[0].section.article_id, "returns");
    for (size_t i = 0; i < related.n_hits; i++) {
        assert_false(str_eq(related.hits[i].section.article_id, STR("returns-policy")));
        assert_int_equal(related.hits[i].section.audience, AUDIENCE_PUBLIC);
    }
    search_close(w.search);
}

/* Nothing was repaired, for a text has the word as well: but far more have another. */
static void did_you_mean(void **state)
{
    enum { HAVE_IT = 12, MANY = 40 };
    struct fixture_article many[MANY];
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct world w = {.scratch = scratch};
    for (size_t i = 0; i < MANY - 1; i++)
        many[i] = (struct fixture_article){
            .id = arena_printf(&scratch->arena, "a%zu", i).p,
            .title = "خبر",
            .lang = "ar",
            .sections = {{NULL, NULL, i < HAVE_IT ? "موعد التسليم غدا." : "نص عن غير ذلك."}},
        };
    many[MANY - 1] = articles[4];
    fixture_publish(scratch_path(scratch, "many"), many, MANY, NULL, &manifest);
    assert_ok(search_open(&w.search, scratch_path(scratch, "many"), &err), &err);
    struct search_result result = ask(&w, "موعد التلسيم؟", AUDIENCE_PUBLIC);
    assert_int_equal(result.n_repairs, 0);
    assert_str(result.did_you_mean, "موعد التسليم؟");
    assert_str(ask(&w, "موعد التسليم؟", AUDIENCE_PUBLIC).did_you_mean, "");
    search_close(w.search);
}

/* The parts add up to the score, and every row and word that had a say is named. */
static void explains_each_part_of_the_score(void **state)
{
    struct world w = open_world(*state, "");
    struct err err = ERR_INIT;
    struct search_explanation why;
    struct search_result result;
    struct search_request request = {.query = STR("وش مدة الضمانن")};
    struct arena *a = &w.scratch->arena;
    assert_ok(search_explain(w.search, a, &request, STR("returns"), &result, &why, &err), &err);
    assert_true(why.found);
    assert_str(why.section.article_id, "returns");
    assert_str(result.hits[why.rank - 1].section.article_id, "returns");
    double sum = 0;
    for (size_t i = 0; i < why.n_words; i++) {
        sum += (double)why.words[i].score;
        assert_int_equal(why.words[i].score > 0, why.words[i].n_matches > 0);
    }
    assert_true(sum > 0 && sum > 0.999 * why.score && sum < 1.001 * why.score);
    assert_true(result.hits[why.rank - 1].score > 0.999 * why.score);
    assert_in_range(why.n_rules, 1, 4);
    assert_string_equal(why.rules[0].file, "dialect.txt");
    assert_int_equal(result.n_repairs, 1);
    /* An article that does not match, one that is not there, one for others. */
    request.query = STR("خمسة عشر");
    assert_ok(search_explain(w.search, a, &request, STR("warranty"), &result, &why, &err), &err);
    assert_false(why.found);
    assert_int_equal(search_explain(w.search, a, &request, STR("nowhere"), &result, &why, &err),
                     -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_int_equal(search_explain(w.search, a, &request, STR("agents"), &result, &why, &err), -1);
    search_close(w.search);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(answers_a_question_that_a_heading_asks),
        SCRATCH(promoted_articles_come_first_until_their_day),
        SCRATCH(related_articles),
        SCRATCH(did_you_mean),
        SCRATCH(explains_each_part_of_the_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
