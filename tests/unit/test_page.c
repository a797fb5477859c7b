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

static void assert_link(struct str link, const char *expected)
{
    assert_int_equal(link.n, strlen(expected));
    assert_memory_equal(link.p, expected, link.n);
}

static void links_carry_the_view(void **state)
{
    (void)state;
    static struct str en[] = {STR_INIT("en")}, ar[] = {STR_INIT("ar")};
    static struct str two[] = {STR_INIT("\"'"), STR_INIT("<")};
    static const struct {
        struct search_view view;
        bool chosen;
        const char *expected;
    } cases[] = {
        {{.query = STR_INIT("a b&c"), .page = 1}, false, "/search?q=a%20b%26c"},
        {{.query = STR_INIT("ن"), .page = 3}, false, "/search?q=%D9%86&page=3"},
        {{.query = STR_INIT("x"), .langs = {en, 1}, .page = 1}, true, "/search?q=x&lang=en"},
        {{.query = STR_INIT("x"), .langs = {ar, 1}, .page = 1}, true, "/search?q=x&lang=ar&ui=en"},
        {{.query = STR_INIT("x"), .page = 1}, true, "/search?q=x&ui=en"},
        {{.query = STR_INIT("x"), .products = {two, 2}, .categories = {two + 1, 1}, .page = 2},
         false,
         "/search?q=x&product=%22%27&product=%3C&category=%3C&page=2"},
        {{.query = STR_INIT("x"), .as_typed = true}, false, "/search?q=x&raw=1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = ARENA_INIT;
        struct context ctx = {.arena = &a, .lang = LANG_EN, .lang_chosen = cases[i].chosen};
        assert_link(page_search_link(&ctx, &cases[i].view), cases[i].expected);
        arena_release(&a);
    }
}

static void article_links(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct context ctx = {.arena = &a, .lang = LANG_AR};
    assert_link(page_article_link(&ctx, STR("ar/ما هذا؟#?"), STR("أ-ب")),
                "/articles/ar/%D9%85%D8%A7%20%D9%87%D8%B0%D8%A7%D8%9F%23%3F#%D8%A3-%D8%A8");
    assert_link(page_hit_link(&ctx, STR("a"), STR("b"), STR("x y"), 3),
                "/articles/a?q=x%20y&place=3#b");
    ctx.lang_chosen = true;
    assert_link(page_article_link(&ctx, STR("a"), STR("b")), "/articles/a?lang=ar#b");
    assert_link(page_topic_link(&ctx, STR("a/b")), "/topics/a%2Fb?lang=ar");
    ctx.base = STR("/widget");
    assert_link(page_article_link(&ctx, STR("a"), STR("")), "/widget/articles/a?lang=ar");
    assert_link(page_home_link(&ctx), "/widget?lang=ar");
    assert_link(page_contact_link(&ctx, STR("س")), "/widget/contact?q=%D8%B3&lang=ar");
    arena_release(&a);
}

static void addresses_are_escaped(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1000);
    page_href(&out, STR("/a?b=c&d=\"e\""));
    assert_string_equal(out.p, "href=\"/a?b=c&amp;d=&quot;e&quot;\"");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marked_text_is_nested_properly), cmocka_unit_test(cut_ends_show),
        cmocka_unit_test(links_carry_the_view),           cmocka_unit_test(article_links),
        cmocka_unit_test(addresses_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
