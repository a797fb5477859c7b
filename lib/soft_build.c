/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arabizi.h"
#include "file.h"
#include "hash.h"
#include "soft.h"
#include "soft_collect.h"
#include "soft_format.h"
#include "soft_neighbours.h"

enum { FILE_MAX_BYTES = 0x7fffffff, GRAMS_A_BUCKET = 4 };

struct builder {
    const char *generation_path;
    size_t n_threads;
    struct soft_collection c;
    struct soft_neighbours n;
    uint64_t table_id;
};

static void put_array(struct buf *out, const void *array, size_t n_bytes)
{
    static const char zeros[8];
    buf_add(out, (struct str){array, n_bytes});
    buf_add(out, (struct str){zeros, soft_align(out->n) - out->n});
}

static void put_u32(struct buf *out, uint32_t value)
{
    buf_add(out, (struct str){(const char *)&value, sizeof value});
}

static void put_varint(struct buf *out, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        buf_char(out, (char)(value | 0x80));
    buf_char(out, (char)value);
}

static void end_array(struct buf *out)
{
    put_array(out, "", 0);
}

static int write_file(const struct builder *b, const char *name, struct buf *bytes, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct str path = arena_printf(&a, "%s/%s", b->generation_path, name);
    int result = bytes->failed
                     ? err_at(err, ERR_TOO_BIG, path.p, 0, "over 2 GiB; split the content")
                     : file_replace(path.p, buf_str(bytes), err);
    buf_release(bytes);
    arena_release(&a);
    return result;
}

/* --- words.bin --- */

