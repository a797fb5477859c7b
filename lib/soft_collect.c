/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_collect.h"

#include <stdlib.h>
#include <string.h>

#include "lexicon.h"
#include "parallel.h"
#include "record.h"
#include "schema.h"
#include "soft_format.h"
#include "text.h"
#include "xap.h"

enum {
    SECTIONS_A_PIECE = 1000,
    POSITION_GAP = 100, /* between title, heading and text, so that no phrase reaches across */
};

static int open_sections(struct xap_db **db, const char *generation_path, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result =
        xap_db_open(db, arena_printf(&a, "%s/%s", generation_path, SCHEMA_SECTIONS).p, err);
    arena_release(&a);
    return result;
}

/* Stems depend on the words that the site protects. */
static int learn(struct lexicon **lexicon, struct text *analyser, const char *generation_path,
                 struct err *err)
{
    struct arena a = ARENA_INIT;
    const char *path = arena_printf(&a, "%s/%s", generation_path, SCHEMA_LEXICON).p;
    int result = lexicon_load(lexicon, path, err);
    if (result == 0)
        lexicon_teach(*lexicon, analyser);
    arena_release(&a);
    return result;
}

/* --- words and postings, in the order of Xapian's terms --- */

struct reading {
    struct soft_collection *c;
    struct text *analyser;
    struct arena scratch;
    size_t cap_spellings, cap_postings;
};

static void visit_word(void *context, struct str word)
{
    struct reading *r = context;
    struct soft_collection *c = r->c;
    if (c->n_spellings == r->cap_spellings) {
        r->cap_spellings = r->cap_spellings ? r->cap_spellings * 2 : 1024;
        c->spellings = xrealloc(c->spellings, r->cap_spellings * sizeof *c->spellings);
    }
    struct soft_spelling *s = &c->spellings[c->n_spellings++];
    *s =
        (struct soft_spelling){.exact = arena_dup(&c->arena, word), .first_posting = c->n_postings};
    text_forms(r->analyser, &r->scratch, s->exact, &s->folded, &s->stem);
    s->folded = str_eq(s->folded, s->exact) ? s->exact : arena_dup(&c->arena, s->folded);
    s->stem = str_eq(s->stem, s->folded) ? s->folded : arena_dup(&c->arena, s->stem);
    arena_clear(&r->scratch);
}

static void visit_posting(void *context, unsigned docid, unsigned frequency)
{
    struct reading *r = context;
    struct soft_collection *c = r->c;
    if (c->n_postings == r->cap_postings) {
        r->cap_postings = r->cap_postings ? r->cap_postings * 2 : 4096;
        c->postings = xrealloc(c->postings, r->cap_postings * sizeof *c->postings);
    }
    c->postings[c->n_postings++] = (struct soft_posting){docid - 1, frequency};
    c->spellings[c->n_spellings - 1].n_postings++;
    c->length[docid - 1] += frequency;
    c->total_tokens += frequency;
}

static int by_word(const void *left, const void *right)
{
    const struct soft_spelling *a = left, *b = right;
    int order = str_cmp(a->folded, b->folded);
    return order ? order : str_cmp(a->exact, b->exact);
}

static void group_by_word(struct soft_collection *c)
{
    if (c->n_spellings)
        qsort(c->spellings, c->n_spellings, sizeof *c->spellings, by_word);
    c->first_spelling = xmalloc(((size_t)c->n_spellings + 1) * sizeof *c->first_spelling);
    for (uint32_t i = 0; i < c->n_spellings; i++)
        if (i == 0 || !str_eq(c->spellings[i].folded, c->spellings[i - 1].folded))
            c->first_spelling[c->n_words++] = i;
    c->first_spelling[c->n_words] = c->n_spellings;
}

/* --- articles --- */

struct article_reading {
    struct soft_collection *c;
    uint32_t next; /* section */
    char bytes[64];
    struct str before; /* value of the section before */
};

