/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/file.h"
#include "lib/schema.h"
#include "lib/search.h"
#include "scratch.h"

static const struct fixture_article articles[] = {
    {
        .id = "pay",
        .title = "دفع الفاتورة",
        .lang = "ar",
        .category = "الدفع",
        .product = "التطبيق",
        .aliases = "تسديد المستحقات",
        .redirect_from = "old/pay",
        .sections = {{NULL, NULL, "افتح التطبيق ثم ادفع الفاتورة ببطاقتك."},
                     {"هل أدفع نقدا؟", "نقدا", "نعم، عند استلام الطلب فقط."}},
    },
    {
        .id = "invoice",
        .title = "طباعة الفاتورة",
        .lang = "ar",
        .category = "الطلبات",
        .sections = {{NULL, NULL, "اطبع الفاتورة الضريبية من صفحة الطلب. رقم الطلب أعلاها."}},
    },
    {
        .id = "warranty",
        .title = "مدة الضمان",
        .lang = "ar",
        .category = "الضمان",
        .product = "غسالات",
        .sections = {{NULL, NULL,
                      "مدة الضمان سنتان. كلمة المرور ليست لازمة. أدخل المرور إلى كلمة."}},
    },
    {
        .id = "password",
        .title = "تغيير كلمة المرور",
        .lang = "ar",
        .category = "الحساب",
        .product = "التطبيق",
        .sections = {{NULL, NULL, "اختر كلمة المرور الجديدة. إلى الأمام ثم إلى الخلف."}},
    },
    {
        .id = "wifi",
        .title = "Connect to Wi-Fi",
        .lang = "en",
        .category = "الحساب",
        .sections = {{NULL, NULL,
                      "Open settings and choose your network. Password: see the router."}},
    },
    {
        .id = "escalate",
        .title = "تصعيد شكوى الفاتورة سرا",
        .lang = "ar",
        .category = "الدفع",
        .redirect_from = "old/secret",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "للموظفين: حول الفاتورة المتنازع عليها إلى المشرف."},
                     {"متى أصعد؟", "متى", "بعد ثلاثة أيام."}},
    },
};

enum { N_ARTICLES = sizeof articles / sizeof articles[0], PUBLIC_ARTICLES = N_ARTICLES - 1 };

/* One index for the tests that only ask. */
struct fixture {
    struct scratch *scratch;
    struct search *search;
    char *dir;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    struct generation_manifest manifest;
    struct err err = ERR_INIT;
    void *scratch;
    scratch_setup(&scratch);
    f->scratch = scratch;
    f->dir = scratch_path(f->scratch, "index");
    fixture_publish(f->dir, articles, N_ARTICLES, NULL, &manifest);
    *state = f;
    return search_open(&f->search, f->dir, &err);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    void *scratch = f->scratch;
    search_close(f->search);
    scratch_teardown(&scratch);
    free(f);
    return 0;
}

static struct search_result run(struct fixture *f, const struct search_request *request)
{
    struct err err = ERR_INIT;
    struct search_result result;
    assert_ok(search_run(f->search, &f->scratch->arena, request, &result, &err), &err);
    return result;
}

static struct search_result ask(struct fixture *f, const char *query)
{
    return run(f, &(struct search_request){.query = str_from(query)});
}

static struct str ids(struct fixture *f, const struct search_result *result)
{
    struct arena *a = &f->scratch->arena;
    struct str out = STR("");
    for (size_t i = 0; i < result->n_hits; i++)
        out = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? " " : "",
                           STR_ARG(result->hits[i].section.article_id));
    return out;
}

static bool found(struct fixture *f, const struct search_result *result, const char *id)
{
    return str_find(ids(f, result), str_from(id)) != SIZE_MAX;
}

