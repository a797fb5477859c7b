/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/isolate.h"

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"
#define RLM "\xE2\x80\x8F"
#define LRE "\xE2\x80\xAA"

static const struct {
    const char *text, *expected;
} arabic[] =
    {
        {"", ""},
        {"أين طلبي؟", "أين طلبي؟"},
        {"جهاز iPhone 15 Pro جديد", "جهاز " FSI "iPhone 15 Pro" PDI " جديد"},
        {"خلال 7 أيام", "خلال 7 أيام"}, /* a bare number needs nothing */
        {"من 3-5 أيام", "من " FSI "3-5" PDI " أيام"},
        {"اتصل على +966 11 000 0000 الآن", "اتصل على " FSI "+966 11 000 0000" PDI " الآن"},
        {"+966 11", FSI "+966 11" PDI},
        {"من ٣ إلى ٥ أيام", "من ٣ إلى ٥ أيام"}, /* Arabic digits belong to Arabic */
        {"بريد help@madar.example.", "بريد " FSI "help@madar.example" PDI "."},
        {"OneDrive", FSI "OneDrive" PDI},
        {"(USB-C)، ثم", "(" FSI "USB-C" PDI ")، ثم"},
        {"أ " RLM "ب " LRE "c", "أ ب " FSI "c" PDI}, /* other controls would unbalance ours */
        {"أ " FSI "x" PDI " ب", "أ " FSI "x" PDI " ب"},
        {"ممتاز 👍🏽 و ❤\uFE0F جدا",
         "ممتاز 👍🏽 و ❤\uFE0F جدا"}, /* pictures have no direction */
        {"من cafe\u0301 و 3-5\uFE0F\u20E3 هنا",
         "من " FSI "cafe\u0301" PDI " و " FSI "3-5\uFE0F\u20E3" PDI " هنا"}, /* whole characters */
},
  english[] = {
      {"", ""},
      {"Plain text, 15 % off.", "Plain text, 15 % off."},
      {"the label ضمان سنتين must stay", "the label " FSI "ضمان سنتين" PDI " must stay"},
      {"المرجعات", FSI "المرجعات" PDI},
      {"see ضمان 2 سنة now", "see " FSI "ضمان 2 سنة" PDI " now"},
};

static void both_directions(void **state)
{
    (void)state;
    for (int rtl = 0; rtl < 2; rtl++) {
        size_t n = rtl ? sizeof arabic / sizeof *arabic : sizeof english / sizeof *english;
        for (size_t i = 0; i < n; i++) {
            struct buf out;
            buf_init(&out, 1000);
            struct snippet snippet = {.text = str_from(rtl ? arabic[i].text : english[i].text)};
            isolate_snippet(&out, &snippet, rtl, &isolate_plain);
            assert_string_equal(out.p, rtl ? arabic[i].expected : english[i].expected);
            buf_release(&out);
        }
    }
}

/* Marks are [bracketed] in the text and in what is expected, where runs are {braced}. */
static void marks_and_runs_are_nested(void **state)
{
    (void)state;
    static const struct isolate_style style = {
        .run_on = STR_INIT("{"),
        .number_on = STR_INIT("{#"),
        .run_off = STR_INIT("}"),
        .mark_on = STR_INIT("["),
        .mark_off = STR_INIT("]"),
        .put = buf_add,
    };
    static const struct {
        const char *text;
        bool right_to_left;
        const char *expected;
    } cases[] = {
        {"من [جهاز] iPhone 15 [Pro] هنا", true, "من [جهاز] {iPhone 15 [Pro]} هنا"},
        {"[جهاز][iPhone][هنا]", true, "[جهاز]{[iPhone]}[هنا]"},
        /* A mark over one edge of a run, over both, and over two runs. */
        {"من [آيفون15pro] هنا", true, "من [آيفون]{[15pro]} هنا"},
        {"من [آيفون15pro هنا] الآن", true, "من [آيفون]{[15pro]}[ هنا] الآن"},
        {"[usb و hdmi]", true, "{[usb]}[ و ]{[hdmi]}"},
        {"usb [c و h]dmi", true, "{usb [c]}[ و ]{[h]dmi}"},
        {"رقم [+966] 11 000 الآن", true, "رقم {#[+966] 11 000} الآن"},
        {"see [ضمان] سنتين [now]", false, "see {[ضمان] سنتين} [now]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        struct snippet_mark marks[8];
        struct snippet snippet = {.text = {text, 0}, .marks = marks};
        for (const char *p = cases[i].text; *p; p++)
            if (*p == '[')
                marks[snippet.n_marks].from_bytes = snippet.text.n;
            else if (*p == ']')
                marks[snippet.n_marks++].to_bytes = snippet.text.n;
            else
                text[snippet.text.n++] = *p;
        struct buf out;
        buf_init(&out, 1000);
        isolate_snippet(&out, &snippet, cases[i].right_to_left, &style);
        assert_string_equal(out.p, cases[i].expected);
        buf_release(&out);
    }
}

/* Ids, queries and titles on a line of English: what has no Arabic stays as it is, to be copied. */
static void a_text_of_either_direction_is_one_isolate(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"ar/orders/track", "ar/orders/track"},
        {",dk 'gfd", ",dk 'gfd"},
        {"+966 11 000", "+966 11 000"},
        {"وين طلبي", "\u2068وين طلبي\u2069"},
        {"iPhone 15 مكسور", "\u2068iPhone 15 مكسور\u2069"},
        {"ar/faq#كم-يوما", "\u2068ar/faq#كم-يوما\u2069"},
        /* Controls that would not match ours. */
        {"a\u2069\u202Eb", "ab"},
        {"\u2067وين\u2069\u2069", "\u2068وين\u2069"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        buf_init(&out, 1000);
        isolate_whole(&out, str_from(cases[i][0]));
        assert_string_equal(out.p, cases[i][1]);
        buf_release(&out);
    }
}

static void directions_of_languages(void **state)
{
    (void)state;
    assert_true(isolate_right_to_left(STR("ar")));
    assert_true(isolate_right_to_left(STR("AR-eg")));
    assert_false(isolate_right_to_left(STR("en")));
    assert_false(isolate_right_to_left(STR("arn"))); /* Mapudungun is not Arabic */
    assert_false(isolate_right_to_left(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_directions),
        cmocka_unit_test(marks_and_runs_are_nested),
        cmocka_unit_test(a_text_of_either_direction_is_one_isolate),
        cmocka_unit_test(directions_of_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