/* Sections without a value are articles of their own. */
static void add_section(struct article_reading *r, struct str value)
{
    bool same = value.n && str_eq(value, r->before);
    r->c->n_articles += !same;
    r->c->article[r->next++] = r->c->n_articles - 1;
    r->before = (struct str){r->bytes, value.n < sizeof r->bytes ? value.n : 0};
    if (r->before.n)
        memcpy(r->bytes, value.p, value.n);
}

static void visit_value(void *context, unsigned docid, struct str value)
{
    struct article_reading *r = context;
    while (r->next + 1 < docid)
        add_section(r, STR(""));
    add_section(r, value);
}

static int read_articles(struct soft_collection *c, struct xap_db *db, struct err *err)
{
    struct article_reading r = {.c = c};
    if (xap_db_visit_values(db, SLOT_ARTICLE, visit_value, &r, err) < 0)
        return -1;
    while (r.next < c->n_sections)
        add_section(&r, STR(""));
    return 0;
}

int soft_collect(struct soft_collection *c, const char *generation_path, struct err *err)
{
    struct xap_db *db = NULL;
    struct lexicon *lexicon = NULL;
    struct reading r = {.c = c};
    struct xap_visitor visitor = {visit_word, visit_posting, &r};
    size_t n_documents = 0;
    *c = (struct soft_collection){.n_sections = 0};
    int result = text_new(&r.analyser, err);
    if (result == 0)
        result = learn(&lexicon, r.analyser, generation_path, err);
    if (result == 0)
        result = open_sections(&db, generation_path, err);
    if (result == 0)
        result = xap_db_size(db, &n_documents, err);
    c->n_sections = (uint32_t)n_documents;
    c->length = xcalloc(n_documents + 1, sizeof *c->length);
    c->article = xcalloc(n_documents + 1, sizeof *c->article);
    c->public = xcalloc(n_documents / 64 + 1, sizeof *c->public);
    if (result == 0)
        result = xap_db_mark(db, STR(TERM_PUBLIC), c->public, n_documents, err);
    if (result == 0)
        result = xap_db_visit(db, &visitor, err);
    if (result == 0)
        result = read_articles(c, db, err);
    if (result == 0)
        group_by_word(c);
    xap_db_close(db);
    text_free(r.analyser);
    lexicon_free(lexicon);
    arena_release(&r.scratch);
    return result;
}

void soft_collection_release(struct soft_collection *c)
{
    void *const owned[] = {c->spellings, c->first_spelling, c->postings,
                           c->length,    c->article,        c->public};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    arena_release(&c->arena);
}

/* --- places --- */

struct piece {
    struct soft_place *places;
    size_t n, cap;
};

struct places_job {
    const struct soft_collection *c;
    const char *generation_path;
    uint32_t first, end;
    uint32_t *slots; /* of spellings by exact form: id + 1, open addressing */
    uint32_t n_slots;
    struct piece *pieces;
};

struct worker {
    struct xap_db *db;
    struct text *analyser;
    struct arena arena;
};

static void make_slots(struct places_job *job)
{
    job->n_slots = 16;
    while (job->n_slots < 2 * job->c->n_spellings)
        job->n_slots *= 2;
    job->slots = xcalloc(job->n_slots, sizeof *job->slots);
    for (uint32_t id = 0; id < job->c->n_spellings; id++) {
        struct str exact = job->c->spellings[id].exact;
        uint32_t i = str_hash(exact) & (job->n_slots - 1);
        while (job->slots[i])
            i = (i + 1) & (job->n_slots - 1);
        job->slots[i] = id + 1;
    }
}

static uint32_t find_spelling(const struct places_job *job, struct str exact)
{
    uint32_t i = str_hash(exact) & (job->n_slots - 1);
    while (job->slots[i] && !str_eq(exact, job->c->spellings[job->slots[i] - 1].exact))
        i = (i + 1) & (job->n_slots - 1);
    return job->slots[i] ? job->slots[i] - 1 : UINT32_MAX;
}

