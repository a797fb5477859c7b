/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_part.h"

#include <stdlib.h>
#include <string.h>

#include "soft_collect.h"
#include "soft_grams.h"
#include "soft_put.h"
#include "soft_take.h"
#include "soft_writer.h"

#define MAGIC "JWBPRT1"

enum { FREQUENCY_MAX = 255 };

/* --- counting --- */

struct counts {
    struct soft_grams grams;
    uint32_t *word_df, *word_public_df, *gram_df;
};

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

static void find_grams(struct soft_grams *grams, const struct soft_collection *c)
{
    struct soft_grams_word *words = xmalloc(((size_t)c->n_words + 1) * sizeof *words);
    for (uint32_t id = 0; id < c->n_words; id++) {
        const struct soft_spelling *word = &c->spellings[c->first_spelling[id]];
        words[id] = (struct soft_grams_word){word->folded, word->stem};
    }
    soft_grams_init(grams, words, c->n_words);
    free(words);
}

/* Sections that have each word, and each gram in any word. */
static void count(struct counts *out, const struct soft_collection *c)
{
    struct soft_grams *g = &out->grams;
    find_grams(g, c);
    uint32_t *at, *words = transpose(c, &at);
    uint32_t *last = xcalloc((size_t)g->n + 1, sizeof *last);
    uint32_t *last_word = xcalloc((size_t)c->n_words + 1, sizeof *last_word);
    out->word_df = xcalloc((size_t)c->n_words + 1, sizeof *out->word_df);
    out->word_public_df = xcalloc((size_t)c->n_words + 1, sizeof *out->word_public_df);
    out->gram_df = xcalloc((size_t)g->n + 1, sizeof *out->gram_df);
    for (uint32_t section = 0; section < c->n_sections; section++) {
        bool public = c->public[section / 64] >> section % 64 & 1;
        for (uint32_t i = at[section]; i < at[section + 1]; i++) {
            uint32_t word = words[i];
            if (last_word[word] == section + 1)
                continue;
            last_word[word] = section + 1;
            out->word_df[word]++;
            out->word_public_df[word] += public;
            for (uint32_t k = g->of_words_at[word]; k < g->of_words_at[word + 1]; k++) {
                uint32_t gram = g->of_words[k];
                out->gram_df[gram] += last[gram] != section + 1;
                last[gram] = section + 1;
            }
        }
    }
    void *const owned[] = {words, at, last, last_word};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
}

static void release_counts(struct counts *counts)
{
    soft_grams_release(&counts->grams);
    free(counts->word_df);
    free(counts->word_public_df);
    free(counts->gram_df);
}

/* --- writing --- */

static void put_u32s(struct soft_writer *out, const uint32_t *array, size_t n)
{
    soft_write_array(out, array, n * sizeof *array);
}

static void put_words(struct soft_writer *out, const struct soft_collection *c,
                      const struct counts *counts, struct buf *bytes)
{
    for (uint32_t id = 0; id < c->n_words; id++) {
        soft_write_u32(out, (uint32_t)bytes->n);
        buf_add(bytes, c->spellings[c->first_spelling[id]].folded);
    }
    soft_write_u32(out, (uint32_t)bytes->n);
    soft_write_end(out);
    for (uint32_t id = 0; id < c->n_words; id++) {
        const struct soft_spelling *word = &c->spellings[c->first_spelling[id]];
        soft_write_u32(out, (uint32_t)bytes->n);
        if (!str_eq(word->stem, word->folded))
            buf_add(bytes, word->stem);
    }
    soft_write_u32(out, (uint32_t)bytes->n);
    soft_write_end(out);
    put_u32s(out, c->first_spelling, (size_t)c->n_words + 1);
    put_u32s(out, counts->word_df, c->n_words);
    put_u32s(out, counts->word_public_df, c->n_words);
}

