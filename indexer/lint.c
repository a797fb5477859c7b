/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../lib/parallel.h"
#include "catalogue.h"
#include "lint_article.h"
#include "lint_corpus.h"
#include "moment.h"
#include "site.h"
#include "states.h"

enum { FILES_A_PIECE = 64 };

struct lint {
    struct report *report;
    struct lint_settings settings;
    struct settings site;
    struct site_lines site_lines;
    struct arena arena;
    struct file_list files;
    struct catalogue catalogue;
    struct last_good nothing_kept; /* files are judged as they are */
    struct states states;
    char today[11];
    const struct lint_options *options;
    struct lint_piece *pieces; /* what checks across articles need, a piece of work each */
    size_t n_pieces;
};

/* What a thread keeps between files. */
struct worker {
    struct arena scratch;
    struct buf text;
    struct facts facts;
};

struct lint *lint_new(void)
{
    struct lint *l = xcalloc(1, sizeof *l);
    l->report = report_new();
    lint_settings_init(&l->settings);
    settings_init(&l->site);
    return l;
}

void lint_free(struct lint *l)
{
    for (size_t i = 0; i < l->n_pieces; i++)
        lint_piece_release(&l->pieces[i]);
    free(l->pieces);
    catalogue_release(&l->catalogue);
    settings_release(&l->site);
    arena_release(&l->arena);
    report_free(l->report);
    free(l);
}

/* --- one article after another --- */

static void check_file(struct lint *l, struct worker *w, struct lint_piece *piece, size_t number)
{
    const struct catalogue_entry *entry = &l->catalogue.entries[number];
    struct article article;
    struct err why = ERR_INIT;
    struct link_resolver links = catalogue_resolver(&l->catalogue);
    if (entry->state == CATALOGUE_REJECTED)
        return;
    facts_clear(&w->facts);
    if (catalogue_read_file(entry->file, &w->text, &why) < 0 ||
        article_parse_facts(&w->scratch, entry->file->relative, buf_str(&w->text),
                            catalogue_front_matter(entry, buf_str(&w->text)), &links, &article,
                            &w->facts, l->report, &why) < 0) {
        report_add_err(l->report, &why);
        return;
    }
    struct lint_article a = {
        .file = {.report = l->report, .settings = &l->settings},
        .content_dir = l->options->content_dir,
        .number = (uint32_t)number,
        .today = str_from(l->today),
        .article = &article,
        .facts = &w->facts,
        .given_title = entry->meta.title,
        .is_live = entry->state == CATALOGUE_PUBLISHED,
    };
    lint_file_init(&a.file, &w->scratch, entry->file->relative, buf_str(&w->text));
    lint_article(&a);
    lint_text(&a);
    lint_piece_add(piece, &a);
}

static int check_piece(void *context, void *state, size_t number, struct err *err)
{
    struct lint *l = context;
    struct worker *w = state;
    (void)err; /* a file that cannot be read is a finding */
    for (size_t i = number * FILES_A_PIECE; i < (number + 1) * FILES_A_PIECE && i < l->catalogue.n;
         i++) {
        check_file(l, w, &l->pieces[number], i);
        arena_clear(&w->scratch);
    }
    return 0;
}

static int worker_begin(void *context, void **state, struct err *err)
{
    struct worker *w = xcalloc(1, sizeof *w);
    (void)context;
    (void)err;
    buf_init(&w->text, ARTICLE_MAX_BYTES);
    *state = w;
    return 0;
}

static void worker_end(void *context, void *state)
{
    struct worker *w = state;
    (void)context;
    facts_release(&w->facts);
    arena_release(&w->scratch);
    buf_release(&w->text);
    free(w);
}

static int check_files(struct lint *l, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = (l->catalogue.n + FILES_A_PIECE - 1) / FILES_A_PIECE,
        .context = l,
        .begin = worker_begin,
        .piece = check_piece,
        .end = worker_end,
    };
    l->n_pieces = job.n_pieces;
    l->pieces = xcalloc(job.n_pieces + 1, sizeof *l->pieces);
    return parallel_run(&job, l->options->jobs, err);
}

/* --- the whole --- */

static void walk_problem(void *context, const struct err *what)
{
    const struct lint *l = context;
    report_add_unread(l->report, l->options->content_dir, what);
}

/* A site.yaml that cannot be used is a finding like others; what could be read of it holds. */
static void read_site(struct lint *l)
{
    struct err err = ERR_INIT;
    if (site_read_all(l->options->content_dir, &l->site, &l->site_lines, &l->settings, l->report,
                      &err) < 0 &&
        report_count(l->report, REPORT_ERROR) == 0)
        report_add(l->report, REPORT_ERROR, STR(SITE_FILE), err.line, lint_kinds[LINT_SITE].name,
                   "%s", err.message);
}

static int read_folder(struct lint *l, struct err *err)
{
    if (file_walk(&l->arena, l->options->content_dir, STR(".md"), &l->files, walk_problem, l, err) <
        0)
        return -1;
    if (l->files.n == 0)
        return err_at(err, ERR_NOT_FOUND, l->options->content_dir, 0,
                      "there are no .md files below this folder");
    moment_use_zone(l->site.timezone); /* front matters are read in it */
    if (catalogue_read(&l->arena, &l->files, &l->nothing_kept, l->options->jobs, l->report,
                       &l->catalogue, err) < 0)
        return -1;
    l->states.now = moment_now();
    states_apply(&l->states, &l->arena, &l->catalogue);
    return 0;
}

int lint_run(struct lint *l, const struct lint_options *options, struct err *err)
{
    time_t now = time(NULL);
    struct tm day;
    l->options = options;
    strftime(l->today, sizeof l->today, "%Y-%m-%d", gmtime_r(&now, &day));
    read_site(l);
    if (read_folder(l, err) < 0 || check_files(l, err) < 0)
        return -1;
    struct lint_corpus corpus = {
        .content_dir = options->content_dir,
        .index_dir = options->index_dir,
        .jobs = options->jobs,
        .report = l->report,
        .settings = &l->settings,
        .site = &l->site,
        .site_lines = &l->site_lines,
        .catalogue = &l->catalogue,
        .pieces = l->pieces,
        .n_pieces = l->n_pieces,
    };
    return lint_corpus(&corpus, err);
}

/* --- findings --- */

struct visiting {
    const struct lint *lint;
    lint_visit *visit;
    void *context;
};

static void visit_entry(void *context, const struct report_entry *entry)
{
    const struct visiting *v = context;
    enum lint_kind kind = lint_kind_named(entry->kind);
    if (kind == LINT_KINDS)
        BUG("no kind of lint is called \"" STR_FMT "\"", STR_ARG(entry->kind));
    if (!v->lint->settings.kinds[kind].off)
        v->visit(v->context, kind, entry);
}

void lint_findings(struct lint *l, lint_visit *visit, void *context)
{
    struct visiting visiting = {l, visit, context};
    report_visit(l->report, visit_entry, &visiting);
}

static void count(void *context, enum lint_kind kind, const struct report_entry *finding)
{
    struct lint_summary *s = context;
    (void)finding;
    s->counts[kind]++;
    s->findings++;
}

void lint_sum_up(struct lint *l, struct lint_summary *out)
{
    *out = (struct lint_summary){.files = l->files.n};
    lint_findings(l, count, out);
}
