/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "article_rules.h"

static enum link_state resolve(const void *context, struct str path, enum audience linking_from,
                               struct str *id)
{
    (void)context;
    (void)linking_from;
    *id = path;
    return LINK_MISSING;
}

struct fixture {
    struct arena arena;
    struct article article;
    struct report *report;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    f->report = report_new();
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    report_free(f->report);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static int parse_at(struct fixture *f, struct str path, struct str text)
{
    const struct link_resolver links = {resolve, NULL};
    int result =
        article_parse(&f->arena, path, text, NULL, &links, &f->article, f->report, &f->err);
    const char *broken = result == 0 ? article_breaks(&f->arena, &f->article) : NULL;
    if (broken)
        fail_msg("%s", broken);
    return result;
}

#define PARSE(f, literal)       parse_at((f), STR("ar/a.md"), STR(literal))
#define PARSE_AT(f, path, text) parse_at((f), STR(path), STR(text))

static void title_and_id_fall_back(void **state)
{
    struct fixture *f = *state;
    assert_ok(PARSE_AT(f, "ar/orders/track.md", "نص\n\nعنوان *مائل*\n---\n\nنص"), &f->err);
    assert_str(f->article.meta.title, "عنوان مائل");
    assert_str(f->article.meta.id, "ar/orders/track");
    assert_ok(PARSE_AT(f, "ar/تتبع الطلب.md", "```\n# لا\n```\n"), &f->err);
    assert_str(f->article.meta.title, "تتبع الطلب");
    assert_str(f->article.meta.id, "ar/تتبع الطلب");
    assert_ok(PARSE_AT(f, "100%$.md", "نص"), &f->err);
    assert_str(f->article.meta.id, "100%$");
    assert_int_equal(report_count(f->report, REPORT_WARNING), 2);
    assert_ok(PARSE_AT(f, "\u202E.md", "نص"), &f->err);
    assert_str(f->article.meta.id, "article");
    assert_ok(PARSE(f, "---\nid: x\ntitle: t\n---\nنص"), &f->err);
    assert_str(f->article.meta.id, "x");
    assert_str(f->article.meta.title, "t");
}

static void language_is_guessed_from_the_words(void **state)
{
    struct fixture *f = *state;
    assert_ok(PARSE(f, "انظر [هنا](https://a.example/long/path/in/latin/letters) "
                       "<span class=\"also-latin-letters\">نص</span> و`some-long-code`"),
              &f->err);
    assert_str(f->article.meta.lang, "ar");
    assert_ok(PARSE(f, "See the page of مدار."), &f->err);
    assert_str(f->article.meta.lang, "en");
    assert_ok(PARSE(f, "---\nlang: ar\n---\nWi-Fi"), &f->err);
    assert_str(f->article.meta.lang, "ar");
}

/* Fails with the code and line. */
static void refuses(struct fixture *f, struct str text, enum err_code code, unsigned line)
{
    assert_int_equal(parse_at(f, STR("ar/a.md"), text), -1);
    assert_int_equal(f->err.code, code);
    assert_int_equal(f->err.line, line);
    assert_string_equal(f->err.place, "ar/a.md");
    assert_true(strlen(f->err.message) > 10);
}

static void what_is_not_text_is_refused(void **state)
{
    struct fixture *f = *state;
    refuses(f, STR("a\nb\xFFz\n"), ERR_SYNTAX, 2);
    refuses(f, STR("a\r\nb\rc\n\xD8"), ERR_SYNTAX, 4);
    refuses(f, STR("\xC0\x80"), ERR_SYNTAX, 1);
    refuses(f, STR("a\n\nb\0c\nd\n"), ERR_SYNTAX, 3);
    refuses(f, STR("\xED\xA0\x80"), ERR_SYNTAX, 1);
}

static void empty_files_are_refused(void **state)
{
    struct fixture *f = *state;
    refuses(f, STR(""), ERR_NOT_FOUND, 0);
    refuses(f, STR("\xEF\xBB\xBF \r\n"), ERR_NOT_FOUND, 0);
    refuses(f, STR("---\ntitle: x\n---\n\n<!-- later -->\n"), ERR_NOT_FOUND, 0);
    refuses(f, STR("# عنوان\n"), ERR_NOT_FOUND, 0);
    assert_non_null(strstr(f->err.message, "empty"));
}

static void too_big_files_are_refused(void **state)
{
    struct fixture *f = *state;
    struct buf text;
    buf_init(&text, 2 << 20);
    while (text.n < 442 * 1024)
        buf_add(&text, STR("نص **غامق** و[صلة](https://a.example) وكلام.\n\n"));
    assert_ok(parse_at(f, STR("ar/a.md"), buf_str(&text)), &f->err);
    while (text.n <= ARTICLE_MAX_BYTES)
        buf_add(&text, STR("نص "));
    refuses(f, buf_str(&text), ERR_TOO_BIG, 0);
    buf_clear(&text);
    while (text.n < ARTICLE_MAX_BYTES - 4) /* four bytes of Markdown, a hundred of HTML */
        buf_add(&text, STR("~~~\n"));
    refuses(f, buf_str(&text), ERR_TOO_BIG, 0);
    buf_clear(&text);
    buf_add(&text, STR("نص\n\n"));
    for (int i = 0; i < 6000; i++)
        buf_add(&text, STR("[نص"));
    refuses(f, buf_str(&text), ERR_TOO_BIG, 3);
    buf_release(&text);
}

static void too_many_headings_become_text(void **state)
{
    struct fixture *f = *state;
    struct buf text;
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "## سؤال\n\nجواب %d\n\n", i);
    assert_ok(parse_at(f, STR("ar/a.md"), buf_str(&text)), &f->err);
    assert_int_equal(f->article.n_headings, ARTICLE_SECTIONS_MAX);
    assert_int_equal(f->article.n_sections, ARTICLE_SECTIONS_MAX);
    assert_true(str_find(f->article.sections[ARTICLE_SECTIONS_MAX - 1].text, STR("جواب 2999")) !=
                SIZE_MAX);
    assert_int_equal(report_count(f->report, REPORT_WARNING), 1);
    buf_release(&text);
}

