/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arabizi.h"
#include "file.h"
#include "parallel.h"
#include "soft.h"
#include "soft_file.h"
#include "soft_merge.h"
#include "soft_neighbours.h"
#include "soft_put.h"
#include "soft_writer.h"

enum { GRAMS_A_BUCKET = 4 };

struct builder {
    const char *generation_path, *previous;
    size_t n_threads;
    uint64_t table_id;
    struct soft_merged m;
    struct soft_neighbours n;
    struct buf sounds;
};

static int begin_file(const struct builder *b, struct soft_writer *w, struct arena *a,
                      const char *name, size_t n_header_bytes, struct err *err)
{
    return soft_writer_begin(w, arena_printf(a, "%s/%s", b->generation_path, name).p,
                             n_header_bytes, err);
}

/* --- words.bin --- */

static void put_strings(struct soft_writer *out, const struct builder *b, struct buf *bytes)
{
    const struct soft_merged *m = &b->m;
    for (uint32_t id = 0; id < m->n_words; id++) {
        soft_write_u32(out, (uint32_t)bytes->n);
        buf_add(bytes, m->words[id].folded);
    }
    soft_write_u32(out, (uint32_t)bytes->n);
    soft_write_end(out);
    soft_write_array(out, m->first_spelling, ((size_t)m->n_words + 1) * sizeof(uint32_t));
    for (uint32_t id = 0; id < m->n_words; id++)
        for (uint32_t i = m->first_spelling[id]; i < m->first_spelling[id + 1]; i++) {
            soft_write_u32(out, (uint32_t)bytes->n);
            if (!str_eq(m->exact[i], m->words[id].folded))
                buf_add(bytes, m->exact[i]);
        }
    soft_write_u32(out, (uint32_t)bytes->n);
    soft_write_end(out);
}

static uint32_t word_slot_count(const struct builder *b)
{
    uint32_t n = 16;
    while ((uint64_t)n * 7 < (uint64_t)b->m.n_words * 10) /* seven of ten are taken at most */
        n *= 2;
    return n;
}

static void put_word_slots(struct soft_writer *out, const struct builder *b)
{
    uint32_t n_slots = word_slot_count(b), *slots = xcalloc(n_slots, sizeof *slots);
    for (uint32_t id = 0; id < b->m.n_words; id++) {
        struct str word = b->m.words[id].folded;
        uint32_t i = str_hash(word) & (n_slots - 1);
        while (slots[i])
            i = (i + 1) & (n_slots - 1);
        slots[i] = id + 1;
    }
    soft_write_array(out, slots, n_slots * sizeof *slots);
    free(slots);
}

static void put_neighbours(struct soft_writer *out, const struct builder *b)
{
    const struct soft_neighbours *n = &b->n;
    uint32_t at = 0;
    for (uint32_t id = 0; id < b->m.n_words; at += n->list_length[id++])
        soft_write_u32(out, at);
    soft_write_u32(out, at);
    soft_write_end(out);
    for (uint32_t id = 0; id < b->m.n_words; id++)
        soft_write(out, n->lists + (size_t)id * SOFT_NEIGHBOURS_MAX,
                   n->list_length[id] * sizeof *n->lists);
    soft_write_end(out);
}

static uint32_t bucket_count(const struct builder *b)
{
    uint32_t n = 2;
    while (n < b->n.grams.n / GRAMS_A_BUCKET)
        n *= 2;
    return n;
}

static void put_buckets(struct soft_writer *out, const struct builder *b)
{
    const uint32_t *order = b->n.gram_order;
    uint32_t n_buckets = bucket_count(b), gram = 0;
    for (uint32_t bucket = 0; bucket < n_buckets; bucket++) {
        soft_write_u32(out, gram);
        while (gram < b->n.grams.n &&
               soft_bucket(b->n.grams.keys[order[gram]], n_buckets) == bucket)
            gram++;
    }
    soft_write_u32(out, gram);
    soft_write_end(out);
}

static void put_list(struct buf *lists, const struct soft_neighbours *n, uint32_t gram)
{
    uint32_t before = 0;
    for (uint32_t i = n->gram_at[gram]; i < n->gram_at[gram + 1]; i++) {
        soft_put_varint(lists, n->gram_words[i] - before);
        before = n->gram_words[i];
    }
}

