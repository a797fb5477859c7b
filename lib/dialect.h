/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Spoken words and the written words they stand for (data/dialect.txt). Knows nothing of queries.
 */
#ifndef JAWAB_DIALECT_H
#define JAWAB_DIALECT_H

#include "str.h"

/* The written words for a folded spoken one, separated by blanks; empty when it is none. Borrowed
 * for ever. Thread-safe. */
struct str dialect_find(struct str folded);

#endif