static void put_spellings(struct soft_writer *out, const struct soft_collection *c,
                          struct buf *bytes)
{
    for (uint32_t i = 0; i < c->n_spellings; i++) {
        soft_write_u32(out, (uint32_t)bytes->n);
        if (!str_eq(c->spellings[i].exact, c->spellings[i].folded))
            buf_add(bytes, c->spellings[i].exact);
    }
    soft_write_u32(out, (uint32_t)bytes->n);
    soft_write_end(out);
    for (uint32_t i = 0; i < c->n_spellings; i++) {
        const struct soft_posting *p = c->postings + c->spellings[i].first_posting;
        uint32_t n = 0;
        for (size_t k = 0; k < c->spellings[i].n_postings; k++)
            n += c->public[p[k].section / 64] >> p[k].section % 64 & 1;
        soft_write_u32(out, n);
    }
    soft_write_end(out);
}

static void put_postings(struct soft_writer *out, const struct soft_collection *c)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < c->n_spellings; at += (uint32_t)c->spellings[i++].n_postings)
        soft_write_u32(out, at);
    soft_write_u32(out, at);
    soft_write_end(out);
    for (uint32_t i = 0; i < c->n_spellings; i++) {
        const struct soft_posting *p = c->postings + c->spellings[i].first_posting;
        for (size_t k = 0; k < c->spellings[i].n_postings; k++)
            soft_write_u32(out,
                           p[k].section << 8 |
                               (p[k].frequency < FREQUENCY_MAX ? p[k].frequency : FREQUENCY_MAX));
    }
    soft_write_end(out);
}

/* The places of one posting: all of the same spelling and section. Places in sections without such
 * a posting are passed over. */
static void put_posting_places(struct buf *out, const struct soft_place **p,
                               const struct soft_place *end, uint32_t spelling, uint32_t section)
{
    uint32_t before = 0, n = 0;
    while (*p < end && (*p)->spelling == spelling && (*p)->section < section)
        ++*p;
    while (*p + n < end && (*p)[n].spelling == spelling && (*p)[n].section == section)
        n++;
    soft_put_varint(out, n);
    for (; n; n--, ++*p) {
        soft_put_varint(out, (*p)->position - before);
        before = (*p)->position;
    }
}

static void put_places(struct soft_writer *out, const struct soft_collection *c, struct buf *bytes)
{
    const struct soft_place *place = c->places, *end = place + c->n_places;
    for (uint32_t i = 0; i < c->n_spellings; i++) {
        const struct soft_posting *p = c->postings + c->spellings[i].first_posting;
        soft_write_u32(out, (uint32_t)bytes->n);
        while (place < end && place->spelling < i)
            place++;
        for (size_t k = 0; k < c->spellings[i].n_postings; k++)
            put_posting_places(bytes, &place, end, i, p[k].section);
    }
    soft_write_u32(out, (uint32_t)bytes->n);
    soft_write_end(out);
}

static void put_part(struct soft_writer *out, const struct soft_collection *c,
                     const struct counts *counts, struct buf *place_bytes, struct buf *bytes)
{
    put_u32s(out, c->length, c->n_sections);
    put_u32s(out, c->article, c->n_sections);
    put_words(out, c, counts, bytes);
    put_spellings(out, c, bytes);
    put_postings(out, c);
    put_places(out, c, place_bytes);
    soft_write_array(out, counts->grams.keys, counts->grams.n * sizeof *counts->grams.keys);
    put_u32s(out, counts->gram_df, counts->grams.n);
    soft_write_array(out, place_bytes->p, place_bytes->n);
    soft_write_array(out, bytes->p, bytes->n);
}

static int write_part(const struct soft_collection *c, const struct counts *counts, uint64_t stamp,
                      const char *path, struct err *err)
{
    struct soft_writer out;
    struct buf bytes, place_bytes;
    struct soft_part_header header = {
        .magic = MAGIC,
        .stamp = stamp,
        .total_tokens = c->total_tokens,
        .n_sections = c->n_sections,
        .n_articles = c->n_articles,
        .n_words = c->n_words,
        .n_spellings = c->n_spellings,
        .n_postings = (uint32_t)c->n_postings,
        .n_grams = counts->grams.n,
    };
    if (soft_writer_begin(&out, path, sizeof header, err) < 0)
        return -1;
    buf_init(&bytes, SIZE_MAX);
    buf_init(&place_bytes, SIZE_MAX);
    put_part(&out, c, counts, &place_bytes, &bytes);
    header.n_place_bytes = (uint32_t)place_bytes.n;
    header.n_bytes = (uint32_t)bytes.n;
    buf_release(&bytes);
    buf_release(&place_bytes);
    return soft_writer_finish(&out, &header, err);
}

