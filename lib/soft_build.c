/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "grams.h"
#include "hash.h"
#include "parallel.h"
#include "schema.h"
#include "soft.h"
#include "soft_format.h"
#include "text.h"
#include "xap.h"

enum {
    COMMON_GRAM_PERCENT = 2, /* of the vocabulary: such grams tell little and cost much */
    COMMON_GRAM_WORDS = 500, /* ... but small vocabularies keep all */
    SIMILARITY_MIN_PERCENT = 10,
    WORDS_A_PIECE = 512,
    FILE_MAX_BYTES = 0x7fffffff,
};

struct posting {
    uint32_t section, frequency;
};

/* Growing arrays, one element type each. */
struct u32s {
    uint32_t *at;
    size_t n, cap;
};

struct builder {
    struct buf bytes;         /* words, one behind the other */
    struct u32s word_at;      /* n_words + 1 */
    struct posting *postings; /* by word, then section */
    size_t n_postings, cap_postings;
    struct u32s posting_at; /* n_words + 1 */
    uint32_t n_words, n_sections;
    uint32_t *length; /* of sections, in tokens */
    uint64_t total_tokens;

    uint64_t *gram_slots; /* open addressing */
    uint32_t *gram_ids;
    uint32_t n_gram_slots, n_grams;
    struct u32s word_grams;    /* gram ids of all words ... */
    struct u32s word_grams_at; /* ... n_words + 1 */
    float *strength, *weight;  /* of grams */
    uint32_t *gram_df;
    uint32_t *gram_words, *gram_at;

    float *word_weight;
    uint32_t *neighbours, *neighbour_count; /* SOFT_NEIGHBOURS_MAX a word */
};

static void push(struct u32s *list, uint32_t value)
{
    if (list->n == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 1024;
        list->at = xrealloc(list->at, list->cap * sizeof *list->at);
    }
    list->at[list->n++] = value;
}

static struct str word_text(const struct builder *b, uint32_t id)
{
    return (struct str){b->bytes.p + b->word_at.at[id], b->word_at.at[id + 1] - b->word_at.at[id]};
}

/* --- words and postings, from Xapian --- */

static void visit_word(void *context, struct str word)
{
    struct builder *b = context;
    buf_add(&b->bytes, word);
    push(&b->word_at, (uint32_t)b->bytes.n);
    push(&b->posting_at, (uint32_t)b->n_postings);
    b->n_words++;
}

static void visit_posting(void *context, unsigned docid, unsigned frequency)
{
    struct builder *b = context;
    if (b->n_postings == b->cap_postings) {
        b->cap_postings = b->cap_postings ? b->cap_postings * 2 : 4096;
        b->postings = xrealloc(b->postings, b->cap_postings * sizeof *b->postings);
    }
    b->postings[b->n_postings++] = (struct posting){docid - 1, frequency};
    b->length[docid - 1] += frequency;
    b->total_tokens += frequency;
}

static int read_index(struct builder *b, const char *generation_path, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct xap_db *db = NULL;
    struct xap_visitor visitor = {visit_word, visit_posting, b};
    size_t n_documents = 0;
    int result =
        xap_db_open(&db, arena_printf(&a, "%s/%s", generation_path, SCHEMA_SECTIONS).p, err);
    if (result == 0)
        result = xap_db_size(db, &n_documents, err);
    b->n_sections = (uint32_t)n_documents;
    b->length = xcalloc(n_documents + 1, sizeof *b->length);
    push(&b->word_at, 0);
    if (result == 0)
        result = xap_db_visit(db, &visitor, err);
    push(&b->posting_at, (uint32_t)b->n_postings);
    xap_db_close(db);
    arena_release(&a);
    if (result == 0 && b->bytes.failed)
        result = err_at(err, ERR_TOO_BIG, generation_path, 0, "more than 2 GiB of words");
    return result;
}

/* --- grams --- */

static uint32_t *find_gram(const struct builder *b, uint64_t key)
{
    uint32_t i = soft_gram_hash(key) & (b->n_gram_slots - 1);
    while (b->gram_slots[i] && b->gram_slots[i] != key)
        i = (i + 1) & (b->n_gram_slots - 1);
    return &b->gram_ids[i];
}

