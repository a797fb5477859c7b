/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shelf.h"

#include "../lib/schema.h"
#include "../lib/xap.h"
#include "feed.h"
#include "piece_build.h"

#define WORDS "words"

static const char *const databases[] = {SCHEMA_SECTIONS, SCHEMA_ARTICLES};

enum { DATABASES = sizeof databases / sizeof databases[0] };

static int join(const char *dir, const char *database, const char *const *pieces, size_t n_pieces,
                struct err *err)
{
    struct arena a = ARENA_INIT;
    const char **parts = ARENA_ARRAY(&a, const char *, n_pieces);
    for (size_t i = 0; i < n_pieces; i++)
        parts[i] = arena_printf(&a, "%s/%s", pieces[i], database).p;
    int result = xap_compact(parts, n_pieces, arena_printf(&a, "%s/%s", dir, database).p, err);
    arena_release(&a);
    return result;
}

int shelf_build(struct shelf *s, const char *dir, const char *const *pieces, size_t n_pieces,
                const struct lexicon *lexicon, uint64_t stamp, struct err *err)
{
    struct arena a = ARENA_INIT;
    const char **tokens = ARENA_ARRAY(&a, const char *, n_pieces);
    uint64_t start_us = feed_cpu_us();
    int result = file_make_dir(dir, err);
    for (size_t i = 0; i < n_pieces; i++)
        tokens[i] = arena_printf(&a, "%s/" PIECE_TOKENS, pieces[i]).p;
    for (size_t i = 0; i < DATABASES && result == 0; i++)
        result = join(dir, databases[i], pieces, n_pieces, err);
    s->xapian_cpu_us = feed_cpu_us() - start_us;
    if (result == 0)
        result = soft_part_write(arena_printf(&a, "%s/" SCHEMA_SECTIONS, dir).p, tokens, n_pieces,
                                 lexicon, stamp, arena_printf(&a, "%s/" WORDS, dir).p, err);
    arena_release(&a);
    return result;
}

int shelf_open(struct shelf *s, const char *dir, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = soft_part_open(&s->part, arena_printf(&a, "%s/" WORDS, dir).p, err);
    arena_release(&a);
    return result;
}

void shelf_close(struct shelf *s)
{
    soft_part_close(&s->part);
}

int shelf_link(const char *dir, const char *generation, size_t number, bool copy, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < DATABASES && result == 0; i++) {
        const char *from = arena_printf(&a, "%s/%s", dir, databases[i]).p;
        const char *folder = arena_printf(&a, "%s/%s", generation, databases[i]).p;
        const char *to = arena_printf(&a, "%s/" SCHEMA_DATABASE, folder, number).p;
        result = file_make_dir(folder, err) < 0 ? -1 : file_link(from, to, copy, err);
    }
    arena_release(&a);
    return result;
}
