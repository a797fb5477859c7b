/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the text and the query: a snippet is a slice of the text that is cut where it may be,
 * and its marks are those that analysing all of the text gives.
 */
#include "snippets.h"

#include <stdlib.h>
#include <string.h>

#include "lib/grapheme.h"
#include "lib/record.h"

enum { RANDOM_TEXTS = 3000 };

static bool is_meant(const struct snippet_query *query, const struct token *token, bool stop_words)
{
    for (size_t i = 0; i < query->tokens->n; i++) {
        const struct token *asked = &query->tokens->tokens[i];
        bool also = false;
        for (size_t k = 0; k < query->n_also; k++)
            also |= query->also[k].word == i && str_eq(query->also[k].folded, token->folded);
        if (asked->stop_word == stop_words &&
            (also || str_eq(asked->stem, token->stem) || str_eq(asked->folded, token->folded)))
            return true;
    }
    return false;
}

static bool all_stop_words(const struct token_list *tokens)
{
    for (size_t i = 0; i < tokens->n; i++)
        if (!tokens->tokens[i].stop_word)
            return false;
    return true;
}

/* The bytes of the text that full analysis says to mark. */
static size_t expected_marks(struct fixture *f, struct str text, const struct snippet_query *query,
                             struct snippet_mark **out)
{
    struct token_list tokens;
    size_t n = 0;
    text_tokens(f->text, &f->arena, text, &tokens);
    struct snippet_mark *marks = *out = ARENA_ARRAY(&f->arena, struct snippet_mark, tokens.n);
    for (size_t i = 0; i < tokens.n; i++) {
        const struct token *token = &tokens.tokens[i];
        if (!is_meant(query, token, all_stop_words(query->tokens)))
            continue;
        while (n && marks[n - 1].from_bytes >= token->from_bytes)
            n--; /* parts of a compound */
        if (n == 0 || marks[n - 1].to_bytes <= token->from_bytes)
            marks[n++] = (struct snippet_mark){token->from_bytes, token->to_bytes};
    }
    return n;
}

static bool same_marks(const struct snippet *snippet, const struct snippet_mark *marks, size_t n,
                       size_t from)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (marks[i].from_bytes < from || marks[i].to_bytes > from + snippet->text.n)
            continue;
        if (k == snippet->n_marks || snippet->marks[k].from_bytes + from != marks[i].from_bytes ||
            snippet->marks[k].to_bytes + from != marks[i].to_bytes)
            return false;
        k++;
    }
    return k == snippet->n_marks;
}

static bool same_text(struct str shown, struct str source)
{
    for (size_t i = 0; i < shown.n; i++)
        if (shown.p[i] != (snippets_is_shown(source.p[i]) ? source.p[i] : ' '))
            return false;
    return true;
}

/* Is `at` a place between two words that belong together and would have had room together? */
static bool tears_joined(struct str text, size_t at, size_t max_chars)
{
    size_t from = at, to = at;
    bool joined = false;
    for (; from && !((text.p[from - 1] == ' ' || text.p[from - 1] == '\n') &&
                     grapheme_boundary(text, from) && grapheme_boundary(text, from - 1));
         from--)
        joined |= text.p[from - 1] == RECORD_JOINED_BLANK;
    for (; to < text.n && !((text.p[to] == ' ' || text.p[to] == '\n') &&
                            grapheme_boundary(text, to) && grapheme_boundary(text, to + 1));
         to++)
        joined |= text.p[to] == RECORD_JOINED_BLANK;
    return joined && snippets_has_text(str_sub(text, from, at - from)) &&
           snippets_has_text(str_sub(text, at, to - at)) &&
           utf8_count_chars(str_sub(text, from, to - from)) <= max_chars / 2;
}

/* Between characters, or in one that is longer than the snippet may be. */
static bool is_clean_cut(struct str text, size_t from, size_t at)
{
    if (grapheme_boundary(text, at))
        return true;
    for (size_t i = from + 1; i < at; i++)
        if (grapheme_boundary(text, i))
            return false;
    return true;
}

/* Could the snippet be these bytes of the text? */
static bool is_slice(const struct snippet *snippet, struct str text, size_t from, size_t max_chars)
{
    size_t to = from + snippet->text.n;
    return same_text(snippet->text, str_sub(text, from, to - from)) &&
           grapheme_boundary(text, from) && is_clean_cut(text, from, to) &&
           snippet->cut_before == snippets_has_text(str_sub(text, 0, from)) &&
           snippet->cut_after == snippets_has_text(str_sub(text, to, text.n)) &&
           !tears_joined(text, from, max_chars) && !tears_joined(text, to, max_chars);
}

