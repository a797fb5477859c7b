/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "file.h"
#include "hash.h"
#include "repair_layout.h"
#include "schema.h"
#include "search_run.h"
#include "soft_words.h"

/* A word of the index so similar to one of the query is marked as that. */
static const float marked_similarity_min = 0.4f;

enum {
    LIMIT_DEFAULT = 10,
    SNIPPET_MAX_CHARS = 240,
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

int search_open_generation(struct search **out, const char *generation, struct err *err)
{
    struct search *s = xcalloc(1, sizeof *s);
    s->index_dir = xstrdup(generation);
    char *name = strrchr(s->index_dir, '/');
    if (name)
        *name = '\0';
    if (search_index_open_folder(&s->index, generation, err) < 0) {
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
    struct search_index newer;
    if (!generation_moved(s->index_dir, &s->index.use.mark))
        return 0;
    if (search_index_open(&newer, s->index_dir, err) < 0)
        return -1;
    bool preview = newer.use.manifest.preview;
    if (preview != s->index.use.manifest.preview) {
        search_index_close(&newer);
        return err_at(err, ERR_INDEX, s->index_dir, 0,
                      "%s was published here, which is not served: build it again %s --preview",
                      preview ? "a preview" : "an index that is no preview",
                      preview ? "without" : "with");
    }
    search_index_close(&s->index);
    s->index = newer;
    return 0;
}

const struct err *search_instead(const struct search *s)
{
    return s->index.use.instead.code == ERR_NONE ? NULL : &s->index.use.instead;
}

bool search_is_preview(const struct search *s)
{
    return s->index.use.manifest.preview;
}

struct text *search_analyser(struct search *s)
{
    return s->index.text;
}

struct str search_generation_id(const struct search *s)
{
    return str_from(s->index.use.manifest.id);
}

const struct settings *search_settings(const struct search *s)
{
    return &s->index.settings;
}

const struct outline *search_outline(const struct search *s)
{
    return s->index.outline;
}

int search_logo(const struct search *s, struct buf *out, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s/" STR_FMT, s->index_dir, s->index.name,
             STR_ARG(s->index.settings.logo));
    return file_read(path, out->max_bytes, out, err);
}

struct search_stats search_stats(const struct search *s)
{
    const struct generation_manifest *m = &s->index.use.manifest;
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

static size_t clamp(size_t value, size_t max)
{
    return value < max ? value : max;
}

int search_read_section(struct search *s, struct arena *a, uint32_t section,
                        struct section_record *out, struct err *err)
{
    struct str data;
    if (xap_db_data(s->index.sections, a, section + 1, &data, err) < 0)
        return -1;
    if (!record_get_section(a, data, out))
        return err_at(err, ERR_INDEX, s->index_dir, 0,
                      "a section is damaged (document %u); build the index again", section + 1);
    return 0;
}

struct str search_id_term(struct arena *a, const char *prefix, struct str id)
{
    return arena_printf(a, "%s%016" PRIx64, prefix, hash_id(id));
}

static int read_hits(struct search_run *run, struct err *err)
{
    struct search_result *out = run->out;
    size_t n = run->found.n_hits > run->offset ? run->found.n_hits - run->offset : 0;
    out->hits = ARENA_ARRAY(run->a, struct search_hit, n + 1); /* one may be promoted */
    out->n_hits = 0;
    for (size_t i = 0; i < n; i++) {
        const struct soft_hit *from = &run->found.hits[run->offset + i];
        struct search_hit *hit = &out->hits[out->n_hits++];
        if (search_read_section(run->s, run->a, from->section, &hit->section, err) < 0)
            return -1;
        hit->score = (double)from->score;
    }
    return 0;
}

/* What to mark: the words of the query, and those of the index that stand for them. */
static const struct snippet_query *words_to_mark(const struct search_run *run)
{
    const struct rank_words *words = &run->words;
    const struct token_list *tokens = &run->query.tokens;
    struct snippet_query *out = ARENA_NEW(run->a, struct snippet_query);
    struct snippet_word *also = ARENA_ARRAY(run->a, struct snippet_word, words->n * SOFT_LISTS_MAX);
    float *weights = ARENA_ARRAY(run->a, float, tokens->n);
    *out = (struct snippet_query){.tokens = tokens, .weights = weights, .also = also};
    for (size_t i = 0; i < words->n; i++) {
        size_t place = (size_t)(words->typed[i] - tokens->tokens);
        if (i < run->query.n_words)
            weights[place] = words->words[i].weight;
        for (size_t k = 0; k < words->words[i].n; k++) {
            const struct soft_list *list = &words->words[i].lists[k];
            if (list->similarity >= marked_similarity_min)
                also[out->n_also++] = (struct snippet_word){
                    soft_words_folded(soft_files(run->s->index.soft), run->a, list->id), place,
                    list->similarity};
        }
    }
    snippet_query_init(run->s->index.text, run->a, out);
    return out;
}

static void snippet_of(const struct search_run *run, struct str text, struct snippet *out)
{
    snippet_make(run->s->index.text, run->a, text, run->out->words, SNIPPET_MAX_CHARS, out);
}

static void make_snippets(struct search_run *run)
{
    run->out->words = words_to_mark(run);
    for (size_t i = 0; i < run->out->n_hits; i++) {
        struct search_hit *hit = &run->out->hits[i];
        snippet_of(run, hit->section.text, &hit->snippet);
        for (size_t k = 0; k < hit->n_more; k++)
            snippet_of(run, hit->more[k].section.text, &hit->more[k].snippet);
    }
}

int search_score(struct search_run *run, bool phrases, size_t limit, struct soft_scope *scope,
                 struct soft_result *found, struct err *err)
{
    struct search_index *index = &run->s->index;
    *scope = (struct soft_scope){.allowed = NULL};
    if (search_index_allowed(index, run->a, run->request->audience, &run->query, phrases,
                             &scope->allowed, err) < 0 ||
        search_index_wanted(index, run->a, run->lists, RANK_FILTERS, &scope->wanted, err) < 0)
        return -1;
    if (run->request->facets)
        scope->matching = ARENA_ARRAY(run->a, uint64_t, search_index_words64(index));
    if (run->request->more_sections)
        scope->scores = ARENA_ARRAY(run->a, float, soft_sections(index->soft));
    soft_score_scope(index->soft, run->a, run->words.words, run->words.n, scope, limit, found);
    return 0;
}

/* Quoted words are asked for together; when nothing has them so, alone. */
static int score(struct search_run *run, size_t limit, struct err *err)
{
    if (search_score(run, run->query.only_phrases, limit, &run->scope, &run->found, err) < 0)
        return -1;
    run->matching = run->scope.matching;
    if (run->found.n_matching == 0 && run->query.only_phrases) {
        if (search_score(run, false, limit, &run->scope, &run->found, err) < 0)
            return -1;
        run->out->relaxed = run->found.n_matching > 0;
    }
    run->out->total = run->found.n_matching;
    return 0;
}

/* As many of the best as that, in order. */
static int rank(struct search_run *run, size_t limit, struct err *err)
{
    if (score(run, limit, err) < 0)
        return -1;
    return search_names(run, limit, err);
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

/* The repair that begins first from these bytes on. */
static const struct repair_word *next_repair(const struct repair_list *repairs, size_t from_bytes)
{
    const struct repair_word *next = NULL;
    for (size_t i = 0; i < repairs->n; i++) {
        const struct repair_word *word = &repairs->words[i];
        if (word->token->from_bytes >= from_bytes &&
            (!next || word->token->from_bytes < next->token->from_bytes))
            next = word;
    }
    return next;
}

/* In the order typed. */
static void tell_repairs(struct search_run *run)
{
    const struct repair_word *word;
    for (size_t at = 0; (word = next_repair(&run->repairs, at)); at = word->token->to_bytes) {
        size_t from = word->token->from_bytes;
        if (!word->known) /* that it may also go on is no news */
            tell(run->out, repair_names[word->kind],
                 str_sub(run->typed, from, word->to_bytes - from),
                 repair_meant(run->s->index.soft, run->request->audience, run->a, word));
    }
}

/* May the last word go on? Not behind a blank or a sign. */
static bool is_unfinished(const struct query *query, struct str typed)
{
    return query->n_plain && query->plain[query->n_plain - 1].to_bytes == typed.n;
}

/* What was typed, as it was meant, and the words of the index that it stands for. */
void search_read_query(struct search_run *run)
{
    struct search_index *index = &run->s->index;
    struct search_result *out = run->out;
    enum audience audience = run->request->audience;
    struct str meant;
    run->typed = utf8_cut_bytes(run->request->query, SEARCH_QUERY_MAX_BYTES);
    out->cut = run->typed.n < run->request->query.n;
    if (!run->request->as_typed && repair_layout(index->text, index->soft, index->lexicon, audience,
                                                 run->a, run->typed, &meant)) {
        tell(out, "layout", run->typed, meant);
        run->typed = meant;
    }
    query_read(index->text, run->a, run->typed, &run->query);
    if (!run->request->as_typed) {
        repair_words(index->lexicon, index->soft, audience, &run->query,
                     is_unfinished(&run->query, run->typed), &run->repairs);
        tell_repairs(run);
    }
    out->meant = run->repairs.n
                     ? repair_text(index->soft, audience, run->a, run->typed, &run->repairs)
                     : run->typed;
    rank_find_words(index->lexicon, index->soft, audience, &run->query, &run->repairs, &run->words);
}

static int run_query(struct search_run *run, struct err *err)
{
    uint64_t start_us = thread_cpu_us();
    struct search_result *out = run->out;
    search_read_query(run);
    if (rank(run, run->offset + run->limit, err) < 0)
        return -1;
    out->ranked_us = thread_cpu_us() - start_us;
    if (read_hits(run, err) < 0 || (run->request->more_sections && search_more(run, err) < 0) ||
        search_promote(run, err) < 0 ||
        (run->request->facets && search_count_facets(run, err) < 0) ||
        (!run->request->without_answer && run->offset == 0 && search_answer(run, err) < 0))
        return -1;
    if (out->n_repairs == 0 && !run->request->as_typed)
        out->did_you_mean = search_did_you_mean(run);
    if (out->total == 0 && search_near(run, err) < 0)
        return -1;
    if (!run->request->without_snippets)
        make_snippets(run);
    out->took_us = thread_cpu_us() - start_us;
    return 0;
}

static struct str_list at_most(struct str_list list)
{
    return (struct str_list){list.items, clamp(list.n, SEARCH_FILTER_VALUES_MAX)};
}

struct search_run *search_begin(struct search *s, struct arena *a,
                                const struct search_request *request, struct search_result *out)
{
    struct search_run *run = ARENA_NEW(a, struct search_run);
    memset(out, 0, sizeof *out);
    run->s = s;
    run->a = a;
    run->request = request;
    run->offset = clamp(request->offset, SEARCH_OFFSET_MAX);
    run->limit = clamp(request->limit ? request->limit : LIMIT_DEFAULT, SEARCH_LIMIT_MAX);
    run->lists[RANK_LANG] = at_most(request->langs);
    run->lists[RANK_PRODUCT] = at_most(request->products);
    run->lists[RANK_CATEGORY] = at_most(request->categories);
    run->out = out;
    return run;
}

int search_run(struct search *s, struct arena *a, const struct search_request *request,
               struct search_result *out, struct err *err)
{
    return run_query(search_begin(s, a, request, out), err);
}

/* A query that is only read, as the public's. */
static struct search_run *read_only(struct search *s, struct arena *a, struct str query)
{
    struct search_request *request = ARENA_NEW(a, struct search_request);
    request->query = query;
    struct search_run *run = search_begin(s, a, request, ARENA_NEW(a, struct search_result));
    search_read_query(run);
    return run;
}

int search_words(struct search *s, struct arena *a, struct str query,
                 const struct snippet_query **out, struct err *err)
{
    (void)err; /* as of search_suggest */
    *out = words_to_mark(read_only(s, a, query));
    return 0;
}

/* Where the word was repaired; NULL when it stands as it was typed. */
static const struct repair_word *repair_of(const struct search_run *run, const struct token *token)
{
    for (size_t i = 0; i < run->repairs.n; i++) {
        const struct repair_word *word = &run->repairs.words[i];
        bool inside =
            token->from_bytes >= word->token->from_bytes && token->to_bytes <= word->to_bytes;
        if (word->kind != REPAIR_UNFINISHED &&
            (inside || str_eq(token->folded, word->token->folded)))
            return word;
    }
    return NULL;
}

static void show_word(struct str_list *list, struct str word)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i], word))
            return;
    list->items[list->n++] = word;
}