static void finds_the_best_section_of_each_article(void **state)
{
    struct fixture *f = *state;
    struct search_result result = ask(f, "كَيْفَ أدفعُ الفاتوره؟");
    assert_str(result.hits[0].section.article_id, "pay");
    assert_true(found(f, &result, "invoice"));
    assert_int_equal(result.total, result.n_hits);
    assert_false(result.relaxed || result.cut);
    assert_true(result.hits[0].score > result.hits[1].score);
    for (size_t i = 0; i < result.n_hits; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(
                str_eq(result.hits[i].section.article_id, result.hits[j].section.article_id));
    /* The heading that answers, with its anchor. */
    result = ask(f, "نقدا عند الاستلام");
    assert_str(result.hits[0].section.article_id, "pay");
    assert_str(result.hits[0].section.heading, "هل أدفع نقدا؟");
    assert_str(result.hits[0].section.anchor, "نقدا");
    assert_true(result.hits[0].section.question);
    assert_true(result.hits[0].snippet.n_marks > 0);
    /* Customers' own words, which are in no text. */
    result = ask(f, "تسديد مستحقات");
    assert_str(result.hits[0].section.article_id, "pay");
    result = ask(f, "wifi");
    assert_str(result.hits[0].section.article_id, "wifi");
    /* Mistyped, half typed. */
    result = ask(f, "الفاتوررة الضريبيه");
    assert_str(result.hits[0].section.article_id, "invoice");
    result = ask(f, "الضم");
    assert_str(result.hits[0].section.article_id, "warranty");
    result = ask(f, "زقظظ خخشقف");
    assert_int_equal(result.n_hits + result.total, 0);
}

static void the_public_never_sees_what_is_for_agents(void **state)
{
    struct fixture *f = *state;
    static const char *const queries[] = {
        "الفاتورة", "تصعيد",  "سرا",      "\"تصعيد شكوى\"",
        "متى أصعد", "المشرف", "escalate", "شكوى الفاتورة سرا المتنازع"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct search_result result = ask(f, queries[i]);
        assert_false(found(f, &result, "escalate"));
        assert_int_equal(result.total, result.n_hits);
    }
    struct search_request request = {.query = STR("الفاتورة"), .audience = AUDIENCE_AGENT};
    struct search_result agents = run(f, &request), all = ask(f, "الفاتورة");
    assert_true(found(f, &agents, "escalate"));
    assert_int_equal(agents.total, all.total + 1);

    /* Completions. */
    struct suggestion_list list;
    struct err err = ERR_INIT;
    static const char *const typed[] = {"تصعيد", "شكوى", "سرا", "متى", "اصعد"};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct arena *a = &f->scratch->arena;
        assert_ok(
            search_suggest(f->search, a, str_from(typed[i]), AUDIENCE_PUBLIC, 10, &list, &err),
            &err);
        assert_int_equal(list.n, 0);
        assert_ok(search_suggest(f->search, a, str_from(typed[i]), AUDIENCE_AGENT, 10, &list, &err),
                  &err);
        assert_int_equal(list.n, 1);
    }
}

static void articles_by_id_and_former_id(void **state)
{
    struct fixture *f = *state;
    struct arena *a = &f->scratch->arena;
    struct article_record article;
    struct err err = ERR_INIT;
    bool redirected = true;
    assert_ok(
        search_article(f->search, a, STR("pay"), AUDIENCE_PUBLIC, &article, &redirected, &err),
        &err);
    assert_false(redirected);
    assert_str(article.title, "دفع الفاتورة");
    assert_str(article.html, "<p>افتح التطبيق ثم ادفع الفاتورة ببطاقتك.</p>");
    assert_ok(
        search_article(f->search, a, STR("old/pay"), AUDIENCE_PUBLIC, &article, &redirected, &err),
        &err);
    assert_true(redirected);
    assert_str(article.id, "pay");
    assert_ok(search_article(f->search, a, STR("old/secret"), AUDIENCE_AGENT, &article, &redirected,
                             &err),
              &err);
    assert_str(article.id, "escalate");

    static const struct str hidden[] = {
        STR_INIT("escalate"), STR_INIT("old/secret"), STR_INIT("nowhere"), STR_INIT(""),
        STR_INIT("pa"),       STR_INIT("pay\0"),      STR_INIT("../pay")};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        err = (struct err)ERR_INIT;
        assert_int_equal(
            search_article(f->search, a, hidden[i], AUDIENCE_PUBLIC, &article, &redirected, &err),
            -1);
        assert_int_equal(err.code, ERR_NOT_FOUND);
    }
    /* What is hidden and what is not there are told alike. */
    struct err absent = ERR_INIT;
    search_article(f->search, a, STR("escalatf"), AUDIENCE_PUBLIC, &article, &redirected, &absent);
    search_article(f->search, a, STR("escalate"), AUDIENCE_PUBLIC, &article, &redirected, &err);
    absent.message[strlen("no article \"escalat")] = 'e';
    assert_string_equal(err.message, absent.message);
}

