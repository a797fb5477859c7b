/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dialect.h"

#include <pthread.h>
#include <stdlib.h>

#include "data.h"

struct row {
    struct str spoken, written;
};

static struct row *rows; /* sorted by spoken */
static size_t n_rows;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int by_spoken(const void *left, const void *right)
{
    return str_cmp(((const struct row *)left)->spoken, ((const struct row *)right)->spoken);
}

static bool read_row(struct str line, struct row *row)
{
    line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
    size_t blank = str_find_char(line, ' ');
    row->spoken = str_sub(line, 0, blank);
    row->written = str_trim(str_sub(line, row->spoken.n, line.n));
    return row->written.n > 0;
}

static void read_rows(void)
{
    struct str rest = DATA(dialect), line;
    size_t n_lines = 0;
    while (str_next_line(&rest, &line))
        n_lines++;
    rows = xcalloc(n_lines, sizeof *rows);
    rest = DATA(dialect);
    while (str_next_line(&rest, &line))
        n_rows += read_row(line, &rows[n_rows]);
    qsort(rows, n_rows, sizeof *rows, by_spoken);
}

struct str dialect_find(struct str folded)
{
    struct row wanted = {.spoken = folded};
    pthread_once(&once, read_rows);
    const struct row *found = bsearch(&wanted, rows, n_rows, sizeof *rows, by_spoken);
    return found ? found->written : (struct str){NULL, 0};
}
