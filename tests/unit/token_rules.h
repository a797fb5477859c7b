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

/* The rule that token i of s breaks, or NULL. */
static inline const char *token_breaks(struct text *t, struct arena *a, struct str s,
                                       const struct token_list *list, size_t i)
{
    const struct token *token = &list->tokens[i], *before = NULL;
    struct token_list again;
    for (size_t j = i; j-- > 0 && !before;)
        if (list->tokens[j].kind != TOKEN_WHOLE)
            before = &list->tokens[j];
    if (token->from_bytes >= token->to_bytes || token->to_bytes > s.n)
        return "a token has bytes";
    if (!is_boundary(s, token->from_bytes) || !is_boundary(s, token->to_bytes))
        return "a token's bytes lie on character boundaries";
    if (!is_word(token->exact) || !is_word(token->folded) || !is_word(token->stem))
        return "spellings are well-formed, in lower case and not empty";
    if (utf8_count_chars(token->exact) != utf8_count_chars(token->folded))
        return "folding keeps the number of characters";
    if (token->kind == TOKEN_WHOLE) {
        if (!before || token->position > before->position || token->position == 0)
            return "a whole has the position of its first part";
    } else {
        if (token->position != (before ? before->position : 0) + 1)
            return "positions count words";
        if (before &&
            (token->from_bytes < before->from_bytes || token->to_bytes < before->to_bytes))
            return "bytes ascend";
    }
    text_tokens(t, a, str_sub(s, token->from_bytes, token->to_bytes - token->from_bytes), &again);
    return has_token(&again, token) ? NULL : "a token's bytes alone give the same token";
}

/* The rule that the tokens of s break, or NULL. */
static inline const char *tokens_break(struct text *t, struct arena *a, struct str s)
{
    struct token_list list;
    text_tokens(t, a, s, &list);
    for (size_t i = 0; i < list.n; i++) {
        const char *broken = token_breaks(t, a, s, &list, i);
        if (broken)
            return broken;
    }
    struct str folded = text_fold(t, a, s);
    return str_eq(text_fold(t, a, folded), folded) ? NULL : "folding twice is folding once";
}

#endif
