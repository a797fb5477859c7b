/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a person may type: read, and used to mark the text itself.
 */
#include <stdlib.h>

#include "harness.h"
#include "lib/rank.h"
#include "lib/snippet.h"

static void check_query(const struct query *query)
{
    size_t times = 0;
    for (size_t i = 0; i < query->n_words; i++)
        times += query->words[i].times;
    must(times + query->n_excluded <= query->tokens.n, "no word is counted that was not typed");
    must(query->n_words == QUERY_WORDS_MAX || query->n_excluded == QUERY_EXCLUDED_MAX ||
             times + query->n_excluded == query->tokens.n,
         "every word is counted or ruled out");
    must(query->n_words > 0 || query->tokens.n == 0, "a query does not only rule out");
    for (size_t i = 0; i < query->n_phrases; i++) {
        must(query->phrases[i].n > 0, "a phrase has words");
        for (size_t j = 0; j < query->phrases[i].n; j++)
            must(query->phrases[i].tokens[j].kind != TOKEN_WHOLE, "phrases hold no compounds");
    }
    must(!query->only_phrases || query->n_phrases > 0, "phrases only means phrases");
}

/* Every token stands for the one before it as well. */
static void check_snippet(struct arena *a, struct str text, const struct token_list *words)
{
    enum { MAX_CHARS = 80 };
    struct snippet snippet;
    struct snippet_word *also = ARENA_ARRAY(a, struct snippet_word, words->n);
    struct snippet_query query = {.tokens = words, .also = also, .n_also = words->n};
    size_t end = 0;
    for (size_t i = 0; i < words->n; i++)
        also[i] = (struct snippet_word){words->tokens[i].folded, i ? i - 1 : 0, 0.5F};
    snippet_query_init(analyser(), a, &query);
    snippet_make(analyser(), a, text, &query, MAX_CHARS, &snippet);
    must(utf8_valid_bytes(snippet.text) == snippet.text.n, "a snippet is well formed");
    must(utf8_count_chars(snippet.text) <= MAX_CHARS, "a snippet is short");
    must(str_find_char(snippet.text, '\n') == SIZE_MAX, "a snippet is one line");
    for (size_t i = 0; i < snippet.n_marks; i++) {
        const struct snippet_mark *mark = &snippet.marks[i];
        must(mark->from_bytes >= end && mark->from_bytes < mark->to_bytes, "marks ascend");
        end = mark->to_bytes;
        must(end <= snippet.text.n, "marks lie inside");
        struct str word = str_sub(snippet.text, mark->from_bytes, end - mark->from_bytes);
        must(utf8_valid_bytes(word) == word.n, "marks do not cut characters");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct query query;
    struct str typed = {(const char *)bytes, n_bytes};
    typed = arena_dup(&arena, str_sub(typed, 0, utf8_valid_bytes(typed)));
    query_read(analyser(), &arena, typed, &query);
    check_query(&query);
    struct str term = rank_filter_term(analyser(), &arena, RANK_PRODUCT, typed);
    must(term.n > 0 && term.n <= 245, "terms fit the index");
    check_snippet(&arena, typed, &query.tokens);
    arena_release(&arena);
    return 0;
}