/* The values of a filter, joined by commas. */
static struct str_list values(struct fixture *f, const char *joined)
{
    struct str rest = str_from(joined);
    struct str_list list = {ARENA_ARRAY(&f->scratch->arena, struct str, rest.n + 1), 0};
    while (rest.n) {
        size_t at = str_find_char(rest, ',');
        list.items[list.n++] = str_sub(rest, 0, at);
        rest = at == SIZE_MAX ? STR("") : str_sub(rest, at + 1, rest.n);
    }
    return list;
}

static void filters(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *query, *lang, *product, *category, *expected;
    } cases[] = {
        {"الفاتورة كلمة المرور", NULL, NULL, "الدفع", "pay"},
        {"الفاتورة كلمة المرور", NULL, NULL, "الدَّفع ", "pay"},
        {"كلمة المرور", NULL, "غسالات", NULL, "warranty"},
        {"كلمة المرور", NULL, "التطبيق", NULL, "password"},
        {"كلمة المرور", NULL, "التطبيق", "الحساب", "password"},
        {"كلمة المرور", NULL, "التطبيق", "الضمان", ""},
        {"password كلمة المرور", "en", NULL, NULL, "wifi"},
        {"كلمة المرور", "fr", NULL, NULL, ""},
        {"كلمة المرور", "***", NULL, NULL, ""},
        {"كلمة المرور", NULL, "PUBLIC", NULL, ""},
        {"كلمة المرور", NULL, "UBLIC", NULL, ""},
        {"كلمة المرور", NULL, "غسالات,التطبيق", NULL, "warranty"},
        {"كلمة المرور", "fr,ar", "ثلاجات,غسالات", NULL, "warranty"},
        {"كلمة المرور", NULL, "غسالات,التطبيق", "الضمان,الدفع", "warranty"},
        {"كلمة المرور", "en", "غسالات,التطبيق", NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_request request = {
            .query = str_from(cases[i].query),
            .langs = values(f, cases[i].lang),
            .products = values(f, cases[i].product),
            .categories = values(f, cases[i].category),
        };
        struct search_result result = run(f, &request);
        assert_int_equal(result.total, result.n_hits);
        if (!cases[i].expected[0]) {
            assert_int_equal(result.n_hits, 0);
            continue;
        }
        assert_str(result.hits[0].section.article_id, cases[i].expected);
    }
}

static void quotes_around_everything_are_required(void **state)
{
    struct fixture *f = *state;
    struct search_result result = ask(f, "\"كلمة المرور\"");
    assert_int_equal(result.n_hits, 2);
    result = ask(f, "\"المرور إلى كلمة\"");
    assert_str(ids(f, &result), "warranty");
    assert_false(result.relaxed);
    /* Quoted letters are meant: إلى is not الى, which no text has. */
    result = ask(f, "«إلى الأمام»");
    assert_str(ids(f, &result), "password");
    assert_false(result.relaxed);
    result = ask(f, "«الى الأمام»");
    assert_str(result.hits[0].section.article_id, "password");
    assert_true(result.relaxed);
    /* Two phrases: both. */
    result = ask(f, "\"كلمة المرور\" \"مدة الضمان\"");
    assert_str(ids(f, &result), "warranty");
    /* A phrase does not reach from one field into the next. */
    result = ask(f, "\"الفاتورة افتح\"");
    assert_true(result.relaxed);
    assert_true(result.total > 0 && result.n_hits > 0);
    /* Not even the words: nothing, and nothing is called relaxed. */
    result = ask(f, "\"ثلاجة زرقاء\"");
    assert_int_equal(result.total, 0);
    assert_false(result.relaxed);
    /* Inside a question they only help. */
    result = ask(f, "كيف أطبع \"كلمة المرور\" الفاتورة");
    assert_true(found(f, &result, "invoice"));
    assert_false(result.relaxed);
}

