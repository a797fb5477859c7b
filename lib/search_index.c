/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parallel.h"
#include "schema.h"

/* --- opening --- */

void search_index_close(struct search_index *index)
{
    xap_db_close(index->sections);
    xap_db_close(index->articles);
    for (enum audience who = AUDIENCE_PUBLIC; who <= AUDIENCE_AGENT; who++)
        if (who == AUDIENCE_PUBLIC || index->suggest[who] != index->suggest[AUDIENCE_PUBLIC])
            suggest_close(index->suggest[who]);
    soft_close(index->soft);
    text_free(index->text);
    lexicon_free(index->lexicon);
    generation_release(&index->use);
    outline_close(index->outline);
    settings_release(&index->settings);
    for (size_t i = 0; i < FILTERS_KEPT_MAX; i++) {
        free((char *)index->filters[i].term.p);
        free(index->filters[i].sections);
    }
    *index = (struct search_index){.soft = NULL};
}

static const char *part_path(struct arena *a, const char *generation, const char *part)
{
    return arena_printf(a, "%s/%s", generation, part).p;
}

/* Agents have a file of their own only where there is something that they alone may read. */
static int open_completions(struct search_index *out, struct arena *a, const char *generation,
                            struct err *err)
{
    struct suggest **of = out->suggest;
    if (suggest_open(&of[AUDIENCE_PUBLIC], part_path(a, generation, SCHEMA_SUGGEST), err) < 0)
        return -1;
    if (suggest_open(&of[AUDIENCE_AGENT], part_path(a, generation, SCHEMA_SUGGEST_AGENTS), err) ==
        0)
        return 0;
    if (err->code != ERR_NOT_FOUND)
        return -1;
    *err = (struct err)ERR_INIT;
    of[AUDIENCE_AGENT] = of[AUDIENCE_PUBLIC];
    return 0;
}

/* What the parts are opened with, at once: most of the time goes into looking whether they are
 * sound. */
struct opening {
    struct search_index *out;
    const char *generation;
};

static int open_soft(struct search_index *out, struct arena *a, const char *generation,
                     struct err *err)
{
    (void)a;
    return soft_open(&out->soft, generation, err);
}

static int open_outline(struct search_index *out, struct arena *a, const char *generation,
                        struct err *err)
{
    return outline_open(&out->outline, part_path(a, generation, SCHEMA_OUTLINE), err);
}

static int open_lexicon(struct search_index *out, struct arena *a, const char *generation,
                        struct err *err)
{
    if (text_new(&out->text, err) < 0)
        return -1;
    return lexicon_load(&out->lexicon, part_path(a, generation, SCHEMA_LEXICON), out->text, err);
}

static int open_databases(struct search_index *out, struct arena *a, const char *generation,
                          struct err *err)
{
    if (xap_db_open_all(&out->sections, part_path(a, generation, SCHEMA_SECTIONS), err) < 0)
        return -1;
    return xap_db_open_all(&out->articles, part_path(a, generation, SCHEMA_ARTICLES), err);
}

static int open_settings(struct search_index *out, struct arena *a, const char *generation,
                         struct err *err)
{
    return settings_load(&out->settings, part_path(a, generation, SCHEMA_SITE), err);
}

/* Independent of each other; the longest first. */
static int (*const openers[])(struct search_index *out, struct arena *a, const char *generation,
                              struct err *err) = {
    open_lexicon, open_soft, open_outline, open_databases, open_completions, open_settings,
};

enum { OPENERS = sizeof openers / sizeof openers[0], OPENING_THREADS = 2 };

static int run_opener(void *context, void *state, size_t number, struct err *err)
{
    const struct opening *opening = context;
    struct arena a = ARENA_INIT;
    (void)state;
    int result = openers[number](opening->out, &a, opening->generation, err);
    arena_release(&a);
    return result;
}

static int open_parts(struct search_index *out, const char *generation, struct err *err)
{
    struct opening opening = {out, generation};
    struct parallel_job job = {.n_pieces = OPENERS, .context = &opening, .piece = run_opener};
    settings_init(&out->settings);
    return parallel_run(&job, OPENING_THREADS, err);
}

int search_index_open_folder(struct search_index *out, const char *generation, struct err *err)
{
    memset(out, 0, sizeof *out);
    const char *name = strrchr(generation, '/');
    snprintf(out->name, sizeof out->name, "%.*s", GENERATION_NAME_BYTES - 1,
             name ? name + 1 : generation);
    if (open_parts(out, generation, err) < 0) {
        search_index_close(out);
        return -1;
    }
    return 0;
}

static int open_folder(void *context, const char *generation, struct err *err)
{
    return search_index_open_folder(context, generation, err);
}

