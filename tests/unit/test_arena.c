/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdalign.h>
#include <string.h>

#include "lib/arena.h"

static void memory_is_zeroed_aligned_and_separate(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    char *before = NULL;
    for (size_t n = 1; n < 3000; n += 7) {
        char *p = arena_alloc(&a, n);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAB, n);
        assert_true(p != before);
        before = p;
    }
    arena_release(&a);
}

static void huge_pieces_are_served(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    char *small = arena_alloc(&a, 10);
    char *huge = arena_alloc(&a, 1 << 20);
    small[9] = 1;
    huge[(1 << 20) - 1] = 1;
    arena_clear(&a); /* keeps no huge block */
    assert_null(a.blocks);
    arena_release(&a);
}

static void clearing_reuses_a_block(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    char *first = memset(arena_alloc(&a, 5000), 'x', 5000);
    for (int i = 0; i < 100; i++)
        arena_alloc(&a, 5000);
    arena_clear(&a);
    assert_ptr_equal(a.blocks, NULL);
    char *p = arena_alloc(&a, 5000);
    assert_ptr_equal(p, first);
    assert_int_equal(p[0] | p[4999], 0);
    arena_release(&a);
    arena_clear(&a);
    arena_release(&a);
}

static void copies_are_c_strings(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct str copy = arena_dup(&a, str_sub(STR("abcdef"), 0, 3));
    assert_int_equal(copy.n, 3);
    assert_string_equal(copy.p, "abc");
    assert_string_equal(arena_dup(&a, (struct str){NULL, 0}).p, "");
    struct str text = arena_printf(&a, "%s-%d", "رقم", 7);
    assert_string_equal(text.p, "رقم-7");
    assert_int_equal(text.n, strlen(text.p));
    int *numbers = ARENA_ARRAY(&a, int, 4);
    assert_int_equal(numbers[3], 0);
    arena_release(&a);
}

static void copies_end_where_bytes_are_no_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"رقم", "رقم"},
                                           {"ab\xFF"
                                            "cd",
                                            "ab"},
                                           {"\x80", ""},
                                           {"رقم\xD8", "رقم"},
                                           {"", ""}};
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str copy = arena_dup_utf8(&a, str_from(cases[i][0]));
        assert_str(copy, cases[i][1]);
        assert_int_equal(copy.p[copy.n], 0);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_separate),
        cmocka_unit_test(huge_pieces_are_served),
        cmocka_unit_test(clearing_reuses_a_block),
        cmocka_unit_test(copies_are_c_strings),
        cmocka_unit_test(copies_end_where_bytes_are_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
