/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "server/route.h"

static void paths_find_their_row(void **state)
{
    (void)state;
    static const struct {
        const char *path, *pattern, *rest;
    } cases[] = {
        {"/", "/", ""},
        {"/search", "/search", ""},
        {"/search/", NULL, ""},
        {"/Search", NULL, ""},
        {"//", NULL, ""},
        {"/articles/a", "/articles/*", "a"},
        {"/articles/ar/دفع/x", "/articles/*", "ar/دفع/x"},
        {"/articles/", NULL, ""},
        {"/articles", NULL, ""},
        {"/api/v1/articles/a/b", "/api/v1/articles/*", "a/b"},
        {"/api/v1/search", "/api/v1/search", ""},
        {"/api/v2/search", NULL, ""},
        {"/assets/x/app.css", "/assets/*", "x/app.css"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str rest;
        const struct route *route = route_find(str_from(cases[i].path), &rest);
        if (!route != !cases[i].pattern)
            fail_msg("%s: %s", cases[i].path, route ? "found" : "not found");
        if (route) {
            assert_str(route->pattern, cases[i].pattern);
            assert_str(rest, cases[i].rest);
        }
    }
}

static void errors_suit_who_asks(void **state)
{
    (void)state;
    assert_int_equal(route_kind_of(STR("/api/v1/search")), ROUTE_API);
    assert_int_equal(route_kind_of(STR("/api/nothing")), ROUTE_API);
    assert_int_equal(route_kind_of(STR("/nothing")), ROUTE_PAGE);
    assert_int_equal(route_kind_of(STR("/assets/x/y")), ROUTE_PLAIN);
}

static void allow_names_the_methods(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct str rest;
    assert_string_equal(route_allow(route_find(STR("/search"), &rest), &a), "GET, HEAD");
    assert_string_equal(route_allow(route_find(STR("/agent/signin"), &rest), &a),
                        "GET, HEAD, POST");
    assert_string_equal(route_allow(route_find(STR("/agent/signout"), &rest), &a), "POST");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_find_their_row),
        cmocka_unit_test(errors_suit_who_asks),
        cmocka_unit_test(allow_names_the_methods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