static void put_strings(struct buf *out, const struct builder *b, struct buf *bytes)
{
    const struct soft_collection *c = &b->c;
    for (uint32_t id = 0; id < c->n_words; id++) {
        put_u32(out, (uint32_t)bytes->n);
        buf_add(bytes, c->spellings[c->first_spelling[id]].folded);
    }
    put_u32(out, (uint32_t)bytes->n);
    end_array(out);
    put_array(out, c->first_spelling, ((size_t)c->n_words + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < c->n_spellings; i++) {
        put_u32(out, (uint32_t)bytes->n);
        if (!str_eq(c->spellings[i].exact, c->spellings[i].folded))
            buf_add(bytes, c->spellings[i].exact);
    }
    put_u32(out, (uint32_t)bytes->n);
    end_array(out);
}

static void put_spelling_counts(struct buf *out, const struct builder *b)
{
    for (uint32_t i = 0; i < b->c.n_spellings; i++) {
        const struct soft_spelling *s = &b->c.spellings[i];
        const struct soft_posting *p = b->c.postings + s->first_posting;
        uint32_t n = 0;
        for (size_t k = 0; k < s->n_postings; k++)
            n += b->c.public[p[k].section / 64] >> p[k].section % 64 & 1;
        put_u32(out, n);
    }
    end_array(out);
}

static uint32_t word_slot_count(const struct builder *b)
{
    uint32_t n = 16;
    while (n < 2 * b->c.n_words)
        n *= 2;
    return n;
}

static void put_word_slots(struct buf *out, const struct builder *b)
{
    uint32_t n_slots = word_slot_count(b), *slots = xcalloc(n_slots, sizeof *slots);
    for (uint32_t id = 0; id < b->c.n_words; id++) {
        struct str word = b->c.spellings[b->c.first_spelling[id]].folded;
        uint32_t i = str_hash(word) & (n_slots - 1);
        while (slots[i])
            i = (i + 1) & (n_slots - 1);
        slots[i] = id + 1;
    }
    put_array(out, slots, n_slots * sizeof *slots);
    free(slots);
}

static void put_neighbours(struct buf *out, const struct builder *b)
{
    const struct soft_neighbours *n = &b->n;
    uint32_t at = 0;
    for (uint32_t id = 0; id < b->c.n_words; at += n->list_length[id++])
        put_u32(out, at);
    put_u32(out, at);
    end_array(out);
    for (uint32_t id = 0; id < b->c.n_words; id++)
        buf_add(out, (struct str){(const char *)(n->lists + (size_t)id * SOFT_NEIGHBOURS_MAX),
                                  n->list_length[id] * sizeof *n->lists});
    end_array(out);
}

static int by_key(const void *left, const void *right, void *keys)
{
    uint64_t a = ((const uint64_t *)keys)[*(const uint32_t *)left];
    uint64_t b = ((const uint64_t *)keys)[*(const uint32_t *)right];
    return (a > b) - (a < b);
}

static uint32_t bucket_count(const struct builder *b)
{
    uint32_t n = 2;
    while (n < b->n.n_grams / GRAMS_A_BUCKET)
        n *= 2;
    return n;
}

static void put_buckets(struct buf *out, const struct builder *b, const uint32_t *order)
{
    uint32_t n_buckets = bucket_count(b), gram = 0;
    for (uint32_t bucket = 0; bucket < n_buckets; bucket++) {
        put_u32(out, gram);
        while (gram < b->n.n_grams && soft_bucket(b->n.gram_keys[order[gram]], n_buckets) == bucket)
            gram++;
    }
    put_u32(out, gram);
    end_array(out);
}

static void put_list(struct buf *lists, const struct soft_neighbours *n, uint32_t gram)
{
    uint32_t before = 0;
    for (uint32_t i = n->gram_at[gram]; i < n->gram_at[gram + 1]; i++) {
        put_varint(lists, n->gram_words[i] - before);
        before = n->gram_words[i];
    }
}

static void put_grams(struct buf *out, const struct builder *b, struct buf *lists)
{
    const struct soft_neighbours *n = &b->n;
    uint32_t *order = xmalloc(((size_t)n->n_grams + 1) * sizeof *order);
    for (uint32_t i = 0; i < n->n_grams; i++)
        order[i] = i;
    if (n->n_grams)
        qsort_r(order, n->n_grams, sizeof *order, by_key, n->gram_keys);
    put_buckets(out, b, order);
    for (uint32_t i = 0; i < n->n_grams; i++)
        buf_add(out, (struct str){(const char *)&n->gram_keys[order[i]], sizeof *n->gram_keys});
    for (uint32_t i = 0; i < n->n_grams; i++)
        buf_add(out, (struct str){(const char *)&n->gram_weight[order[i]], sizeof *n->gram_weight});
    end_array(out);
    for (uint32_t i = 0; i < n->n_grams; i++) {
        put_u32(out, (uint32_t)lists->n);
        put_list(lists, n, order[i]);
    }
    put_u32(out, (uint32_t)lists->n);
    end_array(out);
    free(order);
}

static int by_sound(const void *left, const void *right)
{
    const struct soft_sound_key *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->word > b->word) - (a->word < b->word);
}

static uint32_t put_sounds(struct buf *out, const struct builder *b)
{
    struct arabizi_key keys[ARABIZI_KEYS_MAX];
    struct buf list;
    buf_init(&list, FILE_MAX_BYTES);
    for (uint32_t id = 0; id < b->c.n_words; id++) {
        size_t n = arabizi_keys_of(b->c.spellings[b->c.first_spelling[id]].folded, keys);
        for (size_t i = 0; i < n; i++) {
            struct soft_sound_key sound = {keys[i].hash, id};
            buf_add(&list, (struct str){(const char *)&sound, sizeof sound});
        }
    }
    size_t n = list.n / sizeof(struct soft_sound_key);
    if (n)
        qsort(list.p, n, sizeof(struct soft_sound_key), by_sound);
    put_array(out, list.p, list.n);
    out->failed |= list.failed;
    buf_release(&list);
    return (uint32_t)n;
}

