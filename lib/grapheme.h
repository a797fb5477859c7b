/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a text may be cut without tearing what a reader takes for one character: a letter and its
 * marks, an emoji made of several, a flag, a Hangul syllable. Knows no words and no language.
 */
#ifndef JAWAB_GRAPHEME_H
#define JAWAB_GRAPHEME_H

#include "str.h"

/* May the well-formed text be cut at this byte? Never where UAX #29 (Unicode 15.0, extended
 * grapheme clusters) forbids it. Stricter in two things, for text that is shown in pieces:
 * controls do not keep a mark or a number sign from what is beside them, and any picture that
 * follows a joiner stays with it. The ends of the text are always boundaries. */
bool grapheme_boundary(struct str text, size_t at_bytes);

/* The last boundary at or before at_bytes. */
size_t grapheme_start(struct str text, size_t at_bytes);

#endif
