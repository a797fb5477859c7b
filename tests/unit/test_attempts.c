/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "server/attempts.h"

#define DESK  STR("192.0.2.7")
#define OTHER STR("192.0.2.8")
#define PROXY STR("127.0.0.1")

/* Tries left after this one; -1 when there was none to take. */
static int try_at(struct attempts *attempts, const char *name, struct str address, uint64_t now_s)
{
    unsigned left = 99;
    return attempts_begin(attempts, str_from(name), address, now_s, &left) ? (int)left : -1;
}

static void a_name_is_locked_after_five(void **state)
{
    (void)state;
    static const char *const addresses[] = {"192.0.2.1", "192.0.2.2", "127.0.0.1", "::1",
                                            "2001:db8::"};
    struct attempts *attempts = attempts_new();
    for (int i = 0; i < ATTEMPTS_MAX; i++)
        assert_int_equal(try_at(attempts, "salma", str_from(addresses[i]), 100),
                         ATTEMPTS_MAX - 1 - i);
    assert_int_equal(try_at(attempts, "salma", OTHER, 100), -1);
    assert_int_equal(try_at(attempts, "omar", OTHER, 100), ATTEMPTS_MAX - 1);
    assert_int_equal(try_at(attempts, "salma", PROXY, 99 + ATTEMPTS_LOCK_SECONDS), -1);
    assert_int_equal(try_at(attempts, "salma", PROXY, 100 + ATTEMPTS_LOCK_SECONDS),
                     ATTEMPTS_MAX - 1);
    attempts_free(attempts);
}

static void an_address_is_locked_after_five(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    struct attempts *attempts = attempts_new();
    for (int i = 0; i < ATTEMPTS_MAX; i++)
        assert_int_equal(try_at(attempts, names[i], DESK, 100), ATTEMPTS_MAX - 1 - i);
    assert_int_equal(try_at(attempts, "f", DESK, 100), -1);
    assert_int_equal(try_at(attempts, "f", OTHER, 100), ATTEMPTS_MAX - 1);
    attempts_free(attempts);
}

static void a_proxy_is_everybody(void **state)
{
    (void)state;
    static const char *const proxies[] = {"127.0.0.1", "127.8.9.1", "::1", ""};
    struct attempts *attempts = attempts_new();
    char name[32];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "name %d", i);
        assert_int_equal(try_at(attempts, name, str_from(proxies[i % 4]), 100), ATTEMPTS_MAX - 1);
    }
    attempts_free(attempts);
}

static void success_begins_anew(void **state)
{
    (void)state;
    struct attempts *attempts = attempts_new();
    for (int i = 0; i < 20; i++) { /* signing in and out all day locks nobody */
        assert_true(try_at(attempts, "salma", DESK, 100) >= 0);
        attempts_succeeded(attempts, STR("salma"), DESK, 100);
    }
    for (int i = 0; i < ATTEMPTS_MAX - 1; i++)
        try_at(attempts, "salma", PROXY, 100);
    assert_int_equal(try_at(attempts, "salma", DESK, 100), 0);
    attempts_succeeded(attempts, STR("salma"), DESK, 100);
    assert_int_equal(try_at(attempts, "salma", DESK, 100), ATTEMPTS_MAX - 1);
    /* Of an address only the try itself is given back. */
    for (int i = 1; i < ATTEMPTS_MAX - 1; i++)
        try_at(attempts, i % 2 ? "x" : "y", DESK, 100);
    assert_int_equal(try_at(attempts, "omar", DESK, 100), 0);
    attempts_succeeded(attempts, STR("omar"), DESK, 100);
    assert_int_equal(try_at(attempts, "z", DESK, 100), 0);
    attempts_free(attempts);
}

static void locked_names_stay_when_the_table_is_full(void **state)
{
    (void)state;
    struct attempts *attempts = attempts_new();
    char name[32];
    for (int i = 0; i < ATTEMPTS_MAX; i++)
        try_at(attempts, "salma", PROXY, 100);
    for (int i = 0; i < 2 * ATTEMPTS_ROWS; i++) {
        snprintf(name, sizeof name, "name %d", i);
        assert_int_equal(try_at(attempts, name, PROXY, 101), ATTEMPTS_MAX - 1);
    }
    assert_int_equal(try_at(attempts, "salma", PROXY, 101), -1);
    attempts_free(attempts);
}

static void a_clock_that_is_set_back_forgives_nothing(void **state)
{
    (void)state;
    struct attempts *attempts = attempts_new();
    for (int i = 0; i < ATTEMPTS_MAX; i++)
        try_at(attempts, "salma", PROXY, 100);
    assert_int_equal(try_at(attempts, "salma", PROXY, 50), -1);
    attempts_free(attempts);
}

static struct attempts *shared;
static atomic_int taken;

static void *take_all(void *unused)
{
    (void)unused;
    for (int i = 0; i < 100; i++)
        if (try_at(shared, "salma", DESK, 100) >= 0)
            atomic_fetch_add(&taken, 1);
    return NULL;
}

static void threads_share_the_five(void **state)
{
    (void)state;
    pthread_t threads[4];
    shared = attempts_new();
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_all, NULL), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&taken), ATTEMPTS_MAX);
    attempts_free(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_locked_after_five),
        cmocka_unit_test(an_address_is_locked_after_five),
        cmocka_unit_test(a_proxy_is_everybody),
        cmocka_unit_test(success_begins_anew),
        cmocka_unit_test(locked_names_stay_when_the_table_is_full),
        cmocka_unit_test(a_clock_that_is_set_back_forgives_nothing),
        cmocka_unit_test(threads_share_the_five),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
