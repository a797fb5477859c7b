/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdio.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_begin(struct progress *p, uint64_t total_files, uint64_t total_bytes)
{
    p->files = p->bytes = 0;
    p->total_files = total_files;
    p->total_bytes = total_bytes;
    p->start = now();
}

void progress_add(struct progress *p, uint64_t files, uint64_t bytes)
{
    p->files += files;
    p->bytes += bytes;
}

/* Bytes tell how far it is, not files: some are a hundred times larger than others. */
void progress_show(struct progress *p)
{
    double elapsed = now() - p->start;
    double part = p->total_bytes ? (double)p->bytes / (double)p->total_bytes : 0;
    unsigned left = part > 0 ? (unsigned)(elapsed / part - elapsed + 0.5) : 0;
    fprintf(stderr, "\r%llu of %llu files, %.0f %%, %.0f files/s, %u:%02u left\x1b[K",
            (unsigned long long)p->files, (unsigned long long)p->total_files, part * 100,
            elapsed > 0 ? (double)p->files / elapsed : 0, left / 60, left % 60);
    fflush(stderr);
}

void progress_end(struct progress *p)
{
    (void)p;
    fputs("\r\x1b[K", stderr);
}
