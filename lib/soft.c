/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "grams.h"
#include "soft_format.h"

/* BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009). */
#define K1 1.2f
#define B  0.75f

enum {
    COMMON_GRAM_PERCENT =
        5, /* of the vocabulary: passed over for words that are not in the index */
    COMMON_GRAM_WORDS = 500,
    SIMILARITY_MIN_PERCENT = 10,
};

struct block {
    struct file_map map;
    uint32_t first_section, n_sections;
    const uint32_t *posting_at, *postings;
    float *k; /* K(d) of each section */
};

struct soft {
    struct file_map map;
    const struct soft_words_header *header;
    const uint32_t *word_at, *neighbour_at, *neighbours, *word_slots, *gram_ids, *gram_at,
        *gram_words;
    const uint64_t *gram_slots;
    const float *word_weight, *gram_weight;
    const char *bytes;
    struct block *blocks;
    size_t n_blocks;
    /* Scratch: of a block's sections, and of words. All zero between calls. */
    float *score, *soft_frequency, *shared;
    uint32_t *touched, *matching, *touched_words;
};

/* --- opening --- */

/* Cuts an array off the mapped file; NULL when it is not all there. */
static const void *take(struct str *rest, uint64_t n_bytes)
{
    uint64_t aligned = soft_align(n_bytes);
    if (rest->n < aligned)
        return NULL;
    const void *array = rest->p;
    *rest = str_sub(*rest, aligned, rest->n);
    return array;
}

static bool rises(const uint32_t *at, uint32_t n, uint32_t end)
{
    for (uint32_t i = 0; i < n; i++)
        if (at[i] > at[i + 1])
            return false;
    return at[0] == 0 && at[n] == end;
}

static bool all_below(const uint32_t *values, size_t n, uint32_t limit)
{
    for (size_t i = 0; i < n; i++)
        if (values[i] >= limit)
            return false;
    return true;
}

/* Ids below the limit, each with a number behind it that is not 0: scoring knows by the sum of
 * these what it met before. */
static bool pairs_are_sound(const uint32_t *pairs, size_t n, uint32_t limit)
{
    for (size_t i = 0; i < n; i++)
        if (pairs[i] >> 8 >= limit || !(pairs[i] & 0xFF))
            return false;
    return true;
}

static bool weights_are_sound(const float *weights, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(weights[i] > 0 && isfinite(weights[i])))
            return false;
    return true;
}

static bool is_power_of_two(uint32_t n)
{
    return n && (n & (n - 1)) == 0;
}

static bool read_words(struct soft *s)
{
    struct str rest = s->map.bytes;
    const struct soft_words_header *h = take(&rest, sizeof *h);
    if (!h || memcmp(h->magic, SOFT_WORDS_MAGIC, sizeof h->magic) != 0)
        return false;
    s->header = h;
    s->word_at = take(&rest, ((uint64_t)h->n_words + 1) * 4);
    const void *df = take(&rest, (uint64_t)h->n_words * 4);
    s->word_weight = take(&rest, (uint64_t)h->n_words * 4);
    s->neighbour_at = take(&rest, ((uint64_t)h->n_words + 1) * 4);
    s->neighbours = take(&rest, (uint64_t)h->n_neighbours * 4);
    s->word_slots = take(&rest, (uint64_t)h->n_word_slots * 4);
    s->gram_slots = take(&rest, (uint64_t)h->n_gram_slots * 8);
    s->gram_ids = take(&rest, (uint64_t)h->n_gram_slots * 4);
    s->gram_weight = take(&rest, (uint64_t)h->n_grams * 4);
    s->gram_at = take(&rest, ((uint64_t)h->n_grams + 1) * 4);
    s->gram_words = take(&rest, (uint64_t)h->n_gram_words * 4);
    s->bytes = take(&rest, h->n_bytes);
    return s->word_at && df && s->word_weight && s->neighbour_at && s->neighbours &&
           s->word_slots && s->gram_slots && s->gram_ids && s->gram_weight && s->gram_at &&
           s->gram_words && s->bytes;
}

