/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_neighbours.h"

#include <math.h>
#include <stdlib.h>

#include "parallel.h"
#include "soft_format.h"
#include "soft_reuse.h"

enum {
    SIMILARITY_MIN_PERCENT = 10,
    WORDS_A_PIECE = 512,
    COUNT_BITS = 5,
};

struct builder {
    const struct soft_merged *words;
    struct soft_neighbours *out;
    bool *done; /* words that have their list already */
};

/* --- grams --- */

/* Counts each gram of each word once at cursor[gram], or writes the word there. */
static void visit_grams(const struct soft_grams *g, uint32_t *cursor, uint32_t *words_or_null)
{
    uint32_t *last = xcalloc((size_t)g->n + 1, sizeof *last);
    for (uint32_t id = 0; id < g->n_words; id++)
        for (uint32_t i = g->of_words_at[id]; i < g->of_words_at[id + 1]; i++) {
            uint32_t gram = g->of_words[i];
            if (last[gram] == id + 1)
                continue;
            last[gram] = id + 1;
            if (words_or_null)
                words_or_null[cursor[gram]] = id;
            cursor[gram]++;
        }
    free(last);
}

/* The words of each gram, each once. */
static void invert_grams(struct soft_neighbours *out)
{
    uint32_t n = out->grams.n, *cursor = xcalloc((size_t)n + 1, sizeof *cursor), sum = 0;
    out->gram_at = xcalloc((size_t)n + 1, sizeof *out->gram_at);
    visit_grams(&out->grams, cursor, NULL);
    for (uint32_t gram = 0; gram < n; gram++) {
        out->gram_at[gram] = sum;
        sum += cursor[gram];
        cursor[gram] = out->gram_at[gram];
    }
    out->gram_at[n] = sum;
    out->gram_words = xmalloc(((size_t)sum + 1) * sizeof *out->gram_words);
    visit_grams(&out->grams, cursor, out->gram_words);
    free(cursor);
}

/* Keys are hashes: first by their leading bits, by counting, then the few of equal ones. */
static void order_grams(struct soft_neighbours *out)
{
    enum { BUCKETS = 1 << 16 };
    uint32_t n = out->grams.n, *next = xcalloc(BUCKETS + 1, sizeof *next);
    const uint64_t *keys = out->grams.keys;
    uint32_t *order = out->gram_order = xmalloc(((size_t)n + 1) * sizeof *order);
    for (uint32_t i = 0; i < n; i++)
        next[soft_bucket(keys[i], BUCKETS) + 1]++;
    for (uint32_t bucket = 0; bucket < BUCKETS; bucket++)
        next[bucket + 1] += next[bucket];
    for (uint32_t i = 0; i < n; i++)
        order[next[soft_bucket(keys[i], BUCKETS)]++] = i;
    for (uint32_t i = 1; i < n; i++) {
        uint32_t moving = order[i], at = i;
        for (; at > 0 && keys[order[at - 1]] > keys[moving]; at--)
            order[at] = order[at - 1];
        order[at] = moving;
    }
    free(next);
}

/* A count to COUNT_BITS significant bits: weights barely feel it (3 % of a count is .03 of a
 * logarithm), and an edit of one article leaves nearly all of them as they are. */
static double rounded(uint32_t count)
{
    int extra = 32 - COUNT_BITS - (count ? __builtin_clz(count) : 32);
    if (extra <= 0)
        return count;
    return (double)(((uint64_t)count + ((uint64_t)1 << extra >> 1)) >> extra << extra);
}

/* What grams are worth by the sections that have them (BM25's idf). */
static void weigh_grams(struct soft_neighbours *out, const struct soft_merged *words)
{
    uint32_t *df = xcalloc((size_t)out->grams.n + 1, sizeof *df);
    for (size_t i = 0; i < words->n_parts; i++) {
        const struct soft_part *part = &words->parts[i];
        for (uint32_t k = 0; k < part->header->n_grams; k++) {
            uint32_t gram = soft_grams_id(&out->grams, part->gram_keys[k]);
            if (gram != SOFT_NO_GRAM)
                df[gram] += part->gram_df[k];
        }
    }
    double all = rounded(words->n_sections);
    out->gram_weight = xcalloc((size_t)out->grams.n + 1, sizeof *out->gram_weight);
    for (uint32_t gram = 0; gram < out->grams.n; gram++) {
        double having = rounded(df[gram]);
        out->gram_weight[gram] =
            out->grams.strength[gram] * (float)log(1 + (all - having + .5) / (having + .5));
    }
    free(df);
}

/* --- neighbours --- */

struct candidate {
    uint32_t id;
    float similarity;
};

/* What one thread counts with. */
struct counter {
    float *shared; /* a word: weight of the grams in common */
    uint32_t *touched;
    struct candidate *candidates;
};

