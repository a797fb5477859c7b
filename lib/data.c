/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "data.h"

static struct str next_column(struct str *line)
{
    *line = str_trim(*line);
    size_t n = 0;
    while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t')
        n++;
    struct str column = str_sub(*line, 0, n);
    *line = str_sub(*line, n, line->n - n);
    return column;
}

bool data_next_row(struct str *rest, unsigned *line_number, struct str columns[DATA_COLUMNS])
{
    struct str line;
    while (str_next_line(rest, &line)) {
        ++*line_number;
        size_t comment = str_find_char(line, '#');
        if (comment != SIZE_MAX)
            line = str_sub(line, 0, comment);
        line = str_trim(line);
        if (line.n == 0)
            continue;
        for (int i = 0; i < DATA_COLUMNS; i++)
            columns[i] = next_column(&line);
        return true;
    }
    return false;
}