static void put_grams(struct soft_writer *out, const struct builder *b, struct buf *lists)
{
    const struct soft_neighbours *n = &b->n;
    const uint32_t *order = n->gram_order;
    put_buckets(out, b);
    for (uint32_t i = 0; i < n->grams.n; i++)
        soft_write(out, &n->grams.keys[order[i]], sizeof *n->grams.keys);
    for (uint32_t i = 0; i < n->grams.n; i++)
        soft_write(out, &n->gram_weight[order[i]], sizeof *n->gram_weight);
    soft_write_end(out);
    for (uint32_t i = 0; i < n->grams.n; i++) {
        soft_write_u32(out, (uint32_t)lists->n);
        put_list(lists, n, order[i]);
    }
    soft_write_u32(out, (uint32_t)lists->n);
    soft_write_end(out);
}

static int by_sound(const void *left, const void *right)
{
    const struct soft_sound_key *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->word > b->word) - (a->word < b->word);
}

static int list_sounds(struct builder *b, struct err *err)
{
    struct arabizi_key keys[ARABIZI_KEYS_MAX];
    (void)err;
    for (uint32_t id = 0; id < b->m.n_words; id++) {
        size_t n = arabizi_keys_of(b->m.words[id].folded, keys);
        for (size_t i = 0; i < n; i++) {
            struct soft_sound_key sound = {keys[i].hash, id};
            buf_add(&b->sounds, (struct str){(const char *)&sound, sizeof sound});
        }
    }
    size_t n = b->sounds.n / sizeof(struct soft_sound_key);
    if (n)
        qsort(b->sounds.p, n, sizeof(struct soft_sound_key), by_sound);
    return 0;
}

static void put_words(struct soft_writer *out, const struct builder *b, struct buf *lists,
                      struct buf *bytes)
{
    const struct soft_merged *m = &b->m;
    put_strings(out, b, bytes);
    soft_write_array(out, m->word_df, m->n_words * sizeof *m->word_df);
    soft_write_array(out, m->word_public_df, m->n_words * sizeof *m->word_public_df);
    soft_write_array(out, m->spelling_public, m->n_spellings * sizeof *m->spelling_public);
    soft_write_array(out, b->n.word_weight, m->n_words * sizeof *b->n.word_weight);
    put_neighbours(out, b);
    put_word_slots(out, b);
    put_grams(out, b, lists);
    soft_write_array(out, lists->p, lists->n);
    soft_write_array(out, b->sounds.p, b->sounds.n);
    soft_write_array(out, bytes->p, bytes->n);
}

static int write_words(const struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct soft_writer out;
    struct buf lists, bytes;
    struct soft_words_header header = {
        .magic = SOFT_WORDS_MAGIC,
        .table_id = b->table_id,
        .stamp = b->m.n_parts ? b->m.parts[0].header->stamp : 0,
        .total_tokens = b->m.total_tokens,
        .n_sections = b->m.n_sections,
        .n_articles = b->m.n_articles,
        .n_words = b->m.n_words,
        .n_spellings = b->m.n_spellings,
        .n_word_slots = word_slot_count(b),
        .n_grams = b->n.grams.n,
        .n_gram_buckets = bucket_count(b),
        .n_sounds = (uint32_t)(b->sounds.n / sizeof(struct soft_sound_key)),
    };
    for (uint32_t id = 0; id < b->m.n_words; id++)
        header.n_neighbours += b->n.list_length[id];
    buf_init(&lists, SIZE_MAX);
    buf_init(&bytes, SIZE_MAX);
    int result = begin_file(b, &out, &a, SOFT_WORDS, sizeof header, err);
    if (result == 0) {
        soft_writer_hash(&out);
        put_words(&out, b, &lists, &bytes);
        header.n_list_bytes = (uint32_t)lists.n;
        header.n_bytes = (uint32_t)bytes.n;
        header.checksum = soft_writer_checksum(&out);
        result = soft_writer_finish(&out, &header, err);
    }
    buf_release(&lists);
    buf_release(&bytes);
    arena_release(&a);
    return result;
}

