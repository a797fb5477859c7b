/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "search_run.h"
#include "soft_words.h"

/* The words of a name, and their ids in the index. */
struct name {
    struct str folded;
    uint32_t ids[QUERY_WORDS_MAX];
    size_t n;
};

/* False when the index lacks one of the words, or there are too many: then nothing is named so. */
static bool read_name(const struct search_run *run, struct name *name)
{
    const struct soft_file *files = soft_files(run->s->index.soft);
    struct str rest = name->folded;
    while (rest.n) {
        size_t at = str_find_char(rest, ' ');
        uint32_t id = soft_words_find(files, str_sub(rest, 0, at));
        if (id == SOFT_NO_WORD || name->n == QUERY_WORDS_MAX)
            return false;
        name->ids[name->n++] = id;
        rest = at == SIZE_MAX ? STR("") : str_sub(rest, at + 1, rest.n);
    }
    return name->n;
}

/* A section has the words of its names among its own: cheaper to ask than to read it. */
static bool has_all(const struct search_run *run, const struct name *name, uint32_t section)
{
    for (size_t i = 0; i < name->n; i++)
        if (!soft_has_word(run->s->index.soft, name->ids[i], section))
            return false;
    return true;
}

/* Is the hit named by the query? When its article is, its first section becomes the hit. */
static int is_named(struct search_run *run, const struct name *name, struct soft_hit *hit,
                    bool *named, struct err *err)
{
    struct text *text = run->s->index.text;
    const uint64_t *allowed = run->scope.allowed;
    struct section_record section;
    uint32_t first, end;
    *named = false;
    if (!has_all(run, name, hit->section))
        return 0;
    if (search_read_section(run->s, run->a, hit->section, &section, err) < 0)
        return -1;
    *named = str_eq(text_fold(text, run->a, section.heading), name->folded);
    if (*named || !str_eq(text_fold(text, run->a, section.title), name->folded))
        return 0;
    *named = true;
    soft_article_sections(run->s->index.soft, hit->section, &first, &end);
    if (!allowed || allowed[first / 64] >> first % 64 & 1)
        hit->section = first;
    return 0;
}

int search_names(struct search_run *run, struct err *err)
{
    struct soft_hit *hits = run->found.hits;
    struct name name = {.folded = text_fold(run->s->index.text, run->a, run->out->meant)};
    float best = run->found.n_hits ? hits[0].score : 0;
    run->n_named = 0;
    if (!read_name(run, &name))
        return 0;
    for (size_t i = 0; i < run->found.n_hits && i < SEARCH_NAMES_LOOKED_AT; i++) {
        struct soft_hit hit = hits[i];
        bool named;
        if (is_named(run, &name, &hit, &named, err) < 0)
            return -1;
        if (!named)
            continue;
        memmove(hits + run->n_named + 1, hits + run->n_named, (i - run->n_named) * sizeof *hits);
        hit.score = best;
        hits[run->n_named++] = hit;
    }
    return 0;
}
