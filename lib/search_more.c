/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "search_run.h"

/* A further section is shown from this share of the best one's score on. */
static const float more_share_min = 0.5f;

/* The sections of the hits' articles, all together, so that they are scored at once. */
struct candidates {
    uint32_t *sections;
    float *scores;
    size_t n, *end; /* end[i]: behind those of hit i */
};

static bool is_allowed(const struct search_run *run, uint32_t section)
{
    const uint64_t *allowed = run->scope.allowed;
    return !allowed || allowed[section / 64] >> section % 64 & 1;
}

static void collect(const struct search_run *run, struct candidates *c)
{
    const struct soft *soft = run->s->index.soft;
    size_t n_hits = run->out->n_hits, room = 0;
    uint32_t first, end;
    for (size_t i = 0; i < n_hits; i++) {
        soft_article_sections(soft, run->found.hits[run->offset + i].section, &first, &end);
        room += end - first;
    }
    c->sections = ARENA_ARRAY(run->a, uint32_t, room);
    c->scores = ARENA_ARRAY(run->a, float, room);
    c->end = ARENA_ARRAY(run->a, size_t, n_hits);
    for (size_t i = 0; i < n_hits; i++) {
        uint32_t best = run->found.hits[run->offset + i].section;
        soft_article_sections(soft, best, &first, &end);
        for (uint32_t section = first; section < end; section++)
            if (section != best && is_allowed(run, section))
                c->sections[c->n++] = section;
        c->end[i] = c->n;
    }
}

/* The best candidate from..end that is good enough and not yet looked at; end when none is. */
static size_t next_best(const struct candidates *c, size_t from, size_t end, float least)
{
    size_t best = end;
    for (size_t i = from; i < end; i++)
        if (c->scores[i] >= least && (best == end || c->scores[i] > c->scores[best]))
            best = i;
    return best;
}

static int add_more(struct search_run *run, struct candidates *c, size_t i, struct err *err)
{
    struct search_hit *hit = &run->out->hits[i];
    size_t from = i ? c->end[i - 1] : 0, at, places[SEARCH_MORE_MAX];
    float least = run->found.hits[run->offset + i].score * more_share_min;
    while (hit->n_more < SEARCH_MORE_MAX &&
           (at = next_best(c, from, c->end[i], least)) < c->end[i]) {
        struct search_section more = {.section = {.heading = STR("")}};
        c->scores[at] = -1;
        if (search_read_section(run->s, run->a, c->sections[at], &more.section, err) < 0)
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
    struct candidates c = {.n = 0};
    collect(run, &c);
    soft_score_sections(run->s->index.soft, run->a, run->words.words, run->words.n, c.sections, c.n,
                        c.scores);
    for (size_t i = 0; i < run->out->n_hits; i++)
        if (add_more(run, &c, i, err) < 0)
            return -1;
    return 0;
}
