/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs numbered pieces of work on threads; pieces are taken in order, results are the caller's.
 */
#ifndef JAWAB_PARALLEL_H
#define JAWAB_PARALLEL_H

#include <stddef.h>

#include "err.h"

struct parallel_job {
    size_t n_pieces;
    void *context;
    /* Called once a thread, before its first piece; *state is what it passes on. May be NULL. */
    int (*begin)(void *context, void **state, struct err *err);
    int (*piece)(void *context, void *state, size_t number, struct err *err);
    void (*end)(void *context, void *state); /* may be NULL; also after a failed begin */
    /* Called by the waiting thread about five times a second. May be NULL. */
    void (*tick)(void *context);
};

/* Returns when all pieces are done, or the first failure has stopped all threads. */
int parallel_run(const struct parallel_job *job, size_t n_threads, struct err *err);

#endif
