/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What two words can have in common: padded 3-grams and 4-grams of the letters, 3-grams of the
 * padded consonant skeleton, and the stem. Knows nothing of where words come from.
 */
#ifndef JAWAB_GRAMS_H
#define JAWAB_GRAMS_H

#include "str.h"

enum { GRAMS_MAX = 320 }; /* of a word of 100 characters */

struct gram {
    uint64_t key;   /* hash of level and letters; never 0 */
    float strength; /* what a gram of this level is worth */
};

/* Grams of a folded word (at most 100 characters count) and its stem, in a fixed order; a gram that
 * occurs twice is there twice. Returns how many. */
size_t grams_of(struct str folded, struct str stem, struct gram out[GRAMS_MAX]);

/* The key of the gram that all words of this stem share. */
uint64_t grams_stem_key(struct str stem);

#endif
