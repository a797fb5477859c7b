/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "metrics.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

static double discounted(unsigned grade, size_t rank)
{
    return grade / log2((double)rank + 1);
}

static size_t at_most(size_t n, size_t max)
{
    return n < max ? n : max;
}

/* The highest grade below `bound`, or 0. */
static unsigned next_grade(const unsigned *relevant, size_t n_relevant, unsigned bound)
{
    unsigned highest = 0;
    for (size_t i = 0; i < n_relevant; i++)
        if (relevant[i] < bound && relevant[i] > highest)
            highest = relevant[i];
    return highest;
}

/* Gain of the best possible ranking: highest grades first. */
static double ideal_gain(const unsigned *relevant, size_t n_relevant)
{
    double gain = 0;
    size_t rank = 1;
    unsigned grade = UINT_MAX;
    while ((grade = next_grade(relevant, n_relevant, grade)) > 0)
        for (size_t i = 0; i < n_relevant && rank <= METRICS_DEPTH; i++)
            if (relevant[i] == grade)
                gain += discounted(grade, rank++);
    return gain;
}

double metrics_ndcg(const unsigned *found, size_t n_found, const unsigned *relevant,
                    size_t n_relevant)
{
    double gain = 0, ideal = ideal_gain(relevant, n_relevant);
    for (size_t i = 0; i < at_most(n_found, METRICS_DEPTH); i++)
        gain += discounted(found[i], i + 1);
    return ideal > 0 ? gain / ideal : 0;
}

double metrics_reciprocal_rank(const unsigned *found, size_t n_found)
{
    for (size_t i = 0; i < at_most(n_found, METRICS_DEPTH); i++)
        if (found[i])
            return 1.0 / (double)(i + 1);
    return 0;
}

double metrics_recall(const unsigned *found, size_t n_found, size_t depth, size_t n_relevant)
{
    size_t hits = 0;
    for (size_t i = 0; i < at_most(n_found, depth); i++)
        hits += found[i] > 0;
    return n_relevant ? (double)hits / (double)n_relevant : 0;
}

static int ascending(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

uint64_t metrics_percentile(uint64_t *values, size_t n, unsigned percent)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, ascending);
    size_t rank = (n * percent + 99) / 100;
    return values[rank ? rank - 1 : 0];
}
