/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_collect.h"

#include <stdlib.h>
#include <string.h>

#include "soft_tokens.h"

struct collecting {
    struct soft_collection *c;
    struct soft_tokens_file *files;
    uint32_t **ids; /* a file: of each of its spellings, the number here */
    size_t n_files;
    struct text *analyser;
    struct arena scratch;
    size_t cap_spellings;
    uint32_t *slots; /* of spellings by exact form: number + 1, open addressing */
    uint32_t n_slots;
};

static int open_files(struct collecting *r, const char *const *paths, size_t n, struct err *err)
{
    r->files = xcalloc(n + 1, sizeof *r->files);
    r->ids = xcalloc(n + 1, sizeof *r->ids);
    for (; r->n_files < n; r->n_files++)
        if (soft_tokens_open(&r->files[r->n_files], paths[r->n_files], err) < 0)
            return -1;
    return 0;
}

/* --- spellings --- */

static uint32_t *find_slot(const struct collecting *r, struct str exact)
{
    uint32_t i = str_hash(exact) & (r->n_slots - 1);
    while (r->slots[i] && !str_eq(exact, r->c->spellings[r->slots[i] - 1].exact))
        i = (i + 1) & (r->n_slots - 1);
    return &r->slots[i];
}

static void make_slots(struct collecting *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_files; i++)
        n += r->files[i].n_spellings;
    r->n_slots = 16;
    while (r->n_slots < 2 * n)
        r->n_slots *= 2;
    r->slots = xcalloc(r->n_slots, sizeof *r->slots);
}

static uint32_t add_spelling(struct collecting *r, struct str exact)
{
    struct soft_collection *c = r->c;
    if (c->n_spellings == r->cap_spellings) {
        r->cap_spellings = r->cap_spellings ? r->cap_spellings * 2 : 1024;
        c->spellings = xrealloc(c->spellings, r->cap_spellings * sizeof *c->spellings);
    }
    struct soft_spelling *s = &c->spellings[c->n_spellings];
    *s = (struct soft_spelling){.exact = arena_dup(&c->arena, exact)};
    text_forms(r->analyser, &r->scratch, s->exact, &s->folded, &s->stem);
    s->folded = str_eq(s->folded, s->exact) ? s->exact : arena_dup(&c->arena, s->folded);
    s->stem = str_eq(s->stem, s->folded) ? s->folded : arena_dup(&c->arena, s->stem);
    arena_clear(&r->scratch);
    return c->n_spellings++;
}

static void read_spellings(struct collecting *r)
{
    make_slots(r);
    for (size_t i = 0; i < r->n_files; i++) {
        const struct soft_tokens_file *file = &r->files[i];
        r->ids[i] = xmalloc(((size_t)file->n_spellings + 1) * sizeof *r->ids[i]);
        for (uint32_t k = 0; k < file->n_spellings; k++) {
            struct str exact = soft_tokens_spelling(file, k);
            uint32_t *slot = find_slot(r, exact);
            if (!*slot)
                *slot = add_spelling(r, exact) + 1;
            r->ids[i][k] = *slot - 1;
        }
    }
}

static int by_word(const void *left, const void *right, void *spellings)
{
    const struct soft_spelling *a = (struct soft_spelling *)spellings + *(const uint32_t *)left;
    const struct soft_spelling *b = (struct soft_spelling *)spellings + *(const uint32_t *)right;
    int order = str_cmp(a->folded, b->folded);
    return order ? order : str_cmp(a->exact, b->exact);
}

/* Spellings were numbered as they were met: from now on as they rise. */
static void sort_spellings(struct collecting *r)
{
    struct soft_collection *c = r->c;
    size_t n = (size_t)c->n_spellings + 1;
    uint32_t *order = xmalloc(n * sizeof *order), *number = xmalloc(n * sizeof *number);
    struct soft_spelling *sorted = xmalloc(n * sizeof *sorted);
    for (uint32_t i = 0; i < c->n_spellings; i++)
        order[i] = i;
    if (c->n_spellings)
        qsort_r(order, c->n_spellings, sizeof *order, by_word, c->spellings);
    for (uint32_t i = 0; i < c->n_spellings; i++) {
        sorted[i] = c->spellings[order[i]];
        number[order[i]] = i;
    }
    for (size_t i = 0; i < r->n_files; i++)
        for (uint32_t k = 0; k < r->files[i].n_spellings; k++)
            r->ids[i][k] = number[r->ids[i][k]];
    free(c->spellings);
    c->spellings = sorted;
    free(order);
    free(number);
}

static void group_by_word(struct soft_collection *c)
{
    c->first_spelling = xmalloc(((size_t)c->n_spellings + 1) * sizeof *c->first_spelling);
    for (uint32_t i = 0; i < c->n_spellings; i++)
        if (i == 0 || !str_eq(c->spellings[i].folded, c->spellings[i - 1].folded))
            c->first_spelling[c->n_words++] = i;
    c->first_spelling[c->n_words] = c->n_spellings;
}

/* --- sections --- */