static void grow_grams(struct builder *b)
{
    struct builder old = *b;
    b->n_gram_slots = old.n_gram_slots ? old.n_gram_slots * 2 : 1 << 12;
    b->gram_slots = xcalloc(b->n_gram_slots, sizeof *b->gram_slots);
    b->gram_ids = xcalloc(b->n_gram_slots, sizeof *b->gram_ids);
    b->strength = xrealloc(b->strength, b->n_gram_slots * sizeof *b->strength);
    for (uint32_t i = 0; i < old.n_gram_slots; i++)
        if (old.gram_slots[i]) {
            uint32_t *id = find_gram(b, old.gram_slots[i]);
            b->gram_slots[id - b->gram_ids] = old.gram_slots[i];
            *id = old.gram_ids[i];
        }
    free(old.gram_slots);
    free(old.gram_ids);
}

static uint32_t gram_id(struct builder *b, const struct gram *gram)
{
    if (b->n_grams * 2 >= b->n_gram_slots)
        grow_grams(b);
    uint32_t *id = find_gram(b, gram->key);
    if (!b->gram_slots[id - b->gram_ids]) {
        b->gram_slots[id - b->gram_ids] = gram->key;
        b->strength[b->n_grams] = gram->strength;
        *id = b->n_grams++;
    }
    return *id;
}

static int find_grams(struct builder *b, struct err *err)
{
    struct text *analyser = NULL;
    struct arena a = ARENA_INIT;
    struct gram grams[GRAMS_MAX];
    if (text_new(&analyser, err) < 0)
        return -1;
    grow_grams(b);
    for (uint32_t id = 0; id < b->n_words; id++) {
        struct str word = word_text(b, id);
        size_t n = grams_of(word, text_stem(analyser, &a, word), grams);
        push(&b->word_grams_at, (uint32_t)b->word_grams.n);
        for (size_t i = 0; i < n; i++)
            push(&b->word_grams, gram_id(b, &grams[i]));
        arena_clear(&a);
    }
    push(&b->word_grams_at, (uint32_t)b->word_grams.n);
    text_free(analyser);
    arena_release(&a);
    return 0;
}

