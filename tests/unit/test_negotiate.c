/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "server/negotiate.h"

static void language_by_preference(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        enum lang expected;
    } cases[] = {
        {"", LANG_AR},
        {"ar", LANG_AR},
        {"en", LANG_EN},
        {"en-GB,en;q=0.9", LANG_EN},
        {"ar-EG,ar;q=0.9,en;q=0.8", LANG_AR},
        {"en;q=0.8,ar;q=0.9", LANG_AR},
        {"en;q=0.5,ar;q=0.5", LANG_AR},
        {"fr,de;q=0.7", LANG_AR},
        {"fr,en;q=0.3", LANG_EN},
        {"ar;q=0,en;q=0.1", LANG_EN},
        {"en;q=0,*", LANG_AR},
        {"ar;q=0,*;q=0.5", LANG_EN},
        {"*", LANG_AR},
        {"EN-us", LANG_EN},
        {"english", LANG_AR},
        {"arn", LANG_AR},
        {"arn,en;q=0.1", LANG_EN},
        {"en ; q=0.4 , ar ; q=0.3", LANG_EN},
        {",,;q=1,;,", LANG_AR},
        {"en;q=2", LANG_AR}, /* no weight at all */
        {"en;q=abc", LANG_AR},
        {"en;q=1.001", LANG_AR},
        {"en;q=0.1234", LANG_AR},
        {"en;level=1", LANG_EN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (negotiate_lang(str_from(cases[i].header), LANG_AR) != cases[i].expected)
            fail_msg("Accept-Language: %s", cases[i].header);
}

static void gzip_when_welcome(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool expected;
    } cases[] = {
        {"", false},
        {"gzip", true},
        {"GZIP", true},
        {"x-gzip", true},
        {"gzip, deflate, br, zstd", true},
        {"deflate, br", false},
        {"gzip;q=0", false},
        {"gzip;q=0.000", false},
        {"gzip;q=0.001", true},
        {"*", true},
        {"*;q=0", false},
        {"*;q=0.5, gzip;q=0", false},
        {"identity;q=1, gzip;q=0.5", false},
        {"identity;q=0.5, gzip;q=1", true},
        {"gzip ; q=1.0", true},
        {"gzipped", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (negotiate_gzip(str_from(cases[i].header)) != cases[i].expected)
            fail_msg("Accept-Encoding: %s", cases[i].header);
}

static void etags_compared_weakly(void **state)
{
    (void)state;
    static const struct {
        const char *header, *etag;
        bool expected;
    } cases[] = {
        {"", "W/\"a\"", false},
        {"W/\"a\"", "W/\"a\"", true},
        {"\"a\"", "W/\"a\"", true},
        {"W/\"a\"", "\"a\"", true},
        {"\"b\", W/\"a\"", "W/\"a\"", true},
        {"\"b\",\"c\"", "W/\"a\"", false},
        {"*", "\"a\"", true},
        {"a", "\"a\"", false},
        {"\"ab\"", "\"a\"", false},
        {",,", "\"a\"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (negotiate_etag(str_from(cases[i].header), str_from(cases[i].etag)) != cases[i].expected)
            fail_msg("If-None-Match: %s against %s", cases[i].header, cases[i].etag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(language_by_preference),
        cmocka_unit_test(gzip_when_welcome),
        cmocka_unit_test(etags_compared_weakly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
