/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "server/page.h"

/* Marks are given as words of the text, in order. */
static void marked_text_is_nested_properly(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words[3], *lang, *expected;
    } cases[] = {
        {"أين طلبي الآن", {"طلبي"}, "ar", "أين <mark>طلبي</mark> الآن"},
        {"a < b & c", {"b"}, "en", "a &lt; <mark>b</mark> &amp; c"},
        {"جهاز iPhone 15 Pro هنا",
         {"جهاز", "iPhone", "Pro"},
         "ar",
         "<mark>جهاز</mark> <bdi><mark>iPhone</mark> 15 <mark>Pro</mark></bdi> هنا"},
        {"رقم +966 11 000 الآن",
         {"11"},
         "ar",
         "رقم <bdi class=\"ltr\">+966 <mark>11</mark> 000</bdi> الآن"},
        /* a mark over the edge of a run */
        {"من آيفون15pro هنا",
         {"آيفون15pro"},
         "ar",
         "من <mark>آيفون</mark><bdi><mark>15pro</mark></bdi> هنا"},
        {"OneDrive", {"OneDrive"}, "ar", "<bdi><mark>OneDrive</mark></bdi>"},
        {"see ضمان سنتين now", {"سنتين"}, "en", "see <bdi>ضمان <mark>سنتين</mark></bdi> now"},
        {"see ضمان now", {"see"}, "", "<mark>see</mark> ضمان now"}, /* no language: no runs */
        {"", {NULL}, "ar", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct snippet_mark marks[3];
        struct snippet snippet = {.text = str_from(cases[i].text), .marks = marks};
        for (; snippet.n_marks < 3 && cases[i].words[snippet.n_marks]; snippet.n_marks++) {
            struct str word = str_from(cases[i].words[snippet.n_marks]);
            size_t at = str_find(snippet.text, word);
            assert_true(at != SIZE_MAX);
            marks[snippet.n_marks] = (struct snippet_mark){at, at + word.n};
        }
        struct buf out;
        buf_init(&out, 1000);
        page_marked(&out, &snippet, str_from(cases[i].lang));
        assert_string_equal(out.p, cases[i].expected);
        buf_release(&out);
    }
}

static void cut_ends_show(void **state)
{
    (void)state;
    struct snippet snippet = {.text = STR("وسط"), .cut_before = true, .cut_after = true};
    struct buf out;
    buf_init(&out, 100);
    page_marked(&out, &snippet, STR("ar"));
    assert_string_equal(out.p, "…وسط…");
    buf_release(&out);
}

static void links_carry_the_view(void **state)
{
    (void)state;
    static const struct {
        struct search_view view;
        bool chosen;
        const char *expected;
    } cases[] = {
        {{.query = STR_INIT("a b&c"), .page = 1}, false, "/search?q=a%20b%26c"},
        {{.query = STR_INIT("ن"), .page = 3}, false, "/search?q=%D9%86&amp;page=3"},
        {{.query = STR_INIT("x"), .lang = STR_INIT("en"), .page = 1},
         true,
         "/search?q=x&amp;lang=en"},
        {{.query = STR_INIT("x"), .lang = STR_INIT("ar"), .page = 1},
         true,
         "/search?q=x&amp;lang=ar&amp;ui=en"},
        {{.query = STR_INIT("x"), .page = 1}, true, "/search?q=x&amp;ui=en"},
        {{.query = STR_INIT("x"), .product = STR_INIT("\"'"), .category = STR_INIT("<"), .page = 2},
         false,
         "/search?q=x&amp;product=%22%27&amp;category=%3C&amp;page=2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct context ctx = {.lang = LANG_EN, .lang_chosen = cases[i].chosen};
        struct buf out;
        buf_init(&out, 1000);
        page_search_link(&ctx, &out, &cases[i].view);
        assert_string_equal(out.p, cases[i].expected);
        buf_release(&out);
    }
}

static void article_links(void **state)
{
    (void)state;
    struct context ctx = {.lang = LANG_AR};
    struct buf out;
    buf_init(&out, 1000);
    page_article_link(&ctx, &out, STR("ar/ما هذا؟#?"), STR("أ-ب"));
    assert_string_equal(out.p, "/articles/ar/%D9%85%D8%A7%20%D9%87%D8%B0%D8%A7%D8%9F%23%3F"
                               "#%D8%A3-%D8%A8");
    buf_clear(&out);
    ctx.lang_chosen = true;
    page_article_link(&ctx, &out, STR("a"), STR("b"));
    assert_string_equal(out.p, "/articles/a?lang=ar#b");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marked_text_is_nested_properly),
        cmocka_unit_test(cut_ends_show),
        cmocka_unit_test(links_carry_the_view),
        cmocka_unit_test(article_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
