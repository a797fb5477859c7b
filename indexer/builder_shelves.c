/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../lib/hash.h"
#include "../lib/parallel.h"
#include "builder.h"
#include "cut.h"
#include "pack.h"

/* Each shelf costs every search a little. */
enum {
    SHELF_PIECES_MIN = 16, /* on average; doubled until there are not more than ... */
    SHELVES = 16,          /* ... so many */
};

static void cut_shelves(struct builder *b)
{
    size_t average = cut_average(SHELF_PIECES_MIN, b->n_pieces, SHELVES);
    b->shelves = ARENA_ARRAY(&b->arena, struct shelf, b->n_pieces);
    for (size_t from = 0, to; from < b->n_pieces; from = to) {
        for (to = from + 1; to < b->n_pieces; to++) {
            struct str path = b->files.entries[b->pieces[to].from].relative;
            if (cut_ends_run(to - from, average,
                             hash_text(path) >> 32)) /* not by the bits of pieces */
                break;
        }
        b->shelves[b->n_shelves++] = (struct shelf){.from = from, .to = to};
    }
}

/* Named for the pieces in it and what stems depend on. */
static struct str shelf_name(const struct builder *b, struct arena *a, const struct shelf *shelf)
{
    struct buf all;
    bool is_torn = false;
    buf_init(&all, SIZE_MAX);
    pack_number(&all, b->stamp);
    for (size_t i = shelf->from; i < shelf->to; i++) {
        is_torn |= b->pieces[i].is_torn;
        pack_text(&all, builder_piece_name(a, &b->pieces[i]));
    }
    struct str name = arena_printf(a, "shelf-%016llx%s", (unsigned long long)hash_id(buf_str(&all)),
                                   is_torn ? "-torn" : "");
    buf_release(&all);
    return name;
}

/* A shelf of nothing but pieces used again may be there; of others the pieces are needed. What is
 * damaged is built again. */
static int find_shelf(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct shelf *shelf = &b->shelves[number];
    struct arena a = ARENA_INIT;
    bool complete = true;
    (void)state;
    (void)err;
    for (size_t i = shelf->from; i < shelf->to; i++)
        complete &= b->pieces[i].is_reused;
    const struct cache_entry *entry =
        complete ? cache_find(&b->cache, shelf_name(b, &a, shelf)) : NULL;
    shelf->is_reused = entry && cache_is_sound(&b->cache, entry);
    b->n_damaged += entry && !shelf->is_reused;
    for (size_t i = shelf->from; i < shelf->to && !shelf->is_reused; i++) {
        struct piece *piece = &b->pieces[i];
        if (!piece->is_reused)
            continue;
        entry = cache_find(&b->cache, builder_piece_name(&a, piece));
        if (entry && cache_is_sound(&b->cache, entry))
            continue;
        b->n_damaged++;
        builder_forget_piece(piece);
    }
    arena_release(&a);
    return 0;
}

int builder_find_shelves(struct builder *b, struct err *err)
{
    cut_shelves(b);
    struct parallel_job job = {.n_pieces = b->n_shelves, .context = b, .piece = find_shelf};
    return parallel_run(&job, b->options->jobs, err);
}

/* One of the files of a shelf that is not there. */
static int build_file(struct builder *b, size_t number, size_t step, struct err *err)
{
    struct shelf *shelf = &b->shelves[number];
    if (shelf->is_reused)
        return 0;
    struct arena a = ARENA_INIT;
    size_t n = shelf->to - shelf->from;
    const char **pieces = ARENA_ARRAY(&a, const char *, n);
    for (size_t i = 0; i < n; i++)
        pieces[i] = builder_piece_path(b, &a, shelf->from + i);
    int result = shelf_build(shelf, step, cache_path(&b->cache, &a, shelf->name), pieces, n,
                             b->lexicon, b->stamp, err);
    arena_release(&a);
    return result;
}

int builder_begin_shelves(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < b->n_shelves && result == 0; i++) {
        struct shelf *shelf = &b->shelves[i];
        shelf->name = shelf_name(b, &b->arena, shelf);
        if (!shelf->is_reused)
            result = shelf_begin(cache_path(&b->cache, &a, shelf->name), err);
    }
    arena_release(&a);
    return result;
}

static int join(void *context, void *state, size_t number, struct err *err)
{
    (void)state;
    return build_file(context, number / SHELF_DATABASES, number % SHELF_DATABASES, err);
}

int builder_join_shelves(struct builder *b, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = b->n_shelves * SHELF_DATABASES, .context = b, .piece = join};
    int result = parallel_run(&job, b->options->jobs, err);
    for (size_t i = 0; i < b->n_shelves; i++)
        for (size_t k = 0; k < SHELF_DATABASES; k++)
            b->xapian_cpu_us += b->shelves[i].xapian_cpu_us[k];
    return result;
}

static int make_part(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct arena a = ARENA_INIT;
    (void)state;
    int result = build_file(b, number, SHELF_DATABASES, err);
    if (result == 0)
        result = shelf_open(&b->shelves[number], cache_path(&b->cache, &a, b->shelves[number].name),
                            err);
    arena_release(&a);
    return result;
}

int builder_make_parts(struct builder *b, struct err *err)
{
    struct parallel_job job = {.n_pieces = b->n_shelves, .context = b, .piece = make_part};
    return parallel_run(&job, b->options->jobs, err);
}

int builder_keep_shelves(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < b->n_shelves && result == 0; i++) {
        const struct shelf *shelf = &b->shelves[i];
        if (!str_ends(shelf->name, STR("-torn")))
            cache_keep(&b->cache, shelf->name, !shelf->is_reused);
        result = shelf_link(cache_path(&b->cache, &a, shelf->name), b->generation.path, i,
                            b->copies, err);
        arena_clear(&a);
    }
    arena_release(&a);
    return result;
}
