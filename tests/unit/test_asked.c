/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "indexer/asked.h"
#include "scratch.h"

/* As server/feedback_db.c makes it; tests/e2e/promises.test.mjs reads a real one. */
#define TABLE                                                                                      \
    "PRAGMA journal_mode = WAL; PRAGMA user_version = 1;"                                          \
    "CREATE TABLE searches (time INTEGER NOT NULL, query TEXT NOT NULL, meant TEXT NOT NULL,"      \
    " lang TEXT NOT NULL, product TEXT NOT NULL, category TEXT NOT NULL, total INTEGER NOT NULL,"  \
    " page INTEGER NOT NULL, answered INTEGER NOT NULL, repaired INTEGER NOT NULL,"                \
    " agent INTEGER NOT NULL);"

#define ROW(query, product, category, agent)                                                       \
    "INSERT INTO searches VALUES (1,'" query "','','ar','" product "','" category                  \
    "',1,1,0,0," #agent ");"

static sqlite3 *make_file(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    return db;
}

static void the_most_frequent_come_first(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct asked_list list;
    const char *path = scratch_path(s, "data.db");
    sqlite3 *db = make_file(
        path, TABLE ROW("وين طلبي", "", "", 0) ROW("b", "", "", 0) ROW("وين طلبي", "", "", 0)
                  ROW("a", "", "", 0) ROW("", "", "", 0) ROW("وين طلبي", "tv", "", 0)
                      ROW("وين طلبي", "", "Returns", 1) ROW("وين طلبي", "", "", 0));
    /* While the server still has it open, what is only in the -wal counts as well. */
    assert_ok(asked_read(&s->arena, path, 10, &list, &err), &err);
    assert_int_equal(list.n, 5);
    assert_str(list.items[0].request.query, "وين طلبي");
    assert_int_equal(list.items[0].times, 3);
    assert_int_equal(list.items[0].request.products.n, 0);
    assert_int_equal(list.items[0].request.langs.n, 0);
    assert_int_equal(list.items[0].request.audience, AUDIENCE_PUBLIC);
    assert_str(list.items[1].request.query, "a"); /* of equal ones, by name */
    assert_str(list.items[2].request.query, "b");
    assert_int_equal(list.items[3].request.audience, AUDIENCE_AGENT);
    assert_str(list.items[3].request.categories.items[0], "Returns");
    assert_str(list.items[4].request.products.items[0], "tv");
    sqlite3_close(db);
    assert_ok(asked_read(&s->arena, path, 2, &list, &err), &err);
    assert_int_equal(list.n, 2);
    assert_str(list.items[1].request.query, "a");
}

static void reading_changes_nothing(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct asked_list list;
    const char *missing = scratch_path(s, "missing.db");
    assert_int_equal(asked_read(&s->arena, missing, 10, &list, &err), -1);
    assert_string_equal(err.place, missing);
    assert_int_not_equal(access(missing, F_OK), 0);
}

static void other_files_are_refused(void **state)
{
    static const char *const others[] = {"", "PRAGMA user_version = 2;", "PRAGMA user_version = 1;",
                                         "PRAGMA user_version = 1; CREATE TABLE searches (x);"};
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct asked_list list;
    const char *path = scratch_write(s, "text.db", STR("not a database, though long enough to be"));
    assert_int_equal(asked_read(&s->arena, path, 10, &list, &err), -1);
    assert_non_null(strstr(err.message, "--data"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        path = arena_printf(&s->arena, "%s/%zu.db", s->dir, i).p;
        sqlite3_close(make_file(path, others[i]));
        assert_int_equal(asked_read(&s->arena, path, 10, &list, &err), -1);
        assert_string_equal(err.place, path);
    }
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(the_most_frequent_come_first),
        WITH_FOLDER(reading_changes_nothing),
        WITH_FOLDER(other_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
