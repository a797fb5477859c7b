/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grams.h"
#include "soft_file.h"
#include "soft_phrase.h"
#include "soft_words.h"

/* BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009). */
#define K1 1.2f
#define B  0.75f

enum {
    COMMON_GRAM_PERCENT =
        5, /* of the vocabulary: passed over for words that are not in the index */
    COMMON_GRAM_WORDS = 500,
    SIMILARITY_MIN_PERCENT = 10,
    LARGE_SECTIONS = 10000, /* from here on common words make do with few neighbours */
    COMMON_WORD_PERCENT = 2,
    COMMON_NEIGHBOURS_MAX = 8,
    BYTES_A_LISTED_WORD = 2, /* at most, nearly always: differences of ids are small */
};

/* What a common word has among many thousand sections: measured on 12,000, it costs no relevance
 * and saves an eighth of the time. */
static const float common_similarity_min = 0.3f;

/* Other spellings of the word that was typed: enough to put the exact one first among equals. */
static const float spelled_otherwise = 0.96f;

struct soft {
    struct soft_file file;
    float **k; /* K(d) of each section of each block */
    /* Scratch: of a block's sections, of words and of articles. All zero between calls. What
     * belongs to sections has room for section_mask, which is more than there are: any number of a
     * posting, masked, is a place in there, so that scoring need not look at each (soft_file.h). */
    uint32_t section_mask;
    float *score, *soft_frequency, *shared;
    uint32_t *touched, *matching, *touched_words, *found_articles;
    struct soft_hit *best; /* of each article */
};

/* --- opening --- */

static float *lengths_to_k(const struct soft *s, const struct soft_block *b)
{
    const struct soft_words_header *h = s->file.header;
    float average = (float)h->total_tokens / (float)h->n_sections;
    float *k = xmalloc(((size_t)s->section_mask + 1) * sizeof *k);
    for (uint32_t i = 0; i <= s->section_mask; i++) {
        float length = i < b->n_sections ? (float)b->length[i] : 0;
        k[i] = K1 * (1 - B + B * length / (average > 0 ? average : 1));
    }
    return k;
}

static void make_scratch(struct soft *s)
{
    const struct soft_words_header *h = s->file.header;
    size_t n = 1;
    while (n <= h->n_sections && n <= SOFT_BLOCK_SECTIONS)
        n *= 2;
    s->section_mask = (uint32_t)n - 1;
    s->k = xcalloc(s->file.n_blocks + 1, sizeof *s->k);
    for (size_t i = 0; i < s->file.n_blocks; i++)
        s->k[i] = lengths_to_k(s, &s->file.blocks[i]);
    s->score = xcalloc(n, sizeof *s->score);
    s->soft_frequency = xcalloc(n, sizeof *s->soft_frequency);
    s->touched = xcalloc(2 * n, sizeof *s->touched);
    s->matching = xcalloc(n + 1, sizeof *s->matching); /* one more: written before it is counted */
    s->shared = xcalloc(h->n_words, sizeof *s->shared);
    s->touched_words = xcalloc(h->n_words, sizeof *s->touched_words);
    s->found_articles = xcalloc(h->n_articles, sizeof *s->found_articles);
    s->best = xcalloc(h->n_articles, sizeof *s->best);
}

int soft_open(struct soft **out, const char *generation_path, struct err *err)
{
    struct soft *s = xcalloc(1, sizeof *s);
    if (soft_file_open(&s->file, generation_path, err) < 0) {
        soft_close(s);
        return -1;
    }
    make_scratch(s);
    *out = s;
    return 0;
}

void soft_close(struct soft *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->k && i < s->file.n_blocks; i++)
        free(s->k[i]);
    void *const owned[] = {s->k,      s->score,         s->soft_frequency, s->touched, s->matching,
                           s->shared, s->touched_words, s->found_articles, s->best};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    soft_file_close(&s->file);
    free(s);
}

