/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_file.h"

#include <stdarg.h>
#include <stdio.h>

#include "scrub.h"

enum {
    LINES_AHEAD = 40,         /* a paragraph that was mended has only its first line left */
    MESSAGE_MAX_BYTES = 1024, /* cut by the report anyway */
};

void lint_file_init(struct lint_file *f, struct arena *a, struct str path, struct str text)
{
    struct str line;
    f->path = path;
    f->n_lines = 0;
    f->lines = ARENA_ARRAY(a, struct str, str_count_lines(text) + 1);
    while (str_next_line(&text, &line))
        f->lines[f->n_lines++] = line;
}

static struct str line_of(const struct lint_file *f, size_t line)
{
    return line >= 1 && line <= f->n_lines ? f->lines[line - 1] : STR("");
}

struct lint_place lint_file_place(const struct lint_file *f, size_t line, size_t byte)
{
    struct str before = str_sub(line_of(f, line), 0, byte);
    return (struct lint_place){(unsigned)line, (unsigned)utf8_count_chars(before) + 1};
}

/* The byte of the raw line that is byte `scrubbed` of what scrub() makes of it. */
static size_t raw_byte(struct str line, size_t scrubbed)
{
    const char *p = line.p, *end = str_end(line);
    while (p < end) {
        size_t dropped = scrub_bytes(p, end);
        if (dropped == 0 && scrubbed == 0)
            break;
        scrubbed -= dropped == 0;
        p += dropped ? dropped : 1;
    }
    return (size_t)(p - line.p);
}

struct lint_place lint_file_find(const struct lint_file *f, const struct fact *fact,
                                 struct str needle)
{
    size_t from = fact->column ? raw_byte(line_of(f, fact->line), fact->column - 1) : 0;
    for (size_t line = fact->line; needle.n && line < fact->line + LINES_AHEAD; line++) {
        struct str s = line_of(f, line);
        size_t start = line == fact->line ? from : 0, at;
        at = str_find(str_sub(s, start, s.n), needle);
        if (at != SIZE_MAX)
            return lint_file_place(f, line, start + at);
        if (start && (at = str_find(s, needle)) != SIZE_MAX)
            return lint_file_place(f, line, at);
    }
    return lint_file_place(f, fact->line, from);
}

struct lint_place lint_file_key(const struct lint_file *f, struct str key)
{
    for (size_t line = 2; line <= f->n_lines; line++) {
        struct str s = line_of(f, line);
        if (str_starts(s, STR("---")))
            break;
        size_t colon = str_find_char(s, ':');
        if (colon == SIZE_MAX || !str_eq_nocase(str_sub(s, 0, colon), key))
            continue;
        size_t at = colon + 1;
        while (at < s.n && s.p[at] == ' ')
            at++;
        return lint_file_place(f, line, at);
    }
    return (struct lint_place){1, 1};
}

void lint_file_tell(const struct lint_file *f, enum lint_kind kind, struct lint_place place,
                    const char *format, ...)
{
    char message[MESSAGE_MAX_BYTES];
    va_list args;
    if (f->settings->kinds[kind].off)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    report_add_at(f->report, REPORT_WARNING, f->path, place.line, place.column,
                  lint_kinds[kind].name, "%s", message);
}
