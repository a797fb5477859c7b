/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to SQLite: the file that rows of feedback are kept in, its tables, and what happens when
 * it breaks. Knows no queue and no threads: a handle belongs to one thread at a time.
 *
 * A file that is not SQLite, is of another version, lacks our columns or is corrupt, at opening or
 * later, is renamed to NAME.broken-YYYYMMDD-HHMMSS (UTC), with its -wal and -shm, the log says so,
 * and a new one is begun. Nothing is ever deleted.
 */
#ifndef JAWAB_FEEDBACK_DB_H
#define JAWAB_FEEDBACK_DB_H

#include "feedback.h"

enum { FEEDBACK_DB_VERSION = 1, FEEDBACK_ROW_TEXTS = 6, FEEDBACK_ROW_NUMBERS = 5 };

enum feedback_row_kind { ROW_VOTE, ROW_SEARCH, ROW_CLICK, ROW_OUTCOME, ROW_KINDS };

/* Texts and numbers stand in the order of the columns in feedback_db.c. */
struct feedback_row {
    enum feedback_row_kind kind;
    int64_t time; /* seconds since 1970, UTC */
    struct str texts[FEEDBACK_ROW_TEXTS];
    int64_t numbers[FEEDBACK_ROW_NUMBERS];
};

struct feedback_db;

/* As feedback_open. Path and log are borrowed until the file is closed. */
int feedback_db_open(struct feedback_db **out, const char *path, struct log *log, struct err *err);
void feedback_db_close(struct feedback_db *db); /* all into the one file; NULL is fine */

/* All rows in one transaction: 0 when they are committed, -1 when none is; then try later. */
int feedback_db_write(struct feedback_db *db, const struct feedback_row *const *rows, size_t n,
                      struct err *err);

/* Through a connection of its own: any thread may call it. */
int feedback_db_counts(const char *path, struct feedback_counts *out, struct err *err);

#endif
