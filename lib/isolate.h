/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs of the other direction, set apart (Unicode UAX #9): as U+2068 and U+2069 do in plain text
 * and <bdi> in HTML. Writes snippets so for both; knows neither HTTP nor what a tag is called.
 */
#ifndef JAWAB_ISOLATE_H
#define JAWAB_ISOLATE_H

#include "snippet.h"

/* A run read in the other direction than the text around it, from its first letter or digit to its
 * last: Latin words, and numbers with signs inside them, in right-to-left text; Arabic words in
 * left-to-right text. */
struct isolate_run {
    size_t from_bytes, to_bytes;
    bool letters; /* false: a number, whose parts belong on one line */
};

/* The next run at or after *at, which is then moved behind it; false when there is none. */
bool isolate_next(struct str text, bool right_to_left, size_t *at, struct isolate_run *run);

/* Is text in this language ("ar", "ar-EG") written from right to left? */
bool isolate_right_to_left(struct str lang);

/* What is written around runs and marks, and how text is. A mark that reaches over the edge of a
 * run is written in two, one inside and one outside, so that both are nested. */
struct isolate_style {
    struct str run_on, number_on, run_off; /* all empty: runs are not told apart */
    struct str mark_on, mark_off;
    void (*put)(struct buf *out, struct str text);
};

/* For plain text: U+2068 and U+2069 around runs, nothing around marks. Isolates and other bidi
 * controls already in the text are dropped: they would not match ours. */
extern const struct isolate_style isolate_plain;

/* Appends a text that may be of either direction to a line of plain text, as one isolate when it
 * holds right-to-left letters. */
void isolate_whole(struct buf *out, struct str text);

/* Appends the snippet, an ellipsis at an end that was cut. */
void isolate_snippet(struct buf *out, const struct snippet *snippet, bool right_to_left,
                     const struct isolate_style *style);

#endif