static uint32_t add_text(const struct places_job *job, struct worker *w, struct piece *piece,
                         struct str text, uint32_t section, uint32_t position)
{
    struct token_list list;
    text_tokens(w->analyser, &w->arena, text, &list);
    for (size_t i = 0; i < list.n; i++) {
        uint32_t spelling = list.tokens[i].kind == TOKEN_WHOLE
                                ? UINT32_MAX
                                : find_spelling(job, list.tokens[i].exact);
        if (spelling == UINT32_MAX)
            continue;
        if (piece->n == piece->cap) {
            piece->cap = piece->cap ? piece->cap * 2 : 4096;
            piece->places = xrealloc(piece->places, piece->cap * sizeof *piece->places);
        }
        piece->places[piece->n++] =
            (struct soft_place){spelling, section, position + list.tokens[i].position};
    }
    return list.n ? position + list.tokens[list.n - 1].position + POSITION_GAP : position;
}

static int worker_begin(void *context, void **state, struct err *err)
{
    const struct places_job *job = context;
    struct worker *w = xcalloc(1, sizeof *w);
    *state = w;
    return text_new(&w->analyser, err) < 0 ? -1 : open_sections(&w->db, job->generation_path, err);
}

static void worker_end(void *context, void *state)
{
    struct worker *w = state;
    (void)context;
    xap_db_close(w->db);
    text_free(w->analyser);
    arena_release(&w->arena);
    free(w);
}

static int read_piece(void *context, void *state, size_t number, struct err *err)
{
    struct places_job *job = context;
    struct worker *w = state;
    uint32_t from = job->first + (uint32_t)number * SECTIONS_A_PIECE, to = from + SECTIONS_A_PIECE;
    for (uint32_t section = from; section < to && section < job->end; section++) {
        struct section_record record;
        struct str data;
        bool first_of_article =
            section == 0 || job->c->article[section] != job->c->article[section - 1];
        uint32_t position = 0;
        if (xap_db_data(w->db, &w->arena, section + 1, &data, err) < 0)
            return -1;
        if (record_get_section(&w->arena, data, &record)) {
            const struct str fields[] = {first_of_article ? record.title : STR(""), record.heading,
                                         record.text};
            for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
                position = add_text(job, w, &job->pieces[number], fields[i], section, position);
        }
        arena_clear(&w->arena);
    }
    return 0;
}

/* A stable sort by spelling (counting): pieces are in the order of sections and positions. */
static void sort_places(const struct places_job *job, size_t n_pieces, struct soft_place **places,
                        size_t *n)
{
    size_t *next = xcalloc((size_t)job->c->n_spellings + 1, sizeof *next), sum = 0;
    for (size_t p = 0; p < n_pieces; p++)
        for (size_t i = 0; i < job->pieces[p].n; i++)
            next[job->pieces[p].places[i].spelling + 1]++;
    for (uint32_t id = 0; id <= job->c->n_spellings; id++)
        next[id] = sum += next[id];
    *n = sum;
    *places = xmalloc((sum + 1) * sizeof **places);
    for (size_t p = 0; p < n_pieces; p++)
        for (size_t i = 0; i < job->pieces[p].n; i++)
            (*places)[next[job->pieces[p].places[i].spelling]++] = job->pieces[p].places[i];
    free(next);
}

int soft_collect_places(const struct soft_collection *c, const char *generation_path,
                        uint32_t first, uint32_t end, size_t n_threads, struct soft_place **places,
                        size_t *n, struct err *err)
{
    struct places_job job = {
        .c = c, .generation_path = generation_path, .first = first, .end = end};
    struct parallel_job work = {
        .n_pieces = (end - first + SECTIONS_A_PIECE - 1) / SECTIONS_A_PIECE,
        .context = &job,
        .begin = worker_begin,
        .piece = read_piece,
        .end = worker_end,
    };
    job.pieces = xcalloc(work.n_pieces + 1, sizeof *job.pieces);
    make_slots(&job);
    int result = parallel_run(&work, n_threads, err);
    if (result == 0)
        sort_places(&job, work.n_pieces, places, n);
    for (size_t i = 0; i < work.n_pieces; i++)
        free(job.pieces[i].places);
    free(job.pieces);
    free(job.slots);
    return result;
}
