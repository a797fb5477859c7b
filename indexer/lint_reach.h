/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Is every article found by its own title and aliases? Asks the index as the server does.
 */
#ifndef JAWAB_LINT_REACH_H
#define JAWAB_LINT_REACH_H

#include "lint_corpus.h"

/* Does nothing without an index. -1: there is one that cannot be read. */
int lint_reach(struct lint_corpus *c, struct err *err);

#endif
