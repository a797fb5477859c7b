/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rank.h"

#include <string.h>

#include "schema.h"
#include "soft_words.h"

/* Stop words are worth less and never nothing: some questions hold nothing else. */
static const double stop_word_weight = 0.5;

/* The same for one that a row of the lexicon brings: a spoken question word says what is asked. */
static const double brought_stop_word_weight = 0.75;

/* When no word of the query is this similar to any of the index, saying that there is nothing is
 * more honest than an answer that shares a few letters. */
static const float evidence_min = 0.35f;

/* What the lexicon brings counts beside the word that was typed: words of their own share this part
 * of its weight, one word for one word is a neighbour so similar. */
static const double brought_weight = 0.6;
static const float plural_similarity = 0.5f, synonym_similarity = 0.5f;

struct str rank_filter_term(struct text *analyser, struct arena *a, enum rank_filter kind,
                            struct str value)
{
    static const char *const prefixes[] = {
        [RANK_LANG] = PREFIX_LANG,
        [RANK_PRODUCT] = PREFIX_PRODUCT,
        [RANK_CATEGORY] = PREFIX_CATEGORY,
    };
    struct str folded = text_fold(analyser, a, value);
    folded = utf8_cut_bytes(folded, TERM_MAX_BYTES - strlen(prefixes[kind]));
    return arena_printf(a, "%s" STR_FMT, prefixes[kind], STR_ARG(folded));
}

static void add_word(struct soft *soft, enum audience audience, struct rank_words *out,
                     const struct token *token, const struct token *typed, double weight)
{
    if (out->n == RANK_WORDS_MAX)
        return;
    out->tokens[out->n] = token;
    out->typed[out->n] = typed;
    if (token->stop_word)
        weight *= token == typed ? stop_word_weight : brought_stop_word_weight;
    soft_find_word(soft, audience, token, (float)weight, &out->words[out->n++]);
}

static bool is_asked_for(const struct rank_words *words, const struct token *token)
{
    for (size_t i = 0; i < words->n; i++)
        if (str_eq(words->tokens[i]->folded, token->folded))
            return true;
    return false;
}

/* The place of a token's word among the query's. */
static size_t place_of(const struct query *query, const struct token *token)
{
    size_t i = 0;
    while (i < query->n_words && !str_eq(query->words[i].token->folded, token->folded))
        i++;
    return i;
}

/* A word of which the index has few grams is worth what its most similar word is. */
static void raise_weight(const struct soft *soft, struct soft_word *word)
{
    if (word->n == 0)
        return;
    float own = soft_word_weight(soft, word->lists[0].id) * word->lists[0].similarity;
    if (word->weight < own)
        word->weight = own;
}

/* One word for one written word: a neighbour. All else: words of their own. */
static void bring(struct soft *soft, enum audience audience, const struct query *query,
                  size_t place, const struct lexicon_entry *entry, struct rank_words *out)
{
    bool alone = entry->kind != LEXICON_DIALECT && entry->from.words.n == 1;
    float similarity = entry->kind == LEXICON_PLURAL ? plural_similarity : synonym_similarity;
    for (size_t i = 0; i < entry->n_to; i++) {
        const struct token_list *to = &entry->to[i].words;
        if (alone && to->n == 1) {
            struct soft_word *typed = &out->words[place];
            bool strange = typed->n == 0 || typed->lists[0].similarity < evidence_min;
            soft_add_stem(soft, audience, to->tokens[0].stem, similarity, typed);
            if (strange)
                raise_weight(soft, typed);
            continue;
        }
        for (size_t k = 0; k < to->n; k++)
            if (!is_asked_for(out, &to->tokens[k]))
                add_word(soft, audience, out, &to->tokens[k], query->words[place].token,
                         query->words[place].times * brought_weight / (double)entry->n_to);
    }
}