size_t soft_sections(const struct soft *s)
{
    return s->file.header->n_sections;
}

/* --- words --- */

const struct soft_file *soft_files(const struct soft *s)
{
    return &s->file;
}

static void remove_list(struct soft_word *word, size_t at)
{
    word->n--;
    memmove(word->lists + at, word->lists + at + 1, (word->n - at) * sizeof word->lists[0]);
}

/* Puts a word where it belongs among the most similar so far. */
static void offer(const struct soft *s, struct soft_word *word, uint32_t id, float similarity)
{
    size_t at = word->n;
    if (id >= s->file.header->n_words || !(similarity > 0)) /* in a damaged file only */
        return;
    if (at >= SOFT_NEIGHBOURS_MAX) {
        if (word->lists[at - 1].similarity >= similarity)
            return;
        at--;
    } else {
        word->n++;
    }
    for (; at > 0 && word->lists[at - 1].similarity < similarity; at--)
        word->lists[at] = word->lists[at - 1];
    struct soft_range spellings = soft_file_spellings(&s->file, id);
    word->lists[at] = (struct soft_list){id, spellings.from, spellings.to, similarity};
}

/* The typed spelling before the others of the same word, which comes first in the list. */
static void prefer_spelling(const struct soft *s, struct soft_word *word, struct str exact)
{
    struct soft_list all = word->lists[0];
    uint32_t spelling = soft_words_find_spelling(&s->file, all.id, exact);
    if (spelling < all.first || spelling >= all.end || all.end - all.first == 1)
        return;
    struct soft_list others[] = {{all.id, all.first, spelling, spelled_otherwise},
                                 {all.id, spelling + 1, all.end, spelled_otherwise}};
    word->lists[0].first = spelling;
    word->lists[0].end = spelling + 1;
    for (size_t i = 0; i < 2; i++) {
        if (others[i].first == others[i].end)
            continue;
        size_t at = word->n++;
        for (; word->lists[at - 1].similarity < spelled_otherwise; at--)
            word->lists[at] = word->lists[at - 1];
        word->lists[at] = others[i];
    }
}

/* Adds a gram's weight to each word that has it and that the audience may see; false when there is
 * none. */
static bool share_gram(struct soft *s, enum audience audience, struct soft_gram_list gram,
                       size_t *n_touched)
{
    uint32_t id = 0;
    bool seen = false;
    while (gram.list < gram.end) {
        id += soft_varint(&gram.list, gram.end);
        if (id >= s->file.header->n_words) /* in a damaged file only */
            break;
        if (!soft_words_is_seen(&s->file, audience, id))
            continue;
        seen = true;
        if (s->shared[id] == 0)
            s->touched_words[(*n_touched)++] = id;
        s->shared[id] += gram.weight;
    }
    return seen;
}

/* Adds up the grams that words of the index share with an unknown one; returns the weight of all of
 * its grams that the index has. */
static float share_grams(struct soft *s, enum audience audience, const struct token *token,
                         size_t *n_touched)
{
    struct gram grams[GRAMS_MAX];
    size_t n = grams_of(token->folded, token->stem, grams);
    float all = 0;
    *n_touched = 0;
    for (size_t i = 0; i < n; i++) {
        struct soft_gram_list gram;
        if (!soft_words_gram(&s->file, grams[i].key, &gram))
            continue;
        uint32_t n_words = (uint32_t)(gram.end - gram.list) / BYTES_A_LISTED_WORD;
        bool common = n_words > COMMON_GRAM_WORDS &&
                      n_words > (uint64_t)s->file.header->n_words * COMMON_GRAM_PERCENT / 100;
        if (common || share_gram(s, audience, gram, n_touched))
            all += gram.weight;
    }
    return all;
}