int search_words_shown(struct search *s, struct arena *a, struct str query, struct str_list *out,
                       struct err *err)
{
    (void)err; /* as of search_suggest */
    const struct search_run *run = read_only(s, a, query);
    const struct query *read = &run->query;
    bool stop_words = true;
    *out = (struct str_list){ARENA_ARRAY(a, struct str, read->n_plain), 0};
    for (size_t i = 0; i < read->n_plain; i++)
        stop_words &= read->plain[i].stop_word;
    for (size_t i = 0; i < read->n_plain; i++) {
        const struct token *token = &read->plain[i];
        const struct repair_word *repair = repair_of(run, token);
        struct str typed =
            str_sub(run->typed, token->from_bytes, token->to_bytes - token->from_bytes);
        if (!token->stop_word || stop_words)
            show_word(out, repair ? repair_meant(s->index.soft, AUDIENCE_PUBLIC, a, repair)
                                  : text_clean(a, typed));
    }
    return 0;
}

int search_mark_article(struct search_run *run, struct str id, uint64_t **sections, struct err *err)
{
    struct search_index *index = &run->s->index;
    struct str term = search_id_term(run->a, PREFIX_ARTICLE, id);
    *sections = ARENA_ARRAY(run->a, uint64_t, search_index_words64(index));
    return xap_db_mark(index->sections, term, *sections, soft_sections(index->soft), err);
}

