/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "../lib/file.h"
#include "moment.h"
#include "summary.h"
#include "tracker.h"

enum {
    PATIENCE_MS = 1000, /* changes that never end are built in between */
    BUSY_MS = 200,      /* until the other build is asked for again */
    MISSING_MS = 500,   /* until a folder that is gone is looked for again */
    NAMES_SHOWN = 3,
    FAR_AWAY = INT32_MAX,        /* the timer is always set, to tell of a clock that is */
    RETRY_SECONDS = 30,          /* after a failure that is not the writers' */
    KEPT_BLOCK_BYTES = 32 << 20, /* the most that the library takes */
    KEPT_BYTES = 256 << 20,
};

struct watch {
    const struct watch_options *options;
    struct tracker *tracker;
    struct tracker_changes changes;
    int lock, signals, timer;
    bool due;                  /* the clock says that something appears or disappears, or was set */
    int64_t first_ms, last_ms; /* when the changes at hand began, and the latest of them */
    int64_t not_before_ms;     /* another build is under way */
    bool said_busy;
};

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- begin and end --- */

static int take_lock(struct watch *w, struct err *err)
{
    const char *index = w->options->build.index_dir;
    char path[PATH_MAX];
    if (file_make_dir(index, err) < 0)
        return -1;
    snprintf(path, sizeof path, "%s/WATCH", index);
    w->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (w->lock < 0)
        return err_errno(err, errno, path, "write");
    if (flock(w->lock, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? err_at(err, ERR_BUSY, index, 0,
                                             "another jawab-index watch keeps this index up to "
                                             "date already: one is enough")
                                    : err_errno(err, errno, path, "lock");
    return 0;
}

/* Builds into the folder that is followed would follow themselves. */
static int check_folders(const struct build_options *build, struct err *err)
{
    char content[PATH_MAX], index[PATH_MAX];
    if (!realpath(build->content_dir, content) || !realpath(build->index_dir, index))
        return 0;
    size_t n = strlen(content);
    if (strncmp(index, content, n) == 0 && (index[n] == '/' || index[n] == '\0'))
        return err_at(err, ERR_IO, build->index_dir, 0,
                      "the index lies in the content folder, where each build would be a change: "
                      "choose a folder outside of it");
    return 0;
}

/* Blocked before the first thread begins, so that all of them inherit it. */
static int take_signals(struct watch *w, struct err *err)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    w->signals = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    w->timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    return w->signals < 0 || w->timer < 0 ? err_errno(err, errno, "signals", "wait for") : 0;
}

static bool is_told_to_end(const struct watch *w)
{
    struct pollfd signals = {.fd = w->signals, .events = POLLIN};
    return poll(&signals, 1, 0) > 0;
}

/* --- due moments --- */

/* The clock may be set: then the timer says so at once, and what is live is looked at again. */
static void set_timer(struct watch *w, int64_t moment)
{
    struct itimerspec at = {.it_value.tv_sec = moment ? (time_t)moment : FAR_AWAY};
    timerfd_settime(w->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
}

static void look_at_clock(struct watch *w)
{
    uint64_t times;
    ssize_t n = read(w->timer, &times, sizeof times);
    if (n < 0 && errno != ECANCELED)
        return;
    w->due = true;
    set_timer(w, 0);
}

/* --- building --- */

static void print_changes(const struct watch *w)
{
    const struct tracker_changes *changes = &w->changes;
    size_t shown = changes->n < NAMES_SHOWN ? changes->n : NAMES_SHOWN;
    size_t more = changes->n + changes->more - shown;
    if (changes->everything)
        printf("the whole folder");
    else if (w->due)
        printf("the time has come%s", shown ? ", " : "");
    if (changes->everything)
        return;
    for (size_t i = 0; i < shown; i++)
        printf("%s" STR_FMT, i ? ", " : "", STR_ARG(changes->paths[i]));
    if (more)
        printf(" and %zu more", more);
}

static void print_time(void)
{
    char text[16];
    time_t now = time(NULL);
    struct tm tm;
    localtime_r(&now, &tm);
    strftime(text, sizeof text, "%H:%M:%S", &tm);
    printf("%s ", text);
}

static void tell(struct watch *w, const struct build_summary *summary, struct report *report)
{
    print_time();
    print_changes(w);
    printf(": ");
    summary_print(stdout, summary, report, false);
    fflush(stdout);
}

/* Changes stay at hand only while another build holds the index. */
static void build(struct watch *w)
{
    struct err err = ERR_INIT;
    struct build_summary summary;
    struct report *report = report_new();
    int result = build_run(&w->options->build, report, &summary, &err);
    if (result < 0 && err.code == ERR_BUSY) {
        if (!w->said_busy)
            err_print(stderr, &err);
        w->said_busy = true;
        w->not_before_ms = clock_ms() + BUSY_MS;
        report_free(report);
        return;
    }
    w->said_busy = false;
    summary_print_report(stderr, report, w->options->build.content_dir);
    if (result == 0) {
        tell(w, &summary, report);
        set_timer(w, summary.next_change);
    } else {
        err_print(stderr, &err);
        fprintf(stderr, "nothing was published; waiting for the next change\n");
        set_timer(w, err.code == ERR_IO || err.code == ERR_INDEX || w->due
                         ? moment_now() + RETRY_SECONDS
                         : 0);
    }
    report_free(report);
    tracker_changes_clear(&w->changes);
    w->due = false;
}

/* --- waiting --- */

static bool is_to_be_built(const struct watch *w)
{
    return w->due || tracker_changes_any(&w->changes);
}

/* When the changes at hand are to be built. */
static int64_t build_at_ms(const struct watch *w)
{
    int64_t quiet = w->last_ms + w->options->quiet_ms, patience = w->first_ms + PATIENCE_MS;
    int64_t at = w->due ? 0 : quiet < patience ? quiet : patience;
    return at > w->not_before_ms ? at : w->not_before_ms;
}

static int poll_timeout_ms(const struct watch *w)
{
    if (is_to_be_built(w)) {
        int64_t left = build_at_ms(w) - clock_ms();
        return left < 0 ? 0 : (int)left;
    }
    return tracker_is_missing(w->tracker) ? MISSING_MS : -1;
}

static int look(struct watch *w, struct err *err)
{
    bool any_before = tracker_changes_any(&w->changes);
    if (tracker_read(w->tracker, &w->changes, err) < 0)
        return -1;
    if (tracker_changes_any(&w->changes)) {
        w->last_ms = clock_ms();
        if (!any_before)
            w->first_ms = w->last_ms;
    }
    return 0;
}

static int follow(struct watch *w, struct err *err)
{
    while (!is_told_to_end(w)) {
        struct pollfd sources[] = {
            {.fd = tracker_fd(w->tracker), .events = POLLIN},
            {.fd = w->timer, .events = POLLIN},
            {.fd = w->signals, .events = POLLIN},
        };
        int n = poll(sources, 3, poll_timeout_ms(w));
        if (n < 0 && errno != EINTR)
            return err_errno(err, errno, w->options->build.content_dir, "watch");
        if ((n > 0 && sources[0].revents) || tracker_is_missing(w->tracker))
            if (look(w, err) < 0)
                return -1;
        if (n > 0 && sources[1].revents)
            look_at_clock(w);
        if (is_to_be_built(w) && build_at_ms(w) <= clock_ms())
            build(w);
    }
    return 0;
}

/* What a build took is kept for the next: new pages are a good part of its time. */
static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}

int watch_run(const struct watch_options *options, struct err *err)
{
    struct watch w = {.options = options, .lock = -1, .signals = -1, .timer = -1};
    int result = -1;
    keep_memory();
    if (take_lock(&w, err) == 0 && check_folders(&options->build, err) == 0 &&
        take_signals(&w, err) == 0 &&
        tracker_new(&w.tracker, options->build.content_dir, err) == 0) {
        w.changes.everything = true; /* a build to begin with */
        result = follow(&w, err);
    }
    tracker_free(w.tracker);
    arena_release(&w.changes.arena);
    const int opened[] = {w.timer, w.signals, w.lock};
    for (size_t i = 0; i < sizeof opened / sizeof *opened; i++)
        if (opened[i] >= 0)
            close(opened[i]);
    return result;
}
