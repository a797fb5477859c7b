/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a search gives beside its ranked hits: further sections, what is named by the query first,
 * near queries when there is nothing, and the words to mark.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/search.h"
#include "scratch.h"

static const struct fixture_article articles[] = {
    {
        .id = "refund",
        .title = "متى يصل مبلغ الاسترداد؟",
        .lang = "ar",
        .product = "جوالات",
        .sections = {{NULL, NULL, "خمسة أيام عمل إلى البطاقة، وفورا إلى المحفظة، ثم رسالة."},
                     {"البطاقة البنكية", "card", "ينتظر البنك أياما، والبطاقة أبطأ من المحفظة."},
                     {"المتجر", "shop", "عناوين الفروع وأوقاتها."},
                     {"استبدال البطاقة البنكية", "new", "البطاقة البنكية الجديدة من البنك."}},
    },
    {
        .id = "damaged",
        .title = "وصل المنتج تالفا",
        .lang = "ar",
        .product = "شاشات",
        .sections = {{NULL, NULL, "انظر متى يصل مبلغ الاسترداد؟"},
                     {"استبدال", "swap",
                      "متى يصل مبلغ الاسترداد؟ متى يصل مبلغ الاسترداد؟ يصل الاسترداد."}},
    },
    {
        .id = "staff",
        .title = "البطاقة البنكية للموظفين",
        .lang = "ar",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "مشروع زمردة: البطاقة البنكية."},
                     {"البطاقة البنكية سرا", "secret", "البطاقة البنكية."}},
    },
};

static const struct fixture_article printer[] = {{
    .id = "printer",
    .title = "Printer guide",
    .lang = "en",
    .sections = {{NULL, NULL, "toner and cartridge, toner and cartridge in every office room"},
                 {"Toner levels", "levels", "toner cartridge and its level"},
                 {"Paper", "paper", "tray, cartridge"},
                 {"Replace a toner cartridge", "replace", "toner cartridge toner cartridge"}},
}};

struct world {
    struct scratch *scratch;
    struct search *search;
};

static struct world open_with(struct scratch *scratch, const struct fixture_article *what, size_t n)
{
    struct err err = ERR_INIT;
    struct world w = {.scratch = scratch};
    struct generation_manifest manifest;
    char *dir = scratch_path(scratch, "index");
    fixture_publish(dir, what, n, NULL, &manifest);
    assert_ok(search_open(&w.search, dir, &err), &err);
    return w;
}

static struct world open_world(struct scratch *scratch)
{
    return open_with(scratch, articles, sizeof articles / sizeof articles[0]);
}

static struct search_result run(struct world *w, const struct search_request *request)
{
    struct err err = ERR_INIT;
    struct search_result result;
    assert_ok(search_run(w->search, &w->scratch->arena, request, &result, &err), &err);
    return result;
}

static struct str joined(struct arena *a, const struct str *items, size_t n)
{
    struct str out = STR("");
    for (size_t i = 0; i < n; i++)
        out = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? "|" : "", STR_ARG(items[i]));
    return out;
}

static void further_sections_as_the_article_has_them(void **state)
{
    struct world w = open_with(*state, printer, 1);
    static const struct {
        const char *query, *best, *more;
    } cases[] = {
        {"toner", "replace", "levels"},             /* not the one without a heading */
        {"cartridge", "replace", "levels|paper"},   /* though "paper" is better */
        {"toner cartridge replace", "replace", ""}, /* all less than half as good */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_request request = {.query = str_from(cases[i].query), .more_sections = true};
        struct search_result result = run(&w, &request);
        const struct search_hit *hit = &result.hits[0];
        struct str anchors[SEARCH_MORE_MAX];
        for (size_t k = 0; k < hit->n_more; k++) {
            anchors[k] = hit->more[k].section.anchor;
            assert_true(hit->more[k].snippet.n_marks > 0);
        }
        assert_str(hit->section.anchor, cases[i].best);
        assert_str(joined(&w.scratch->arena, anchors, hit->n_more), cases[i].more);
        request.more_sections = false;
        assert_int_equal(run(&w, &request).hits[0].n_more, 0);
        request.more_sections = request.without_snippets = true;
        result = run(&w, &request);
        for (size_t k = 0; k < result.hits[0].n_more; k++)
            assert_int_equal(result.hits[0].more[k].snippet.text.n, 0);
    }
    search_close(w.search);
}

static void what_the_query_names_comes_first(void **state)
{
    struct world w = open_world(*state);
    static const struct {
        const char *query, *id, *anchor;
    } cases[] = {
        {"متى يصل مبلغ الاسترداد؟", "refund", ""},
        {"مَتى يصِل مبلغ الإسترداد", "refund", ""},     /* folded */
        {"\"متى يصل مبلغ الاسترداد\"", "refund", ""}, /* signs aside */
        {"متى يصل مبلغ الاستردادد", "refund", ""},    /* as it was meant */
        {"يصل مبلغ الاسترداد", "damaged", "swap"},    /* a word less is no name */
        {"متى متى يصل مبلغ الاسترداد", "damaged", "swap"},
        {"البطاقة البنكية", "refund", "card"}, /* not the article's best section */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_request request = {.query = str_from(cases[i].query)};
        struct search_result result = run(&w, &request);
        const struct search_hit *first = &result.hits[0];
        if (!str_eq(first->section.article_id, str_from(cases[i].id)) ||
            !str_eq(first->section.anchor, str_from(cases[i].anchor)))
            fail_msg("%s: " STR_FMT "#" STR_FMT, cases[i].query, STR_ARG(first->section.article_id),
                     STR_ARG(first->section.anchor));
        for (size_t k = 1; k < result.n_hits; k++)
            assert_true(result.hits[k].score <= result.hits[k - 1].score);
        /* The same hits one by one, and as explained. */
        struct search_explanation why;
        struct err err = ERR_INIT;
        request.offset = request.limit = 1;
        struct search_result second = run(&w, &request);
        assert_true(str_eq(second.hits[0].section.article_id, result.hits[1].section.article_id));
        assert_ok(search_explain(w.search, &w.scratch->arena, &request, str_from(cases[i].id),
                                 &second, &why, &err),
                  &err);
        assert_int_equal(why.rank, 1);
    }
    search_close(w.search);
}

