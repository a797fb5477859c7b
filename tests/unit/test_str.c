/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

static void slices_are_clamped(void **state)
{
    (void)state;
    struct str s = STR("abcdef");
    assert_str(str_sub(s, 2, 3), "cde");
    assert_str(str_sub(s, 2, 100), "cdef");
    assert_str(str_sub(s, 100, 1), "");
    assert_str(str_sub((struct str){NULL, 0}, 1, 1), "");
    assert_str(str_from(NULL), "");
}

static void trims_ascii_space_only(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\r\n a b \n")), "a b");
    assert_str(str_trim(STR(" \n ")), "");
    assert_str(str_trim(STR("\u00A0x")), "\u00A0x");
}

static void compares(void **state)
{
    (void)state;
    assert_true(str_eq(STR(""), str_from(NULL)));
    assert_false(str_eq(STR("a"), STR("ab")));
    assert_true(str_eq_nocase(STR("Content-LENGTH"), STR("content-length")));
    assert_false(str_eq_nocase(STR("[a"), STR("{a")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("ب"), STR("ا")) > 0);
    assert_int_equal(str_cmp(STR("x"), STR("x")), 0);
    assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("a.md"), STR(".md")) && !str_ends(STR("md"), STR(".md")));
}

static void starts_rise_as_texts_do(void **state)
{
    (void)state;
    static const char *const rising[] = {"",         "a", "ab",       "abcdefgh",
                                         "abcdefgi", "b", "\xC3\xA9", "ا"};
    enum { N = sizeof rising / sizeof rising[0] };
    for (size_t i = 1; i < N; i++)
        assert_true(str_start(str_from(rising[i - 1])) < str_start(str_from(rising[i])));
    assert_true(str_start(STR("abcdefgh1")) == str_start(STR("abcdefgh2")));
    assert_true(str_start(STR("abcdefgh")) == 0x6162636465666768);
}

static void finds(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("banana"), STR("na")), 2);
    assert_int_equal(str_find(STR("banana"), STR("")), 0);
    assert_true(str_find(STR("banana"), STR("x")) == SIZE_MAX);
    assert_true(str_find(STR(""), STR("x")) == SIZE_MAX);
    assert_int_equal(str_find_char(STR("a=b=c"), '='), 1);
    assert_true(str_find_char(STR(""), '=') == SIZE_MAX);
}

static void lines_end_in_any_way(void **state)
{
    (void)state;
    const char *const expected[] = {"one", "two", "", "three", "last"};
    struct str rest = STR("one\ntwo\r\n\rthree\nlast"), line;
    for (size_t i = 0; i < 5; i++) {
        assert_true(str_next_line(&rest, &line));
        assert_str(line, expected[i]);
    }
    assert_false(str_next_line(&rest, &line));
    assert_int_equal(str_count_lines(STR("one\ntwo\r\n\rthree\nlast")), 5);
    assert_int_equal(str_count_lines(STR("one\n")), 1);
    assert_int_equal(str_count_lines(STR("")), 0);
}

/* Eight bytes are looked at together: neighbours of the ends in value, at every place. */
static void lines_end_at_every_place(void **state)
{
    (void)state;
    static const char fillers[] = {'\t', '\v', '\f', '\016', (char)0x8A, (char)0x8D, '\0'};
    for (size_t i = 0; i < sizeof fillers; i++)
        for (size_t at = 0; at < 20; at++)
            for (int end = 0; end < 2; end++) {
                char text[20];
                struct str rest = {text, sizeof text}, line;
                memset(text, fillers[i], sizeof text);
                text[at] = "\n\r"[end];
                assert_true(str_next_line(&rest, &line));
                assert_int_equal(line.n, at);
                assert_int_equal(rest.n, sizeof text - at - 1);
            }
}

/* FNV-1a of "" is cbf29ce484222325, of "a" af63dc4c8601ec8c; both halves by exclusive or. */
static void hashes_as_published(void **state)
{
    (void)state;
    assert_int_equal(str_hash(STR("")), 0x4fd0bfc1);
    assert_int_equal(str_hash(STR("a")), 0x296230c0);
}

