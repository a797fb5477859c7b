/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/file.h"
#include "server/lang.h"

/* Every key of one file, sorted, a line each. */
static void read_keys(const char *path, struct buf *out)
{
    struct buf text;
    struct str rest, line;
    struct err err = ERR_INIT;
    struct str keys[1000];
    size_t n = 0;
    buf_init(&text, 1 << 20);
    assert_int_equal(file_read(path, 1 << 20, &text, &err), 0);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        size_t equals = str_find(line, STR(" = "));
        if (equals == SIZE_MAX || equals + 3 == line.n)
            fail_msg("%s: not `key = text`: " STR_FMT, path, STR_ARG(line));
        keys[n++] = str_sub(line, 0, equals);
        for (size_t i = n - 1; i > 0 && str_cmp(keys[i], keys[i - 1]) <= 0; i--) {
            if (str_eq(keys[i], keys[i - 1]))
                fail_msg("%s: twice: " STR_FMT, path, STR_ARG(keys[i]));
            struct str swap = keys[i];
            keys[i] = keys[i - 1];
            keys[i - 1] = swap;
        }
    }
    for (size_t i = 0; i < n; i++)
        buf_printf(out, STR_FMT "\n", STR_ARG(keys[i]));
    assert_int_equal(n, MSG_COUNT);
    buf_release(&text);
}

static void both_tables_hold_the_same_keys(void **state)
{
    struct buf ar, en;
    (void)state;
    buf_init(&ar, 1 << 20);
    buf_init(&en, 1 << 20);
    read_keys("server/lang/ar.txt", &ar);
    read_keys("server/lang/en.txt", &en);
    assert_string_equal(ar.p, en.p);
    buf_release(&ar);
    buf_release(&en);
}

/* The {arguments} of a text, in order, without what follows a comma. */
static void find_arguments(struct str text, struct buf *out)
{
    unsigned depth = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '{' && depth++ == 0) {
            struct str name = str_sub(text, i + 1, text.n);
            size_t end = 0;
            while (end < name.n && name.p[end] != ',' && name.p[end] != '}')
                end++;
            buf_printf(out, STR_FMT " ", STR_ARG(str_sub(name, 0, end)));
        } else if (text.p[i] == '}') {
            assert_true(depth > 0);
            depth--;
        }
    }
    assert_int_equal(depth, 0);
}

static void texts_are_complete_in_both_languages(void **state)
{
    (void)state;
    for (enum message m = 0; m < MSG_COUNT; m++) {
        struct buf arguments[LANG_COUNT];
        for (enum lang lang = LANG_AR; lang <= LANG_EN; lang++) {
            struct str s = lang_text(lang, m);
            assert_true(s.n > 0);
            assert_int_equal(utf8_valid_bytes(s), s.n);
            buf_init(&arguments[lang], 1024);
            find_arguments(s, &arguments[lang]);
            if (strchr(s.p, '{') && strchr(s.p, '{') < s.p + s.n) { /* ICU can read it */
                struct message_pattern *pattern = NULL;
                struct err err = ERR_INIT;
                assert_int_equal(message_pattern_new(&pattern, "ar", s, &err), 0);
                message_pattern_free(pattern);
            }
        }
        assert_string_equal(arguments[LANG_AR].p, arguments[LANG_EN].p);
        buf_release(&arguments[LANG_AR]);
        buf_release(&arguments[LANG_EN]);
    }
}

static void arabic_is_arabic(void **state)
{
    /* A row whose languages were swapped would begin with an ASCII letter. */
    (void)state;
    for (enum message m = 0; m < MSG_COUNT; m++) {
        struct str s = lang_text(LANG_AR, m);
        if (m != MSG_OTHER_LANGUAGE && s.p[0] != '{' && s.p[0] != '(')
            assert_true((unsigned char)s.p[0] >= 0xC2);
    }
}

static void assert_count(enum lang lang, enum digits digits, uint64_t n, const char *wanted)
{
    struct buf out;
    buf_init(&out, 100);
    lang_count(&out, lang, digits, MSG_RESULTS, n);
    assert_string_equal(out.p, wanted);
    buf_release(&out);
}

