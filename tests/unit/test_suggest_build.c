/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "completions.h"
#include "lib/file.h"

static int setup(void **state)
{
    return completions_setup(state, NULL, 0);
}

static struct suggest *build(struct completions *f, const struct completion *rows, size_t n)
{
    char *path = scratch_path(f->scratch, "rows.bin");
    completions_write(f, path, rows, n);
    return completions_open(path);
}

#define HEADING(text, id)                                                                          \
    {                                                                                              \
        text, id, "a", SUGGESTION_HEADING, AUDIENCE_PUBLIC                                         \
    }

static void what_heads_many_articles_says_nothing(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        HEADING("نظرة عامة", "one"),
        HEADING("نظرةٌ عامّة", "two"),
        HEADING("نظره عامه", "three"),
        HEADING("ملاحظات", "one"),
        HEADING("ملاحظات", "two"),
        HEADING("Examples", "one"), /* often, but in one article */
        HEADING("Examples", "one"),
        HEADING("Examples", "one"),
        HEADING("خطوات", "one"),
        HEADING("خطوات", "two"),
        HEADING("خطوات", "three"),
        {"خطوات", "steps", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
        {"لماذا؟", "one", "a", SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
        {"لماذا؟", "two", "a", SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
        {"لماذا؟", "three", "a", SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
        /* Agents' articles do not count among those for everybody. */
        HEADING("تنبيه", "one"),
        HEADING("تنبيه", "two"),
        {"تنبيه", "secret", "a", SUGGESTION_HEADING, AUDIENCE_AGENT},
    };
    static const struct completions_case cases[] = {
        {"نظرة", ""},       {"ملاحظات", "one"}, {"exam", "one"},
        {"خطوات", "steps"}, {"لماذا", "one"},   {"تنبيه", "one"},
    };
    struct suggest *s = build(f, rows, sizeof rows / sizeof rows[0]);
    completions_check(f, s, cases, sizeof cases / sizeof cases[0]);
    suggest_close(s);
}

static void texts_that_fold_alike_are_offered_once(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        HEADING("شحن الطلب", "heading"),
        {"شَحنُ الطلب", "first", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
        {"شحن الطلب!", "second", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
        {"رد الأجرة", "agents-first", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
        HEADING("رد الاجره", "public"),
        {"سر", "secret", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
        {"سرّ", "secret-2", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
    };
    static const struct completions_case cases[] = {
        {"شحن", "first"}, {"اجرة", "public"}, {"سر", ""}};
    struct suggest *s = build(f, rows, sizeof rows / sizeof rows[0]);
    completions_check(f, s, cases, sizeof cases / sizeof cases[0]);
    assert_str(completions_found(f, s, "سر", AUDIENCE_AGENT, 10), "secret");
    assert_str(completions_found(f, s, "اجرة", AUDIENCE_AGENT, 10), "public");
    suggest_close(s);
}

/* Anchors are kept as what they take from their text. */
static void every_anchor_comes_back(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        {"الدفع الآن", "a0", "الدفع-الآن", SUGGESTION_HEADING, AUDIENCE_PUBLIC},
        {"1. الدفع (بـ VISA) لاحقا", "a1", "1-الدفع-ب-visa-لاحقا", SUGGESTION_HEADING,
         AUDIENCE_PUBLIC},
        {"الدفع  غدا", "a2", "الدفع-غدا-2", SUGGESTION_HEADING, AUDIENCE_PUBLIC},
        {"الدفع أمس", "a3", "pay", SUGGESTION_HEADING, AUDIENCE_PUBLIC},
        {"الدفع كل شهر", "a4", "", SUGGESTION_HEADING, AUDIENCE_PUBLIC},
        {"الدفع", "a5", "الدفع-الدفع-الدفع-الدفع-الدفع-الدفع", SUGGESTION_HEADING, AUDIENCE_PUBLIC},
        {"الدفع AT_night", "a6", "AT_night", SUGGESTION_HEADING, AUDIENCE_PUBLIC},
    };
    struct suggestion_list list;
    struct suggest *s = build(f, rows, sizeof rows / sizeof rows[0]);
    suggest_find(s, f->text, &f->scratch->arena, STR("الدفع"), AUDIENCE_PUBLIC, 10, &list);
    assert_int_equal(list.n, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < list.n; i++) {
        const struct completion *row = &rows[list.items[i].article_id.p[1] - '0'];
        assert_str(list.items[i].article_id, row->article_id);
        assert_str(list.items[i].text, row->text);
        assert_str(list.items[i].anchor, row->anchor);
    }
    suggest_close(s);
}

static void the_same_rows_make_the_same_file(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        HEADING("ب ج", "one"),
        HEADING("ا ب", "two"),
        HEADING("د ب", "three"),
        HEADING("wi-fi", "one"),
        {"بفاتورة", "two", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
    };
    struct err err = ERR_INIT;
    struct buf files[2];
    for (size_t i = 0; i < 2; i++) {
        suggest_close(build(f, rows, sizeof rows / sizeof rows[0]));
        buf_init(&files[i], 1 << 16);
        assert_ok(file_read(scratch_path(f->scratch, "rows.bin"), 1 << 16, &files[i], &err), &err);
    }
    assert_true(str_eq(buf_str(&files[0]), buf_str(&files[1])));
    buf_release(&files[0]);
    buf_release(&files[1]);
}

static void an_empty_set(void **state)
{
    struct completions *f = *state;
    assert_str(completions_found(f, f->suggest, "فات", AUDIENCE_AGENT, 10), "");
    assert_str(completions_found(f, f->suggest, "في فات ", AUDIENCE_AGENT, 10), "");
    suggest_close(NULL);
    suggest_builder_free(NULL);
}

static void nowhere_to_write(void **state)
{
    struct completions *f = *state;
    struct err err = ERR_INIT;
    struct suggest_builder *b = suggest_builder_new();
    assert_int_equal(suggest_builder_write(b, scratch_path(f->scratch, "no/such"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    suggest_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_heads_many_articles_says_nothing),
        cmocka_unit_test(texts_that_fold_alike_are_offered_once),
        cmocka_unit_test(every_anchor_comes_back),
        cmocka_unit_test(the_same_rows_make_the_same_file),
        cmocka_unit_test(an_empty_set),
        cmocka_unit_test(nowhere_to_write),
    };
    return cmocka_run_group_tests(tests, setup, completions_teardown);
}
