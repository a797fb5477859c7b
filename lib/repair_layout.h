/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A query typed with the wrong keyboard layout switched on, as it was meant: all of it but for the
 * words that are right as they are, or single words. What the index and the lexicon know decides.
 */
#ifndef JAWAB_REPAIR_LAYOUT_H
#define JAWAB_REPAIR_LAYOUT_H

#include "lexicon.h"
#include "soft.h"

/* *meant gets the text as it was meant; false when it is better left alone. */
bool repair_layout(struct text *analyser, struct soft *soft, const struct lexicon *lexicon,
                   enum audience audience, struct arena *a, struct str typed, struct str *meant);

#endif
