/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Filters with several values and the counts beside them: whatever is asked of a random index, each
 * count is what a search with that choice finds, and what reading all its hits finds.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/search.h"
#include "scratch.h"

enum { ARTICLES = 80, QUERIES = 400, WORDS_MAX = 6 };

static const char *const words[] = {"الفاتورة", "الضمان", "التوصيل",  "المنتج", "الدفع", "التطبيق",
                                    "الحساب",   "refund", "delivery", "كيف",    "عرض",   "نادر"};
static const char *const langs[] = {"ar", "en", "fr"};
static const char *const products[] = {"غسالات", "جوالات", "شاشات", "ثلاجات", "أفران"};
static const char *const categories[] = {"الدفع", "الطلبات", "الحساب", "غائب"};
enum { N_WORDS = 12, N_LANGS = 3, N_PRODUCTS = 5, N_CATEGORIES = 4 };

static uint32_t random_state = 3;

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)random_state * below >> 32);
}

static const char *any_words(struct arena *a, uint32_t n)
{
    struct str text = STR("");
    for (uint32_t i = 0; i < n; i++)
        text = arena_printf(a, STR_FMT "%s%s", STR_ARG(text), i ? " " : "", words[any(N_WORDS)]);
    return text.p;
}

/* Articles of which some are for agents, some about no product; no article is "غائب" or "fr". */
static void make_articles(struct arena *a, struct fixture_article *articles)
{
    for (size_t i = 0; i < ARTICLES; i++) {
        struct fixture_article *article = &articles[i];
        article->id = arena_printf(a, "article-%zu", i).p;
        article->title = any_words(a, 2);
        article->lang = langs[any(N_LANGS - 1)];
        article->category = categories[any(N_CATEGORIES - 1)];
        article->product = any(4) ? products[any(N_PRODUCTS)] : NULL;
        article->audience = any(5) ? AUDIENCE_PUBLIC : AUDIENCE_AGENT;
        for (uint32_t k = 0; k <= any(FIXTURE_SECTIONS_MAX); k++)
            article->sections[k] = (struct fixture_section){
                k ? any_words(a, 2) : NULL, k ? "a" : NULL, any_words(a, 1 + any(WORDS_MAX))};
    }
}

static struct str make_query(struct arena *a)
{
    static const char *const forms[] = {"%s", "%s", "\"%s\"", "%s -%s"};
    size_t form = any(4);
    const char *first = any_words(a, 1 + any(3));
    if (any(16) == 0)
        return STR("العرض"); /* promoted */
    return form == 3   ? arena_printf(a, "%s -%s", first, any_words(a, 1))
           : form == 2 ? arena_printf(a, "\"%s\"", first)
                       : arena_printf(a, forms[form], first);
}

static struct str_list list_of(struct arena *a, const char *const *values, size_t n)
{
    struct str_list list = {ARENA_ARRAY(a, struct str, n), n};
    for (size_t i = 0; i < n; i++)
        list.items[i] = str_from(values[i]);
    return list;
}

/* Mostly none, else one or two, which may be the same. */
static struct str_list any_of(struct arena *a, struct str_list all)
{
    struct str_list list = {ARENA_ARRAY(a, struct str, 2), any(2) ? any(3) : 0};
    for (size_t i = 0; i < list.n; i++)
        list.items[i] = all.items[any((uint32_t)all.n)];
    return list;
}

static struct search_result run(struct search *s, struct arena *a,
                                const struct search_request *request)
{
    struct err err = ERR_INIT;
    struct search_result result;
    assert_ok(search_run(s, a, request, &result, &err), &err);
    return result;
}

static bool has(struct str_list list, struct str value)
{
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.items[i], value))
            return true;
    return false;
}

static bool passes(const struct section_record *section, const struct search_request *request)
{
    bool product = request->products.n == 0;
    for (size_t i = 0; i < section->products.n; i++)
        product |= has(request->products, section->products.items[i]);
    return product && (!request->langs.n || has(request->langs, section->lang)) &&
           (!request->categories.n || has(request->categories, section->category));
}

/* Every hit passes; and unless quotes are relaxed, none that does is missing. */
static void check_filters(struct search *s, struct arena *a, struct search_request request)
{
    struct search_result filtered = run(s, a, &request);
    size_t n = 0;
    for (size_t i = 0; i < filtered.n_hits; i++)
        assert_true(passes(&filtered.hits[i].section, &request));
    struct search_request all = request;
    all.langs.n = all.products.n = all.categories.n = 0;
    struct search_result everything = run(s, a, &all);
    for (size_t i = 0; i < everything.n_hits; i++)
        n += passes(&everything.hits[i].section, &request);
    if (everything.relaxed == filtered.relaxed)
        assert_int_equal(filtered.total, n);
    assert_int_equal(filtered.total, filtered.n_hits);
}