static int write_words(struct builder *b, struct err *err)
{
    struct buf out, lists, bytes;
    struct soft_words_header header = {
        .total_tokens = b->c.total_tokens,
        .n_sections = b->c.n_sections,
        .n_articles = b->c.n_articles,
        .n_words = b->c.n_words,
        .n_spellings = b->c.n_spellings,
        .n_word_slots = word_slot_count(b),
        .n_grams = b->n.n_grams,
        .n_gram_buckets = bucket_count(b),
    };
    memcpy(header.magic, SOFT_WORDS_MAGIC, sizeof header.magic);
    for (uint32_t id = 0; id < b->c.n_words; id++)
        header.n_neighbours += b->n.list_length[id];
    buf_init(&out, FILE_MAX_BYTES);
    buf_init(&lists, FILE_MAX_BYTES);
    buf_init(&bytes, FILE_MAX_BYTES);
    put_array(&out, &header, sizeof header);
    put_strings(&out, b, &bytes);
    put_array(&out, b->n.word_df, b->c.n_words * sizeof *b->n.word_df);
    put_array(&out, b->n.word_public_df, b->c.n_words * sizeof *b->n.word_public_df);
    put_spelling_counts(&out, b);
    put_array(&out, b->n.word_weight, b->c.n_words * sizeof *b->n.word_weight);
    put_neighbours(&out, b);
    put_word_slots(&out, b);
    put_grams(&out, b, &lists);
    put_array(&out, lists.p, lists.n);
    header.n_sounds = put_sounds(&out, b);
    put_array(&out, bytes.p, bytes.n);
    out.failed |= lists.failed || bytes.failed;
    header.n_list_bytes = (uint32_t)lists.n;
    header.n_bytes = (uint32_t)bytes.n;
    header.table_id = b->table_id = hash_id(buf_str(&out));
    memcpy(out.p, &header, sizeof header); /* now that all of it is known */
    buf_release(&lists);
    buf_release(&bytes);
    return write_file(b, SOFT_WORDS, &out, err);
}

/* --- blocks --- */

/* A block of sections first..end, number 0, 1, 2... */
struct block {
    unsigned number;
    uint32_t first, end;
};

static void put_lengths(struct buf *out, const struct builder *b, const struct block *block)
{
    size_t n = block->end - block->first;
    put_array(out, b->c.length + block->first, n * sizeof *b->c.length);
    put_array(out, b->c.article + block->first, n * sizeof *b->c.article);
}

/* The postings of one spelling that lie in the block. */
static struct soft_posting *postings_of(const struct builder *b, uint32_t spelling,
                                        const struct block *block, size_t *n)
{
    const struct soft_spelling *s = &b->c.spellings[spelling];
    struct soft_posting *p = b->c.postings + s->first_posting, *end = p + s->n_postings;
    while (p < end && p->section < block->first)
        p++;
    *n = 0;
    while (p + *n < end && p[*n].section < block->end)
        ++*n;
    return p;
}

static int write_postings(const struct builder *b, const struct block *block, struct err *err)
{
    enum { FREQUENCY_MAX = 255 };
    struct buf out, list;
    struct soft_postings_header header = {
        .table_id = b->table_id,
        .first_section = block->first,
        .n_sections = block->end - block->first,
        .n_spellings = b->c.n_spellings,
    };
    memcpy(header.magic, SOFT_POSTINGS_MAGIC, sizeof header.magic);
    buf_init(&out, FILE_MAX_BYTES);
    buf_init(&list, FILE_MAX_BYTES);
    put_array(&out, &header, sizeof header);
    put_lengths(&out, b, block);
    for (uint32_t spelling = 0; spelling < b->c.n_spellings; spelling++) {
        size_t n;
        const struct soft_posting *p = postings_of(b, spelling, block, &n);
        put_u32(&out, (uint32_t)(list.n / sizeof(uint32_t)));
        for (size_t i = 0; i < n; i++) {
            uint32_t tf = p[i].frequency < FREQUENCY_MAX ? p[i].frequency : FREQUENCY_MAX;
            put_u32(&list, (p[i].section - block->first) << 8 | tf);
        }
    }
    put_u32(&out, (uint32_t)(list.n / sizeof(uint32_t)));
    end_array(&out);
    put_array(&out, list.p, list.n);
    header.n_postings = (uint32_t)(list.n / sizeof(uint32_t));
    memcpy(out.p, &header, sizeof header);
    out.failed |= list.failed;
    buf_release(&list);
    char name[32];
    snprintf(name, sizeof name, SOFT_POSTINGS, block->number);
    return write_file(b, name, &out, err);
}

