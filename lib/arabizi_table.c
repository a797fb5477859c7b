/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arabizi_table.h"

#include <pthread.h>
#include <stdlib.h>

#include "data.h"

static const char path[] = "lib/data/arabizi.txt";
static const char typed_characters[] = "abcdefghijklmnopqrstuvwxyz2356789'";

static struct arabizi_table embedded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

uint8_t arabizi_letter(uint32_t c)
{
    /* Between ghain and feh, and what folding replaces, there is nothing that a word may have. */
    bool known = c == 0x621 || c == 0x627 || c == 0x628 || (c >= 0x62A && c <= 0x63A) ||
                 (c >= 0x641 && c <= 0x648) || c == 0x64A;
    return known ? (uint8_t)(c - 0x620) : 0;
}

static bool cut_start(struct str *s, struct str sign)
{
    bool has = str_starts(*s, sign);
    *s = str_sub(*s, has ? sign.n : 0, s->n);
    return has;
}

static bool cut_end(struct str *s, struct str sign)
{
    bool has = str_ends(*s, sign);
    *s = str_sub(*s, 0, s->n - (has ? sign.n : 0));
    return has;
}

static bool read_latin(struct str column, struct arabizi_row *row)
{
    row->at_start = cut_start(&column, STR("^"));
    row->at_end = cut_end(&column, STR("$"));
    row->before_consonant = cut_end(&column, STR("+"));
    row->before_double = cut_end(&column, STR("="));
    if (str_eq(column, STR("-")))
        return true;
    for (size_t i = 0; i < column.n; i++) {
        if (i == ARABIZI_LATIN_MAX ||
            !memchr(typed_characters, column.p[i], sizeof typed_characters - 1))
            return false;
        row->latin[row->n_latin++] = column.p[i];
    }
    return column.n > 0;
}

static bool read_letters(struct str column, struct arabizi_row *row)
{
    const char *p = column.p, *end = str_end(column);
    while (p < end && !str_eq(column, STR("-"))) {
        uint8_t letter = arabizi_letter(utf8_next(&p, end));
        if (!letter || row->n_letters == ARABIZI_LETTERS_MAX)
            return false;
        row->letters[row->n_letters++] = letter;
    }
    return column.n > 0;
}

static bool read_cost(struct str column, struct arabizi_row *row)
{
    for (size_t i = 0; i < column.n && i < 2; i++) {
        if (column.p[i] < '0' || column.p[i] > '9')
            return false;
        row->cost = (uint8_t)(10 * row->cost + (column.p[i] - '0'));
    }
    return column.n == 1 || column.n == 2;
}

static int read_row(struct arabizi_table *table, const struct str columns[DATA_COLUMNS],
                    unsigned line, struct err *err)
{
    struct arabizi_row row = {.line = line};
    if (!read_latin(columns[0], &row))
        return err_at(err, ERR_SYNTAX, path, line,
                      "what is typed is 1 to %d of %s, or - for nothing", ARABIZI_LATIN_MAX,
                      typed_characters);
    if (!read_letters(columns[1], &row))
        return err_at(err, ERR_SYNTAX, path, line,
                      "write 1 to %d folded Arabic letters in the second column, or - for none",
                      ARABIZI_LETTERS_MAX);
    if (!read_cost(columns[2], &row))
        return err_at(err, ERR_SYNTAX, path, line, "the third column is a cost from 0 to 99");
    if (!row.n_latin && !row.n_letters)
        return err_at(err, ERR_SYNTAX, path, line, "nothing for nothing: remove the row");
    if (table->n_rows == ARABIZI_ROWS_MAX)
        return err_at(err, ERR_TOO_BIG, path, line, "more than %d rows", ARABIZI_ROWS_MAX);
    row.may_double = row.n_letters == 1 && !row.at_start && !row.at_end && row.n_latin &&
                     !arabizi_is_vowel(row.latin[0]);
    table->rows[table->n_rows++] = row;
    return 0;
}

static int read_class(struct arabizi_table *table, const struct str columns[DATA_COLUMNS],
                      unsigned line, struct err *err)
{
    const char *p = columns[2].p, *end = str_end(columns[2]);
    if (columns[1].n != 1 || !columns[2].n)
        return err_at(err, ERR_SYNTAX, path, line, "a class is: class, its sign, its letters");
    while (p < end) {
        uint8_t letter = arabizi_letter(utf8_next(&p, end));
        char *classes = table->classes[letter];
        if (!letter || classes[ARABIZI_CLASSES_MAX - 1])
            return err_at(err, ERR_SYNTAX, path, line,
                          "write folded Arabic letters, each in at most %d classes",
                          ARABIZI_CLASSES_MAX);
        classes[classes[0] != 0] = columns[1].p[0];
    }
    return 0;
}

