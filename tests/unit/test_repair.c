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
        .id = "wifi",
        .title = "Connect to Wi-Fi",
        .lang = "en",
        .sections = {{NULL, NULL, "Open settings. Password: see the router, a or h or r."}},
    },
};

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
    struct generation_manifest manifest;
    struct err err = ERR_INIT;
    struct search *s;
    char *dir = scratch_path(scratch, "index");
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(search_open(&s, dir, &err), &err);

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_wrong_keyboard_layout_is_read_as_meant, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
