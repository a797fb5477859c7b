/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snippet.h"

#include <string.h>

enum {
    SCAN_MAX_BYTES = 16 * 1024, /* of a section: what lies beyond is searched, not shown */
    NEAR_SHARE = 4,             /* of the snippet: a fourth may lie before the first match */
    WORDS_MAX = 64,             /* of a query: those beyond are not marked */
};

/* A word of the text that the query asks for. */
struct match {
    size_t from, to;             /* bytes */
    size_t from_chars, to_chars; /* the same, in characters */
    size_t word;                 /* which word of the query, for counting different ones */
};

struct matches {
    struct match *items;
    size_t n;
};

static bool same_word(const struct token *a, const struct token *b)
{
    return str_eq(a->stem, b->stem) || str_eq(a->folded, b->folded);
}

/* Index of the first query token that means the same word, or SIZE_MAX. */
static size_t find_word(const struct token_list *query, const struct token *token)
{
    for (size_t i = 0; i < query->n; i++)
        if (same_word(&query->tokens[i], token))
            return i;
    return SIZE_MAX;
}

static struct token_list different_words(struct arena *a, const struct token_list *query,
                                         bool stop_words)
{
    struct token_list words = {.tokens = ARENA_ARRAY(a, struct token, WORDS_MAX)};
    for (size_t i = 0; i < query->n && words.n < WORDS_MAX; i++)
        if (query->tokens[i].stop_word == stop_words &&
            find_word(&words, &query->tokens[i]) == SIZE_MAX)
            words.tokens[words.n++] = query->tokens[i];
    return words;
}

/* Stop words are marked only when the query holds nothing else. */
static struct token_list words_to_mark(struct arena *a, const struct token_list *query)
{
    struct token_list content = different_words(a, query, false);
    return content.n ? content : different_words(a, query, true);
}

/* A compound comes after its parts and covers them. What else lies on a match already, as the words
 * of one ligature do, is marked with it. */
static bool is_covered(struct matches *found, const struct token *token)
{
    while (found->n && found->items[found->n - 1].from >= token->from_bytes)
        found->n--;
    return found->n && found->items[found->n - 1].to > token->from_bytes;
}

static void find_matches(struct arena *a, struct str text, const struct token_list *tokens,
                         const struct token_list *query, struct matches *out)
{
    out->items = ARENA_ARRAY(a, struct match, tokens->n);
    out->n = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        const struct token *token = &tokens->tokens[i];
        size_t word = find_word(query, token);
        if (word != SIZE_MAX && !is_covered(out, token))
            out->items[out->n++] =
                (struct match){.from = token->from_bytes, .to = token->to_bytes, .word = word};
    }
    size_t bytes = 0, chars = 0;
    for (size_t i = 0; i < out->n; i++) {
        struct match *match = &out->items[i];
        chars += utf8_count_chars(str_sub(text, bytes, match->from - bytes));
        bytes = match->from;
        match->from_chars = chars;
        match->to_chars =
            chars + utf8_count_chars(str_sub(text, match->from, match->to - match->from));
    }
}

/* The first match of the window of at most max_chars that holds the most different words. */
static size_t best_window(const struct matches *found, size_t max_chars)
{
    size_t times[WORDS_MAX] = {0}; /* of each word in the window items[i..end) */
    size_t best = 0, best_count = 0, count = 0, end = 0;
    for (size_t i = 0; i < found->n; i++) {
        while (end < found->n &&
               found->items[end].to_chars - found->items[i].from_chars <= max_chars)
            count += times[found->items[end++].word]++ == 0;
        if (count > best_count) {
            best = i;
            best_count = count;
        }
        if (end > i)
            count -= --times[found->items[i].word] == 0;
        else
            end = i + 1; /* a word longer than the window */
    }
    return best;
}

static size_t back_chars(struct str text, size_t from, size_t n_chars)
{
    while (from && n_chars) {
        from--;
        if (((unsigned char)text.p[from] & 0xC0) != 0x80)
            n_chars--;
    }
    return from;
}

