/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_collect.h"

#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "soft_tokens.h"
#include "xap.h"

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

int soft_collect(struct soft_collection *c, const char *sections_dir, const struct lexicon *lexicon,
                 struct err *err)
{
    struct xap_db *db = NULL;
    struct reading r = {.c = c};
    struct xap_visitor visitor = {visit_word, visit_posting, &r};
    *c = (struct soft_collection){.n_sections = 0};
    int result = text_new(&r.analyser, err);
    if (result == 0) {
        lexicon_teach(lexicon, r.analyser);
        result = xap_db_open(&db, sections_dir, err);
    }
    size_t n_documents = result == 0 ? xap_db_size(db) : 0;
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

struct place_reading {
    const struct soft_collection *c;
    uint32_t *slots; /* of spellings by exact form: id + 1, open addressing */
    uint32_t n_slots;
    struct soft_place *places; /* as they are met */
    size_t n, cap;
    uint32_t n_sections; /* read so far */
};

static void make_slots(struct place_reading *r)
{
    r->n_slots = 16;
    while (r->n_slots < 2 * r->c->n_spellings)
        r->n_slots *= 2;
    r->slots = xcalloc(r->n_slots, sizeof *r->slots);
    for (uint32_t id = 0; id < r->c->n_spellings; id++) {
        uint32_t i = str_hash(r->c->spellings[id].exact) & (r->n_slots - 1);
        while (r->slots[i])
            i = (i + 1) & (r->n_slots - 1);
        r->slots[i] = id + 1;
    }
}

static uint32_t find_spelling(const struct place_reading *r, struct str exact)
{
    uint32_t i = str_hash(exact) & (r->n_slots - 1);
    while (r->slots[i] && !str_eq(exact, r->c->spellings[r->slots[i] - 1].exact))
        i = (i + 1) & (r->n_slots - 1);
    return r->slots[i] ? r->slots[i] - 1 : UINT32_MAX;
}

static void add_place(struct place_reading *r, struct soft_place place)
{
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 4096;
        r->places = xrealloc(r->places, r->cap * sizeof *r->places);
    }
    r->places[r->n++] = place;
}

/* A word that is no term, being too long, has no places. */
static int read_tokens(struct place_reading *r, const char *path, struct err *err)
{
    struct soft_tokens_file file;
    if (soft_tokens_open(&file, path, err) < 0)
        return -1;
    uint32_t *ids = xmalloc(((size_t)file.n_spellings + 1) * sizeof *ids);
    for (uint32_t i = 0; i < file.n_spellings; i++)
        ids[i] = find_spelling(r, soft_tokens_spelling(&file, i));
    for (uint32_t section = 0; section < file.n_sections; section++)
        for (uint32_t i = file.item_at[section]; i < file.item_at[section + 1]; i++) {
            struct soft_tokens_item item = file.items[i];
            if (ids[item.spelling] != UINT32_MAX)
                add_place(r, (struct soft_place){ids[item.spelling], r->n_sections + section,
                                                 item.position});
        }
    r->n_sections += file.n_sections;
    free(ids);
    soft_tokens_close(&file);
    return 0;
}

/* A stable sort by spelling (counting): they were met in the order of sections and positions. */
static struct soft_place *sort_places(const struct place_reading *r)
{
    size_t *next = xcalloc((size_t)r->c->n_spellings + 1, sizeof *next), sum = 0;
    for (size_t i = 0; i < r->n; i++)
        next[r->places[i].spelling + 1]++;
    for (uint32_t id = 0; id <= r->c->n_spellings; id++)
        next[id] = sum += next[id];
    struct soft_place *sorted = xmalloc((sum + 1) * sizeof *sorted);
    for (size_t i = 0; i < r->n; i++)
        sorted[next[r->places[i].spelling]++] = r->places[i];
    free(next);
    return sorted;
}

int soft_collect_places(const struct soft_collection *c, const char *const *token_files,
                        size_t n_files, struct soft_place **places, size_t *n, struct err *err)
{
    struct place_reading r = {.c = c};
    int result = 0;
    make_slots(&r);
    for (size_t i = 0; i < n_files && result == 0; i++)
        result = read_tokens(&r, token_files[i], err);
    if (result == 0 && r.n_sections != c->n_sections)
        result = err_at(err, ERR_INDEX, n_files ? token_files[0] : "", 0,
                        "other sections than in the database; build with --full");
    if (result == 0) {
        *places = sort_places(&r);
        *n = r.n;
    }
    free(r.slots);
    free(r.places);
    return result;
}
