/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Directional isolates for plain text (Unicode UAX #9): where no markup can say where a run of the
 * other direction begins and ends, U+2068 and U+2069 do.
 */
#ifndef JAWAB_ISOLATE_H
#define JAWAB_ISOLATE_H

#include "../lib/str.h"

/* A run read in the other direction than the text around it, from its first letter or digit to its
 * last: Latin words, and numbers with signs inside them, in right-to-left text; Arabic words in
 * left-to-right text. */
struct isolate_run {
    size_t from_bytes, to_bytes;
    bool letters; /* false: a number, whose parts belong on one line */
};

/* The next run at or after *at, which is then moved behind it; false when there is none. */
bool isolate_next(struct str text, bool right_to_left, size_t *at, struct isolate_run *run);

/* Appends text with U+2068 and U+2069 around its runs. Isolates and other bidi controls already in
 * it are dropped: they would not match ours. */
void isolate_runs(struct buf *out, struct str text, bool right_to_left);

#endif