void search_score_only(struct search_run *run, const uint64_t *sections, const uint64_t *wanted,
                       struct soft_result *one)
{
    const struct search_index *index = &run->s->index;
    size_t n = search_index_words64(index);
    uint64_t *allowed = ARENA_ARRAY(run->a, uint64_t, n);
    for (size_t i = 0; i < n; i++)
        allowed[i] = run->scope.allowed ? sections[i] & run->scope.allowed[i] : sections[i];
    soft_score_scope(index->soft, run->a, run->words.words, run->words.n,
                     &(struct soft_scope){.allowed = allowed, .wanted = wanted}, 1, one);
}

static size_t rank_of(const struct search_run *run, uint32_t article)
{
    size_t i = 0;
    while (i < run->found.n_hits && run->found.hits[i].article != article)
        i++;
    return i + 1;
}

int search_explain(struct search *s, struct arena *a, const struct search_request *request,
                   struct str article_id, struct search_result *out_result,
                   struct search_explanation *out, struct err *err)
{
    struct article_record article = {0};
    struct soft_result one;
    uint64_t *own;
    bool redirected;
    struct search_run *run = search_begin(s, a, request, out_result);
    memset(out, 0, sizeof *out);
    if (search_article(s, a, article_id, request->audience, &article, &redirected, err) < 0 ||
        run_query(run, err) < 0)
        return -1;
    search_explain_words(run, out);
    if (search_mark_article(run, article.id, &own, err) < 0)
        return -1;
    search_score_only(run, own, run->scope.wanted, &one);
    out->found = one.n_hits;
    if (!out->found)
        return 0;
    if (rank(run, run->found.n_matching, err) < 0)
        return -1;
    out->rank = rank_of(run, one.hits[0].article);
    out->score = (double)one.hits[0].score;
    search_explain_section(run, one.hits[0].section, out);
    return search_read_section(s, a, one.hits[0].section, &out->section, err);
}

