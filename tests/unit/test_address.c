/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "indexer/address.h"

enum { PAGE = 1, ORIGIN = 2, BASE = 4, MAIL = 8, PHONE = 16 };

/* What an address is, and therefore what it is not. */
static const struct {
    const char *address;
    unsigned is;
} cases[] = {
    {"https://shop.example.com", PAGE | ORIGIN | BASE},
    {"http://localhost:8090", PAGE | ORIGIN | BASE},
    {"https://xn--mgbaq2d.example:65535", PAGE | ORIGIN | BASE},
    {"https://example.com/help", PAGE | BASE},
    {"https://example.com/", PAGE},
    {"https://example.com/a?b=c#d", PAGE},
    {"https://example.com?q={query}", PAGE},
    {"https://example.com/#top", PAGE},
    {"https://متجر.example/صفحة", PAGE}, /* for a header it must be xn-- */
    {"/page", PAGE},
    {"/chat?about={query}", PAGE},
    {"/", PAGE},
    {"https://user@example.com", PAGE},
    {"https://*.example.com", PAGE},
    {"https://example.com:0", PAGE},
    {"https://example.com:65536", PAGE},
    {"https://example.com:123456", PAGE},
    {"https://example.com:80:80", PAGE},
    {"https://example.com:", PAGE},
    {"", 0},
    {"https://", 0},
    {"https:///page", 0},
    {"https://:80", 0},
    {"https://?x", 0},
    {"https://#x", 0},
    {"//example.com", 0},
    {"/\\example.com", 0},
    {"https://example.com\\page", 0},
    {"https://example.com/a b", 0},
    {"https://example.com/\t", 0},
    {"https://example.com/\x7f", 0},
    {"https://example.com;script-src", 0},
    {"https://example.com/\"><script>", 0},
    {"javascript:alert(1)", 0},
    {"data:text/html,x", 0},
    {"HTTPS://example.com", 0},
    {"ftp://example.com", 0},
    {"page", 0},
    {"help@example.com", MAIL},
    {"a@b@c", 0},
    {"@example.com", 0},
    {"help@", 0},
    {"help@example.com?subject=x", 0},
    {"help me@example.com", 0},
    {"800 000 0000", PHONE},
    {"+966-11-000", PHONE},
    {"999", PHONE},
    {"12", 0},
    {"00+966", 0},
    {"+ - +", 0},
    {"٨٠٠١٢٣", 0}, /* tel: has Latin digits */
};

static void addresses_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str s = str_from(cases[i].address);
        unsigned is = (address_is_page(s) ? PAGE : 0) | (address_is_origin(s) ? ORIGIN : 0) |
                      (address_is_base(s) ? BASE : 0) | (address_is_mail(s) ? MAIL : 0) |
                      (address_is_phone(s) ? PHONE : 0);
        if (is != cases[i].is)
            fail_msg("%s is %u instead of %u", cases[i].address, is, cases[i].is);
    }
}

static void no_zero_byte_hides_anything(void **state)
{
    (void)state;
    assert_false(address_is_page(STR("https://example.com\0<")));
    assert_false(address_is_origin(STR("https://example.com\0/x")));
    assert_false(address_is_mail(STR("a@b\0")));
    assert_false(address_is_phone(STR("800\0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_told_apart),
        cmocka_unit_test(no_zero_byte_hides_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
