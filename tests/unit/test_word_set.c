/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/word_set.h"

static void has_what_was_added(void **state)
{
    struct word_set set;
    (void)state;
    word_set_init(&set);
    assert_false(word_set_has(&set, STR("في")));
    word_set_add(&set, STR("في"));
    word_set_add(&set, STR("في"));
    assert_int_equal(set.n, 1);
    assert_true(word_set_has(&set, STR("في")));
    assert_false(word_set_has(&set, STR("ف")));
    assert_false(word_set_has(&set, STR("فيه")));
    assert_false(word_set_has(&set, STR("")));
    assert_false(word_set_has(&set, (struct str){NULL, 0}));
    word_set_release(&set);
}

static void grows(void **state)
{
    enum { WORDS = 5000 };
    struct arena a = ARENA_INIT;
    struct word_set set;
    (void)state;
    word_set_init(&set);
    for (int i = 0; i < WORDS; i++)
        word_set_add(&set, arena_printf(&a, "%d", i * 2));
    assert_int_equal(set.n, WORDS);
    for (int i = 0; i < 2 * WORDS; i++)
        assert_int_equal(word_set_has(&set, arena_printf(&a, "%d", i)), i % 2 == 0);
    word_set_release(&set);
    arena_release(&a);
}

static void reads_files(void **state)
{
    struct word_set set;
    (void)state;
    word_set_init(&set);
    word_set_add_file(&set, STR("# خارج\nفي من\t عن # الى\r\n\n   حتى\n#\nلو"));
    static const char *const inside[] = {"في", "من", "عن", "حتى", "لو"};
    assert_int_equal(set.n, sizeof inside / sizeof inside[0]);
    for (size_t i = 0; i < set.n; i++)
        assert_true(word_set_has(&set, str_from(inside[i])));
    word_set_release(&set);
}

static void an_empty_file_has_no_words(void **state)
{
    struct word_set set;
    (void)state;
    word_set_init(&set);
    word_set_add_file(&set, STR(""));
    word_set_add_file(&set, STR("# only a comment"));
    assert_int_equal(set.n, 0);
    word_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_what_was_added),
        cmocka_unit_test(grows),
        cmocka_unit_test(reads_files),
        cmocka_unit_test(an_empty_file_has_no_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
