/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cost of answering: bench_serve SERVER INDEX CONTENT_DIR
 * Queries are one to four neighbouring words of real titles, suggestions their first letters; the
 * CPU time is that of the whole server process for one request, read before and after it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../lib/file.h"
#include "../../lib/metrics.h"
#include "harness.h"

enum {
    PORT = 18431,
    QUERIES = 1000,
    WARM_UP = 100,
    ANSWER_MAX_BYTES = 4 << 20,
    TITLE_MAX_BYTES = 1 << 20,
};

struct titles {
    struct str *rows;
    size_t n;
};

/* --- titles --- */

static void ignore(void *context, const struct err *what)
{
    (void)context;
    (void)what;
}

static struct str title_of(struct str text)
{
    struct str line;
    for (int i = 0; i < 30 && str_next_line(&text, &line); i++)
        if (str_starts(line, STR("title:")))
            return str_trim(str_sub(line, 6, line.n));
    return (struct str){0};
}

static int read_titles(struct arena *a, const char *content, struct titles *out, struct err *err)
{
    struct file_list files;
    struct buf text;
    buf_init(&text, TITLE_MAX_BYTES);
    if (file_walk(a, content, STR(".md"), &files, ignore, NULL, err) < 0)
        return -1;
    out->rows = ARENA_ARRAY(a, struct str, files.n);
    for (size_t i = 0; i < files.n; i++) {
        struct err unreadable = ERR_INIT;
        if (file_read(files.entries[i].path.p, TITLE_MAX_BYTES, &text, &unreadable) < 0)
            continue;
        struct str title = title_of(buf_str(&text));
        if (title.n && utf8_valid_bytes(title) == title.n)
            out->rows[out->n++] = arena_dup(a, title);
    }
    buf_release(&text);
    return out->n ? 0 : err_at(err, ERR_NOT_FOUND, content, 0, "no titles to ask for");
}

/* xorshift64 (Marsaglia, 2003) with a fixed seed: the same queries every time. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* `count` words of the title from a random one on. */
static struct str some_words(struct str title, size_t count, uint64_t *random)
{
    size_t blanks = 0, from = 0, to;
    for (size_t i = 0; i < title.n; i++)
        blanks += title.p[i] == ' ';
    for (size_t skip = next_random(random) % (blanks + 1); skip && from < title.n; from++)
        skip -= title.p[from] == ' ';
    for (to = from; to < title.n && count; to++)
        count -= title.p[to] == ' ';
    return str_trim(str_sub(title, from, to - from));
}

/* --- HTTP --- */

static int connect_to_server(struct err *err)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        err_errno(err, errno, "127.0.0.1", "connect to the server");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static size_t content_length(struct str head)
{
    size_t at = str_find(head, STR("Content-Length: "));
    return at == SIZE_MAX ? 0 : strtoul(head.p + at + 16, NULL, 10);
}

/* Reads one answer with a Content-Length; its status must be 200. */
static int read_answer(int fd, struct buf *answer, struct err *err)
{
    char piece[65536];
    size_t want = SIZE_MAX;
    buf_clear(answer);
    while (answer->n < want) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            return err_set(err, ERR_IO, "the server closed the connection");
        buf_add(answer, (struct str){piece, (size_t)n});
        size_t head = str_find(buf_str(answer), STR("\r\n\r\n"));
        if (want == SIZE_MAX && head != SIZE_MAX)
            want = head + 4 + content_length(buf_str(answer));
    }
    if (!str_starts(buf_str(answer), STR("HTTP/1.1 200")))
        return err_set(err, ERR_IO, "the server answered %.40s", answer->p);
    return 0;
}

