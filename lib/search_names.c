/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "schema.h"
#include "search_run.h"

enum { NAMED_MAX = 8 }; /* what more sections are called is the name of none */

static bool is_among(const struct soft_hit *hits, size_t n, uint32_t article)
{
    for (size_t i = 0; i < n; i++)
        if (hits[i].article == article)
            return true;
    return false;
}

/* The first of an article's, best first among articles. */
static void add_named(struct soft_hit *named, size_t *n, struct soft_hit hit)
{
    size_t at = *n;
    if (!(hit.score > 0) || is_among(named, *n, hit.article))
        return;
    for (++*n; at > 0 && named[at - 1].score < hit.score; at--)
        named[at] = named[at - 1];
    named[at] = hit;
}

/* The sections that are called just so and may be found; 0 when there are too many. */
static int find_named(struct search_run *run, uint32_t sections[NAMED_MAX], size_t *n,
                      struct err *err)
{
    struct search_index *index = &run->s->index;
    const struct soft_scope *scope = &run->scope;
    size_t words64 = search_index_words64(index);
    uint64_t *bits = ARENA_ARRAY(run->a, uint64_t, words64);
    struct str name = text_fold(index->text, run->a, run->out->meant);
    *n = 0;
    if (xap_db_mark(index->sections, search_id_term(run->a, PREFIX_NAME, name), bits,
                    soft_sections(index->soft), err) < 0)
        return -1;
    for (size_t i = 0; i < words64; i++) {
        uint64_t left = bits[i];
        left &= scope->allowed ? scope->allowed[i] : left;
        left &= scope->wanted ? scope->wanted[i] : left;
        for (; left; left &= left - 1) {
            if (*n == NAMED_MAX) {
                *n = 0;
                return 0;
            }
            sections[(*n)++] = (uint32_t)(64 * i) + (uint32_t)__builtin_ctzll(left);
        }
    }
    return 0;
}

int search_names(struct search_run *run, size_t limit, struct err *err)
{
    struct soft_result *found = &run->found;
    struct soft_hit named[NAMED_MAX], *all;
    uint32_t sections[NAMED_MAX];
    size_t n_sections, n = 0;
    run->n_named = 0;
    if (found->n_hits == 0)
        return 0;
    if (find_named(run, sections, &n_sections, err) < 0)
        return -1;
    for (size_t i = 0; i < n_sections; i++)
        add_named(named, &n,
                  soft_hit_of(run->s->index.soft, run->words.words, run->words.n, sections[i]));
    if (n == 0)
        return 0;
    all = ARENA_ARRAY(run->a, struct soft_hit, n + found->n_hits);
    for (size_t i = 0; i < n; i++) {
        all[i] = named[i];
        all[i].score =
            named[i].score > found->hits[0].score ? named[i].score : found->hits[0].score;
    }
    run->n_named = n;
    for (size_t i = 0; i < found->n_hits; i++)
        if (!is_among(named, run->n_named, found->hits[i].article))
            all[n++] = found->hits[i];
    found->hits = all;
    found->n_hits = n < limit ? n : limit;
    return 0;
}