static void find_unknown(struct soft *s, enum audience audience, const struct token *token,
                         float weight, struct soft_word *out)
{
    size_t n_touched;
    float all = share_grams(s, audience, token, &n_touched);
    out->weight = weight * all;
    for (size_t i = 0; i < n_touched; i++) {
        uint32_t id = s->touched_words[i];
        float similarity = s->shared[id] / all;
        s->shared[id] = 0;
        if (similarity * 100 >= SIMILARITY_MIN_PERCENT)
            offer(s, out, id, similarity < 1 ? similarity : 1);
    }
}

/* Does a large index have the word in very many sections? */
static bool is_common(const struct soft *s, uint32_t id)
{
    uint32_t n = s->file.header->n_sections;
    return n >= LARGE_SECTIONS && soft_words_sections(&s->file, AUDIENCE_AGENT, id) >
                                      (uint64_t)n * COMMON_WORD_PERCENT / 100;
}

void soft_find_word(struct soft *s, enum audience audience, const struct token *token, float weight,
                    struct soft_word *out)
{
    uint32_t id = soft_words_find(&s->file, audience, token->folded);
    out->n = 0;
    if (id == SOFT_NO_WORD) {
        find_unknown(s, audience, token, weight, out);
        return;
    }
    out->weight = weight * soft_words_weight(&s->file, id);
    bool common = is_common(s, id);
    struct soft_range neighbours =
        soft_range(s->file.neighbour_at, id, id + 1, s->file.header->n_neighbours);
    for (uint32_t i = neighbours.from; i < neighbours.to; i++) {
        uint32_t neighbour = soft_u32(s->file.neighbours + i), other = neighbour >> 8;
        float similarity = (float)(neighbour & 0xFF) / 255;
        if (common && (similarity < common_similarity_min || out->n == COMMON_NEIGHBOURS_MAX))
            break;
        if (other < s->file.header->n_words && soft_words_is_seen(&s->file, audience, other))
            offer(s, out, other, similarity);
    }
    if (out->n && out->lists[0].similarity == 1) /* it is the word itself: not in a damaged file */
        prefer_spelling(s, out, token->exact);
}

void soft_add_word(struct soft *s, uint32_t id, float similarity, struct soft_word *word)
{
    size_t at = 0;
    while (at < word->n && word->lists[at].id != id)
        at++;
    if (at < word->n && word->lists[at].similarity >= similarity)
        return;
    if (at < word->n)
        remove_list(word, at);
    offer(s, word, id, similarity);
}

void soft_add_stem(struct soft *s, enum audience audience, struct str stem, float similarity,
                   struct soft_word *word)
{
    struct soft_gram_list gram;
    uint32_t id = 0;
    if (!soft_words_gram(&s->file, grams_stem_key(stem), &gram))
        return;
    while (gram.list < gram.end) {
        id += soft_varint(&gram.list, gram.end);
        if (id < s->file.header->n_words && soft_words_is_seen(&s->file, audience, id))
            soft_add_word(s, id, similarity, word);
    }
}

float soft_word_weight(const struct soft *s, uint32_t id)
{
    return soft_words_weight(&s->file, id);
}

/* --- scoring --- */

static struct soft_range postings_of(const struct soft_block *b, const struct soft_list *list)
{
    return soft_block_postings(b, (struct soft_range){list->first, list->end});
}