static bool same_use(const struct arabizi_row *a, const struct arabizi_row *b)
{
    return memcmp(a->latin, b->latin, sizeof a->latin) == 0 && a->at_start == b->at_start &&
           a->at_end == b->at_end && a->before_consonant == b->before_consonant &&
           a->before_double == b->before_double;
}

static bool same_letters(const struct arabizi_row *a, const struct arabizi_row *b)
{
    return a->n_letters == b->n_letters && memcmp(a->letters, b->letters, a->n_letters) == 0;
}

static bool has_class(const struct arabizi_table *table, uint8_t letter, char class)
{
    return class && memchr(table->classes[letter], class, ARABIZI_CLASSES_MAX);
}

/* Is the letter of the row found under the class that the earlier row puts into keys? */
static bool shares_class(const struct arabizi_table *table, const struct arabizi_row *row,
                         const struct arabizi_row *earlier)
{
    return row->n_letters == 1 && earlier->n_letters == 1 && !earlier->no_new_class &&
           earlier->letters[0] != ARABIZI_HEH && row->letters[0] != ARABIZI_HEH &&
           has_class(table, row->letters[0], table->classes[earlier->letters[0]][0]);
}

static int check_row(struct arabizi_table *table, size_t at, struct err *err)
{
    struct arabizi_row *row = &table->rows[at];
    for (size_t i = 0; i < row->n_letters && !row->n_latin && !row->at_start; i++) {
        bool last = row->at_end && i + 1 == row->n_letters && row->letters[i] == ARABIZI_HEH;
        if (table->classes[row->letters[i]][0] && !last)
            return err_at(err, ERR_SYNTAX, path, row->line,
                          "only letters without a class are left out inside a word");
    }
    for (size_t i = 0; i < at; i++) {
        const struct arabizi_row *earlier = &table->rows[i];
        if (!same_use(row, earlier))
            continue;
        if (same_letters(row, earlier))
            return err_at(err, ERR_SYNTAX, path, row->line, "line %u says this already",
                          earlier->line);
        row->no_new_class |= shares_class(table, row, earlier);
    }
    return 0;
}

static int check_alphabet(const struct arabizi_table *table, struct err *err)
{
    bool seen[ARABIZI_ALPHABET] = {true};
    for (size_t i = 0; i < table->n_rows; i++)
        if (table->rows[i].n_latin)
            for (size_t k = 0; k < table->rows[i].n_letters; k++)
                seen[table->rows[i].letters[k]] = true;
    for (uint32_t c = 0x621; c < 0x620 + ARABIZI_ALPHABET; c++)
        if (!seen[arabizi_letter(c)])
            return err_at(err, ERR_SYNTAX, path, 0, "no row says how U+%04X is typed: add one", c);
    return 0;
}

static int by_first_character(const void *left, const void *right)
{
    const struct arabizi_row *a = left, *b = right;
    if (a->latin[0] != b->latin[0])
        return a->latin[0] < b->latin[0] ? -1 : 1;
    return a->line < b->line ? -1 : 1;
}

int arabizi_table_read(struct arabizi_table *table, struct str text, struct err *err)
{
    struct str columns[DATA_COLUMNS];
    unsigned line = 0;
    *table = (struct arabizi_table){.n_rows = 0};
    while (data_next_row(&text, &line, columns)) {
        bool is_class = str_eq(columns[0], STR("class"));
        if ((is_class ? read_class : read_row)(table, columns, line, err))
            return -1;
    }
    qsort(table->rows, table->n_rows, sizeof table->rows[0], by_first_character);
    for (size_t i = 0; i < table->n_rows; i++) {
        if (check_row(table, i, err))
            return -1;
        const struct arabizi_row *row = &table->rows[i];
        for (size_t c = (unsigned char)row->latin[0] + 1U; c <= 128; c++)
            table->from[c] = i + 1;
    }
    return check_alphabet(table, err);
}

static void read_embedded(void)
{
    struct err err = ERR_INIT;
    if (arabizi_table_read(&embedded, DATA(arabizi), &err))
        BUG("%s:%u: %s", err.place, err.line, err.message);
}

const struct arabizi_table *arabizi_table(void)
{
    pthread_once(&once, read_embedded);
    return &embedded;
}

bool arabizi_is_doubled(struct str rest)
{
    for (size_t n = 1; n <= 2 && rest.n >= 2 * n && !arabizi_is_vowel(rest.p[0]); n++)
        if (str_eq(str_sub(rest, 0, n), str_sub(rest, n, n)))
            return true;
    return false;
}
