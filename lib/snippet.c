/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snippet.h"

#include <string.h>

#include "grapheme.h"
#include "snippet_words.h"

enum {
    SCAN_MAX_BYTES = 4 * 1024, /* of a section: what lies beyond is searched, not shown */
    NEAR_SHARE = 4,            /* of the snippet: a fourth may lie before the first match */
    JOINED_SHARE = 2,          /* of the snippet: what is joined and longer may be cut */
    NEAR_CHARS = 40,           /* two words further apart than this are not near each other */
    NEAR_WORTH = 250,          /* thousandths of a word's worth, when it follows at once */
};

void snippet_query_init(struct text *analyser, struct arena *a, struct snippet_query *query)
{
    query->words = snippet_words_new(analyser, a, query);
}

/* --- the words of the text that the query asks for --- */

struct match {
    size_t from, to;             /* bytes */
    size_t from_chars, to_chars; /* the same, in characters */
    struct snippet_found found;
};

struct matches {
    struct match *items;
    size_t n;
};

/* A compound comes after its parts and covers them. What else lies on a match already, as the words
 * of one ligature do, is marked with it. Stop words give way. */
static void add_match(struct matches *out, const struct match *match)
{
    while (out->n && out->items[out->n - 1].to > match->from && match->found.marked &&
           !out->items[out->n - 1].found.marked)
        out->n--;
    if (out->n && out->items[out->n - 1].to > match->from && !match->found.marked)
        return;
    while (out->n && out->items[out->n - 1].from >= match->from)
        out->n--;
    if (out->n == 0 || out->items[out->n - 1].to <= match->from)
        out->items[out->n++] = *match;
}

static void count_chars(struct str text, struct matches *found)
{
    size_t bytes = 0, chars = 0;
    for (size_t i = 0; i < found->n; i++) {
        struct match *match = &found->items[i];
        chars += utf8_count_chars(str_sub(text, bytes, match->from - bytes));
        bytes = match->from;
        match->from_chars = chars;
        match->to_chars =
            chars + utf8_count_chars(str_sub(text, match->from, match->to - match->from));
    }
}

static void find_matches(struct text *analyser, struct arena *a, struct str text,
                         const struct snippet_query *query, struct matches *out)
{
    struct snippet_sifted sifted;
    struct token_list tokens;
    size_t stretch = 0;
    snippet_words_sift(query->words, a, text, &sifted);
    text_tokens(analyser, a, sifted.text, &tokens);
    out->items = ARENA_ARRAY(a, struct match, tokens.n);
    out->n = 0;
    for (size_t i = 0; i < tokens.n; i++) {
        const struct token *token = &tokens.tokens[i];
        struct match match = {.from = token->from_bytes, .to = token->to_bytes};
        if (!snippet_words_find(query->words, token, &match.found))
            continue;
        while (stretch + 1 < sifted.n && sifted.stretches[stretch + 1].from_bytes <= match.from)
            stretch++;
        size_t from = sifted.stretches[stretch].from_bytes;
        match.from += sifted.stretches[stretch].source_bytes - from;
        match.to += sifted.stretches[stretch].source_bytes - from;
        add_match(out, &match);
    }
    count_chars(text, out);
}

/* --- the window --- */

/* A window's worth: of each different word its best match, and a little more for a word that
 * follows another nearby. */
static unsigned worth_of_window(const struct matches *found, size_t first, size_t max_chars)
{
    unsigned best[SNIPPET_WORDS_MAX] = {0}, worth = 0;
    const struct match *before = NULL;
    for (size_t i = first; i < found->n; i++) {
        const struct match *match = &found->items[i];
        unsigned *known = &best[match->found.word];
        if (match->to_chars - found->items[first].from_chars > max_chars)
            break;
        if (before && *known == 0) {
            size_t gap = match->from_chars - before->to_chars;
            size_t near = gap < NEAR_CHARS ? NEAR_CHARS - gap : 0;
            worth += (unsigned)(match->found.worth * near * NEAR_WORTH / 1000 / NEAR_CHARS);
        }
        if (match->found.worth > *known) {
            worth += match->found.worth - *known;
            *known = match->found.worth;
        }
        before = match;
    }
    return worth;
}

/* The first match of the best window of at most max_chars; NULL when there is nothing to mark. */
static const struct match *best_window(const struct matches *found, size_t max_chars)
{
    const struct match *best = NULL;
    unsigned best_worth = 0;
    for (size_t i = 0; i < found->n; i++) {
        if (!found->items[i].found.marked)
            continue;
        unsigned worth = worth_of_window(found, i, max_chars);
        if (!best || worth > best_worth) {
            best = &found->items[i];
            best_worth = worth;
        }
    }
    return best;
}

/* --- where to cut --- */

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

/* Is the blank at `at` a character of its own? */
static bool stands_alone(struct str text, size_t at)
{
    return grapheme_boundary(text, at) && grapheme_boundary(text, at + 1);
}

static bool is_open_gap(struct str text, size_t at)
{
    return (text.p[at] == ' ' || text.p[at] == '\n') && stands_alone(text, at);
}

/* Is the joined blank at `at` part of something too long to be kept together? */
static bool joins_too_much(struct str text, size_t at, size_t max_chars)
{
    size_t room = max_chars / JOINED_SHARE, from = at, to = at;
    size_t earliest = back_chars(text, at, room + 1), latest = forward_chars(text, at, room + 1);
    while (from > earliest && !is_open_gap(text, from - 1))
        from--;
    while (to < latest && !is_open_gap(text, to))
        to++;
    return utf8_count_chars(str_sub(text, from, to - from)) > room;
}

