/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feedback.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "../lib/mask.h"
#include "../lib/text.h"
#include "feedback_db.h"

enum {
    BATCH_ROWS = 100, /* a commit holds so many rows, */
    COMMIT_MS = 100,  /* or those of so long */
    RETRY_MS = 500,   /* after a failure, doubled after each further one */
    RETRY_MAX_MS = 16000,
    LAST_TRIES = 3, /* when closing */
    TELL_SECONDS = 10,
    NAME_MAX_BYTES = 1024, /* ids, anchors, languages */
};

struct feedback {
    char *path;
    struct log *log;
    struct feedback_db *db; /* the writer's */
    pthread_t writer;
    pthread_mutex_t lock; /* all below */
    pthread_cond_t changed;
    struct feedback_row *queue[FEEDBACK_QUEUE_ROWS]; /* a ring; rows stay until committed */
    size_t first, n;
    uint64_t dropped; /* since the log was told */
    time_t told_drops, told_failure;
    unsigned retry_ms; /* 0: the last commit worked */
    unsigned last_tries;
    bool stop;
};

/* Monotonic: a clock that is set right must not stop the writer. */
static struct timespec after_ms(unsigned ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

static bool due(time_t *told)
{
    time_t now = after_ms(0).tv_sec;
    if (*told && now - *told < TELL_SECONDS)
        return false;
    *told = now;
    return true;
}

/* Waits until a commit is worth while; false when all is written and nobody will come. */
static bool wait_for_batch(struct feedback *f)
{
    while (f->n == 0 && !f->stop)
        pthread_cond_wait(&f->changed, &f->lock);
    if (f->n == 0)
        return false;
    struct timespec until = after_ms(f->retry_ms ? f->retry_ms : COMMIT_MS);
    while (!f->stop && (f->retry_ms || f->n < BATCH_ROWS) &&
           pthread_cond_timedwait(&f->changed, &f->lock, &until) == 0)
        continue;
    return true;
}

static void forget(struct feedback *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(f->queue[f->first]);
        f->first = (f->first + 1) % FEEDBACK_QUEUE_ROWS;
    }
    f->n -= n;
}

static void tell_drops(struct feedback *f)
{
    if (f->dropped == 0 || (!f->stop && !due(&f->told_drops)))
        return;
    struct err err = ERR_INIT;
    err_at(&err, ERR_IO, f->path, 0,
           "the queue is full: %llu searches, clicks or outcomes were not stored",
           (unsigned long long)f->dropped);
    log_error(f->log, NULL, &err);
    f->dropped = 0;
}

static void put_off(struct feedback *f, struct err *err)
{
    if (due(&f->told_failure))
        log_error(f->log, NULL, err);
    f->retry_ms = f->retry_ms == 0                 ? RETRY_MS
                  : f->retry_ms * 2 < RETRY_MAX_MS ? f->retry_ms * 2
                                                   : RETRY_MAX_MS;
    if (!f->stop)
        return;
    if (++f->last_tries == LAST_TRIES) {
        err_at(err, ERR_IO, f->path, 0, "%zu rows were accepted and could not be stored", f->n);
        log_error(f->log, NULL, err);
        forget(f, f->n);
        return;
    }
    pthread_mutex_unlock(&f->lock);
    nanosleep(&(struct timespec){.tv_nsec = COMMIT_MS * 1000000L}, NULL);
    pthread_mutex_lock(&f->lock);
}

static void *write_rows(void *argument)
{
    struct feedback *f = argument;
    pthread_mutex_lock(&f->lock);
    while (wait_for_batch(f)) {
        const struct feedback_row *batch[BATCH_ROWS];
        size_t n = f->n < BATCH_ROWS ? f->n : BATCH_ROWS;
        for (size_t i = 0; i < n; i++)
            batch[i] = f->queue[(f->first + i) % FEEDBACK_QUEUE_ROWS];
        pthread_mutex_unlock(&f->lock);
        struct err err = ERR_INIT;
        int failed = feedback_db_write(f->db, batch, n, &err);
        pthread_mutex_lock(&f->lock);
        if (failed) {
            put_off(f, &err);
        } else {
            forget(f, n);
            f->retry_ms = 0;
        }
        tell_drops(f);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

int feedback_open(struct feedback **out, const char *path, struct log *log, struct err *err)
{
    struct feedback *f = xcalloc(1, sizeof *f);
    f->path = xstrdup(path);
    f->log = log;
    if (feedback_db_open(&f->db, f->path, log, err) != 0) {
        free(f->path);
        free(f);
        return -1;
    }
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&f->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&f->lock, NULL);
    if (pthread_create(&f->writer, NULL, write_rows, f) != 0)
        BUG("cannot start the thread that writes feedback");
    *out = f;
    return 0;
}

void feedback_close(struct feedback *f)
{
    if (!f)
        return;
    pthread_mutex_lock(&f->lock);
    f->stop = true;
    pthread_cond_signal(&f->changed);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->writer, NULL);
    feedback_db_close(f->db);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f->path);
    free(f);
}

