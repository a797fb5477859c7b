/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a build tells the writer: errors, files skipped and warnings, with path, line and remedy, in
 * the order of the files whatever thread found them. Thread-safe to add to.
 */
#ifndef JAWAB_REPORT_H
#define JAWAB_REPORT_H

#include "../lib/arena.h"
#include "../lib/err.h"

enum report_level { REPORT_WARNING, REPORT_SKIPPED, REPORT_ERROR };

struct report_entry {
    enum report_level level;
    struct str path;       /* below the content folder */
    unsigned line, column; /* the column in characters from 1; 0 when it is not known */
    struct str kind; /* short stable name: "front-matter", "link", "include", "duplicate-id"... */
    struct str message;
};

struct report; /* holds its own memory */

struct report *report_new(void);
void report_free(struct report *r);

/* `kind` is a literal; everything is copied. */
void report_add(struct report *r, enum report_level level, struct str path, unsigned line,
                const char *kind, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Copies an entry, of another report perhaps. */
void report_add_entry(struct report *r, const struct report_entry *entry);

/* Adds all entries of another. */
void report_append(struct report *r, struct report *more);
/* The same with the column, in characters from 1. */
void report_add_at(struct report *r, enum report_level level, struct str path, unsigned line,
                   unsigned column, const char *kind, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* A file skipped for an error; its place is the path, its code gives the kind. */
void report_add_err(struct report *r, const struct err *err);

/* What a walk of the content folder could not read, whatever the reason; its place begins with that
 * folder. What is no UTF-8 in a name is shown as ?. */
void report_add_unread(struct report *r, const char *content_dir, const struct err *err);

/* A file that is not good as it is, told as an error, whose version of then stays live. */
void report_add_kept(struct report *r, const struct err *err, const char *saved);

size_t report_count(const struct report *r, enum report_level level);

/* Calls visit for every entry, sorted by path, line and column. */
void report_visit(struct report *r, void (*visit)(void *context, const struct report_entry *entry),
                  void *context);

#endif
