/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "generation.h"
#include "hash.h"
#include "rank.h"
#include "repair.h"
#include "schema.h"
#include "xap.h"

enum {
    LIMIT_DEFAULT = 10,
    SCORED_MIN = 400, /* sections that go on to grouping, besides those of the pages before */
    SNIPPET_MAX_CHARS = 240,
};

/* One open generation. */
struct opened {
    char name[GENERATION_NAME_BYTES];
    struct stat folder; /* an index that was removed and made anew has the same names again */
    struct generation_manifest manifest;
    struct xap_db *sections, *articles;
    struct suggest *suggest;
    struct soft *soft;
    uint64_t *public_sections; /* a bit a section */
};

struct search {
    char *index_dir;
    struct text *text;
    struct opened opened;
};

static void close_generation(struct opened *o)
{
    xap_db_close(o->sections);
    xap_db_close(o->articles);
    suggest_close(o->suggest);
    soft_close(o->soft);
    free(o->public_sections);
    *o = (struct opened){.public_sections = NULL};
}

static const char *part_path(struct arena *a, const char *generation, const char *part)
{
    return arena_printf(a, "%s/%s", generation, part).p;
}

static int open_parts(struct opened *out, const char *generation, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = xap_db_open(&out->sections, part_path(&a, generation, SCHEMA_SECTIONS), err);
    if (result == 0)
        result = xap_db_open(&out->articles, part_path(&a, generation, SCHEMA_ARTICLES), err);
    if (result == 0)
        result = suggest_open(&out->suggest, part_path(&a, generation, SCHEMA_SUGGEST), err);
    if (result == 0)
        result = soft_open(&out->soft, generation, err);
    if (result == 0) {
        out->public_sections = xcalloc(soft_sections(out->soft) / 64 + 1, sizeof(uint64_t));
        result = xap_db_mark(out->sections, STR(TERM_PUBLIC), out->public_sections,
                             soft_sections(out->soft), err);
    }
    arena_release(&a);
    return result;
}

static int open_generation(struct opened *out, const char *index_dir, struct err *err)
{
    char generation[GENERATION_PATH_BYTES];
    memset(out, 0, sizeof *out);
    if (generation_current(index_dir, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, generation,
                           &out->manifest, err) < 0)
        return -1;
    const char *name = strrchr(generation, '/');
    snprintf(out->name, sizeof out->name, "%.*s", GENERATION_NAME_BYTES - 1,
             name ? name + 1 : generation);
    if (stat(generation, &out->folder) != 0)
        return err_errno(err, errno, generation, "open");
    if (open_parts(out, generation, err) < 0) {
        close_generation(out);
        return -1;
    }
    return 0;
}

