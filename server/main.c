/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jawab-serve: opens the index, listens, answers until it is told to stop.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../lib/opt.h"
#include "http.h"
#include "log.h"
#include "site.h"
#include "token_command.h"

enum { EXIT_OK, EXIT_FAILED = 2, THREADS_MAX = 256 };

struct arguments {
    const char *index, *listen, *agents, *data;
    long threads;
    bool preview;
};

static const struct opt options[] = {
    {"index", OPT_STRING, offsetof(struct arguments, index), "DIR", "index to serve",
     .required = true},
    {"listen", OPT_STRING, offsetof(struct arguments, listen), "HOST:PORT",
     "address to listen on (127.0.0.1:8080; port 0 takes a free one)"},
    {"threads", OPT_NUMBER, offsetof(struct arguments, threads), "N",
     "threads that answer (one a processor)", .min = 1, .max = THREADS_MAX},
    {"agents", OPT_STRING, offsetof(struct arguments, agents), "FILE",
     "the agents, as jawab-serve token writes them; nobody is one without it"},
    {"data", OPT_STRING, offsetof(struct arguments, data), "FILE",
     "where votes and searches are stored; nothing is stored without it"},
    {"preview", OPT_FLAG, offsetof(struct arguments, preview), NULL,
     "for writers, on this machine alone: serve an index built with --preview"},
};

static const struct opt_command command = {
    .program = "jawab-serve",
    .summary = "Serves an index as pages and as an API; prints its address when it is ready.\n"
               "`jawab-serve token add|list|revoke` says who is an agent; see jawab-serve token "
               "--help.",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .exit_statuses = "0  stopped by SIGTERM or SIGINT\n2  could not start; standard error says why",
};

/* Signals are taken by sigtimedwait in serve; blocked first, so that every thread inherits it. */
static void block_signals(sigset_t *stop)
{
    sigemptyset(stop);
    sigaddset(stop, SIGTERM);
    sigaddset(stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk: told, not died of */
}

/* A thousand connections do not fit the usual limit of 1024 files together with the index. */
static void allow_many_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int serve(const struct arguments *arguments, struct log *log, const sigset_t *stop,
                 struct err *err)
{
    struct site *site = NULL;
    struct http *http = NULL;
    struct http_config config = {
        .listen = arguments->listen,
        .threads = (unsigned)arguments->threads,
        .loopback = arguments->preview,
        .answer = site_answer,
        .log = log,
    };
    int result = site_open(&site, arguments->index, arguments->agents, arguments->data,
                           arguments->preview, config.threads, log, err);
    config.context = site;
    if (result == 0)
        result = http_start(&http, &config, err);
    if (result == 0) {
        printf("%s\n", http_url(http));
        fflush(stdout);
        while (sigtimedwait(stop, NULL, &(struct timespec){.tv_sec = 1}) < 0)
            http_tick(http);
    }
    http_stop(http);
    site_close(site);
    return result;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "token") == 0)
        return token_command(argc - 1, argv + 1);
    struct err err = ERR_INIT;
    sigset_t stop;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct arguments arguments = {
        .listen = "127.0.0.1:8080",
        .threads = processors < 1             ? 1
                   : processors > THREADS_MAX ? THREADS_MAX
                                              : processors,
    };
    size_t n_operands = 0;
    enum opt_outcome outcome = opt_parse(&command, argc, argv, &arguments, 0, &n_operands, &err);
    if (outcome == OPT_SHOWN)
        return EXIT_OK;
    if (outcome == OPT_BAD) {
        err_print(stderr, &err);
        return EXIT_FAILED;
    }
    if (arguments.preview && arguments.data) {
        fprintf(stderr, "--preview stores nothing: leave --data out\n");
        return EXIT_FAILED;
    }
    block_signals(&stop);
    allow_many_files();
    struct log *log = log_new(STDERR_FILENO);
    int result = serve(&arguments, log, &stop, &err);
    log_free(log);
    if (result != 0)
        err_print(stderr, &err);
    return result == 0 ? EXIT_OK : EXIT_FAILED;
}