static void near_queries_when_nothing_is_found(void **state)
{
    struct world w = open_world(*state);
    struct str phones = STR("جوالات");
    static const struct {
        const char *query;
        enum audience audience;
        bool as_typed, phones;
        const char *near;
    } cases[] = {
        {"حلزونات", AUDIENCE_PUBLIC, false, false, ""},
        {"؟!", AUDIENCE_PUBLIC, false, false, ""},
        {"", AUDIENCE_PUBLIC, false, false, ""},
        {"hgfxhrm", AUDIENCE_PUBLIC, true, false, "البطاقة"}, /* on the other keyboard */
        {"الفروع -المتجر", AUDIENCE_PUBLIC, false, false, "الفروع"},
        /* Words that only agents may read are offered to agents only. */
        {"زمردةة -البطاقة", AUDIENCE_PUBLIC, false, true, ""},
        {"زمردةة -البطاقة", AUDIENCE_AGENT, false, false, "زمردةة|زمردة"},
        /* Counted under the same filters: another article has words like these. */
        {"تالفاا", AUDIENCE_PUBLIC, false, true, "وصل المنتج تالفا"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_request request = {
            .query = str_from(cases[i].query),
            .audience = cases[i].audience,
            .as_typed = cases[i].as_typed,
            .products = {&phones, cases[i].phones},
        };
        struct search_result result = run(&w, &request);
        struct str near = joined(&w.scratch->arena, result.near, result.n_near);
        if (result.total || !str_eq(near, str_from(cases[i].near)))
            fail_msg("case %zu: %zu found, near " STR_FMT, i, result.total, STR_ARG(near));
    }
    search_close(w.search);
}

static void words_to_mark_without_searching(void **state)
{
    struct world w = open_world(*state);
    struct arena *a = &w.scratch->arena;
    struct err err = ERR_INIT;
    static const struct {
        const char *query, *shown, *text;
        size_t n_marks;
    } cases[] = {
        {"متى يصل مبلغُ الاسترداد؟", "يصل|مبلغُ|الاسترداد", "يصلك المبلغ عند الاسترداد أو بعده", 3},
        {"المحفضة المحفضة", "المحفظة", "إلى المحفظة", 1}, /* as it was meant, once */
        {"hglptzm", "المحفظة", "إلى المحفظة", 1},
        {"متى إلى", "متى|إلى", "إلى متى", 2},
        {"البطا قة", "البطاقة", "البطاقة", 1},
        {"", "", "البطاقة", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str query = str_from(cases[i].query);
        const struct snippet_query *words;
        struct str_list shown;
        struct snippet marked;
        assert_ok(search_words(w.search, a, query, &words, &err), &err);
        assert_ok(search_words_shown(w.search, a, query, &shown, &err), &err);
        snippet_mark_all(search_analyser(w.search), a, str_from(cases[i].text), words, &marked);
        struct str got = joined(a, shown.items, shown.n);
        if (!str_eq(got, str_from(cases[i].shown)) || marked.n_marks != cases[i].n_marks)
            fail_msg("case %zu: shown " STR_FMT ", %zu marks", i, STR_ARG(got), marked.n_marks);
    }
    search_close(w.search);
}

static void no_answer_when_none_is_asked_for(void **state)
{
    struct world w = open_world(*state);
    struct search_request request = {.query = STR("متى يصل مبلغ الاسترداد")};
    struct search_result result = run(&w, &request);
    assert_non_null(result.answer.hit);
    assert_true(result.answer.confidence > 0.9f); /* nothing else has this name */
    request.without_answer = true;
    result = run(&w, &request);
    assert_null(result.answer.hit);
    assert_true(result.answer.confidence == 0);
    search_close(w.search);
}

static void repairs_are_told_in_the_order_typed(void **state)
{
    struct world w = open_world(*state);
    struct search_request request = {.query = STR("المحفضة al-be6aqa البنكييه الفروعع")};
    struct search_result result = run(&w, &request);
    size_t at = 0;
    assert_true(result.n_repairs >= 3);
    for (size_t i = 0; i < result.n_repairs; i++) {
        struct str rest = str_sub(request.query, at, request.query.n);
        size_t found = str_find(rest, result.repairs[i].from);
        assert_true(found != SIZE_MAX);
        at += found + result.repairs[i].from.n;
    }
    search_close(w.search);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(further_sections_as_the_article_has_them),
        SCRATCH(what_the_query_names_comes_first),
        SCRATCH(near_queries_when_nothing_is_found),
        SCRATCH(words_to_mark_without_searching),
        SCRATCH(no_answer_when_none_is_asked_for),
        SCRATCH(repairs_are_told_in_the_order_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