int search_index_open(struct search_index *out, const char *index_dir, struct err *err)
{
    struct generation_use use;
    memset(out, 0, sizeof *out);
    if (generation_use(index_dir, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, open_folder, out, &use,
                       err) < 0)
        return -1;
    out->use = use;
    return 0;
}

/* --- which sections may answer --- */

size_t search_index_words64(const struct search_index *index)
{
    return soft_sections(index->soft) / 64 + 1;
}

static size_t filters_kept(const struct search_index *index)
{
    size_t room = FILTERS_KEPT_BYTES / (search_index_words64(index) * sizeof(uint64_t));
    if (room < FILTERS_KEPT_MIN)
        return FILTERS_KEPT_MIN;
    return room < FILTERS_KEPT_MAX ? room : FILTERS_KEPT_MAX;
}

/* The bits of a filter's term: kept from before, or read in place of the one used longest ago. */
static int find_filter(struct search_index *index, struct str term, const uint64_t **sections,
                       struct err *err)
{
    struct search_filter *oldest = &index->filters[0];
    for (size_t i = 0, n = filters_kept(index); i < n; i++) {
        struct search_filter *filter = &index->filters[i];
        if (filter->sections && str_eq(filter->term, term)) {
            filter->last_used = ++index->filters_used;
            *sections = filter->sections;
            return 0;
        }
        if (filter->last_used < oldest->last_used)
            oldest = filter;
    }
    uint64_t *read = xcalloc(search_index_words64(index), sizeof *read);
    if (xap_db_mark(index->sections, term, read, soft_sections(index->soft), err) < 0) {
        free(read);
        return -1;
    }
    char *name = xmalloc(term.n + 1);
    memcpy(name, term.p, term.n);
    free((char *)oldest->term.p);
    free(oldest->sections);
    *oldest = (struct search_filter){
        .term = {name, term.n},
        .sections = read,
        .last_used = ++index->filters_used,
    };
    *sections = read;
    return 0;
}

int search_index_allowed(struct search_index *index, struct arena *a, enum audience audience,
                         const struct query *query, bool phrases, const uint64_t **allowed,
                         struct err *err)
{
    size_t n_phrases = phrases ? query->n_phrases : 0, n = search_index_words64(index);
    const uint64_t *public;
    *allowed = NULL;
    if (audience != AUDIENCE_PUBLIC && n_phrases + query->n_excluded == 0)
        return 0;
    uint64_t *all = ARENA_ARRAY(a, uint64_t, n);
    memset(all, 0xFF, n * sizeof *all);
    if (audience == AUDIENCE_PUBLIC) {
        if (find_filter(index, STR(TERM_PUBLIC), &public, err) < 0)
            return -1;
        memcpy(all, public, n * sizeof *all);
    }
    for (size_t i = 0; i < n_phrases; i++)
        soft_keep_phrase(index->soft, query->phrases[i].tokens, query->phrases[i].n, all);
    for (size_t i = 0; i < query->n_excluded; i++)
        soft_drop_word(index->soft, query->excluded[i]->folded, all);
    *allowed = all;
    return 0;
}

int search_index_filter(struct search_index *index, struct arena *a, enum rank_filter kind,
                        struct str value, const uint64_t **sections, struct err *err)
{
    return find_filter(index, rank_filter_term(index->text, a, kind, value), sections, err);
}

/* Keeps the sections that have one of the values. */
static int keep_any(struct search_index *index, struct arena *a, enum rank_filter kind,
                    const struct str_list *values, uint64_t *kept, struct err *err)
{
    size_t n = search_index_words64(index);
    uint64_t *any = ARENA_ARRAY(a, uint64_t, n);
    for (size_t i = 0; i < values->n; i++) {
        const uint64_t *one;
        if (search_index_filter(index, a, kind, values->items[i], &one, err) < 0)
            return -1;
        for (size_t k = 0; k < n; k++)
            any[k] |= one[k];
    }
    for (size_t k = 0; k < n; k++)
        kept[k] &= any[k];
    return 0;
}

int search_index_wanted(struct search_index *index, struct arena *a,
                        const struct str_list lists[RANK_FILTERS], enum rank_filter ignored,
                        const uint64_t **wanted, struct err *err)
{
    size_t n = search_index_words64(index);
    uint64_t *kept = NULL;
    for (enum rank_filter kind = 0; kind < RANK_FILTERS; kind++) {
        if (kind == ignored || lists[kind].n == 0)
            continue;
        if (!kept) {
            kept = ARENA_ARRAY(a, uint64_t, n);
            memset(kept, 0xFF, n * sizeof *kept);
        }
        if (keep_any(index, a, kind, &lists[kind], kept, err) < 0)
            return -1;
    }
    *wanted = kept;
    return 0;
}
