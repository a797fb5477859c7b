/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a read query to what is scored: which words of the index each query word stands for and what
 * a match is worth. All numbers that shape the ranking are in rank.c and soft.c.
 */
#ifndef JAWAB_RANK_H
#define JAWAB_RANK_H

#include "lexicon.h"
#include "query.h"
#include "record.h"
#include "repair.h"

/* What articles are filtered by: all sections of one have the same values. */
enum rank_filter { RANK_LANG, RANK_PRODUCT, RANK_CATEGORY, RANK_FILTERS };

/* The boolean term of the sections that have the value; `analyser` folds it. */
struct str rank_filter_term(struct text *analyser, struct arena *a, enum rank_filter kind,
                            struct str value);

enum { RANK_WORDS_MAX = 2 * QUERY_WORDS_MAX, RANK_USES_MAX = 64 };

/* A row of the lexicon that had a say, and the word of the query where it begins. */
struct rank_use {
    const struct lexicon_entry *entry;
    const struct token *token;
};

struct rank_words {
    struct soft_word words[RANK_WORDS_MAX];     /* those of query->words first, in their order */
    const struct token *tokens[RANK_WORDS_MAX]; /* what each was made from */
    const struct token *typed[RANK_WORDS_MAX];  /* the token of the query that it stands for */
    size_t n;                                   /* 0 when none is like any word of the index */
    struct rank_use uses[RANK_USES_MAX];
    size_t n_uses;
};

/* The words of the query for soft_score, with what the lexicon says they stand for, and what the
 * repairs say was meant. */
void rank_find_words(const struct lexicon *lexicon, struct soft *soft, enum audience audience,
                     const struct query *query, const struct repair_list *repairs,
                     struct rank_words *out);

#endif
