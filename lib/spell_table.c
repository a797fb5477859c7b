/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spell_table.h"

#include "data.h"
#include "spell.h"

enum { KEYS_MAX = 16, KEYBOARD_ROWS = 3, KEY_ROWS_MAX = 4 * KEYBOARD_ROWS };

/* Rows of keys, three a keyboard from top to bottom; 0 where a key gives no letter. */
struct keys {
    unsigned char codes[KEY_ROWS_MAX][KEYS_MAX];
    size_t n;
};

static void set_generic(struct spell_table *table)
{
    for (int first = 0; first < 2; first++) {
        int extra = first * SPELL_FIRST;
        memset(table->replace[first], SPELL_EDIT + extra, sizeof table->replace[first]);
        memset(table->drop[first], SPELL_DROP + extra, sizeof table->drop[first]);
    }
}

static void make_cheaper(unsigned char *cost, unsigned value)
{
    if (value < *cost)
        *cost = (unsigned char)value;
}

/* `letters of keys`, from left to right; `.` is a key that gives none. */
static bool read_keys(struct str column, struct keys *keys)
{
    const char *p = column.p, *end = str_end(column);
    size_t n = 0;
    if (column.n == 0 || keys->n == KEY_ROWS_MAX)
        return false;
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        if (n == KEYS_MAX || (c != '.' && !spell_code(c)))
            return false;
        keys->codes[keys->n][n++] = spell_code(c);
    }
    keys->n++;
    return true;
}

static void join_keys(struct spell_table *table, unsigned char a, unsigned char b)
{
    for (int first = 0; a && b && first < 2; first++) {
        make_cheaper(&table->replace[first][a][b], SPELL_NEAR_KEY + first * SPELL_FIRST);
        make_cheaper(&table->replace[first][b][a], SPELL_NEAR_KEY + first * SPELL_FIRST);
    }
}

/* A key touches the next one, and in the row below the key under its left half and the one under
 * its right half. */
static void join_neighbours(struct spell_table *table, const struct keys *keys)
{
    for (size_t row = 0; row < keys->n; row++) {
        const unsigned char *at = keys->codes[row], *below = at + KEYS_MAX;
        bool lowest = row % KEYBOARD_ROWS == KEYBOARD_ROWS - 1;
        for (size_t i = 0; i < KEYS_MAX; i++) {
            if (i + 1 < KEYS_MAX)
                join_keys(table, at[i], at[i + 1]);
            if (!lowest && i > 0)
                join_keys(table, at[i], below[i - 1]);
            if (!lowest)
                join_keys(table, at[i], below[i]);
        }
    }
}

/* Letters, or `-` for none. */
static bool read_side(struct str column, struct spell_side *side)
{
    const char *p = column.p, *end = str_end(column);
    *side = (struct spell_side){.n = 0};
    if (str_eq(column, STR("-")))
        return true;
    while (p < end) {
        unsigned char code = spell_code(utf8_next(&p, end));
        if (!code || side->n == SPELL_SIDE_LETTERS)
            return false;
        side->codes[side->n++] = code;
    }
    return side->n > 0;
}

/* 1 to SPELL_EDIT, or 0 when it is no such number. */
static unsigned read_cost(struct str column)
{
    unsigned cost = 0;
    for (size_t i = 0; i < column.n; i++) {
        if (column.p[i] < '0' || column.p[i] > '9' || cost > SPELL_EDIT)
            return 0;
        cost = cost * 10 + (unsigned)(column.p[i] - '0');
    }
    return cost <= SPELL_EDIT ? cost : 0;
}

static bool add_row(struct spell_rows *rows, const struct spell_row *row)
{
    if (rows->n + 2 > SPELL_ROWS_MAX)
        return false;
    rows->rows[rows->n++] = *row;
    rows->rows[rows->n++] = (struct spell_row){row->right, row->left, row->cost};
    return true;
}

static void set_letters(struct spell_table *table, const struct spell_row *row)
{
    unsigned char a = row->left.codes[0], b = row->right.codes[0];
    for (int first = 0; first < 2; first++) {
        if (row->left.n && row->right.n) {
            make_cheaper(&table->replace[first][a][b], row->cost);
            make_cheaper(&table->replace[first][b][a], row->cost);
        } else {
            make_cheaper(&table->drop[first][row->left.n ? a : b], row->cost);
        }
    }
}

static bool add_inside(struct spell_table *table, const struct spell_row *row)
{
    table->ends_row[row->left.codes[row->left.n - 1]] = true;
    table->ends_row[row->right.codes[row->right.n - 1]] = true;
    return add_row(&table->inside, row);
}

static bool read_row(struct spell_table *table, const struct str columns[DATA_COLUMNS])
{
    struct spell_row row;
    struct str left = columns[0];
    bool start = str_starts(left, STR("^")), end = str_ends(left, STR("$"));
    left = str_sub(left, start, left.n - (start || end));
    row.cost = (unsigned char)read_cost(columns[2]);
    if (!row.cost || !read_side(left, &row.left) || !read_side(columns[1], &row.right) ||
        row.left.n + row.right.n == 0)
        return false;
    if (start)
        return add_row(&table->at_start, &row);
    if (end)
        return add_row(&table->at_end, &row);
    if (row.left.n > 1 || row.right.n > 1)
        return row.left.n && row.right.n && add_inside(table, &row);
    set_letters(table, &row);
    return true;
}

int spell_table_read(struct spell_table *table, struct str text, struct err *err)
{
    struct str columns[DATA_COLUMNS];
    struct keys keys = {.n = 0};
    unsigned line = 0;
    *table = (struct spell_table){.at_start = {.n = 0}};
    set_generic(table);
    while (data_next_row(&text, &line, columns)) {
        bool good = str_eq(columns[0], STR("row")) ? read_keys(columns[1], &keys)
                                                   : read_row(table, columns);
        if (!good)
            return err_at(err, ERR_SYNTAX, "lib/data/confusions.txt", line,
                          "expected: up to 3 letters or `-`, the same again, a cost of 1 to 100; "
                          "or `row` and up to 16 keys");
    }
    join_neighbours(table, &keys);
    return 0;
}
