/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/file.h"
#include "scratch.h"
#include "server/agents_file.h"

#define SWALLOW "146c3d6f924737534edb7512ff856e12306b25377476203e7e089d656c86a820"

/* The file's text, in the scratch arena. */
static const char *text_of(struct scratch *s, const char *path)
{
    struct err err = ERR_INIT;
    struct buf text;
    buf_init(&text, AGENTS_FILE_MAX_BYTES);
    assert_ok(file_read(path, AGENTS_FILE_MAX_BYTES, &text, &err), &err);
    struct str copy = arena_dup(&s->arena, buf_str(&text));
    buf_release(&text);
    return copy.p;
}

static void a_new_agent_is_a_row_with_a_hash(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    const char *path = scratch_path(s, "agents");
    char token[AGENT_TOKEN_BYTES], other[AGENT_TOKEN_BYTES];
    struct agent_row row;
    unsigned line = 0;
    assert_ok(agents_file_add(path, STR("سارة العتيبي"), STR("2026-11-28"), token, &err), &err);
    assert_ok(agents_file_add(path, STR("omar"), STR("2026-11-29"), other, &err), &err);
    assert_string_not_equal(token, other);
    assert_int_equal(strlen(token), AGENT_TOKEN_BYTES - 1);
    assert_int_equal(
        strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"),
        AGENT_TOKEN_BYTES - 1);
    assert_memory_equal(token, "jwb_", 4);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);

    struct str rest = str_from(text_of(s, path));
    unsigned char hash[AGENT_HASH_BYTES];
    assert_int_equal(str_find(rest, str_from(token)), SIZE_MAX);
    assert_int_equal(agents_file_next(&rest, path, &line, &row, &err), 1);
    assert_str(row.name, "سارة العتيبي");
    assert_str(row.created, "2026-11-28");
    agents_file_hash(str_from(token), hash);
    assert_memory_equal(row.hash, hash, sizeof hash);
    assert_int_equal(agents_file_next(&rest, path, &line, &row, &err), 1);
    assert_str(row.name, "omar");
    assert_int_equal(agents_file_next(&rest, path, &line, &row, &err), 0);
}

static void an_agent_has_one_token(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *path = scratch_write(s, "agents", STR("omar " SWALLOW));
    char token[AGENT_TOKEN_BYTES];
    assert_int_equal(agents_file_add(path, STR("omar"), STR("2026-11-28"), token, &err), -1);
    assert_non_null(strstr(err.message, "token revoke"));
    assert_string_equal(text_of(s, path), "omar " SWALLOW);
    /* The end of the last line is added where it is missing. */
    assert_ok(agents_file_add(path, STR("salma"), STR("2026-11-28"), token, &err), &err);
    assert_memory_equal(text_of(s, path), "omar " SWALLOW "\nsalma ", 5 + 64 + 7);
}

static void bad_names_are_refused(void **state)
{
    static const char *const names[] = {"",     " omar", "omar ", "a#b",
                                        "a\nb", "a\tb",  "\xD8",  "a\x7F"};
    struct scratch *s = *state;
    const char *path = scratch_path(s, "agents");
    char token[AGENT_TOKEN_BYTES];
    struct stat info;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct err err = ERR_INIT;
        if (agents_file_add(path, str_from(names[i]), STR("2026-11-28"), token, &err) != -1)
            fail_msg("accepted: '%s'", names[i]);
        assert_int_equal(err.code, ERR_SYNTAX);
    }
    assert_int_equal(stat(path, &info), -1);
    struct err err = ERR_INIT;
    struct str longest = arena_printf(&s->arena, "%0*d", AGENT_NAME_MAX_BYTES, 1);
    struct str longer = arena_printf(&s->arena, "%0*d", AGENT_NAME_MAX_BYTES + 1, 1);
    assert_ok(agents_file_add(path, longest, STR("2026-11-28"), token, &err), &err);
    assert_int_equal(agents_file_add(path, longer, STR("2026-11-28"), token, &err), -1);
}

static void only_the_rows_of_that_name_go(void **state)
{
    static const struct {
        const char *before, *name, *after;
    } cases[] = {
        {"# who\nomar " SWALLOW "\n\nsalma " SWALLOW " # desk\n# end", "omar",
         "# who\n\nsalma " SWALLOW " # desk\n# end"},
        {"omar " SWALLOW "\r\n\tomar " SWALLOW " 2026-11-28\r\nsalma " SWALLOW "\r\n", "omar",
         "salma " SWALLOW "\r\n"},
        {"salma\t" SWALLOW "\nomar of Riyadh " SWALLOW, "omar of Riyadh", "salma\t" SWALLOW "\n"},
        {"omar of Riyadh " SWALLOW "\n", "omar", NULL},
        {"omar " SWALLOW "\n", "Omar", NULL},
        {"# omar " SWALLOW "\n", "omar", NULL},
        {"", "omar", NULL},
    };
    struct scratch *s = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = ERR_INIT;
        char *path = scratch_write(s, "agents", str_from(cases[i].before));
        int result = agents_file_revoke(path, str_from(cases[i].name), &err);
        assert_int_equal(result, cases[i].after ? 0 : -1);
        if (result < 0)
            assert_int_equal(err.code, ERR_NOT_FOUND);
        assert_string_equal(text_of(s, path), cases[i].after ? cases[i].after : cases[i].before);
    }
}

static void a_broken_file_is_not_written(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *path = scratch_write(s, "agents", STR("omar " SWALLOW "\nhalf a row\n"));
    char token[AGENT_TOKEN_BYTES];
    assert_int_equal(agents_file_add(path, STR("salma"), STR("2026-11-28"), token, &err), -1);
    assert_int_equal(err.line, 2);
    assert_int_equal(agents_file_revoke(path, STR("omar"), &err), -1);
    assert_int_equal(err.line, 2);
    assert_string_equal(text_of(s, path), "omar " SWALLOW "\nhalf a row\n");
    assert_int_equal(agents_file_revoke(scratch_path(s, "none"), STR("omar"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_int_equal(
        agents_file_add(scratch_path(s, "none/agents"), STR("omar"), STR(""), token, &err), -1);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(a_new_agent_is_a_row_with_a_hash),
        SCRATCH(an_agent_has_one_token),
        SCRATCH(bad_names_are_refused),
        SCRATCH(only_the_rows_of_that_name_go),
        SCRATCH(a_broken_file_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
