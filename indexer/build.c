/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/hash.h"
#include "../lib/parallel.h"
#include "../lib/schema.h"
#include "builder.h"
#include "moment.h"
#include "pack.h"
#include "piece_build.h"
#include "preview.h"
#include "program.h"
#include "promise.h"
#include "site_check.h"

/* Files are cut into pieces, and these into shelves, where hashes of paths say so (ends_run): an
 * edit changes one, and a new file splits, lengthens or shifts few. Joined postings stay in a chunk
 * a piece, so that smaller pieces make a larger index; each shelf costs every search a little. */
enum {
    PIECE_FILES_MIN = 8,   /* on average; doubled until there are not more than ... */
    PIECES = 200,          /* ... so many */
    SHELF_PIECES_MIN = 12, /* likewise */
    SHELVES = 16,
    COPIED_MAX_BYTES = 4 << 20, /* of what could be linked into a generation */
};

static size_t enough(size_t least, size_t n, size_t most_runs)
{
    while (n / least > most_runs)
        least *= 2;
    return least;
}

/* Does a run of this length end before the item of this hash? At half the average at the earliest,
 * at one and a half at the latest, in between by the hash: content-defined chunking as in rsync's
 * and LBFS's kind (Muthitacharoen et al., SOSP 2001), by names instead of bytes. */
static bool ends_run(size_t length, size_t average, uint64_t hash)
{
    return length >= average + average / 2 || (length >= average / 2 && hash % (average / 2) == 0);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- reading the folder --- */

static void walk_problem(void *context, const struct err *what)
{
    const struct builder *b = context;
    report_add_unread(b->report, b->options->content_dir, what);
}

static int find_files(struct builder *b, struct err *err)
{
    if (file_walk(&b->arena, b->options->content_dir, STR(".md"), &b->files, walk_problem, b, err) <
        0)
        return -1;
    if (b->files.n == 0)
        return err_at(err, ERR_NOT_FOUND, b->options->content_dir, 0,
                      "there are no .md files below this folder");
    return 0;
}

/* Its path below the content folder, like those of articles. */
static void lexicon_fault(void *context, const struct err *what)
{
    char path[sizeof what->place + sizeof LEXICON_DIR];
    const char *name = strrchr(what->place, '/');
    snprintf(path, sizeof path, LEXICON_DIR "/%s", name ? name + 1 : what->place);
    report_add(context, REPORT_WARNING, str_from(path), what->line, "lexicon", "%s", what->message);
}

static int read_lexicon(struct builder *b, struct err *err)
{
    if (lexicon_new(&b->lexicon, b->options->content_dir, lexicon_fault, b->report, err) < 0)
        return -1;
    const uint64_t all[] = {b->program, lexicon_taught_id(b->lexicon)};
    b->stamp = hash_id((struct str){(const char *)all, sizeof all});
    return 0;
}

/* What was built before, and what of it may be used. */
static int open_cache(struct builder *b, struct err *err)
{
    struct generation_manifest manifest;
    struct err none = ERR_INIT;
    if (program_id(&b->program, err) < 0 ||
        cache_open(&b->cache, b->options->index_dir, b->options->full, err) < 0)
        return -1;
    if (b->options->full ||
        generation_current(b->options->index_dir, SCHEMA_VERSION, TEXT_ANALYSER_VERSION,
                           b->previous, &manifest, &none) < 0)
        b->previous[0] = '\0';
    return 0;
}

/* --- pieces --- */

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

static void cut_pieces(struct builder *b)
{
    size_t average = enough(PIECE_FILES_MIN, b->files.n, PIECES);
    b->pieces = ARENA_ARRAY(&b->arena, struct piece, b->files.n);
    for (size_t from = 0, to; from < b->files.n; from = to) {
        for (to = from + 1; to < b->files.n; to++)
            if (ends_run(to - from, average, hash_text(b->files.entries[to].relative)))
                break;
        struct piece *piece = &b->pieces[b->n_pieces++];
        piece_init(piece, from, to);
        piece->key = piece_key(b, from, to);
    }
}

static struct str piece_name(struct arena *a, const struct piece *p)
{
    return p->is_torn ? arena_printf(a, "torn-%zu", p->from)
                      : arena_printf(a, "piece-%016llx-%016llx", (unsigned long long)p->key,
                                     (unsigned long long)piece_links_key(p));
}

static void forget_piece(struct piece *piece)
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
            forget_piece(piece);
    }
    arena_release(&a);
    return 0;
}

