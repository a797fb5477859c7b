/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rank.h"

#include <stdlib.h>
#include <string.h>

#include "dialect.h"
#include "schema.h"

enum spelling { SPELLED_FOLDED, SPELLED_STEM, SPELLED_EXACT };

/* What one word of the query looks for, and how much a match is worth. */
static const struct layer {
    const char *prefix;
    enum spelling spelling;
    double weight;
} layers[] = {
    {"", SPELLED_FOLDED, 0.3},
    {PREFIX_STEM, SPELLED_STEM, 1.0},
    {PREFIX_EXACT, SPELLED_EXACT, 0.1},
    {PREFIX_TITLE_STEM, SPELLED_STEM, 0.2},
    {PREFIX_ALIAS_STEM, SPELLED_STEM, 0.6},
};

/* Stop words are worth less and never nothing: some questions hold nothing else. */
static const double stop_word_weight = 0.5;

/* What a quoted phrase adds where it is not required, as a share of its words' own weight. */
static const double phrase_weight = 0.5;

/* When no word of the query is this similar to any of the index, saying that there is nothing is
 * more honest than an answer that shares a few letters. */
static const float evidence_min = 0.35f;

/* What the written words for a spoken one count, beside the word itself. */
static const double written_weight = 0.5;

enum { LAYERS = sizeof layers / sizeof layers[0] };

static struct xap_query *node(struct arena *a, enum xap_op op, size_t kids_max)
{
    struct xap_query *q = ARENA_NEW(a, struct xap_query);
    q->op = op;
    q->kids = ARENA_ARRAY(a, struct xap_query *, kids_max);
    return q;
}

static struct xap_query *term(struct arena *a, const char *prefix, struct str word)
{
    struct xap_query *q = node(a, XAP_TERM, 0);
    word = utf8_cut_bytes(word, TERM_MAX_BYTES - strlen(prefix));
    q->term = arena_printf(a, "%s" STR_FMT, prefix, STR_ARG(word));
    return q;
}

static struct xap_query *scaled(struct arena *a, struct xap_query *kid, double factor)
{
    struct xap_query *q = node(a, XAP_SCALE, 1);
    q->factor = factor;
    q->kids[q->n_kids++] = kid;
    return q;
}

static struct str spelled(const struct token *token, enum spelling spelling)
{
    return spelling == SPELLED_FOLDED ? token->folded
           : spelling == SPELLED_STEM ? token->stem
                                      : token->exact;
}

static void add_word(struct arena *a, struct xap_query *any, const struct query_word *word)
{
    double weight = word->times * (word->token->stop_word ? stop_word_weight : 1.0);
    for (size_t i = 0; i < LAYERS; i++) {
        if (layers[i].spelling == SPELLED_EXACT && str_eq(word->token->exact, word->token->folded))
            continue; /* the index keeps an exact spelling only where folding changed it */
        struct str text = spelled(word->token, layers[i].spelling);
        any->kids[any->n_kids++] =
            scaled(a, term(a, layers[i].prefix, text), weight * layers[i].weight);
    }
}

/* All words next to each other, spelled as typed where folding would hide a difference. */
static struct xap_query *phrase_query(struct arena *a, const struct token_list *phrase)
{
    struct xap_query *both = node(a, XAP_AND, phrase->n + 1);
    struct xap_query *together = node(a, XAP_PHRASE, phrase->n);
    for (size_t i = 0; i < phrase->n; i++) {
        const struct token *token = &phrase->tokens[i];
        together->kids[together->n_kids++] = term(a, "", token->folded);
        if (!str_eq(token->exact, token->folded))
            both->kids[both->n_kids++] = term(a, PREFIX_EXACT, token->exact);
    }
    both->kids[both->n_kids++] = phrase->n == 1 ? together->kids[0] : together;
    return both;
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
            terms[n++] = term(a, rows[i].prefix, text_fold(analyser, a, rows[i].value))->term;
    if (filters->audience == AUDIENCE_PUBLIC)
        terms[n++] = STR(TERM_PUBLIC);
    return n;
}

static struct xap_query *filtered(struct text *analyser, struct arena *a, struct xap_query *q,
                                  const struct rank_filters *filters)
{
    struct str terms[RANK_FILTERS_MAX];
    size_t n = rank_filter_terms(analyser, a, filters, terms);
    for (size_t i = 0; i < n; i++) {
        struct xap_query *filter = node(a, XAP_FILTER, 2);
        filter->kids[filter->n_kids++] = q;
        filter->kids[filter->n_kids++] = term(a, "", terms[i]);
        q = filter;
    }
    return q;
}

/* Words help phrases that must be there; phrases that need not be help the words. */
static struct xap_query *with_phrases(struct arena *a, const struct query *query,
                                      struct xap_query *any, enum rank_phrases phrases)
{
    struct xap_query *all =
        node(a, phrases == RANK_PHRASES_REQUIRED ? XAP_AND : XAP_OR, query->n_phrases);
    for (size_t i = 0; i < query->n_phrases; i++)
        all->kids[all->n_kids++] = phrase_query(a, &query->phrases[i]);
    struct xap_query *q = node(a, XAP_AND_MAYBE, 2);
    bool required = phrases == RANK_PHRASES_REQUIRED;
    q->kids[q->n_kids++] = required ? all : any;
    q->kids[q->n_kids++] = required ? any : scaled(a, all, phrase_weight);
    return q;
}

struct xap_query *rank_query(struct text *analyser, struct arena *a, const struct query *query,
                             const struct rank_filters *filters, enum rank_phrases phrases)
{
    if (query->n_words == 0)
        return NULL;
    struct xap_query *any = node(a, XAP_OR, query->n_words * LAYERS);
    for (size_t i = 0; i < query->n_words; i++)
        add_word(a, any, &query->words[i]);

    struct xap_query *q = any;
    if (query->n_phrases)
        q = with_phrases(a, query, any, phrases);
    return filtered(analyser, a, q, filters);
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
    if (word->n && word->neighbours[0].similarity > wanted->best)
        wanted->best = word->neighbours[0].similarity;
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

static int by_docid(const void *left, const void *right)
{
    const struct xap_score *a = left, *b = right;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

struct xap_query *rank_scores(struct arena *a, const struct query *query,
                              const struct soft_result *found)
{
    struct xap_score *scores = ARENA_ARRAY(a, struct xap_score, found->n_hits);
    for (size_t i = 0; i < found->n_hits; i++)
        scores[i] = (struct xap_score){found->hits[i].section + 1, found->hits[i].score};
    if (found->n_hits)
        qsort(scores, found->n_hits, sizeof *scores, by_docid);
    struct xap_query *q = node(a, XAP_SCORES, 0);
    q->scores = scores;
    q->n_scores = found->n_hits;
    return query->n_phrases ? with_phrases(a, query, q, RANK_PHRASES_HELP) : q;
}
