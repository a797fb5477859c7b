/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of soft word match (soft_format.h), mapped and checked: every number that is later used
 * as an index has been looked at once, but for the ids of words in `neighbours` and `lists`: who
 * reads a few of these compares them with n_words. Belongs to soft.c and phrase.c; says nothing of
 * what a match is worth.
 */
#ifndef JAWAB_SOFT_FILE_H
#define JAWAB_SOFT_FILE_H

#include "err.h"
#include "file.h"
#include "record.h"
#include "soft_format.h"

struct soft_block {
    struct file_map postings_map, positions_map;
    uint32_t first_section, n_sections;
    const uint32_t *length, *article;
    const uint32_t *posting_at, *postings;
    const uint32_t *position_at;
    const unsigned char *positions;
};

struct soft_file {
    struct file_map map;
    const struct soft_words_header *header;
    const uint32_t *word_at, *first_spelling, *spelling_at, *neighbour_at, *neighbours, *word_slots,
        *gram_bucket_at, *gram_at;
    const uint32_t *word_df[AUDIENCE_AGENT + 1]; /* of the sections that an audience may see */
    const uint32_t *spelling_public_df;
    const float *word_weight, *gram_weight;
    const uint64_t *gram_keys;
    const unsigned char *lists;
    const struct soft_sound_key *sounds;
    const char *bytes;
    struct soft_block *blocks;
    size_t n_blocks;
};

/* ERR_INDEX names the damaged file; ERR_NOT_FOUND a missing one. */
int soft_file_open(struct soft_file *out, const char *generation_path, struct err *err);

/* The same without blocks: for those who only ask about words. */
int soft_file_open_words(struct soft_file *out, const char *generation_path, struct err *err);
void soft_file_close(struct soft_file *file);

/* Of all that is behind the header in a file of words. */
uint64_t soft_words_checksum(struct str file);

#endif
