/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { EMPTY_SECTION = 17 };

struct model model;

const unsigned model_twins[TWINS][2] = {{3, 40}, {8, 9}};

static uint32_t random_state;

uint32_t model_any(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)random_state * below >> 32);
}

static void make_word(char out[64])
{
    static const char *const roots[] = {"كتب", "حسب", "رصد"};
    static const char *const middles[][2] = {{"", ""}, {"ا", ""}, {"", "ا"}, {"", "و"}, {"ت", "ي"}};
    static const char *const fronts[] = {"", "ال", "م", "وال", "ت", "ب"};
    static const char *const ends[] = {"", "ات", "ون", "هم", "ي"};
    static const char *const latin[] = {"connect", "connection", "disconnect", "router",
                                        "routers", "wifi",       "sku-123",    "iphone15",
                                        "2.3.1",   "banana",     "bananas",    "x"};
    enum { N_LATIN = sizeof latin / sizeof latin[0] };
    if (model_any(8) == 0) {
        snprintf(out, 64, "%s", latin[model_any(N_LATIN)]);
        return;
    }
    const char *root = roots[model_any(3)];
    uint32_t middle = model_any(5);
    const char *front = fronts[model_any(6)], *end = ends[model_any(5)];
    snprintf(out, 64, "%s%.2s%s%.2s%s%.2s%s", front, root, middles[middle][0], root + 2,
             middles[middle][1], root + 4, end); /* letters of two bytes */
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct word *)a)->text, ((const struct word *)b)->text);
}

void model_set_token(struct word *word)
{
    word->token.exact = str_from(word->text);
    text_forms(model.text, &model.arena, word->token.exact, &word->token.folded, &word->token.stem);
    word->token.stem = arena_dup(&model.arena, word->token.stem);
}

const struct word *model_find(const char *text)
{
    for (size_t i = 0; i < WORDS; i++)
        if (strcmp(model.words[i].text, text) == 0)
            return &model.words[i];
    return NULL;
}

/* The place of the key, a new one when there is none yet and it may be added; else SIZE_MAX. */
static size_t key_at(uint64_t key, bool add)
{
    size_t i = 0;
    while (i < model.n_keys && model.keys[i] != key)
        i++;
    if (i < model.n_keys)
        return i;
    if (!add)
        return SIZE_MAX;
    assert_true(model.n_keys < DIFFERENT_GRAMS_MAX);
    model.keys[model.n_keys++] = key;
    return i;
}

static void find_grams(struct word *word, bool add)
{
    struct gram grams[GRAMS_MAX];
    size_t n = grams_of(word->token.folded, word->token.stem, grams);
    for (size_t i = 0; i < n; i++) {
        size_t at = key_at(grams[i].key, add);
        if (at == SIZE_MAX)
            continue;
        word->grams[word->n_grams++] = at;
        word->has[at] = true;
        if (add)
            model.weights[at] = grams[i].strength; /* its share of rarity follows */
    }
}

static bool section_has_gram(size_t section, size_t gram)
{
    for (size_t w = 0; w < WORDS; w++)
        if (model.frequency[section][w] && model.words[w].has[gram])
            return true;
    return false;
}

static void cut_at(struct word *q, size_t n)
{
    q->cut_among_equals = q->neighbours[n - 1].similarity == q->neighbours[n].similarity;
    q->n_neighbours = n;
}

/* Most similar first, the word itself before its equals. */
static void insert(struct word *q, size_t neighbour, float similarity, bool self)
{
    size_t at = q->n_neighbours++;
    for (; at > 0; at--) {
        float before = q->neighbours[at - 1].similarity;
        if (before > similarity || (before == similarity && !self))
            break;
        q->neighbours[at] = q->neighbours[at - 1];
    }
    q->neighbours[at].word = neighbour;
    q->neighbours[at].similarity = similarity;
}

