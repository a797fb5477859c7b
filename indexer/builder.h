/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A build under way, and its parts, which build.c puts together. Belongs to these.
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
    size_t n_pieces, n_new_pieces;
    struct shelf *shelves;
    size_t n_shelves;
    bool copies; /* the generation gets copies from the cache, not links to it */
    struct progress progress;
    _Atomic uint64_t analysis_cpu_us, xapian_cpu_us;
    _Atomic unsigned n_damaged; /* in the cache */
};

/* --- pieces: builder_pieces.c --- */

/* Cuts the files of the catalogue into pieces, and finds those that were built before. */
void builder_cut_pieces(struct builder *b);
int builder_find_pieces(struct builder *b, struct err *err);

/* Builds those that are not there; databases of a few are left for builder_write_pieces. */
int builder_build_pieces(struct builder *b, struct err *err);
int builder_write_pieces(struct builder *b, struct err *err);

/* Takes pieces that were built into the cache, and keeps those that were used again. */
int builder_keep_pieces(struct builder *b, struct err *err);

/* A piece's name in the cache, and its folder until it is kept. */
struct str builder_piece_name(struct arena *a, const struct piece *p);
const char *builder_piece_path(const struct builder *b, struct arena *a, size_t number);

/* It has to be built after all. */
void builder_forget_piece(struct piece *piece);

/* --- shelves: builder_shelves.c --- */

/* Cuts the pieces into shelves, and finds those that were built before. What of them, and of the
 * pieces that the others need, is damaged has to be built again: before builder_build_pieces. */
int builder_find_shelves(struct builder *b, struct err *err);

/* Begins those that are not there, when the pieces are built. Then, in any order and at once: joins
 * their databases, when those of the pieces are written; makes their parts, and opens all. */
int builder_begin_shelves(struct builder *b, struct err *err);
int builder_join_shelves(struct builder *b, struct err *err);
int builder_make_parts(struct builder *b, struct err *err);

/* Takes them into the cache, and gives the databases to the generation. */
int builder_keep_shelves(struct builder *b, struct err *err);

/* --- files: builder_files.c --- */

/* Writes words, completions, outline, lexicon and site; pieces are built, parts are made. */
int builder_write_files(struct builder *b, struct err *err);

#endif
