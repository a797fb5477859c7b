/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search_run.h"

/* A further section is shown from this share of the best one's score on. */
static const float more_share_min = 0.5f;

/* The best section first..end that is good enough and not yet looked at; end when none is. */
static uint32_t next_best(const float *scores, uint32_t first, uint32_t end, float least)
{
    uint32_t best = end;
    for (uint32_t i = first; i < end; i++)
        if (scores[i] > 0 && scores[i] >= least && (best == end || scores[i] > scores[best]))
            best = i;
    return best;
}

static int add_more(struct search_run *run, const struct soft_hit *best, struct search_hit *hit,
                    struct err *err)
{
    float *scores = run->scope.scores, least = scores[best->section] * more_share_min;
    uint32_t first, end, at, places[SEARCH_MORE_MAX] = {0};
    soft_article_sections(run->s->index.soft, best->section, &first, &end);
    scores[best->section] = -1;
    while (hit->n_more < SEARCH_MORE_MAX && (at = next_best(scores, first, end, least)) < end) {
        struct search_section more = {.section = {.heading = STR("")}};
        scores[at] = -1;
        if (search_read_section(run->s, run->a, at, &more.section, err) < 0)
            return -1;
        if (more.section.heading.n == 0)
            continue;
        size_t k = hit->n_more++;
        for (; k > 0 && places[k - 1] > at; k--) {
            places[k] = places[k - 1];
            hit->more[k] = hit->more[k - 1];
        }
        places[k] = at;
        hit->more[k] = more;
    }
    return 0;
}

int search_more(struct search_run *run, struct err *err)
{
    for (size_t i = 0; i < run->out->n_hits; i++)
        if (add_more(run, &run->found.hits[run->offset + i], &run->out->hits[i], err) < 0)
            return -1;
    return 0;
}