/* The article's own names are the query. */
int search_related(struct search *s, struct arena *a, const struct article_record *article,
                   enum audience audience, size_t limit, struct search_result *out, struct err *err)
{
    struct str lang = article->lang;
    struct search_request request = {
        .query = article->title,
        .limit = limit + 1, /* the article itself comes first, as a rule */
        .langs = {&lang, article->lang.n > 0},
        .audience = audience,
        .as_typed = true,
        .without_snippets = true,
        .without_answer = true,
    };
    if (search_run(s, a, &request, out, err) < 0)
        return -1;
    size_t n = 0;
    for (size_t i = 0; i < out->n_hits && n < limit; i++)
        if (!str_eq(out->hits[i].section.article_id, article->id))
            out->hits[n++] = out->hits[i];
    out->n_hits = n;
    return 0;
}

/* The map of completions goes with its generation: results are copied. */
int search_suggest(struct search *s, struct arena *a, struct str typed, enum audience audience,
                   size_t limit, struct suggestion_list *out, struct err *err)
{
    (void)err; /* nothing in memory can fail; the parameter keeps the calls of this header alike */
    typed = utf8_cut_bytes(typed, SEARCH_QUERY_MAX_BYTES);
    suggest_find(s->index.suggest[audience], s->index.text, a, typed, audience,
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
    return xap_db_find(s->index.articles, a, search_id_term(a, prefix, id), data, err);
}

/* Articles lie in the order of the outline, which knows their ids: no database need look for them.
 * What it leads to is looked at, and looked for if it is another one. */
static int find_article(struct search *s, struct arena *a, struct str id, struct str *data,
                        struct err *err)
{
    struct article_record record;
    size_t n;
    const struct outline_article *all = outline_articles(s->index.outline, &n);
    const struct outline_article *row = outline_find(s->index.outline, id);
    *data = (struct str){NULL, 0};
    if (row && n == xap_db_size(s->index.articles) &&
        xap_db_data(s->index.articles, a, (unsigned)(row - all) + 1, data, err) < 0)
        return -1;
    if (data->p && record_get_article(a, *data, &record) && str_eq(record.id, id))
        return 0;
    return find_by_id(s, a, PREFIX_UNIQUE, id, data, err);
}

int search_article(struct search *s, struct arena *a, struct str id, enum audience audience,
                   struct article_record *out, bool *redirected, struct err *err)
{
    struct str data;
    *redirected = false;
    if (find_article(s, a, id, &data, err) < 0)
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
    if (audience == AUDIENCE_AGENT && out->agent_html.n)
        out->html = out->agent_html;
    out->agent_html = (struct str){NULL, 0};
    return 0;
}
