/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What only agents may see leaves no trace with the public: an index with it and one without it
 * answer the public alike.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/search.h"
#include "scratch.h"

#define MARKER "زعفرانة"

static const struct fixture_article articles[] = {
    {
        .id = "warranty",
        .title = "مدة الضمان",
        .lang = "ar",
        .sections = {{NULL, NULL, "مدة الضمان سنتان من يوم التسليم."},
                     {"الأجهزة الكبيرة", "h", "ضمان الأجهزة الكبيرة عشر سنوات للمحرك."},
                     {"الأجهزة الكبيرة", "h",
                      "تحويلة قسم الضمان زعفرانة. الزعفرانة عند المشرف، كلمة زعفرانه سر.", true}},
    },
    {
        .id = "returns",
        .title = "إرجاع المنتج",
        .lang = "ar",
        .sections = {{NULL, NULL, "أرجع المنتج خلال أسبوع. الإرجاع مجاني، والضمان باق."},
                     {NULL, NULL, "الإرجاع زعفرانة.", true}},
    },
    {
        .id = "orders",
        .title = "تتبع الطلب",
        .lang = "ar",
        .sections = {{NULL, NULL, "تتبع طلبك من حسابك، والتسليم خلال أسبوع من الطلب."}},
    },
    {
        .id = "wifi",
        .title = "Connect the watch",
        .lang = "en",
        .sections = {{NULL, NULL, "Open the settings of the watch and connect."}},
    },
    {
        .id = "secret",
        .title = "زعفرانة الإرجاع",
        .lang = "ar",
        .aliases = "saffronword زعفرانات",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "مزعفرانة وزعفرانة وزعفران أصفر، saffronword."},
                     {"كلمة زعفرانة", "s", "زعفرانة للموظفين."}},
    },
};
enum { ARTICLES = sizeof articles / sizeof articles[0] };

static struct search *open_index(struct scratch *scratch, const char *name, bool internal)
{
    struct fixture_article kept[ARTICLES];
    struct generation_manifest manifest;
    struct err err = ERR_INIT;
    struct search *s;
    size_t n = 0;
    for (size_t i = 0; i < ARTICLES; i++) {
        if (!internal && articles[i].audience == AUDIENCE_AGENT)
            continue;
        kept[n] = articles[i];
        for (size_t k = 0; k < FIXTURE_SECTIONS_MAX && !internal; k++)
            if (kept[n].sections[k].note)
                kept[n].sections[k].text = NULL;
        n++;
    }
    char *dir = scratch_path(scratch, name);
    fixture_publish(dir, kept, n, NULL, &manifest);
    assert_ok(search_open(&s, dir, &err), &err);
    return s;
}

static struct search_result ask(struct search *s, struct arena *a, const char *query,
                                enum audience audience, bool as_typed)
{
    struct err err = ERR_INIT;
    struct search_result result;
    struct search_request request = {.query = str_from(query),
                                     .audience = audience,
                                     .as_typed = as_typed,
                                     .more_sections = true};
    assert_ok(search_run(s, a, &request, &result, &err), &err);
    return result;
}

static const char *const queries[] = {
    MARKER,
    "زعفران",
    "زعفرنة",
    "زعفرانا",
    "زعفراة",
    "زعقرانة",
    "زعفرا",
    "زعف",
    "الزعفرانة",
    "وزعفرانة",
    "\"زعفرانة\"",
    "-زعفرانة الضمان",
    ".utvhkm", /* on the Latin layout */
    "hg.utvhkm",
    "za3farana",
    "z3frana",
    "saffronword",
    "safronword",
    "saffronwo",
    "سشببقخىصخقي", /* on the Arabic one */
    "زعف رانة",
    "زعفر انة",
    "زعفرانةالضمان",
    "الضمانزعفرانة",
    "كلمة زعفرانة",
    "مدة زعفران",
    "زعفرنة الإرجاع",
    "تحويلة",
    "المشرف",
    "الضمان",
    "مدة الضمان",
    "الارجاع",
    "كم ضمان الأجهزة الكبيرة؟",
};

static void add(struct buf *out, struct str what)
{
    buf_add(out, what);
    buf_char(out, '|');
}

/* All that is shown of a result. */
static struct str shown(struct arena *a, const struct search_result *r)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    buf_printf(&out, "%zu %d|", r->total, r->relaxed);
    add(&out, r->meant);
    add(&out, r->did_you_mean);
    for (size_t i = 0; i < r->n_repairs; i++) {
        add(&out, str_from(r->repairs[i].kind));
        add(&out, r->repairs[i].from);
        add(&out, r->repairs[i].to);
    }
    for (size_t i = 0; i < r->n_near; i++)
        add(&out, r->near[i]);
    for (size_t i = 0; i < r->n_hits; i++) {
        const struct search_hit *hit = &r->hits[i];
        add(&out, hit->section.article_id);
        add(&out, hit->section.anchor);
        add(&out, hit->snippet.text);
        for (size_t k = 0; k < hit->n_more; k++)
            add(&out, hit->more[k].section.anchor);
    }
    add(&out, r->answer.hit ? r->answer.hit->section.text : STR(""));
    add(&out, r->answer.html);
    struct str text = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return text;
}

