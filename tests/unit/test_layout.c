/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/data.h"
#include "lib/layout.h"

static void both_ways(void **state)
{
    (void)state;
    static const struct {
        struct str arabic, latin;
    } pairs[] = {
        {STR_INIT("استرداد المبلغ"), STR_INIT("hsjv]h] hglfgy")},
        {STR_INIT("لا الأقساط؟"), STR_INIT("b hGrsh'?")},
        {STR_INIT("ذظزوةىؤءئطك"), STR_INIT("`/.,mncxz';")},
        {STR_INIT("أين طلبي"), STR_INIT("Hdk 'gfd")},
    };
    struct arena a = ARENA_INIT;
    struct str out;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(layout_read(&a, pairs[i].latin, LAYOUT_ARABIC_MEANT, &out));
        assert_str(out, pairs[i].arabic.p);
        assert_true(layout_read(&a, pairs[i].arabic, LAYOUT_LATIN_MEANT, &out));
        assert_str(out, pairs[i].latin.p);
    }
    /* Capitals that no key of its own has, digits and other scripts stay or follow the small
     * letter. */
    assert_true(layout_read(&a, STR("HSJV]H] 12 é"), LAYOUT_ARABIC_MEANT, &out));
    assert_str(out, "أستردأد 12 é");
    arena_release(&a);
}

static void only_text_of_one_script(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct str out;
    assert_false(layout_read(&a, STR("رصيد apple"), LAYOUT_ARABIC_MEANT, &out));
    assert_false(layout_read(&a, STR("رصيد apple"), LAYOUT_LATIN_MEANT, &out));
    assert_false(layout_read(&a, STR("123 ;;"), LAYOUT_ARABIC_MEANT, &out));
    assert_false(layout_read(&a, STR("apple"), LAYOUT_LATIN_MEANT, &out));
    assert_false(layout_read(&a, STR(""), LAYOUT_ARABIC_MEANT, &out));
    arena_release(&a);
}

/* A letter on two keys, or a key with two letters, could not be read back. */
static void every_key_once(void **state)
{
    (void)state;
    struct str rest = DATA(layouts), columns[DATA_COLUMNS], seen[64][2];
    unsigned line = 0;
    size_t n = 0;
    while (data_next_row(&rest, &line, columns)) {
        assert_true(columns[1].n > 0 && n < 64);
        for (size_t i = 0; i < n; i++)
            if (str_eq(seen[i][0], columns[0]) || str_eq(seen[i][1], columns[1]))
                fail_msg("line %u is there twice", line);
        seen[n][0] = columns[0];
        seen[n++][1] = columns[1];
    }
    assert_true(n >= 33); /* the Arabic alphabet with its hamzas */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways),
        cmocka_unit_test(only_text_of_one_script),
        cmocka_unit_test(every_key_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
