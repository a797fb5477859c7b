/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asks a generation whether it keeps its promises, and says of a broken one what is wrong in the
 * words of who wrote it. Decides nothing: commands print, refuse or count.
 */
#ifndef JAWAB_PROMISE_JUDGE_H
#define JAWAB_PROMISE_JUDGE_H

#include "first_hits.h"
#include "promise.h"

/* One thing that was promised and is not so. */
struct promise_fault {
    struct str wanted;  /* as it stands in searches.yaml */
    bool unwanted;      /* of `without`: it is there */
    size_t place;       /* of the article among the first hundred; 0 when it is not there */
    struct str message; /* what follows its name */
};

struct promise_verdict {
    struct first_hits found; /* of the first hundred; promise.first of them count */
    struct promise_fault *faults;
    size_t n_faults; /* 0: kept */
};

/* Everything is in the arena. */
int promise_judge(struct search *s, struct arena *a, const struct promise *promise,
                  struct promise_verdict *out, struct err *err);

/* "ARTICLE: what is wrong". */
void promise_fault_print(struct buf *out, const struct promise_fault *fault);

/* "FILE:LINE: QUERY: ARTICLE: what is wrong" a fault, then the first results. */
void promise_verdict_print(struct buf *out, const char *file, const struct promise *promise,
                           const struct promise_verdict *verdict);

json_t *promise_verdict_json(const struct promise *promise, const struct promise_verdict *verdict);

#endif