/* Adds one query word to the scores of a block; returns how many sections match so far. */
static size_t score_word(struct soft *s, size_t block, const struct soft_word *word,
                         size_t n_matching)
{
    const struct soft_block *b = &s->file.blocks[block];
    const float *k = s->k[block];
    const uint32_t mask = s->section_mask;
    size_t ends[SOFT_LISTS_MAX] = {0}, n_touched = 0, at = 0;
    for (size_t i = 0; i < word->n; i++) {
        const struct soft_list *list = &word->lists[i];
        const float similarity = list->similarity;
        struct soft_range in = postings_of(b, list);
        for (uint32_t p = in.from; p < in.to && n_touched <= mask;) {
            uint32_t stop = in.to - p > mask ? p + mask + 1 : in.to; /* there is room for so many */
            for (; p < stop; p++) {
                uint32_t posting = soft_u32(b->postings + p), section = posting >> 8 & mask;
                s->touched[n_touched] = section; /* kept only if it is met for the first time */
                n_touched += s->soft_frequency[section] == 0;
                s->soft_frequency[section] += similarity * (float)(posting & 0xFF);
            }
        }
        ends[i] = n_touched;
    }
    if (n_touched > mask) { /* more than there are, for some frequencies are 0: a damaged file */
        memset(s->soft_frequency, 0, ((size_t)mask + 1) * sizeof *s->soft_frequency);
        return n_matching;
    }
    for (size_t i = 0; i < word->n; i++) {
        float m = sqrtf(word->lists[i].similarity), gain = word->weight * (K1 + 1) * m;
        for (; at < ends[i]; at++) {
            uint32_t section = s->touched[at];
            float x = s->soft_frequency[section];
            float before = s->score[section];
            s->soft_frequency[section] = 0;
            s->score[section] = before + gain * x / (x + m * k[section]);
            s->matching[n_matching] = section;
            n_matching += (before == 0) & (s->score[section] != 0); /* a weight may be 0 */
        }
    }
    return n_matching;
}

static bool is_worse(struct soft_hit a, struct soft_hit b)
{
    return a.score != b.score ? a.score < b.score : a.section > b.section;
}

/* The hits as a heap with the worst on top. */
static void sift_down(struct soft_hit *heap, size_t n, size_t at)
{
    for (size_t kid; (kid = 2 * at + 1) < n; at = kid) {
        if (kid + 1 < n && is_worse(heap[kid + 1], heap[kid]))
            kid++;
        if (!is_worse(heap[kid], heap[at]))
            return;
        struct soft_hit swap = heap[at];
        heap[at] = heap[kid];
        heap[kid] = swap;
    }
}

static void keep(struct soft_result *out, size_t limit, struct soft_hit hit)
{
    if (out->n_hits < limit) {
        out->hits[out->n_hits++] = hit;
        if (out->n_hits == limit)
            for (size_t i = limit / 2 + 1; i-- > 0;)
                sift_down(out->hits, limit, i);
    } else if (limit && is_worse(out->hits[0], hit)) {
        out->hits[0] = hit;
        sift_down(out->hits, limit, 0);
    }
}

static bool is_in(const uint64_t *set, uint32_t section)
{
    return !set || set[section / 64] >> section % 64 & 1;
}

/* The best section so far of each article that matches; returns how many articles do. */
static size_t collect(struct soft *s, const struct soft_block *b, size_t n_matching,
                      const struct soft_scope *scope, size_t n_articles)
{
    const uint32_t first = b->first_section, n_sections = b->n_sections;
    const uint32_t all_articles = s->file.header->n_articles;
    for (size_t i = 0; i < n_matching; i++) {
        uint32_t local = s->matching[i], section = first + local;
        struct soft_hit hit = {section, 0, s->score[local]};
        s->score[local] = 0;
        if (local >= n_sections || !is_in(scope->allowed, section))
            continue;
        hit.article = soft_u32(b->article + local);
        if (hit.article >= all_articles)
            continue;
        if (scope->scores)
            scope->scores[section] = hit.score;
        struct soft_hit *best = &s->best[hit.article];
        if (best->score == 0) {
            s->found_articles[n_articles++] = hit.article;
            *best = hit;
        } else if (is_worse(*best, hit)) {
            *best = hit;
        }
    }
    return n_articles;
}

/* --- bounded work --- */

/* One list of one word, and how many postings it has in all blocks. */
struct list_cost {
    const struct soft_list *list;
    size_t word, n_postings;
};

static size_t count_postings(const struct soft *s, const struct soft_list *list)
{
    size_t n = 0;
    for (size_t i = 0; i < s->file.n_blocks; i++) {
        struct soft_range in = postings_of(&s->file.blocks[i], list);
        n += in.to - in.from;
    }
    return n;
}

