/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_phrase.h"

#include <stdlib.h>

/* Places where the phrase may begin: section << 32 | position, rising. */
struct places {
    uint64_t *at;
    size_t n;
};

/* The occurrences of one spelling, one after the other. */
struct reader {
    const struct soft_block *block;
    const unsigned char *p, *end;
    uint32_t posting, last_posting;
    uint32_t section, left, position;
};

static struct reader reader_of(const struct soft_block *b, uint32_t spelling)
{
    struct soft_range postings =
        soft_block_postings(b, (struct soft_range){spelling, spelling + 1});
    struct soft_range bytes =
        soft_range(b->position_at, spelling, spelling + 1, b->n_position_bytes);
    return (struct reader){
        .block = b,
        .p = b->positions + bytes.from,
        .end = b->positions + bytes.to,
        .posting = postings.from,
        .last_posting = postings.to,
    };
}

/* The place at which the phrase begins if this is its word number `offset`; false at the end. */
static bool next_place(struct reader *r, uint32_t offset, uint64_t *place)
{
    do {
        while (r->left == 0) {
            if (r->posting == r->last_posting || r->p == r->end)
                return false;
            r->section = soft_u32(&r->block->postings[r->posting++]) >> 8;
            r->left = soft_varint(&r->p, r->end);
            r->position = 0;
        }
        if (r->p == r->end) /* in a damaged file only: each place takes a byte */
            return false;
        r->left--;
        r->position += soft_varint(&r->p, r->end);
    } while (r->position <= offset);
    *place = (uint64_t)r->section << 32 | (r->position - offset);
    return true;
}

static size_t occurrences_bytes(const struct soft_block *b, uint32_t spelling)
{
    struct reader r = reader_of(b, spelling);
    return (size_t)(r.end - r.p);
}

static size_t rarest(const struct soft_block *b, const uint32_t *spellings, size_t n)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (occurrences_bytes(b, spellings[i]) < occurrences_bytes(b, spellings[best]))
            best = i;
    return best;
}

static void read_places(const struct soft_block *b, uint32_t spelling, uint32_t offset,
                        struct places *out)
{
    struct reader r = reader_of(b, spelling);
    out->at = xmalloc(((size_t)(r.end - r.p) + 1) * sizeof *out->at); /* a byte each */
    while (next_place(&r, offset, &out->at[out->n]))
        out->n++;
}

static void keep_common(const struct soft_block *b, uint32_t spelling, uint32_t offset,
                        struct places *places)
{
    struct reader r = reader_of(b, spelling);
    size_t kept = 0, i = 0;
    uint64_t place;
    while (i < places->n && next_place(&r, offset, &place)) {
        while (i < places->n && places->at[i] < place)
            i++;
        if (i < places->n && places->at[i] == place)
            places->at[kept++] = places->at[i++];
    }
    places->n = kept;
}

static void keep_sections(const struct soft_block *b, const struct places *places,
                          uint64_t *sections)
{
    size_t i = 0;
    for (uint32_t local = 0; local < b->n_sections; local++) {
        while (i < places->n && places->at[i] >> 32 < local)
            i++;
        uint32_t section = b->first_section + local;
        if (i == places->n || places->at[i] >> 32 != local)
            sections[section / 64] &= ~((uint64_t)1 << section % 64);
    }
}

void soft_phrase_keep(const struct soft_block *b, const uint32_t *spellings, size_t n,
                      uint64_t *sections)
{
    struct places places = {NULL, 0};
    size_t first = rarest(b, spellings, n);
    read_places(b, spellings[first], (uint32_t)first, &places);
    for (size_t i = 0; i < n && places.n; i++)
        if (i != first)
            keep_common(b, spellings[i], (uint32_t)i, &places);
    keep_sections(b, &places, sections);
    free(places.at);
}
