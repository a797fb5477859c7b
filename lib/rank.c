/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rank.h"

#include <string.h>

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

static struct xap_query *restricted(struct arena *a, struct xap_query *q, const char *prefix,
                                    struct str value)
{
    struct xap_query *filter = node(a, XAP_FILTER, 2);
    filter->kids[filter->n_kids++] = q;
    filter->kids[filter->n_kids++] = term(a, prefix, value);
    return filter;
}

static struct xap_query *filtered(struct text *analyser, struct arena *a, struct xap_query *q,
                                  const struct rank_filters *filters)
{
    const struct {
        const char *prefix;
        struct str value;
    } rows[] = {
        {PREFIX_LANG, filters->lang},
        {PREFIX_CATEGORY, filters->category},
        {PREFIX_PRODUCT, filters->product},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].value.n)
            q = restricted(a, q, rows[i].prefix, text_fold(analyser, a, rows[i].value));
    if (filters->audience == AUDIENCE_PUBLIC)
        q = restricted(a, q, TERM_PUBLIC, STR(""));
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
