/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query.h"

#include <string.h>

/* Quotation marks people type; an opening one is closed by its partner only. */
static const struct quotes {
    struct str open, close;
} quotes[] = {
    {STR_INIT("\""), STR_INIT("\"")},
    {STR_INIT("«"), STR_INIT("»")},
    {STR_INIT("“"), STR_INIT("”")},
};

static void add_word(struct query *query, const struct token *token)
{
    for (size_t i = 0; i < query->n_words; i++)
        if (str_eq(query->words[i].token->folded, token->folded)) {
            query->words[i].times++;
            return;
        }
    if (query->n_words < QUERY_WORDS_MAX)
        query->words[query->n_words++] = (struct query_word){token, 1};
}

static bool is_in_phrase(const struct token *token, size_t from, size_t to)
{
    return token->from_bytes >= from && token->to_bytes <= to && token->kind != TOKEN_WHOLE;
}

/* The tokens wholly inside bytes from..to, as one phrase. */
static void add_phrase(struct arena *a, struct query *query, size_t from, size_t to)
{
    struct token_list phrase = {0};
    size_t n = 0;
    for (size_t i = 0; i < query->tokens.n; i++)
        n += is_in_phrase(&query->tokens.tokens[i], from, to);
    if (n == 0)
        return;
    phrase.tokens = ARENA_ARRAY(a, struct token, n);
    for (size_t i = 0; i < query->tokens.n; i++)
        if (is_in_phrase(&query->tokens.tokens[i], from, to))
            phrase.tokens[phrase.n++] = query->tokens.tokens[i];
    query->phrases[query->n_phrases++] = phrase;
}

/* Which kind of quotes opens at the beginning of s? NULL when none. */
static const struct quotes *opening(struct str s)
{
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
        if (str_starts(s, quotes[i].open))
            return &quotes[i];
    return NULL;
}

static void find_phrases(struct arena *a, struct query *query, struct str typed)
{
    size_t at = 0;
    while (at < typed.n && query->n_phrases < QUERY_PHRASES_MAX) {
        const struct quotes *kind = opening(str_sub(typed, at, typed.n));
        if (!kind) {
            at++;
            continue;
        }
        size_t from = at + kind->open.n;
        size_t length = str_find(str_sub(typed, from, typed.n), kind->close);
        if (length == SIZE_MAX) { /* never closed: just a character */
            at = from;
            continue;
        }
        add_phrase(a, query, from, from + length);
        at = from + length + kind->close.n;
    }
}

/* A minus right before a word, and nothing right before the minus: not that of a number or of a
 * joined word. */
static bool has_minus(struct str typed, const struct token *token)
{
    size_t at = token->from_bytes;
    return token->kind != TOKEN_NUMBER && at >= 1 && typed.p[at - 1] == '-' &&
           (at == 1 || typed.p[at - 2] == ' ');
}

/* A query that only rules out asks for nothing: then the minuses are only dashes. */
static bool may_exclude(struct str typed, const struct token_list *tokens)
{
    for (size_t i = 0; i < tokens->n; i++)
        if (!has_minus(typed, &tokens->tokens[i]))
            return true;
    return false;
}

static void sort_words(struct arena *a, struct query *query, struct str typed)
{
    bool excludes = may_exclude(typed, &query->tokens);
    struct token *plain = ARENA_ARRAY(a, struct token, query->tokens.n);
    query->plain = plain;
    for (size_t i = 0; i < query->tokens.n; i++) {
        const struct token *token = &query->tokens.tokens[i];
        if (excludes && has_minus(typed, token)) {
            if (query->n_excluded < QUERY_EXCLUDED_MAX)
                query->excluded[query->n_excluded++] = token;
            continue;
        }
        add_word(query, token);
        if (token->kind != TOKEN_WHOLE)
            plain[query->n_plain++] = *token;
    }
}

void query_read(struct text *analyser, struct arena *a, struct str typed, struct query *out)
{
    memset(out, 0, sizeof *out);
    text_tokens(analyser, a, typed, &out->tokens);
    sort_words(a, out, typed);
    find_phrases(a, out, typed);
    size_t quoted = 0, typed_words = 0;
    for (size_t i = 0; i < out->n_phrases; i++)
        quoted += out->phrases[i].n;
    for (size_t i = 0; i < out->tokens.n; i++)
        typed_words += out->tokens.tokens[i].kind != TOKEN_WHOLE;
    out->only_phrases = out->n_phrases && quoted == typed_words;
}