/* Every number that is later used as an index, looked at once. */
static bool words_are_sound(const struct soft *s)
{
    const struct soft_words_header *h = s->header;
    if (!is_power_of_two(h->n_word_slots) || !is_power_of_two(h->n_gram_slots) ||
        h->n_word_slots <= h->n_words || h->n_gram_slots <= h->n_grams)
        return false;
    uint32_t n_words = 0, n_grams = 0; /* fewer than slots, so that every search ends */
    for (uint32_t i = 0; i < h->n_word_slots; i++)
        n_words += s->word_slots[i] != 0;
    for (uint32_t i = 0; i < h->n_gram_slots; i++) {
        n_grams += s->gram_slots[i] != 0;
        if (s->gram_slots[i] && s->gram_ids[i] >= h->n_grams)
            return false;
    }
    return n_words == h->n_words && n_grams == h->n_grams &&
           rises(s->word_at, h->n_words, h->n_bytes) &&
           rises(s->neighbour_at, h->n_words, h->n_neighbours) &&
           rises(s->gram_at, h->n_grams, h->n_gram_words) &&
           pairs_are_sound(s->neighbours, h->n_neighbours, h->n_words) &&
           weights_are_sound(s->word_weight, h->n_words) &&
           weights_are_sound(s->gram_weight, h->n_grams) &&
           all_below(s->word_slots, h->n_word_slots, h->n_words + 1) &&
           all_below(s->gram_words, h->n_gram_words, h->n_words);
}

static bool read_block(const struct soft *s, struct block *b)
{
    struct str rest = b->map.bytes;
    const struct soft_postings_header *h = take(&rest, sizeof *h);
    if (!h || memcmp(h->magic, SOFT_POSTINGS_MAGIC, sizeof h->magic) != 0 ||
        h->table_id != s->header->table_id || h->n_words != s->header->n_words ||
        h->n_sections > SOFT_BLOCK_SECTIONS)
        return false;
    const uint32_t *length = take(&rest, (uint64_t)h->n_sections * 4);
    b->posting_at = take(&rest, ((uint64_t)h->n_words + 1) * 4);
    b->postings = take(&rest, (uint64_t)h->n_postings * 4);
    b->first_section = h->first_section;
    b->n_sections = h->n_sections;
    if (!length || !b->posting_at || !b->postings ||
        !rises(b->posting_at, h->n_words, h->n_postings) ||
        !pairs_are_sound(b->postings, h->n_postings, h->n_sections))
        return false;
    float average = (float)s->header->total_tokens / (float)s->header->n_sections;
    b->k = xmalloc(h->n_sections * sizeof *b->k);
    for (uint32_t i = 0; i < h->n_sections; i++)
        b->k[i] = K1 * (1 - B + B * (float)length[i] / (average > 0 ? average : 1));
    return true;
}

static int damaged(const char *path, struct err *err)
{
    return err_at(err, ERR_INDEX, path, 0, "this file is damaged; build the index again");
}

static int open_blocks(struct soft *s, const char *generation_path, struct err *err)
{
    uint32_t n_sections = s->header->n_sections;
    size_t n = ((size_t)n_sections + SOFT_BLOCK_SECTIONS - 1) / SOFT_BLOCK_SECTIONS;
    s->blocks = xcalloc(n, sizeof *s->blocks);
    for (uint32_t first = 0; s->n_blocks < n; first += SOFT_BLOCK_SECTIONS) {
        char path[4096];
        struct block *b = &s->blocks[s->n_blocks];
        snprintf(path, sizeof path, "%s/" SOFT_POSTINGS, generation_path, (unsigned)s->n_blocks);
        if (file_map(path, &b->map, err) < 0)
            return -1;
        s->n_blocks++;
        uint32_t left = n_sections - first;
        if (!read_block(s, b) || b->first_section != first ||
            b->n_sections != (left < SOFT_BLOCK_SECTIONS ? left : SOFT_BLOCK_SECTIONS))
            return damaged(path, err);
    }
    return 0;
}

