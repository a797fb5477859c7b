/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalogue.h"

#include <stdlib.h>

#include "../lib/hash.h"
#include "../lib/parallel.h"
#include "feed.h"
#include "frontmatter.h"

enum { FILES_A_PIECE = 64 };

int catalogue_read_file(const struct file_entry *file, struct buf *out, struct err *err)
{
    if (file_read(file->path.p, ARTICLE_MAX_BYTES, out, err) == 0)
        return 0;
    if (err->code == ERR_NOT_FOUND)
        err->code = ERR_IO; /* gone since the folder was walked */
    if (err->code == ERR_TOO_BIG)
        err_at(err, ERR_TOO_BIG, file->relative.p, 0,
               "over 1 MiB (%llu bytes); split the article or take embedded images out",
               (unsigned long long)file->bytes);
    else
        snprintf(err->place, sizeof err->place, STR_FMT, STR_ARG(file->relative));
    return -1;
}

/* --- reading --- */

struct reading {
    const struct file_list *files;
    struct report *report;
    struct catalogue *catalogue;
    _Atomic uint64_t cpu_us;
};

static bool find_last_good(const struct reading *r, struct arena *scratch, struct str relative,
                           struct buf *text, struct front_matter *meta)
{
    struct err ignored = ERR_INIT;
    int64_t saved;
    return last_good_find(r->catalogue->last_good, relative, text, &saved) &&
           article_read_front_matter(scratch, relative, buf_str(text), meta, NULL, &ignored) == 0;
}

/* A file that cannot be read is reported and left out; -1 when its text cannot be kept. */
static int read_entry(struct reading *r, struct arena *kept, struct arena *scratch,
                      struct buf *text, size_t number, struct err *fatal)
{
    struct catalogue_entry *entry = &r->catalogue->entries[number];
    struct front_matter meta;
    struct err err = ERR_INIT;
    entry->file = &r->files->entries[number];
    entry->state = CATALOGUE_REJECTED;
    bool was_read = catalogue_read_file(entry->file, text, &err) == 0;
    entry->content_id = was_read ? hash_text(buf_str(text)) : 0;
    if (was_read && last_good_offer(r->catalogue->last_good, entry->file, buf_str(text),
                                    entry->content_id, fatal) < 0)
        return -1;
    if ((was_read && article_read_front_matter(scratch, entry->file->relative, buf_str(text), &meta,
                                               r->report, &err) == 0) ||
        find_last_good(r, scratch, entry->file->relative, text, &meta)) {
        front_matter_dup(kept, &meta, &entry->meta);
        entry->head_id = hash_text(front_matter_head(buf_str(text)));
        entry->state = meta.status == ARTICLE_DRAFT ? CATALOGUE_DRAFT : CATALOGUE_PUBLISHED;
    } else {
        report_add_err(r->report, &err);
    }
    arena_clear(scratch);
    return 0;
}

const struct front_matter *catalogue_front_matter(const struct catalogue_entry *entry,
                                                  struct str text)
{
    return hash_text(front_matter_head(text)) == entry->head_id ? &entry->meta : NULL;
}

static int read_piece(void *context, void *state, size_t piece, struct err *err)
{
    struct reading *r = context;
    struct arena scratch = ARENA_INIT;
    struct buf text;
    (void)state;
    int result = 0;
    uint64_t start_us = feed_cpu_us();
    buf_init(&text, ARTICLE_MAX_BYTES);
    for (size_t i = piece * FILES_A_PIECE;
         i < (piece + 1) * FILES_A_PIECE && i < r->files->n && result == 0; i++)
        result = read_entry(r, &r->catalogue->kept[piece], &scratch, &text, i, err);
    buf_release(&text);
    arena_release(&scratch);
    r->cpu_us += feed_cpu_us() - start_us;
    return result;
}

/* --- ids --- */

static int by_id_then_path(const void *left, const void *right)
{
    const struct catalogue_entry *a = *(const struct catalogue_entry *const *)left;
    const struct catalogue_entry *b = *(const struct catalogue_entry *const *)right;
    int order = str_cmp(a->meta.id, b->meta.id);
    return order ? order : str_cmp(a->file->relative, b->file->relative);
}

/* The first file, by path, keeps the id. */
static void reject_duplicates(struct catalogue *catalogue, struct report *report)
{
    struct catalogue_entry **sorted = xcalloc(catalogue->n, sizeof(struct catalogue_entry *));
    size_t n = 0;
    for (size_t i = 0; i < catalogue->n; i++)
        if (catalogue->entries[i].state != CATALOGUE_REJECTED)
            sorted[n++] = &catalogue->entries[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, by_id_then_path);
    const struct catalogue_entry *owner = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!owner || !str_eq(owner->meta.id, sorted[i]->meta.id)) {
            owner = sorted[i];
            continue;
        }
        sorted[i]->state = CATALOGUE_REJECTED;
        report_add(report, REPORT_SKIPPED, sorted[i]->file->relative, 1, "duplicate-id",
                   "the id \"" STR_FMT "\" already belongs to " STR_FMT
                   "; give one of them another",
                   STR_ARG(sorted[i]->meta.id), STR_ARG(owner->file->relative));
    }
    free(sorted);
}

int catalogue_read(struct arena *a, const struct file_list *files,
                   const struct last_good *last_good, size_t n_threads, struct report *report,
                   struct catalogue *out, struct err *err)
{
    size_t n_pieces = (files->n + FILES_A_PIECE - 1) / FILES_A_PIECE;
    *out = (struct catalogue){
        .entries = ARENA_ARRAY(a, struct catalogue_entry, files->n),
        .n = files->n,
        .kept = ARENA_ARRAY(a, struct arena, n_pieces),
        .n_kept = n_pieces,
        .last_good = last_good,
    };
    struct reading reading = {.files = files, .report = report, .catalogue = out};
    struct parallel_job job = {.n_pieces = n_pieces, .context = &reading, .piece = read_piece};
    int result = parallel_run(&job, n_threads, err);
    out->cpu_us = reading.cpu_us;
    if (result == 0)
        reject_duplicates(out, report);
    return result;
}

void catalogue_release(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->n_kept; i++)
        arena_release(&catalogue->kept[i]);
    *catalogue = (struct catalogue){.n = 0};
}

/* --- links --- */

static int path_order(const void *path, const void *entry)
{
    return str_cmp(*(const struct str *)path,
                   ((const struct catalogue_entry *)entry)->file->relative);
}

static enum link_state resolve(const void *context, struct str path, enum audience from,
                               struct str *id)
{
    const struct catalogue *catalogue = context;
    const struct catalogue_entry *entry =
        bsearch(&path, catalogue->entries, catalogue->n, sizeof *catalogue->entries, path_order);
    if (!entry || entry->state == CATALOGUE_REJECTED)
        return LINK_MISSING;
    if (entry->state == CATALOGUE_DRAFT ||
        (entry->meta.audience == AUDIENCE_AGENT && from == AUDIENCE_PUBLIC))
        return LINK_HIDDEN;
    *id = entry->meta.id;
    return LINK_FOUND;
}

struct link_resolver catalogue_resolver(const struct catalogue *catalogue)
{
    return (struct link_resolver){resolve, catalogue};
}
