/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A random collection of small texts, the same in every run, and soft word match over it evaluated
 * naively from what soft.h says.
 */
#ifndef JAWAB_TEST_SOFT_MODEL_H
#define JAWAB_TEST_SOFT_MODEL_H

#include "lib/grams.h"
#include "lib/soft.h"

enum { WORDS = 150, SECTIONS = 60, DIFFERENT_GRAMS_MAX = 4096, TWINS = 2 };

struct word {
    char text[64];
    struct token token;
    size_t grams[GRAMS_MAX], n_grams; /* places in model.keys */
    bool has[DIFFERENT_GRAMS_MAX];
    float weight; /* C(q) */
    size_t n_neighbours;
    bool cut_among_equals; /* which of equally similar words were kept is open */
    struct {
        size_t word;
        float similarity;
    } neighbours[WORDS];
};

extern struct model {
    struct text *text;
    struct arena arena;
    struct word words[WORDS]; /* bytewise rising, as their ids are given */
    unsigned frequency[SECTIONS][WORDS];
    uint64_t keys[DIFFERENT_GRAMS_MAX];
    float weights[DIFFERENT_GRAMS_MAX];
    size_t n_keys;
} model;

/* Sections of equal text: their scores are equal. */
extern const unsigned model_twins[TWINS][2];

int model_setup(void **state); /* cmocka group setup and teardown */
int model_teardown(void **state);

uint32_t model_any(uint32_t below); /* the next random number */
const struct word *model_find(const char *text);
void model_set_token(struct word *word); /* from its text */

/* Fills in all of a word that is not in the collection, from its text. */
void model_set_unknown(struct word *word);

struct asked {
    const struct word *word;
    float weight;
};

void model_score(const struct asked *query, size_t n, double scores[SECTIONS]);

#endif
