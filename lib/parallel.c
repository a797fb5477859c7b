/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parallel.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "str.h"

enum { TICK_NS = 200 * 1000 * 1000 };

struct shared {
    const struct parallel_job *job;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    size_t next, running;
    bool failed;
    struct err first;
};

static void keep_first_failure(struct shared *s, const struct err *err)
{
    if (!s->failed)
        s->first = *err;
    s->failed = true;
}

/* The next piece, or false when there is none or somebody failed. */
static bool take(struct shared *s, size_t *number)
{
    pthread_mutex_lock(&s->mutex);
    bool any = !s->failed && s->next < s->job->n_pieces;
    *number = any ? s->next++ : 0;
    pthread_mutex_unlock(&s->mutex);
    return any;
}

static void *work(void *argument)
{
    struct shared *s = argument;
    const struct parallel_job *job = s->job;
    struct err err = ERR_INIT;
    void *state = NULL;
    size_t number;
    int result = job->begin ? job->begin(job->context, &state, &err) : 0;
    while (result == 0 && take(s, &number))
        result = job->piece(job->context, state, number, &err);
    if (job->end)
        job->end(job->context, state);
    pthread_mutex_lock(&s->mutex);
    if (result < 0)
        keep_first_failure(s, &err);
    s->running--;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->mutex);
    return NULL;
}

static void wait_for_all(struct shared *s)
{
    pthread_mutex_lock(&s->mutex);
    while (s->running) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TICK_NS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&s->changed, &s->mutex, &until);
        if (s->job->tick) {
            pthread_mutex_unlock(&s->mutex);
            s->job->tick(s->job->context);
            pthread_mutex_lock(&s->mutex);
        }
    }
    pthread_mutex_unlock(&s->mutex);
}

static void begin_thread(struct shared *s)
{
    pthread_mutex_lock(&s->mutex);
    s->running++;
    pthread_mutex_unlock(&s->mutex);
}

static void refuse_thread(struct shared *s, int refusal)
{
    struct err why = ERR_INIT;
    err_errno(&why, refusal, "", "start a thread");
    pthread_mutex_lock(&s->mutex);
    s->running--;
    keep_first_failure(s, &why);
    pthread_mutex_unlock(&s->mutex);
}

/* The calling thread is one of them, unless it has to tick. */
int parallel_run(const struct parallel_job *job, size_t n_threads, struct err *err)
{
    struct shared s = {
        .job = job, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    if (n_threads > job->n_pieces)
        n_threads = job->n_pieces;
    pthread_t *threads = xcalloc(n_threads, sizeof *threads);
    size_t started = 0, n_started = n_threads - (!job->tick && n_threads);
    for (; started < n_started; started++) {
        begin_thread(&s);
        int refusal = pthread_create(&threads[started], NULL, work, &s);
        if (refusal) {
            refuse_thread(&s, refusal);
            break;
        }
    }
    if (n_started < n_threads) {
        begin_thread(&s);
        work(&s);
    }
    wait_for_all(&s);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    if (s.failed)
        *err = s.first;
    return s.failed ? -1 : 0;
}