/* --- blocks --- */

/* Sections first..end of all parts, number 0, 1, 2... */
struct block {
    unsigned number;
    uint32_t first, end;
};

/* A part while the spellings of the generation are gone through in order. */
struct cursor {
    const struct soft_part *part;
    const uint32_t *ids; /* of its spellings in the generation */
    uint32_t spelling, first_section, first_article;
};

static struct cursor *new_cursors(const struct soft_merged *m)
{
    struct cursor *cursors = xcalloc(m->n_parts + 1, sizeof *cursors);
    uint32_t sections = 0, articles = 0;
    for (size_t i = 0; i < m->n_parts; i++) {
        cursors[i] = (struct cursor){&m->parts[i], m->spelling_ids[i], 0, sections, articles};
        sections += m->parts[i].header->n_sections;
        articles += m->parts[i].header->n_articles;
    }
    return cursors;
}

/* Steps over the spelling if the part has it. */
static bool take_spelling(struct cursor *c, uint32_t id, uint32_t *spelling)
{
    *spelling = c->spelling;
    if (c->spelling == c->part->header->n_spellings || c->ids[c->spelling] != id)
        return false;
    c->spelling++;
    return true;
}

/* Postings of the part's spelling that lie in the block: from *first to *end. */
static void find_postings(const struct cursor *c, uint32_t spelling, const struct block *block,
                          uint32_t *first, uint32_t *end)
{
    const struct soft_part *part = c->part;
    *first = part->posting_at[spelling];
    *end = part->posting_at[spelling + 1];
    while (*first < *end && c->first_section + (part->postings[*first] >> 8) < block->first)
        ++*first;
    while (*end > *first && c->first_section + (part->postings[*end - 1] >> 8) >= block->end)
        --*end;
}

static void put_lengths(struct soft_writer *out, const struct builder *b, const struct block *block)
{
    struct cursor *cursors = new_cursors(&b->m);
    for (int articles = 0; articles < 2; articles++) {
        for (size_t i = 0; i < b->m.n_parts; i++) {
            const struct cursor *c = &cursors[i];
            for (uint32_t s = 0; s < c->part->header->n_sections; s++)
                if (c->first_section + s >= block->first && c->first_section + s < block->end)
                    soft_write_u32(out, articles ? c->first_article + c->part->article[s]
                                                 : c->part->length[s]);
        }
        soft_write_end(out);
    }
    free(cursors);
}

/* What a block holds of one spelling of a part, into the file unless that is NULL: how much it is.
 */
typedef uint32_t put_fn(struct soft_writer *out, const struct cursor *c, uint32_t spelling,
                        const struct block *block);

/* One pass over the spellings: where the list of each begins, or the lists. */
static uint32_t put_lists(struct soft_writer *out, const struct builder *b,
                          const struct block *block, put_fn *put, bool only_offsets)
{
    struct cursor *cursors = new_cursors(&b->m);
    uint32_t n = 0;
    for (uint32_t id = 0; id < b->m.n_spellings; id++) {
        if (only_offsets)
            soft_write_u32(out, n);
        for (size_t i = 0; i < b->m.n_parts; i++) {
            uint32_t spelling;
            if (take_spelling(&cursors[i], id, &spelling))
                n += put(only_offsets ? NULL : out, &cursors[i], spelling, block);
        }
    }
    if (only_offsets)
        soft_write_u32(out, n);
    soft_write_end(out);
    free(cursors);
    return n;
}

static uint32_t put_postings(struct soft_writer *out, const struct cursor *c, uint32_t spelling,
                             const struct block *block)
{
    uint32_t shift = c->first_section - block->first; /* may wrap around and back */
    uint32_t first, end;
    find_postings(c, spelling, block, &first, &end);
    for (uint32_t p = first; p < end && out; p++)
        soft_write_u32(out, c->part->postings[p] + (shift << 8));
    return end - first;
}