static int find_pieces(struct builder *b, struct err *err)
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

/* Its name is only known when its links are: until then it has a number. */
static const char *new_piece_path(const struct builder *b, struct arena *a, size_t number)
{
    return cache_path(&b->cache, a, arena_printf(a, "new-%zu", number));
}

static int build_piece(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct piece *piece = &b->pieces[number];
    struct arena a = ARENA_INIT;
    int result = 0;
    if (!piece->is_reused)
        result = piece_build(piece, state, &b->catalogue, new_piece_path(b, &a, number),
                             &b->progress, err);
    arena_release(&a);
    return result;
}

/* Takes pieces that were built into the cache, and keeps those that were used again. */
static int keep_pieces(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < b->n_pieces && result == 0; i++) {
        const struct piece *piece = &b->pieces[i];
        struct str name = piece_name(&a, piece);
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

static int build_pieces(struct builder *b, struct err *err)
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
    for (size_t i = 0; i < b->n_pieces; i++)
        for (size_t k = b->pieces[i].from; k < b->pieces[i].to && !b->pieces[i].is_reused; k++) {
            files++;
            bytes += b->files.entries[k].bytes;
        }
    progress_begin(&b->progress, files, bytes);
    int result = parallel_run(&job, b->options->jobs, err);
    if (b->options->progress)
        progress_end(&b->progress);
    return result == 0 ? keep_pieces(b, err) : -1;
}

/* --- shelves --- */

static void cut_shelves(struct builder *b)
{
    size_t average = enough(SHELF_PIECES_MIN, b->n_pieces, SHELVES);
    b->shelves = ARENA_ARRAY(&b->arena, struct shelf, b->n_pieces);
    for (size_t from = 0, to; from < b->n_pieces; from = to) {
        for (to = from + 1; to < b->n_pieces; to++) {
            struct str path = b->files.entries[b->pieces[to].from].relative;
            if (ends_run(to - from, average, hash_text(path) >> 32)) /* not by the bits of pieces */
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
        pack_text(&all, piece_name(a, &b->pieces[i]));
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
        entry = cache_find(&b->cache, piece_name(&a, piece));
        if (entry && cache_is_sound(&b->cache, entry))
            continue;
        b->n_damaged++;
        forget_piece(piece);
    }
    arena_release(&a);
    return 0;
}

static int find_shelves(struct builder *b, struct err *err)
{
    cut_shelves(b);
    struct parallel_job job = {.n_pieces = b->n_shelves, .context = b, .piece = find_shelf};
    return parallel_run(&job, b->options->jobs, err);
}

static int build_shelf(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct shelf *shelf = &b->shelves[number / SHELF_STEPS];
    struct arena a = ARENA_INIT;
    size_t n = shelf->to - shelf->from;
    const char **pieces = ARENA_ARRAY(&a, const char *, n);
    int result = 0;
    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct piece *piece = &b->pieces[shelf->from + i];
        pieces[i] = piece->is_torn ? new_piece_path(b, &a, shelf->from + i)
                                   : cache_path(&b->cache, &a, piece_name(&a, piece));
    }
    if (!shelf->is_reused)
        result = shelf_build(shelf, number % SHELF_STEPS, cache_path(&b->cache, &a, shelf->name),
                             pieces, n, b->lexicon, b->stamp, err);
    arena_release(&a);
    return result;
}

static int begin_shelves(struct builder *b, struct err *err)
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

static int open_shelf(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct arena a = ARENA_INIT;
    (void)state;
    int result =
        shelf_open(&b->shelves[number], cache_path(&b->cache, &a, b->shelves[number].name), err);
    arena_release(&a);
    return result;
}

