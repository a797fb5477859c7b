/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_neighbours.h"

#include <math.h>
#include <stdlib.h>

#include "grams.h"
#include "parallel.h"

enum {
    COMMON_GRAM_PERCENT = 2, /* of the vocabulary: such grams tell little and cost much */
    COMMON_GRAM_WORDS = 500, /* ... but small vocabularies keep all */
    SIMILARITY_MIN_PERCENT = 10,
    WORDS_A_PIECE = 512,
};

struct builder {
    const struct soft_collection *c;
    struct soft_neighbours *out;
    uint32_t *slots; /* of grams by key: id + 1, open addressing */
    uint32_t n_slots;
    float *strength;         /* of grams */
    uint32_t *word_grams;    /* ids of the grams of all words ... */
    uint32_t *word_grams_at; /* ... n_words + 1 */
};

/* --- grams --- */

static uint32_t *find_slot(const struct builder *b, uint64_t key)
{
    uint32_t i = (uint32_t)(key >> 32 ^ key) & (b->n_slots - 1);
    while (b->slots[i] && b->out->gram_keys[b->slots[i] - 1] != key)
        i = (i + 1) & (b->n_slots - 1);
    return &b->slots[i];
}

static void grow_slots(struct builder *b)
{
    struct soft_neighbours *out = b->out;
    b->n_slots = b->n_slots ? b->n_slots * 2 : 1 << 12;
    free(b->slots);
    b->slots = xcalloc(b->n_slots, sizeof *b->slots);
    b->strength = xrealloc(b->strength, b->n_slots * sizeof *b->strength);
    out->gram_keys = xrealloc(out->gram_keys, b->n_slots * sizeof *out->gram_keys);
    for (uint32_t id = 0; id < out->n_grams; id++)
        *find_slot(b, out->gram_keys[id]) = id + 1;
}

static uint32_t gram_id(struct builder *b, const struct gram *gram)
{
    if (b->out->n_grams * 2 >= b->n_slots)
        grow_slots(b);
    uint32_t *slot = find_slot(b, gram->key);
    if (!*slot) {
        b->strength[b->out->n_grams] = gram->strength;
        b->out->gram_keys[b->out->n_grams++] = gram->key;
        *slot = b->out->n_grams;
    }
    return *slot - 1;
}

static void find_grams(struct builder *b)
{
    const struct soft_collection *c = b->c;
    struct gram grams[GRAMS_MAX];
    size_t n = 0, cap = GRAMS_MAX;
    grow_slots(b);
    b->word_grams = xmalloc(cap * sizeof *b->word_grams);
    b->word_grams_at = xmalloc(((size_t)c->n_words + 1) * sizeof *b->word_grams_at);
    for (uint32_t id = 0; id < c->n_words; id++) {
        const struct soft_spelling *word = &c->spellings[c->first_spelling[id]];
        size_t n_grams = grams_of(word->folded, word->stem, grams);
        if (n + n_grams > cap) {
            cap = 2 * cap + GRAMS_MAX;
            b->word_grams = xrealloc(b->word_grams, cap * sizeof *b->word_grams);
        }
        b->word_grams_at[id] = (uint32_t)n;
        for (size_t i = 0; i < n_grams; i++)
            b->word_grams[n++] = gram_id(b, &grams[i]);
    }
    b->word_grams_at[c->n_words] = (uint32_t)n;
}