int soft_part_write(const char *const *token_files, size_t n_files, const struct lexicon *lexicon,
                    uint64_t stamp, const char *path, struct err *err)
{
    struct soft_collection c;
    struct counts counts = {.grams = {.n = 0}};
    int result = soft_collect(&c, token_files, n_files, lexicon, err);
    if (result == 0) {
        count(&counts, &c);
        result = write_part(&c, &counts, stamp, path, err);
    }
    release_counts(&counts);
    soft_collection_release(&c);
    return result;
}

/* --- reading --- */

static bool is_sound(const struct soft_part *p)
{
    const struct soft_part_header *h = p->header;
    for (uint32_t i = 0; i < h->n_postings; i++)
        if (p->postings[i] >> 8 >= h->n_sections)
            return false;
    for (uint32_t i = 0; i < h->n_sections; i++)
        if (p->article[i] >= h->n_articles)
            return false;
    return soft_rises_within(p->folded_at, h->n_words, h->n_bytes) &&
           soft_rises_within(p->stem_at, h->n_words, h->n_bytes) &&
           soft_rises(p->first_spelling, h->n_words, h->n_spellings) &&
           soft_rises_within(p->exact_at, h->n_spellings, h->n_bytes) &&
           soft_rises_within(p->posting_at, h->n_spellings, h->n_postings) &&
           soft_rises_within(p->places_at, h->n_spellings, h->n_place_bytes);
}

static bool read_arrays(struct soft_part *p)
{
    struct str rest = p->map.bytes;
    const struct soft_part_header *h = soft_take(&rest, 1, sizeof *h);
    if (!h || memcmp(h->magic, MAGIC, sizeof h->magic) != 0)
        return false;
    p->header = h;
    const struct {
        const uint32_t **array;
        size_t n;
    } arrays[] = {
        {&p->length, h->n_sections},
        {&p->article, h->n_sections},
        {&p->folded_at, (size_t)h->n_words + 1},
        {&p->stem_at, (size_t)h->n_words + 1},
        {&p->first_spelling, (size_t)h->n_words + 1},
        {&p->word_df, h->n_words},
        {&p->word_public_df, h->n_words},
        {&p->exact_at, (size_t)h->n_spellings + 1},
        {&p->spelling_public, h->n_spellings},
        {&p->posting_at, (size_t)h->n_spellings + 1},
        {&p->postings, h->n_postings},
        {&p->places_at, (size_t)h->n_spellings + 1},
    };
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        if (!(*arrays[i].array = soft_take(&rest, arrays[i].n, sizeof(uint32_t))))
            return false;
    p->gram_keys = soft_take(&rest, h->n_grams, sizeof *p->gram_keys);
    p->gram_df = soft_take(&rest, h->n_grams, sizeof *p->gram_df);
    p->places = soft_take(&rest, h->n_place_bytes, 1);
    p->bytes = soft_take(&rest, h->n_bytes, 1);
    return p->gram_keys && p->gram_df && p->places && p->bytes && is_sound(p);
}

int soft_part_open(struct soft_part *out, const char *path, struct err *err)
{
    *out = (struct soft_part){.header = NULL};
    if (file_map(path, &out->map, err) < 0)
        return -1;
    if (read_arrays(out))
        return 0;
    soft_part_close(out);
    return err_at(err, ERR_INDEX, path, 0, "this file is damaged; build with --full");
}

void soft_part_close(struct soft_part *part)
{
    file_unmap(&part->map);
    part->header = NULL;
}

static struct str slice(const struct soft_part *part, const uint32_t *at, uint32_t i)
{
    return (struct str){part->bytes + at[i], at[i + 1] - at[i]};
}

struct str soft_part_folded(const struct soft_part *part, uint32_t word)
{
    return slice(part, part->folded_at, word);
}

struct str soft_part_stem(const struct soft_part *part, uint32_t word)
{
    struct str stem = slice(part, part->stem_at, word);
    return stem.n ? stem : soft_part_folded(part, word);
}

struct str soft_part_exact(const struct soft_part *part, uint32_t word, uint32_t spelling)
{
    struct str exact = slice(part, part->exact_at, spelling);
    return exact.n ? exact : soft_part_folded(part, word);
}
