/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Directional isolates for plain text (Unicode UAX #9): where no markup can say where a run of the
 * other direction begins and ends, U+2068 and U+2069 do.
 */
#ifndef JAWAB_ISOLATE_H
#define JAWAB_ISOLATE_H

#include "../lib/str.h"

/* Appends text with isolates around runs that are read in the other direction: Latin words, and
 * numbers with signs inside them, in right-to-left text; Arabic words in left-to-right text.
 * Isolates and other bidi controls already in it are dropped. */
void isolate_runs(struct buf *out, struct str text, bool right_to_left);

#endif