/* The counts of one list; `chosen` is that of the request. Returns how many are not 0. */
static size_t check_counts(struct search *s, struct arena *a, struct search_request *request,
                           struct str_list *chosen, struct str_list values, const size_t *counts)
{
    struct str_list kept = *chosen;
    size_t n = 0;
    for (size_t i = 0; i < values.n; i++) {
        *chosen = (struct str_list){&values.items[i], 1};
        struct search_result result = run(s, a, request);
        if (counts[i] != result.total)
            fail_msg("\"" STR_FMT "\", " STR_FMT ": counted %zu, found %zu",
                     STR_ARG(request->query), STR_ARG(values.items[i]), counts[i], result.total);
        n += counts[i] > 0;
    }
    *chosen = kept;
    return n;
}

static void counts_are_what_a_search_finds(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct search *s;
    struct fixture_article articles[ARTICLES] = {{NULL}};
    size_t n_counted = 0, n_relaxed = 0;
    char *dir = scratch_path(scratch, "index");
    make_articles(&scratch->arena, articles);
    articles[0].audience = AUDIENCE_PUBLIC;
    scratch_write(scratch, "site/lexicon/promoted.txt", STR("العرض -> article-0\n"));
    fixture_site = scratch_path(scratch, "site");
    fixture_publish(dir, articles, ARTICLES, NULL, &manifest);
    fixture_site = NULL;
    assert_ok(search_open(&s, dir, &err), &err);
    for (int i = 0; i < QUERIES; i++) {
        struct arena a = ARENA_INIT;
        struct search_facet_ask ask = {
            .langs = list_of(&a, langs, N_LANGS),
            .products = list_of(&a, products, N_PRODUCTS),
            .categories = list_of(&a, categories, N_CATEGORIES),
        };
        struct search_request request = {
            .query = make_query(&a),
            .limit = SEARCH_LIMIT_MAX,
            .audience = any(4) ? AUDIENCE_PUBLIC : AUDIENCE_AGENT,
            .without_snippets = true,
            .langs = any_of(&a, ask.langs),
            .products = any_of(&a, ask.products),
            .categories = any_of(&a, ask.categories),
            .facets = &ask,
        };
        struct search_result result = run(s, &a, &request);
        request.facets = NULL;
        n_relaxed += result.relaxed;
        check_filters(s, &a, request);
        n_counted += check_counts(s, &a, &request, &request.langs, ask.langs, result.facets.langs);
        n_counted +=
            check_counts(s, &a, &request, &request.products, ask.products, result.facets.products);
        n_counted += check_counts(s, &a, &request, &request.categories, ask.categories,
                                  result.facets.categories);
        arena_release(&a);
    }
    assert_true(n_counted > QUERIES && n_relaxed > 5);
    search_close(s);
}

static void lists_have_a_limit(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct search *s;
    struct str values[SEARCH_FILTER_VALUES_MAX + 1];
    static const struct fixture_article one = {
        .id = "one", .title = "الفاتورة", .lang = "ar", .sections = {{NULL, NULL, "نص"}}};
    char *dir = scratch_path(scratch, "index");
    fixture_publish(dir, &one, 1, NULL, &manifest);
    assert_ok(search_open(&s, dir, &err), &err);
    struct search_request request = {.query = STR("الفاتورة"),
                                     .langs = {values, SEARCH_FILTER_VALUES_MAX + 1}};
    for (size_t i = 0; i <= SEARCH_FILTER_VALUES_MAX; i++)
        values[i] = arena_printf(&scratch->arena, "x%zu", i);
    values[SEARCH_FILTER_VALUES_MAX] = STR("ar");
    assert_int_equal(run(s, &scratch->arena, &request).total, 0);
    values[SEARCH_FILTER_VALUES_MAX - 1] = STR("ar");
    assert_int_equal(run(s, &scratch->arena, &request).total, 1);
    search_close(s);
}

/* More different filters than are kept: what is forgotten is read again. */
static void many_filters_one_after_another(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct search *s;
    enum { MANY = 300 };
    struct fixture_article *articles = ARENA_ARRAY(&scratch->arena, struct fixture_article, MANY);
    struct str_list all = {ARENA_ARRAY(&scratch->arena, struct str, MANY), MANY};
    char *dir = scratch_path(scratch, "index");
    for (size_t i = 0; i < MANY; i++) {
        all.items[i] = arena_printf(&scratch->arena, "product %zu", i);
        articles[i] = (struct fixture_article){.id = arena_printf(&scratch->arena, "%zu", i).p,
                                               .title = "الفاتورة",
                                               .lang = "ar",
                                               .product = all.items[i].p,
                                               .sections = {{NULL, NULL, "نص"}}};
    }
    fixture_publish(dir, articles, MANY, NULL, &manifest);
    assert_ok(search_open(&s, dir, &err), &err);
    struct search_facet_ask ask = {.products = all};
    struct search_request request = {.query = STR("الفاتورة"), .facets = &ask};
    for (int round = 0; round < 2; round++) {
        struct search_result result = run(s, &scratch->arena, &request);
        assert_int_equal(result.total, MANY);
        for (size_t i = 0; i < MANY; i++)
            assert_int_equal(result.facets.products[i], 1);
    }
    search_close(s);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(counts_are_what_a_search_finds),
        SCRATCH(lists_have_a_limit),
        SCRATCH(many_filters_one_after_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