static int more_similar(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->similarity != b->similarity)
        return a->similarity < b->similarity ? 1 : -1;
    return (a->id > b->id) - (a->id < b->id);
}

bool soft_gram_is_common(uint32_t n_having, uint32_t n_words)
{
    return n_having > SOFT_COMMON_GRAM_WORDS &&
           n_having > (uint64_t)n_words * SOFT_COMMON_GRAM_PERCENT / 100;
}

static bool is_common(const struct builder *b, uint32_t gram)
{
    return soft_gram_is_common(b->out->gram_at[gram + 1] - b->out->gram_at[gram],
                               b->words->n_words);
}

static void find_neighbours(struct builder *b, struct counter *c, uint32_t id)
{
    const struct soft_neighbours *n = b->out;
    size_t n_touched = 0, n_candidates = 0;
    float all = 0;
    for (uint32_t i = n->grams.of_words_at[id]; i < n->grams.of_words_at[id + 1]; i++) {
        uint32_t gram = n->grams.of_words[i];
        float weight = n->gram_weight[gram];
        all += weight;
        if (is_common(b, gram))
            continue;
        for (uint32_t w = n->gram_at[gram]; w < n->gram_at[gram + 1]; w++) {
            uint32_t other = n->gram_words[w];
            if (c->shared[other] == 0)
                c->touched[n_touched++] = other;
            c->shared[other] += weight;
        }
    }
    for (size_t i = 0; i < n_touched; i++) {
        uint32_t other = c->touched[i];
        float similarity = c->shared[other] / all;
        c->shared[other] = 0;
        if (other != id && similarity * 100 >= SIMILARITY_MIN_PERCENT)
            c->candidates[n_candidates++] =
                (struct candidate){other, similarity < 1 ? similarity : 1};
    }
    if (n_candidates)
        qsort(c->candidates, n_candidates, sizeof *c->candidates, more_similar);
    n->word_weight[id] = all;
    uint32_t *out = n->lists + (size_t)id * SOFT_NEIGHBOURS_MAX, count = 0;
    out[count++] = id << 8 | 255; /* the word itself */
    for (size_t i = 0; i < n_candidates && count < SOFT_NEIGHBOURS_MAX; i++)
        out[count++] =
            c->candidates[i].id << 8 | (uint32_t)lroundf(255 * c->candidates[i].similarity);
    n->list_length[id] = count;
}

static int counter_begin(void *context, void **state, struct err *err)
{
    const struct builder *b = context;
    struct counter *c = xcalloc(1, sizeof *c);
    (void)err;
    c->shared = xcalloc(b->words->n_words, sizeof *c->shared);
    c->touched = xmalloc(b->words->n_words * sizeof *c->touched);
    c->candidates = xmalloc(b->words->n_words * sizeof *c->candidates);
    *state = c;
    return 0;
}

static void counter_end(void *context, void *state)
{
    struct counter *c = state;
    (void)context;
    free(c->shared);
    free(c->touched);
    free(c->candidates);
    free(c);
}

static int find_piece(void *context, void *state, size_t piece, struct err *err)
{
    struct builder *b = context;
    (void)err;
    size_t end = (piece + 1) * WORDS_A_PIECE;
    for (size_t id = piece * WORDS_A_PIECE; id < end && id < b->words->n_words; id++)
        if (!b->done[id])
            find_neighbours(b, state, (uint32_t)id);
    return 0;
}

static int find_all_neighbours(struct builder *b, size_t n_threads, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = (b->words->n_words + WORDS_A_PIECE - 1) / WORDS_A_PIECE,
        .context = b,
        .begin = counter_begin,
        .piece = find_piece,
        .end = counter_end,
    };
    return parallel_run(&job, n_threads, err);
}

int soft_find_neighbours(struct soft_neighbours *out, const struct soft_merged *words,
                         const char *previous, size_t n_threads, struct err *err)
{
    struct builder b = {.words = words, .out = out};
    size_t n = (size_t)words->n_words + 1;
    *out = (struct soft_neighbours){.n_reused = 0};
    soft_grams_init(&out->grams, words->words, words->n_words);
    invert_grams(out);
    order_grams(out);
    weigh_grams(out, words);
    out->word_weight = xcalloc(n, sizeof *out->word_weight);
    out->list_length = xcalloc(n, sizeof *out->list_length);
    out->lists = xcalloc(n * SOFT_NEIGHBOURS_MAX, sizeof *out->lists);
    b.done = xcalloc(n, sizeof *b.done);
    if (previous && words->n_parts)
        soft_reuse(out, words, previous, b.done);
    int result = find_all_neighbours(&b, n_threads, err);
    free(b.done);
    return result;
}

void soft_neighbours_release(struct soft_neighbours *n)
{
    void *const owned[] = {n->gram_order,  n->gram_weight, n->gram_at,    n->gram_words,
                           n->word_weight, n->lists,       n->list_length};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    soft_grams_release(&n->grams);
}
