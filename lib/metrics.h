/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The arithmetic of judged searches: how good one ranking is, and summaries over many. Definitions
 * as in Jarvelin, Kekalainen: Cumulated gain-based evaluation of IR techniques (2002), with the
 * grade as gain and log2(rank + 1) as discount, which is what trec_eval computes.
 */
#ifndef JAWAB_METRICS_H
#define JAWAB_METRICS_H

#include <stddef.h>
#include <stdint.h>

enum { METRICS_DEPTH = 10 };

/* Grades of the first n results, best first (0: not relevant; at most METRICS_DEPTH count), and of
 * all relevant articles in any order. All functions give 0 when there is none. */
double metrics_ndcg(const unsigned *found, size_t n_found, const unsigned *relevant,
                    size_t n_relevant);
double metrics_reciprocal_rank(const unsigned *found, size_t n_found);
/* Share of the relevant ones among the first `depth` results. */
double metrics_recall(const unsigned *found, size_t n_found, size_t depth, size_t n_relevant);

/* The smallest value that at least `percent` of the values do not exceed (nearest rank). Sorts. */
uint64_t metrics_percentile(uint64_t *values, size_t n, unsigned percent);

#endif
