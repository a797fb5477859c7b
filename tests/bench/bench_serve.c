/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cost of answering: bench_serve SERVER INDEX CONTENT_DIR QUESTIONS
 * Queries are judged questions and neighbouring words of real titles, suggestions their first
 * letters; the CPU time is that of the whole server process for one request, read before and after.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "questions.h"

enum {
    PORT = 18431,
    WARM_UP = 100,
    ANSWER_MAX_BYTES = 4 << 20,
};

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
    size_t words_min, words_max; /* of a title; 0: questions */
    size_t chars_max;            /* 0: whole words */
    double p50_us, p99_us;       /* limits; 0: none */
};

static const struct figure figures[] = {
    {"search API, ten snippets, questions", "/api/v1/search", 0, 0, 0, 800, 3000},
    {"search API, ten snippets, 1-4 words of a title", "/api/v1/search", 1, 4, 0, 800, 3000},
    {"search page, 1-4 words of a title", "/search", 1, 4, 0, 0, 0},
    {"suggestions, 3 letters of a title", "/api/v1/suggest", 1, 1, 3, 200, 0},
    {"suggestions, two words of a title", "/api/v1/suggest", 2, 2, 0, 200, 0},
};

static int measure(int fd, pid_t server, const struct figure *f, const struct questions *questions,
                   struct err *err)
{
    struct buf answer;
    uint64_t *cpu_us = xcalloc(questions->n, sizeof *cpu_us);
    int failed = 0;
    buf_init(&answer, ANSWER_MAX_BYTES);
    for (size_t i = 0; i < WARM_UP && i < questions->n && !failed; i++)
        failed = ask(fd, f->path, questions->rows[i], &answer, err);
    for (size_t i = 0; i < questions->n && !failed; i++) {
        uint64_t before = harness_process_cpu_us(server);
        failed = ask(fd, f->path, questions->rows[i], &answer, err);
        cpu_us[i] = harness_process_cpu_us(server) - before;
    }
    if (!failed)
        harness_cpu(f->name, cpu_us, questions->n, f->p50_us, f->p99_us);
    buf_release(&answer);
    free(cpu_us);
    return failed;
}

static int run(const char *server, const char *index, const char *content, const char *file,
               struct err *err)
{
    const char *argv[] = {server,      "--index", index, "--listen", "127.0.0.1:18431",
                          "--threads", "1",       NULL};
    struct arena a = ARENA_INIT;
    struct questions questions, titles, sample;
    struct buf first;
    pid_t pid;
    double ready_s;
    if (questions_read(&a, file, &questions, err) < 0 ||
        questions_titles(&a, content, &titles, err) < 0 ||
        harness_start(argv, &pid, &ready_s, err) < 0)
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
        const struct figure *f = &figures[i];
        if (f->words_max)
            questions_sample(&a, &titles, f->words_min, f->words_max, f->chars_max, &sample);
        failed = measure(fd, pid, f, f->words_max ? &sample : &questions, err);
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
    if (argc != 5) {
        fprintf(stderr, "usage: bench_serve SERVER INDEX CONTENT_DIR QUESTIONS\n");
        return 2;
    }
    if (run(argv[1], argv[2], argv[3], argv[4], &err) < 0) {
        err_print(stderr, &err);
        return 1;
    }
    return 0;
}
