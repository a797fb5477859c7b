/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arabizi.h"

#include <limits.h>

#include "arabizi_table.h"

enum {
    COST_WRONG = 100,   /* a letter that the other script does not have */
    COST_REPEATED = 30, /* two Arabic letters where one is typed: اللغة, alogha */
    TYPED_WORTH = 75,   /* of a letter: vowels are typed, but not written */
    LETTERS_MIN = 2,    /* of an Arabic word without its article */
};

/* Worse fits are 0. Giving up there halves the time. */
static const float fit_least = 0.5F;

struct typed {
    char bytes[ARABIZI_CHARS_MAX];
    struct str s; /* ASCII, without hyphens */
};

struct word {
    uint8_t letters[ARABIZI_CHARS_MAX];
    size_t n;
};

static bool read_typed(struct str latin, struct typed *out)
{
    size_t n = 0;
    for (size_t i = 0; i < latin.n; i++) {
        unsigned char c = (unsigned char)latin.p[i];
        if (n == ARABIZI_CHARS_MAX || c == 0 || c > 127)
            return false;
        if (c != '-')
            out->bytes[n++] = latin.p[i];
    }
    out->s = (struct str){out->bytes, n};
    return n > 0;
}

static bool read_word(struct str arabic, struct word *out)
{
    const char *p = arabic.p, *end = str_end(arabic);
    out->n = 0;
    while (p < end && out->n < ARABIZI_CHARS_MAX)
        out->letters[out->n++] = arabizi_letter(utf8_next(&p, end));
    return p == end;
}

bool arabizi_may_be(struct str latin)
{
    size_t n_letters = 0;
    for (size_t i = 0; i < latin.n; i++) {
        char c = latin.p[i];
        bool inside = i > 0 && i + 1 < latin.n;
        if (c >= 'a' && c <= 'z')
            n_letters++;
        else if (c == 0 || !strchr("2356789'-", c) || (c == '-' && !inside))
            return false;
    }
    return n_letters && latin.n >= ARABIZI_CHARS_MIN && latin.n <= ARABIZI_CHARS_MAX;
}

/* A row that fits at some typed character. */
struct step {
    const struct arabizi_row *row;
    size_t to, doubled; /* characters read then; doubled: 0 when it is not */
};

struct steps {
    struct step list[ARABIZI_ROWS_MAX];
    size_t n;
};

/* Adds the rows that begin with the character, 0 for those for which nothing is typed. */
static void add_steps(struct steps *steps, struct str typed, size_t at, char first)
{
    const struct arabizi_table *table = arabizi_table();
    size_t c = (unsigned char)first;
    for (size_t r = table->from[c]; r < table->from[c + 1]; r++) {
        const struct arabizi_row *row = &table->rows[r];
        if (arabizi_row_fits(row, typed, at)) {
            size_t doubled = arabizi_row_doubled(row, typed, at);
            steps->list[steps->n++] =
                (struct step){row, at + row->n_latin, doubled ? at + doubled : 0};
        }
    }
}

/* Part of a word, read as consonants. */
struct reading {
    uint32_t hash;
    char last; /* class */
    int cost;
};

struct readings {
    struct reading list[ARABIZI_KEYS_MAX]; /* cheapest first */
    size_t n;
};

static const struct reading nothing_read = {.hash = 2166136261U}; /* FNV-1a's first value */

static struct reading with_class(struct reading reading, char class)
{
    if (class && class != reading.last) {
        reading.hash = (reading.hash ^ (unsigned char)class) * 16777619U;
        reading.last = class;
    }
    return reading;
}

static void add_reading(struct readings *to, struct reading reading)
{
    size_t at = 0;
    while (at < to->n && !(to->list[at].hash == reading.hash && to->list[at].last == reading.last))
        at++;
    if (at == ARABIZI_KEYS_MAX)
        at--;
    if (at < to->n && to->list[at].cost <= reading.cost)
        return;
    to->n += at == to->n;
    for (; at > 0 && to->list[at - 1].cost > reading.cost; at--)
        to->list[at] = to->list[at - 1];
    to->list[at] = reading;
}

static size_t keys_of_readings(const struct readings *from,
                               struct arabizi_key keys[ARABIZI_KEYS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < from->n; i++)
        if (from->list[i].last)
            keys[n++].hash = from->list[i].hash;
    return n;
}

/* The readings before a row, with what its letters add. A last ه is in no key. */
static void read_row(const struct arabizi_row *row, const struct readings *before, bool may_be_last,
                     struct readings *after)
{
    const struct arabizi_table *table = arabizi_table();
    for (size_t i = 0; i < before->n; i++) {
        struct reading reading = before->list[i];
        reading.cost += row->cost;
        for (size_t k = 0; k < row->n_letters; k++) {
            bool last = k + 1U == row->n_letters && row->letters[k] == ARABIZI_HEH;
            if (last && row->at_end)
                break;
            if (last && may_be_last)
                add_reading(after, reading);
            reading = with_class(reading, table->classes[row->letters[k]][0]);
        }
        add_reading(after, reading);
    }
}

/* Marks the characters from which on nothing but short vowels may be left. */
static void find_ends(struct str typed, bool ends[])
{
    ends[typed.n] = true;
    for (size_t i = typed.n; i-- > 0;) {
        struct steps steps;
        steps.n = 0;
        add_steps(&steps, typed, i, typed.p[i]);
        ends[i] = false;
        for (size_t s = 0; s < steps.n; s++)
            ends[i] |= !steps.list[s].row->n_letters && ends[steps.list[s].to];
    }
}

