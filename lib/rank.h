/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a read query to what is scored: which words of the index each query word stands for and what
 * a match is worth. All numbers that shape the ranking are in rank.c and soft.c.
 */
#ifndef JAWAB_RANK_H
#define JAWAB_RANK_H

#include "query.h"
#include "record.h"
#include "soft.h"

struct rank_filters {
    struct str lang, product, category; /* as in struct search_request; empty: all */
    enum audience audience;
};

enum { RANK_FILTERS_MAX = 4 };

/* The boolean terms that a section must have; returns how many. `analyser` folds filter values. */
size_t rank_filter_terms(struct text *analyser, struct arena *a, const struct rank_filters *filters,
                         struct str terms[RANK_FILTERS_MAX]);

enum { RANK_WORDS_MAX = 2 * QUERY_WORDS_MAX };

/* The words of the query for soft_score, with the written words for spoken ones; returns how many,
 * 0 when none is like any word of the index. */
size_t rank_words(struct text *analyser, struct arena *a, struct soft *soft,
                  const struct query *query, struct soft_word words[RANK_WORDS_MAX]);

#endif
