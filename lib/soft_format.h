/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The two file formats of soft word match, shared by soft_build.c and soft.c only. Little-endian as
 * the machine, every array begins at a multiple of 8 bytes, in the order of the fields.
 */
#ifndef JAWAB_SOFT_FORMAT_H
#define JAWAB_SOFT_FORMAT_H

#include <stdint.h>

#define SOFT_WORDS_MAGIC    "JWBWRD1"
#define SOFT_POSTINGS_MAGIC "JWBPST1"

struct soft_words_header {
    char magic[8];
    uint64_t table_id; /* of these tables: word ids mean nothing under another */
    uint64_t total_tokens;
    uint32_t n_sections, n_words, n_word_slots, n_neighbours, n_grams, n_gram_slots, n_gram_words,
        n_bytes;
    /* uint32_t word_at[n_words + 1]         into bytes
     * uint32_t word_df[n_words]             sections that have the word
     * float    word_weight[n_words]         C(q)
     * uint32_t neighbour_at[n_words + 1]    into neighbours
     * uint32_t neighbours[n_neighbours]     word id << 8 | round(255 * similarity), falling
     * uint32_t word_slots[n_word_slots]     open addressing by soft_hash: word id + 1, or 0
     * uint64_t gram_slots[n_gram_slots]     key, or 0; the id is at the same place of gram_ids
     * uint32_t gram_ids[n_gram_slots]
     * float    gram_weight[n_grams]
     * uint32_t gram_at[n_grams + 1]         into gram_words
     * uint32_t gram_words[n_gram_words]     ids of the words that have the gram, rising
     * char     bytes[n_bytes] */
};

struct soft_postings_header {
    char magic[8];
    uint64_t table_id;
    uint32_t first_section, n_sections, n_words, n_postings;
    /* uint32_t length[n_sections]           tokens
     * uint32_t posting_at[n_words + 1]
     * uint32_t postings[n_postings]         section - first_section << 8 | frequency (at most 255)
     */
};

static inline uint64_t soft_align(uint64_t n_bytes)
{
    return (n_bytes + 7) & ~(uint64_t)7;
}

/* FNV-1a (Fowler, Noll, Vo), 64 bits folded to 32. */
static inline uint32_t soft_hash(const char *p, uint64_t n)
{
    uint64_t hash = 14695981039346656037u;
    for (uint64_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)p[i]) * 1099511628211u;
    return (uint32_t)(hash ^ hash >> 32);
}

static inline uint32_t soft_gram_hash(uint64_t key)
{
    return (uint32_t)(key >> 32 ^ key);
}

#endif
