/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which sections of a block hold spellings side by side. Belongs to soft.c.
 */
#ifndef JAWAB_SOFT_PHRASE_H
#define JAWAB_SOFT_PHRASE_H

#include "soft_file.h"

enum { SOFT_PHRASE_MAX = 32 }; /* words of a phrase: those behind are not asked for */

/* Clears the bits (numbered over all blocks) of the block's sections without the phrase. Reads the
 * positions of each word once. */
void soft_phrase_keep(const struct soft_block *b, const uint32_t *spellings, size_t n,
                      uint64_t *sections);

#endif