static size_t forward_chars(struct str text, size_t from, size_t n_chars)
{
    while (from < text.n && n_chars) {
        from++;
        while (from < text.n && ((unsigned char)text.p[from] & 0xC0) == 0x80)
            from++;
        n_chars--;
    }
    return from;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

/* Does a sentence end just before the blank at `at`? */
static bool ends_sentence(struct str text, size_t at)
{
    struct str before = str_sub(text, 0, at);
    return text.p[at] == '\n' || str_ends(before, STR(".")) || str_ends(before, STR("؟")) ||
           str_ends(before, STR("?")) || str_ends(before, STR("!"));
}

/* Where to begin so that the first match is shown: a sentence start nearby, else a word. */
static size_t begin_near(struct str text, size_t match_from, size_t near_chars)
{
    size_t earliest = back_chars(text, match_from, near_chars);
    if (earliest == 0)
        return 0;
    size_t word = match_from;
    for (size_t at = match_from; at-- > earliest;) {
        if (!is_blank(text.p[at]))
            continue;
        if (ends_sentence(text, at))
            return at + 1;
        word = at + 1;
    }
    return word;
}

/* The end of what is shown: at most max_chars, at a word's end. */
static size_t end_near(struct str text, size_t from, size_t max_chars)
{
    size_t end = forward_chars(text, from, max_chars);
    if (end == text.n)
        return end;
    size_t blank = end;
    while (blank > from && !is_blank(text.p[blank]))
        blank--;
    return blank > from ? blank : end; /* one endless word is cut */
}

/* Copies text[from..to) as one line and the marks that lie inside. */
static void fill(struct arena *a, struct str text, size_t from, size_t to,
                 const struct matches *found, struct snippet *out)
{
    struct str piece = str_trim(str_sub(text, from, to - from));
    from = (size_t)(piece.p - text.p);
    to = from + piece.n;
    out->text = arena_dup(a, piece);
    char *p = (char *)out->text.p;
    for (size_t i = 0; i < piece.n; i++)
        if ((unsigned char)p[i] < ' ')
            p[i] = ' ';
    out->marks = ARENA_ARRAY(a, struct snippet_mark, found->n);
    for (size_t i = 0; i < found->n; i++)
        if (found->items[i].from >= from && found->items[i].to <= to)
            out->marks[out->n_marks++] =
                (struct snippet_mark){found->items[i].from - from, found->items[i].to - from};
}

void snippet_make(struct text *analyser, struct arena *a, struct str text,
                  const struct token_list *query, size_t max_chars, struct snippet *out)
{
    struct token_list tokens, words = words_to_mark(a, query);
    struct matches found;
    size_t near_chars = max_chars / NEAR_SHARE;
    memset(out, 0, sizeof *out);
    if (text.n == 0)
        return;
    struct str scanned = utf8_cut_bytes(text, SCAN_MAX_BYTES);
    text_tokens(analyser, a, scanned, &tokens);
    find_matches(a, scanned, &tokens, &words, &found);
    size_t first = best_window(&found, max_chars - near_chars);
    size_t from = found.n ? begin_near(scanned, found.items[first].from, near_chars) : 0;
    while (from < scanned.n && is_blank(scanned.p[from]))
        from++;
    size_t to = end_near(scanned, from, max_chars);
    fill(a, scanned, from, to, &found, out);
    out->cut_before = str_trim(str_sub(text, 0, from)).n > 0;
    out->cut_after = str_trim(str_sub(text, to, text.n)).n > 0;
}

void snippet_mark_all(struct text *analyser, struct arena *a, struct str text,
                      const struct token_list *query, struct snippet *out)
{
    struct token_list tokens, words = words_to_mark(a, query);
    struct matches found;
    memset(out, 0, sizeof *out);
    if (text.n == 0)
        return;
    text_tokens(analyser, a, text, &tokens);
    find_matches(a, text, &tokens, &words, &found);
    fill(a, text, 0, text.n, &found, out);
}
