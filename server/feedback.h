/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What readers and agents tell us: votes, searches, clicks, outcomes. Accepted rows wait in a
 * bounded queue for one thread that writes them, so that no caller ever waits for the disk.
 * Everything typed by people goes through lib/mask.h before it is queued. Knows no HTTP and no SQL.
 *
 *     struct feedback_vote vote = {.visitor = id, .article = STR("ar/payment/refund"), .helpful =
 * true}; if (!feedback_vote(ctx->feedback, &vote)) return 503;                   // with
 * Retry-After: the disk is slow or full
 *
 * Texts are well-formed UTF-8, borrowed during the call, stored without control and bidi characters
 * and cut to their maximum. `article`, `anchor` and `lang` are stored as they are: callers pass
 * only names that the index knows.
 */
#ifndef JAWAB_FEEDBACK_H
#define JAWAB_FEEDBACK_H

#include "../lib/err.h"
#include "../lib/str.h"
#include "log.h"

enum {
    FEEDBACK_QUEUE_ROWS = 4096,
    FEEDBACK_VOTE_ROWS = 1024, /* of these, kept for votes: searches must not crowd them out */
    FEEDBACK_COMMENT_MAX_CHARS = 1000,
    FEEDBACK_QUERY_MAX_CHARS = 300,
    FEEDBACK_REASON_MAX = 5,
};

struct feedback;

/* Opens the file, or makes it, readable by its owner alone. A broken one is set aside, see
 * feedback_db.h. -1 when no file can be made or written; the message says what to do. The log is
 * borrowed until feedback_close. */
int feedback_open(struct feedback **out, const char *path, struct log *log, struct err *err);

/* Writes all that was accepted and closes; NULL is fine. No other call may run meanwhile. When the
 * disk stays full for a few tries, the log says how many rows were lost. */
void feedback_close(struct feedback *f);

/* One vote a visitor and article: a later one replaces it. False: the queue is full. */
struct feedback_vote {
    struct str visitor; /* random id of 32 hex digits, never empty */
    struct str article, anchor, lang, query;
    bool helpful;
    unsigned reason; /* 0: none given; 1 to FEEDBACK_REASON_MAX */
    struct str comment;
};
bool feedback_vote(struct feedback *f, const struct feedback_vote *vote);

/* False: the queue is full, the row is dropped and counted, and the log says so now and then. */
struct feedback_search {
    struct str query; /* as typed */
    struct str meant; /* as it was read, when that is something else */
    struct str lang, product, category;
    size_t total, page;
    bool answered, repaired, agent;
};
bool feedback_search(struct feedback *f, const struct feedback_search *search);

struct feedback_click {
    struct str query, article, anchor;
    unsigned position; /* among the results, from 1 */
    bool agent;
};
bool feedback_click(struct feedback *f, const struct feedback_click *click);

enum feedback_outcome_kind {
    FEEDBACK_SOLVED,  /* the article solved it */
    FEEDBACK_WRONG,   /* the article is wrong or out of date */
    FEEDBACK_MISSING, /* there is no article for it */
};
struct feedback_outcome {
    struct str agent; /* the name in the agents file */
    struct str query, article;
    enum feedback_outcome_kind kind;
};
bool feedback_outcome(struct feedback *f, const struct feedback_outcome *outcome);

/* What is committed by now: rows of the last tenth of a second may still be queued. */
struct feedback_counts {
    uint64_t votes_yes, votes_no, searches, searches_empty, clicks, outcomes;
};
int feedback_counts(struct feedback *f, struct feedback_counts *out, struct err *err);

#endif