/* Counts each gram of each word once at cursor[gram], or writes the word there. */
static void visit_grams(const struct builder *b, uint32_t *cursor, uint32_t *words_or_null)
{
    uint32_t *last = xcalloc(b->n_grams, sizeof *last);
    for (uint32_t id = 0; id < b->n_words; id++)
        for (uint32_t i = b->word_grams_at.at[id]; i < b->word_grams_at.at[id + 1]; i++) {
            uint32_t gram = b->word_grams.at[i];
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
    uint32_t *cursor = xcalloc(b->n_grams, sizeof *cursor), sum = 0;
    b->gram_at = xcalloc(b->n_grams + 1, sizeof *b->gram_at);
    visit_grams(b, cursor, NULL);
    for (uint32_t gram = 0; gram < b->n_grams; gram++) {
        b->gram_at[gram] = sum;
        sum += cursor[gram];
        cursor[gram] = b->gram_at[gram];
    }
    b->gram_at[b->n_grams] = sum;
    b->gram_words = xmalloc(sum * sizeof *b->gram_words);
    visit_grams(b, cursor, b->gram_words);
    free(cursor);
}

/* Words of each section, from the postings. */
static uint32_t *transpose(const struct builder *b, uint32_t **at)
{
    uint32_t *words = xmalloc(b->n_postings * sizeof *words);
    uint32_t *next = xcalloc((size_t)b->n_sections + 2, sizeof *next);
    for (size_t i = 0; i < b->n_postings; i++)
        next[b->postings[i].section + 2]++;
    for (uint32_t i = 2; i < b->n_sections + 2; i++)
        next[i] += next[i - 1];
    for (uint32_t id = 0; id < b->n_words; id++)
        for (uint32_t i = b->posting_at.at[id]; i < b->posting_at.at[id + 1]; i++)
            words[next[b->postings[i].section + 1]++] = id;
    *at = next;
    return words;
}

/* Sections that have each gram in any word; then what the gram is worth (BM25's idf). */
static void weigh_grams(struct builder *b)
{
    uint32_t *at, *words = transpose(b, &at);
    uint32_t *last = xcalloc(b->n_grams, sizeof *last);
    b->gram_df = xcalloc(b->n_grams, sizeof *b->gram_df);
    b->weight = xmalloc(b->n_grams * sizeof *b->weight);
    for (uint32_t section = 0; section < b->n_sections; section++)
        for (uint32_t i = at[section]; i < at[section + 1]; i++)
            for (uint32_t g = b->word_grams_at.at[words[i]]; g < b->word_grams_at.at[words[i] + 1];
                 g++) {
                uint32_t gram = b->word_grams.at[g];
                b->gram_df[gram] += last[gram] != section + 1;
                last[gram] = section + 1;
            }
    for (uint32_t gram = 0; gram < b->n_grams; gram++) {
        double df = b->gram_df[gram];
        b->weight[gram] = b->strength[gram] * (float)log(1 + (b->n_sections - df + .5) / (df + .5));
    }
    free(last);
    free(words);
    free(at);
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
    uint32_t n = b->gram_at[gram + 1] - b->gram_at[gram];
    return n > COMMON_GRAM_WORDS && n > (uint64_t)b->n_words * COMMON_GRAM_PERCENT / 100;
}

static void find_neighbours(struct builder *b, struct counter *c, uint32_t id)
{
    size_t n_touched = 0, n = 0;
    float all = 0;
    for (uint32_t i = b->word_grams_at.at[id]; i < b->word_grams_at.at[id + 1]; i++) {
        uint32_t gram = b->word_grams.at[i];
        all += b->weight[gram];
        if (is_common(b, gram))
            continue;
        for (uint32_t w = b->gram_at[gram]; w < b->gram_at[gram + 1]; w++) {
            uint32_t other = b->gram_words[w];
            if (c->shared[other] == 0)
                c->touched[n_touched++] = other;
            c->shared[other] += b->weight[gram];
        }
    }
    for (size_t i = 0; i < n_touched; i++) {
        uint32_t other = c->touched[i];
        float similarity = c->shared[other] / all;
        c->shared[other] = 0;
        if (other != id && similarity * 100 >= SIMILARITY_MIN_PERCENT)
            c->candidates[n++] = (struct candidate){other, similarity < 1 ? similarity : 1};
    }
    if (n)
        qsort(c->candidates, n, sizeof *c->candidates, more_similar);
    b->word_weight[id] = all;
    uint32_t *out = b->neighbours + (size_t)id * SOFT_NEIGHBOURS_MAX;
    uint32_t count = 0;
    out[count++] = id << 8 | 255; /* the word itself */
    for (size_t i = 0; i < n && count < SOFT_NEIGHBOURS_MAX; i++)
        out[count++] =
            c->candidates[i].id << 8 | (uint32_t)lroundf(255 * c->candidates[i].similarity);
    b->neighbour_count[id] = count;
}

static int counter_begin(void *context, void **state, struct err *err)
{
    const struct builder *b = context;
    struct counter *c = xcalloc(1, sizeof *c);
    (void)err;
    c->shared = xcalloc(b->n_words, sizeof *c->shared);
    c->touched = xmalloc(b->n_words * sizeof *c->touched);
    c->candidates = xmalloc(b->n_words * sizeof *c->candidates);
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
    for (size_t id = piece * WORDS_A_PIECE; id < (piece + 1) * WORDS_A_PIECE && id < b->n_words;
         id++)
        find_neighbours(b, state, (uint32_t)id);
    return 0;
}

static int find_all_neighbours(struct builder *b, size_t n_threads, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = (b->n_words + WORDS_A_PIECE - 1) / WORDS_A_PIECE,
        .context = b,
        .begin = counter_begin,
        .piece = find_piece,
        .end = counter_end,
    };
    b->word_weight = xcalloc(b->n_words, sizeof *b->word_weight);
    b->neighbour_count = xcalloc(b->n_words, sizeof *b->neighbour_count);
    b->neighbours = xcalloc((size_t)b->n_words * SOFT_NEIGHBOURS_MAX, sizeof *b->neighbours);
    return parallel_run(&job, n_threads, err);
}