static int ask(int fd, const char *path, struct str query, struct buf *answer, struct err *err)
{
    struct buf request;
    buf_init(&request, 64 * 1024);
    buf_printf(&request, "GET %s?q=", path);
    for (size_t i = 0; i < query.n; i++)
        buf_printf(&request, "%%%02X", (unsigned char)query.p[i]);
    buf_add(&request, STR(" HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    ssize_t sent = send(fd, request.p, request.n, MSG_NOSIGNAL);
    int failed = sent != (ssize_t)request.n ? err_errno(err, errno, "127.0.0.1", "send") : 0;
    buf_release(&request);
    return failed ? -1 : read_answer(fd, answer, err);
}

/* --- figures --- */

struct figure {
    const char *name, *path;
    size_t words_min, words_max; /* of a title */
    size_t chars_max;            /* 0: whole words */
    double p50_ms, p99_ms;       /* limits; 0: none */
};

static const struct figure figures[] = {
    {"search API, 1-4 words of a title", "/api/v1/search", 1, 4, 0, 1.5, 6},
    {"search page, 1-4 words of a title", "/search", 1, 4, 0, 0, 0},
    {"suggestions, 3 letters of a title", "/api/v1/suggest", 1, 1, 3, 0.2, 0},
    {"suggestions, two words of a title", "/api/v1/suggest", 2, 2, 0, 0.2, 0},
};

static int measure(int fd, pid_t server, const struct figure *f, const struct titles *titles,
                   uint64_t *cpu_us, struct err *err)
{
    struct buf answer;
    uint64_t random = 88172645463325252u;
    int failed = 0;
    buf_init(&answer, ANSWER_MAX_BYTES);
    for (size_t i = 0; i < WARM_UP + QUERIES && titles->n && !failed; i++) {
        struct str title = titles->rows[next_random(&random) % titles->n];
        size_t count = f->words_min + next_random(&random) % (f->words_max - f->words_min + 1);
        struct str query = some_words(title, count, &random);
        if (f->chars_max)
            query = utf8_cut_bytes(query, 2 * f->chars_max);
        uint64_t before = harness_process_cpu_us(server);
        failed = ask(fd, f->path, query, &answer, err);
        if (i >= WARM_UP)
            cpu_us[i - WARM_UP] = harness_process_cpu_us(server) - before;
    }
    buf_release(&answer);
    return failed;
}

static void print(const struct figure *f, uint64_t *cpu_us)
{
    const unsigned percents[] = {50, 99};
    const double limits[] = {f->p50_ms, f->p99_ms};
    for (size_t i = 0; i < 2; i++) {
        char name[100], value[40];
        double ms = (double)metrics_percentile(cpu_us, QUERIES, percents[i]) / 1000;
        snprintf(name, sizeof name, "%s, server CPU p%u", f->name, percents[i]);
        snprintf(value, sizeof value, "%9.2f ms", ms);
        if (limits[i] > 0)
            harness_row(name, ms, "ms", true, limits[i]);
        else
            harness_note(name, value);
    }
}

static int run(const char *server, const char *index, const char *content, struct err *err)
{
    const char *argv[] = {server,      "--index", index, "--listen", "127.0.0.1:18431",
                          "--threads", "1",       NULL};
    struct arena a = ARENA_INIT;
    struct titles titles = {0};
    struct buf first;
    pid_t pid;
    double ready_s;
    if (read_titles(&a, content, &titles, err) < 0 || harness_start(argv, &pid, &ready_s, err) < 0)
        return -1;
    buf_init(&first, ANSWER_MAX_BYTES);
    double start = harness_now_s();
    int fd = connect_to_server(err), failed = fd < 0;
    failed = failed || ask(fd, "/api/v1/search", titles.rows[0], &first, err);
    if (!failed)
        harness_row("start to first answer, wall", 1000 * (ready_s + harness_now_s() - start), "ms",
                    true, 50);
    buf_release(&first);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0] && !failed; i++) {
        uint64_t cpu_us[QUERIES];
        failed = measure(fd, pid, &figures[i], &titles, cpu_us, err);
        if (!failed)
            print(&figures[i], cpu_us);
    }
    if (fd >= 0)
        close(fd);
    harness_stop(pid);
    arena_release(&a);
    return failed ? -1 : 0;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    if (argc != 4) {
        fprintf(stderr, "usage: bench_serve SERVER INDEX CONTENT_DIR\n");
        return 2;
    }
    if (run(argv[1], argv[2], argv[3], &err) < 0) {
        err_print(stderr, &err);
        return 1;
    }
    return 0;
}