static void utf8_is_checked_strictly(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
        size_t valid;
    } cases[] = {
        {STR_INIT("سلام"), 8},
        {STR_INIT("a\xC0\x80"), 1},        /* overlong NUL */
        {STR_INIT("\xE0\x9F\xBF"), 0},     /* overlong */
        {STR_INIT("\xED\xA0\x80"), 0},     /* surrogate */
        {STR_INIT("\xED\x9F\xBF"), 3},     /* the last before the surrogates */
        {STR_INIT("\xF0\x8F\xBF\xBF"), 0}, /* overlong */
        {STR_INIT("\xF4\x8F\xBF\xBF"), 4}, /* U+10FFFF */
        {STR_INIT("\xF4\x90\x80\x80"), 0}, /* beyond */
        {STR_INIT("ab\xD8"), 2},           /* cut short */
        {STR_INIT("\x80"), 0},             /* no lead */
        {STR_INIT("a\0b"), 3},             /* NUL is a character like others */
        {STR_INIT("\xE2\x82\xAC\xE2\x82"), 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_valid_bytes(cases[i].bytes), cases[i].valid);
}

static void code_points_round_trip(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        size_t n = utf8_put(bytes, c);
        const char *p = bytes;
        if (utf8_valid_bytes((struct str){bytes, n}) != n || utf8_next(&p, bytes + n) != c ||
            p != bytes + n)
            fail_msg("U+%04X does not round trip", c);
    }
}

static void cutting_never_splits_a_character(void **state)
{
    (void)state;
    struct str s = STR("aس€😀");
    static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t max = 0; max < sizeof kept / sizeof *kept; max++)
        assert_int_equal(utf8_cut_bytes(s, max).n, kept[max]);
    assert_int_equal(utf8_count_chars(s), 4);
}

static void buffers_grow_and_end_with_nul(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_string_equal(b.p, "");
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    assert_int_equal(b.n, 3890);
    assert_int_equal(strlen(b.p), b.n);
    buf_cut(&b, 3);
    buf_char(&b, '!');
    assert_string_equal(b.p, "0,1!");
    buf_clear(&b);
    assert_string_equal(b.p, "");
    buf_release(&b);
    assert_string_equal(b.p, "");
    buf_release(&b);
}

static void a_full_buffer_fails_until_cleared(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4);
    buf_add(&b, STR("abcd"));
    assert_false(b.failed);
    buf_char(&b, 'e');
    assert_true(b.failed);
    assert_string_equal(b.p, "abcd");
    buf_add(&b, STR("")); /* would fit, but what is missing stays missing */
    assert_true(b.failed);
    buf_clear(&b);
    assert_false(b.failed);
    buf_printf(&b, "%s", "12345");
    assert_true(b.failed);
    assert_int_equal(b.n, 0);
    buf_release(&b);
}

static void taking_hands_the_bytes_over(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    char *empty = buf_take(&b);
    assert_string_equal(empty, "");
    buf_add(&b, STR("hello"));
    char *full = buf_take(&b);
    assert_string_equal(full, "hello");
    assert_int_equal(b.n, 0);
    free(empty);
    free(full);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_clamped),
        cmocka_unit_test(trims_ascii_space_only),
        cmocka_unit_test(compares),
        cmocka_unit_test(starts_rise_as_texts_do),
        cmocka_unit_test(finds),
        cmocka_unit_test(lines_end_in_any_way),
        cmocka_unit_test(lines_end_at_every_place),
        cmocka_unit_test(hashes_as_published),
        cmocka_unit_test(utf8_is_checked_strictly),
        cmocka_unit_test(code_points_round_trip),
        cmocka_unit_test(cutting_never_splits_a_character),
        cmocka_unit_test(buffers_grow_and_end_with_nul),
        cmocka_unit_test(a_full_buffer_fails_until_cleared),
        cmocka_unit_test(taking_hands_the_bytes_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