static int most_telling_first(const void *left, const void *right)
{
    const struct list_cost *a = left, *b = right;
    if (a->list->similarity != b->list->similarity)
        return a->list->similarity < b->list->similarity ? 1 : -1;
    return (a->n_postings > b->n_postings) - (a->n_postings < b->n_postings);
}

/* The words, or a copy of them with as many lists as may be read. */
static const struct soft_word *within_bounds(const struct soft *s, struct arena *a,
                                             const struct soft_word *words, size_t n_words,
                                             size_t *n_postings)
{
    struct list_cost *costs = ARENA_ARRAY(a, struct list_cost, n_words * SOFT_LISTS_MAX);
    size_t n = 0;
    *n_postings = 0;
    for (size_t w = 0; w < n_words; w++)
        for (size_t i = 0; i < words[w].n; i++) {
            const struct soft_list *list = &words[w].lists[i];
            costs[n] = (struct list_cost){list, w, count_postings(s, list)};
            *n_postings += costs[n++].n_postings;
        }
    if (*n_postings <= SOFT_POSTINGS_MAX)
        return words;
    struct soft_word *kept = ARENA_ARRAY(a, struct soft_word, n_words);
    qsort(costs, n, sizeof *costs, most_telling_first);
    *n_postings = 0;
    for (size_t w = 0; w < n_words; w++)
        kept[w].weight = words[w].weight;
    for (size_t i = 0; i < n; i++) {
        struct soft_word *word = &kept[costs[i].word];
        if (*n_postings + costs[i].n_postings > SOFT_POSTINGS_MAX)
            continue;
        *n_postings += costs[i].n_postings;
        word->lists[word->n++] = *costs[i].list;
    }
    return kept;
}

static int best_first(const void *left, const void *right)
{
    struct soft_hit a = *(const struct soft_hit *)left, b = *(const struct soft_hit *)right;
    return is_worse(a, b) - is_worse(b, a);
}

void soft_score_scope(struct soft *s, struct arena *a, const struct soft_word *words,
                      size_t n_words, const struct soft_scope *scope, size_t limit,
                      struct soft_result *out)
{
    size_t n_articles = 0;
    *out = (struct soft_result){.hits = ARENA_ARRAY(a, struct soft_hit, limit)};
    words = within_bounds(s, a, words, n_words, &out->n_postings);
    for (size_t i = 0; i < s->file.n_blocks; i++) {
        size_t n_matching = 0;
        for (size_t w = 0; w < n_words; w++)
            n_matching = score_word(s, i, &words[w], n_matching);
        n_articles = collect(s, &s->file.blocks[i], n_matching, scope, n_articles);
    }
    for (size_t i = 0; i < n_articles; i++) {
        struct soft_hit *best = &s->best[s->found_articles[i]];
        if (scope->matching)
            scope->matching[best->section / 64] |= (uint64_t)1 << best->section % 64;
        if (is_in(scope->wanted, best->section)) {
            keep(out, limit, *best);
            out->n_matching++;
        }
        best->score = 0;
    }
    if (out->n_hits)
        qsort(out->hits, out->n_hits, sizeof *out->hits, best_first);
}

void soft_score(struct soft *s, struct arena *a, const struct soft_word *words, size_t n_words,
                const uint64_t *allowed, size_t limit, struct soft_result *out)
{
    soft_score_scope(s, a, words, n_words, &(struct soft_scope){.allowed = allowed}, limit, out);
}

static uint32_t article_of(const struct soft *s, uint32_t section)
{
    const struct soft_block *b = &s->file.blocks[section / SOFT_BLOCK_SECTIONS];
    return soft_u32(b->article + (section - b->first_section));
}

