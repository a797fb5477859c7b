/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "lib/message.h"

static void assert_formatted(const char *locale, const char *pattern,
                             const struct message_value *values, size_t n, const char *expected)
{
    struct err err = ERR_INIT;
    struct message_pattern *m = NULL;
    struct buf out;
    buf_init(&out, 1000);
    assert_ok(message_pattern_new(&m, locale, str_from(pattern), &err), &err);
    message_format(m, values, n, &out);
    assert_string_equal(out.p, expected);
    message_pattern_free(m);
    buf_release(&out);
}

/* CLDR: Arabic has six categories, of which 3-10 and 11-99 are by the last two digits. */
static void counts_take_the_plural_of_their_language(void **state)
{
    (void)state;
    static const char arabic[] = "{count, plural, zero {لا نتائج} one {نتيجة واحدة} two {نتيجتان} "
                                 "few {# نتائج} many {# نتيجة} other {# نتيجةٍ}}";
    static const char english[] = "{count, plural, =0 {nothing} one {# result} other {# results}}";
    static const struct {
        const char *locale, *pattern;
        double count;
        const char *expected;
    } cases[] = {
        {"ar@numbers=arab", arabic, 0, "لا نتائج"},
        {"ar@numbers=arab", arabic, 1, "نتيجة واحدة"},
        {"ar@numbers=arab", arabic, 2, "نتيجتان"},
        {"ar@numbers=arab", arabic, 3, "٣ نتائج"},
        {"ar@numbers=arab", arabic, 10, "١٠ نتائج"},
        {"ar@numbers=arab", arabic, 11, "١١ نتيجة"},
        {"ar@numbers=arab", arabic, 99, "٩٩ نتيجة"},
        {"ar@numbers=arab", arabic, 100, "١٠٠ نتيجةٍ"},
        {"ar@numbers=arab", arabic, 103, "١٠٣ نتائج"},
        {"ar@numbers=latn", arabic, 3, "3 نتائج"},
        {"ar@numbers=latn", arabic, 11, "11 نتيجة"},
        {"en", english, 0, "nothing"},
        {"en", english, 1, "1 result"},
        {"en", english, 2, "2 results"},
        {"en", english, 1234, "1,234 results"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct message_value value = {"count", {NULL, 0}, cases[i].count};
        assert_formatted(cases[i].locale, cases[i].pattern, &value, 1, cases[i].expected);
    }
}

static void arguments_are_found_by_name(void **state)
{
    (void)state;
    const struct message_value values[] = {
        {"from", STR("{to} ' <b>"), 0}, {"to", STR(""), 0}, {"n", {NULL, 0}, 7}};
    assert_formatted("en", "{to}|{n}|{from}|{n}", values, 3, "|7|{to} ' <b>|7");
    assert_formatted("en", "it''s '{'plain'}'", NULL, 0, "it's {plain}");
    assert_formatted("en", "", NULL, 0, "");
    assert_formatted("en", "{other}", values, 3, "{other}"); /* nobody said what it is */
}

static void a_text_is_appended(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct message_pattern *m = NULL;
    struct buf out;
    buf_init(&out, 1000);
    assert_ok(message_pattern_new(&m, "ar", STR("عن {about}"), &err), &err);
    for (int i = 0; i < 2; i++)
        message_format(m, &(struct message_value){"about", STR("طلبي"), 0}, 1, &out);
    assert_string_equal(out.p, "عن طلبيعن طلبي");
    message_pattern_free(m);
    message_pattern_free(NULL);
    buf_release(&out);
}

static void what_is_no_pattern_is_refused(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "{count", "}{", "{count, plural, one {x}}", "{n, nothing}", "{a b}",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct err err = ERR_INIT;
        struct message_pattern *m = NULL;
        if (message_pattern_new(&m, "ar", str_from(patterns[i]), &err) != -1)
            fail_msg("accepted: %s", patterns[i]);
        assert_null(m);
        assert_int_equal(err.code, ERR_SYNTAX);
        assert_non_null(strstr(err.message, patterns[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_take_the_plural_of_their_language),
        cmocka_unit_test(arguments_are_found_by_name),
        cmocka_unit_test(a_text_is_appended),
        cmocka_unit_test(what_is_no_pattern_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