static void bring_all(const struct lexicon *lexicon, struct soft *soft, enum audience audience,
                      const struct query *query, struct rank_words *out)
{
    const struct lexicon_entry *found[LEXICON_FOUND_MAX];
    for (size_t i = 0; i < query->n_plain; i++) {
        size_t n = lexicon_find(lexicon, &query->plain[i], query->n_plain - i, found);
        size_t place = place_of(query, &query->plain[i]);
        for (size_t k = 0; k < n && place < query->n_words; k++) {
            if (found[k]->kind == LEXICON_PROMOTED || out->n_uses == RANK_USES_MAX)
                continue;
            out->uses[out->n_uses++] = (struct rank_use){found[k], &query->plain[i]};
            bring(soft, audience, query, place, found[k], out);
        }
    }
}

/* C(q) of a word of the index, less for a stop word. */
static float own_weight(const struct lexicon *lexicon, const struct soft *soft, uint32_t id)
{
    struct str folded = soft_words_text(soft_files(soft), id);
    float share = lexicon_is_stop_word(lexicon, folded) ? (float)stop_word_weight : 1;
    return soft_word_weight(soft, id) * share;
}

static void add_apart(const struct lexicon *lexicon, struct soft *soft,
                      const struct repair_word *repair, struct rank_words *out)
{
    for (size_t i = 0; i < repair->n_meant && out->n < RANK_WORDS_MAX; i++) {
        uint32_t id = repair->meant[i].id;
        struct soft_word *word = &out->words[out->n];
        *word = (struct soft_word){.weight = own_weight(lexicon, soft, id)};
        soft_add_word(soft, id, 1, word);
        out->typed[out->n] = repair->token;
        out->tokens[out->n++] = repair->token;
    }
}

/* Latin letters that stand for Arabic ones are like no Latin word: neither the typed word, nor the
 * parts of which it was made, nor an article apart from it. */
static void forget_latin(const struct lexicon *lexicon, const struct query *query,
                         const struct repair_word *repair, struct rank_words *out)
{
    enum { ARTICLE_LETTERS_MAX = 2 };
    for (size_t i = 0; i < query->n_words; i++) {
        const struct token *token = query->words[i].token;
        bool inside = token->from_bytes >= repair->token->from_bytes &&
                      token->to_bytes <= repair->token->to_bytes;
        bool article = token->kind == TOKEN_LATIN && token->folded.n <= ARTICLE_LETTERS_MAX &&
                       !lexicon_is_stop_word(lexicon, token->folded);
        if (inside || article)
            out->words[i] = (struct soft_word){.weight = 0};
    }
}

/* Parts of a word are words of their own; all else stands for the word that was typed. */
static void add_meant(const struct lexicon *lexicon, struct soft *soft, const struct query *query,
                      const struct repair_word *repair, struct rank_words *out)
{
    if (repair->kind == REPAIR_SPLIT || repair->kind == REPAIR_JOINED) {
        add_apart(lexicon, soft, repair, out);
        return;
    }
    if (repair->kind == REPAIR_ARABIZI)
        forget_latin(lexicon, query, repair, out);
    struct soft_word *typed = &out->words[place_of(query, repair->token)];
    float weight = 0;
    for (size_t i = 0; i < repair->n_meant; i++) {
        uint32_t id = repair->meant[i].id;
        soft_add_word(soft, id, repair->meant[i].similarity, typed);
        weight +=
            own_weight(lexicon, soft, id) * repair->meant[i].similarity / (float)repair->n_meant;
    }
    if (typed->weight < weight) /* most grams of a mistyped word are in no index */
        typed->weight = weight;
}

void rank_find_words(const struct lexicon *lexicon, struct soft *soft, enum audience audience,
                     const struct query *query, const struct repair_list *repairs,
                     struct rank_words *out)
{
    float best = 0;
    out->n = out->n_uses = 0;
    for (size_t i = 0; i < query->n_words; i++)
        add_word(soft, audience, out, query->words[i].token, query->words[i].token,
                 query->words[i].times);
    for (size_t i = 0; i < repairs->n; i++)
        add_meant(lexicon, soft, query, &repairs->words[i], out);
    bring_all(lexicon, soft, audience, query, out);
    for (size_t i = 0; i < out->n; i++)
        if (out->words[i].n && out->words[i].lists[0].similarity > best)
            best = out->words[i].lists[0].similarity;
    if (best < evidence_min)
        out->n = 0;
}
