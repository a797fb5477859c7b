/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/data.h"
#include "lib/text.h"
#include "lib/word_set.h"

static void rows_have_columns(void **state)
{
    struct str rest = STR("# head\n\n a  b\tc d # e\r\nx\n  # y\n1 2 3"), columns[DATA_COLUMNS];
    unsigned line = 0;
    (void)state;
    assert_true(data_next_row(&rest, &line, columns));
    assert_int_equal(line, 3);
    assert_str(columns[0], "a");
    assert_str(columns[1], "b");
    assert_str(columns[2], "c");
    assert_true(data_next_row(&rest, &line, columns));
    assert_int_equal(line, 4);
    assert_str(columns[0], "x");
    assert_str(columns[1], "");
    assert_str(columns[2], "");
    assert_true(data_next_row(&rest, &line, columns));
    assert_int_equal(line, 6);
    assert_str(columns[2], "3");
    assert_false(data_next_row(&rest, &line, columns));
}

/* The stemmer compares folded words, so one that is written otherwise would never be found; and a
 * list that names a word twice is not read by its writer any more. */
static void check_words(struct str file)
{
    struct text *t = NULL;
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct word_set seen;
    struct str line;
    assert_ok(text_new(&t, &err), &err);
    word_set_init(&seen);
    while (str_next_line(&file, &line)) {
        line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
        while (line.n) {
            size_t blank = str_find_char(line, ' ');
            struct str word = str_sub(line, 0, blank);
            line = str_trim(str_sub(line, word.n, line.n));
            if (!str_eq(text_fold(t, &a, word), word))
                fail_msg("not folded: " STR_FMT, STR_ARG(word));
            if (word_set_has(&seen, word))
                fail_msg("twice: " STR_FMT, STR_ARG(word));
            word_set_add(&seen, word);
        }
    }
    assert_true(seen.n > 100);
    word_set_release(&seen);
    arena_release(&a);
    text_free(t);
}

static void kept_words_are_folded_and_different(void **state)
{
    (void)state;
    check_words(DATA(protected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_have_columns),
        cmocka_unit_test(kept_words_are_folded_and_different),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
