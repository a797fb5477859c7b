/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people search for most: read from the file that `jawab-serve --data` writes, which may be in
 * use. The indexer's door to SQLite; never writes.
 */
#ifndef JAWAB_ASKED_H
#define JAWAB_ASKED_H

#include "../lib/search.h"

struct asked {
    struct search_request request; /* its limit is not set */
    uint64_t times;
};

struct asked_list {
    struct asked *items;
    size_t n;
};

/* The most frequent searches, at most `max`, most frequent first, in the arena. A search is what
 * was typed, by whom (reader or agent), and its filters. */
int asked_read(struct arena *a, const char *path, size_t max, struct asked_list *out,
               struct err *err);

#endif
