/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/data.h"
#include "lib/spell.h"
#include "lib/spell_table.h"
#include "lib/text.h"

static struct spell_table table;

static void the_file_is_good(void **state)
{
    struct err err = ERR_INIT;
    (void)state;
    assert_ok(spell_table_read(&table, DATA(confusions), &err), &err);
}

static void mistakes_are_named(void **state)
{
    static const char *const rows[] = {
        "ض ظ",     /* no cost */
        "ض ظ 0",   /* nothing is free */
        "ض ظ 101", /* dearer than any letter for any other */
        "ض ظ 4294967297",
        "ض ظ 1x",
        "ض ظ -5",
        "ض",
        "- - 50",
        "^ - 50",
        "$ - 50",
        "^ض$ - 50", /* bound to both ends */
        "ض ^ظ 50",  /* bound on the right */
        "ض 1 50",   /* no letter */
        "ض é 50",
        "ABC d 50",
        "abcd e 50", /* too many */
        "a bcde 50",
        "ab - 50", /* several letters only go at an end */
        "- ab 50",
        "row",
        "row asd1",
        "row abcdefghijklmnopq",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = ERR_INIT;
        struct buf text;
        buf_init(&text, 1000);
        buf_printf(&text, "# head\nا ه 30 # good\n\n%s\nص س 20\n", rows[i]);
        if (spell_table_read(&table, buf_str(&text), &err) == 0)
            fail_msg("%s", rows[i]);
        assert_int_equal(err.line, 4);
        assert_string_equal(err.place, "lib/data/confusions.txt");
        buf_release(&text);
    }
}

static void too_many_rows_are_named(void **state)
{
    struct err err = ERR_INIT;
    struct buf text;
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        static const char *const rows[] = {"^a b 1\n", "a$ b 1\n", "ab c 1\n", "row abc\n"};
        buf_init(&text, 10000);
        for (int i = 0; i < SPELL_ROWS_MAX; i++)
            buf_add(&text, str_from(rows[kind]));
        assert_int_equal(spell_table_read(&table, buf_str(&text), &err), -1);
        assert_true(err.line > 1);
        buf_release(&text);
    }
}

static void rows_hold_in_both_directions(void **state)
{
    struct err err = ERR_INIT;
    unsigned char dad = spell_code(0x636), zah = spell_code(0x638), e = spell_code('e');
    (void)state;
    assert_ok(
        spell_table_read(&table, STR("ض ظ 20\ne - 7\nph f 40\n^ال - 35\nا$ ه 30\nrow e.d"), &err),
        &err);
    for (int first = 0; first < 2; first++) {
        assert_int_equal(table.replace[first][dad][zah], 20);
        assert_int_equal(table.replace[first][zah][dad], 20);
        assert_int_equal(table.drop[first][e], 7);
        assert_int_equal(table.drop[first][dad], SPELL_DROP + first * SPELL_FIRST);
        assert_int_equal(table.replace[first][e][spell_code('d')],
                         SPELL_EDIT + first * SPELL_FIRST);
    }
    const struct spell_rows *kinds[] = {&table.inside, &table.at_start, &table.at_end};
    static const unsigned sides[][2] = {{2, 1}, {2, 0}, {1, 1}};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kinds[i]->n, 2);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(kinds[i]->rows[k].left.n, sides[i][k]);
            assert_int_equal(kinds[i]->rows[k].right.n, sides[i][1 - k]);
        }
    }
}

static bool is_folded(struct text *text, struct arena *a, struct str column)
{
    char letters[100];
    size_t n = 0;
    for (size_t i = 0; i < column.n && n < sizeof letters; i++)
        if (!strchr("^$.-", column.p[i]))
            letters[n++] = column.p[i];
    return str_eq(text_fold(text, a, (struct str){letters, n}), (struct str){letters, n});
}

static bool is_same_pair(const struct str a[2], const struct str b[2])
{
    return (str_eq(a[0], b[0]) && str_eq(a[1], b[1])) || (str_eq(a[0], b[1]) && str_eq(a[1], b[0]));
}

/* Words are compared folded, so a letter that folding replaces would never be met; and of a pair
 * that stands there twice a writer would change the one without effect. */
static void rows_are_folded_and_different(void **state)
{
    enum { ROWS_MAX = 500 };
    struct str rest = DATA(confusions), columns[DATA_COLUMNS], seen[ROWS_MAX][2];
    struct arena a = ARENA_INIT;
    struct text *text = NULL;
    struct err err = ERR_INIT;
    unsigned line = 0;
    size_t n = 0;
    (void)state;
    assert_ok(text_new(&text, &err), &err);
    while (data_next_row(&rest, &line, columns)) {
        if (!is_folded(text, &a, columns[0]) || !is_folded(text, &a, columns[1]))
            fail_msg("line %u is not folded", line);
        for (size_t i = 0; i < n; i++)
            if (is_same_pair(seen[i], columns))
                fail_msg("line %u is there twice", line);
        assert_true(n < ROWS_MAX);
        seen[n][0] = columns[0];
        seen[n++][1] = columns[1];
    }
    assert_true(n > 60);
    arena_release(&a);
    text_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_good),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(too_many_rows_are_named),
        cmocka_unit_test(rows_hold_in_both_directions),
        cmocka_unit_test(rows_are_folded_and_different),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
