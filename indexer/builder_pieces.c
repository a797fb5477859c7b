/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "../lib/hash.h"
#include "../lib/parallel.h"
#include "builder.h"
#include "cut.h"
#include "pack.h"
#include "piece_build.h"

/* An edit changes one piece, a new file splits, lengthens or shifts few. Joined postings stay in a
 * chunk a piece, so that smaller pieces make a larger index. */
enum {
    PIECE_FILES_MIN = 12,      /* on average; doubled until there are not more than ... */
    PIECES = 200,              /* ... so many */
    PIECE_BYTES_MAX = 4 << 20, /* whose documents are in memory together, unless it is one file */
    PIECES_HELD_MAX = 2,       /* that are there until the tables are being made */
};

static uint64_t piece_key(const struct builder *b, size_t from, size_t to)
{
    struct buf all;
    buf_init(&all, SIZE_MAX);
    pack_number(&all, b->program);
    for (size_t i = from; i < to; i++) {
        const struct catalogue_entry *entry = &b->catalogue.entries[i];
        pack_text(&all, entry->file->relative);
        pack_number(&all, entry->content_id);
        pack_number(&all, entry->state);
        pack_text(&all, entry->meta.id);
        pack_text(&all, entry->preview);
    }
    uint64_t key = hash_id(buf_str(&all));
    buf_release(&all);
    return key;
}

void builder_cut_pieces(struct builder *b)
{
    size_t average = cut_average(PIECE_FILES_MIN, b->files.n, PIECES);
    b->pieces = ARENA_ARRAY(&b->arena, struct piece, b->files.n);
    for (size_t from = 0, to; from < b->files.n; from = to) {
        uint64_t bytes = b->files.entries[from].bytes;
        for (to = from + 1; to < b->files.n; bytes += b->files.entries[to++].bytes)
            if (bytes + b->files.entries[to].bytes > PIECE_BYTES_MAX ||
                cut_ends_run(to - from, average, hash_text(b->files.entries[to].relative)))
                break;
        struct piece *piece = &b->pieces[b->n_pieces++];
        piece_init(piece, from, to);
        piece->key = piece_key(b, from, to);
    }
}

struct str builder_piece_name(struct arena *a, const struct piece *p)
{
    return p->is_torn ? arena_printf(a, "torn-%zu", p->from)
                      : arena_printf(a, "piece-%016llx-%016llx", (unsigned long long)p->key,
                                     (unsigned long long)p->links_key);
}

void builder_forget_piece(struct piece *piece)
{
    size_t from = piece->from, to = piece->to;
    uint64_t key = piece->key;
    piece_release(piece);
    piece_init(piece, from, to);
    piece->key = key;
}

/* Files with the same content, but links that led elsewhere, have names that begin alike. */
static int find_piece(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct piece *piece = &b->pieces[number];
    struct arena a = ARENA_INIT;
    struct err stale = ERR_INIT;
    (void)state;
    (void)err;
    struct str start = arena_printf(&a, "piece-%016llx-", (unsigned long long)piece->key);
    const struct cache_entry *entry = cache_find(&b->cache, start);
    if (entry) {
        const char *dir = cache_path(&b->cache, &a, entry->name);
        if (piece_load(piece, arena_printf(&a, "%s/" PIECE_FILE, dir).p, &b->catalogue, &stale) < 0)
            builder_forget_piece(piece);
    }
    arena_release(&a);
    return 0;
}

int builder_find_pieces(struct builder *b, struct err *err)
{
    struct parallel_job job = {.n_pieces = b->n_pieces, .context = b, .piece = find_piece};
    return parallel_run(&job, b->options->jobs, err);
}

static int worker_begin(void *context, void **state, struct err *err)
{
    struct piece_worker *w = xcalloc(1, sizeof *w);
    (void)context;
    *state = w;
    return piece_worker_init(w, err);
}

static void worker_end(void *context, void *state)
{
    struct builder *b = context;
    struct piece_worker *w = state;
    b->analysis_cpu_us += w->analysis_cpu_us;
    b->xapian_cpu_us += w->xapian_cpu_us;
    piece_worker_release(w);
    free(w);
}

static void show_progress(void *context)
{
    struct builder *b = context;
    progress_show(&b->progress);
}

/* Its name is only known when its links are: until it is kept it has a number. */
static const char *new_piece_path(const struct builder *b, struct arena *a, size_t number)
{
    return cache_path(&b->cache, a, arena_printf(a, "new-%zu", number));
}

const char *builder_piece_path(const struct builder *b, struct arena *a, size_t number)
{
    const struct piece *piece = &b->pieces[number];
    return piece->is_reused ? cache_path(&b->cache, a, builder_piece_name(a, piece))
                            : new_piece_path(b, a, number);
}

static int write_piece(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct piece *piece = &b->pieces[number];
    struct arena a = ARENA_INIT;
    uint64_t start_us = feed_cpu_us();
    (void)state;
    int result = piece->sections ? piece_write(piece, new_piece_path(b, &a, number), err) : 0;
    b->xapian_cpu_us += feed_cpu_us() - start_us;
    arena_release(&a);
    return result;
}

int builder_write_pieces(struct builder *b, struct err *err)
{
    struct parallel_job job = {.n_pieces = b->n_pieces, .context = b, .piece = write_piece};
    return parallel_run(&job, b->options->jobs, err);
}

/* Of many pieces the documents would fill the memory: they are written at once. */
static int build_piece(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct piece *piece = &b->pieces[number];
    struct arena a = ARENA_INIT;
    int result = 0;
    if (!piece->is_reused)
        result = piece_build(piece, state, &b->catalogue, new_piece_path(b, &a, number),
                             &b->progress, err);
    if (result == 0 && b->n_new_pieces > PIECES_HELD_MAX)
        result = write_piece(b, NULL, number, err);
    arena_release(&a);
    return result;
}

int builder_keep_pieces(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < b->n_pieces && result == 0; i++) {
        const struct piece *piece = &b->pieces[i];
        struct str name = builder_piece_name(&a, piece);
        struct cache_entry *entry = cache_find(&b->cache, name);
        if (piece->is_reused && entry)
            entry->is_used = true;
        if (!piece->is_reused && !piece->is_torn)
            result = cache_take(&b->cache, new_piece_path(b, &a, i), name, err);
        arena_clear(&a);
    }
    arena_release(&a);
    return result;
}

int builder_build_pieces(struct builder *b, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = b->n_pieces,
        .context = b,
        .begin = worker_begin,
        .piece = build_piece,
        .end = worker_end,
        .tick = b->options->progress ? show_progress : NULL,
    };
    uint64_t files = 0, bytes = 0;
    for (size_t i = 0; i < b->n_pieces; i++) {
        b->n_new_pieces += !b->pieces[i].is_reused;
        for (size_t k = b->pieces[i].from; k < b->pieces[i].to && !b->pieces[i].is_reused; k++) {
            files++;
            bytes += b->files.entries[k].bytes;
        }
    }
    progress_begin(&b->progress, files, bytes);
    int result = parallel_run(&job, b->options->jobs, err);
    if (b->options->progress)
        progress_end(&b->progress);
    return result;
}
