/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The distance of lib/spell.h evaluated naively from what spell.h and data/confusions.txt say:
 * every cell, every row. Asked by the unit test of random words, and by the fuzzer of all others.
 */
#ifndef JAWAB_TEST_SPELL_MODEL_H
#define JAWAB_TEST_SPELL_MODEL_H

#include <stdlib.h>

#include "lib/data.h"
#include "lib/spell.h"

enum { MODEL_ROWS_MAX = 500, MODEL_KEYS_MAX = 200, MODEL_FAR = 1000000 };

struct model_word {
    uint32_t at[SPELL_LETTERS];
    size_t n;
};

static struct {
    struct {
        struct model_word sides[2];
        bool start, end;
        unsigned cost;
    } rows[MODEL_ROWS_MAX];
    struct {
        uint32_t letter;
        int x, y; /* in halves of a key, in rows */
    } keys[MODEL_KEYS_MAX];
    size_t n_rows, n_keys, n_key_rows;
} spell_model;

static inline struct model_word model_word(struct str s)
{
    struct model_word word = {.n = 0};
    const char *p = s.p, *end = str_end(s);
    while (p < end && word.n < SPELL_LETTERS)
        word.at[word.n++] = utf8_next(&p, end);
    return word;
}

static inline void model_add_keys(struct str letters)
{
    struct model_word keys = model_word(letters);
    int row = (int)spell_model.n_key_rows++;
    for (size_t i = 0; i < keys.n; i++) {
        if (spell_model.n_keys == MODEL_KEYS_MAX)
            BUG("more keys than the model has room for");
        if (keys.at[i] == '.')
            continue;
        spell_model.keys[spell_model.n_keys].letter = keys.at[i];
        spell_model.keys[spell_model.n_keys].x = 2 * (int)i + row % 3;
        spell_model.keys[spell_model.n_keys++].y = row + row / 3 * 3; /* keyboards lie apart */
    }
}

static inline void model_add_row(const struct str columns[DATA_COLUMNS])
{
    if (spell_model.n_rows == MODEL_ROWS_MAX)
        BUG("more rows than the model has room for");
    size_t at = spell_model.n_rows++;
    struct str left = columns[0];
    spell_model.rows[at].start = str_starts(left, STR("^"));
    spell_model.rows[at].end = str_ends(left, STR("$"));
    left = spell_model.rows[at].start ? str_sub(left, 1, left.n) : left;
    left = spell_model.rows[at].end ? str_sub(left, 0, left.n - 1) : left;
    const struct str sides[] = {left, columns[1]};
    for (int i = 0; i < 2; i++)
        if (!str_eq(sides[i], STR("-")))
            spell_model.rows[at].sides[i] = model_word(sides[i]);
    spell_model.rows[at].cost = (unsigned)strtoul(columns[2].p, NULL, 10);
}

static inline void model_read(void)
{
    struct str rest = DATA(confusions), columns[DATA_COLUMNS];
    unsigned line = 0;
    while (data_next_row(&rest, &line, columns))
        if (str_eq(columns[0], STR("row")))
            model_add_keys(columns[1]);
        else
            model_add_row(columns);
}

static inline bool model_near(uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < spell_model.n_keys; i++) {
        if (spell_model.keys[i].letter != a)
            continue;
        for (size_t k = 0; k < spell_model.n_keys; k++) {
            int dx = abs(spell_model.keys[i].x - spell_model.keys[k].x);
            int dy = abs(spell_model.keys[i].y - spell_model.keys[k].y);
            bool touch = (dy == 0 && dx == 2) || (dy == 1 && dx == 1);
            if (touch && spell_model.keys[k].letter == b)
                return true;
        }
    }
    return false;
}

/* Does the word have the side's letters right before `end`? */
static inline bool model_fits(const struct model_word *side, const struct model_word *word,
                              size_t end)
{
    return side->n <= end &&
           memcmp(side->at, word->at + (end - side->n), side->n * sizeof side->at[0]) == 0;
}

struct model_cells {
    struct model_word a, b;
    unsigned at[SPELL_LETTERS + 1][SPELL_LETTERS + 1];
};