static void counts_follow_the_plural_rules(void **state)
{
    (void)state;
    /* The samples of CLDR's rules for "ar" and "en", and the edges between them. */
    static const struct {
        uint64_t n;
        const char *ar, *latin, *en;
    } cases[] = {
        {0, "لا نتائج", "لا نتائج", "0 results"},
        {1, "نتيجة واحدة", "نتيجة واحدة", "1 result"},
        {2, "نتيجتان", "نتيجتان", "2 results"},
        {3, "٣ نتائج", "3 نتائج", "3 results"},
        {10, "١٠ نتائج", "10 نتائج", "10 results"},
        {11, "١١ نتيجة", "11 نتيجة", "11 results"},
        {26, "٢٦ نتيجة", "26 نتيجة", "26 results"},
        {99, "٩٩ نتيجة", "99 نتيجة", "99 results"},
        {100, "١٠٠ نتيجة", "100 نتيجة", "100 results"},
        {102, "١٠٢ نتيجة", "102 نتيجة", "102 results"},
        {103, "١٠٣ نتائج", "103 نتائج", "103 results"},
        {111, "١١١ نتيجة", "111 نتيجة", "111 results"},
        {1000, "١٬٠٠٠ نتيجة", "1,000 نتيجة", "1,000 results"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_count(LANG_AR, DIGITS_OWN, cases[i].n, cases[i].ar);
        assert_count(LANG_AR, DIGITS_LATIN, cases[i].n, cases[i].latin);
        assert_count(LANG_EN, DIGITS_OWN, cases[i].n, cases[i].en);
    }
}

static void dates_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        const char *iso, *ar, *latin, *en, *day;
    } cases[] = {
        {"2026-11-03", "٣ نوفمبر ٢٠٢٦", "3 نوفمبر 2026", "3 Nov 2026", "٣ نوفمبر"},
        {"2025-01-31", "٣١ يناير ٢٠٢٥", "31 يناير 2025", "31 Jan 2025", "٣١ يناير"},
        {"2025-12-01", "١ ديسمبر ٢٠٢٥", "1 ديسمبر 2025", "1 Dec 2025", "١ ديسمبر"},
        /* what is no date is shown as written */
        {"2026-13-01", "2026-13-01", "2026-13-01", "2026-13-01", "2026-13-01"},
        {"2026-01-32", "2026-01-32", "2026-01-32", "2026-01-32", "2026-01-32"},
        {"next week", "next week", "next week", "next week", "next week"},
        {"2026-1x-01", "2026-1x-01", "2026-1x-01", "2026-1x-01", "2026-1x-01"},
        {"", "", "", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str iso = str_from(cases[i].iso);
        struct buf out;
        buf_init(&out, 100);
        lang_date(&out, LANG_AR, DIGITS_OWN, iso);
        assert_string_equal(out.p, cases[i].ar);
        buf_clear(&out);
        lang_date(&out, LANG_AR, DIGITS_LATIN, iso);
        assert_string_equal(out.p, cases[i].latin);
        buf_clear(&out);
        lang_date(&out, LANG_EN, DIGITS_OWN, iso);
        assert_string_equal(out.p, cases[i].en);
        buf_clear(&out);
        lang_day(&out, LANG_AR, DIGITS_OWN, iso);
        assert_string_equal(out.p, cases[i].day);
        buf_release(&out);
    }
}

static void text_around_an_argument(void **state)
{
    struct str before, after;
    (void)state;
    lang_around(LANG_AR, MSG_SEARCH_AS_TYPED, &before, &after);
    assert_true(str_eq(before, STR("ابحث عن ")));
    assert_true(str_eq(after, STR(" كما كُتبت.")));
    lang_around(LANG_EN, MSG_UPDATED, &before, &after);
    assert_true(str_eq(before, STR("Updated ")));
    assert_true(after.n == 0);
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
    assert_int_equal(lang_error(404)->title, MSG_ERROR_404);
    assert_int_equal(lang_error(500)->title, MSG_ERROR_500);
    assert_int_equal(lang_error(400)->title, MSG_ERROR_400);
    assert_int_equal(lang_error(418)->title, MSG_ERROR_400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_tables_hold_the_same_keys),
        cmocka_unit_test(texts_are_complete_in_both_languages),
        cmocka_unit_test(arabic_is_arabic),
        cmocka_unit_test(text_around_an_argument),
        cmocka_unit_test(counts_follow_the_plural_rules),
        cmocka_unit_test(dates_in_both_languages),
        cmocka_unit_test(directions_and_names_of_languages),
        cmocka_unit_test(every_error_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
