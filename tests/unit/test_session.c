/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/file.h"
#include "scratch.h"
#include "server/session.h"

#define NIGHTINGALE "6b6e49f9ed5fe349fdcde37af6a1c6be29a23eb917427f924fbb4bc48e40036f"
#define SWALLOW     "146c3d6f924737534edb7512ff856e12306b25377476203e7e089d656c86a820"

enum { NOW_S = 1795000000 };

static struct agents *open_file(struct scratch *s, const char *text)
{
    struct err err = ERR_INIT;
    struct agents *agents = NULL;
    assert_ok(agents_open(&agents, scratch_write(s, "agents", str_from(text)), &err), &err);
    return agents;
}

static void a_session_is_its_agents_for_a_shift(void **state)
{
    struct scratch *s = *state;
    struct arena *a = &s->arena;
    struct agents *agents = open_file(s, "سارة العتيبي " NIGHTINGALE "\nomar " SWALLOW "\n");
    struct str cookie = session_make(agents, a, STR("سارة العتيبي"), NOW_S);
    assert_true(cookie.n > 0);
    assert_str(session_check(agents, a, cookie, NOW_S), "سارة العتيبي");
    assert_str(session_check(agents, a, cookie, NOW_S + SESSION_SECONDS - 1), "سارة العتيبي");
    assert_str(session_check(agents, a, cookie, NOW_S + SESSION_SECONDS), "");
    assert_false(str_eq(cookie, session_make(agents, a, STR("سارة العتيبي"), NOW_S)));
    assert_str(session_make(agents, a, STR("nobody"), NOW_S), "");
    assert_str(session_make(agents, a, STR(""), NOW_S), "");
    assert_str(session_make(NULL, a, STR("omar"), NOW_S), "");
    assert_str(session_check(NULL, a, cookie, NOW_S), "");
    agents_close(agents);
    /* Another process, or the same after a restart. */
    agents = open_file(s, "omar " SWALLOW "\n# moved\nسارة العتيبي " NIGHTINGALE " 2026-11-28\n");
    assert_str(session_check(agents, a, cookie, NOW_S), "سارة العتيبي");
    agents_close(agents);
}

static void a_session_ends_with_the_token(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct agents *agents = open_file(s, "salma " NIGHTINGALE "\nomar " SWALLOW "\n");
    struct str salma = session_make(agents, &s->arena, STR("salma"), NOW_S);
    struct str omar = session_make(agents, &s->arena, STR("omar"), NOW_S);
    assert_ok(file_replace(scratch_path(s, "agents"), STR("omar " SWALLOW "\n"), &err), &err);
    assert_ok(agents_refresh(agents, 1, &err), &err);
    assert_str(session_check(agents, &s->arena, salma, NOW_S), "");
    assert_str(session_check(agents, &s->arena, omar, NOW_S), "omar");
    /* The same name again, with another token. */
    assert_ok(file_replace(scratch_path(s, "agents"), STR("salma " SWALLOW "\n"), &err), &err);
    assert_ok(agents_refresh(agents, 2, &err), &err);
    assert_str(session_check(agents, &s->arena, salma, NOW_S), "");
    agents_close(agents);
}

/* Every letter of the cookie replaced by every other, and everything before and behind it. */
static void a_changed_cookie_is_nobodys(void **state)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char *const others[] = {"", "a", "=", "salma", "____", "a b", "a=", "\xD8\xB3"};
    struct scratch *s = *state;
    struct arena *a = &s->arena;
    struct agents *agents = open_file(s, "salma " NIGHTINGALE "\nsalmb " NIGHTINGALE "\n");
    struct str cookie = session_make(agents, a, STR("salma"), NOW_S);
    char *changed = (char *)arena_dup(a, cookie).p;
    for (size_t i = 0; i < cookie.n; i++) {
        for (const char *letter = letters; *letter; letter++) {
            changed[i] = *letter;
            if (*letter != cookie.p[i])
                assert_str(session_check(agents, a, (struct str){changed, cookie.n}, NOW_S), "");
        }
        changed[i] = cookie.p[i];
    }
    for (size_t n = 0; n < cookie.n; n++)
        assert_str(session_check(agents, a, str_sub(cookie, 0, n), NOW_S), "");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct str more = arena_printf(a, STR_FMT "%s", STR_ARG(cookie), others[i]);
        assert_str(session_check(agents, a, str_from(others[i]), NOW_S), "");
        assert_str(session_check(agents, a, more, NOW_S), *others[i] ? "" : "salma");
    }
    assert_str(session_check(agents, a, arena_printf(a, "%0500d", 0), NOW_S), "");
    agents_close(agents);
}

static void the_header_guards_the_cookie(void **state)
{
    struct scratch *s = *state;
    struct arena *a = &s->arena;
    assert_string_equal(session_header(a, STR("abc"), false),
                        "jawab_agent=abc; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
    assert_string_equal(
        session_header(a, STR("abc"), true),
        "jawab_agent=abc; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure");
    assert_string_equal(session_header(a, STR(""), false),
                        "jawab_agent=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(a_session_is_its_agents_for_a_shift),
        SCRATCH(a_session_ends_with_the_token),
        SCRATCH(a_changed_cookie_is_nobodys),
        SCRATCH(the_header_guards_the_cookie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
