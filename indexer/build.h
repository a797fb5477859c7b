/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `jawab-index build`: a folder of Markdown becomes a new generation of an index. Threads make
 * pieces of files (piece.h), join them to shelves (shelf.h), and derive the rest from these. Pieces
 * and shelves that are as they were come from the cache: the result does not depend on that, nor
 * on the number of threads.
 */
#ifndef JAWAB_BUILD_H
#define JAWAB_BUILD_H

#include "report.h"

struct build_options {
    const char *content_dir, *index_dir;
    size_t jobs;
    unsigned keep; /* generations that stay, the new one too; 0: GENERATIONS_KEPT */
    bool full;     /* take nothing over from earlier builds */
    bool progress; /* a line on stderr that rewrites itself */
    bool stage;    /* leave the generation complete, but do not make it current */
    /* Looks at the generation in this folder, which lacks nothing but its manifest, before it
     * becomes current: -1 stages it instead, and is the failure of the build. NULL: none looks. */
    int (*accept)(void *context, const char *generation, struct err *err);
    void *context;
    bool preview; /* take what is not live as well, marked; for `jawab-serve --preview` alone */
    bool keep_last_good; /* an article whose file is broken stays as it last was (last_good.h) */
    int64_t now; /* the moment that decides what is live, seconds since 1970; 0: the clock's */
};

struct build_summary {
    unsigned generation;    /* also of one that was not accepted */
    bool staged;            /* it is not current */
    uint64_t files, reused; /* files of which nothing had to be done again */
    uint64_t articles, sections, tokens;
    uint64_t kept; /* of the articles, as they last were: their files are broken */
    bool preview;
    uint64_t drafts, scheduled, expired; /* files; in a preview they are articles all the same */
    int64_t next_change; /* when the folder as it is would be built differently; 0: never */
    uint64_t text_bytes; /* plain text of all sections */
    uint64_t index_bytes;
    unsigned damaged; /* parts of the cache that had to be made again */
    double seconds;
    struct err repaired; /* what was wrong with the index and is not any more; often ERR_NONE */
    /* CPU time of all threads: looking at every file (hash and front matter), reading and analysing
     * the articles that are not as before, and what Xapian took. */
    uint64_t catalogue_cpu_us, analysis_cpu_us, xapian_cpu_us;
};

/* On success the new generation is current, or staged. On failure the current one is as it was. */
int build_run(const struct build_options *options, struct report *report,
              struct build_summary *summary, struct err *err);

#endif
