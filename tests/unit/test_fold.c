/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "lib/fold.h"

static const struct fold_table *table(void)
{
    struct err err = ERR_INIT;
    const struct fold_table *t = fold_table(&err);
    if (!t)
        fail_msg("%s:%u: %s", err.place, err.line, err.message);
    return t;
}

static void exact_characters(void **state)
{
    static const struct {
        UChar32 c, exact;
    } cases[] = {
        {'A', 'a'},
        {'a', 'a'},
        {0x0416, 0x0436},
        {0x0660, '0'},
        {0x06F9, '9'},
        {0x0967, '1'},
        {0x0640, 0},
        {0x064B, 0},
        {0x200F, 0},
        {0x2066, 0},
        {0x0623, 0x0623},
        {0x0629, 0x0629},
        /* beyond the table */
        {0xFE0F, 0},
        {0xFEFF, 0},
        {0x10400, 0x10428},
        {0x1D7CE, '0'},
        {0x4F60, 0x4F60},
        {0x1F600, 0x1F600},
        {0x10FFFF, 0x10FFFF},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(fold_exact(table(), cases[i].c), cases[i].exact);
}

static void classes(void **state)
{
    static const struct {
        UChar32 c;
        enum letter_class class;
    } cases[] = {
        {0x0627, CLASS_ARABIC},    {0x067E, CLASS_ARABIC},   {0x08A0, CLASS_ARABIC},
        {'a', CLASS_ALPHABET},     {0x03B1, CLASS_ALPHABET}, {0x4F60, CLASS_ALPHABET},
        {0x10330, CLASS_ALPHABET}, {'7', CLASS_DIGIT},       {0x0301, CLASS_MARK},
        {0x1133B, CLASS_MARK},     {' ', CLASS_OTHER},       {'.', CLASS_OTHER},
        {0x060C, CLASS_OTHER},     {0x1F600, CLASS_OTHER},   {0xD800, CLASS_OTHER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(fold_class(table(), cases[i].c), cases[i].class);
}

/* What folding gives is folded, and of the same class: a word never falls apart by it. */
static void targets_are_final(void **state)
{
    const struct fold_table *t = table();
    (void)state;
    for (UChar32 c = 1; c < FOLD_TABLE_SIZE; c++) {
        UChar32 folded = t->folded[c];
        assert_int_equal(t->folded[folded], folded);
        if (folded != c) {
            assert_int_equal(fold_class(t, c), CLASS_ARABIC);
            assert_int_equal(fold_class(t, folded), CLASS_ARABIC);
            assert_int_equal(t->exact[c], c); /* the exact layer lets it through */
        }
        if (t->exact[c])
            assert_int_equal(fold_exact(t, t->exact[c]), t->exact[c]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_characters),
        cmocka_unit_test(classes),
        cmocka_unit_test(targets_are_final),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
