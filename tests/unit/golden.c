/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "golden.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/file.h"

void golden_open(struct golden *g, const char *path)
{
    struct err err = ERR_INIT;
    *g = (struct golden){.path = path};
    buf_init(&g->file, 1 << 20);
    if (file_read(path, 1 << 20, &g->file, &err) != 0) {
        err_print(stderr, &err);
        abort();
    }
    g->rest = buf_str(&g->file);
}

void golden_close(struct golden *g)
{
    buf_release(&g->file);
    arena_release(&g->arena);
}

/* The four hex digits behind \u, or -1. */
static long escaped(struct str s)
{
    char hex[5] = "", *end;
    if (s.n < 6 || s.p[0] != '\\' || s.p[1] != 'u')
        return -1;
    for (int i = 0; i < 4; i++)
        hex[i] = s.p[2 + i];
    long c = strtol(hex, &end, 16);
    return *end ? -1 : c;
}

static struct str unescape(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        long c = escaped(str_sub(s, i, s.n));
        if (c >= 0) {
            n += utf8_put(out + n, (uint32_t)c);
            i += 6;
        } else {
            out[n++] = s.p[i++];
        }
    }
    return (struct str){out, n};
}

bool golden_next(struct golden *g, struct str *line)
{
    while (str_next_line(&g->rest, line)) {
        g->line++;
        if (line->n == 0 || str_starts(*line, STR("# ")))
            continue;
        *line = unescape(&g->arena, *line);
        return true;
    }
    return false;
}

struct str golden_cut(struct str *rest, struct str separator)
{
    size_t at = str_find(*rest, separator);
    struct str before = str_sub(*rest, 0, at);
    size_t used = at == SIZE_MAX ? rest->n : at + separator.n;
    *rest = str_sub(*rest, used, rest->n);
    return str_trim(before);
}