static void long_headings_are_cut_but_stay_searchable(void **state)
{
    struct fixture *f = *state;
    struct buf text;
    buf_init(&text, 1 << 20);
    buf_add(&text, STR("## "));
    for (int i = 0; i < 2000; i++)
        buf_add(&text, STR("كلمة "));
    buf_add(&text, STR("أخيرة\n\nنص\n\n### فرعي\n\nنص"));
    assert_ok(parse_at(f, STR("ar/a.md"), buf_str(&text)), &f->err);
    const struct article_section *s = f->article.sections;
    assert_true(s[0].heading.n <= 400 && s[0].anchor.n <= 120 && s[1].path.n <= 400);
    assert_true(str_find(s[0].text, STR("أخيرة")) != SIZE_MAX);
    assert_true(f->article.meta.title.n <= 400);
    buf_release(&text);
}

static void warnings_have_an_end(void **state)
{
    struct fixture *f = *state;
    struct buf text;
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 1000; i++)
        buf_add(&text, STR("[x](gone.md)\n\n"));
    assert_ok(parse_at(f, STR("ar/a.md"), buf_str(&text)), &f->err);
    assert_int_equal(report_count(f->report, REPORT_WARNING), 100);
    buf_release(&text);
}

static void add_line(void *context, const struct report_entry *entry)
{
    buf_printf(context, "%u ", entry->line);
}

static void lines_are_those_of_the_file(void **state)
{
    struct fixture *f = *state;
    assert_ok(PARSE(f, "---\r\ntitle: t\r\n---\r\n\r\n[x](gone.md)\r\r\r- y\n  [x](gone.md)\n"),
              &f->err);
    struct buf lines;
    buf_init(&lines, 100);
    report_visit(f->report, add_line, &lines);
    assert_str(buf_str(&lines), "5 9 ");
    buf_release(&lines);
}

static void front_matter_alone_agrees_with_the_whole(void **state)
{
    struct fixture *f = *state;
    struct front_matter meta;
    struct str text = STR("---\ntags: [a]\nupdated: soon\n---\n# <a name=\"x\"></a>عنوان\n\nنص");
    assert_ok(article_read_front_matter(&f->arena, STR("ar/a.md"), text, &meta, NULL, &f->err),
              &f->err);
    assert_ok(parse_at(f, STR("ar/a.md"), text), &f->err);
    assert_true(str_eq(meta.id, f->article.meta.id));
    assert_int_equal(meta.tags.n, f->article.meta.tags.n);
    assert_str(f->article.meta.title, "عنوان");
    assert_int_equal(report_count(f->report, REPORT_WARNING), 1);

    const struct link_resolver no_links = {resolve, NULL};
    struct article again;
    assert_ok(article_parse(&f->arena, STR("ar/a.md"), text, &meta, &no_links, &again, f->report,
                            &f->err),
              &f->err);
    assert_true(str_eq(again.html, f->article.html));
    assert_true(str_eq(again.meta.title, f->article.meta.title));
    assert_true(str_eq(again.meta.lang, f->article.meta.lang));
    assert_int_equal(report_count(f->report, REPORT_WARNING), 1); /* not told twice */
}

static void moving_a_section_keeps_its_anchor(void **state)
{
    struct fixture *f = *state;
    assert_ok(PARSE(f, "## أ\n\n### خطوات\n\n1\n\n## ب\n\n### خطوات\n\n2\n\n## ج\n\n3"), &f->err);
    assert_int_equal(f->article.n_headings, 5);
    struct str first[5];
    for (size_t i = 0; i < 5; i++)
        first[i] = f->article.headings[i].anchor;
    assert_ok(PARSE(f, "## ج\n\n3\n\n## ب\n\n### خطوات\n\n2\n\n## أ\n\n### خطوات\n\n1"), &f->err);
    static const size_t was[] = {4, 2, 3, 0, 1};
    for (size_t i = 0; i < 5; i++)
        assert_true(str_eq(f->article.headings[i].anchor, first[was[i]]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(title_and_id_fall_back, setup, teardown),
        cmocka_unit_test_setup_teardown(language_is_guessed_from_the_words, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_text_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_files_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(too_big_files_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(too_many_headings_become_text, setup, teardown),
        cmocka_unit_test_setup_teardown(long_headings_are_cut_but_stay_searchable, setup, teardown),
        cmocka_unit_test_setup_teardown(warnings_have_an_end, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_are_those_of_the_file, setup, teardown),
        cmocka_unit_test_setup_teardown(front_matter_alone_agrees_with_the_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(moving_a_section_keeps_its_anchor, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