/* Of a small help centre every generation stands alone. */
static int link_shelves(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    uint64_t all_bytes = 0, bytes;
    int result = 0;
    for (size_t i = 0; i < b->n_shelves && result == 0; i++) {
        result = file_tree_bytes(cache_path(&b->cache, &a, b->shelves[i].name), &bytes, err);
        all_bytes += bytes;
    }
    b->copies = all_bytes <= COPIED_MAX_BYTES;
    for (size_t i = 0; i < b->n_shelves && result == 0; i++)
        result = shelf_link(cache_path(&b->cache, &a, b->shelves[i].name), b->generation.path, i,
                            b->copies, err);
    arena_release(&a);
    return result;
}

static int build_shelves(struct builder *b, struct err *err)
{
    size_t n = b->n_shelves;
    struct parallel_job make = {.n_pieces = n * SHELF_STEPS, .context = b, .piece = build_shelf};
    struct parallel_job open = {.n_pieces = n, .context = b, .piece = open_shelf};
    if (begin_shelves(b, err) < 0 || parallel_run(&make, b->options->jobs, err) < 0 ||
        parallel_run(&open, b->options->jobs, err) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const struct shelf *shelf = &b->shelves[i];
        for (size_t k = 0; k < SHELF_STEPS; k++)
            b->xapian_cpu_us += shelf->xapian_cpu_us[k];
        if (!str_ends(shelf->name, STR("-torn")))
            cache_keep(&b->cache, shelf->name, !shelf->is_reused);
    }
    return link_shelves(b, err);
}

/* --- all of it --- */

static void report_all(struct builder *b)
{
    for (size_t i = 0; i < b->n_pieces; i++)
        report_append(b->report, b->pieces[i].report);
    site_check(&b->settings, &b->site_lines, &b->catalogue, b->pieces, b->n_pieces, b->report);
    site_check_promoted(b->lexicon, &b->catalogue, b->report);
}

static void sum_up(const struct builder *b, struct build_summary *s)
{
    s->files = b->files.n;
    s->damaged = b->n_damaged;
    s->preview = b->states.preview;
    s->drafts = b->states.n[STATE_DRAFT];
    s->scheduled = b->states.n[STATE_SCHEDULED];
    s->expired = b->states.n[STATE_EXPIRED];
    s->next_change = b->states.next;
    s->xapian_cpu_us = b->xapian_cpu_us;
    s->catalogue_cpu_us = b->catalogue.cpu_us;
    s->analysis_cpu_us = b->analysis_cpu_us;
    for (size_t i = 0; i < b->n_pieces; i++) {
        const struct piece_counts *counts = &b->pieces[i].counts;
        s->reused += b->pieces[i].is_reused ? counts->files : 0;
        s->articles += counts->articles;
        s->kept += counts->kept;
        s->sections += counts->sections;
        s->tokens += counts->tokens;
        s->text_bytes += counts->text_bytes;
    }
}

static int publish(struct builder *b, struct build_summary *s, struct err *err)
{
    struct generation_manifest manifest = {
        .schema_version = SCHEMA_VERSION,
        .analyser_version = TEXT_ANALYSER_VERSION,
        .articles = s->articles,
        .sections = s->sections,
        .tokens = s->tokens,
        .preview = b->states.preview,
    };
    if (s->next_change)
        snprintf(manifest.next_change, sizeof manifest.next_change, "%s",
                 moment_rfc3339(&b->arena, s->next_change).p);
    if (s->articles == 0 && b->states.withdrawn < b->files.n)
        return err_at(err, ERR_NOT_FOUND, b->options->content_dir, 0,
                      "no article here is live, and not every file says so itself: mend those that "
                      "are named above; the index was left as it is");
    const struct build_options *options = b->options;
    struct err refusal = ERR_INIT;
    bool refused =
        options->accept && options->accept(options->context, b->generation.path, &refusal) < 0;
    s->staged = options->stage || refused;
    if ((s->staged ? generation_stage : generation_publish)(&b->generation, &manifest, err) < 0)
        return -1;
    s->generation = manifest.number;
    s->index_bytes = manifest.bytes;
    if (refused)
        *err = refusal;
    return refused ? -1 : 0;
}