static void limits_and_offsets(void **state)
{
    struct fixture *f = *state;
    struct search_request request = {.query = STR("الفاتورة المرور الضمان settings")};
    struct search_result all = run(f, &request);
    assert_int_equal(all.n_hits, PUBLIC_ARTICLES);
    for (size_t i = 0; i < PUBLIC_ARTICLES; i++) {
        request.offset = i;
        request.limit = 1;
        struct search_result one = run(f, &request);
        assert_int_equal(one.n_hits, 1);
        assert_int_equal(one.total, PUBLIC_ARTICLES);
        assert_true(str_eq(one.hits[0].section.article_id, all.hits[i].section.article_id));
    }
    static const size_t beyond[] = {PUBLIC_ARTICLES, 999, SEARCH_OFFSET_MAX, SIZE_MAX};
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        request.offset = beyond[i];
        request.limit = SIZE_MAX;
        struct search_result none = run(f, &request);
        assert_int_equal(none.n_hits, 0);
        assert_int_equal(none.total, PUBLIC_ARTICLES);
        assert_false(none.relaxed);
    }
}

static void odd_queries(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct str query;
        bool finds;
    } cases[] = {
        {STR_INIT(""), false},
        {STR_INIT(" \t\n "), false},
        {STR_INIT("؟!،.\"'«»()[]{}<>*&^%$#@~`|\\/"), false},
        {STR_INIT("\"\"\"\""), false},
        {STR_INIT("\u200F\u202E\u2066\u061C\uFEFF"), false},
        {STR_INIT("\u202Eالفاتورة\u202C\u200F"), true},
        {STR_INIT("من على إلى في"), true},    /* stop words only: little, but not nothing */
        {STR_INIT("الفاتورة\0المرور"), true}, /* one long word, like both */
        {STR_INIT("\0\0\0"), false},
        {STR_INIT("الفاتورة' OR '1'='1'; DROP TABLE articles;--"), true},
        {STR_INIT("<script>alert('الفاتورة')</script>"), true},
        {STR_INIT("الفاتورة AND NOT الفاتورة"), true},
        {STR_INIT("XPUBLIC"), false},
        {STR_INIT("Qpay Zدفع XEفاتورة"), true}, /* words, never prefixed terms */
        {STR_INIT("😀😀😀"), false},
        {STR_INIT("%00%ff%u0627"), false},
        {STR_INIT("ﺍﻟﻔﺎﺗﻮﺭﺓ"), true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_result result = run(f, &(struct search_request){.query = cases[i].query});
        if ((result.n_hits > 0) != cases[i].finds)
            fail_msg("case %zu finds %zu", i, result.n_hits);
        assert_false(result.cut);
        assert_false(found(f, &result, "escalate"));
    }
}

static void long_queries_are_cut(void **state)
{
    struct fixture *f = *state;
    struct buf query;
    buf_init(&query, 1 << 20);
    while (query.n < SEARCH_QUERY_MAX_BYTES - 1)
        buf_add(&query, STR("x"));
    buf_add(&query, STR("الفاتورة")); /* the cut falls into its first letter */
    struct search_result result = run(f, &(struct search_request){.query = buf_str(&query)});
    assert_true(result.cut);
    assert_int_equal(result.n_hits, 0);
    buf_clear(&query);
    while (query.n < 10 * SEARCH_QUERY_MAX_BYTES)
        buf_add(&query, STR("الفاتورة \"دفع\" «x» "));
    result = run(f, &(struct search_request){.query = buf_str(&query)});
    assert_true(result.cut);
    assert_str(result.hits[0].section.article_id, "pay");
    buf_release(&query);
}

