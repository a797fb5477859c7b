/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spell.h"

#include <pthread.h>

#include "data.h"
#include "spell_table.h"

/* A cell over max; and what no distance reaches, which keeps sums small. */
enum { OVER = UINT16_MAX, DISTANCE_END = 3 * SPELL_LETTERS * SPELL_EDIT };

struct letters {
    uint32_t at[SPELL_LETTERS];
    unsigned char codes[SPELL_LETTERS];
    size_t n;
};

/* at[i][j]: the cheapest way from the first i letters typed to the first j of the word. */
struct matrix {
    const struct letters *typed, *word;
    unsigned max;
    uint16_t at[SPELL_LETTERS + 1][SPELL_LETTERS + 1];
};

static struct spell_table table;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_table(void)
{
    struct err err = ERR_INIT;
    if (spell_table_read(&table, DATA(confusions), &err) != 0)
        BUG("%s:%u: %s", err.place, err.line, err.message);
}

static void read_letters(struct str word, struct letters *letters)
{
    const char *p = word.p, *end = str_end(word);
    for (letters->n = 0; p < end && letters->n < SPELL_LETTERS; letters->n++) {
        uint32_t c = utf8_next(&p, end);
        letters->at[letters->n] = c;
        letters->codes[letters->n] = spell_code(c);
    }
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Do the letters before `end` end with the side? */
static bool side_fits(const struct spell_side *side, const struct letters *letters, size_t end)
{
    if (side->n > end)
        return false;
    for (size_t i = 0; i < side->n; i++)
        if (letters->codes[end - side->n + i] != side->codes[i])
            return false;
    return true;
}

/* The cheapest way to cell i,j whose last step is one of these rows. */
static unsigned by_rows(const struct matrix *m, const struct spell_rows *rows, size_t i, size_t j)
{
    unsigned best = OVER;
    for (size_t k = 0; k < rows->n; k++) {
        const struct spell_row *row = &rows->rows[k];
        if (side_fits(&row->left, m->typed, i) && side_fits(&row->right, m->word, j))
            best = smaller(best, (unsigned)m->at[i - row->left.n][j - row->right.n] + row->cost);
    }
    return best;
}

/* What it costs that one word has the letter before `end` and the other does not. */
static unsigned drop_cost(const struct letters *letters, size_t end, bool first)
{
    unsigned cost = table.drop[first][letters->codes[end - 1]];
    bool doubled = end > 1 && letters->at[end - 1] == letters->at[end - 2];
    return doubled ? smaller(cost, SPELL_DOUBLED) : cost;
}

static bool swapped(const struct letters *a, const struct letters *b, size_t i, size_t j)
{
    return i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] && a->at[i - 2] == b->at[j - 1];
}

static unsigned cell(const struct matrix *m, size_t i, size_t j)
{
    const struct letters *a = m->typed, *b = m->word;
    unsigned best = m->at[i][j]; /* a row at the start may have been here */
    if (i)
        best = smaller(best, m->at[i - 1][j] + drop_cost(a, i, i == 1 && j == 0));
    if (j)
        best = smaller(best, m->at[i][j - 1] + drop_cost(b, j, i == 0 && j == 1));
    if (i == 0 || j == 0)
        return best;
    unsigned replaced = table.replace[i == 1 && j == 1][a->codes[i - 1]][b->codes[j - 1]];
    bool same = a->at[i - 1] == b->at[j - 1];
    best = smaller(best, m->at[i - 1][j - 1] + (same ? 0 : replaced));
    if (swapped(a, b, i, j))
        best = smaller(best, m->at[i - 2][j - 2] + SPELL_SWAP +
                                 (i == 2 && j == 2 ? (unsigned)SPELL_FIRST : 0));
    if (table.ends_row[a->codes[i - 1]] && table.ends_row[b->codes[j - 1]])
        best = smaller(best, by_rows(m, &table.inside, i, j));
    return best;
}

/* All cells over max, but where rows at the start lead. */
static void set_start(struct matrix *m)
{
    for (size_t i = 0; i <= m->typed->n; i++)
        memset(m->at[i], 0xFF, (m->word->n + 1) * sizeof m->at[i][0]);
    m->at[0][0] = 0;
    for (size_t k = 0; k < table.at_start.n; k++) {
        const struct spell_row *row = &table.at_start.rows[k];
        size_t i = row->left.n, j = row->right.n;
        if (i <= m->typed->n && j <= m->word->n && side_fits(&row->left, m->typed, i) &&
            side_fits(&row->right, m->word, j))
            m->at[i][j] = (uint16_t)smaller(m->at[i][j], row->cost);
    }
}

/* Cells from..to of a row may be within max; none when from > to. */
struct reach {
    size_t from, to;
};

static struct reach fill_row(struct matrix *m, size_t i, struct reach above)
{
    struct reach row = {SIZE_MAX, 0};
    size_t last = above.to + SPELL_SIDE_LETTERS;
    for (size_t j = above.from; j <= m->word->n && j <= last; j++) {
        unsigned cost = cell(m, i, j);
        m->at[i][j] = (uint16_t)(cost <= m->max ? cost : OVER);
        if (cost > m->max)
            continue;
        row = (struct reach){row.from == SIZE_MAX ? j : row.from, j};
        last = last > j + SPELL_SIDE_LETTERS ? last : j + SPELL_SIDE_LETTERS;
    }
    return row;
}

unsigned spell_distance(struct str typed_folded, struct str word_folded, unsigned max)
{
    struct letters typed, word;
    struct matrix m; /* not zeroed: that would take as long as the rest */
    struct reach rows[SPELL_SIDE_LETTERS] = {{0, 0}, {0, 0}, {0, 0}}; /* the latest ones */
    pthread_once(&once, read_table);
    read_letters(typed_folded, &typed);
    read_letters(word_folded, &word);
    m.typed = &typed;
    m.word = &word;
    m.max = smaller(max, DISTANCE_END);
    set_start(&m);
    for (size_t i = 0; i <= typed.n; i++) {
        struct reach above = rows[0];
        for (size_t k = 1; k < SPELL_SIDE_LETTERS; k++) {
            above.from = rows[k].from < above.from ? rows[k].from : above.from;
            above.to = rows[k].to > above.to ? rows[k].to : above.to;
        }
        if (above.from > above.to)
            return m.max + 1;
        rows[i % SPELL_SIDE_LETTERS] = fill_row(&m, i, above);
    }
    unsigned end = smaller(m.at[typed.n][word.n], by_rows(&m, &table.at_end, typed.n, word.n));
    return end <= m.max ? end : m.max + 1;
}

unsigned spell_limit(size_t letters)
{
    static const struct {
        size_t letters;
        unsigned limit;
    } limits[] = {{8, 200}, {6, 150}, {SPELL_LETTERS_MIN, SPELL_EDIT}, {0, 0}};
    size_t i = 0;
    while (letters < limits[i].letters)
        i++;
    return limits[i].limit;
}

bool spell_may_correct(const struct token *token)
{
    if (token->kind != TOKEN_ARABIC && token->kind != TOKEN_LATIN)
        return false;
    for (size_t i = 0; i < token->folded.n; i++)
        if (token->folded.p[i] >= '0' && token->folded.p[i] <= '9')
            return false;
    return utf8_count_chars(token->folded) >= SPELL_LETTERS_MIN;
}
