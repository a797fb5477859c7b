/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A build under way. Belongs to build.c, which has the steps, and builder_files.c, which writes
 * what a generation has beside its databases.
 */
#ifndef JAWAB_BUILDER_H
#define JAWAB_BUILDER_H

#include "../lib/generation.h"
#include "../lib/lexicon.h"
#include "build.h"
#include "cache.h"
#include "piece.h"
#include "progress.h"
#include "shelf.h"
#include "site.h"
#include "states.h"

struct builder {
    const struct build_options *options;
    struct report *report;
    struct generation_build generation;
    char previous[GENERATION_PATH_BYTES]; /* the current generation's folder, or empty */
    struct arena arena;
    struct file_list files;
    struct catalogue catalogue;
    struct states states;
    struct last_good last_good;
    struct settings settings;
    struct site_lines site_lines;
    struct lexicon *lexicon;
    struct cache cache;
    uint64_t program, stamp; /* what all results depend on; the same and what the lexicon teaches */
    struct piece *pieces;
    size_t n_pieces;
    struct shelf *shelves;
    size_t n_shelves;
    bool copies; /* the generation gets copies from the cache, not links to it */
    struct progress progress;
    _Atomic uint64_t analysis_cpu_us, xapian_cpu_us;
    _Atomic unsigned n_damaged; /* in the cache */
};

/* Writes words, completions, outline, lexicon and site; pieces and shelves are there. */
int builder_write_files(struct builder *b, struct err *err);

#endif
