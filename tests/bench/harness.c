/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../lib/metrics.h"

double harness_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Forks and runs argv; *out is the reading end of its stdout. */
static int spawn(const char *const *argv, pid_t *pid, int *out, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return err_errno(err, errno, argv[0], "make a pipe for");
    *pid = fork();
    if (*pid < 0)
        return err_errno(err, errno, argv[0], "start");
    if (*pid == 0) {
        int nothing = open("/dev/null", O_WRONLY);
        dup2(ends[1], STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execv(argv[0], (char *const *)argv);
        _exit(127);
    }
    close(ends[1]);
    *out = ends[0];
    return 0;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int harness_run(const char *const *argv, struct buf *output, struct run_cost *cost, struct err *err)
{
    pid_t pid = 0;
    int out = -1, status = 0;
    char piece[4096];
    struct rusage used;
    double start = harness_now_s();
    if (spawn(argv, &pid, &out, err) < 0)
        return -1;
    for (ssize_t n; (n = read(out, piece, sizeof piece)) > 0;)
        buf_add(output, (struct str){piece, (size_t)n});
    close(out);
    if (wait4(pid, &status, 0, &used) < 0)
        return err_errno(err, errno, argv[0], "wait for");
    *cost = (struct run_cost){
        .wall_s = harness_now_s() - start,
        .cpu_s = seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
        .peak_mb = (double)used.ru_maxrss / 1024,
        .exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
    };
    return 0;
}

int harness_start(const char *const *argv, pid_t *pid, double *seconds, struct err *err)
{
    int out = -1;
    char c = 0;
    double start = harness_now_s();
    if (spawn(argv, pid, &out, err) < 0)
        return -1;
    while (c != '\n' && read(out, &c, 1) == 1)
        ;
    close(out);
    *seconds = harness_now_s() - start;
    return c == '\n' ? 0 : err_at(err, ERR_IO, argv[0], 0, "ended before it was ready");
}

void harness_stop(pid_t pid)
{
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
}

uint64_t harness_process_cpu_us(pid_t pid)
{
    clockid_t clock;
    struct timespec used = {0};
    if (clock_getcpuclockid(pid, &clock) == 0)
        clock_gettime(clock, &used);
    return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

void harness_row(const char *name, double value, const char *unit, bool at_most, double limit)
{
    bool good = at_most ? value <= limit : value >= limit;
    printf("%-58s %9.2f %-4s limit %s %g  %s\n", name, value, unit, at_most ? "<=" : ">=", limit,
           good ? "ok" : "MISSED");
}

void harness_cpu(const char *name, uint64_t *cpu_us, size_t n, double p50_us, double p99_us)
{
    const unsigned percents[] = {50, 99};
    const double limits[] = {p50_us, p99_us};
    for (size_t i = 0; i < 2; i++) {
        char row[100], value[40];
        double us = (double)metrics_percentile(cpu_us, n, percents[i]);
        snprintf(row, sizeof row, "%s, CPU p%u", name, percents[i]);
        snprintf(value, sizeof value, "%9.2f us", us);
        if (limits[i] > 0)
            harness_row(row, us, "us", true, limits[i]);
        else
            harness_note(row, value);
    }
}

void harness_note(const char *name, const char *text)
{
    printf("%-58s %s\n", name, text);
}