/* May a snippet end before, or begin behind, the byte at `at`? */
static bool is_gap(struct str text, size_t at, size_t max_chars)
{
    if (text.p[at] == RECORD_JOINED_BLANK)
        return stands_alone(text, at) && joins_too_much(text, at, max_chars);
    return is_open_gap(text, at);
}

/* Does a sentence end just before the gap at `at`? */
static bool ends_sentence(struct str text, size_t at)
{
    struct str before = str_sub(text, 0, at);
    return text.p[at] == '\n' || str_ends(before, STR(".")) || str_ends(before, STR("؟")) ||
           str_ends(before, STR("?")) || str_ends(before, STR("!"));
}

/* Where to begin so that the match is shown: with the nearest sentence that leaves a full snippet,
 * else with the earliest sentence or word in reach; with more before the match when little follows
 * it. */
static size_t begin_near(struct str text, size_t match_from, size_t max_chars)
{
    size_t near_chars = max_chars / NEAR_SHARE;
    size_t earliest = back_chars(text, match_from, near_chars);
    size_t full = back_chars(text, text.n, max_chars - near_chars);
    size_t last = back_chars(text, text.n, max_chars);
    if (last < earliest)
        earliest = last;
    if (earliest == 0)
        return 0;
    size_t joined = back_chars(text, match_from, max_chars / JOINED_SHARE);
    size_t word = SIZE_MAX, sentence = SIZE_MAX;
    for (size_t at = match_from; at > earliest || (at > joined && word == SIZE_MAX);) {
        if (!is_gap(text, --at, max_chars))
            continue;
        word = at + 1;
        if (!ends_sentence(text, at))
            continue;
        sentence = at + 1;
        if (sentence <= full)
            break;
    }
    if (sentence != SIZE_MAX)
        return sentence;
    if (word != SIZE_MAX)
        return word;
    return joined == 0 ? 0 : grapheme_start(text, match_from);
}

/* The end of what is shown: at most max_chars, at a gap. */
static size_t end_near(struct str text, size_t from, size_t max_chars)
{
    size_t end = forward_chars(text, from, max_chars);
    if (end == text.n)
        return end;
    size_t gap = end;
    while (gap > from && !is_gap(text, gap, max_chars))
        gap--;
    if (gap == from) /* one endless word */
        gap = grapheme_start(text, end);
    return gap > from ? gap : end;
}

/* Blanks and controls, as which nothing is shown. */
static bool is_empty(char c)
{
    return (unsigned char)c <= ' ';
}

/* May an end that is empty be cut off here? Not the blank under a mark. */
static bool may_trim(struct str text, size_t at)
{
    return grapheme_boundary(text, at) || (unsigned char)text.p[at] < ' '; /* \r\n */
}

static bool is_all_empty(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_empty(s.p[i]))
            return false;
    return true;
}

/* Copies text[from..to) as one line and the marks that lie inside. */
static void fill(struct arena *a, struct str text, size_t from, size_t to,
                 const struct matches *found, struct snippet *out)
{
    while (from < to && is_empty(text.p[from]) && may_trim(text, from + 1))
        from++;
    while (to > from && is_empty(text.p[to - 1]) && may_trim(text, to - 1))
        to--;
    out->text = arena_dup(a, str_sub(text, from, to - from));
    char *p = (char *)out->text.p;
    for (size_t i = 0; i < out->text.n; i++)
        if (is_empty(p[i]))
            p[i] = ' ';
    out->marks = ARENA_ARRAY(a, struct snippet_mark, found->n);
    for (size_t i = 0; i < found->n; i++)
        if (found->items[i].found.marked && found->items[i].from >= from &&
            found->items[i].to <= to)
            out->marks[out->n_marks++] =
                (struct snippet_mark){found->items[i].from - from, found->items[i].to - from};
}

/* The part that is looked at: to the last gap before the limit, so that no word is cut in two. */
static struct str scanned_part(struct str text)
{
    if (text.n <= SCAN_MAX_BYTES)
        return text;
    size_t end = SCAN_MAX_BYTES;
    while (end && !is_gap(text, end, 0))
        end--;
    return str_sub(text, 0, end ? end : grapheme_start(text, SCAN_MAX_BYTES));
}

void snippet_make(struct text *analyser, struct arena *a, struct str text,
                  const struct snippet_query *query, size_t max_chars, struct snippet *out)
{
    struct matches found;
    memset(out, 0, sizeof *out);
    if (text.n == 0)
        return;
    struct str scanned = scanned_part(text);
    find_matches(analyser, a, scanned, query, &found);
    const struct match *match = best_window(&found, max_chars - max_chars / NEAR_SHARE);
    size_t from = match ? begin_near(scanned, match->from, max_chars) : 0;
    while (from < scanned.n && is_empty(scanned.p[from]) && may_trim(scanned, from + 1))
        from++;
    size_t to = end_near(scanned, from, max_chars);
    fill(a, scanned, from, to, &found, out);
    out->cut_before = !is_all_empty(str_sub(text, 0, from));
    out->cut_after = !is_all_empty(str_sub(text, to, text.n));
}

void snippet_mark_all(struct text *analyser, struct arena *a, struct str text,
                      const struct snippet_query *query, struct snippet *out)
{
    struct matches found;
    memset(out, 0, sizeof *out);
    if (text.n == 0)
        return;
    find_matches(analyser, a, text, query, &found);
    fill(a, text, 0, text.n, &found, out);
}
