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
#include "preview.h"
#include "program.h"
#include "promise.h"
#include "site_check.h"

/* Of a small help centre, whose articles are no larger, every generation stands alone. */
enum { COPIED_MAX_BYTES = 1 << 20 };

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
    return lexicon_new(&b->lexicon, b->options->content_dir, lexicon_fault, b->report, err);
}

/* Independent of each other. */
static int (*const readers[])(struct builder *b, struct err *err) = {find_files, read_lexicon};

static int run_reader(void *context, void *state, size_t number, struct err *err)
{
    (void)state;
    return readers[number](context, err);
}

static int read_folder(struct builder *b, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = sizeof readers / sizeof readers[0], .context = b, .piece = run_reader};
    if (parallel_run(&job, b->options->jobs, err) < 0)
        return -1;
    b->copies = b->files.total_bytes <= COPIED_MAX_BYTES;
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
    const uint64_t all[] = {b->program, lexicon_taught_id(b->lexicon)};
    b->stamp = hash_id((struct str){(const char *)all, sizeof all});
    return 0;
}

/* --- all of it --- */

static bool has_heading(const void *context, struct str id, struct str anchor)
{
    const struct builder *b = context;
    for (size_t i = 0; i < b->n_pieces; i++)
        for (size_t k = 0; k < b->pieces[i].n_completions; k++) {
            const struct piece_completion *completion = &b->pieces[i].completions[k];
            if (completion->audience == AUDIENCE_PUBLIC &&
                str_eq(completion->what.article_id, id) && str_eq(completion->what.anchor, anchor))
                return true;
        }
    return false;
}

static void tell_of_site(void *context, unsigned line, const char *message)
{
    struct builder *b = context;
    report_add(b->report, REPORT_WARNING, STR(SITE_FILE), line, "site", "%s", message);
}

static void report_all(struct builder *b)
{
    const struct site_checker checker = {&b->catalogue, has_heading, tell_of_site, b};
    for (size_t i = 0; i < b->n_pieces; i++)
        report_append(b->report, b->pieces[i].report);
    site_check(&checker, &b->settings, &b->site_lines);
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

static int make_databases(struct builder *b, struct err *err)
{
    return builder_write_pieces(b, err) < 0 ? -1 : builder_join_shelves(b, err);
}

static int make_tables(struct builder *b, struct err *err)
{
    return builder_make_parts(b, err) < 0 ? -1 : builder_write_files(b, err);
}

/* Neither needs the other: Xapian is the longer way in a full build, the tables are in most others.
 */
static int (*const makers[])(struct builder *b, struct err *err) = {make_databases, make_tables};

static int run_maker(void *context, void *state, size_t number, struct err *err)
{
    (void)state;
    return makers[number](context, err);
}

static int make_generation(struct builder *b, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = sizeof makers / sizeof makers[0], .context = b, .piece = run_maker};
    if (builder_begin_shelves(b, err) < 0 || parallel_run(&job, b->options->jobs, err) < 0)
        return -1;
    return builder_keep_pieces(b, err) < 0 ? -1 : builder_keep_shelves(b, err);
}

static int build_generation(struct builder *b, struct build_summary *summary, struct err *err)
{
    const char *content = b->options->content_dir;
    struct promise_list promises;
    if (read_folder(b, err) < 0 ||
        site_read(content, &b->settings, &b->site_lines, b->report, err) < 0 ||
        promise_read(&b->arena, content, b->report, &promises, err) < 0 ||
        preview_check(b->options->index_dir, b->options->preview, err) < 0 ||
        generation_begin(&b->generation, b->options->index_dir, err) < 0)
        return -1;
    summary->repaired = b->generation.repaired;
    if (b->options->keep)
        b->generation.keep = b->options->keep;
    if (open_cache(b, err) < 0 || read_catalogue(b, err) < 0)
        return -1;
    builder_cut_pieces(b);
    if (builder_find_pieces(b, err) < 0 || builder_find_shelves(b, err) < 0 ||
        builder_build_pieces(b, err) < 0)
        return -1;
    report_all(b);
    if (make_generation(b, err) < 0 || promise_store(content, b->generation.path, err) < 0)
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
