/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/data.h"
#include "lib/dialect.h"
#include "lib/text.h"

static void finds_what_articles_write(void **state)
{
    (void)state;
    assert_str(dialect_find(STR("كيفاش")), "كيف");
    assert_str(dialect_find(STR("مصاري")), "المال مبلغ");
    assert_int_equal(dialect_find(STR("فاتوره")).n, 0);
    assert_int_equal(dialect_find(STR("كيفا")).n, 0);
    assert_int_equal(dialect_find(STR("")).n, 0);
}

/* Rows are looked up by folded words: one written otherwise would never be found. */
static void every_row_is_written_folded_and_once(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct text *text;
    struct str rest = DATA(dialect), line;
    size_t n = 0;
    assert_int_equal(text_new(&text, &err), 0);
    while (str_next_line(&rest, &line)) {
        line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
        if (line.n == 0)
            continue;
        struct str spoken = str_sub(line, 0, str_find_char(line, ' '));
        struct str written = str_trim(str_sub(line, spoken.n, line.n));
        if (!str_eq(text_fold(text, &a, spoken), spoken) ||
            !str_eq(text_fold(text, &a, written), written))
            fail_msg("not folded: " STR_FMT, STR_ARG(line));
        struct str found = dialect_find(spoken);
        if (found.p != written.p)
            fail_msg("given twice: " STR_FMT, STR_ARG(spoken));
        n++;
    }
    assert_true(n > 100);
    text_free(text);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_articles_write),
        cmocka_unit_test(every_row_is_written_folded_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
