/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/json.h"
#include "server/log.h"

static void hostile_text_is_escaped(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        const char *expected;
    } cases[] = {
        {STR_INIT("/search"), "\"/search\""},
        {STR_INIT("/مقال"), "\"/مقال\""},
        {STR_INIT("a\"b\\c"), "\"a\\\"b\\\\c\""},
        {STR_INIT("a\nb\x1b[31m"), "\"a\\u000ab\\u001b[31m\""},
        {STR_INIT("\xE2\x80\xAEtxt"), "\"\\u202etxt\""}, /* right-to-left override */
        {STR_INIT("\xD8\x9C\xE2\x81\xA6"), "\"\\u061c\\u2066\""},
        {STR_INIT("\xC2\x9B\xE2\x80\xA8"), "\"\\u009b\\u2028\""},
        {STR_INIT("a\xFFz"), "\"a\\\\xFFz\""},
        {STR_INIT("\xD8"), "\"\\\\xD8\""},
        {STR_INIT(""), "\"\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        buf_init(&out, 1000);
        log_json_string(&out, cases[i].text);
        assert_string_equal(out.p, cases[i].expected);
        buf_release(&out);
    }
}

static void lines_are_json(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct log *log = log_new(ends[1]);
    log_request(log, &(struct log_request){.id = "0123456789abcdef",
                                           .method = STR("GET"),
                                           .path = STR("/x\n{\"status\":200}"),
                                           .query_bytes = 12,
                                           .status = 404,
                                           .bytes = 99,
                                           .took_us = 7});
    struct err err = ERR_INIT;
    err_at(&err, ERR_INDEX, "demo", 7, "damaged \"here\"");
    log_error(log, "0123456789abcdef", &err);
    log_free(log);
    close(ends[1]);
    char text[4096];
    ssize_t n = read(ends[0], text, sizeof text);
    close(ends[0]);
    struct str rest = {text, (size_t)n}, line;
    assert_true(str_next_line(&rest, &line));
    json_t *request = json_read(line, "log", &err);
    assert_non_null(request);
    assert_int_equal(json_integer_value(json_object_get(request, "status")), 404);
    assert_str(json_member(request, "path"), "/x\n{\"status\":200}");
    json_decref(request);
    assert_true(str_next_line(&rest, &line));
    json_t *error = json_read(line, "log", &err);
    assert_str(json_member(error, "place"), "demo");
    assert_int_equal(json_integer_value(json_object_get(error, "line")), 7);
    assert_str(json_member(error, "message"), "damaged \"here\"");
    json_decref(error);
    assert_false(str_next_line(&rest, &line));
}

/* Nobody reads the other end: requests go on, and stopping takes about a second, not for ever. */
static void a_stuck_reader_stops_nobody(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct log *log = log_new(ends[1]);
    struct timespec begin, now;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (unsigned i = 0; i < 30000; i++) /* several times the pipe and the queue together */
        log_request(log, &(struct log_request){.id = "x", .method = STR("GET"), .path = STR("/")});
    log_free(log);
    clock_gettime(CLOCK_MONOTONIC, &now);
    assert_true(now.tv_sec - begin.tv_sec <= 5);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_text_is_escaped),
        cmocka_unit_test(lines_are_json),
        cmocka_unit_test(a_stuck_reader_stops_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
