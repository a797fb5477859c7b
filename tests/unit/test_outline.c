/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "lib/outline.h"
#include "scratch.h"

enum { MANY = 3000 };

static struct str washers[] = {STR_INIT("غسالات"), STR_INIT("مكيّفات")};
static struct str phones[] = {STR_INIT("جوّالات"), STR_INIT("غسالات")};

static const struct outline_article samples[] = {
    {STR_INIT("ar/returns/how"),
     STR_INIT("كيف أُرجع منتجاً"),
     STR_INIT("خطوات الإرجاع"),
     STR_INIT("ar"),
     STR_INIT("الإرجاع"),
     STR_INIT("2026-03-01"),
     {washers, 2},
     AUDIENCE_PUBLIC},
    {STR_INIT("ar/returns/inside"),
     STR_INIT("للموظفين"),
     STR_INIT(""),
     STR_INIT("ar"),
     STR_INIT("الإرجاع"),
     STR_INIT("2026-09-09"),
     {NULL, 0},
     AUDIENCE_AGENT,
     STR_INIT("draft")},
    {STR_INIT("ar/returns/when"),
     STR_INIT("متى يصل المبلغ"),
     STR_INIT(""),
     STR_INIT("ar"),
     STR_INIT("الإرجاع"),
     STR_INIT("2026-05-01"),
     {phones, 2},
     AUDIENCE_PUBLIC,
     STR_INIT("from 2026-12-01 09:30")},
    {STR_INIT("ar/secret/plan"),
     STR_INIT("خطة"),
     STR_INIT(""),
     STR_INIT("ar"),
     STR_INIT("داخلي"),
     STR_INIT(""),
     {NULL, 0},
     AUDIENCE_AGENT},
    {STR_INIT("ar/warranty/what"),
     STR_INIT("الضمان"),
     STR_INIT(""),
     STR_INIT("ar"),
     STR_INIT("الضمان"),
     STR_INIT("2026-05-01"),
     {NULL, 0},
     AUDIENCE_PUBLIC},
    {STR_INIT("ar/zzz"),
     STR_INIT("بلا تصنيف"),
     STR_INIT(""),
     STR_INIT("ar"),
     STR_INIT(""),
     STR_INIT(""),
     {NULL, 0},
     AUDIENCE_PUBLIC},
    {STR_INIT("en/returns/how"),
     STR_INIT("Returning a product"),
     STR_INIT(""),
     STR_INIT("en"),
     STR_INIT("Returns"),
     STR_INIT("2026-04-01"),
     {NULL, 0},
     AUDIENCE_PUBLIC},
    {STR_INIT("en/returns/inside"),
     STR_INIT("For agents"),
     STR_INIT(""),
     STR_INIT("en"),
     STR_INIT("Returns"),
     STR_INIT("2026-04-01"),
     {NULL, 0},
     AUDIENCE_AGENT},
    {STR_INIT("moved"),
     STR_INIT("Elsewhere"),
     STR_INIT(""),
     STR_INIT("en"),
     STR_INIT("Returns"),
     STR_INIT("2026-01-01"),
     {NULL, 0},
     AUDIENCE_PUBLIC},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

/* The samples, written by two writers, one behind the other, as the threads of a build do. */
static struct outline *open_samples(struct scratch *s)
{
    struct err err = ERR_INIT;
    struct outline *o = NULL;
    struct outline_writer *first = outline_writer_new(), *second = outline_writer_new();
    const char *path = scratch_path(s, "outline.txt");
    for (size_t i = 0; i < SAMPLES; i++)
        outline_writer_add(i < 4 ? first : second, &samples[i]);
    outline_writer_add_rows(first, outline_writer_rows(second));
    assert_ok(outline_writer_save(first, path, &err), &err);
    outline_writer_free(first);
    outline_writer_free(second);
    outline_writer_free(NULL);
    assert_ok(outline_open(&o, path, &err), &err);
    return o;
}

static void assert_same(struct str a, struct str b)
{
    assert_true(str_eq(a, b));
}

static void articles_come_back_in_order(void **state)
{
    struct outline *o = open_samples(*state);
    size_t n;
    const struct outline_article *articles = outline_articles(o, &n);
    assert_int_equal(n, SAMPLES);
    for (size_t i = 0; i < n; i++) {
        assert_same(articles[i].id, samples[i].id);
        assert_same(articles[i].title, samples[i].title);
        assert_same(articles[i].description, samples[i].description);
        assert_same(articles[i].lang, samples[i].lang);
        assert_same(articles[i].category, samples[i].category);
        assert_same(articles[i].updated, samples[i].updated);
        assert_same(articles[i].preview, samples[i].preview);
        assert_int_equal(articles[i].audience, samples[i].audience);
        assert_int_equal(articles[i].products.n, samples[i].products.n);
        for (size_t k = 0; k < articles[i].products.n; k++)
            assert_same(articles[i].products.items[k], samples[i].products.items[k]);
        assert_ptr_equal(outline_find(o, samples[i].id), &articles[i]);
    }
    outline_close(o);
    outline_close(NULL);
}

static void unknown_ids_are_not_found(void **state)
{
    static const char *const ids[] = {"", "ar/returns/ho", "ar/returns/how2", "AR/returns/how"};
    struct outline *o = open_samples(*state);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_null(outline_find(o, str_from(ids[i])));
    outline_close(o);
}

static void every_id_of_many_is_found(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct outline *o = NULL;
    struct outline_writer *w = outline_writer_new();
    const char *path = scratch_path(s, "outline.txt");
    for (int i = 0; i < MANY; i++) {
        struct outline_article article = {
            .id = arena_printf(&s->arena, "ar/many/%d", i), .title = STR("ع"), .lang = STR("ar")};
        outline_writer_add(w, &article);
    }
    assert_ok(outline_writer_save(w, path, &err), &err);
    outline_writer_free(w);
    assert_ok(outline_open(&o, path, &err), &err);
    for (int i = 0; i < MANY; i++) {
        struct str id = arena_printf(&s->arena, "ar/many/%d", i);
        assert_non_null(outline_find(o, id));
        assert_same(outline_find(o, id)->id, id);
    }
    outline_close(o);
}

static struct str id_of(const struct outline_article *article)
{
    return article ? article->id : STR("none");
}

static void neighbours_are_of_the_same_language_and_category(void **state)
{
    static const struct {
        const char *id;
        enum audience audience;
        const char *previous, *next;
    } cases[] = {
        {"ar/returns/how", AUDIENCE_PUBLIC, "none", "ar/returns/when"},
        {"ar/returns/how", AUDIENCE_AGENT, "none", "ar/returns/inside"},
        {"ar/returns/when", AUDIENCE_PUBLIC, "ar/returns/how", "none"},
        {"ar/returns/when", AUDIENCE_AGENT, "ar/returns/inside", "none"},
        {"ar/returns/inside", AUDIENCE_AGENT, "ar/returns/how", "ar/returns/when"},
        {"ar/warranty/what", AUDIENCE_AGENT, "none", "none"},
        {"en/returns/how", AUDIENCE_PUBLIC, "none", "moved"},
        {"moved", AUDIENCE_AGENT, "en/returns/inside", "none"},
    };
    struct outline *o = open_samples(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct outline_article *previous, *next;
        outline_neighbours(o, outline_find(o, str_from(cases[i].id)), cases[i].audience, &previous,
                           &next);
        assert_str(id_of(previous), cases[i].previous);
        assert_str(id_of(next), cases[i].next);
    }
    outline_close(o);
}

static void translations_have_the_same_id_in_another_folder(void **state)
{
    static const struct {
        const char *id, *lang;
        enum audience audience;
        const char *translation;
    } cases[] = {
        {"ar/returns/how", "en", AUDIENCE_PUBLIC, "en/returns/how"},
        {"en/returns/how", "ar", AUDIENCE_PUBLIC, "ar/returns/how"},
        {"ar/returns/how", "fr", AUDIENCE_PUBLIC, "none"},
        {"ar/returns/when", "en", AUDIENCE_PUBLIC, "none"},
        {"ar/returns/inside", "en", AUDIENCE_PUBLIC, "none"},
        {"ar/returns/inside", "en", AUDIENCE_AGENT, "en/returns/inside"},
        {"moved", "ar", AUDIENCE_AGENT, "none"},
    };
    struct outline *o = open_samples(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct outline_article *there = outline_translation(
            o, outline_find(o, str_from(cases[i].id)), str_from(cases[i].lang), cases[i].audience);
        assert_str(id_of(there), cases[i].translation);
    }
    outline_close(o);
}

static void the_last_changed_come_first(void **state)
{
    /* Of the same day the earlier in the content folder; without a day at the end. */
    static const struct {
        const char *lang;
        enum audience audience;
        size_t max;
        const char *ids;
    } cases[] = {
        {"ar", AUDIENCE_PUBLIC, 9, "ar/returns/when ar/warranty/what ar/returns/how ar/zzz "},
        {"ar", AUDIENCE_PUBLIC, 2, "ar/returns/when ar/warranty/what "},
        {"ar", AUDIENCE_AGENT, 1, "ar/returns/inside "},
        {"en", AUDIENCE_PUBLIC, 9, "en/returns/how moved "},
        {"ar", AUDIENCE_PUBLIC, 0, ""},
        {"fr", AUDIENCE_AGENT, 9, ""},
    };
    struct outline *o = open_samples(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct outline_article *recent[9];
        struct buf ids;
        buf_init(&ids, 1024);
        size_t n =
            outline_recent(o, str_from(cases[i].lang), cases[i].audience, recent, cases[i].max);
        for (size_t k = 0; k < n; k++)
            buf_printf(&ids, STR_FMT " ", STR_ARG(recent[k]->id));
        assert_str(buf_str(&ids), cases[i].ids);
        buf_release(&ids);
    }
    outline_close(o);
}

static void categories_are_counted_for_who_may_see_them(void **state)
{
    static const struct {
        const char *lang;
        enum audience audience;
        const char *categories;
    } cases[] = {
        {"ar", AUDIENCE_PUBLIC, "الإرجاع 2, الضمان 1,  1, "},
        {"ar", AUDIENCE_AGENT, "الإرجاع 3, داخلي 1, الضمان 1,  1, "},
        {"en", AUDIENCE_PUBLIC, "Returns 2, "},
        {"", AUDIENCE_PUBLIC, "الإرجاع 2, الضمان 1,  1, Returns 2, "},
        {"fr", AUDIENCE_AGENT, ""},
    };
    struct outline *o = open_samples(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n;
        struct buf text;
        buf_init(&text, 1024);
        const struct outline_value *values =
            outline_categories(o, str_from(cases[i].lang), cases[i].audience, &n);
        for (size_t k = 0; k < n; k++)
            buf_printf(&text, STR_FMT " %zu, ", STR_ARG(values[k].value), values[k].n_articles);
        assert_str(buf_str(&text), cases[i].categories);
        buf_release(&text);
    }
    outline_close(o);
}

static void products_and_languages_come_once_each(void **state)
{
    struct outline *o = open_samples(*state);
    struct str_list products = outline_products(o, STR("ar"), AUDIENCE_PUBLIC);
    struct str_list langs = outline_langs(o, AUDIENCE_PUBLIC);
    assert_int_equal(products.n, 3);
    assert_str(products.items[0], "غسالات");
    assert_str(products.items[1], "مكيّفات");
    assert_str(products.items[2], "جوّالات");
    assert_int_equal(outline_products(o, STR("en"), AUDIENCE_AGENT).n, 0);
    assert_int_equal(langs.n, 2);
    assert_str(langs.items[0], "ar");
    assert_str(langs.items[1], "en");
    outline_close(o);
}

static void line_ends_and_tabs_are_blanks(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct outline *o = NULL;
    struct str products[] = {STR("a\tb"), STR("")};
    struct outline_article odd = {.id = STR("x"),
                                  .title = STR("one\ntwo\tthree\r"),
                                  .lang = STR("en"),
                                  .products = {products, 2}};
    struct outline_writer *w = outline_writer_new();
    size_t n;
    outline_writer_add(w, &odd);
    outline_writer_add(w, &samples[0]);
    assert_ok(outline_writer_save(w, scratch_path(s, "outline.txt"), &err), &err);
    outline_writer_free(w);
    assert_ok(outline_open(&o, scratch_path(s, "outline.txt"), &err), &err);
    const struct outline_article *articles = outline_articles(o, &n);
    assert_int_equal(n, 2);
    assert_str(articles[0].title, "one two three ");
    assert_str(articles[0].description, "");
    assert_int_equal(articles[0].products.n, 2);
    assert_str(articles[0].products.items[0], "a b");
    assert_str(articles[0].products.items[1], "");
    outline_close(o);
}

static void an_empty_outline_answers(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct outline *o = NULL;
    size_t n;
    assert_ok(outline_open(&o, scratch_write(s, "outline.txt", STR("")), &err), &err);
    outline_articles(o, &n);
    assert_int_equal(n, 0);
    assert_null(outline_find(o, STR("x")));
    assert_int_equal(outline_langs(o, AUDIENCE_AGENT).n, 0);
    outline_categories(o, STR(""), AUDIENCE_PUBLIC, &n);
    assert_int_equal(n, 0);
    outline_close(o);
}

static void damaged_files_are_refused(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct outline *o = NULL;
    const char *path = scratch_write(
        s, "outline.txt", STR("public\tar\t\tc\tid\ttitle\tabout\t\npublic\tar\t\tc\tid2\tt\n"));
    assert_int_equal(outline_open(&o, path, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, path);
    assert_int_equal(err.line, 2);
    assert_string_equal(err.message, "damaged; build the index again");
    assert_int_equal(outline_open(&o, scratch_path(s, "nowhere"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

/* Who it is for is never guessed to be everybody. */
static void an_unknown_audience_is_not_public(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct outline *o = NULL;
    assert_ok(
        outline_open(&o, scratch_write(s, "outline.txt", STR("pub\tar\t\tc\tid\ttitle\tabout\t\n")),
                     &err),
        &err);
    assert_int_equal(outline_find(o, STR("id"))->audience, AUDIENCE_AGENT);
    outline_close(o);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(articles_come_back_in_order),
        TEST(unknown_ids_are_not_found),
        TEST(every_id_of_many_is_found),
        TEST(neighbours_are_of_the_same_language_and_category),
        TEST(translations_have_the_same_id_in_another_folder),
        TEST(the_last_changed_come_first),
        TEST(categories_are_counted_for_who_may_see_them),
        TEST(products_and_languages_come_once_each),
        TEST(line_ends_and_tabs_are_blanks),
        TEST(an_empty_outline_answers),
        TEST(damaged_files_are_refused),
        TEST(an_unknown_audience_is_not_public),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