/* --- writing --- */

static void put_array(struct buf *out, const void *array, size_t n_bytes)
{
    static const char zeros[8];
    buf_add(out, (struct str){array, n_bytes});
    buf_add(out, (struct str){zeros, soft_align(out->n) - out->n});
}

static int write_file(const char *generation_path, const char *name, const struct buf *bytes,
                      struct err *err)
{
    struct arena a = ARENA_INIT;
    struct str path = arena_printf(&a, "%s/%s", generation_path, name);
    int result = bytes->failed
                     ? err_at(err, ERR_TOO_BIG, path.p, 0, "over 2 GiB; split the content")
                     : file_replace(path.p, buf_str(bytes), err);
    arena_release(&a);
    return result;
}

static uint64_t table_id(const struct builder *b)
{
    uint64_t ids[] = {hash_id(buf_str(&b->bytes)), b->n_sections, b->total_tokens};
    return hash_id((struct str){(const char *)ids, sizeof ids});
}

static uint32_t *word_slots(const struct builder *b, uint32_t *n_slots)
{
    *n_slots = 16;
    while (*n_slots < 2 * b->n_words)
        *n_slots *= 2;
    uint32_t *slots = xcalloc(*n_slots, sizeof *slots);
    for (uint32_t id = 0; id < b->n_words; id++) {
        struct str word = word_text(b, id);
        uint32_t i = soft_hash(word.p, word.n) & (*n_slots - 1);
        while (slots[i])
            i = (i + 1) & (*n_slots - 1);
        slots[i] = id + 1;
    }
    return slots;
}

static void put_neighbours(struct buf *out, const struct builder *b)
{
    uint32_t at = 0;
    struct buf lists;
    buf_init(&lists, FILE_MAX_BYTES);
    for (uint32_t id = 0; id < b->n_words; id++) {
        buf_add(out, (struct str){(const char *)&at, sizeof at});
        buf_add(&lists,
                (struct str){(const char *)(b->neighbours + (size_t)id * SOFT_NEIGHBOURS_MAX),
                             b->neighbour_count[id] * sizeof *b->neighbours});
        at += b->neighbour_count[id];
    }
    put_array(out, &at, sizeof at);
    put_array(out, lists.p, lists.n);
    buf_release(&lists);
}

static uint32_t sum_of(const uint32_t *counts, uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += counts[i];
    return sum;
}

static void put_word_df(struct buf *out, const struct builder *b)
{
    for (uint32_t id = 0; id < b->n_words; id++) {
        uint32_t df = b->posting_at.at[id + 1] - b->posting_at.at[id];
        buf_add(out, (struct str){(const char *)&df, sizeof df});
    }
    put_array(out, "", 0);
}

static int write_words(const struct builder *b, const char *generation_path, struct err *err)
{
    struct buf out;
    struct soft_words_header header = {
        .table_id = table_id(b),
        .total_tokens = b->total_tokens,
        .n_sections = b->n_sections,
        .n_words = b->n_words,
        .n_neighbours = sum_of(b->neighbour_count, b->n_words),
        .n_grams = b->n_grams,
        .n_gram_slots = b->n_gram_slots,
        .n_gram_words = b->gram_at[b->n_grams],
        .n_bytes = (uint32_t)b->bytes.n,
    };
    uint32_t *slots = word_slots(b, &header.n_word_slots);
    memcpy(header.magic, SOFT_WORDS_MAGIC, sizeof header.magic);
    buf_init(&out, FILE_MAX_BYTES);
    put_array(&out, &header, sizeof header);
    put_array(&out, b->word_at.at, (b->n_words + 1) * sizeof(uint32_t));
    put_word_df(&out, b);
    put_array(&out, b->word_weight, b->n_words * sizeof(float));
    put_neighbours(&out, b);
    put_array(&out, slots, header.n_word_slots * sizeof(uint32_t));
    put_array(&out, b->gram_slots, b->n_gram_slots * sizeof(uint64_t));
    put_array(&out, b->gram_ids, b->n_gram_slots * sizeof(uint32_t));
    put_array(&out, b->weight, b->n_grams * sizeof(float));
    put_array(&out, b->gram_at, (b->n_grams + 1) * sizeof(uint32_t));
    put_array(&out, b->gram_words, header.n_gram_words * sizeof(uint32_t));
    put_array(&out, b->bytes.p, b->bytes.n);
    int result = write_file(generation_path, SOFT_WORDS, &out, err);
    buf_release(&out);
    free(slots);
    return result;
}

