/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "fixture.h"
#include "lib/rank.h"
#include "scratch.h"

static const struct fixture_article articles[] = {
    {
        .id = "cancel",
        .title = "إلغاء الطلب",
        .lang = "ar",
        .sections = {{NULL, NULL, "كيف تلغي طلبك قبل الشحن."}},
    },
    {
        .id = "invoice",
        .title = "فاتورة الشراء",
        .lang = "ar",
        .sections = {{NULL, NULL, "تصل الفاتورة بالبريد."}},
    },
};

struct world {
    struct scratch *scratch;
    struct text *text;
    struct soft *soft;
};

static struct world open_world(struct scratch *scratch)
{
    struct err err = ERR_INIT;
    struct world w = {.scratch = scratch};
    struct generation_manifest manifest;
    char generation[GENERATION_PATH_BYTES], *dir = scratch_path(scratch, "index");
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(text_new(&w.text, &err), &err);
    assert_ok(generation_current(dir, manifest.schema_version, manifest.analyser_version,
                                 generation, &manifest, &err),
              &err);
    assert_ok(soft_open(&w.soft, generation, &err), &err);
    return w;
}

static void close_world(struct world *w)
{
    soft_close(w->soft);
    text_free(w->text);
}

struct ranked {
    struct soft_word words[RANK_WORDS_MAX];
    size_t n;
};

static struct ranked *rank(struct world *w, const char *typed)
{
    struct arena *a = &w->scratch->arena;
    struct query *query = ARENA_NEW(a, struct query);
    struct ranked *r = ARENA_NEW(a, struct ranked);
    query_read(w->text, a, str_from(typed), query);
    r->n = rank_words(w->text, a, w->soft, query, r->words);
    return r;
}

static void nothing_alike_is_no_query(void **state)
{
    struct world w = open_world(*state);
    static const char *const typed[] = {"", " ؟!\"\" ", "qqqq", "زززز ضضضض"};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        assert_int_equal(rank(&w, typed[i])->n, 0);
    close_world(&w);
}

static void what_each_word_counts(void **state)
{
    struct world w = open_world(*state);
    float once = rank(&w, "الشحن")->words[0].weight;
    assert_true(once > 0);
    assert_true(rank(&w, "الشحن الشحن")->words[0].weight == 2 * once);
    /* The index has both words equally often; one of them is a stop word. */
    float stop = rank(&w, "كيف")->words[0].weight, content = rank(&w, "تلغي")->words[0].weight;
    assert_true(stop > 0 && stop < content);
    close_world(&w);
}

/* Spoken words bring the written ones along, behind themselves and for less. */
static void spoken_words_bring_written_ones(void **state)
{
    struct world w = open_world(*state);
    struct ranked *r = rank(&w, "كنسل");
    assert_in_range(r->n, 2, RANK_WORDS_MAX);
    bool found = false;
    for (size_t i = 1; i < r->n; i++)
        found |=
            r->words[i].n && str_eq(soft_word_text(w.soft, r->words[i].lists[0].id), STR("الغاء"));
    assert_true(found);
    /* A written word that was typed as well is not asked for twice. */
    assert_int_equal(rank(&w, "كنسل الغاء")->n, r->n);
    close_world(&w);
}

static void filters_as_terms(void **state)
{
    struct world w = open_world(*state);
    struct arena *a = &w.scratch->arena;
    struct str terms[RANK_FILTERS_MAX];
    const struct rank_filters all = {STR("AR"), STR("الغسّالات"), STR("الدفع"), AUDIENCE_PUBLIC};
    static const char *const expected[] = {"Lar", "XCالدفع", "XPالغسالات", "XPUBLIC"};
    assert_int_equal(rank_filter_terms(w.text, a, &all, terms), 4);
    for (size_t i = 0; i < 4; i++)
        assert_str(terms[i], expected[i]);
    /* Zero-initialised filters are those of the public; agents see everything. */
    assert_int_equal(rank_filter_terms(w.text, a, &(struct rank_filters){.lang = STR("")}, terms),
                     1);
    assert_str(terms[0], "XPUBLIC");
    assert_int_equal(
        rank_filter_terms(w.text, a, &(struct rank_filters){.audience = AUDIENCE_AGENT}, terms), 0);
    close_world(&w);
}

static void stays_within_the_limits(void **state)
{
    struct world w = open_world(*state);
    struct buf typed;
    buf_init(&typed, 1 << 16);
    for (int i = 0; i < 3 * QUERY_WORDS_MAX; i++)
        buf_printf(&typed, "كنسل%c%c شو الطلب%c ", 'a' + i % 26, 'a' + i / 26, 'a' + i % 26);
    assert_in_range(rank(&w, typed.p)->n, QUERY_WORDS_MAX, RANK_WORDS_MAX);
    buf_release(&typed);
    close_world(&w);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(nothing_alike_is_no_query),       SCRATCH(what_each_word_counts),
        SCRATCH(spoken_words_bring_written_ones), SCRATCH(filters_as_terms),
        SCRATCH(stays_within_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