/* `self` is the word's own number, or WORDS when the collection does not have it. */
static void find_neighbours(struct word *q, size_t self)
{
    q->weight = 0;
    for (size_t i = 0; i < q->n_grams; i++)
        q->weight += model.weights[q->grams[i]];
    for (size_t v = 0; v < WORDS; v++) {
        float shared = 0;
        for (size_t i = 0; i < q->n_grams; i++)
            if (model.words[v].has[q->grams[i]])
                shared += model.weights[q->grams[i]];
        float s = v == self ? 1 : fminf(1, shared / q->weight);
        if (s >= 0.1f)
            insert(q, v, s, v == self);
    }
    if (q->n_neighbours > SOFT_NEIGHBOURS_MAX)
        cut_at(q, SOFT_NEIGHBOURS_MAX);
    for (size_t i = 0; i < q->n_neighbours && self < WORDS; i++) /* as they are stored */
        q->neighbours[i].similarity = roundf(255 * q->neighbours[i].similarity) / 255;
}

static void fill_sections(void)
{
    for (size_t d = 0; d < SECTIONS; d++)
        for (uint32_t n = d == EMPTY_SECTION ? 0 : model_any(1 + model_any(120)); n > 0; n--) {
            double r = model_any(1 << 20) / (double)(1 << 20);
            model.frequency[d][(size_t)(WORDS * r * r * r) * 37 % WORDS]++; /* all kinds of words */
        }
    model.frequency[5][0] = 1000;      /* more than a posting holds */
    for (size_t w = 0; w < WORDS; w++) /* none is left out */
        model.frequency[w % (EMPTY_SECTION - 1)][w]++;
    for (size_t i = 0; i < TWINS; i++)
        memcpy(model.frequency[model_twins[i][1]], model.frequency[model_twins[i][0]],
               sizeof model.frequency[0]);
}

/* To five significant bits, halves upwards. */
static double rounded(double n)
{
    double unit = 1;
    while (n >= 32 * unit)
        unit *= 2;
    return floor(n / unit + .5) * unit;
}

int model_setup(void **state)
{
    struct err err = ERR_INIT;
    (void)state;
    random_state = 2024;
    assert_ok(text_new(&model.text, &err), &err);
    for (size_t n = 0; n < WORDS;) {
        make_word(model.words[n].text);
        n += model_find(model.words[n].text) == &model.words[n]; /* else it is there already */
    }
    qsort(model.words, WORDS, sizeof model.words[0], by_text); /* ids are given in this order */
    for (size_t w = 0; w < WORDS; w++)
        model_set_token(&model.words[w]);
    fill_sections();
    for (size_t w = 0; w < WORDS; w++)
        find_grams(&model.words[w], true);
    for (size_t g = 0; g < model.n_keys; g++) {
        double df = 0;
        for (size_t d = 0; d < SECTIONS; d++)
            df += section_has_gram(d, g);
        df = rounded(df);
        model.weights[g] *= (float)log(1 + (rounded(SECTIONS) - df + .5) / (df + .5));
    }
    for (size_t w = 0; w < WORDS; w++)
        find_neighbours(&model.words[w], w);
    return 0;
}

void model_set_unknown(struct word *word)
{
    model_set_token(word);
    find_grams(word, false);
    find_neighbours(word, WORDS);
}

int model_teardown(void **state)
{
    (void)state;
    text_free(model.text);
    arena_release(&model.arena);
    return 0;
}

/* m and x of one section, then its part of the score. */
static double score_one(const struct word *q, size_t section, double k)
{
    double x = 0, m = 0;
    for (size_t i = 0; i < q->n_neighbours; i++) {
        unsigned tf = model.frequency[section][q->neighbours[i].word];
        double s = (double)q->neighbours[i].similarity;
        x += (tf < 255 ? tf : 255) * s;
        if (tf && sqrt(s) > m)
            m = sqrt(s);
    }
    return x > 0 ? (double)q->weight * (1.2 + 1) * m * x / (x + m * k) : 0;
}

void model_score(const struct asked *query, size_t n, double scores[SECTIONS])
{
    double length[SECTIONS] = {0}, total = 0;
    for (size_t d = 0; d < SECTIONS; d++)
        for (size_t w = 0; w < WORDS; w++)
            length[d] += model.frequency[d][w];
    for (size_t d = 0; d < SECTIONS; d++)
        total += length[d];
    for (size_t d = 0; d < SECTIONS; d++) {
        double k = 1.2 * (1 - .75 + .75 * length[d] / (total / SECTIONS));
        scores[d] = 0;
        for (size_t i = 0; i < n; i++)
            scores[d] += (double)query[i].weight * score_one(query[i].word, d, k);
    }
}
