/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "soft.h"
#include "soft_take.h"

/* A copy of the header, whose counts say where arrays end; false when it is none. */
static bool take_header(struct str *rest, const char *magic, void *header, size_t n_bytes)
{
    const void *mapped = soft_take(rest, n_bytes, 1);
    if (mapped)
        memcpy(header, mapped, n_bytes);
    return mapped && memcmp(header, magic, strlen(magic) + 1) == 0;
}

static const uint32_t *take_u32(struct str *rest, uint64_t n)
{
    return soft_take(rest, n, sizeof(uint32_t));
}

/* --- what must hold --- */

static bool all_below(const uint32_t *values, size_t n, uint32_t limit)
{
    for (size_t i = 0; i < n; i++)
        if (values[i] >= limit)
            return false;
    return true;
}

/* Sections below the limit, each with a frequency behind it that is not 0: scoring knows by the sum
 * of these what it met before. All are looked at, without a branch each. */
static bool postings_are_sound(const uint32_t *postings, size_t n, uint32_t limit)
{
    uint32_t bad = 0;
    for (size_t i = 0; i < n; i++)
        bad |= (postings[i] >> 8 >= limit) | ((postings[i] & 0xFF) == 0);
    return !bad;
}

static bool weights_are_sound(const float *weights, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(soft_weight(&weights[i]) > 0))
            return false;
    return true;
}

/* Sections of an article lie together. */
static bool articles_are_sound(const uint32_t *article, size_t n, uint32_t n_articles)
{
    for (size_t i = 1; i < n; i++)
        if (article[i] - article[i - 1] > 1)
            return false;
    return n == 0 || (article[0] < n_articles && article[n - 1] < n_articles);
}

static bool is_power_of_two(uint32_t n)
{
    return n && (n & (n - 1)) == 0;
}

/* --- words --- */

static bool read_words(struct soft_file *f)
{
    struct str rest = f->map.bytes;
    struct soft_words_header *h = f->header = xcalloc(1, sizeof *h);
    if (!take_header(&rest, SOFT_WORDS_MAGIC, h, sizeof *h))
        return false;
    f->word_at = take_u32(&rest, (uint64_t)h->n_words + 1);
    f->first_spelling = take_u32(&rest, (uint64_t)h->n_words + 1);
    f->spelling_at = take_u32(&rest, (uint64_t)h->n_spellings + 1);
    f->word_df[AUDIENCE_AGENT] = take_u32(&rest, h->n_words);
    f->word_df[AUDIENCE_PUBLIC] = take_u32(&rest, h->n_words);
    f->spelling_public_df = take_u32(&rest, h->n_spellings);
    f->word_weight = soft_take(&rest, h->n_words, sizeof(float));
    f->neighbour_at = take_u32(&rest, (uint64_t)h->n_words + 1);
    f->neighbours = take_u32(&rest, h->n_neighbours);
    f->word_slots = take_u32(&rest, h->n_word_slots);
    f->gram_bucket_at = take_u32(&rest, (uint64_t)h->n_gram_buckets + 1);
    f->gram_keys = soft_take(&rest, h->n_grams, sizeof(uint64_t));
    f->gram_weight = soft_take(&rest, h->n_grams, sizeof(float));
    f->gram_at = take_u32(&rest, (uint64_t)h->n_grams + 1);
    f->lists = soft_take(&rest, h->n_list_bytes, 1);
    f->sounds = soft_take(&rest, h->n_sounds, sizeof *f->sounds);
    f->bytes = soft_take(&rest, h->n_bytes, 1);
    return f->word_at && f->first_spelling && f->spelling_at && f->word_df[AUDIENCE_AGENT] &&
           f->word_df[AUDIENCE_PUBLIC] && f->spelling_public_df && f->word_weight &&
           f->neighbour_at && f->neighbours && f->word_slots && f->gram_bucket_at && f->gram_keys &&
           f->gram_weight && f->gram_at && f->lists && f->sounds && f->bytes;
}

/* Fewer words than slots, so that every search ends. */
static bool slots_are_sound(const struct soft_file *f)
{
    const struct soft_words_header *h = f->header;
    uint32_t n = 0;
    if (!is_power_of_two(h->n_word_slots) || h->n_word_slots <= h->n_words)
        return false;
    for (uint32_t i = 0; i < h->n_word_slots; i++)
        n += f->word_slots[i] != 0;
    return n == h->n_words && all_below(f->word_slots, h->n_word_slots, h->n_words + 1);
}

static bool sounds_are_sound(const struct soft_file *f)
{
    for (uint32_t i = 0; i < f->header->n_sounds; i++)
        if (f->sounds[i].word >= f->header->n_words)
            return false;
    return true;
}

static bool words_are_sound(const struct soft_file *f)
{
    const struct soft_words_header *h = f->header;
    return h->n_articles <= h->n_sections && slots_are_sound(f) &&
           is_power_of_two(h->n_gram_buckets) && h->n_gram_buckets > 1 &&
           soft_rises(f->word_at, h->n_words, f->word_at[h->n_words]) &&
           f->word_at[h->n_words] <= h->n_bytes &&
           soft_rises(f->first_spelling, h->n_words, h->n_spellings) &&
           f->spelling_at[0] == f->word_at[h->n_words] &&
           f->spelling_at[h->n_spellings] == h->n_bytes &&
           soft_rises(f->neighbour_at, h->n_words, h->n_neighbours) &&
           soft_rises(f->gram_bucket_at, h->n_gram_buckets, h->n_grams) &&
           soft_rises(f->gram_at, h->n_grams, h->n_list_bytes) &&
           weights_are_sound(f->word_weight, h->n_words) &&
           weights_are_sound(f->gram_weight, h->n_grams) && sounds_are_sound(f);
}

