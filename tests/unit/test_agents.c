/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "scratch.h"
#include "server/agents.h"

/* BLAKE2b-256 of "nightingale" and of "swallow", by b2sum -l 256. */
#define NIGHTINGALE "6b6e49f9ed5fe349fdcde37af6a1c6be29a23eb917427f924fbb4bc48e40036f"
#define SWALLOW     "146c3d6f924737534edb7512ff856e12306b25377476203e7e089d656c86a820"

static void only_tokens_of_the_file(void **state)
{
    static const struct {
        const char *authorization;
        bool allowed;
    } cases[] = {
        {"Bearer nightingale", true},
        {"bearer swallow", true},
        {"Bearer  swallow ", true},
        {"Bearer nightingal", false},
        {"Bearer nightingalee", false},
        {"Bearer ", false},
        {"Bearer", false},
        {"", false},
        {"nightingale", false},
        {"Basic nightingale", false},
        {"Bearer " NIGHTINGALE, false},
    };
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct agents *agents;
    char *path = scratch_write(
        s, "agents", STR("# who\nsalma " NIGHTINGALE "\n\nomar " SWALLOW " # second desk\n"));
    assert_ok(agents_open(&agents, path, &err), &err);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(agents_allow(agents, str_from(cases[i].authorization)), cases[i].allowed);
        assert_false(agents_allow(NULL, str_from(cases[i].authorization)));
    }
    struct str long_token = arena_printf(&s->arena, "Bearer %05000d", 0);
    assert_false(agents_allow(agents, long_token));
    agents_close(agents);
    /* A file with nobody in it allows nobody. */
    assert_ok(agents_open(&agents, scratch_write(s, "nobody", STR("# nobody\n")), &err), &err);
    assert_false(agents_allow(agents, STR("Bearer nightingale")));
    agents_close(agents);
    agents_close(NULL);
}

static void bad_rows_are_named(void **state)
{
    static const char *const rows[] = {"salma", "salma xyz", "salma " NIGHTINGALE "00",
                                       "salma " NIGHTINGALE " more", NIGHTINGALE};
    struct scratch *s = *state;
    struct agents *agents = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = ERR_INIT;
        struct str text = arena_printf(&s->arena, "omar " SWALLOW "\n%s\n", rows[i]);
        assert_int_equal(agents_open(&agents, scratch_write(s, "agents", text), &err), -1);
        assert_int_equal(err.code, ERR_SYNTAX);
        assert_int_equal(err.line, 2);
        assert_non_null(strstr(err.message, "b2sum"));
    }
    struct err err = ERR_INIT;
    assert_int_equal(agents_open(&agents, scratch_path(s, "missing"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(only_tokens_of_the_file),
        SCRATCH(bad_rows_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