static int write_postings(const struct builder *b, const struct block *block, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct soft_writer out;
    struct soft_postings_header header = {
        .magic = SOFT_POSTINGS_MAGIC,
        .table_id = b->table_id,
        .first_section = block->first,
        .n_sections = block->end - block->first,
        .n_spellings = b->m.n_spellings,
    };
    const char *name = arena_printf(&a, SOFT_POSTINGS, block->number).p;
    int result = begin_file(b, &out, &a, name, sizeof header, err);
    if (result == 0) {
        put_lengths(&out, b, block);
        put_lists(&out, b, block, put_postings, true);
        header.n_postings = put_lists(&out, b, block, put_postings, false);
        result = soft_writer_finish(&out, &header, err);
    }
    arena_release(&a);
    return result;
}

/* The places of so many postings. */
static const unsigned char *skip_places(const unsigned char *p, const unsigned char *end,
                                        uint32_t n_postings)
{
    for (uint32_t i = 0; i < n_postings && p < end; i++)
        for (uint32_t n = soft_varint(&p, end); n && p < end; n--)
            soft_varint(&p, end);
    return p;
}

/* Of a part that lies in the block as a whole, as nearly all do, all bytes are taken. */
static uint32_t put_places(struct soft_writer *out, const struct cursor *c, uint32_t spelling,
                           const struct block *block)
{
    const struct soft_part *part = c->part;
    const unsigned char *p = part->places + part->places_at[spelling];
    const unsigned char *end = part->places + part->places_at[spelling + 1];
    uint32_t first, last;
    find_postings(c, spelling, block, &first, &last);
    if (last - first < part->posting_at[spelling + 1] - part->posting_at[spelling]) {
        p = skip_places(p, end, first - part->posting_at[spelling]);
        end = skip_places(p, end, last - first);
    }
    if (out)
        soft_write(out, p, (size_t)(end - p));
    return (uint32_t)(end - p);
}

static int write_positions(const struct builder *b, const struct block *block, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct soft_writer out;
    struct soft_positions_header header = {
        .magic = SOFT_POSITIONS_MAGIC,
        .table_id = b->table_id,
        .n_spellings = b->m.n_spellings,
    };
    const char *name = arena_printf(&a, SOFT_POSITIONS, block->number).p;
    int result = begin_file(b, &out, &a, name, sizeof header, err);
    if (result == 0) {
        put_lists(&out, b, block, put_places, true);
        header.n_bytes = put_lists(&out, b, block, put_places, false);
        result = soft_writer_finish(&out, &header, err);
    }
    arena_release(&a);
    return result;
}

static int write_blocks(struct builder *b, struct err *err)
{
    struct block block = {.number = 0};
    for (; block.first < b->m.n_sections; block.first = block.end, block.number++) {
        uint32_t left = b->m.n_sections - block.first;
        block.end = block.first + (left < SOFT_BLOCK_SECTIONS ? left : SOFT_BLOCK_SECTIONS);
        if (write_postings(b, &block, err) < 0 || write_positions(b, &block, err) < 0)
            return -1;
    }
    return 0;
}

/* --- all of it --- */

static int find_neighbours(struct builder *b, struct err *err)
{
    return soft_find_neighbours(&b->n, &b->m, b->previous, b->n_threads, err);
}

/* What can be done at once when the words are known; the longest first. */
static int (*const steps[])(struct builder *b, struct err *err) = {
    find_neighbours,
    write_blocks,
    list_sounds,
};

static int run_step(void *context, void *state, size_t number, struct err *err)
{
    (void)state;
    return steps[number](context, err);
}

int soft_build(const char *generation_path, const struct soft_part *parts, size_t n_parts,
               const char *previous, uint64_t table_id, size_t n_threads, struct err *err)
{
    struct builder b = {generation_path, previous, n_threads, table_id};
    struct parallel_job job = {
        .n_pieces = sizeof steps / sizeof steps[0], .context = &b, .piece = run_step};
    buf_init(&b.sounds, SIZE_MAX);
    soft_merge(&b.m, parts, n_parts);
    int result = parallel_run(&job, n_threads, err);
    if (result == 0)
        result = write_words(&b, err);
    soft_neighbours_release(&b.n);
    soft_merged_release(&b.m);
    buf_release(&b.sounds);
    return result;
}
