/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the cases of tests/golden: UTF-8 lines that a writer of Arabic can check by eye. Empty
 * lines and lines beginning with "# " are skipped; \u200F stands for a character that cannot be
 * seen.
 */
#ifndef JAWAB_TEST_GOLDEN_H
#define JAWAB_TEST_GOLDEN_H

#include "lib/arena.h"

struct golden {
    const char *path;
    unsigned line; /* of the case read last */
    struct buf file;
    struct str rest;
    struct arena arena;
};

void golden_open(struct golden *g, const char *path); /* aborts when it cannot be read */
void golden_close(struct golden *g);

/* The next case, escapes resolved; valid until golden_close. */
bool golden_next(struct golden *g, struct str *line);

/* Cuts what stands before the separator off *rest, trimmed; all of it when there is none. */
struct str golden_cut(struct str *rest, struct str separator);

#endif