void soft_article_sections(const struct soft *s, uint32_t section, uint32_t *first, uint32_t *end)
{
    uint32_t article = article_of(s, section);
    *first = *end = section;
    while (*first > 0 && article_of(s, *first - 1) == article)
        --*first;
    while (*end < soft_sections(s) && article_of(s, *end) == article)
        ++*end;
}

/* --- why --- */

/* How often the spelling stands in the section: 0 for most. */
static uint32_t frequency_in(const struct soft_block *b, uint32_t spelling, uint32_t local)
{
    struct soft_range in = soft_block_postings(b, (struct soft_range){spelling, spelling + 1});
    uint32_t low = in.from, high = in.to;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (b->postings[middle] >> 8 < local)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t posting = low < in.to ? soft_u32(b->postings + low) : 0;
    return posting >> 8 == local ? posting & 0xFF : 0;
}

float soft_explain(const struct soft *s, const struct soft_word *word, uint32_t section,
                   struct soft_match matches[SOFT_LISTS_MAX], size_t *n_matches)
{
    size_t block = section / SOFT_BLOCK_SECTIONS;
    const struct soft_block *b = &s->file.blocks[block];
    uint32_t local = section - b->first_section;
    float x = 0, m = 0;
    *n_matches = 0;
    for (size_t i = 0; i < word->n; i++) {
        const struct soft_list *list = &word->lists[i];
        uint32_t frequency = 0;
        for (uint32_t spelling = list->first; spelling < list->end; spelling++)
            frequency += frequency_in(b, spelling, local);
        if (frequency == 0)
            continue;
        x += list->similarity * (float)frequency;
        m = m > 0 ? m : sqrtf(list->similarity); /* they fall */
        matches[(*n_matches)++] = (struct soft_match){list->id, frequency, list->similarity};
    }
    return x > 0 ? word->weight * (K1 + 1) * m * x / (x + m * s->k[block][local]) : 0;
}

struct soft_hit soft_hit_of(const struct soft *s, const struct soft_word *words, size_t n_words,
                            uint32_t section)
{
    struct soft_hit hit = {section, article_of(s, section), 0};
    struct soft_match matches[SOFT_LISTS_MAX];
    size_t n_matches;
    for (size_t i = 0; i < n_words; i++)
        hit.score += soft_explain(s, &words[i], section, matches, &n_matches);
    return hit;
}

/* --- phrases and words ruled out --- */

void soft_keep_phrase(struct soft *s, const struct token *tokens, size_t n, uint64_t *sections)
{
    uint32_t spellings[SOFT_PHRASE_MAX];
    n = n < SOFT_PHRASE_MAX ? n : SOFT_PHRASE_MAX;
    for (size_t i = 0; i < n; i++) {
        uint32_t id = soft_words_find(&s->file, AUDIENCE_AGENT, tokens[i].folded);
        spellings[i] =
            id == SOFT_NO_WORD ? id : soft_words_find_spelling(&s->file, id, tokens[i].exact);
        if (spellings[i] == SOFT_NO_WORD) {
            memset(sections, 0, (soft_sections(s) / 64 + 1) * sizeof *sections);
            return;
        }
    }
    for (size_t i = 0; i < s->file.n_blocks; i++)
        soft_phrase_keep(&s->file.blocks[i], spellings, n, sections);
}

void soft_drop_word(struct soft *s, struct str folded, uint64_t *sections)
{
    uint32_t id = soft_words_find(&s->file, AUDIENCE_AGENT, folded);
    if (id == SOFT_NO_WORD)
        return;
    for (size_t i = 0; i < s->file.n_blocks; i++) {
        const struct soft_block *b = &s->file.blocks[i];
        struct soft_range in = soft_block_postings(b, soft_file_spellings(&s->file, id));
        for (uint32_t p = in.from; p < in.to; p++) {
            uint32_t local = soft_u32(b->postings + p) >> 8, section = b->first_section + local;
            if (local < b->n_sections)
                sections[section / 64] &= ~((uint64_t)1 << section % 64);
        }
    }
}
