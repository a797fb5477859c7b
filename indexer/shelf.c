/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shelf.h"

#include "../lib/schema.h"
#include "../lib/xap.h"
#include "feed.h"
#include "piece_build.h"

#define WORDS "words"

static const char *const databases[] = {SCHEMA_SECTIONS, SCHEMA_ARTICLES};

_Static_assert(sizeof databases / sizeof databases[0] == SHELF_DATABASES, "each has a name");

/* What a shelf is made from. */
struct making {
    const char *dir, *const *pieces;
    size_t n_pieces;
    const struct lexicon *lexicon;
    uint64_t stamp;
};

static const char **files_of(const struct making *m, struct arena *a, const char *name)
{
    const char **files = ARENA_ARRAY(a, const char *, m->n_pieces);
    for (size_t i = 0; i < m->n_pieces; i++)
        files[i] = arena_printf(a, "%s/%s", m->pieces[i], name).p;
    return files;
}

static int join(const struct making *m, struct arena *a, const char *database, struct err *err)
{
    return xap_compact(files_of(m, a, database), m->n_pieces,
                       arena_printf(a, "%s/%s", m->dir, database).p, err);
}

static int write_part(const struct making *m, struct arena *a, struct err *err)
{
    return soft_part_write(files_of(m, a, PIECE_TOKENS), m->n_pieces, m->lexicon, m->stamp,
                           arena_printf(a, "%s/" WORDS, m->dir).p, err);
}

int shelf_begin(const char *dir, struct err *err)
{
    if (file_remove_tree(dir, err) < 0) /* damaged, or torn in another build */
        return -1;
    return file_make_dir(dir, err);
}

int shelf_build(struct shelf *s, size_t file, const char *dir, const char *const *pieces,
                size_t n_pieces, const struct lexicon *lexicon, uint64_t stamp, struct err *err)
{
    const struct making m = {dir, pieces, n_pieces, lexicon, stamp};
    struct arena a = ARENA_INIT;
    uint64_t start_us = feed_cpu_us();
    int result =
        file < SHELF_DATABASES ? join(&m, &a, databases[file], err) : write_part(&m, &a, err);
    if (file < SHELF_DATABASES)
        s->xapian_cpu_us[file] = feed_cpu_us() - start_us;
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
    for (size_t i = 0; i < SHELF_DATABASES && result == 0; i++) {
        const char *from = arena_printf(&a, "%s/%s", dir, databases[i]).p;
        const char *folder = arena_printf(&a, "%s/%s", generation, databases[i]).p;
        const char *to = arena_printf(&a, "%s/" SCHEMA_DATABASE, folder, number).p;
        result = file_make_dir(folder, err) < 0 ? -1 : file_link(from, to, copy, err);
    }
    arena_release(&a);
    return result;
}
