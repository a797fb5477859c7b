/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_merge.h"

#include <stdlib.h>

/* The next word of a part. */
struct head {
    uint64_t start; /* str_start of it */
    struct str folded;
    uint32_t part, word;
};

/* One word in one of the parts that have it, while its spellings are merged. */
struct member {
    uint32_t part, word;
    uint32_t spelling, end;
};

struct merge {
    struct soft_merged *out;
    struct head *heads; /* a heap, the lowest word on top; of equal ones the first part's */
    size_t n_heads;
    struct member *members;
};

static bool is_below(const struct head *a, const struct head *b)
{
    if (a->start != b->start)
        return a->start < b->start;
    int order = str_cmp(a->folded, b->folded);
    return order ? order < 0 : a->part < b->part;
}

static void sift_down(struct merge *m, size_t at)
{
    struct head moving = m->heads[at];
    for (size_t kid; (kid = 2 * at + 1) < m->n_heads; at = kid) {
        if (kid + 1 < m->n_heads && is_below(&m->heads[kid + 1], &m->heads[kid]))
            kid++;
        if (!is_below(&m->heads[kid], &moving))
            break;
        m->heads[at] = m->heads[kid];
    }
    m->heads[at] = moving;
}

/* False at the end of the part. */
static bool read_head(const struct soft_merged *m, struct head *head)
{
    const struct soft_part *part = &m->parts[head->part];
    if (head->word == part->header->n_words)
        return false;
    head->folded = soft_part_folded(part, head->word);
    head->start = str_start(head->folded);
    return true;
}

static void fill_heap(struct merge *m)
{
    for (uint32_t i = 0; i < m->out->n_parts; i++) {
        m->heads[m->n_heads] = (struct head){.part = i};
        m->n_heads += read_head(m->out, &m->heads[m->n_heads]);
    }
    for (size_t i = m->n_heads / 2; i-- > 0;)
        sift_down(m, i);
}

static void advance_top(struct merge *m)
{
    m->heads[0].word++;
    if (!read_head(m->out, &m->heads[0]))
        m->heads[0] = m->heads[--m->n_heads];
    if (m->n_heads)
        sift_down(m, 0);
}

/* The lowest word: which parts have it, in their order. */
static size_t take_word(struct merge *m)
{
    struct str folded = m->heads[0].folded;
    size_t n = 0;
    do {
        const struct head *head = &m->heads[0];
        const struct soft_part *part = &m->out->parts[head->part];
        m->members[n++] = (struct member){
            .part = head->part,
            .word = head->word,
            .spelling = part->first_spelling[head->word],
            .end = part->first_spelling[head->word + 1],
        };
        advance_top(m);
    } while (m->n_heads && str_eq(m->heads[0].folded, folded));
    return n;
}

static struct str exact_of(const struct merge *m, const struct member *member)
{
    return soft_part_exact(&m->out->parts[member->part], member->word, member->spelling);
}

/* Numbers the lowest of the spellings not yet taken; false when there is none. */
static bool take_spelling(struct merge *m, size_t n_members)
{
    struct soft_merged *out = m->out;
    struct str lowest = {NULL, 0};
    for (size_t i = 0; i < n_members; i++) {
        const struct member *member = &m->members[i];
        if (member->spelling < member->end &&
            (!lowest.p || str_cmp(exact_of(m, member), lowest) < 0))
            lowest = exact_of(m, member);
    }
    if (!lowest.p)
        return false;
    uint32_t id = out->n_spellings++;
    out->exact[id] = lowest;
    for (size_t i = 0; i < n_members; i++) {
        struct member *member = &m->members[i];
        if (member->spelling == member->end || !str_eq(exact_of(m, member), lowest))
            continue;
        out->spelling_public[id] += out->parts[member->part].spelling_public[member->spelling];
        out->spelling_ids[member->part][member->spelling++] = id;
    }
    return true;
}

/* Gives a word its number. */
static void merge_word(struct merge *m)
{
    struct soft_merged *out = m->out;
    size_t n = take_word(m);
    uint32_t id = out->n_words++;
    const struct soft_part *first = &out->parts[m->members[0].part];
    out->words[id] = (struct soft_grams_word){soft_part_folded(first, m->members[0].word),
                                              soft_part_stem(first, m->members[0].word)};
    for (size_t i = 0; i < n; i++) {
        const struct soft_part *part = &out->parts[m->members[i].part];
        out->word_df[id] += part->word_df[m->members[i].word];
        out->word_public_df[id] += part->word_public_df[m->members[i].word];
    }
    out->first_spelling[id] = out->n_spellings;
    while (take_spelling(m, n))
        ;
}

void soft_merge(struct soft_merged *out, const struct soft_part *parts, size_t n_parts)
{
    size_t n_words = 0, n_spellings = 0;
    *out = (struct soft_merged){.parts = parts, .n_parts = n_parts};
    out->spelling_ids = xcalloc(n_parts + 1, sizeof *out->spelling_ids);
    for (size_t i = 0; i < n_parts; i++) {
        const struct soft_part_header *h = parts[i].header;
        out->n_sections += h->n_sections;
        out->n_articles += h->n_articles;
        out->total_tokens += h->total_tokens;
        n_words += h->n_words;
        n_spellings += h->n_spellings;
        out->spelling_ids[i] = xmalloc(((size_t)h->n_spellings + 1) * sizeof(uint32_t));
    }
    out->words = xcalloc(n_words + 1, sizeof *out->words);
    out->first_spelling = xcalloc(n_words + 1, sizeof *out->first_spelling);
    out->word_df = xcalloc(n_words + 1, sizeof *out->word_df);
    out->word_public_df = xcalloc(n_words + 1, sizeof *out->word_public_df);
    out->exact = xcalloc(n_spellings + 1, sizeof *out->exact);
    out->spelling_public = xcalloc(n_spellings + 1, sizeof *out->spelling_public);
    struct merge m = {
        .out = out,
        .heads = xcalloc(n_parts + 1, sizeof *m.heads),
        .members = xcalloc(n_parts + 1, sizeof *m.members),
    };
    fill_heap(&m);
    while (m.n_heads)
        merge_word(&m);
    out->first_spelling[out->n_words] = out->n_spellings;
    free(m.heads);
    free(m.members);
}

void soft_merged_release(struct soft_merged *m)
{
    for (size_t i = 0; i < m->n_parts; i++)
        free(m->spelling_ids[i]);
    void *const owned[] = {m->spelling_ids, m->words,          m->first_spelling, m->exact,
                           m->word_df,      m->word_public_df, m->spelling_public};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    *m = (struct soft_merged){.n_parts = 0};
}