/* The postings of sections first..end of every word. */
static int write_block(const struct builder *b, const char *generation_path, unsigned number,
                       uint32_t first, uint32_t end, struct err *err)
{
    enum { FREQUENCY_MAX = 255 };
    struct buf out;
    struct u32s at = {0}, postings = {0};
    for (uint32_t id = 0; id < b->n_words; id++) {
        push(&at, (uint32_t)postings.n);
        for (uint32_t i = b->posting_at.at[id]; i < b->posting_at.at[id + 1]; i++) {
            struct posting p = b->postings[i];
            uint32_t frequency = p.frequency < FREQUENCY_MAX ? p.frequency : FREQUENCY_MAX;
            if (p.section >= first && p.section < end)
                push(&postings, (p.section - first) << 8 | frequency);
        }
    }
    push(&at, (uint32_t)postings.n);
    struct soft_postings_header header = {
        .table_id = table_id(b),
        .first_section = first,
        .n_sections = end - first,
        .n_words = b->n_words,
        .n_postings = (uint32_t)postings.n,
    };
    memcpy(header.magic, SOFT_POSTINGS_MAGIC, sizeof header.magic);
    buf_init(&out, FILE_MAX_BYTES);
    put_array(&out, &header, sizeof header);
    put_array(&out, b->length + first, (end - first) * sizeof(uint32_t));
    put_array(&out, at.at, at.n * sizeof(uint32_t));
    put_array(&out, postings.at, postings.n * sizeof(uint32_t));
    char name[32];
    snprintf(name, sizeof name, SOFT_POSTINGS, number);
    int result = write_file(generation_path, name, &out, err);
    buf_release(&out);
    free(at.at);
    free(postings.at);
    return result;
}

static int write_blocks(const struct builder *b, const char *generation_path, struct err *err)
{
    unsigned number = 0;
    for (uint32_t first = 0; first < b->n_sections; first += SOFT_BLOCK_SECTIONS) {
        uint32_t left = b->n_sections - first;
        uint32_t end = first + (left < SOFT_BLOCK_SECTIONS ? left : SOFT_BLOCK_SECTIONS);
        if (write_block(b, generation_path, number++, first, end, err) < 0)
            return -1;
    }
    return 0;
}

static void release(struct builder *b)
{
    void *const owned[] = {b->word_at.at, b->postings,    b->posting_at.at, b->length,
                           b->gram_slots, b->gram_ids,    b->word_grams.at, b->word_grams_at.at,
                           b->strength,   b->weight,      b->gram_df,       b->gram_words,
                           b->gram_at,    b->word_weight, b->neighbours,    b->neighbour_count};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    buf_release(&b->bytes);
}

int soft_build(const char *generation_path, size_t n_threads, struct err *err)
{
    struct builder b = {.n_words = 0};
    buf_init(&b.bytes, FILE_MAX_BYTES);
    int result = read_index(&b, generation_path, err);
    if (result == 0)
        result = find_grams(&b, err);
    if (result == 0) {
        invert_grams(&b);
        weigh_grams(&b);
        result = find_all_neighbours(&b, n_threads, err);
    }
    if (result == 0)
        result = write_words(&b, generation_path, err);
    if (result == 0)
        result = write_blocks(&b, generation_path, err);
    release(&b);
    return result;
}
