/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "contents.h"

#include <stdlib.h>
#include <string.h>

#include "../lib/arena.h"
#include "../lib/file.h"
#include "../lib/hash.h"

/* A row is the hash in hex, a blank, and the id. */
enum { HASH_CHARS = 16, FILE_MAX_BYTES = 1 << 30 };

struct row {
    struct str id;
    uint64_t hash;
};

struct contents {
    struct arena arena;
    struct row *rows;
    size_t n, cap;
};

struct contents *contents_new(void)
{
    return xcalloc(1, sizeof(struct contents));
}

void contents_free(struct contents *c)
{
    if (!c)
        return;
    arena_release(&c->arena);
    free(c->rows);
    free(c);
}

void contents_add(struct contents *c, struct str id, uint64_t hash)
{
    if (c->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 64;
        c->rows = xrealloc(c->rows, c->cap * sizeof *c->rows);
    }
    c->rows[c->n++] = (struct row){arena_dup(&c->arena, id), hash};
}

static int compare_ids(const void *a, const void *b)
{
    return str_cmp(((const struct row *)a)->id, ((const struct row *)b)->id);
}

int contents_save(struct contents *c, const char *generation_path, struct err *err)
{
    struct buf text;
    buf_init(&text, FILE_MAX_BYTES);
    if (c->n)
        qsort(c->rows, c->n, sizeof *c->rows, compare_ids);
    for (size_t i = 0; i < c->n; i++)
        buf_printf(&text, "%016llx " STR_FMT "\n", (unsigned long long)c->rows[i].hash,
                   STR_ARG(c->rows[i].id));
    const char *path = arena_printf(&c->arena, "%s/" CONTENTS_FILE, generation_path).p;
    int status = text.failed ? err_at(err, ERR_TOO_BIG, path, 0, "there are too many articles")
                             : file_write(path, buf_str(&text), err);
    buf_release(&text);
    return status;
}

static bool read_row(struct str line, struct row *out)
{
    char hex[HASH_CHARS + 1], *end;
    if (line.n < HASH_CHARS + 2 || line.p[HASH_CHARS] != ' ')
        return false;
    memcpy(hex, line.p, HASH_CHARS);
    hex[HASH_CHARS] = '\0';
    *out = (struct row){str_sub(line, HASH_CHARS + 1, line.n), strtoull(hex, &end, 16)};
    return end == hex + HASH_CHARS;
}

int contents_load(struct contents **out, const char *generation_path, struct err *err)
{
    struct contents *c = contents_new();
    struct buf text;
    struct row row;
    int status = -1;
    buf_init(&text, FILE_MAX_BYTES);
    const char *path = arena_printf(&c->arena, "%s/" CONTENTS_FILE, generation_path).p;
    if (file_read(path, FILE_MAX_BYTES, &text, err) < 0)
        goto out;
    struct str rest = buf_str(&text);
    for (unsigned line = 1; rest.n; line++) {
        size_t n = str_find_char(rest, '\n');
        if (n == SIZE_MAX || !read_row(str_sub(rest, 0, n), &row) ||
            (c->n && str_cmp(c->rows[c->n - 1].id, row.id) >= 0)) {
            err_at(err, ERR_INDEX, path, line, "the list of articles is damaged");
            goto out;
        }
        contents_add(c, row.id, row.hash);
        rest = str_sub(rest, n + 1, rest.n);
    }
    status = 0;
out:
    buf_release(&text);
    if (status == 0)
        *out = c;
    else
        contents_free(c);
    return status;
}

void contents_compare(const struct contents *before, const struct contents *after,
                      void (*tell)(void *context, enum contents_change change, struct str id),
                      void *context)
{
    size_t b = 0, a = 0;
    while (b < before->n || a < after->n) {
        int order = b == before->n  ? 1
                    : a == after->n ? -1
                                    : str_cmp(before->rows[b].id, after->rows[a].id);
        if (order < 0)
            tell(context, CONTENTS_REMOVED, before->rows[b].id);
        else if (order > 0)
            tell(context, CONTENTS_ADDED, after->rows[a].id);
        else if (before->rows[b].hash != after->rows[a].hash)
            tell(context, CONTENTS_CHANGED, after->rows[a].id);
        b += order <= 0;
        a += order >= 0;
    }
}
