/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "server/html.h"

typedef void writer(struct buf *out, struct str s);

static void expect(writer *write, struct str s, const char *expected)
{
    struct buf out;
    buf_init(&out, 1000);
    write(&out, s);
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

/* What every byte must become; the bytes not listed stay as they are, or are dropped when they are
 * control characters. */
static const struct {
    unsigned char byte;
    const char *text, *attribute;
} escaped[] = {
    {'&', "&amp;", "&amp;"},   {'<', "&lt;", "&lt;"},    {'>', "&gt;", "&gt;"},
    {'"', "&quot;", "&quot;"}, {'\'', "&#39;", "&#39;"}, {'\t', "\t", "&#9;"},
    {'\n', "\n", "&#10;"},     {'\r', "\r", "&#13;"},
};

static void every_byte_in_text_and_attributes(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char byte = (char)c, itself[2] = {byte, '\0'};
        const char *text = c < 0x20 || c == 0x7F ? "" : itself, *attribute = text;
        for (size_t i = 0; i < sizeof escaped / sizeof *escaped; i++)
            if (escaped[i].byte == c)
                text = escaped[i].text, attribute = escaped[i].attribute;
        expect(html_text, (struct str){&byte, 1}, text);
        expect(html_attr, (struct str){&byte, 1}, attribute);
    }
}

static void every_byte_in_addresses(void **state)
{
    (void)state;
    static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (unsigned c = 0; c < 256; c++) {
        char byte = (char)c, itself[2] = {byte, '\0'}, encoded[4];
        snprintf(encoded, sizeof encoded, "%%%02X", c);
        bool keep = c && strchr(kept, (int)c);
        expect(html_param, (struct str){&byte, 1}, keep ? itself : encoded);
        expect(html_url, (struct str){&byte, 1}, keep || c == '/' ? itself : encoded);
    }
}

static void arabic_is_kept_in_text_and_encoded_in_addresses(void **state)
{
    (void)state;
    expect(html_text, STR("أين «طلبي»؟ <b>"), "أين «طلبي»؟ &lt;b&gt;");
    expect(html_attr, STR("شحن & توصيل"), "شحن &amp; توصيل");
    expect(html_url, STR("ar/دفع"), "ar/%D8%AF%D9%81%D8%B9");
    expect(html_param, STR("ا/ب"), "%D8%A7%2F%D8%A8");
}

static void runs_between_escapes_survive(void **state)
{
    (void)state;
    expect(html_text, STR("a<b>c&d"), "a&lt;b&gt;c&amp;d");
    expect(html_text, STR(""), "");
    expect(html_text, STR("<<>>"), "&lt;&lt;&gt;&gt;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_in_text_and_attributes),
        cmocka_unit_test(every_byte_in_addresses),
        cmocka_unit_test(arabic_is_kept_in_text_and_encoded_in_addresses),
        cmocka_unit_test(runs_between_escapes_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
