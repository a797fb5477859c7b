/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The progress line of a build: files, percent, rate, time left, rewritten in place on a terminal.
 * Counting is safe from all threads; showing is for one.
 */
#ifndef JAWAB_PROGRESS_H
#define JAWAB_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

struct progress {
    _Atomic uint64_t files, bytes;
    uint64_t total_files, total_bytes;
    double start; /* seconds */
};

void progress_begin(struct progress *p, uint64_t total_files, uint64_t total_bytes);
void progress_add(struct progress *p, uint64_t files, uint64_t bytes);
void progress_show(struct progress *p); /* to stderr */
void progress_end(struct progress *p);  /* clears the line */

#endif
