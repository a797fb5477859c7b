/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the first results of one search become from one generation to another: who appeared, left,
 * moved, or is shown at another heading. Compares two lists; knows no index.
 */
#ifndef JAWAB_HITS_COMPARE_H
#define JAWAB_HITS_COMPARE_H

#include "first_hits.h"

enum hits_change { HITS_SAME, HITS_APPEARED, HITS_LEFT, HITS_MOVED, HITS_HEADING };

struct hits_row {
    struct first_hit hit; /* as it is now; of one that left, as it was */
    enum hits_change change;
    size_t was, now; /* places in the whole lists; 0: not there at all */
};

struct hits_comparison {
    struct hits_row *rows; /* the first results of now in their order, then those that left */
    size_t n;
    bool changed;
};

/* Compares the first so many of each list, in the arena. What changes behind them is none. */
struct hits_comparison hits_compare(struct arena *a, const struct first_hits *before,
                                    const struct first_hits *after, size_t first);

/* A line a row. */
void hits_compare_print(struct buf *out, const struct hits_comparison *comparison);
json_t *hits_compare_json(const struct hits_comparison *comparison);

#endif