int search_open(struct search **out, const char *index_dir, struct err *err)
{
    struct search *s = xcalloc(1, sizeof *s);
    s->index_dir = xstrdup(index_dir);
    if (text_new(&s->text, err) < 0 || open_generation(&s->opened, index_dir, err) < 0) {
        search_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

void search_close(struct search *s)
{
    if (!s)
        return;
    close_generation(&s->opened);
    text_free(s->text);
    free(s->index_dir);
    free(s);
}

/* Is the folder of this name still the one that is open? */
static bool is_open(const struct search *s, const char *name)
{
    char path[GENERATION_PATH_BYTES];
    struct stat now;
    const struct stat *then = &s->opened.folder;
    if (strcmp(name, s->opened.name) != 0)
        return false;
    snprintf(path, sizeof path, "%s/%s", s->index_dir, name);
    return stat(path, &now) == 0 && now.st_dev == then->st_dev && now.st_ino == then->st_ino &&
           now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

int search_refresh(struct search *s, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    struct opened newer;
    if (generation_current_name(s->index_dir, name, err) < 0)
        return -1;
    if (is_open(s, name))
        return 0;
    if (open_generation(&newer, s->index_dir, err) < 0)
        return -1;
    close_generation(&s->opened);
    s->opened = newer;
    return 0;
}

struct str search_generation_id(const struct search *s)
{
    return str_from(s->opened.manifest.id);
}

struct search_stats search_stats(const struct search *s)
{
    const struct generation_manifest *m = &s->opened.manifest;
    return (struct search_stats){
        .articles = m->articles,
        .sections = m->sections,
        .tokens = m->tokens,
        .generation_number = m->number,
        .created = str_from(m->created),
    };
}

static uint64_t thread_cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int read_hits(struct search *s, struct arena *a, const struct xap_result *found,
                     const struct search_request *request, struct search_result *out,
                     struct err *err)
{
    out->hits = ARENA_ARRAY(a, struct search_hit, found->n_hits);
    for (size_t i = 0; i < found->n_hits; i++) {
        struct search_hit *hit = &out->hits[out->n_hits++];
        if (!record_get_section(a, found->hits[i].data, &hit->section))
            return err_at(err, ERR_INDEX, s->index_dir, 0,
                          "a section is damaged (document %u); build the index again",
                          found->hits[i].docid);
        hit->score = found->hits[i].weight;
        if (!request->without_snippets)
            snippet_make(s->text, a, hit->section.text, out->words, SNIPPET_MAX_CHARS,
                         &hit->snippet);
    }
    return 0;
}

static const char *const kind_names[] = {"arabic", "latin", "number", "whole"};

/* What each word became, and the words of the index that are taken for it. */
static void explain(struct search *s, struct arena *a, const struct query *query,
                    struct search_result *out)
{
    enum { NEIGHBOURS_SHOWN = 6 };
    struct buf text;
    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < query->n_words; i++) {
        const struct token *t = query->words[i].token;
        struct soft_word word;
        buf_printf(&text, STR_FMT ": " STR_FMT ", stem " STR_FMT ", %s%s\n", STR_ARG(t->exact),
                   STR_ARG(t->folded), STR_ARG(t->stem), kind_names[t->kind],
                   t->stop_word ? ", stop word" : "");
        soft_find_word(s->opened.soft, t, 1, &word);
        for (size_t n = 0; n < word.n && n < NEIGHBOURS_SHOWN; n++) {
            struct str neighbour = soft_word_text(s->opened.soft, word.neighbours[n].id);
            buf_printf(&text, "    %.2f " STR_FMT "\n", (double)word.neighbours[n].similarity,
                       STR_ARG(neighbour));
        }
    }
    out->explanation = arena_dup(a, buf_str(&text));
    buf_release(&text);
}

static size_t clamp(size_t value, size_t max)
{
    return value < max ? value : max;
}

/* The sections that pass the filters, a bit each; NULL for all. */
static int find_allowed(struct search *s, struct arena *a, const struct rank_filters *filters,
                        const uint64_t **allowed, struct err *err)
{
    struct str terms[RANK_FILTERS_MAX];
    size_t n_terms = rank_filter_terms(s->text, a, filters, terms);
    size_t n = soft_sections(s->opened.soft) / 64 + 1;
    uint64_t *all = NULL;
    for (size_t i = 0; i < n_terms; i++) {
        uint64_t *one = s->opened.public_sections;
        if (!str_eq(terms[i], STR(TERM_PUBLIC))) {
            one = ARENA_ARRAY(a, uint64_t, n);
            if (xap_db_mark(s->opened.sections, terms[i], one, soft_sections(s->opened.soft), err) <
                0)
                return -1;
        } else if (n_terms == 1) {
            *allowed = one;
            return 0;
        }
        if (!all) {
            all = ARENA_ARRAY(a, uint64_t, n);
            memcpy(all, one, n * sizeof *all);
        } else {
            for (size_t k = 0; k < n; k++)
                all[k] &= one[k];
        }
    }
    *allowed = all;
    return 0;
}

/* Scores all sections by soft word match; Xapian groups them and adds what quotes say. */
static int score(struct search *s, struct arena *a, const struct query *query,
                 const struct rank_filters *filters, size_t limit, struct xap_query **tree,
                 bool *all_scored, struct err *err)
{
    struct soft_word *words = ARENA_ARRAY(a, struct soft_word, RANK_WORDS_MAX);
    struct soft_result found;
    const uint64_t *allowed;
    if (find_allowed(s, a, filters, &allowed, err) < 0)
        return -1;
    size_t n_words = rank_words(s->text, a, s->opened.soft, query, words);
    soft_score(s->opened.soft, a, words, n_words, allowed, limit, &found);
    *tree = found.n_hits ? rank_scores(a, query, &found) : NULL;
    *all_scored = found.n_matching == found.n_hits;
    return 0;
}

/* Runs the query with its phrases treated so; adds hits, total and explanation to *out. */
static int ask(struct search *s, struct arena *a, const struct query *query,
               const struct search_request *request, enum rank_phrases phrases,
               struct search_result *out, struct err *err)
{
    struct rank_filters filters = {request->lang, request->product, request->category,
                                   request->audience};
    struct xap_request xap = {
        .offset = clamp(request->offset, SEARCH_OFFSET_MAX),
        .limit = clamp(request->limit ? request->limit : LIMIT_DEFAULT, SEARCH_LIMIT_MAX),
        .count_all = true,
        .group = true,
        .group_slot = SLOT_ARTICLE,
        .bm25_k1 = RANK_BM25_K1,
        .bm25_b = RANK_BM25_B,
    };
    struct xap_query *tree = NULL;
    struct xap_result found;
    bool complete = true;
    if (phrases == RANK_PHRASES_REQUIRED)
        tree = rank_query(s->text, a, query, &filters, phrases);
    else if (score(s, a, query, &filters, SCORED_MIN + 2 * (xap.offset + xap.limit), &tree,
                   &complete, err) < 0)
        return -1;
    if (request->explain)
        explain(s, a, query, out);
    xap.query = tree;
    if (xap_db_run(s->opened.sections, a, &xap, &found, err) < 0)
        return -1;
    out->total = found.total;
    out->total_exact = found.total_exact && complete;
    return read_hits(s, a, &found, request, out, err);
}

int search_run(struct search *s, struct arena *a, const struct search_request *request,
               struct search_result *out, struct err *err)
{
    uint64_t start_us = thread_cpu_us();
    struct query *query = ARENA_NEW(a, struct query);
    memset(out, 0, sizeof *out);
    struct str typed = utf8_cut_bytes(request->query, SEARCH_QUERY_MAX_BYTES);
    out->cut = typed.n < request->query.n;
    struct str meant;
    if (!request->as_typed && repair_layout(s->text, s->opened.soft, a, typed, &meant)) {
        out->repairs[out->n_repairs++] = (struct search_repair){"layout", typed, meant};
        typed = meant;
    }
    query_read(s->text, a, typed, query);
    out->words = &query->tokens;
    enum rank_phrases phrases = query->only_phrases ? RANK_PHRASES_REQUIRED : RANK_PHRASES_HELP;
    if (ask(s, a, query, request, phrases, out, err) < 0)
        return -1;
    if (out->total == 0 && phrases == RANK_PHRASES_REQUIRED) {
        if (ask(s, a, query, request, RANK_PHRASES_HELP, out, err) < 0)
            return -1;
        out->relaxed = out->total > 0;
    }
    out->took_us = thread_cpu_us() - start_us;
    return 0;
}

/* The map of completions goes with its generation: results are copied. */
int search_suggest(struct search *s, struct arena *a, struct str typed, enum audience audience,
                   size_t limit, struct suggestion_list *out, struct err *err)
{
    (void)err; /* nothing in memory can fail; the parameter keeps the calls of this header alike */
    typed = utf8_cut_bytes(typed, SEARCH_QUERY_MAX_BYTES);
    suggest_find(s->opened.suggest, s->text, a, typed, audience, clamp(limit, SEARCH_LIMIT_MAX),
                 out);
    for (size_t i = 0; i < out->n; i++) {
        struct suggestion *item = &out->items[i];
        item->text = arena_dup(a, item->text);
        item->article_id = arena_dup(a, item->article_id);
        item->anchor = arena_dup(a, item->anchor);
        item->lang = arena_dup(a, item->lang);
    }
    return 0;
}

static int find_by_id(struct search *s, struct arena *a, const char *prefix, struct str id,
                      struct str *data, struct err *err)
{
    struct str term = arena_printf(a, "%s%016" PRIx64, prefix, hash_id(id));
    return xap_db_find(s->opened.articles, a, term, data, err);
}

int search_article(struct search *s, struct arena *a, struct str id, enum audience audience,
                   struct article_record *out, bool *redirected, struct err *err)
{
    struct str data;
    *redirected = false;
    if (find_by_id(s, a, PREFIX_UNIQUE, id, &data, err) < 0)
        return -1;
    if (!data.p) {
        *redirected = true;
        if (find_by_id(s, a, PREFIX_REDIRECT, id, &data, err) < 0)
            return -1;
    }
    if (data.p && !record_get_article(a, data, out))
        return err_at(err, ERR_INDEX, s->index_dir, 0,
                      "an article is damaged; build the index again");
    if (!data.p || (out->audience == AUDIENCE_AGENT && audience != AUDIENCE_AGENT))
        return err_set(err, ERR_NOT_FOUND, "no article \"" STR_FMT "\"", STR_ARG(id));
    return 0;
}
