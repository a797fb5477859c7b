/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "server/lang.h"

static void nothing_is_left_unsaid(void **state)
{
    (void)state;
    for (enum message m = 0; m < MSG_COUNT; m++) {
        for (enum lang lang = LANG_AR; lang <= LANG_EN; lang++) {
            struct str s = lang_text(lang, m);
            assert_true(s.n > 0);
            assert_int_equal(utf8_valid_bytes(s), s.n);
        }
        /* A row whose languages were swapped: Arabic begins with a byte of two, or is a name. */
        if (m != MSG_OTHER_LANGUAGE)
            assert_true((unsigned char)lang_text(LANG_AR, m).p[0] >= 0xC2);
    }
}

static void counts_follow_the_plural_rules(void **state)
{
    (void)state;
    /* The samples of CLDR's rules for "ar" and "en", and the edges between them. */
    static const struct {
        uint64_t n;
        const char *ar, *en;
    } cases[] = {
        {0, "لا نتائج", "0 results"},         {1, "نتيجة واحدة", "1 result"},
        {2, "نتيجتان", "2 results"},          {3, "٣ نتائج", "3 results"},
        {10, "١٠ نتائج", "10 results"},       {11, "١١ نتيجة", "11 results"},
        {26, "٢٦ نتيجة", "26 results"},       {99, "٩٩ نتيجة", "99 results"},
        {100, "١٠٠ نتيجة", "100 results"},    {101, "١٠١ نتيجة", "101 results"},
        {102, "١٠٢ نتيجة", "102 results"},    {103, "١٠٣ نتائج", "103 results"},
        {110, "١١٠ نتائج", "110 results"},    {111, "١١١ نتيجة", "111 results"},
        {1000, "١٠٠٠ نتيجة", "1000 results"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        buf_init(&out, 100);
        lang_results(&out, LANG_AR, cases[i].n);
        assert_string_equal(out.p, cases[i].ar);
        buf_clear(&out);
        lang_results(&out, LANG_EN, cases[i].n);
        assert_string_equal(out.p, cases[i].en);
        buf_release(&out);
    }
}

static void dates_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        const char *iso, *ar, *en;
    } cases[] = {
        {"2026-11-03", "٣ نوفمبر ٢٠٢٦", "3 Nov 2026"},
        {"2025-01-31", "٣١ يناير ٢٠٢٥", "31 Jan 2025"},
        {"2026-13-01", "2026-13-01", "2026-13-01"}, /* what is no date is shown as written */
        {"2026-00-10", "2026-00-10", "2026-00-10"},
        {"2026-01-32", "2026-01-32", "2026-01-32"},
        {"next week", "next week", "next week"},
        {"2026-1x-01", "2026-1x-01", "2026-1x-01"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        buf_init(&out, 100);
        lang_date(&out, LANG_AR, str_from(cases[i].iso));
        assert_string_equal(out.p, cases[i].ar);
        buf_clear(&out);
        lang_date(&out, LANG_EN, str_from(cases[i].iso));
        assert_string_equal(out.p, cases[i].en);
        buf_release(&out);
    }
}

static void directions_and_names_of_languages(void **state)
{
    (void)state;
    assert_str(lang_direction_of(STR("ar")), "rtl");
    assert_str(lang_direction_of(STR("ar-EG")), "rtl");
    assert_str(lang_direction_of(STR("fa")), "rtl");
    assert_str(lang_direction_of(STR("en")), "ltr");
    assert_str(lang_direction_of(STR("arn")), "ltr"); /* Mapudungun is not Arabic */
    assert_str(lang_direction_of(STR("")), "ltr");
    assert_str(lang_own_name(STR("ar-SA")), "العربية");
    assert_str(lang_own_name(STR("fr")), "fr");
    enum lang lang;
    assert_true(lang_parse(STR("en"), &lang));
    assert_int_equal(lang, LANG_EN);
    assert_false(lang_parse(STR("EN<"), &lang));
}

static void every_error_has_words(void **state)
{
    (void)state;
    assert_int_equal(lang_error(404)->title, MSG_404);
    assert_int_equal(lang_error(500)->title, MSG_500);
    assert_int_equal(lang_error(400)->title, MSG_400);
    assert_int_equal(lang_error(418)->title, MSG_400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_unsaid),
        cmocka_unit_test(counts_follow_the_plural_rules),
        cmocka_unit_test(dates_in_both_languages),
        cmocka_unit_test(directions_and_names_of_languages),
        cmocka_unit_test(every_error_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
