/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text typed with the wrong keyboard layout switched on, as it was meant (data/layouts.txt). Says
 * what the other layout gives; whether that is better is for the caller to find out.
 */
#ifndef JAWAB_LAYOUT_H
#define JAWAB_LAYOUT_H

#include "arena.h"

enum layout_meant { LAYOUT_ARABIC_MEANT, LAYOUT_LATIN_MEANT };

/* The text as the other layout gives it, in the arena. False when it has letters of both scripts or
 * none of the one that would have come out by mistake. */
bool layout_read(struct arena *a, struct str typed, enum layout_meant meant, struct str *out);

#endif
