/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feedback_db.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MS = 2000 };

/* WAL with synchronous=NORMAL: what is committed survives a kill; a power cut may take the last
 * commits, never the file. */
static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

/* Raise FEEDBACK_DB_VERSION with every change. Times are seconds since 1970, UTC. */
static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS votes ("
    " time INTEGER NOT NULL, visitor TEXT NOT NULL, article TEXT NOT NULL, anchor TEXT NOT NULL,"
    " lang TEXT NOT NULL, query TEXT NOT NULL, comment TEXT NOT NULL, helpful INTEGER NOT NULL,"
    " reason INTEGER NOT NULL, PRIMARY KEY (article, visitor)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS searches ("
    " time INTEGER NOT NULL, query TEXT NOT NULL, meant TEXT NOT NULL, lang TEXT NOT NULL,"
    " product TEXT NOT NULL, category TEXT NOT NULL, total INTEGER NOT NULL, page INTEGER NOT NULL,"
    " answered INTEGER NOT NULL, repaired INTEGER NOT NULL, agent INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS clicks ("
    " time INTEGER NOT NULL, query TEXT NOT NULL, article TEXT NOT NULL, anchor TEXT NOT NULL,"
    " position INTEGER NOT NULL, agent INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS outcomes ("
    " time INTEGER NOT NULL, agent TEXT NOT NULL, query TEXT NOT NULL, article TEXT NOT NULL,"
    " kind INTEGER NOT NULL);" /* enum feedback_outcome_kind */
    "PRAGMA user_version = 1;"
    "COMMIT;";
_Static_assert(FEEDBACK_DB_VERSION == 1, "user_version in the schema");

static const struct {
    const char *sql;
    int texts, numbers;
} inserts[ROW_KINDS] = {
    [ROW_VOTE] = {"INSERT OR REPLACE INTO votes (time, visitor, article, anchor, lang, query, "
                  "comment, helpful, reason) VALUES (?,?,?,?,?,?,?,?,?)",
                  6, 2},
    [ROW_SEARCH] = {"INSERT INTO searches (time, query, meant, lang, product, category, total, "
                    "page, answered, repaired, agent) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    5, 5},
    [ROW_CLICK] = {"INSERT INTO clicks (time, query, article, anchor, position, agent) "
                   "VALUES (?,?,?,?,?,?)",
                   3, 2},
    [ROW_OUTCOME] = {"INSERT INTO outcomes (time, agent, query, article, kind) VALUES (?,?,?,?,?)",
                     3, 1},
};

struct feedback_db {
    const char *path;
    struct log *log;
    sqlite3 *sql; /* NULL while no file can be opened */
    sqlite3_stmt *insert[ROW_KINDS];
};

/* Is it the file that is at fault, and not the disk, the system or another program? */
static bool means_broken(int status)
{
    switch (status & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* our tables are not what they were */
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
        return true;
    default:
        return false;
    }
}

static void explain(const struct feedback_db *db, int status, struct err *err)
{
    /* The words of the connection are more exact, when there is one. */
    const char *reason = db->sql && sqlite3_errcode(db->sql) == (status & 0xFF)
                             ? sqlite3_errmsg(db->sql)
                             : sqlite3_errstr(status);
    err_at(err, ERR_IO, db->path, 0,
           "votes and searches cannot be stored here (%s): name a file in a folder that the server "
           "may write to and that has room",
           reason);
}

/* What a query of one number answers; the status is SQLITE_ROW when it did. */
static int ask_number(sqlite3 *sql, const char *query, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(sql, query, -1, &statement, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    if (status == SQLITE_ROW)
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

/* SQLITE_OK for a sound file of our version, or an empty one. */
static int check_file(sqlite3 *sql)
{
    int64_t version = 0, tables = 0, faults = 0;
    int status = ask_number(sql, "PRAGMA user_version", &version);
    if (status == SQLITE_ROW)
        status = ask_number(sql, "SELECT count(*) FROM sqlite_schema", &tables);
    if (status == SQLITE_ROW && version != FEEDBACK_DB_VERSION && (version || tables))
        return SQLITE_FORMAT;
    if (status == SQLITE_ROW)
        status = ask_number(
            sql, "SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check <> 'ok'", &faults);
    if (status == SQLITE_ROW)
        return faults ? SQLITE_CORRUPT : SQLITE_OK;
    return status;
}

/* Comments are nobody else's business. SQLite gives -wal and -shm the rights of the file. */
static int make_private(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat st;
    if (fd >= 0)
        return close(fd) == 0 ? 0 : err_errno(err, errno, path, "make this file");
    if (errno != EEXIST)
        return err_at(err, ERR_IO, path, 0,
                      "no file for votes and searches can be made here (%s): name one in a folder "
                      "that exists and that the server may write to",
                      strerrordesc_np(errno));
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return err_at(err, ERR_IO, path, 0, "not a file: votes and searches are stored in one");
    return 0;
}

static void disconnect(struct feedback_db *db, bool keep_wal)
{
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        sqlite3_finalize(db->insert[kind]);
        db->insert[kind] = NULL;
    }
    if (keep_wal && db->sql)
        sqlite3_db_config(db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    else if (db->sql) /* closing does not do it for a file that was moved */
        sqlite3_wal_checkpoint_v2(db->sql, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_close(db->sql);
    db->sql = NULL;
}

static int connect_file(struct feedback_db *db)
{
    int status =
        sqlite3_open_v2(db->path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_busy_timeout(db->sql, BUSY_MS);
    if (status == SQLITE_OK)
        status = check_file(db->sql);
    if (status == SQLITE_OK && sqlite3_db_readonly(db->sql, "main"))
        status = SQLITE_READONLY;
    if (status == SQLITE_OK)
        status = sqlite3_exec(db->sql, settings, NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_exec(db->sql, schema, NULL, NULL, NULL);
    for (int kind = 0; kind < ROW_KINDS && status == SQLITE_OK; kind++)
        status = sqlite3_prepare_v3(db->sql, inserts[kind].sql, -1, SQLITE_PREPARE_PERSISTENT,
                                    &db->insert[kind], NULL);
    return status;
}

/* A name that nothing has: rename would replace what does. */
static void name_broken(const char *path, char *name, size_t n_bytes)
{
    char stamp[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &utc);
    snprintf(name, n_bytes, "%s.broken-%s", path, stamp);
    for (unsigned i = 2; access(name, F_OK) == 0; i++)
        snprintf(name, n_bytes, "%s.broken-%s-%u", path, stamp, i);
}

static int set_aside(const struct feedback_db *db, const struct err *why, struct err *err)
{
    static const char *const suffixes[] = {"-wal", "-shm", ""};
    char broken[PATH_MAX + 64], from[PATH_MAX + 8], to[PATH_MAX + 72];
    name_broken(db->path, broken, sizeof broken);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(from, sizeof from, "%s%s", db->path, suffixes[i]);
        snprintf(to, sizeof to, "%s%s", broken, suffixes[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            return err_at(err, ERR_IO, db->path, 0,
                          "broken (%s), and cannot be renamed (%s): move it away, or let the "
                          "server write to its folder",
                          why->message, strerrordesc_np(errno));
    }
    struct err told = ERR_INIT;
    err_at(&told, ERR_IO, db->path, 0,
           "broken (%s): set aside as %s, where `sqlite3 FILE .recover` may read it; a new one is "
           "begun",
           why->message, broken);
    log_error(db->log, NULL, &told);
    return 0;
}

/* Opens the file; what is there and broken is set aside once. */
static int connect_or_replace(struct feedback_db *db, struct err *err)
{
    for (bool again = true;; again = false) {
        if (make_private(db->path, err) != 0)
            return -1;
        int status = connect_file(db);
        if (status == SQLITE_OK)
            return 0;
        explain(db, status, err);
        struct err why = ERR_INIT;
        err_set(&why, ERR_IO, "%s",
                status == SQLITE_FORMAT ? "of another version or another program"
                                        : sqlite3_errstr(status));
        disconnect(db, true);
        if (!again || !means_broken(status) || set_aside(db, &why, err) != 0)
            return -1;
    }
}

int feedback_db_open(struct feedback_db **out, const char *path, struct log *log, struct err *err)
{
    struct feedback_db *db = xcalloc(1, sizeof *db);
    db->path = path;
    db->log = log;
    if (connect_or_replace(db, err) != 0) {
        free(db);
        return -1;
    }
    *out = db;
    return 0;
}

void feedback_db_close(struct feedback_db *db)
{
    if (!db)
        return;
    disconnect(db, false);
    free(db);
}

static int insert_row(struct feedback_db *db, const struct feedback_row *row)
{
    sqlite3_stmt *insert = db->insert[row->kind];
    int column = 1, status = sqlite3_bind_int64(insert, column++, row->time);
    for (int i = 0; i < inserts[row->kind].texts && status == SQLITE_OK; i++)
        status = sqlite3_bind_text(insert, column++, row->texts[i].n ? row->texts[i].p : "",
                                   (int)row->texts[i].n, SQLITE_STATIC);
    for (int i = 0; i < inserts[row->kind].numbers && status == SQLITE_OK; i++)
        status = sqlite3_bind_int64(insert, column++, row->numbers[i]);
    if (status == SQLITE_OK && sqlite3_step(insert) != SQLITE_DONE)
        status = sqlite3_errcode(db->sql);
    sqlite3_reset(insert);
    sqlite3_clear_bindings(insert);
    return status;
}

static int insert_all(struct feedback_db *db, const struct feedback_row *const *rows, size_t n)
{
    int status = sqlite3_exec(db->sql, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (size_t i = 0; i < n && status == SQLITE_OK; i++)
        status = insert_row(db, rows[i]);
    if (status == SQLITE_OK)
        status = sqlite3_exec(db->sql, "COMMIT", NULL, NULL, NULL);
    return status;
}

int feedback_db_write(struct feedback_db *db, const struct feedback_row *const *rows, size_t n,
                      struct err *err)
{
    for (bool again = true;; again = false) {
        if (!db->sql && connect_or_replace(db, err) != 0)
            return -1;
        int moved = 0;
        sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
        if (moved) { /* rows would go to a file that nobody finds again */
            disconnect(db, false);
            continue;
        }
        int status = insert_all(db, rows, n);
        if (status == SQLITE_OK)
            return 0;
        explain(db, status, err);
        if (!sqlite3_get_autocommit(db->sql))
            sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
        if (!again || !means_broken(status))
            return -1;
        struct err why = ERR_INIT;
        err_set(&why, ERR_IO, "%s", sqlite3_errstr(status));
        disconnect(db, true);
        if (set_aside(db, &why, err) != 0)
            return -1;
    }
}

int feedback_db_counts(const char *path, struct feedback_counts *out, struct err *err)
{
    static const char query[] =
        "SELECT (SELECT count(*) FROM votes WHERE helpful), "
        "(SELECT count(*) FROM votes WHERE NOT helpful), (SELECT count(*) FROM searches), "
        "(SELECT count(*) FROM searches WHERE total = 0), (SELECT count(*) FROM clicks), "
        "(SELECT count(*) FROM outcomes)";
    uint64_t *const counts[] = {&out->votes_yes,      &out->votes_no, &out->searches,
                                &out->searches_empty, &out->clicks,   &out->outcomes};
    sqlite3 *sql = NULL;
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_open_v2(path, &sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_busy_timeout(sql, BUSY_MS);
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(sql, query, -1, &statement, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    for (size_t i = 0; i < sizeof counts / sizeof *counts && status == SQLITE_ROW; i++)
        *counts[i] = (uint64_t)sqlite3_column_int64(statement, (int)i);
    int result = status == SQLITE_ROW ? 0
                                      : err_at(err, ERR_IO, path, 0, "cannot count the rows: %s",
                                               sqlite3_errstr(status));
    sqlite3_finalize(statement);
    sqlite3_close(sql);
    return result;
}
