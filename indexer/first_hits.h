/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first results of a search, and nothing more of it than what people compare: which article, at
 * which heading, in which place. Printed for a terminal or made JSON. Knows no promises.
 */
#ifndef JAWAB_FIRST_HITS_H
#define JAWAB_FIRST_HITS_H

#include <jansson.h>
#include <stdio.h>

#include "../lib/search.h"

enum { FIRST_HITS_SHOWN = 10 }; /* more nobody reads */

struct first_hit {
    struct str id, anchor, title, heading;
};

struct first_hits {
    struct first_hit *hits;
    size_t n;
};

/* Runs the search for at most `limit` results, without what only pages need. */
int first_hits_ask(struct search *s, struct arena *a, const struct search_request *request,
                   size_t limit, struct first_hits *out, struct err *err);

/* "id" or "id#anchor", in two; the anchor is empty without one. */
struct first_hit first_hits_split(struct str wanted);

/* The place of the article, from 1, whatever its heading; 0 when it is not there. */
size_t first_hits_place(const struct first_hits *hits, struct str id);

/* How the search was asked, on a line of left-to-right text: the query, then audience and filters
 * when they are not the usual ones. */
void first_hits_print_search(struct buf *out, const struct search_request *request);

/* "id#anchor". */
void first_hits_print_id(struct buf *out, const struct first_hit *hit);

/* A line each for the first of them, FIRST_HITS_SHOWN at most: place, id, title. */
void first_hits_print(struct buf *out, const struct first_hits *hits, size_t first);

json_t *first_hits_json(const struct first_hits *hits, size_t first);

/* Adds "query", "audience" and the filters that are there. */
void first_hits_search_json(json_t *object, const struct search_request *request);

#endif
