/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a search marked in an article's HTML: <mark> around whole words of its text, never
 * inside of a tag, code or a picture. Knows the HTML that the indexer writes and no other.
 */
#ifndef JAWAB_MARKS_H
#define JAWAB_MARKS_H

#include "../lib/snippet.h"

/* Appends `html` with its marks to *out; returns how many there are. */
size_t marks_write(struct buf *out, struct text *analyser, struct arena *a, struct str html,
                   const struct snippet_query *words);

#endif
