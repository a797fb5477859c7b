/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One open generation of an index: its parts, and which sections may answer (filters, phrases,
 * words ruled out). Belongs to search.c; knows nothing of ranking.
 */
#ifndef JAWAB_SEARCH_INDEX_H
#define JAWAB_SEARCH_INDEX_H

#include "generation.h"
#include "outline.h"
#include "rank.h"
#include "settings.h"
#include "suggest.h"
#include "xap.h"

/* Bits of filters that are kept for the next query: as many as have room, in so many bytes. */
enum { FILTERS_KEPT_MIN = 16, FILTERS_KEPT_MAX = 256, FILTERS_KEPT_BYTES = 4 << 20 };

/* The sections that have a filter's term, a bit each. */
struct search_filter {
    struct str term; /* on the heap */
    uint64_t *sections;
    uint64_t last_used;
};

struct search_index {
    struct generation_use use; /* of the generation, unless only its folder was opened */
    char name[GENERATION_NAME_BYTES];
    struct xap_db *sections, *articles;
    struct suggest *suggest[AUDIENCE_AGENT + 1]; /* of each audience */
    struct soft *soft;
    struct lexicon *lexicon;
    struct outline *outline;
    struct settings settings;
    struct text *text; /* taught by the lexicon */
    struct search_filter filters[FILTERS_KEPT_MAX];
    uint64_t filters_used;
};

/* Opens the current generation of index_dir, or what stands in for it (generation_use). */
int search_index_open(struct search_index *out, const char *index_dir, struct err *err);

/* Opens the folder of a generation, published or about to be: without a look at its manifest. */
int search_index_open_folder(struct search_index *out, const char *generation, struct err *err);

void search_index_close(struct search_index *index);

/* 64-bit words of a set with a bit a section. */
size_t search_index_words64(const struct search_index *index);

/* The sections that the audience may see, that hold every phrase of the query when `phrases` says
 * so, and none of the words it rules out: a bit a section; *allowed is NULL for all. In the arena.
 */
int search_index_allowed(struct search_index *index, struct arena *a, enum audience audience,
                         const struct query *query, bool phrases, const uint64_t **allowed,
                         struct err *err);

/* The sections that have the value; borrowed until the next call of these functions. */
int search_index_filter(struct search_index *index, struct arena *a, enum rank_filter kind,
                        struct str value, const uint64_t **sections, struct err *err);

/* The sections that have a value of each list that is not empty, leaving out the list `ignored`
 * (RANK_FILTERS: none); *wanted is NULL for all. In the arena. */
int search_index_wanted(struct search_index *index, struct arena *a,
                        const struct str_list lists[RANK_FILTERS], enum rank_filter ignored,
                        const uint64_t **wanted, struct err *err);

#endif
