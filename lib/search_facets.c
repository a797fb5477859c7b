/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search_run.h"

static size_t count_both(const uint64_t *left, const uint64_t *right, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t both = left[i] & right[i];
        if (both)
            count += (size_t)__builtin_popcountll(both);
    }
    return count;
}

/* Counts the values that have no count yet, among the articles of `matching`. */
static int count_list(struct search_run *run, const uint64_t *matching, enum rank_filter kind,
                      const struct str_list *values, size_t *counts, struct err *err)
{
    struct search_index *index = &run->s->index;
    size_t n = search_index_words64(index);
    const uint64_t *others, *one;
    if (search_index_wanted(index, run->a, run->lists, kind, &others, err) < 0)
        return -1;
    uint64_t *rest = ARENA_ARRAY(run->a, uint64_t, n);
    for (size_t i = 0; i < n; i++)
        rest[i] = others ? matching[i] & others[i] : matching[i];
    for (size_t i = 0; i < values->n; i++) {
        if (counts[i])
            continue;
        if (search_index_filter(index, run->a, kind, values->items[i], &one, err) < 0)
            return -1;
        counts[i] = count_both(rest, one, n);
    }
    return 0;
}

static bool any_zero(const size_t *counts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (counts[i] == 0)
            return true;
    return false;
}

int search_count_facets(struct search_run *run, struct err *err)
{
    const struct search_facet_ask *ask = run->request->facets;
    struct search_facets *out = &run->out->facets;
    struct {
        const struct str_list *values;
        size_t **counts;
    } rows[] = {
        [RANK_LANG] = {&ask->langs, &out->langs},
        [RANK_PRODUCT] = {&ask->products, &out->products},
        [RANK_CATEGORY] = {&ask->categories, &out->categories},
    };
    bool zero = false;
    for (enum rank_filter kind = 0; kind < RANK_FILTERS; kind++) {
        size_t n = rows[kind].values->n;
        *rows[kind].counts = ARENA_ARRAY(run->a, size_t, n);
        if (count_list(run, run->matching, kind, rows[kind].values, *rows[kind].counts, err) < 0)
            return -1;
        zero |= any_zero(*rows[kind].counts, n);
    }
    if (!zero || !run->query.only_phrases)
        return 0;
    /* A choice under which nothing has the quoted words together finds them alone. */
    struct soft_scope scope;
    struct soft_result ignored;
    if (search_score(run, false, 0, &scope, &ignored, err) < 0)
        return -1;
    for (enum rank_filter kind = 0; kind < RANK_FILTERS; kind++)
        if (count_list(run, scope.matching, kind, rows[kind].values, *rows[kind].counts, err) < 0)
            return -1;
    return 0;
}
