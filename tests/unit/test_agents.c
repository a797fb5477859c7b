/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "scratch.h"
#include "server/agents.h"

/* BLAKE2b-256 of "nightingale" and of "swallow", by b2sum -l 256. */
#define NIGHTINGALE "6b6e49f9ed5fe349fdcde37af6a1c6be29a23eb917427f924fbb4bc48e40036f"
#define SWALLOW     "146c3d6f924737534edb7512ff856e12306b25377476203e7e089d656c86a820"

static const struct str purpose = STR_INIT("a purpose for tests");

static struct agents *open_file(struct scratch *s, const char *text)
{
    struct err err = ERR_INIT;
    struct agents *agents = NULL;
    assert_ok(agents_open(&agents, scratch_write(s, "agents", str_from(text)), &err), &err);
    return agents;
}

static void only_tokens_of_the_file(void **state)
{
    static const struct {
        const char *authorization, *name;
    } cases[] = {
        {"Bearer nightingale", "salma"},
        {"bearer swallow", "عمر بن سعيد"},
        {"Bearer  swallow ", "عمر بن سعيد"},
        {"Bearer nightingal", ""},
        {"Bearer nightingalee", ""},
        {"Bearer ", ""},
        {"Bearer", ""},
        {"", ""},
        {"nightingale", ""},
        {"Basic nightingale", ""},
        {"Bearer " NIGHTINGALE, ""},
    };
    struct scratch *s = *state;
    struct arena *a = &s->arena;
    struct agents *agents = open_file(s, "# who\nsalma " NIGHTINGALE "\n\n\tعمر بن سعيد\t" SWALLOW
                                         " 2026-11-28 # second desk");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_str(agents_allow(agents, a, str_from(cases[i].authorization)), cases[i].name);
        assert_str(agents_allow(NULL, a, str_from(cases[i].authorization)), "");
    }
    assert_str(agents_by_token(agents, a, STR("nightingale")), "salma");
    assert_str(agents_by_token(agents, a, STR("Bearer nightingale")), "");
    assert_str(agents_allow(agents, a, arena_printf(a, "Bearer %05000d", 0)), "");
    agents_close(agents);
    /* A file with nobody in it allows nobody. */
    agents = open_file(s, "# nobody\n");
    assert_str(agents_allow(agents, a, STR("Bearer nightingale")), "");
    agents_close(agents);
    agents_close(NULL);
}

static void bad_rows_are_named(void **state)
{
    static const char *const rows[] = {"salma",
                                       "salma xyz",
                                       "salma " NIGHTINGALE "00",
                                       "salma " NIGHTINGALE " more",
                                       "salma " NIGHTINGALE " 2026-11-2",
                                       "salma 2026-11-28 " NIGHTINGALE "x",
                                       "sal\xD8 " NIGHTINGALE,
                                       "2026-11-28",
                                       NIGHTINGALE " 2026-11-28",
                                       NIGHTINGALE};
    struct scratch *s = *state;
    struct agents *agents = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = ERR_INIT;
        struct str text = arena_printf(&s->arena, "omar " SWALLOW "\n%s\n", rows[i]);
        if (agents_open(&agents, scratch_write(s, "agents", text), &err) != -1)
            fail_msg("accepted: %s", rows[i]);
        assert_int_equal(err.code, ERR_SYNTAX);
        assert_int_equal(err.line, 2);
        assert_non_null(strstr(err.message, "b2sum"));
    }
    struct err err = ERR_INIT;
    assert_int_equal(agents_open(&agents, scratch_path(s, "missing"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void a_changed_file_is_read_again(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct agents *agents = open_file(s, "salma " NIGHTINGALE "\n");
    const char *path = scratch_path(s, "agents");
    assert_ok(agents_refresh(agents, 1, &err), &err);
    assert_ok(file_replace(path, STR("omar " SWALLOW "\n"), &err), &err);
    assert_ok(agents_refresh(agents, 1, &err), &err); /* in the same second nobody looks */
    assert_str(agents_by_token(agents, &s->arena, STR("nightingale")), "salma");
    assert_ok(agents_refresh(agents, 2, &err), &err);
    assert_str(agents_by_token(agents, &s->arena, STR("nightingale")), "");
    assert_str(agents_by_token(agents, &s->arena, STR("swallow")), "omar");
    agents_close(agents);
    assert_ok(agents_refresh(NULL, 3, &err), &err);
}

static void a_broken_edit_changes_nothing(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct agents *agents = open_file(s, "salma " NIGHTINGALE "\n");
    const char *path = scratch_path(s, "agents");
    assert_ok(file_replace(path, STR("omar " SWALLOW "\nhalf a row\n"), &err), &err);
    assert_int_equal(agents_refresh(agents, 1, &err), -1);
    assert_string_equal(err.place, path);
    assert_int_equal(err.line, 2);
    assert_int_equal(agents_refresh(agents, 2, &err), 0); /* told once */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(agents_refresh(agents, 3, &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_int_equal(agents_refresh(agents, 4, &err), 0);
    assert_str(agents_by_token(agents, &s->arena, STR("nightingale")), "salma");
    assert_str(agents_by_token(agents, &s->arena, STR("swallow")), "");
    assert_ok(file_replace(path, STR("omar " SWALLOW "\n"), &err), &err);
    assert_ok(agents_refresh(agents, 5, &err), &err);
    assert_str(agents_by_token(agents, &s->arena, STR("swallow")), "omar");
    agents_close(agents);
}

static void keys_go_with_the_tokens(void **state)
{
    struct scratch *s = *state;
    unsigned char key[AGENTS_KEY_BYTES], other[AGENTS_KEY_BYTES];
    struct agents *agents = open_file(s, "salma " NIGHTINGALE "\nomar " SWALLOW "\n");
    assert_true(agents_key(agents, STR("salma"), purpose, key));
    assert_true(agents_key(agents, STR("salma"), purpose, other));
    assert_memory_equal(key, other, sizeof key);
    assert_true(agents_key(agents, STR("omar"), purpose, other));
    assert_memory_not_equal(key, other, sizeof key);
    assert_true(agents_key(agents, STR("salma"), STR("another purpose"), other));
    assert_memory_not_equal(key, other, sizeof key);
    assert_false(agents_key(agents, STR("nobody"), purpose, other));
    assert_false(agents_key(agents, STR(""), purpose, other));
    assert_false(agents_key(NULL, STR("salma"), purpose, other));
    agents_close(agents);
    /* With another token, and with one more. */
    static const char *const changed[] = {"salma " SWALLOW "\n",
                                          "salma " NIGHTINGALE "\nsalma " SWALLOW "\n"};
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        agents = open_file(s, changed[i]);
        assert_true(agents_key(agents, STR("salma"), purpose, other));
        assert_memory_not_equal(key, other, sizeof key);
        agents_close(agents);
    }
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(only_tokens_of_the_file),      SCRATCH(bad_rows_are_named),
        SCRATCH(a_changed_file_is_read_again), SCRATCH(a_broken_edit_changes_nothing),
        SCRATCH(keys_go_with_the_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
