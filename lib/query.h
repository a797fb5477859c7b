/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a person typed, read: the words to look for and the phrases in quotes ("..." or «...»), and
 * the words ruled out (-word).
 * Never fails: what cannot be understood is read as words. Knows nothing of Xapian.
 */
#ifndef JAWAB_QUERY_H
#define JAWAB_QUERY_H

#include "text.h"

enum { QUERY_WORDS_MAX = 64, QUERY_PHRASES_MAX = 8, QUERY_EXCLUDED_MAX = 8 };

struct query_word {
    const struct token *token;
    unsigned times; /* how often it was typed */
};

struct query {
    struct token_list tokens;  /* everything, in order, with byte offsets */
    const struct token *plain; /* words in order, without compounds and those ruled out */
    size_t n_plain;
    struct query_word words[QUERY_WORDS_MAX]; /* different words; those beyond are left out */
    size_t n_words;
    struct token_list phrases[QUERY_PHRASES_MAX]; /* slices of `tokens`, without TOKEN_WHOLE */
    size_t n_phrases;
    bool only_phrases;                                /* every word stands in quotes */
    const struct token *excluded[QUERY_EXCLUDED_MAX]; /* typed with a minus before them */
    size_t n_excluded;
};

/* Everything points into the arena. */
void query_read(struct text *analyser, struct arena *a, struct str typed, struct query *out);

#endif
