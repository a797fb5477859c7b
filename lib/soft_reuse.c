/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_reuse.h"

#include <stdlib.h>
#include <string.h>

#include "soft_file.h"
#include "soft_words.h"

struct reuse {
    struct soft_neighbours *n;
    const struct soft_merged *words;
    struct soft_file old;
    uint32_t *old_of; /* of each word: its number in the old generation, or SOFT_NO_WORD */
    uint32_t *new_of; /* the other way round */
    bool *is_changed; /* a gram */
};

/* Both vocabularies rise bytewise. */
static void pair_words(struct reuse *r)
{
    uint32_t n_old = r->old.header->n_words, old = 0;
    for (uint32_t i = 0; i < n_old; i++)
        r->new_of[i] = SOFT_NO_WORD;
    for (uint32_t id = 0; id < r->words->n_words; id++) {
        int order = 1;
        while (old < n_old &&
               (order = str_cmp(soft_words_text(&r->old, old), r->words->words[id].folded)) < 0)
            old++;
        bool found = old < n_old && order == 0;
        r->old_of[id] = found ? old : SOFT_NO_WORD;
        if (found)
            r->new_of[old] = id;
    }
}

/* Words in an old list: each number ends with a byte below 0x80. */
static uint32_t old_count(const struct soft_file *old, uint32_t gram)
{
    uint32_t n = 0;
    for (uint32_t i = old->gram_at[gram]; i < old->gram_at[gram + 1]; i++)
        n += old->lists[i] < 0x80;
    return n;
}

static bool is_common(const struct reuse *r, uint32_t gram)
{
    const uint32_t *at = r->n->gram_at;
    return soft_gram_is_common(at[gram + 1] - at[gram], r->words->n_words);
}

static bool was_common(const struct reuse *r, uint32_t old_gram)
{
    return soft_gram_is_common(old_count(&r->old, old_gram), r->old.header->n_words);
}

/* A gram has changed when it is worth something else, or was passed over and is not now, or when a
 * new word has it. A word less needs no mark: the lists that it was in show it. */
static void compare_grams(struct reuse *r)
{
    const struct soft_neighbours *n = r->n;
    uint32_t n_old = r->old.header->n_grams, old = 0;
    for (uint32_t i = 0; i < n->grams.n; i++) {
        uint32_t gram = n->gram_order[i];
        uint64_t key = n->grams.keys[gram];
        while (old < n_old && r->old.gram_keys[old] < key)
            old++;
        r->is_changed[gram] = old == n_old || r->old.gram_keys[old] != key ||
                              n->gram_weight[gram] != r->old.gram_weight[old] ||
                              is_common(r, gram) != was_common(r, old);
    }
    for (uint32_t id = 0; id < r->words->n_words; id++) {
        if (r->old_of[id] != SOFT_NO_WORD)
            continue;
        for (uint32_t k = n->grams.of_words_at[id]; k < n->grams.of_words_at[id + 1]; k++) {
            uint32_t gram = n->grams.of_words[k];
            r->is_changed[gram] |= !is_common(r, gram);
        }
    }
}

static bool take_over(struct reuse *r, uint32_t id)
{
    struct soft_neighbours *n = r->n;
    uint32_t old = r->old_of[id];
    if (old == SOFT_NO_WORD)
        return false;
    for (uint32_t k = n->grams.of_words_at[id]; k < n->grams.of_words_at[id + 1]; k++)
        if (r->is_changed[n->grams.of_words[k]])
            return false;
    uint32_t from = r->old.neighbour_at[old], count = r->old.neighbour_at[old + 1] - from;
    uint32_t *list = n->lists + (size_t)id * SOFT_NEIGHBOURS_MAX;
    if (count > SOFT_NEIGHBOURS_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t neighbour = r->old.neighbours[from + i], other = neighbour >> 8;
        if (other >= r->old.header->n_words || r->new_of[other] == SOFT_NO_WORD)
            return false; /* a word less, or a damaged file */
        list[i] = r->new_of[other] << 8 | (neighbour & 0xFF);
    }
    n->list_length[id] = count;
    n->word_weight[id] = r->old.word_weight[old];
    return true;
}

void soft_reuse(struct soft_neighbours *n, const struct soft_merged *words, const char *generation,
                bool *done)
{
    struct reuse r = {.n = n, .words = words};
    struct err ignored = ERR_INIT;
    if (soft_file_open_words(&r.old, generation, &ignored) < 0 ||
        r.old.header->stamp != words->parts[0].header->stamp ||
        r.old.header->checksum !=
            soft_words_checksum(r.old.map.bytes)) { /* damage must not spread */
        soft_file_close(&r.old);
        return;
    }
    r.old_of = xmalloc(((size_t)words->n_words + 1) * sizeof *r.old_of);
    r.new_of = xmalloc(((size_t)r.old.header->n_words + 1) * sizeof *r.new_of);
    r.is_changed = xcalloc((size_t)n->grams.n + 1, sizeof *r.is_changed);
    pair_words(&r);
    compare_grams(&r);
    for (uint32_t id = 0; id < words->n_words; id++) {
        done[id] = take_over(&r, id);
        n->n_reused += done[id];
    }
    free(r.old_of);
    free(r.new_of);
    free(r.is_changed);
    soft_file_close(&r.old);
}