static inline unsigned model_by_rows(const struct model_cells *m, size_t i, size_t j)
{
    unsigned best = MODEL_FAR;
    for (size_t k = 0; k < 2 * spell_model.n_rows; k++) {
        const struct model_word *left = &spell_model.rows[k / 2].sides[k % 2];
        const struct model_word *right = &spell_model.rows[k / 2].sides[1 - k % 2];
        if (!model_fits(left, &m->a, i) || !model_fits(right, &m->b, j) ||
            (spell_model.rows[k / 2].start && (i != left->n || j != right->n)) ||
            (spell_model.rows[k / 2].end && (i != m->a.n || j != m->b.n)))
            continue;
        unsigned cost = m->at[i - left->n][j - right->n] + spell_model.rows[k / 2].cost;
        best = cost < best ? cost : best;
    }
    return best;
}

/* Of dropping the letter before `end` of a word. */
static inline unsigned model_drop(const struct model_word *word, size_t end)
{
    return end > 1 && word->at[end - 1] == word->at[end - 2] ? SPELL_DOUBLED : SPELL_DROP;
}

/* Of replacing the last letters. */
static inline unsigned model_replace(uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    return model_near(a, b) ? SPELL_NEAR_KEY : SPELL_EDIT;
}

static inline bool model_swapped(const struct model_cells *m, size_t i, size_t j)
{
    return i > 1 && j > 1 && m->a.at[i - 1] == m->b.at[j - 2] && m->a.at[i - 2] == m->b.at[j - 1];
}

/* From cell i,j, the first of all if both are 0, by a step that costs so much. */
static inline unsigned model_step(const struct model_cells *m, size_t i, size_t j, unsigned cost)
{
    return m->at[i][j] + cost + (i + j == 0 && cost ? SPELL_FIRST : 0);
}

static inline unsigned model_cell(const struct model_cells *m, size_t i, size_t j)
{
    unsigned best = MODEL_FAR, ways[5] = {best, best, best, best, best};
    ways[0] = model_by_rows(m, i, j);
    if (i)
        ways[1] = model_step(m, i - 1, j, model_drop(&m->a, i));
    if (j)
        ways[2] = model_step(m, i, j - 1, model_drop(&m->b, j));
    if (i && j)
        ways[3] = model_step(m, i - 1, j - 1, model_replace(m->a.at[i - 1], m->b.at[j - 1]));
    if (model_swapped(m, i, j))
        ways[4] = model_step(m, i - 2, j - 2, SPELL_SWAP);
    for (int k = 0; k < 5; k++)
        best = ways[k] < best ? ways[k] : best;
    return i + j ? best : 0;
}

static inline unsigned model_distance(struct str a, struct str b)
{
    static struct model_cells m;
    if (!spell_model.n_rows)
        model_read();
    m.a = model_word(a);
    m.b = model_word(b);
    for (size_t i = 0; i <= m.a.n; i++)
        for (size_t j = 0; j <= m.b.n; j++)
            m.at[i][j] = model_cell(&m, i, j);
    return m.at[m.a.n][m.b.n];
}

/* The rule that two words break, or NULL. */
static inline const char *spell_breaks(struct str a, struct str b)
{
    static const unsigned bounds[] = {0, 30, 99, 100, 150, 200, 1000};
    unsigned full = spell_distance(a, b, UINT32_MAX);
    size_t n_a = utf8_count_chars(a), n_b = utf8_count_chars(b), longer = n_a > n_b ? n_a : n_b;
    if (spell_distance(a, a, 0) != 0)
        return "a word is itself";
    if (spell_distance(b, a, UINT32_MAX) != full)
        return "both directions are equally far";
    if (longer <= SPELL_LETTERS && (full == 0) != str_eq(a, b))
        return "different words are apart";
    if (full > longer * SPELL_EDIT + SPELL_FIRST)
        return "no way is longer than replacing all";
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        unsigned cut = spell_distance(a, b, bounds[i]);
        if (full <= bounds[i] ? cut != full : cut <= bounds[i])
            return "a bound changes nothing below it, and nothing above it is within it";
    }
    return model_distance(a, b) == full ? NULL : "the naive evaluation agrees";
}

#endif