/* The front matters, and which articles are live. */
static int read_catalogue(struct builder *b, struct err *err)
{
    const struct build_options *options = b->options;
    if (options->keep_last_good && last_good_open(&b->last_good, options->index_dir, err) < 0)
        return -1;
    moment_use_zone(b->settings.timezone); /* front matters are read in it */
    if (catalogue_read(&b->arena, &b->files, &b->last_good, options->jobs, b->report, &b->catalogue,
                       err) < 0)
        return -1;
    b->states.now = options->now ? options->now : moment_now();
    b->states.preview = options->preview;
    states_apply(&b->states, &b->arena, &b->catalogue);
    return 0;
}

static int build_generation(struct builder *b, struct build_summary *summary, struct err *err)
{
    const char *content = b->options->content_dir;
    struct promise_list promises;
    if (find_files(b, err) < 0 ||
        site_read(content, &b->settings, &b->site_lines, b->report, err) < 0 ||
        promise_read(&b->arena, content, b->report, &promises, err) < 0 ||
        preview_check(b->options->index_dir, b->options->preview, err) < 0 ||
        generation_begin(&b->generation, b->options->index_dir, err) < 0)
        return -1;
    summary->repaired = b->generation.repaired;
    if (b->options->keep)
        b->generation.keep = b->options->keep;
    if (open_cache(b, err) < 0 || read_lexicon(b, err) < 0 || read_catalogue(b, err) < 0)
        return -1;
    cut_pieces(b);
    if (find_pieces(b, err) < 0 || find_shelves(b, err) < 0 || build_pieces(b, err) < 0)
        return -1;
    report_all(b);
    if (build_shelves(b, err) < 0 || builder_write_files(b, err) < 0 ||
        promise_store(content, b->generation.path, err) < 0)
        return -1;
    sum_up(b, summary);
    return publish(b, summary, err);
}

static bool is_broken(const struct piece *piece, struct str path)
{
    for (size_t i = 0; i < piece->n_broken; i++)
        if (str_eq(piece->broken[i].path, path))
            return true;
    return false;
}

static void settle_last_good(struct builder *b)
{
    struct last_good_verdict *verdicts =
        ARENA_ARRAY(&b->arena, struct last_good_verdict, b->files.n);
    for (size_t i = 0; i < b->n_pieces; i++)
        for (size_t k = b->pieces[i].from; k < b->pieces[i].to; k++) {
            const struct catalogue_entry *entry = &b->catalogue.entries[k];
            bool bad = entry->state == CATALOGUE_REJECTED ||
                       is_broken(&b->pieces[i], entry->file->relative);
            verdicts[k] = (struct last_good_verdict){entry->file->relative, entry->content_id,
                                                     b->pieces[i].is_torn ? LAST_GOOD_UNKNOWN
                                                     : bad                ? LAST_GOOD_NO
                                                                          : LAST_GOOD_YES};
        }
    last_good_settle(&b->last_good, verdicts, b->files.n);
}

/* The generation is published: a cache that cannot be kept only costs the next build time. */
static void keep_for_later(struct builder *b)
{
    struct err why = ERR_INIT;
    if (cache_save(&b->cache, &why) < 0)
        err_print(stderr, &why);
    if (b->options->keep_last_good)
        settle_last_good(b);
}

int build_run(const struct build_options *options, struct report *report,
              struct build_summary *summary, struct err *err)
{
    struct builder b = {.options = options, .report = report, .generation = {.lock_fd = -1}};
    double start = seconds_now();
    *summary = (struct build_summary){0};
    settings_init(&b.settings);
    int result = build_generation(&b, summary, err);
    summary->seconds = seconds_now() - start;
    if (result == 0 || summary->staged)
        keep_for_later(&b);
    generation_end(&b.generation);
    for (size_t i = 0; i < b.n_pieces; i++)
        piece_release(&b.pieces[i]);
    for (size_t i = 0; i < b.n_shelves; i++)
        shelf_close(&b.shelves[i]);
    cache_release(&b.cache);
    last_good_close(&b.last_good);
    lexicon_free(b.lexicon);
    catalogue_release(&b.catalogue);
    settings_release(&b.settings);
    arena_release(&b.arena);
    return result;
}