static void make_scratch(struct soft *s)
{
    size_t n =
        s->header->n_sections < SOFT_BLOCK_SECTIONS ? s->header->n_sections : SOFT_BLOCK_SECTIONS;
    s->score = xcalloc(n, sizeof *s->score);
    s->soft_frequency = xcalloc(n, sizeof *s->soft_frequency);
    s->touched = xcalloc(n + 1, sizeof *s->touched); /* one more: written before it is counted */
    s->matching = xcalloc(n + 1, sizeof *s->matching);
    s->shared = xcalloc(s->header->n_words, sizeof *s->shared);
    s->touched_words = xcalloc(s->header->n_words, sizeof *s->touched_words);
}

int soft_open(struct soft **out, const char *generation_path, struct err *err)
{
    char path[4096];
    struct soft *s = xcalloc(1, sizeof *s);
    snprintf(path, sizeof path, "%s/" SOFT_WORDS, generation_path);
    int result = file_map(path, &s->map, err);
    if (result == 0 && (!read_words(s) || !words_are_sound(s)))
        result = damaged(path, err);
    if (result == 0)
        result = open_blocks(s, generation_path, err);
    if (result < 0) {
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
    for (size_t i = 0; i < s->n_blocks; i++) {
        file_unmap(&s->blocks[i].map);
        free(s->blocks[i].k);
    }
    free(s->blocks);
    file_unmap(&s->map);
    free(s->score);
    free(s->soft_frequency);
    free(s->touched);
    free(s->matching);
    free(s->shared);
    free(s->touched_words);
    free(s);
}

size_t soft_sections(const struct soft *s)
{
    return s->header->n_sections;
}

/* --- words --- */

struct str soft_word_text(const struct soft *s, uint32_t id)
{
    return (struct str){s->bytes + s->word_at[id], s->word_at[id + 1] - s->word_at[id]};
}

/* The id of a word of the index, or UINT32_MAX. */
static uint32_t find_word(const struct soft *s, struct str word)
{
    uint32_t mask = s->header->n_word_slots - 1;
    for (uint32_t i = soft_hash(word.p, word.n) & mask; s->word_slots[i]; i = (i + 1) & mask) {
        uint32_t id = s->word_slots[i] - 1;
        if (str_eq(word, soft_word_text(s, id)))
            return id;
    }
    return UINT32_MAX;
}

bool soft_knows(const struct soft *s, const struct token *token)
{
    return find_word(s, token->folded) != UINT32_MAX;
}

static bool find_gram(const struct soft *s, uint64_t key, uint32_t *id)
{
    uint32_t mask = s->header->n_gram_slots - 1;
    uint32_t i = soft_gram_hash(key) & mask;
    while (s->gram_slots[i] && s->gram_slots[i] != key)
        i = (i + 1) & mask;
    *id = s->gram_ids[i];
    return s->gram_slots[i] == key;
}

/* Puts the candidate where it belongs among the best so far. */
static void offer(struct soft_word *word, uint32_t id, float similarity)
{
    size_t at = word->n;
    if (at == SOFT_NEIGHBOURS_MAX) {
        if (word->neighbours[at - 1].similarity >= similarity)
            return;
        at--;
    } else {
        word->n++;
    }
    for (; at > 0 && word->neighbours[at - 1].similarity < similarity; at--)
        word->neighbours[at] = word->neighbours[at - 1];
    word->neighbours[at].id = id;
    word->neighbours[at].similarity = similarity;
}

/* Adds up the grams that words of the index share with an unknown one; returns the weight of all of
 * its grams that the index has. */
static float share_grams(struct soft *s, const struct token *token, size_t *n_touched)
{
    struct gram grams[GRAMS_MAX];
    size_t n = grams_of(token->folded, token->stem, grams);
    float all = 0;
    *n_touched = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t gram;
        if (!find_gram(s, grams[i].key, &gram))
            continue;
        all += s->gram_weight[gram];
        uint32_t n_words = s->gram_at[gram + 1] - s->gram_at[gram];
        if (n_words > COMMON_GRAM_WORDS &&
            n_words > (uint64_t)s->header->n_words * COMMON_GRAM_PERCENT / 100)
            continue;
        for (uint32_t w = s->gram_at[gram]; w < s->gram_at[gram + 1]; w++) {
            uint32_t id = s->gram_words[w];
            if (s->shared[id] == 0)
                s->touched_words[(*n_touched)++] = id;
            s->shared[id] += s->gram_weight[gram];
        }
    }
    return all;
}

