/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the files of a piece and makes its databases. The one place of a build where articles are
 * parsed.
 */
#ifndef JAWAB_PIECE_BUILD_H
#define JAWAB_PIECE_BUILD_H

#include "feed.h"
#include "piece.h"
#include "progress.h"

/* What a thread keeps between pieces. */
struct piece_worker {
    struct feed feed;
    struct arena scratch;
    struct buf text;
    uint64_t analysis_cpu_us, xapian_cpu_us; /* so far */
};

int piece_worker_init(struct piece_worker *w, struct err *err);
void piece_worker_release(struct piece_worker *w);

/* Reads the files and fills the batches of the piece. Those that cannot be articles go to the
 * piece's report and are left out; -1 is a failure of the index. `dir` is made, and all else
 * written that belongs there. */
int piece_build(struct piece *p, struct piece_worker *w, const struct catalogue *catalogue,
                const char *dir, struct progress *progress, struct err *err);

/* Writes and releases the batches: a pair of databases in the folder. */
int piece_write(struct piece *p, const char *dir, struct err *err);

/* In that folder, beside the databases: what piece_save writes, and which words stand where. */
#define PIECE_FILE   "piece"
#define PIECE_TOKENS "tokens"

#endif
