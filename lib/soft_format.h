/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The file formats of soft word match, shared by those who write (soft_build.c) and read
 * (soft_file.c) them. Little-endian as the machine, every array begins at a multiple of 8 bytes, in
 * the order of the fields.
 *
 * A word is a folded form; it has one or more spellings, which lie together. Words and, within a
 * word, spellings rise bytewise. Postings belong to spellings.
 */
#ifndef JAWAB_SOFT_FORMAT_H
#define JAWAB_SOFT_FORMAT_H

#include <stdint.h>

#define SOFT_WORDS_MAGIC     "JWBWRD5"
#define SOFT_POSTINGS_MAGIC  "JWBPST2"
#define SOFT_POSITIONS_MAGIC "JWBPOS1"

struct soft_words_header {
    char magic[8];
    uint64_t table_id; /* of these tables: word ids mean nothing under another */
    uint64_t checksum; /* of all behind the header (soft_words_checksum) */
    uint64_t stamp;    /* of its parts (soft_part.h) */
    uint64_t total_tokens;
    uint32_t n_sections, n_articles, n_words, n_spellings, n_word_slots, n_neighbours, n_grams,
        n_gram_buckets, n_sounds, n_list_bytes, n_bytes, reserved; /* 0: no byte is left open */
    /* uint32_t word_at[n_words + 1]         into bytes
     * uint32_t first_spelling[n_words + 1]
     * uint32_t spelling_at[n_spellings + 1] into bytes; an empty one is spelled as it is folded
     * uint32_t word_df[n_words]             sections that have the word
     * uint32_t word_public_df[n_words]      of these, what everybody may see
     * uint32_t spelling_public_df[n_spellings]     the same of spellings
     * float    word_weight[n_words]         C(q)
     * uint32_t neighbour_at[n_words + 1]    into neighbours
     * uint32_t neighbours[n_neighbours]     word id << 8 | round(255 * similarity), falling
     * uint32_t word_slots[n_word_slots]     open addressing by str_hash: word id + 1, or 0
     * uint32_t gram_bucket_at[n_gram_buckets + 1]  first gram whose key has these leading bits
     * uint64_t gram_keys[n_grams]           rising
     * float    gram_weight[n_grams]
     * uint32_t gram_at[n_grams + 1]         into lists
     * char     lists[n_list_bytes]          ids of the words that have the gram, rising: the first,
     *                                       then differences, as varints
     * struct soft_sound_key sounds[n_sounds]       rising by key: Arabic words by arabizi.h
     * char     bytes[n_bytes] */
};

struct soft_sound_key {
    uint32_t key, word;
};

struct soft_postings_header {
    char magic[8];
    uint64_t table_id;
    uint32_t first_section, n_sections, n_spellings, n_postings;
    /* uint32_t length[n_sections]           tokens
     * uint32_t article[n_sections]          0, 1, 2...: sections of one article lie together
     * uint32_t posting_at[n_spellings + 1]
     * uint32_t postings[n_postings]         section - first_section << 8 | frequency (at most 255)
     */
};

/* Where the spellings stand in their sections, for phrases. */
struct soft_positions_header {
    char magic[8];
    uint64_t table_id;
    uint32_t n_spellings, n_bytes;
    /* uint32_t at[n_spellings + 1]          into bytes
     * char     bytes[n_bytes]               for each posting of the spelling: how many positions,
     *                                       then the first and differences, as varints */
};

/* A number of a mapped file, read exactly once: the file may be written to between a look at it and
 * its use. */
static inline uint32_t soft_u32(const uint32_t *at)
{
    return __atomic_load_n(at, __ATOMIC_RELAXED);
}

/* What lies between places i and k of a rising array; nothing when they do not rise, or beyond
 * `end`. */
struct soft_range {
    uint32_t from, to;
};
static inline struct soft_range soft_range(const uint32_t *at, uint32_t i, uint32_t k, uint32_t end)
{
    struct soft_range range = {soft_u32(at + i), soft_u32(at + k)};
    return range.from <= range.to && range.to <= end ? range : (struct soft_range){0, 0};
}

/* A weight, read once; 0 when it is none that is ever written, so that sums of them stay finite. */
static inline float soft_weight(const float *at)
{
    float weight;
    __atomic_load(at, &weight, __ATOMIC_RELAXED);
    return weight > 0 && weight < 1e9F ? weight : 0;
}

static inline uint64_t soft_align(uint64_t n_bytes)
{
    return (n_bytes + 7) & ~(uint64_t)7;
}

/* The bucket of a gram's key: its leading bits. n_buckets is a power of two, at least 2. */
static inline uint32_t soft_bucket(uint64_t key, uint32_t n_buckets)
{
    return (uint32_t)(key >> (64 - __builtin_ctz(n_buckets)));
}

/* LEB128 (DWARF 5, 7.6): seven bits a byte, the lowest first. Reads at most five bytes of *p, never
 * beyond end; a number that is cut off is what was read of it. */
static inline uint32_t soft_varint(const unsigned char **p, const unsigned char *end)
{
    uint32_t value = 0;
    for (int shift = 0; *p < end && shift < 35; shift += 7) {
        unsigned char byte = *(*p)++;
        value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

#endif
