/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "indexer/lint_twins.h"

enum { TEXT_MAX_BYTES = 1 << 20, MANY = 2000, UNCHANGED = 1 << 30 };

/* Words from..to-1 of an endless text, each its own; `changed` is another word. */
static void add_words(struct lint_twins *t, unsigned from, unsigned to, unsigned changed,
                      uint32_t label)
{
    struct buf text;
    buf_init(&text, TEXT_MAX_BYTES);
    for (unsigned i = from; i < to; i++)
        buf_printf(&text, "%s%u ", i == changed ? "غير" : "كلمة", i);
    lint_twins_add(t, buf_str(&text), label);
    buf_release(&text);
}

static void write_down(void *context, uint32_t label, uint32_t earlier, unsigned percent)
{
    buf_printf(context, "%u=%u %u;", label, earlier, percent);
}

static void assert_found(const struct lint_twins *t, unsigned percent, const char *expected)
{
    struct buf out;
    buf_init(&out, TEXT_MAX_BYTES);
    lint_twins_find(t, percent, write_down, &out);
    assert_str(buf_str(&out), expected);
    buf_release(&out);
}

/* 100 words are 96 runs of five. */
static void the_share_is_of_all_runs(void **state)
{
    struct lint_twins t = {0};
    (void)state;
    add_words(&t, 0, 100, UNCHANGED, 7);
    add_words(&t, 10, 110, UNCHANGED, 9); /* 86 of 106 in common */
    assert_found(&t, 81, "9=7 81;");
    assert_found(&t, 82, "");
    lint_twins_release(&t);
}

static void the_most_alike_is_named(void **state)
{
    struct lint_twins t = {0};
    (void)state;
    add_words(&t, 0, 100, 50, 1); /* 5 runs have the other word */
    add_words(&t, 1000, 1100, UNCHANGED, 2);
    add_words(&t, 0, 102, UNCHANGED, 3); /* 91 of 103 in common with 1 */
    add_words(&t, 0, 100, 150,
              4); /* 91 of 101 with 1; those with 3, which is like 1, are not asked */
    assert_found(&t, 85, "3=1 88;4=1 90;");
    lint_twins_release(&t);
}

static void short_texts_are_not_compared(void **state)
{
    struct lint_twins t = {0};
    (void)state;
    add_words(&t, 0, 33, UNCHANGED, 1);
    add_words(&t, 0, 33, UNCHANGED, 2); /* 29 runs */
    assert_int_equal(t.n_texts, 0);
    add_words(&t, 0, 34, UNCHANGED, 3);
    add_words(&t, 0, 34, UNCHANGED, 4);
    assert_found(&t, 100, "4=3 100;");
    lint_twins_release(&t);
}

/* Vowels, tatweel, capitals and signs make no other word. */
static void spelling_does_not_matter(void **state)
{
    struct lint_twins t = {0};
    struct buf one, other;
    (void)state;
    buf_init(&one, TEXT_MAX_BYTES);
    buf_init(&other, TEXT_MAX_BYTES);
    for (unsigned i = 0; i < 60; i++) {
        buf_printf(&one, "كتب%u GitHub، ", i);
        buf_printf(&other, "كَتـَب%u github. ", i);
    }
    lint_twins_add(&t, buf_str(&one), 1);
    lint_twins_add(&t, buf_str(&other), 2);
    assert_found(&t, 100, "2=1 100;");
    buf_release(&one);
    buf_release(&other);
    lint_twins_release(&t);
}

/* Nine tenths alike: none of many is missed, and none of the others is named. */
static void none_of_many_is_missed(void **state)
{
    struct lint_twins t = {0}, more = {0};
    struct buf expected;
    (void)state;
    buf_init(&expected, TEXT_MAX_BYTES);
    for (unsigned i = 0; i < MANY; i++)
        add_words(&t, i * 100, i * 100 + 100, UNCHANGED, i);
    for (unsigned i = 0; i < MANY; i++) {
        add_words(&more, i * 100, i * 100 + 100, i * 100 + 50, MANY + i);
        buf_printf(&expected, "%u=%u 90;", MANY + i, i);
    }
    lint_twins_append(&t, &more);
    assert_found(&t, 85, expected.p);
    buf_release(&expected);
    lint_twins_release(&more);
    lint_twins_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_is_of_all_runs),     cmocka_unit_test(the_most_alike_is_named),
        cmocka_unit_test(short_texts_are_not_compared), cmocka_unit_test(spelling_does_not_matter),
        cmocka_unit_test(none_of_many_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
