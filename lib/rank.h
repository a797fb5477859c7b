/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a read query to the tree of weighted terms that Xapian scores: which terms each word becomes
 * and what each is worth. All numbers that shape the ranking are in rank.c, in one table.
 */
#ifndef JAWAB_RANK_H
#define JAWAB_RANK_H

#include "query.h"
#include "record.h"
#include "soft.h"
#include "xap.h"

/* BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009). */
#define RANK_BM25_K1 1.2
#define RANK_BM25_B  0.75

struct rank_filters {
    struct str lang, product, category; /* as in struct search_request; empty: all */
    enum audience audience;
};

/* Quotes around everything that was typed ask for just that; quotes inside a question are often
 * only the name of a button, and then the words matter more. */
enum rank_phrases { RANK_PHRASES_HELP, RANK_PHRASES_REQUIRED };

/* The tree lives in the arena; NULL when the query holds no word. `analyser` folds filter values.
 */
struct xap_query *rank_query(struct text *analyser, struct arena *a, const struct query *query,
                             const struct rank_filters *filters, enum rank_phrases phrases);

enum { RANK_FILTERS_MAX = 4 };

/* The boolean terms that a section must have; returns how many. */
size_t rank_filter_terms(struct text *analyser, struct arena *a, const struct rank_filters *filters,
                         struct str terms[RANK_FILTERS_MAX]);

enum { RANK_WORDS_MAX = 2 * QUERY_WORDS_MAX };

/* The words of the query for soft_score, with the written words for spoken ones; returns how many,
 * 0 when none is like any word of the index. */
size_t rank_words(struct text *analyser, struct arena *a, struct soft *soft,
                  const struct query *query, struct soft_word words[RANK_WORDS_MAX]);

/* The sections that soft_score found, helped by the phrases of the query, as a tree in the arena.
 */
struct xap_query *rank_scores(struct arena *a, const struct query *query,
                              const struct soft_result *found);

#endif