/* The places of one posting: all of the same spelling and section. Places in sections without such
 * a posting are passed over. */
static void put_places(struct buf *out, const struct soft_place **p, const struct soft_place *end,
                       uint32_t spelling, uint32_t section)
{
    uint32_t before = 0, n = 0;
    while (*p < end && (*p)->spelling == spelling && (*p)->section < section)
        ++*p;
    while (*p + n < end && (*p)[n].spelling == spelling && (*p)[n].section == section)
        n++;
    put_varint(out, n);
    for (; n; n--, ++*p) {
        put_varint(out, (*p)->position - before);
        before = (*p)->position;
    }
}

static int write_positions(const struct builder *b, const struct block *block, struct err *err)
{
    struct buf out, bytes;
    struct soft_positions_header header = {.table_id = b->table_id,
                                           .n_spellings = b->c.n_spellings};
    struct soft_place *places = NULL;
    size_t n_places = 0;
    if (soft_collect_places(&b->c, b->generation_path, block->first, block->end, b->n_threads,
                            &places, &n_places, err) < 0)
        return -1;
    memcpy(header.magic, SOFT_POSITIONS_MAGIC, sizeof header.magic);
    buf_init(&out, FILE_MAX_BYTES);
    buf_init(&bytes, FILE_MAX_BYTES);
    put_array(&out, &header, sizeof header);
    const struct soft_place *place = places, *end = places + n_places;
    for (uint32_t spelling = 0; spelling < b->c.n_spellings; spelling++) {
        size_t n;
        const struct soft_posting *p = postings_of(b, spelling, block, &n);
        put_u32(&out, (uint32_t)bytes.n);
        while (place < end && place->spelling < spelling)
            place++;
        for (size_t i = 0; i < n; i++)
            put_places(&bytes, &place, end, spelling, p[i].section);
    }
    put_u32(&out, (uint32_t)bytes.n);
    end_array(&out);
    put_array(&out, bytes.p, bytes.n);
    header.n_bytes = (uint32_t)bytes.n;
    memcpy(out.p, &header, sizeof header);
    out.failed |= bytes.failed;
    buf_release(&bytes);
    free(places);
    char name[32];
    snprintf(name, sizeof name, SOFT_POSITIONS, block->number);
    return write_file(b, name, &out, err);
}

static int write_blocks(const struct builder *b, struct err *err)
{
    struct block block = {.number = 0};
    for (; block.first < b->c.n_sections; block.first = block.end, block.number++) {
        uint32_t left = b->c.n_sections - block.first;
        block.end = block.first + (left < SOFT_BLOCK_SECTIONS ? left : SOFT_BLOCK_SECTIONS);
        if (write_postings(b, &block, err) < 0 || write_positions(b, &block, err) < 0)
            return -1;
    }
    return 0;
}

int soft_build(const char *generation_path, size_t n_threads, struct err *err)
{
    struct builder b = {.generation_path = generation_path, .n_threads = n_threads};
    int result = soft_collect(&b.c, generation_path, err);
    if (result == 0)
        result = soft_find_neighbours(&b.n, &b.c, n_threads, err);
    if (result == 0)
        result = write_words(&b, err);
    if (result == 0)
        result = write_blocks(&b, err);
    soft_neighbours_release(&b.n);
    soft_collection_release(&b.c);
    return result;
}
