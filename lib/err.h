/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one error type. Every function that can fail takes `struct err *err` last and returns 0 or
 * -1; the error is set only on failure, is complete enough to print as it is, and names the user's
 * place (a file and line, a query), never a line of C. It must not allocate: the error path cannot
 * fail.
 */
#ifndef JAWAB_ERR_H
#define JAWAB_ERR_H

#include <stdio.h>

/* A code exists only where some caller acts differently on it. */
enum err_code {
    ERR_NONE,
    ERR_IO,        /* the system refused: open, read, write, bind */
    ERR_SYNTAX,    /* what the user wrote cannot be understood */
    ERR_NOT_FOUND, /* no such article, index, file */
    ERR_TOO_BIG,   /* over a stated limit */
    ERR_STALE,     /* the index was made by another version: rebuild */
    ERR_BUSY,      /* somebody else is building this index */
    ERR_INDEX,     /* the index is damaged or Xapian refused */
};

struct err {
    enum err_code code;
    unsigned line;      /* 1-based; 0 when the place has no lines */
    char place[512];    /* path or other name known to the user; may be empty */
    char message[1024]; /* one sentence: what is wrong and what to do */
};

#define ERR_INIT                                                                                   \
    {                                                                                              \
        .code = ERR_NONE                                                                           \
    }

/* Set *err and return -1, so that `return err_set(...)` reads well. The message is cut, never lost.
 */
int err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same at a place: `path` is copied; `line` 0 means the file as a whole. */
int err_at(struct err *err, enum err_code code, const char *path, unsigned line, const char *format,
           ...) __attribute__((format(printf, 5, 6)));

/* As err_at for a failed system call: appends strerror(errno_value), code ERR_IO (or ERR_NOT_FOUND
 * for ENOENT). */
int err_errno(struct err *err, int errno_value, const char *path, const char *doing);

/* Prints `place:line: message\n` (parts that are empty are left out), as compilers do. */
void err_print(FILE *out, const struct err *err);

/* A mistake of ours, not of the user: print where, abort. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
void bug_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4), noreturn));

#endif