static void check_slice(struct fixture *f, struct str text, const struct snippet_query *query,
                        const struct snippet *snippet, size_t max_chars)
{
    struct snippet_mark *marks;
    size_t n = expected_marks(f, text, query, &marks);
    for (size_t from = 0; from + snippet->text.n <= text.n; from++)
        if (is_slice(snippet, text, from, max_chars) && same_marks(snippet, marks, n, from))
            return;
    fail_msg("\"" STR_FMT "\" in %zu characters is \"" STR_FMT "\"", STR_ARG(text), max_chars,
             STR_ARG(snippets_shown(f, snippet)));
}

static const char *const pieces[] = {
    /* words, their spellings and shapes */
    "دفع",
    "وندفع",
    "الفَاتُورَة",
    "فواتير",
    "فاتـــورتك",
    "ﺍﻟﻔﺎﺗﻮﺭﺓ",
    "ﻻ",
    "\uFDFA",
    "صلى",
    "من",
    "كيف",
    "و",
    "ؤ",
    "ا\u0653",
    "ها",
    "رقم",
    "اليد",
    "الحساب",
    "بـ100",
    "١٬٢٣٤",
    "1,234",
    "12",
    "آيفون15",
    "ایران",
    "Wi-Fi",
    "wifi",
    "ｗｉｆｉ",
    "C++",
    "c#",
    "don't",
    "it’s",
    "dying",
    "die",
    "re\u0301sume\u0301",
    "A",
    "x",
    "payments",
    "PAID",
    "iPhone15pro",
    "a.b",
    "中",
    "가",
    "\u1100\u1161",
    "क्षि",
    /* marks, joiners, pictures */
    "\u064E",
    "\u0651",
    "\u0670",
    "\u0654",
    "\u0301",
    "\u0345",
    "\u00AD",
    "\u200D",
    "\u200F",
    "😀",
    "👩\u200D👩\u200D👧",
    "👍🏽",
    "❤\uFE0F",
    "🇯",
    "🇴",
    "\u0600",
    /* what stands between words */
    " ",
    " ",
    " ",
    " ",
    "\n",
    "  ",
    "\x1F",
    "\x1F",
    "\x1F",
    " · ",
    ". ",
    "؟ ",
    "، ",
    "(",
    "-",
    ".",
    "_",
    "/",
    "'",
    "\t",
};
static const char *const asked[] = {
    "دفع",   "فاتورة", "الفواتير", "صلى",  "الله عليه", "من",   "كيف",   "و",       "لا",
    "رقم",   "يد",     "15",       "حساب", "100",       "1234", "ايفون", "آيفون15", "ايران",
    "wifi",  "Wi-Fi",  "fi",       "c++",  "c#",        "dont", "don't", "it's",    "die",
    "dying", "résumé", "a",        "x",    "payment",   "paid", "pro",   "a.b",     "中",
    "가",    "क्षि",    "εx",       "١٢",   "ه",         "أ",
};
static const char *const similar[] = {"فواتير", "دفع", "ندفع", "ارقام", "wifi", "die", "من", "12"};

#define ANY(list) list[(size_t)rand() % (sizeof(list) / sizeof *(list))]

static struct snippet_query *random_query(struct fixture *f)
{
    struct str typed = STR("");
    for (int n = rand() % 4; n >= 0; n--)
        typed = arena_printf(&f->arena, STR_FMT " %s", STR_ARG(typed), ANY(asked));
    struct snippet_query *query = snippets_ask(f, typed.p);
    struct snippet_word *also = ARENA_ARRAY(&f->arena, struct snippet_word, 3);
    float *weights = ARENA_ARRAY(&f->arena, float, query->tokens->n);
    query->n_also = query->tokens->n ? (size_t)rand() % 4 : 0;
    for (size_t i = 0; i < query->n_also; i++)
        also[i] =
            (struct snippet_word){str_from(ANY(similar)), (size_t)rand() % query->tokens->n, 0.5F};
    for (size_t i = 0; i < query->tokens->n; i++)
        weights[i] = (float)(rand() % 5);
    query->also = also;
    query->weights = rand() % 2 ? weights : NULL;
    snippet_query_init(f->text, &f->arena, query);
    return query;
}

static void whatever_the_text(void **state)
{
    struct fixture *f = *state;
    srand(20261121);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
        struct snippet snippet;
        struct str text = STR("");
        size_t max_chars = (size_t)(1 + rand() % 120);
        for (int n = rand() % 60; n > 0; n--)
            text = arena_printf(&f->arena, STR_FMT "%s", STR_ARG(text), ANY(pieces));
        const struct snippet_query *query = random_query(f);
        snippet = snippets_make_for(f, text, query, max_chars);
        check_slice(f, text, query, &snippet, max_chars);
        snippet_mark_all(f->text, &f->arena, text, query, &snippet);
        check_slice(f, text, query, &snippet, SIZE_MAX);
        arena_clear(&f->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whatever_the_text)};
    return cmocka_run_group_tests(tests, snippets_setup, snippets_teardown);
}