/* One block: the row and, behind it, its texts. */
static struct feedback_row *copy_row(const struct feedback_row *row)
{
    size_t n_bytes = sizeof *row;
    for (size_t i = 0; i < FEEDBACK_ROW_TEXTS; i++)
        n_bytes += row->texts[i].n;
    struct feedback_row *copy = xmalloc(n_bytes);
    *copy = *row;
    char *p = (char *)(copy + 1);
    for (size_t i = 0; i < FEEDBACK_ROW_TEXTS; i++) {
        if (row->texts[i].n)
            memcpy(p, row->texts[i].p, row->texts[i].n);
        copy->texts[i].p = p;
        p += row->texts[i].n;
    }
    return copy;
}

static bool accept_row(struct feedback *f, const struct feedback_row *row)
{
    size_t room =
        row->kind == ROW_VOTE ? FEEDBACK_QUEUE_ROWS : FEEDBACK_QUEUE_ROWS - FEEDBACK_VOTE_ROWS;
    struct feedback_row *copy = copy_row(row);
    pthread_mutex_lock(&f->lock);
    bool accepted = f->n < room;
    if (accepted) {
        f->queue[(f->first + f->n++) % FEEDBACK_QUEUE_ROWS] = copy;
        if (f->n == 1 || f->n == BATCH_ROWS)
            pthread_cond_signal(&f->changed);
    } else if (row->kind != ROW_VOTE) {
        f->dropped++;
    }
    pthread_mutex_unlock(&f->lock);
    if (!accepted)
        free(copy);
    return accepted;
}

static struct str name(struct arena *a, struct str s)
{
    return utf8_cut_bytes(text_clean(a, s), NAME_MAX_BYTES);
}

static struct str query(struct arena *a, struct str s)
{
    return mask_short(a, s, FEEDBACK_QUERY_MAX_CHARS);
}

bool feedback_vote(struct feedback *f, const struct feedback_vote *vote)
{
    struct arena a = ARENA_INIT;
    bool accepted = accept_row(
        f, &(struct feedback_row){
               .kind = ROW_VOTE,
               .time = time(NULL),
               .texts = {name(&a, vote->visitor), name(&a, vote->article), name(&a, vote->anchor),
                         name(&a, vote->lang), query(&a, vote->query),
                         mask_short(&a, vote->comment, FEEDBACK_COMMENT_MAX_CHARS)},
               .numbers = {vote->helpful, vote->reason}});
    arena_release(&a);
    return accepted;
}

bool feedback_search(struct feedback *f, const struct feedback_search *search)
{
    struct arena a = ARENA_INIT;
    bool accepted = accept_row(
        f, &(struct feedback_row){
               .kind = ROW_SEARCH,
               .time = time(NULL),
               /* Filters come from the address: people can write anything there, too. */
               .texts = {query(&a, search->query), query(&a, search->meant), name(&a, search->lang),
                         query(&a, search->product), query(&a, search->category)},
               .numbers = {(int64_t)search->total, (int64_t)search->page, search->answered,
                           search->repaired, search->agent}});
    arena_release(&a);
    return accepted;
}

bool feedback_click(struct feedback *f, const struct feedback_click *click)
{
    struct arena a = ARENA_INIT;
    bool accepted = accept_row(
        f, &(struct feedback_row){.kind = ROW_CLICK,
                                  .time = time(NULL),
                                  .texts = {query(&a, click->query), name(&a, click->article),
                                            name(&a, click->anchor)},
                                  .numbers = {click->position, click->agent}});
    arena_release(&a);
    return accepted;
}

bool feedback_outcome(struct feedback *f, const struct feedback_outcome *outcome)
{
    struct arena a = ARENA_INIT;
    bool accepted = accept_row(
        f, &(struct feedback_row){.kind = ROW_OUTCOME,
                                  .time = time(NULL),
                                  .texts = {name(&a, outcome->agent), query(&a, outcome->query),
                                            name(&a, outcome->article)},
                                  .numbers = {outcome->kind}});
    arena_release(&a);
    return accepted;
}

int feedback_counts(struct feedback *f, struct feedback_counts *out, struct err *err)
{
    return feedback_db_counts(f->path, out, err);
}
