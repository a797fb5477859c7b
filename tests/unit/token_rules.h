/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What holds for the tokens of any text: asked by the unit test of chosen and mixed texts, and by
 * the fuzzer of all others.
 */
#ifndef JAWAB_TEST_TOKEN_RULES_H
#define JAWAB_TEST_TOKEN_RULES_H

#include "lib/text.h"

static inline bool is_boundary(struct str s, size_t at)
{
    return at == s.n || (at < s.n && ((unsigned char)s.p[at] & 0xC0) != 0x80);
}

static inline bool is_word(struct str s)
{
    if (s.n == 0 || s.n > 400 || utf8_valid_bytes(s) != s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (s.p[i] >= 'A' && s.p[i] <= 'Z'))
            return false;
    return true;
}

static inline bool has_token(const struct token_list *list, const struct token *wanted)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->tokens[i].folded, wanted->folded) &&
            str_eq(list->tokens[i].exact, wanted->exact) && list->tokens[i].kind == wanted->kind)
            return true;
    return false;
}

static inline const char *spelling_breaks(const struct token *token)
{
    if (!is_word(token->exact) || !is_word(token->folded) || !is_word(token->stem))
        return "spellings are well-formed, in lower case and not empty";
    if (utf8_count_chars(token->exact) != utf8_count_chars(token->folded))
        return "folding keeps the number of characters";
    return NULL;
}

/* Of a token of s and the last part (not whole) before it. */
static inline const char *place_breaks(struct str s, const struct token *token,
                                       const struct token *before)
{
    if (token->from_bytes >= token->to_bytes || token->to_bytes > s.n)
        return "a token has bytes";
    if (!is_boundary(s, token->from_bytes) || !is_boundary(s, token->to_bytes))
        return "a token's bytes lie on character boundaries";
    if (token->kind == TOKEN_WHOLE)
        return token->position && token->position <= before->position
                   ? NULL
                   : "a whole has the position of its first part";
    if (token->position != before->position + 1)
        return "positions count words";
    if (token->from_bytes < before->from_bytes || token->to_bytes < before->to_bytes)
        return "bytes ascend";
    return NULL;
}

/* The rule that the tokens of s break, or NULL. */
static inline const char *tokens_break(struct text *t, struct arena *a, struct str s)
{
    struct token_list list, again;
    struct token before = {0};
    text_tokens(t, a, s, &list);
    for (size_t i = 0; i < list.n; i++) {
        const struct token *token = &list.tokens[i];
        const char *broken = place_breaks(s, token, &before);
        if (!broken)
            broken = spelling_breaks(token);
        if (broken)
            return broken;
        uint32_t n_bytes = token->to_bytes - token->from_bytes;
        text_tokens(t, a, str_sub(s, token->from_bytes, n_bytes), &again);
        if (!has_token(&again, token))
            return "a token's bytes alone give the same token";
        if (token->kind != TOKEN_WHOLE)
            before = *token;
    }
    struct str folded = text_fold(t, a, s);
    return str_eq(text_fold(t, a, folded), folded) ? NULL : "folding twice is folding once";
}

#endif
