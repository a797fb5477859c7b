/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The best passage of a section for a query, and which of its words to mark. Knows nothing of HTML
 * or terminals: callers render text and marks (isolate.h).
 */
#ifndef JAWAB_SNIPPET_H
#define JAWAB_SNIPPET_H

#include "arena.h"
#include "text.h"

/* A word that stands for one of the query: a similar word of the index, a plural, a synonym. */
struct snippet_word {
    struct str folded; /* one word, as analysis folds it */
    size_t word;       /* which token of the query it stands for */
    float worth;       /* 0 to 1, beside that token as it was typed */
};

/* What to look for. A word of a text is meant when its folded form or its stem is that of a token,
 * or its folded form that of an `also`. Stop words are marked only when the tokens are nothing
 * else; the first 64 different words count. */
struct snippet_query {
    const struct token_list *tokens;
    const float *weights;            /* what each token is worth, 1 being usual; NULL: all 1 */
    const struct snippet_word *also; /* may be NULL when n_also is 0 */
    size_t n_also;
    const struct snippet_words *words; /* made by snippet_query_init */
};

/* Makes the query ready, once for all its snippets; what the fields above point to must stay. */
void snippet_query_init(struct text *analyser, struct arena *a, struct snippet_query *query);

struct snippet_mark {
    size_t from_bytes, to_bytes; /* a whole original word within snippet.text */
};

struct snippet {
    struct str text; /* one line: a slice of the text, its blanks and controls as spaces */
    struct snippet_mark *marks;
    size_t n_marks;             /* ascending, not overlapping */
    bool cut_before, cut_after; /* text goes on at that end: show an ellipsis */
};

/* Chooses at most max_chars characters (code points) of a section's text: where the different words
 * of the query are worth most together, the nearer the better, earliest on ties; begun with a
 * sentence where one is near. It is cut at blanks, and never inside what RECORD_JOINED_BLANK joins
 * when that takes at most half of max_chars. A word that has no room is cut between two characters
 * as readers see them (grapheme.h); only one that alone is longer than max_chars is torn. */
void snippet_make(struct text *analyser, struct arena *a, struct str text,
                  const struct snippet_query *query, size_t max_chars, struct snippet *out);

/* Marks only: every word of `text` that the query matches (for titles and headings). */
void snippet_mark_all(struct text *analyser, struct arena *a, struct str text,
                      const struct snippet_query *query, struct snippet *out);

#endif
