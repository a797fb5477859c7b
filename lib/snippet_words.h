/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a query made ready for being looked up, and which stretches of a text can hold one
 * of them at all. Part of snippet.c, which alone includes this.
 */
#ifndef JAWAB_SNIPPET_WORDS_H
#define JAWAB_SNIPPET_WORDS_H

#include "record.h"
#include "snippet.h"

enum { SNIPPET_WORDS_MAX = 64 }; /* different words of a query: those beyond are not marked */

/* What a word of the text is to the query. */
struct snippet_found {
    unsigned word;  /* which different word of the query: 0, 1... below SNIPPET_WORDS_MAX */
    unsigned worth; /* in thousandths of an ordinary word met as it was typed */
    bool marked;    /* false: a stop word beside others, which says where to look and no more */
};

/* Lives in the arena, as long as the query's strings. */
struct snippet_words *snippet_words_new(struct text *analyser, struct arena *a,
                                        const struct snippet_query *query);

/* Does this word of a text stand for one of the query? */
bool snippet_words_find(const struct snippet_words *words, const struct token *token,
                        struct snippet_found *out);

/* What separates the words of a section's text. */
static inline bool snippet_is_blank(char c)
{
    return c == ' ' || c == '\n' || c == RECORD_JOINED_BLANK;
}

/* What is left of a text when the words are left out that cannot be of the query: analysing it
 * finds the same words of the query as analysing the text, at a fraction of the cost. */
struct snippet_stretch {
    uint32_t from_bytes;   /* where it begins in the sifted text, and */
    uint32_t source_bytes; /* in the text it was taken from */
};
struct snippet_sifted {
    struct str text;
    struct snippet_stretch *stretches;
    size_t n;
};
void snippet_words_sift(const struct snippet_words *words, struct arena *a, struct str text,
                        struct snippet_sifted *out);

#endif
