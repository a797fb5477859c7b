/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "asked.h"

#include <sqlite3.h>
#include <unistd.h>

enum { RECORDS_VERSION = 1, BUSY_MS = 2000 };

/* The columns that `lang` stands for is that of the interface, and no filter. Equal counts keep an
 * order of their own, so that two runs compare the same searches. */
static const char query[] =
    "SELECT query, product, category, agent, count(*) AS times FROM searches WHERE query <> '' "
    "GROUP BY query, product, category, agent ORDER BY times DESC, query, product, category, agent "
    "LIMIT ?";

enum { QUERY, PRODUCT, CATEGORY, AGENT, TIMES };

static struct str text_of(struct arena *a, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    struct str bytes = {text, text ? (size_t)sqlite3_column_bytes(row, column) : 0};
    return arena_dup(a, str_sub(bytes, 0, utf8_valid_bytes(bytes)));
}

static struct str_list filter_of(struct arena *a, sqlite3_stmt *row, int column)
{
    struct str_list list = {ARENA_NEW(a, struct str), 0};
    struct str value = text_of(a, row, column);
    if (value.n)
        list.items[list.n++] = value;
    return list;
}

static int check_version(sqlite3 *sql)
{
    sqlite3_stmt *row = NULL;
    int status = sqlite3_prepare_v2(sql, "PRAGMA user_version", -1, &row, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_step(row);
    if (status == SQLITE_ROW)
        status = sqlite3_column_int(row, 0) == RECORDS_VERSION ? SQLITE_OK : SQLITE_FORMAT;
    sqlite3_finalize(row);
    return status;
}

static int read_rows(sqlite3 *sql, struct arena *a, size_t max, struct asked_list *out)
{
    sqlite3_stmt *row = NULL;
    int status = sqlite3_prepare_v2(sql, query, -1, &row, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_bind_int64(row, 1, (sqlite3_int64)max);
    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(row);
        if (status != SQLITE_ROW)
            break;
        out->items[out->n++] = (struct asked){
            .request = {.query = text_of(a, row, QUERY),
                        .products = filter_of(a, row, PRODUCT),
                        .categories = filter_of(a, row, CATEGORY),
                        .audience =
                            sqlite3_column_int(row, AGENT) ? AUDIENCE_AGENT : AUDIENCE_PUBLIC},
            .times = (uint64_t)sqlite3_column_int64(row, TIMES),
        };
    }
    sqlite3_finalize(row);
    return status == SQLITE_DONE ? SQLITE_OK : status;
}

int asked_read(struct arena *a, const char *path, size_t max, struct asked_list *out,
               struct err *err)
{
    sqlite3 *sql = NULL;
    *out = (struct asked_list){ARENA_ARRAY(a, struct asked, max), 0};
    int status = sqlite3_open_v2(path, &sql, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_busy_timeout(sql, BUSY_MS);
    if (status == SQLITE_OK)
        status = check_version(sql);
    if (status == SQLITE_OK)
        status = read_rows(sql, a, max, out);
    sqlite3_close(sql);
    if (status == SQLITE_OK)
        return 0;
    return err_at(err, ERR_IO, path, 0,
                  "no searches can be read here (%s): name the file that jawab-serve writes with "
                  "--data",
                  status == SQLITE_FORMAT ? "of another version or another program"
                                          : sqlite3_errstr(status));
}
