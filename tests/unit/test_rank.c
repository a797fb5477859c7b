/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "fixture.h"
#include "lib/rank.h"
#include "lib/schema.h"
#include "lib/soft_words.h"
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
    struct lexicon *lexicon;
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
    const char *path = arena_printf(&scratch->arena, "%s/" SCHEMA_LEXICON, generation).p;
    assert_ok(lexicon_load(&w.lexicon, path, w.text, &err), &err);
    return w;
}

static void close_world(struct world *w)
{
    soft_close(w->soft);
    text_free(w->text);
    lexicon_free(w->lexicon);
}

static struct rank_words *rank(struct world *w, const char *typed)
{
    struct arena *a = &w->scratch->arena;
    struct query *query = ARENA_NEW(a, struct query);
    struct repair_list *repairs = ARENA_NEW(a, struct repair_list);
    struct rank_words *r = ARENA_NEW(a, struct rank_words);
    query_read(w->text, a, str_from(typed), query);
    repair_words(w->lexicon, w->soft, AUDIENCE_PUBLIC, query, false, repairs);
    rank_find_words(w->lexicon, w->soft, AUDIENCE_PUBLIC, query, repairs, r);
    return r;
}

/* Does the word number i of the ranked ones find this word of the index, so similar at least? */
static bool finds(struct world *w, const struct rank_words *r, size_t i, const char *folded,
                  float least)
{
    for (size_t k = 0; k < r->words[i].n; k++)
        if (str_eq(soft_words_text(soft_files(w->soft), r->words[i].lists[k].id), str_from(folded)))
            return r->words[i].lists[k].similarity >= least;
    return false;
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
    struct rank_words *r = rank(&w, "كنسل");
    bool found = false;
    for (size_t i = 1; i < r->n; i++)
        found |= finds(&w, r, i, "الغاء", 1) && r->words[i].weight > 0;
    assert_true(found && r->n_uses == 1);
    assert_string_equal(r->uses[0].entry->file, "dialect.txt");
    /* A written word that was typed as well is not asked for twice. */
    assert_int_equal(rank(&w, "كنسل الغاء")->n, r->n);
    close_world(&w);
}

/* One word for one is a neighbour: the same word, a little less. */
static void plurals_and_synonyms_are_neighbours(void **state)
{
    struct world w = open_world(*state);
    assert_true(finds(&w, rank(&w, "فواتير"), 0, "فاتوره", 0.4f));
    assert_true(finds(&w, rank(&w, "الفواتير"), 0, "الفاتوره", 0.4f));
    close_world(&w);
}

static void repaired_words_stand_for_the_typed_ones(void **state)
{
    struct world w = open_world(*state);
    struct rank_words *r = rank(&w, "الشجن");
    assert_true(finds(&w, r, 0, "الشحن", 0.65f));
    assert_true(r->words[0].weight > 0.5f * rank(&w, "الشحن")->words[0].weight);
    close_world(&w);
}

static void filters_as_terms(void **state)
{
    struct world w = open_world(*state);
    struct arena *a = &w.scratch->arena;
    static const struct {
        enum rank_filter kind;
        const char *value, *term;
    } cases[] = {
        {RANK_LANG, "AR", "Lar"},
        {RANK_CATEGORY, "الدَّفع ", "XCالدفع"},
        {RANK_PRODUCT, "الغسّالات", "XPالغسالات"},
        {RANK_PRODUCT, "", "XP"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str(rank_filter_term(w.text, a, cases[i].kind, str_from(cases[i].value)),
                   cases[i].term);
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
        SCRATCH(nothing_alike_is_no_query),
        SCRATCH(what_each_word_counts),
        SCRATCH(spoken_words_bring_written_ones),
        SCRATCH(plurals_and_synonyms_are_neighbours),
        SCRATCH(repaired_words_stand_for_the_typed_ones),
        SCRATCH(filters_as_terms),
        SCRATCH(stays_within_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