static void read_sections(struct collecting *r)
{
    struct soft_collection *c = r->c;
    size_t n = 0;
    for (size_t i = 0; i < r->n_files; i++)
        n += r->files[i].n_sections;
    c->length = xcalloc(n + 1, sizeof *c->length);
    c->article = xcalloc(n + 1, sizeof *c->article);
    c->public = xcalloc(n / 64 + 1, sizeof *c->public);
    for (size_t i = 0; i < r->n_files; i++) {
        const struct soft_tokens_file *file = &r->files[i];
        for (uint32_t k = 0; k < file->n_sections; k++) {
            uint32_t section = c->n_sections++;
            c->n_articles += section == 0 || file->flags[k] & SOFT_TOKENS_BEGINS_ARTICLE;
            c->article[section] = c->n_articles - 1;
            if (file->flags[k] & SOFT_TOKENS_PUBLIC)
                c->public[section / 64] |= (uint64_t)1 << section % 64;
            for (uint32_t p = file->count_at[k]; p < file->count_at[k + 1]; p++)
                c->length[section] += file->counts[p].frequency;
            c->total_tokens += c->length[section];
        }
    }
}

/* --- postings and places: sorted by counting, as they were noted in the order of sections --- */

/* Where the items of each spelling begin when there are so many of each in counts[spelling + 1]. */
static size_t sum_up(size_t *counts, uint32_t n_spellings)
{
    for (uint32_t id = 0; id < n_spellings; id++)
        counts[id + 1] += counts[id];
    return counts[n_spellings];
}

static void read_postings(struct collecting *r)
{
    struct soft_collection *c = r->c;
    size_t *next = xcalloc((size_t)c->n_spellings + 1, sizeof *next);
    uint32_t section = 0;
    for (size_t i = 0; i < r->n_files; i++)
        for (uint32_t p = 0; p < r->files[i].count_at[r->files[i].n_sections]; p++)
            next[r->ids[i][r->files[i].counts[p].spelling] + 1]++;
    c->n_postings = sum_up(next, c->n_spellings);
    for (uint32_t id = 0; id < c->n_spellings; id++) {
        c->spellings[id].first_posting = next[id];
        c->spellings[id].n_postings = next[id + 1] - next[id];
    }
    c->postings = xmalloc((c->n_postings + 1) * sizeof *c->postings);
    for (size_t i = 0; i < r->n_files; i++) {
        const struct soft_tokens_file *file = &r->files[i];
        for (uint32_t k = 0; k < file->n_sections; k++, section++)
            for (uint32_t p = file->count_at[k]; p < file->count_at[k + 1]; p++) {
                uint32_t id = r->ids[i][file->counts[p].spelling];
                c->postings[next[id]++] = (struct soft_posting){section, file->counts[p].frequency};
            }
    }
    free(next);
}

static void read_places(struct collecting *r)
{
    struct soft_collection *c = r->c;
    size_t *next = xcalloc((size_t)c->n_spellings + 1, sizeof *next);
    uint32_t section = 0;
    for (size_t i = 0; i < r->n_files; i++)
        for (uint32_t p = 0; p < r->files[i].place_at[r->files[i].n_sections]; p++)
            next[r->ids[i][r->files[i].places[p].spelling] + 1]++;
    c->n_places = sum_up(next, c->n_spellings);
    c->places = xmalloc((c->n_places + 1) * sizeof *c->places);
    for (size_t i = 0; i < r->n_files; i++) {
        const struct soft_tokens_file *file = &r->files[i];
        for (uint32_t k = 0; k < file->n_sections; k++, section++)
            for (uint32_t p = file->place_at[k]; p < file->place_at[k + 1]; p++) {
                uint32_t id = r->ids[i][file->places[p].spelling];
                c->places[next[id]++] = (struct soft_place){id, section, file->places[p].position};
            }
    }
    free(next);
}

/* --- all of it --- */

static void release(struct collecting *r)
{
    for (size_t i = 0; i < r->n_files; i++) {
        soft_tokens_close(&r->files[i]);
        free(r->ids[i]);
    }
    free(r->files);
    free(r->ids);
    free(r->slots);
    text_free(r->analyser);
    arena_release(&r->scratch);
}

int soft_collect(struct soft_collection *c, const char *const *token_files, size_t n_files,
                 const struct lexicon *lexicon, struct err *err)
{
    struct collecting r = {.c = c};
    *c = (struct soft_collection){.n_sections = 0};
    int result = text_new(&r.analyser, err);
    if (result == 0)
        result = open_files(&r, token_files, n_files, err);
    if (result == 0) {
        lexicon_teach(lexicon, r.analyser);
        read_spellings(&r);
        sort_spellings(&r);
        group_by_word(c);
        read_sections(&r);
        read_postings(&r);
        read_places(&r);
    }
    release(&r);
    return result;
}

void soft_collection_release(struct soft_collection *c)
{
    void *const owned[] = {c->spellings, c->first_spelling, c->postings, c->places,
                           c->length,    c->article,        c->public};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    arena_release(&c->arena);
}
