/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The best passage of a section for a query, and which of its words to mark. Knows nothing of HTML
 * or terminals: callers render text and marks.
 */
#ifndef JAWAB_SNIPPET_H
#define JAWAB_SNIPPET_H

#include "arena.h"
#include "text.h"

struct snippet_mark {
    size_t from_bytes, to_bytes; /* a whole original word within snippet.text */
};

struct snippet {
    struct str text; /* one line: paragraph breaks are single spaces */
    struct snippet_mark *marks;
    size_t n_marks;             /* ascending, not overlapping */
    bool cut_before, cut_after; /* text goes on at that end: show an ellipsis */
};

/* Chooses at most max_chars characters of text around the words of the query: the window with most
 * different words, earliest on ties, moved to sentence starts where one is near. */
void snippet_make(struct text *analyser, struct arena *a, struct str text,
                  const struct token_list *query, size_t max_chars, struct snippet *out);

/* Marks only: every word of `text` that the query matches (for titles and headings). */
void snippet_mark_all(struct text *analyser, struct arena *a, struct str text,
                      const struct token_list *query, struct snippet *out);

#endif
