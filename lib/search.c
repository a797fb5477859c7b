/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hash.h"
#include "repair_layout.h"
#include "schema.h"
#include "search_index.h"
#include "soft_words.h"

enum {
    LIMIT_DEFAULT = 10,
    SNIPPET_MAX_CHARS = 240,
};

struct search {
    char *index_dir;
    struct search_index index;
};

int search_open(struct search **out, const char *index_dir, struct err *err)
{
    struct search *s = xcalloc(1, sizeof *s);
    s->index_dir = xstrdup(index_dir);
    if (search_index_open(&s->index, index_dir, err) < 0) {
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
    search_index_close(&s->index);
    free(s->index_dir);
    free(s);
}

int search_refresh(struct search *s, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    struct search_index newer;
    if (generation_current_name(s->index_dir, name, err) < 0)
        return -1;
    if (search_index_is_open(&s->index, s->index_dir, name))
        return 0;
    if (search_index_open(&newer, s->index_dir, err) < 0)
        return -1;
    search_index_close(&s->index);
    s->index = newer;
    return 0;
}

struct str search_generation_id(const struct search *s)
{
    return str_from(s->index.manifest.id);
}

struct search_stats search_stats(const struct search *s)
{
    const struct generation_manifest *m = &s->index.manifest;
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

static int read_hits(struct search *s, struct arena *a, const struct soft_result *found,
                     const struct search_request *request, size_t offset, struct search_result *out,
                     struct err *err)
{
    size_t n = found->n_hits > offset ? found->n_hits - offset : 0;
    out->hits = ARENA_ARRAY(a, struct search_hit, n);
    for (size_t i = 0; i < n; i++) {
        const struct soft_hit *from = &found->hits[offset + i];
        struct search_hit *hit = &out->hits[out->n_hits++];
        struct str data;
        if (xap_db_data(s->index.sections, a, from->section + 1, &data, err) < 0)
            return -1;
        if (!record_get_section(a, data, &hit->section))
            return err_at(err, ERR_INDEX, s->index_dir, 0,
                          "a section is damaged (document %u); build the index again",
                          from->section + 1);
        hit->score = (double)from->score;
        if (!request->without_snippets)
            snippet_make(s->index.text, a, hit->section.text, out->words, SNIPPET_MAX_CHARS,
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
        soft_find_word(s->index.soft, t, 1, &word);
        for (size_t n = 0; n < word.n && n < NEIGHBOURS_SHOWN; n++) {
            struct str neighbour = soft_words_text(soft_files(s->index.soft), word.lists[n].id);
            buf_printf(&text, "    %.2f " STR_FMT "\n", (double)word.lists[n].similarity,
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

/* Scores the sections that may answer, and reads the best. */
static int ask(struct search *s, struct arena *a, const struct query *query,
               const struct repair_list *repairs, const struct search_request *request,
               bool phrases, struct search_result *out, struct err *err)
{
    struct rank_filters filters = {request->lang, request->product, request->category,
                                   request->audience};
    size_t offset = clamp(request->offset, SEARCH_OFFSET_MAX);
    size_t limit = clamp(request->limit ? request->limit : LIMIT_DEFAULT, SEARCH_LIMIT_MAX);
    struct rank_words *words = ARENA_NEW(a, struct rank_words);
    struct soft_result found;
    const uint64_t *allowed;
    if (search_index_allowed(&s->index, a, &filters, query, phrases, &allowed, err) < 0)
        return -1;
    rank_find_words(s->index.lexicon, s->index.soft, query, repairs, words);
    soft_score(s->index.soft, a, words->words, words->n, allowed, offset + limit, &found);
    out->ranked_us = thread_cpu_us();
    if (request->explain)
        explain(s, a, query, out);
    out->total = found.n_matching;
    return read_hits(s, a, &found, request, offset, out, err);
}

static const char *const repair_names[] = {
    [REPAIR_SPELLING] = "spelling",     [REPAIR_ARABIZI] = "arabizi",
    [REPAIR_UNFINISHED] = "unfinished", [REPAIR_SPLIT] = "split",
    [REPAIR_JOINED] = "joined",
};

static void tell(struct search_result *out, const char *kind, struct str from, struct str to)
{
    if (out->n_repairs < SEARCH_REPAIRS_MAX)
        out->repairs[out->n_repairs++] = (struct search_repair){kind, from, to};
}

/* That a word which the index has may also go on is no news. */
static bool is_told(const struct search *s, const struct repair_word *word)
{
    return word->kind != REPAIR_UNFINISHED ||
           soft_words_find(soft_files(s->index.soft), word->token->folded) == SOFT_NO_WORD;
}

static void tell_repairs(struct search *s, struct arena *a, struct str typed,
                         const struct repair_list *repairs, struct search_result *out)
{
    for (size_t i = 0; i < repairs->n; i++) {
        const struct repair_word *word = &repairs->words[i];
        size_t from = word->token->from_bytes;
        if (is_told(s, word))
            tell(out, repair_names[word->kind], str_sub(typed, from, word->to_bytes - from),
                 arena_dup(a, repair_meant(s->index.soft, a, word)));
    }
}

/* May the last word go on? Not behind a blank or a sign. */
static bool is_unfinished(const struct query *query, struct str typed)
{
    return query->n_plain && query->plain[query->n_plain - 1].to_bytes == typed.n;
}

int search_run(struct search *s, struct arena *a, const struct search_request *request,
               struct search_result *out, struct err *err)
{
    uint64_t start_us = thread_cpu_us();
    struct query *query = ARENA_NEW(a, struct query);
    struct repair_list *repairs = ARENA_NEW(a, struct repair_list);
    memset(out, 0, sizeof *out);
    struct str typed = utf8_cut_bytes(request->query, SEARCH_QUERY_MAX_BYTES), meant;
    out->cut = typed.n < request->query.n;
    if (!request->as_typed &&
        repair_layout(s->index.text, s->index.soft, s->index.lexicon, a, typed, &meant)) {
        tell(out, "layout", typed, meant);
        typed = meant;
    }
    query_read(s->index.text, a, typed, query);
    if (!request->as_typed) {
        repair_words(s->index.lexicon, s->index.soft, query, is_unfinished(query, typed), repairs);
        tell_repairs(s, a, typed, repairs, out);
    }
    out->meant = repairs->n ? repair_text(s->index.soft, a, typed, repairs) : typed;
    out->words = &query->tokens;
    bool phrases = query->only_phrases;
    if (ask(s, a, query, repairs, request, phrases, out, err) < 0)
        return -1;
    if (out->total == 0 && phrases) {
        if (ask(s, a, query, repairs, request, false, out, err) < 0)
            return -1;
        out->relaxed = out->total > 0;
    }
    out->ranked_us -= start_us;
    out->took_us = thread_cpu_us() - start_us;
    return 0;
}

/* The map of completions goes with its generation: results are copied. */
int search_suggest(struct search *s, struct arena *a, struct str typed, enum audience audience,
                   size_t limit, struct suggestion_list *out, struct err *err)
{
    (void)err; /* nothing in memory can fail; the parameter keeps the calls of this header alike */
    typed = utf8_cut_bytes(typed, SEARCH_QUERY_MAX_BYTES);
    suggest_find(s->index.suggest, s->index.text, a, typed, audience,
                 clamp(limit, SEARCH_LIMIT_MAX), out);
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
    return xap_db_find(s->index.articles, a, term, data, err);
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
