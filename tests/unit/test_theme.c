/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "lib/settings.h"
#include "server/theme.h"

static const char *header(const struct response *res, const char *name)
{
    for (size_t i = 0; i < res->n_headers; i++)
        if (strcmp(res->headers[i].name, name) == 0)
            return res->headers[i].value;
    return "";
}

static void the_numbers_of_the_site_are_a_style_sheet(void **state)
{
    (void)state;
    struct settings settings;
    struct response res = {0};
    settings_init(&settings);
    struct context ctx = {.settings = &settings};
    buf_init(&res.body, 1000);
    assert_int_equal(theme_css(&ctx, &res), 200);
    assert_string_equal(res.content_type, "text/css; charset=utf-8");
    assert_string_equal(header(&res, "Cache-Control"), "public, max-age=86400");
    assert_string_equal(res.body.p, ":root{--hue:172;--chroma:1;--corner:10px}\n");
    buf_clear(&res.body);
    settings.hue = 12.5;
    settings.chroma = 0;
    settings.corner = 0.25;
    theme_css(&ctx, &res);
    assert_string_equal(res.body.p, ":root{--hue:12.5;--chroma:0;--corner:0.25px}\n");
    buf_release(&res.body);
    settings_release(&settings);
}

static void without_a_logo_there_is_none(void **state)
{
    (void)state;
    struct settings settings;
    struct response res = {0};
    settings_init(&settings);
    struct context ctx = {.settings = &settings};
    assert_int_equal(theme_logo(&ctx, &res), 404);
    assert_int_equal(res.n_headers, 0); /* it may have one tomorrow */
    settings_release(&settings);
}

static void the_cookie_is_one_of_two_words(void **state)
{
    (void)state;
    static const struct {
        const char *cookie, *theme;
    } cases[] = {
        {"jawab_theme=dark", "dark"},   {"a=b; jawab_theme=light", "light"},
        {"jawab_theme=", ""},           {"jawab_theme=Dark", ""},
        {"jawab_theme=dark light", ""}, {"jawab_theme=\"><script>", ""},
        {"xjawab_theme=dark", ""},      {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct request req = {.cookie = str_from(cases[i].cookie)};
        assert_str(theme_of(&req), cases[i].theme);
    }
}

static void a_choice_is_kept_and_leads_back(void **state)
{
    (void)state;
#define KEPT(theme) "jawab_theme=" theme "; Path=/; Max-Age=31536000; SameSite=Lax"
#define FORGOTTEN   "jawab_theme=; Path=/; Max-Age=0; SameSite=Lax"
    static const struct {
        const char *theme, *back, *cookie, *location;
    } cases[] = {
        {"dark", "/search?q=x", KEPT("dark"), "/search?q=x"},
        {"light", "/", KEPT("light"), "/"},
        {"auto", "/", FORGOTTEN, "/"},
        {"", "/", FORGOTTEN, "/"},
        {"dark; Domain=evil.example", "/", FORGOTTEN, "/"},
        {"dark", "", KEPT("dark"), "/"},
        {"dark", "//evil.example", KEPT("dark"), "/"},
        {"dark", "https://evil.example/", KEPT("dark"), "/"},
        {"dark", "/a\r\nX: y", KEPT("dark"), "/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = ARENA_INIT;
        struct http_param form[] = {{STR("theme"), str_from(cases[i].theme)},
                                    {STR("back"), str_from(cases[i].back)}};
        const struct request req = {.form = form, .n_form = 2};
        struct context ctx = {.req = &req, .arena = &arena};
        struct response res = {0};
        assert_int_equal(theme_choose(&ctx, &res), 303);
        assert_string_equal(header(&res, "Set-Cookie"), cases[i].cookie);
        assert_string_equal(header(&res, "Location"), cases[i].location);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_site_are_a_style_sheet),
        cmocka_unit_test(without_a_logo_there_is_none),
        cmocka_unit_test(the_cookie_is_one_of_two_words),
        cmocka_unit_test(a_choice_is_kept_and_leads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
