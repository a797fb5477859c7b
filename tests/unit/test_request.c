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

/* What a form says, or the status that refuses it. */
static void forms_are_read_as_queries_are(void **state)
{
    (void)state;
    static const char urlencoded[] = "application/x-www-form-urlencoded";
    static const struct {
        const char *type, *body, *name;
        unsigned refused;
    } cases[] = {
        {urlencoded, "name=a", "a", 0},
        {urlencoded, "x=1&name=%D8%B3%D8%A7%D8%B1%D8%A9+b&name=2", "سارة b", 0},
        {urlencoded, "name=a=b&&", "a=b", 0},
        {urlencoded, "name", "", 0},
        {urlencoded, "", "", 0},
        {"", "", "", 0},
        {"Application/X-WWW-Form-Urlencoded ; charset=UTF-8", "name=a", "a", 0},
        {"", "name=a", "", 415},
        {"multipart/form-data; boundary=x", "name=a", "", 415},
        {"text/plain", "", "", 415},
        {"application/json", "{}", "", 415},
        {"application/x-www-form-urlencoded-not", "name=a", "", 415},
        {urlencoded, "name=%FF", "", 400},
        {urlencoded, "name=\xC3", "", 400},
        {urlencoded, "name=%00", "", 400},
        {urlencoded, "name=%4", "", 400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = ARENA_INIT;
        struct request req = {
            .arena = &a, .content_type = str_from(cases[i].type), .body = str_from(cases[i].body)};
        request_read_form(&req);
        if (req.form_refused != cases[i].refused)
            fail_msg("%s: %s: %u", cases[i].type, cases[i].body, req.form_refused);
        assert_str(request_form(&req, STR("name")), cases[i].name);
        assert_str(request_param(&req, STR("name")), "");
        arena_release(&a);
    }
}

static void fields_are_limited(void **state)
{
    (void)state;
    for (size_t n = REQUEST_PARAMS_MAX; n <= REQUEST_PARAMS_MAX + 1; n++) {
        struct arena a = ARENA_INIT;
        struct request req = {.arena = &a,
                              .content_type = STR("application/x-www-form-urlencoded")};
        for (size_t i = 0; i < n; i++)
            req.body = arena_printf(&a, STR_FMT "p%zu=v&", STR_ARG(req.body), i);
        request_read_form(&req);
        assert_int_equal(req.form_refused, n <= REQUEST_PARAMS_MAX ? 0 : 400);
        arena_release(&a);
    }
}

static void cookies_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *header, *value;
    } cases[] = {
        {"who=a", "a"},        {"x=1; who=a-b_c; y=2", "a-b_c"},
        {"x=1;who=a", "a"}, /* browsers write a blank, others may not */
        {"who=a; who=b", "a"}, {"who=a==", "a=="},
        {"who=\"a\"", "a"},    {"who=", ""},
        {"who", ""},           {"who=\"", ""},
        {"WHO=a", ""},         {"xwho=a; whox=b", ""},
        {"x=who=a", ""},       {"who=a b", ""},
        {"who=a,b", ""},       {"who=a\\b", ""},
        {"who=\xD8\xB3", ""},  {"", ""},
        {";;=;", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request req = {.cookie = str_from(cases[i].header)};
        struct str value = request_cookie(&req, STR("who"));
        if (!str_eq(value, str_from(cases[i].value)))
            fail_msg("%s: " STR_FMT, cases[i].header, STR_ARG(value));
    }
}

static void only_our_own_pages_send_forms(void **state)
{
    (void)state;
    static const struct {
        const char *fetch_site, *origin, *host;
        bool same;
    } cases[] = {
        {"same-origin", "", "help.example", true},
        {"none", "", "help.example", true},
        {"same-site", "", "help.example", false},
        {"cross-site", "", "help.example", false},
        {"Same-Origin", "", "help.example", false},
        {"not-same-origin", "", "help.example", false},
        {"cross-site", "https://help.example", "help.example", false}, /* the browser knows best */
        {"", "https://help.example", "help.example", true},
        {"", "http://help.example", "help.example", true},
        {"", "http://HELP.example:8080", "help.example:8080", true},
        {"", "http://[::1]:8080", "[::1]:8080", true},
        {"", "http://help.example:8080", "help.example", false},
        {"", "http://help.example", "help.example:8080", false},
        {"", "https://evil.example", "help.example", false},
        {"", "https://help.example.evil", "help.example", false},
        {"", "https://help.example/", "help.example", false},
        {"", "https://", "", false},
        {"", "null", "null", false},
        {"", "help.example", "help.example", false},
        {"", "", "help.example", false},
        {"", "", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request req = {.fetch_site = str_from(cases[i].fetch_site),
                              .origin = str_from(cases[i].origin),
                              .host = str_from(cases[i].host)};
        if (request_same_site(&req) != cases[i].same)
            fail_msg("'%s' '%s' '%s'", cases[i].fetch_site, cases[i].origin, cases[i].host);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_targets),
        cmocka_unit_test(bad_targets),
        cmocka_unit_test(parameters_are_limited),
        cmocka_unit_test(absent_is_not_empty),
        cmocka_unit_test(forms_are_read_as_queries_are),
        cmocka_unit_test(fields_are_limited),
        cmocka_unit_test(cookies_have_names),
        cmocka_unit_test(only_our_own_pages_send_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
