/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "server/isolate.h"

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
            isolate_runs(&out, str_from(rtl ? arabic[i].text : english[i].text), rtl);
            assert_string_equal(out.p, rtl ? arabic[i].expected : english[i].expected);
            buf_release(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_directions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
