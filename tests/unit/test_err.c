/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *printed(const struct err *err)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    err_print(out, err);
    fclose(out);
    return text;
}

static void assert_printed(const struct err *err, const char *expected)
{
    char *text = printed(err);
    assert_string_equal(text, expected);
    free(text);
}

static void sets_code_and_message_and_returns_failure(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_int_equal(err_set(&err, ERR_BUSY, "%d builds", 2), -1);
    assert_int_equal(err.code, ERR_BUSY);
    assert_printed(&err, "2 builds\n");
}

static void prints_as_compilers_do(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_int_equal(err_at(&err, ERR_SYNTAX, "مقال.md", 12, "no title"), -1);
    assert_printed(&err, "مقال.md:12: no title\n");
    err_at(&err, ERR_SYNTAX, "a.md", 0, "is empty");
    assert_printed(&err, "a.md: is empty\n");
}

static void a_missing_file_has_its_own_code(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_int_equal(err_errno(&err, ENOENT, "x", "open"), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_printed(&err, "x: cannot open: No such file or directory\n");
    err_errno(&err, EACCES, "x", "open");
    assert_int_equal(err.code, ERR_IO);
}

static void long_messages_are_cut(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    char path[5000];
    memset(path, 'p', sizeof path);
    path[sizeof path - 1] = '\0';
    err_at(&err, ERR_IO, path, 1, "%s", path);
    assert_true(strlen(err.place) < sizeof err.place);
    assert_true(strlen(err.place) > 400);
    assert_true(strlen(err.message) < sizeof err.message);
    assert_true(strlen(err.message) > 900);
}

static void a_bug_aborts(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        fclose(stderr);
        BUG("on purpose");
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_code_and_message_and_returns_failure),
        cmocka_unit_test(prints_as_compilers_do),
        cmocka_unit_test(a_missing_file_has_its_own_code),
        cmocka_unit_test(long_messages_are_cut),
        cmocka_unit_test(a_bug_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
