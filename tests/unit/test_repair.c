/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/search.h"
#include "scratch.h"

static const struct fixture_article articles[] = {
    {
        .id = "warranty",
        .title = "مدة الضمان",
        .lang = "ar",
        .sections = {{NULL, NULL, "مدة الضمان سنتان من يوم التسليم."}},
    },
    {
        .id = "password",
        .title = "تغيير كلمة المرور",
        .lang = "ar",
        .sections = {{NULL, NULL, "اختر كلمة المرور الجديدة."}},
    },
    {
        .id = "returns",
        .title = "إرجاع المنتج",
        .lang = "ar",
        .sections = {{NULL, NULL, "كيف أرجع المنتج خلال أسبوع. خدمة عبدالله للتوصيل."},
                     {"الحساب", "h", "تحديث بيانات حسابي مع كلمة المرور والمنتج."}},
    },
    {
        .id = "wifi",
        .title = "Connect to Wi-Fi",
        .lang = "en",
        .sections = {{NULL, NULL, "Open settings. Password: see the router, a or h or r."}},
    },
};

static struct search *open_fixture(struct scratch *scratch)
{
    struct generation_manifest manifest;
    struct err err = ERR_INIT;
    struct search *s;
    char *dir = scratch_path(scratch, "index");
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(search_open(&s, dir, &err), &err);
    return s;
}

/* Asks the fixture; the hit that comes first and what was repaired. */
static struct search_result ask(struct search *s, struct arena *a, const char *query, bool as_typed)
{
    struct err err = ERR_INIT;
    struct search_result result;
    struct search_request request = {.query = str_from(query), .as_typed = as_typed};
    assert_ok(search_run(s, a, &request, &result, &err), &err);
    return result;
}

static void the_wrong_keyboard_layout_is_read_as_meant(void **state)
{
    struct scratch *scratch = *state;
    struct arena *a = &scratch->arena;
    struct search *s = open_fixture(scratch);

    struct search_result result = ask(s, a, "l]m hgqlhk", false);
    assert_str(result.hits[0].section.article_id, "warranty");
    assert_int_equal(result.n_repairs, 1);
    assert_string_equal(result.repairs[0].kind, "layout");
    assert_str(result.repairs[0].from, "l]m hgqlhk");
    assert_str(result.repairs[0].to, "مدة الضمان");
    assert_true(result.hits[0].snippet.n_marks > 0);
    assert_int_equal(ask(s, a, "l]m hgqlhk", true).n_repairs, 0);
    /* Latin meant; and one word only. */
    result = ask(s, a, "حشسسصخقي", false);
    assert_str(result.hits[0].section.article_id, "wifi");
    assert_str(result.repairs[0].to, "password");
    result = ask(s, a, "كلمة المرور حشسسصخقي", false);
    assert_str(result.repairs[0].to, "كلمة المرور password");
    /* On the French keyboard, and on the other. Each would make a known word of the first half. */
    result = ask(s, a, "jyddv mgl,", false);
    assert_str(result.repairs[0].to, "تغيير كلمة");
    result = ask(s, a, "jyddv ;glm", false);
    assert_str(result.repairs[0].to, "تغيير كلمة");
    /* What the index knows, and what it knows in neither reading, stays as it is. */
    assert_int_equal(ask(s, a, "الضمان", false).n_repairs, 0);
    assert_int_equal(ask(s, a, "settings", false).n_repairs, 0);
    assert_int_equal(ask(s, a, "qwrtypsdfg", false).n_repairs, 0);
    /* Scraps are no words: the other layout gives a;,h for this. */
    assert_int_equal(ask(s, a, "اريد اقدم شكوا", false).n_repairs, 0);
    /* Nor is a single letter that the index has: .r// ooart. */
    assert_int_equal(ask(s, a, "زقظظ خخشقف", false).n_repairs, 0);
    search_close(s);
}

/* One repair of a word in each query, and the article that it finds. */
static void words_are_read_as_meant(void **state)
{
    static const struct {
        const char *query, *kind, *from, *to, *finds;
    } cases[] = {
        {"ارجاع المتنج", "spelling", "المتنج", "المنتج", "returns"},
        {"مدة الظمان", "spelling", "الظمان", "الضمان", "warranty"},
        {"conect", "spelling", "conect", "connect", "wifi"},
        {"كلمةالمرور", "split", "كلمةالمرور", "كلمة المرور", "password"},
        {"خدمة عبد الله", "joined", "عبد الله", "عبدالله", "returns"},
        {"مدة الضم", "unfinished", "الضم", "الضمان", "warranty"},
        {"el montaj", "arabizi", "montaj", "المنتج", "returns"},
        {"7sabi", "arabizi", "7sabi", "حسابي", "returns"},
    };
    struct scratch *scratch = *state;
    struct arena *a = &scratch->arena;
    struct search *s = open_fixture(scratch);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_result result = ask(s, a, cases[i].query, false);
        if (result.n_repairs != 1 || strcmp(result.repairs[0].kind, cases[i].kind) != 0)
            fail_msg("%s: %zu repairs, %s", cases[i].query, result.n_repairs,
                     result.n_repairs ? result.repairs[0].kind : "");
        assert_str(result.repairs[0].from, cases[i].from);
        assert_str(result.repairs[0].to, cases[i].to);
        assert_str(result.hits[0].section.article_id, cases[i].finds);
        assert_int_equal(ask(s, a, cases[i].query, true).n_repairs, 0);
    }
    /* A word is never corrected to itself, nor one that the index has: each word of it, mistyped in
     * each letter. */
    static const char *const words[] = {"الضمان", "إرجاع", "المنتج", "settings", "router"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_int_equal(ask(s, a, words[i], false).n_repairs, 0);
        for (const char *p = words[i]; *p;) {
            const char *from = p, *end = words[i] + strlen(words[i]);
            utf8_next(&p, end);
            struct str typed = arena_printf(a, "%.*s%s؟", (int)(from - words[i]), words[i], p);
            struct search_result result = ask(s, a, typed.p, false);
            for (size_t k = 0; k < result.n_repairs; k++)
                assert_false(str_eq(result.repairs[k].from, result.repairs[k].to));
        }
    }
    /* The rest of the query stays as it was typed; a guess at how a word goes on is not shown. */
    assert_str(ask(s, a, "كيف \"ارجع\" المتنج؟", false).meant, "كيف \"ارجع\" المنتج؟");
    assert_str(ask(s, a, "مدة الضم", false).meant, "مدة الضم");
    /* What the index or the lexicon knows, numbers and codes are left alone, and so is a word that
     * ends in a sign. */
    static const char *const right[] = {"المنتج",   "والمنتج", "كنسل", "40127",
                                        "sku-77b1", "الضم؟",   "زز"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        struct search_result result = ask(s, a, right[i], false);
        if (result.n_repairs)
            fail_msg("%s: %s", right[i], result.repairs[0].kind);
    }
    search_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_wrong_keyboard_layout_is_read_as_meant, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(words_are_read_as_meant, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