/* spelling_at does not begin at 0: the folded forms lie before. */
static bool spellings_are_sound(const struct soft_file *f)
{
    for (uint32_t i = 0; i < f->header->n_spellings; i++)
        if (f->spelling_at[i] > f->spelling_at[i + 1])
            return false;
    for (uint32_t id = 0; id < f->header->n_words; id++)
        if (f->first_spelling[id] == f->first_spelling[id + 1])
            return false;
    return true;
}

uint64_t soft_words_checksum(struct str file)
{
    return hash_text(str_sub(file, soft_align(sizeof(struct soft_words_header)), file.n));
}

/* --- blocks --- */

static bool read_postings(const struct soft_file *f, struct soft_block *b)
{
    struct str rest = b->postings_map.bytes;
    struct soft_postings_header h;
    if (!take_header(&rest, SOFT_POSTINGS_MAGIC, &h, sizeof h) ||
        h.table_id != f->header->table_id || h.n_spellings != f->header->n_spellings ||
        h.n_sections > SOFT_BLOCK_SECTIONS)
        return false;
    b->length = take_u32(&rest, h.n_sections);
    b->article = take_u32(&rest, h.n_sections);
    b->posting_at = take_u32(&rest, (uint64_t)h.n_spellings + 1);
    b->postings = take_u32(&rest, h.n_postings);
    b->first_section = h.first_section;
    b->n_sections = h.n_sections;
    b->n_postings = h.n_postings;
    return b->length && b->article && b->posting_at && b->postings &&
           articles_are_sound(b->article, h.n_sections, f->header->n_articles) &&
           soft_rises(b->posting_at, h.n_spellings, h.n_postings) &&
           postings_are_sound(b->postings, h.n_postings, h.n_sections);
}

static bool read_positions(const struct soft_file *f, struct soft_block *b)
{
    struct str rest = b->positions_map.bytes;
    struct soft_positions_header h;
    if (!take_header(&rest, SOFT_POSITIONS_MAGIC, &h, sizeof h) ||
        h.table_id != f->header->table_id || h.n_spellings != f->header->n_spellings)
        return false;
    b->position_at = take_u32(&rest, (uint64_t)h.n_spellings + 1);
    b->positions = soft_take(&rest, h.n_bytes, 1);
    b->n_position_bytes = h.n_bytes;
    return b->position_at && b->positions && soft_rises(b->position_at, h.n_spellings, h.n_bytes);
}

static int damaged(const char *path, struct err *err)
{
    return err_at(err, ERR_INDEX, path, 0, "this file is damaged; build the index again");
}

static int open_block(struct soft_file *f, const char *generation_path, uint32_t first,
                      struct err *err)
{
    char path[4096];
    struct soft_block *b = &f->blocks[f->n_blocks];
    uint32_t left = f->header->n_sections - first;
    unsigned number = (unsigned)f->n_blocks++;
    snprintf(path, sizeof path, "%s/" SOFT_POSTINGS, generation_path, number);
    if (file_map(path, &b->postings_map, err) < 0)
        return -1;
    if (!read_postings(f, b) || b->first_section != first ||
        b->n_sections != (left < SOFT_BLOCK_SECTIONS ? left : SOFT_BLOCK_SECTIONS))
        return damaged(path, err);
    snprintf(path, sizeof path, "%s/" SOFT_POSITIONS, generation_path, number);
    if (file_map(path, &b->positions_map, err) < 0)
        return -1;
    return read_positions(f, b) ? 0 : damaged(path, err);
}

int soft_file_open_words(struct soft_file *f, const char *generation_path, struct err *err)
{
    char path[4096];
    memset(f, 0, sizeof *f);
    snprintf(path, sizeof path, "%s/" SOFT_WORDS, generation_path);
    if (file_map(path, &f->map, err) < 0)
        return -1;
    if (!read_words(f) || !spellings_are_sound(f) || !words_are_sound(f))
        return damaged(path, err);
    return 0;
}

int soft_file_open(struct soft_file *f, const char *generation_path, struct err *err)
{
    if (soft_file_open_words(f, generation_path, err) < 0)
        return -1;
    uint32_t n_sections = f->header->n_sections;
    size_t n = ((size_t)n_sections + SOFT_BLOCK_SECTIONS - 1) / SOFT_BLOCK_SECTIONS;
    f->blocks = xcalloc(n + 1, sizeof *f->blocks);
    for (uint32_t first = 0; f->n_blocks < n; first += SOFT_BLOCK_SECTIONS)
        if (open_block(f, generation_path, first, err) < 0)
            return -1;
    return 0;
}

void soft_file_close(struct soft_file *f)
{
    for (size_t i = 0; i < f->n_blocks; i++) {
        file_unmap(&f->blocks[i].postings_map);
        file_unmap(&f->blocks[i].positions_map);
    }
    free(f->blocks);
    free(f->header);
    file_unmap(&f->map);
}
