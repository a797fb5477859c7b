/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What benchmarks share: running a program with its CPU time and memory, and rows of figures beside
 * their limits. Figures are printed, not asserted: machines differ, tests do not time.
 */
#ifndef JAWAB_HARNESS_H
#define JAWAB_HARNESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "../../lib/arena.h"
#include "../../lib/err.h"

struct run_cost {
    double wall_s, cpu_s;
    double peak_mb;
    int exit_status;
};

/* Runs argv to its end, stderr dropped, stdout into *output. */
int harness_run(const char *const *argv, struct buf *output, struct run_cost *cost,
                struct err *err);

/* Starts argv and waits for its first line on stdout. */
int harness_start(const char *const *argv, pid_t *pid, double *seconds_to_first_line,
                  struct err *err);
void harness_stop(pid_t pid); /* SIGTERM, and waits */

/* CPU time a running process has taken, all threads, in microseconds. */
uint64_t harness_process_cpu_us(pid_t pid);

double harness_now_s(void);

/* `name   value unit   limit <= 15 %   ok` */
void harness_row(const char *name, double value, const char *unit, bool at_most, double limit);
/* Two rows, `name, CPU p50` and `name, CPU p99`; a limit of 0 is none. Sorts the n times. */
void harness_cpu(const char *name, uint64_t *cpu_us, size_t n, double p50_us, double p99_us);
void harness_note(const char *name, const char *text);

#endif
