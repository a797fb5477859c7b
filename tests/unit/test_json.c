/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/json.h"

static void writes_slices(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1000);
    json_t *object = json_pack("{s:o, s:o}", "سؤال", json_text(STR("\"أين\"\n")), "empty",
                               json_text((struct str){NULL, 0}));
    json_write(&out, object, false);
    assert_string_equal(out.p, "{\"سؤال\":\"\\\"أين\\\"\\n\",\"empty\":\"\"}");
    buf_clear(&out);
    json_write(&out, json_pack("{s:[i]}", "a", 1), true);
    assert_string_equal(out.p, "{\n  \"a\": [\n    1\n  ]\n}");
    buf_clear(&out);
    json_write(&out, json_text(STR("scalar")), false);
    assert_string_equal(out.p, "\"scalar\"");
    buf_release(&out);
}

static void a_full_buffer_is_the_callers_to_notice(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 5);
    json_write(&out, json_text(STR("too long for it")), false);
    assert_true(out.failed);
    buf_release(&out);
}

static void reads_members(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    json_t *object = json_read(STR("{\"id\":\"طلب\",\"n\":3}"), "test", &err);
    assert_non_null(object);
    assert_str(json_member(object, "id"), "طلب");
    assert_str(json_member(object, "n"), "");
    assert_str(json_member(object, "none"), "");
    assert_str(json_member(NULL, "id"), "");
    json_decref(object);
}

static void says_where_it_is_wrong(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        unsigned line;
    } cases[] = {
        {STR_INIT("{\n\"a\": 1,\n}"), 3},      {STR_INIT(""), 1},
        {STR_INIT("{\"a\":1,\"a\":2}"), 1},    /* twice the same key */
        {STR_INIT("{\"a\":\"\\u0000\"}"), 1},  /* our strings end with a NUL */
        {STR_INIT("{\"a\":\"\\ud800\"}"), 1},  /* half a surrogate pair */
        {STR_INIT("{\"a\":\"\xC0\x80\"}"), 1}, /* not UTF-8 */
        {STR_INIT("[1] trailing"), 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_INIT;
        assert_null(json_read(cases[i].text, "file.json", &err));
        assert_int_equal(err.code, ERR_SYNTAX);
        assert_string_equal(err.place, "file.json");
        assert_int_equal(err.line, cases[i].line);
    }
}

static void deep_nesting_is_an_error_not_a_crash(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    char text[100000];
    memset(text, '[', sizeof text);
    assert_null(json_read((struct str){text, sizeof text}, "deep", &err));
    assert_int_equal(err.code, ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_slices),
        cmocka_unit_test(a_full_buffer_is_the_callers_to_notice),
        cmocka_unit_test(reads_members),
        cmocka_unit_test(says_where_it_is_wrong),
        cmocka_unit_test(deep_nesting_is_an_error_not_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
