/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "markdown_walk.h"

#include <string.h>

/* cmark looks at every open block for every line, and at every bracket for every bracket: measured,
 * these keep 1 MiB of the worst input below a second. Real articles have 5 levels and 400 brackets.
 */
enum { NEST_MAX = 64, BRACKETS_MAX = 5000, MARKS_MAX = 100000 };

static bool is_gap(const char *line, size_t n, size_t i)
{
    return i >= n || line[i] == ' ' || line[i] == '\t';
}

/* Length of the list marker at i, or 0. */
static size_t marker_bytes(const char *line, size_t n, size_t i)
{
    if (line[i] == '-' || line[i] == '+' || line[i] == '*')
        return is_gap(line, n, i + 1);
    size_t digits = 0;
    while (i + digits < n && digits < 10 && line[i + digits] >= '0' && line[i + digits] <= '9')
        digits++;
    bool closed = digits && i + digits < n && (line[i + digits] == '.' || line[i + digits] == ')');
    return closed && is_gap(line, n, i + digits + 1) ? digits + 1 : 0;
}

/* Blanks the quote and list markers that would nest deeper than NEST_MAX. */
static bool blank_deep_markers(char *line, size_t n)
{
    size_t quotes = 0, columns = 0;
    bool blanked = false;
    for (size_t i = 0; i < n;) {
        size_t marker = 0;
        if (line[i] == '\t') {
            columns += 4;
        } else if (line[i] == ' ') {
            columns++;
        } else if (line[i] == '>') {
            quotes++;
            marker = 1;
        } else {
            marker = marker_bytes(line, n, i);
            if (marker == 0)
                break;
            columns += marker;
        }
        bool deep = quotes + columns / 2 > NEST_MAX;
        for (size_t k = 0; k < marker && deep; k++)
            line[i + k] = ' ';
        blanked |= marker && deep;
        i += marker ? marker : 1;
    }
    return blanked;
}

int markdown_guard(struct markdown *m, char *text, size_t n, struct err *err)
{
    size_t brackets = 0, marks = 0;
    bool warned = false;
    unsigned line = m->source->first_line;
    for (size_t from = 0, to; from < n; from = to + 1, line++) {
        const char *stop = memchr(text + from, '\n', n - from);
        to = stop ? (size_t)(stop - text) : n;
        for (size_t i = from; i < to; i++) { /* no branches: the compiler counts many at once */
            brackets += text[i] == '[';
            marks += (text[i] == '*') | (text[i] == '_');
        }
        if (str_trim((struct str){text + from, to - from}).n == 0)
            brackets = marks = 0;
        if (brackets > BRACKETS_MAX || marks > MARKS_MAX)
            return err_at(err, ERR_TOO_BIG, arena_dup(m->arena, m->source->path).p, line,
                          "a paragraph with more than %d '[' or %d '*' and '_': put empty lines "
                          "into it",
                          BRACKETS_MAX, MARKS_MAX);
        if (blank_deep_markers(text + from, to - from) && !warned) {
            warned = true;
            markdown_warn(m, line, "nesting",
                          "lists or quotes nested deeper than %d: the deeper marks are left out",
                          NEST_MAX);
        }
    }
    return 0;
}
