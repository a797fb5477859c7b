/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct log {
    int fd;
    pthread_t writer;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct buf queue;
    uint64_t dropped;
    atomic_bool stop;
};

static bool is_bidi_control(uint32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

void log_json_string(struct buf *out, struct str s)
{
    buf_char(out, '"');
    const char *p = s.p, *end = str_end(s);
    while (p < end) {
        const char *from = p;
        if (utf8_valid_bytes(str_sub((struct str){p, (size_t)(end - p)}, 0, 4)) == 0) {
            buf_printf(out, "\\\\x%02X", (unsigned char)*p++);
            continue;
        }
        uint32_t c = utf8_next(&p, end);
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", (char)c);
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
                 is_bidi_control(c))
            buf_printf(out, "\\u%04x", (unsigned)c);
        else
            buf_add(out, (struct str){from, (size_t)(p - from)});
    }
    buf_char(out, '"');
}

/* Pieces of PIPE_BUF never block once poll says there is room. After log_free was called nobody
 * waits longer than a second for whoever should read the other end. */
static void write_all(struct log *log, struct str s)
{
    enum { TICK_MS = 100, LAST_TICKS = 10 };
    for (unsigned ticks = 0; s.n && ticks < LAST_TICKS;) {
        struct pollfd poller = {.fd = log->fd, .events = POLLOUT};
        if (poll(&poller, 1, TICK_MS) <= 0) {
            ticks += atomic_load(&log->stop);
            continue;
        }
        ssize_t n = write(log->fd, s.p, s.n < PIPE_BUF ? s.n : PIPE_BUF);
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return;
        if (n > 0)
            s = str_sub(s, (size_t)n, s.n);
    }
}

static void *write_lines(void *argument)
{
    struct log *log = argument;
    struct buf lines;
    buf_init(&lines, LOG_QUEUE_MAX_BYTES + 256);
    pthread_mutex_lock(&log->lock);
    while (!atomic_load(&log->stop) || log->queue.n) {
        if (log->queue.n == 0) {
            pthread_cond_wait(&log->changed, &log->lock);
            continue;
        }
        struct buf empty = lines;
        lines = log->queue;
        log->queue = empty;
        log->queue.max_bytes = LOG_QUEUE_MAX_BYTES;
        lines.max_bytes = LOG_QUEUE_MAX_BYTES + 256;
        lines.failed = false;
        if (log->dropped)
            buf_printf(&lines,
                       "{\"level\":\"error\",\"message\":\"log queue full\",\"dropped\":%llu}\n",
                       (unsigned long long)log->dropped);
        log->dropped = 0;
        pthread_mutex_unlock(&log->lock);
        write_all(log, buf_str(&lines));
        buf_clear(&lines);
        pthread_mutex_lock(&log->lock);
    }
    pthread_mutex_unlock(&log->lock);
    buf_release(&lines);
    return NULL;
}

struct log *log_new(int fd)
{
    struct log *log = xcalloc(1, sizeof *log);
    log->fd = fd;
    buf_init(&log->queue, LOG_QUEUE_MAX_BYTES);
    pthread_mutex_init(&log->lock, NULL);
    pthread_cond_init(&log->changed, NULL);
    if (pthread_create(&log->writer, NULL, write_lines, log) != 0)
        BUG("cannot start the log's thread");
    return log;
}

void log_free(struct log *log)
{
    if (!log)
        return;
    pthread_mutex_lock(&log->lock);
    atomic_store(&log->stop, true);
    pthread_cond_signal(&log->changed);
    pthread_mutex_unlock(&log->lock);
    pthread_join(log->writer, NULL);
    buf_release(&log->queue);
    pthread_cond_destroy(&log->changed);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

static void add_line(struct log *log, const struct buf *line)
{
    pthread_mutex_lock(&log->lock);
    if (line->failed || log->queue.n + line->n > LOG_QUEUE_MAX_BYTES)
        log->dropped++;
    else
        buf_add(&log->queue, buf_str(line));
    pthread_cond_signal(&log->changed);
    pthread_mutex_unlock(&log->lock);
}

static void begin_line(struct buf *line)
{
    struct timespec now;
    struct tm utc;
    char stamp[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    buf_init(line, 16 * 1024);
    buf_printf(line, "{\"time\":\"%s.%03dZ\"", stamp, (int)(now.tv_nsec / 1000000));
}

void log_request(struct log *log, const struct log_request *r)
{
    enum { METHOD_SHOWN_BYTES = 32, PATH_SHOWN_BYTES = 1024 };
    struct buf line;
    begin_line(&line);
    buf_printf(&line, ",\"id\":\"%s\",\"method\":", r->id);
    log_json_string(&line, str_sub(r->method, 0, METHOD_SHOWN_BYTES));
    buf_add(&line, STR(",\"path\":"));
    log_json_string(&line, utf8_cut_bytes(r->path, PATH_SHOWN_BYTES));
    buf_printf(&line, ",\"query_bytes\":%zu,\"status\":%u,\"bytes\":%zu,\"took_us\":%llu}\n",
               r->query_bytes, r->status, r->bytes, (unsigned long long)r->took_us);
    add_line(log, &line);
    buf_release(&line);
}

void log_error(struct log *log, const char *id, const struct err *err)
{
    struct buf line;
    begin_line(&line);
    if (id)
        buf_printf(&line, ",\"id\":\"%s\"", id);
    buf_add(&line, STR(",\"level\":\"error\",\"place\":"));
    log_json_string(&line, str_from(err->place));
    if (err->line)
        buf_printf(&line, ",\"line\":%u", err->line);
    buf_add(&line, STR(",\"message\":"));
    log_json_string(&line, str_from(err->message));
    buf_add(&line, STR("}\n"));
    add_line(log, &line);
    buf_release(&line);
}