static void find_unknown(struct soft *s, const struct token *token, float weight,
                         struct soft_word *out)
{
    size_t n_touched;
    float all = share_grams(s, token, &n_touched);
    out->weight = weight * all;
    for (size_t i = 0; i < n_touched; i++) {
        uint32_t id = s->touched_words[i];
        float similarity = s->shared[id] / all;
        s->shared[id] = 0;
        if (similarity * 100 >= SIMILARITY_MIN_PERCENT)
            offer(out, id, similarity < 1 ? similarity : 1);
    }
}

void soft_find_word(struct soft *s, const struct token *token, float weight, struct soft_word *out)
{
    uint32_t id = find_word(s, token->folded);
    out->n = 0;
    if (id == UINT32_MAX) {
        find_unknown(s, token, weight, out);
        return;
    }
    out->weight = weight * s->word_weight[id];
    for (uint32_t i = s->neighbour_at[id]; i < s->neighbour_at[id + 1]; i++)
        if (out->n < SOFT_NEIGHBOURS_MAX) {
            out->neighbours[out->n].id = s->neighbours[i] >> 8;
            out->neighbours[out->n++].similarity = (float)(s->neighbours[i] & 0xFF) / 255;
        }
}

/* --- scoring --- */

/* Adds one query word to the scores of a block; returns how many sections match so far. */
static size_t score_word(struct soft *s, const struct block *b, const struct soft_word *word,
                         size_t n_matching)
{
    size_t ends[SOFT_NEIGHBOURS_MAX], n_touched = 0, at = 0;
    for (size_t i = 0; i < word->n; i++) {
        uint32_t id = word->neighbours[i].id;
        float similarity = word->neighbours[i].similarity;
        for (uint32_t p = b->posting_at[id]; p < b->posting_at[id + 1]; p++) {
            uint32_t section = b->postings[p] >> 8;
            s->touched[n_touched] = section; /* kept only if it is met for the first time */
            n_touched += s->soft_frequency[section] == 0;
            s->soft_frequency[section] += similarity * (float)(b->postings[p] & 0xFF);
        }
        ends[i] = n_touched;
    }
    for (size_t i = 0; i < word->n; i++) {
        float m = sqrtf(word->neighbours[i].similarity), gain = word->weight * (K1 + 1) * m;
        for (; at < ends[i]; at++) {
            uint32_t section = s->touched[at];
            float x = s->soft_frequency[section];
            float before = s->score[section];
            s->soft_frequency[section] = 0;
            s->score[section] = before + gain * x / (x + m * b->k[section]);
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

static void collect(struct soft *s, const struct block *b, size_t n_matching,
                    const uint64_t *allowed, size_t limit, struct soft_result *out)
{
    for (size_t i = 0; i < n_matching; i++) {
        uint32_t local = s->matching[i], section = b->first_section + local;
        float score = s->score[local];
        s->score[local] = 0;
        if (allowed && !(allowed[section / 64] >> section % 64 & 1))
            continue;
        out->n_matching++;
        keep(out, limit, (struct soft_hit){section, score});
    }
}

static int best_first(const void *left, const void *right)
{
    struct soft_hit a = *(const struct soft_hit *)left, b = *(const struct soft_hit *)right;
    return is_worse(a, b) - is_worse(b, a);
}

void soft_score(struct soft *s, struct arena *a, const struct soft_word *words, size_t n_words,
                const uint64_t *allowed, size_t limit, struct soft_result *out)
{
    *out = (struct soft_result){.hits = ARENA_ARRAY(a, struct soft_hit, limit)};
    for (size_t i = 0; i < s->n_blocks; i++) {
        size_t n_matching = 0;
        for (size_t w = 0; w < n_words; w++)
            n_matching = score_word(s, &s->blocks[i], &words[w], n_matching);
        collect(s, &s->blocks[i], n_matching, allowed, limit, out);
    }
    if (out->n_hits)
        qsort(out->hits, out->n_hits, sizeof *out->hits, best_first);
}
