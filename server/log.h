/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The log: one JSON object a line on standard error. Lines are queued and written by a thread of
 * their own, so a slow reader of the log never holds a request up; when the queue is full lines are
 * dropped and counted. What people searched for is never logged, only its length.
 */
#ifndef JAWAB_LOG_H
#define JAWAB_LOG_H

#include "../lib/err.h"
#include "../lib/str.h"

enum { LOG_QUEUE_MAX_BYTES = 1 << 20 };

struct log;

struct log *log_new(int fd);
void log_free(struct log *log); /* writes what is queued, waiting a second at most */

struct log_request {
    const char *id;
    struct str method, path;
    size_t query_bytes;
    unsigned status; /* 0: the connection ended before an answer, or the request was unreadable */
    size_t bytes;    /* of the body as sent */
    uint64_t took_us;
};
void log_request(struct log *log, const struct log_request *r);

/* A failure that concerns the people who run the server; `id` of the request it met, or NULL. */
void log_error(struct log *log, const char *id, const struct err *err);

/* Appends s as a JSON string, quotes included. Control, bidi and malformed bytes are escaped: a
 * hostile path must not rearrange the line for whoever reads it. */
void log_json_string(struct buf *out, struct str s);

#endif
