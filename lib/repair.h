/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Queries that were not meant as they were typed. A repair is made only when the index then knows
 * more of the query, and the caller tells the reader what was done and how to undo it.
 */
#ifndef JAWAB_REPAIR_H
#define JAWAB_REPAIR_H

#include "query.h"
#include "soft.h"

/* Typed with the wrong keyboard layout: all of it, or single words of it. *meant gets the text as
 * it was meant; false when it is better left alone. */
bool repair_layout(struct text *analyser, const struct soft *soft, struct arena *a,
                   struct str typed, struct str *meant);

#endif
