/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rank.h"

#include <string.h>

#include "dialect.h"
#include "schema.h"

/* Stop words are worth less and never nothing: some questions hold nothing else. */
static const double stop_word_weight = 0.5;

/* When no word of the query is this similar to any of the index, saying that there is nothing is
 * more honest than an answer that shares a few letters. */
static const float evidence_min = 0.35f;

/* What the written words for a spoken one count, beside the word itself. */
static const double written_weight = 0.5;

static struct str term(struct arena *a, const char *prefix, struct str value)
{
    value = utf8_cut_bytes(value, TERM_MAX_BYTES - strlen(prefix));
    return arena_printf(a, "%s" STR_FMT, prefix, STR_ARG(value));
}

size_t rank_filter_terms(struct text *analyser, struct arena *a, const struct rank_filters *filters,
                         struct str terms[RANK_FILTERS_MAX])
{
    const struct {
        const char *prefix;
        struct str value;
    } rows[] = {
        {PREFIX_LANG, filters->lang},
        {PREFIX_CATEGORY, filters->category},
        {PREFIX_PRODUCT, filters->product},
    };
    size_t n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].value.n)
            terms[n++] = term(a, rows[i].prefix, text_fold(analyser, a, rows[i].value));
    if (filters->audience == AUDIENCE_PUBLIC)
        terms[n++] = STR(TERM_PUBLIC);
    return n;
}

/* The words that soft_score is asked for, as they are found. */
struct wanted {
    struct soft *soft;
    struct soft_word *words;
    size_t n;
    float best; /* similarity of the best neighbour of any */
};

static void want(struct wanted *wanted, const struct token *token, double weight)
{
    if (wanted->n == RANK_WORDS_MAX)
        return;
    struct soft_word *word = &wanted->words[wanted->n++];
    weight *= token->stop_word ? stop_word_weight : 1.0;
    soft_find_word(wanted->soft, token, (float)weight, word);
    if (word->n && word->lists[0].similarity > wanted->best)
        wanted->best = word->lists[0].similarity;
}

static bool was_typed(const struct query *query, const struct token *token)
{
    for (size_t i = 0; i < query->n_words; i++)
        if (str_eq(query->words[i].token->folded, token->folded))
            return true;
    return false;
}

/* A spoken word brings along what articles write for it. */
static void want_written(struct wanted *wanted, struct text *analyser, struct arena *a,
                         const struct query *query, const struct query_word *word)
{
    struct token_list written;
    text_tokens(analyser, a, dialect_find(word->token->folded), &written);
    for (size_t i = 0; i < written.n; i++)
        if (!was_typed(query, &written.tokens[i]))
            want(wanted, &written.tokens[i], word->times * written_weight);
}

size_t rank_words(struct text *analyser, struct arena *a, struct soft *soft,
                  const struct query *query, struct soft_word words[RANK_WORDS_MAX])
{
    struct wanted wanted = {.soft = soft, .words = words};
    for (size_t i = 0; i < query->n_words; i++)
        want(&wanted, query->words[i].token, query->words[i].times);
    for (size_t i = 0; i < query->n_words; i++)
        want_written(&wanted, analyser, a, query, &query->words[i]);
    return wanted.best < evidence_min ? 0 : wanted.n;
}
