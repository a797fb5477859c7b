/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/hash.h"
#include "scratch.h"

/* As `xxh128sum` prints them. */
#define EMPTY_HEX "99aa06d3014798d86001c324468d497f"
#define ABC_HEX   "06b05ab6733a618578af5f94892f3950"

/* The beginnings of what `b2sum -l 256` prints. */
static void ids_never_change(void **state)
{
    (void)state;
    assert_true(hash_id(STR("")) == UINT64_C(0x0e5751c026e543b2));
    assert_true(hash_id(STR("abc")) == UINT64_C(0xbddd813c63423972));
    assert_true(hash_id(STR("a\0c")) != hash_id(STR("a\0d")));
    assert_true(hash_id((struct str){NULL, 0}) == hash_id(STR("")));
}

static void texts_are_told_apart(void **state)
{
    (void)state;
    assert_true(hash_text(STR("")) == UINT64_C(0x2d06800538d394c2)); /* as `xxh3sum` prints it */
    assert_true(hash_text(STR("a\0c")) != hash_text(STR("a\0d")));
    assert_true(hash_text(STR("a")) != hash_text(STR("a\0")));
}

static void files_hash_like_xxh128sum(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char hex[HASH_HEX_BYTES], same[HASH_HEX_BYTES];
    assert_ok(hash_file(scratch_write(s, "empty", STR("")), hex, &err), &err);
    assert_string_equal(hex, EMPTY_HEX);
    assert_ok(hash_file(scratch_write(s, "abc", STR("abc")), hex, &err), &err);
    assert_string_equal(hex, ABC_HEX);

    /* Larger than one piece, and one byte apart. */
    struct str large = {arena_alloc(&s->arena, 1000003), 1000003};
    assert_ok(hash_file(scratch_write(s, "large", large), hex, &err), &err);
    ((char *)large.p)[999999] = 1;
    assert_ok(hash_file(scratch_write(s, "large", large), same, &err), &err);
    assert_string_not_equal(hex, same);
}

static void what_cannot_be_read_is_named(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char hex[HASH_HEX_BYTES];
    assert_int_equal(hash_file(scratch_path(s, "missing"), hex, &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_string_equal(err.place, scratch_path(s, "missing"));
    assert_int_equal(hash_file(s->dir, hex, &err), -1);
    assert_int_equal(err.code, ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_never_change),
        cmocka_unit_test(texts_are_told_apart),
        cmocka_unit_test_setup_teardown(files_hash_like_xxh128sum, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_named, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