static void the_public_gets_what_it_would_without_them(void **state)
{
    struct scratch *scratch = *state;
    struct arena *a = &scratch->arena;
    struct search *with = open_index(scratch, "with", true);
    struct search *without = open_index(scratch, "without", false);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        for (int as_typed = 0; as_typed < 2; as_typed++) {
            struct search_result one = ask(with, a, queries[i], AUDIENCE_PUBLIC, as_typed);
            struct search_result two = ask(without, a, queries[i], AUDIENCE_PUBLIC, as_typed);
            struct str got = shown(a, &one), want = shown(a, &two);
            if (!str_eq(got, want))
                fail_msg("%s: %.*s\nwithout: %.*s", queries[i], STR_ARG(got), STR_ARG(want));
        }
    search_close(with);
    search_close(without);
}

static void completions_are_those_without_them(void **state)
{
    struct scratch *scratch = *state;
    struct arena *a = &scratch->arena;
    struct err err = ERR_INIT;
    struct search *with = open_index(scratch, "with", true);
    struct search *without = open_index(scratch, "without", false);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct suggestion_list one, two;
        struct str typed = str_from(queries[i]);
        assert_ok(search_suggest(with, a, typed, AUDIENCE_PUBLIC, 10, &one, &err), &err);
        assert_ok(search_suggest(without, a, typed, AUDIENCE_PUBLIC, 10, &two, &err), &err);
        assert_int_equal(one.n, two.n);
        for (size_t k = 0; k < one.n; k++)
            assert_true(str_eq(one.items[k].text, two.items[k].text));
        assert_ok(search_suggest(with, a, typed, AUDIENCE_AGENT, 10, &two, &err), &err);
        assert_true(two.n >= one.n);
    }
    search_close(with);
    search_close(without);
}

static void agents_find_notes_and_read_the_public_answer(void **state)
{
    struct scratch *scratch = *state;
    struct arena *a = &scratch->arena;
    struct search *s = open_index(scratch, "index", true);
    struct search_result r = ask(s, a, "تحويلة الضمان زعفرانه", AUDIENCE_AGENT, false);
    assert_true(r.n_hits > 0);
    assert_str(r.hits[0].section.article_id, "warranty");
    assert_int_equal(r.hits[0].section.audience, AUDIENCE_AGENT);
    assert_str(r.hits[0].section.anchor, "h");
    assert_true(str_find(r.hits[0].snippet.text, STR(MARKER)) != SIZE_MAX);

    /* What comes first is internal; what is read out is not. */
    struct search_result repaired = ask(s, a, "زعفرنة", AUDIENCE_AGENT, false);
    assert_true(str_find(repaired.meant, STR("زعفران")) != SIZE_MAX);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct search_result each = ask(s, a, queries[i], AUDIENCE_AGENT, false);
        if (!each.answer.hit)
            continue;
        assert_int_equal(each.answer.hit->section.audience, AUDIENCE_PUBLIC);
        assert_true(str_find(each.answer.html, STR(MARKER)) == SIZE_MAX);
    }
    struct search_result asked = ask(s, a, "تحويلة الأجهزة الكبيرة", AUDIENCE_AGENT, false);
    assert_int_equal(asked.hits[0].section.audience, AUDIENCE_AGENT);
    assert_non_null(asked.answer.hit);
    assert_str(asked.answer.hit->section.text, "ضمان الأجهزة الكبيرة عشر سنوات للمحرك.");
    search_close(s);
}

static void an_article_is_read_with_its_notes_by_agents_only(void **state)
{
    struct scratch *scratch = *state;
    struct arena *a = &scratch->arena;
    struct err err = ERR_INIT;
    struct search *s = open_index(scratch, "index", true);
    struct article_record article;
    bool redirected;
    assert_ok(search_article(s, a, STR("returns"), AUDIENCE_PUBLIC, &article, &redirected, &err),
              &err);
    assert_str(article.html, "<p>أرجع المنتج خلال أسبوع. الإرجاع مجاني، والضمان باق.</p>");
    assert_int_equal(article.agent_html.n, 0);
    assert_ok(search_article(s, a, STR("returns"), AUDIENCE_AGENT, &article, &redirected, &err),
              &err);
    assert_str(article.html, "<p>أرجع المنتج خلال أسبوع. الإرجاع مجاني، والضمان باق.</p>"
                             "<aside>الإرجاع زعفرانة.</aside>");
    assert_int_equal(article.agent_html.n, 0);
    assert_ok(search_article(s, a, STR("orders"), AUDIENCE_AGENT, &article, &redirected, &err),
              &err);
    assert_true(article.html.n > 0);
    search_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_public_gets_what_it_would_without_them, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(completions_are_those_without_them, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(agents_find_notes_and_read_the_public_answer, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(an_article_is_read_with_its_notes_by_agents_only,
                                        scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
