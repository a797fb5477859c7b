/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which words have the same neighbours as in an earlier generation: those whose grams are worth
 * what they were and are shared with the words they were shared with. Belongs to soft_neighbours.c.
 */
#ifndef JAWAB_SOFT_REUSE_H
#define JAWAB_SOFT_REUSE_H

#include "soft_neighbours.h"

/* Fills in the lists and weights of such words, all but these of *n being there already, and sets
 * done[word]. A generation that cannot be read has none. */
void soft_reuse(struct soft_neighbours *n, const struct soft_merged *words, const char *generation,
                bool *done);

#endif
