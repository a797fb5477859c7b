/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text typed with the wrong keyboard layout switched on, as it was meant, and which letters lie
 * beside each other (data/layouts.txt). Says what the other layout gives; whether that is better is
 * for the caller to find out.
 */
#ifndef JAWAB_LAYOUT_H
#define JAWAB_LAYOUT_H

#include "arena.h"

enum layout_meant { LAYOUT_ARABIC_MEANT, LAYOUT_LATIN_MEANT };

/* Pairs of layouts that people mix up, numbered from 0, the most usual first. */
size_t layout_count(void);

/* The text as the other one of the pair gives it, in the arena. False when it has letters of both
 * scripts or none of the one that would have come out by mistake. Two pairs may read it alike. */
bool layout_read(struct arena *a, struct str typed, size_t layout, enum layout_meant meant,
                 struct str *out);

/* Do the two letters lie beside each other or touch, on the first pair of layouts? Both folded
 * Arabic, or both lower-case Latin; a folded letter is wherever a letter is that folds to it. */
bool layout_adjacent(uint32_t a, uint32_t b);

#endif
