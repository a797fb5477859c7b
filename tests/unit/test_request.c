/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "server/request.h"

static void good_targets(void **state)
{
    (void)state;
    static const struct {
        const char *target, *path, *q;
    } cases[] = {
        {"/", "/", ""},
        {"/search?q=a", "/search", "a"},
        {"/search?q=a+b%2Bc", "/search", "a b+c"},
        {"/a+b", "/a+b", ""}, /* a plus is a space in queries only */
        {"/articles/%D8%AF%D9%81%D8%B9/x", "/articles/دفع/x", ""},
        {"/articles/دفع", "/articles/دفع", ""}, /* unencoded, as some clients send it */
        {"/search?x=1&&q=%D9%86&q=2", "/search", "ن"},
        {"/search?q", "/search", ""},
        {"/search?q=a=b", "/search", "a=b"},
        {"/search?a?q=1", "/search", ""},
        {"http://host:80/search?q=z", "/search", "z"},
        {"HTTPS://host", "/", ""},
        {"/%2e%2E/", "/../", ""},
        {"/search?q=%F0%9F%93%B1", "/search", "\xF0\x9F\x93\xB1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = ARENA_INIT;
        struct request req = {.arena = &a};
        if (!request_parse_target(&req, str_from(cases[i].target)))
            fail_msg("refused: %s", cases[i].target);
        assert_str(req.path, cases[i].path);
        assert_str(request_param(&req, STR("q")), cases[i].q);
        arena_release(&a);
    }
}

static void bad_targets(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "*",
        "search",
        "?q=1",
        "/%",
        "/%4",
        "/%zz",
        "/%00",
        "/search?q=%00",
        "/search?%00=1",
        "/%FF",
        "/search?q=%C3",          /* half a character */
        "/search?q=%ED%A0%80",    /* a lone surrogate */
        "/search?q=%C0%AF",       /* an overlong slash */
        "/search?q=%F4%90%80%80", /* beyond U+10FFFF */
        "ftp://host/",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = ARENA_INIT;
        struct request req = {.arena = &a, .path = STR_INIT("/")};
        if (request_parse_target(&req, str_from(cases[i])))
            fail_msg("accepted: %s", cases[i]);
        assert_int_equal(utf8_valid_bytes(req.path), req.path.n); /* it is shown and logged */
        arena_release(&a);
    }
}

static void parameters_are_limited(void **state)
{
    (void)state;
    for (size_t n = REQUEST_PARAMS_MAX; n <= REQUEST_PARAMS_MAX + 1; n++) {
        struct arena a = ARENA_INIT;
        struct request req = {.arena = &a};
        struct str target = STR("/?");
        for (size_t i = 0; i < n; i++)
            target = arena_printf(&a, STR_FMT "p%zu=v&", STR_ARG(target), i);
        assert_int_equal(request_parse_target(&req, target), n <= REQUEST_PARAMS_MAX);
        arena_release(&a);
    }
}

static void absent_is_not_empty(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct request req = {.arena = &a};
    assert_true(request_parse_target(&req, STR("/?q=&page=2")));
    assert_true(request_has_param(&req, STR("q")));
    assert_false(request_has_param(&req, STR("lang")));
    assert_str(request_param(&req, STR("lang")), "");
    assert_str(request_param(&req, STR("page")), "2");
    arena_release(&a);
}

static void repeated_parameters(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct request req = {.arena = &a};
    assert_true(request_parse_target(
        &req, STR("/?product=a&x=1&product=&product=%D8%A8&productt=c&product=a")));
    struct str_list list = request_params(&req, &a, STR("product"));
    assert_int_equal(list.n, 3);
    assert_str(list.items[0], "a");
    assert_str(list.items[1], "\u0628");
    assert_str(list.items[2], "a");
    assert_int_equal(request_params(&req, &a, STR("lang")).n, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_targets),           cmocka_unit_test(bad_targets),
        cmocka_unit_test(parameters_are_limited), cmocka_unit_test(absent_is_not_empty),
        cmocka_unit_test(repeated_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