/* Counts each gram of each word once at cursor[gram], or writes the word there. */
static void visit_grams(const struct builder *b, uint32_t *cursor, uint32_t *words_or_null)
{
    uint32_t *last = xcalloc(b->out->n_grams, sizeof *last);
    for (uint32_t id = 0; id < b->c->n_words; id++)
        for (uint32_t i = b->word_grams_at[id]; i < b->word_grams_at[id + 1]; i++) {
            uint32_t gram = b->word_grams[i];
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
static void invert_grams(struct builder *b)
{
    struct soft_neighbours *out = b->out;
    uint32_t *cursor = xcalloc(out->n_grams, sizeof *cursor), sum = 0;
    out->gram_at = xcalloc((size_t)out->n_grams + 1, sizeof *out->gram_at);
    visit_grams(b, cursor, NULL);
    for (uint32_t gram = 0; gram < out->n_grams; gram++) {
        out->gram_at[gram] = sum;
        sum += cursor[gram];
        cursor[gram] = out->gram_at[gram];
    }
    out->gram_at[out->n_grams] = sum;
    out->gram_words = xmalloc((sum + 1) * sizeof *out->gram_words);
    visit_grams(b, cursor, out->gram_words);
    free(cursor);
}

/* Words of each section, from the postings. A word with several spellings may be there twice. */
static uint32_t *transpose(const struct soft_collection *c, uint32_t **at)
{
    uint32_t *words = xmalloc((c->n_postings + 1) * sizeof *words);
    uint32_t *next = xcalloc((size_t)c->n_sections + 2, sizeof *next);
    for (size_t i = 0; i < c->n_postings; i++)
        next[c->postings[i].section + 2]++;
    for (uint32_t i = 2; i < c->n_sections + 2; i++)
        next[i] += next[i - 1];
    for (uint32_t id = 0; id < c->n_words; id++)
        for (uint32_t k = c->first_spelling[id]; k < c->first_spelling[id + 1]; k++) {
            const struct soft_posting *p = c->postings + c->spellings[k].first_posting;
            for (size_t i = 0; i < c->spellings[k].n_postings; i++)
                words[next[p[i].section + 1]++] = id;
        }
    *at = next;
    return words;
}

/* Sections that have each word, and each gram in any word; then what the gram is worth (BM25's
 * idf). */
static void weigh_grams(struct builder *b)
{
    const struct soft_collection *c = b->c;
    struct soft_neighbours *out = b->out;
    uint32_t *at, *words = transpose(c, &at);
    uint32_t *last = xcalloc(out->n_grams, sizeof *last);
    uint32_t *last_word = xcalloc(c->n_words, sizeof *last_word);
    uint32_t *df = xcalloc(out->n_grams, sizeof *df);
    for (uint32_t section = 0; section < c->n_sections; section++)
        for (uint32_t i = at[section]; i < at[section + 1]; i++) {
            uint32_t met = last_word[words[i]] != section + 1;
            out->word_df[words[i]] += met;
            out->word_public_df[words[i]] += met & (c->public[section / 64] >> section % 64 & 1);
            last_word[words[i]] = section + 1;
            for (uint32_t g = b->word_grams_at[words[i]]; g < b->word_grams_at[words[i] + 1]; g++) {
                uint32_t gram = b->word_grams[g];
                df[gram] += last[gram] != section + 1;
                last[gram] = section + 1;
            }
        }
    for (uint32_t gram = 0; gram < out->n_grams; gram++)
        out->gram_weight[gram] =
            b->strength[gram] * (float)log(1 + (c->n_sections - df[gram] + .5) / (df[gram] + .5));
    void *const owned[] = {words, at, last, last_word, df};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
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

static bool is_common(const struct builder *b, uint32_t gram)
{
    uint32_t n = b->out->gram_at[gram + 1] - b->out->gram_at[gram];
    return n > COMMON_GRAM_WORDS && n > (uint64_t)b->c->n_words * COMMON_GRAM_PERCENT / 100;
}

static void find_neighbours(struct builder *b, struct counter *c, uint32_t id)
{
    const struct soft_neighbours *n = b->out;
    size_t n_touched = 0, n_candidates = 0;
    float all = 0;
    for (uint32_t i = b->word_grams_at[id]; i < b->word_grams_at[id + 1]; i++) {
        uint32_t gram = b->word_grams[i];
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
    c->shared = xcalloc(b->c->n_words, sizeof *c->shared);
    c->touched = xmalloc(b->c->n_words * sizeof *c->touched);
    c->candidates = xmalloc(b->c->n_words * sizeof *c->candidates);
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
    for (size_t id = piece * WORDS_A_PIECE; id < (piece + 1) * WORDS_A_PIECE && id < b->c->n_words;
         id++)
        find_neighbours(b, state, (uint32_t)id);
    return 0;
}

static int find_all_neighbours(struct builder *b, size_t n_threads, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = (b->c->n_words + WORDS_A_PIECE - 1) / WORDS_A_PIECE,
        .context = b,
        .begin = counter_begin,
        .piece = find_piece,
        .end = counter_end,
    };
    return parallel_run(&job, n_threads, err);
}

int soft_find_neighbours(struct soft_neighbours *out, const struct soft_collection *c,
                         size_t n_threads, struct err *err)
{
    struct builder b = {.c = c, .out = out};
    *out = (struct soft_neighbours){.n_grams = 0};
    find_grams(&b);
    invert_grams(&b);
    out->gram_weight = xcalloc(out->n_grams, sizeof *out->gram_weight);
    out->word_df = xcalloc(c->n_words, sizeof *out->word_df);
    out->word_public_df = xcalloc(c->n_words, sizeof *out->word_public_df);
    weigh_grams(&b);
    out->word_weight = xcalloc(c->n_words, sizeof *out->word_weight);
    out->list_length = xcalloc(c->n_words, sizeof *out->list_length);
    out->lists = xcalloc((size_t)c->n_words * SOFT_NEIGHBOURS_MAX, sizeof *out->lists);
    int result = find_all_neighbours(&b, n_threads, err);
    void *const owned[] = {b.slots, b.strength, b.word_grams, b.word_grams_at};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    return result;
}

void soft_neighbours_release(struct soft_neighbours *n)
{
    void *const owned[] = {n->gram_keys,      n->gram_weight, n->gram_at,
                           n->gram_words,     n->word_weight, n->word_df,
                           n->word_public_df, n->lists,       n->list_length};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
}