static void stats_and_identity(void **state)
{
    struct fixture *f = *state;
    struct search_stats stats = search_stats(f->search);
    assert_int_equal(stats.articles, N_ARTICLES);
    assert_int_equal(stats.sections, N_ARTICLES + 2);
    assert_int_equal(stats.generation_number, 1);
    assert_true(stats.tokens > 50 && stats.created.n > 10);
    assert_int_equal(search_generation_id(f->search).n, 32);
}

/* --- generations --- */

static const struct fixture_article newer[] = {{
    .id = "fresh",
    .title = "خبر جديد",
    .lang = "ar",
    .sections = {{NULL, NULL, "الفاتورة الرقمية متاحة."}},
}};

static void publish(const char *dir, const struct fixture_article *what, size_t n,
                    const char *broken)
{
    struct generation_manifest manifest;
    fixture_publish(dir, what, n, broken, &manifest);
}

/* Answers every kind of question from the index that holds `id`. */
static void assert_answers(struct scratch *s, struct search *search, const char *id,
                           const char *title)
{
    struct err err = ERR_INIT;
    struct search_result result;
    struct suggestion_list list;
    struct article_record article;
    bool redirected;
    struct search_request request = {.query = str_from(title)};
    assert_ok(search_run(search, &s->arena, &request, &result, &err), &err);
    assert_str(result.hits[0].section.article_id, id);
    assert_ok(search_suggest(search, &s->arena, str_from(title), AUDIENCE_PUBLIC, 5, &list, &err),
              &err);
    assert_str(list.items[0].article_id, id);
    assert_ok(search_article(search, &s->arena, str_from(id), AUDIENCE_PUBLIC, &article,
                             &redirected, &err),
              &err);
    assert_str(article.title, title);
}

static void refuses(struct search *search, enum err_code code, const char *dir)
{
    struct err err = ERR_INIT;
    struct search *other = NULL;
    if (search) {
        assert_int_equal(search_refresh(search, &err), -1);
        assert_int_equal(err.code, code);
        assert_true(str_starts(str_from(err.place), str_from(dir)));
    }
    err = (struct err)ERR_INIT;
    assert_int_equal(search_open(&other, dir, &err), -1);
    assert_int_equal(err.code, code);
    assert_true(str_starts(str_from(err.place), str_from(dir)));
}

static struct search *open_search(const char *dir)
{
    struct err err = ERR_INIT;
    struct search *search = NULL;
    assert_ok(search_open(&search, dir, &err), &err);
    return search;
}

static void follows_to_a_newer_generation(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *dir = scratch_path(s, "index");
    refuses(NULL, ERR_NOT_FOUND, dir);
    publish(dir, articles, N_ARTICLES, NULL);
    struct search *search = open_search(dir);
    struct str id = arena_dup(&s->arena, search_generation_id(search));
    assert_ok(search_refresh(search, &err), &err);
    assert_true(str_eq(search_generation_id(search), id));

    /* Results outlive the generation they came from. */
    struct search_result before;
    struct suggestion_list completions;
    struct search_request request = {.query = STR("مدة الضمان")};
    assert_ok(search_run(search, &s->arena, &request, &before, &err), &err);
    assert_ok(search_suggest(search, &s->arena, STR("مدة"), AUDIENCE_PUBLIC, 5, &completions, &err),
              &err);
    publish(dir, newer, 1, NULL);
    assert_answers(s, search, "pay", "دفع الفاتورة");
    assert_ok(search_refresh(search, &err), &err);
    assert_answers(s, search, "fresh", "خبر جديد");
    assert_int_equal(search_stats(search).generation_number, 2);
    assert_false(str_eq(search_generation_id(search), id));
    assert_str(before.hits[0].section.title, "مدة الضمان");
    assert_str(completions.items[0].text, "مدة الضمان");
    search_close(search);
    search_close(NULL);
}

