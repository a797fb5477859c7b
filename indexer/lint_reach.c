/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_reach.h"

#include <stdlib.h>

#include "../lib/parallel.h"
#include "../lib/search.h"

struct asker {
    struct search *search;
    struct arena arena;
};

static bool is_among(const struct search_result *result, struct str id)
{
    for (size_t i = 0; i < result->n_hits; i++)
        if (str_eq(result->hits[i].section.article_id, id))
            return true;
    return false;
}

static void tell(const struct lint_corpus *c, const struct lint_member *member,
                 struct lint_place place, struct str query, const struct search_result *result)
{
    const struct lint_file file = {
        .path = member->path, .report = c->report, .settings = c->settings};
    struct str first = result->n_hits ? result->hits[0].section.article_id : STR("");
    if (first.n)
        lint_file_tell(&file, LINT_UNREACHABLE, place,
                       "\"" STR_FMT
                       "\" does not find this article among the first %u, first is " STR_FMT
                       ": use these words in the text, or other ones here",
                       STR_ARG(utf8_cut_bytes(query, 200)),
                       (unsigned)c->settings->kinds[LINT_UNREACHABLE].limit, STR_ARG(first));
    else
        lint_file_tell(&file, LINT_UNREACHABLE, place,
                       "\"" STR_FMT "\" finds nothing: use words here that the text has, or build "
                       "the index again if the article is new",
                       STR_ARG(utf8_cut_bytes(query, 200)));
}

static int ask(const struct lint_corpus *c, struct asker *asker, const struct lint_member *member,
               struct lint_place place, struct str query, struct err *err)
{
    const struct search_request request = {
        .query = query,
        .limit = (size_t)c->settings->kinds[LINT_UNREACHABLE].limit,
        .audience = member->audience,
        .without_snippets = true,
        .without_answer = true,
    };
    struct search_result result;
    if (search_run(asker->search, &asker->arena, &request, &result, err) < 0)
        return -1;
    if (!is_among(&result, member->id))
        tell(c, member, place, query, &result);
    arena_clear(&asker->arena);
    return 0;
}

static int ask_piece(void *context, void *state, size_t number, struct err *err)
{
    const struct lint_corpus *c = context;
    const struct lint_piece *piece = &c->pieces[number];
    for (size_t i = 0; i < piece->n_members; i++) {
        const struct lint_member *m = &piece->members[i];
        if (!m->is_live)
            continue;
        if (m->has_title && ask(c, state, m, m->title_place, m->title, err) < 0)
            return -1;
        for (size_t k = 0; k < m->aliases.n; k++)
            if (ask(c, state, m, m->alias_place, m->aliases.items[k], err) < 0)
                return -1;
    }
    return 0;
}

static int asker_begin(void *context, void **state, struct err *err)
{
    const struct lint_corpus *c = context;
    struct asker *asker = xcalloc(1, sizeof *asker);
    *state = asker;
    return search_open(&asker->search, c->index_dir, err);
}

static void asker_end(void *context, void *state)
{
    struct asker *asker = state;
    (void)context;
    search_close(asker->search);
    arena_release(&asker->arena);
    free(asker);
}

int lint_reach(struct lint_corpus *c, struct err *err)
{
    const struct parallel_job job = {
        .n_pieces = c->n_pieces,
        .context = c,
        .begin = asker_begin,
        .piece = ask_piece,
        .end = asker_end,
    };
    if (!c->index_dir || c->settings->kinds[LINT_UNREACHABLE].off)
        return 0;
    return parallel_run(&job, c->jobs, err);
}
