/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hides what could name a person in a question or comment before it is stored. Errs on the side of
 * hiding: a number too many is lost to a report, a telephone number too many is kept for years.
 * Knows nothing of where the text comes from or goes.
 *
 * Hidden, each replaced by MASK, which does not tell how long it was, so that questions that differ
 * only in it are counted as one:
 *   - six or more digits of any script, however they are spaced: 0501234567, ٠٥٠ ١٢٣ ٤٥٦٧,
 *     (050) 123-4567, 2026-11-03, and so also long order numbers, dates and ranges of prices;
 *   - an IBAN: two letters, two digits, 11 to 30 letters and digits, also in groups;
 *   - an e-mail address, also of Arabic letters, and without its last part (salma@mail).
 * What stays: fewer than six digits (prices, order 48213, iPhone 15 Pro, Galaxy S24, E24), numbers
 * grouped by commas (1,250,000), and a price with at most five digits before a point and two after.
 */
#ifndef JAWAB_MASK_H
#define JAWAB_MASK_H

#include "arena.h"

#define MASK "###"

/* A copy of the well-formed text in the arena, NUL-terminated: hidden what is said above, without
 * bidi and other controls (text_clean). */
struct str mask_numbers(struct arena *a, struct str text);

/* The same, trimmed and then cut to at most max_chars code points without tearing a letter from its
 * marks (grapheme.h). Never cut first: the beginning of a number might be too short to be hidden.
 */
struct str mask_short(struct arena *a, struct str text, size_t max_chars);

#endif