static void an_older_one_stands_in_for_a_damaged_one(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *dir = scratch_path(s, "index");
    static const char *const parts[] = {SCHEMA_SECTIONS, SCHEMA_ARTICLES, SCHEMA_SUGGEST};
    publish(dir, articles, N_ARTICLES, NULL);
    struct search *search = open_search(dir);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        publish(dir, newer, 1, parts[i]);
        assert_ok(search_refresh(search, &err), &err);
        struct search *other = open_search(dir);
        for (int who = 0; who < 2; who++) {
            const struct err *instead = search_instead(who ? other : search);
            assert_non_null(instead);
            assert_int_equal(instead->code, ERR_INDEX);
            assert_true(str_starts(str_from(instead->place), str_from(dir)));
            assert_answers(s, who ? other : search, "pay", "دفع الفاتورة");
            assert_int_equal(search_stats(who ? other : search).generation_number, 1);
        }
        search_close(other);
    }
    publish(dir, newer, 1, NULL);
    assert_answers(s, search, "pay", "دفع الفاتورة");
    assert_ok(search_refresh(search, &err), &err);
    assert_null(search_instead(search));
    assert_answers(s, search, "fresh", "خبر جديد");
    search_close(search);
}

static void keeps_the_old_when_the_newer_is_of_another_version(void **state)
{
    struct scratch *s = *state;
    char *dir = scratch_path(s, "index");
    static const unsigned versions[][2] = {{SCHEMA_VERSION + 1, TEXT_ANALYSER_VERSION},
                                           {SCHEMA_VERSION, TEXT_ANALYSER_VERSION + 1}};
    publish(dir, articles, N_ARTICLES, NULL);
    struct search *search = open_search(dir);
    for (size_t i = 0; i < 2; i++) {
        struct err err = ERR_INIT;
        struct generation_build build;
        struct generation_manifest manifest = {.schema_version = versions[i][0],
                                               .analyser_version = versions[i][1]};
        assert_ok(generation_begin(&build, dir, &err), &err);
        assert_ok(generation_publish(&build, &manifest, &err), &err);
        generation_end(&build);
        refuses(search, ERR_STALE, dir);
        assert_answers(s, search, "pay", "دفع الفاتورة");
    }
    search_close(search);
}

/* Somebody removes the index and builds it anew: the first generation again, but another one. */
static void follows_to_an_index_made_anew(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *dir = scratch_path(s, "index");
    publish(dir, articles, N_ARTICLES, NULL);
    struct search *search = open_search(dir);
    assert_ok(file_remove_tree(dir, &err), &err);
    refuses(search, ERR_NOT_FOUND, dir);
    assert_answers(s, search, "pay", "دفع الفاتورة");
    publish(dir, newer, 1, NULL);
    assert_ok(search_refresh(search, &err), &err);
    assert_answers(s, search, "fresh", "خبر جديد");
    assert_int_equal(search_stats(search).generation_number, 1);
    search_close(search);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_best_section_of_each_article),
        cmocka_unit_test(the_public_never_sees_what_is_for_agents),
        cmocka_unit_test(articles_by_id_and_former_id),
        cmocka_unit_test(filters),
        cmocka_unit_test(quotes_around_everything_are_required),
        cmocka_unit_test(limits_and_offsets),
        cmocka_unit_test(odd_queries),
        cmocka_unit_test(long_queries_are_cut),
        cmocka_unit_test(stats_and_identity),
    };
    const struct CMUnitTest generations[] = {
        SCRATCH(follows_to_a_newer_generation),
        SCRATCH(an_older_one_stands_in_for_a_damaged_one),
        SCRATCH(keeps_the_old_when_the_newer_is_of_another_version),
        SCRATCH(follows_to_an_index_made_anew),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    return failed + cmocka_run_group_tests(generations, NULL, NULL);
}
