/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every unit test includes: cmocka with the headers it wants before it, and a check for calls
 * that report a struct err.
 */
#ifndef JAWAB_TEST_H
#define JAWAB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/err.h"
#include "lib/str.h"

#define assert_ok(call, err)                                                                       \
    do {                                                                                           \
        if ((call) != 0)                                                                           \
            fail_msg("%s: %s", (err)->place, (err)->message);                                      \
    } while (0)

#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        struct str actual_ = (actual);                                                             \
        const char *expected_ = (expected);                                                        \
        assert_int_equal(actual_.n, strlen(expected_));                                            \
        assert_memory_equal(actual_.p ? actual_.p : "", expected_, actual_.n);                     \
    } while (0)

#endif