size_t arabizi_keys(struct str latin, struct arabizi_key keys[ARABIZI_KEYS_MAX])
{
    struct readings readings[ARABIZI_CHARS_MAX + 1];
    bool ends[ARABIZI_CHARS_MAX + 1];
    struct typed typed;
    if (!read_typed(latin, &typed))
        return 0;
    find_ends(typed.s, ends);
    for (size_t i = 0; i <= typed.s.n; i++)
        readings[i].n = 0;
    add_reading(&readings[0], nothing_read);
    for (size_t i = 0; i < typed.s.n; i++) {
        struct steps steps;
        steps.n = 0;
        add_steps(&steps, typed.s, i, typed.s.p[i]);
        for (size_t s = 0; s < steps.n; s++) {
            const struct step *step = &steps.list[s];
            if (step->row->no_new_class)
                continue;
            read_row(step->row, &readings[i], ends[step->to], &readings[step->to]);
            if (step->doubled)
                read_row(step->row, &readings[i], ends[step->doubled], &readings[step->doubled]);
        }
    }
    return keys_of_readings(&readings[typed.s.n], keys);
}

static void read_arabic(const struct word *word, size_t from, struct readings *out)
{
    const struct arabizi_table *table = arabizi_table();
    struct readings readings = {.n = 0};
    add_reading(&readings, nothing_read);
    for (size_t i = from; i < word->n; i++) {
        const char *classes = table->classes[word->letters[i]];
        struct readings next = {.n = 0};
        if (!classes[0] || (i + 1 == word->n && word->letters[i] == ARABIZI_HEH))
            continue;
        for (size_t k = 0; k < readings.n; k++)
            for (int c = 0; c < ARABIZI_CLASSES_MAX && classes[c]; c++) {
                struct reading reading = with_class(readings.list[k], classes[c]);
                reading.cost += c;
                add_reading(&next, reading);
            }
        readings = next;
    }
    for (size_t i = 0; i < readings.n; i++)
        add_reading(out, readings.list[i]);
}

static bool letters_at(const struct arabizi_row *row, const struct word *word, size_t at)
{
    if (row->n_letters > word->n - at)
        return false;
    for (size_t k = 0; k < row->n_letters; k++)
        if (row->letters[k] != word->letters[at + k])
            return false;
    return !row->at_end || at + row->n_letters == word->n;
}

size_t arabizi_keys_of(struct str arabic, struct arabizi_key keys[ARABIZI_KEYS_MAX])
{
    const struct arabizi_table *table = arabizi_table();
    struct readings readings = {.n = 0};
    struct word word;
    if (!read_word(arabic, &word))
        return 0;
    read_arabic(&word, 0, &readings);
    for (size_t r = table->from[0]; r < table->from[1]; r++) {
        const struct arabizi_row *row = &table->rows[r];
        if (row->at_start && letters_at(row, &word, 0) && word.n - row->n_letters >= LETTERS_MIN)
            read_arabic(&word, row->n_letters, &readings);
    }
    return keys_of_readings(&readings, keys);
}

/* Costs of reading so many typed characters as so many letters. */
struct grid {
    struct str typed;
    struct word word;
    int cost_max; /* beyond, the fit is 0 */
    int cost[ARABIZI_CHARS_MAX + 1][ARABIZI_CHARS_MAX + 1];
};

static void reach(struct grid *g, size_t i, size_t j, int cost)
{
    if (cost < g->cost[i][j])
        g->cost[i][j] = cost;
}

static void go_on(struct grid *g, size_t i, size_t j, const struct steps *steps)
{
    int cost = g->cost[i][j];
    const uint8_t *letters = g->word.letters;
    if (cost > g->cost_max)
        return;
    if (i < g->typed.n)
        reach(g, i + 1, j, cost + COST_WRONG);
    if (j < g->word.n)
        reach(g, i, j + 1,
              cost + (j > 0 && letters[j] == letters[j - 1] ? COST_REPEATED : COST_WRONG));
    for (size_t s = 0; s < steps->n; s++) {
        const struct step *step = &steps->list[s];
        if ((step->row->at_start && j > 0) || !letters_at(step->row, &g->word, j))
            continue;
        reach(g, step->to, j + step->row->n_letters, cost + step->row->cost);
        if (step->doubled)
            reach(g, step->doubled, j + step->row->n_letters, cost + step->row->cost);
    }
}

float arabizi_fit(struct str latin, struct str arabic)
{
    struct typed typed;
    struct steps steps;
    struct grid g;
    if (!read_typed(latin, &typed) || !read_word(arabic, &g.word))
        return 0;
    float worth = TYPED_WORTH * (float)typed.s.n;
    g.typed = typed.s;
    g.cost_max = (int)((1 - fit_least) * worth);
    for (size_t i = 0; i <= g.typed.n; i++)
        for (size_t j = 0; j <= g.word.n; j++)
            g.cost[i][j] = i || j ? INT_MAX : 0;
    for (size_t i = 0; i <= g.typed.n; i++) {
        steps.n = 0;
        add_steps(&steps, g.typed, i, '\0');
        if (i < g.typed.n)
            add_steps(&steps, g.typed, i, g.typed.p[i]);
        for (size_t j = 0; j <= g.word.n; j++)
            go_on(&g, i, j, &steps);
    }
    int cost = g.cost[g.typed.n][g.word.n];
    return cost < g.cost_max ? 1 - (float)cost / worth : 0;
}
