/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What benchmarks ask: the judged questions of a file, and words of real titles. Knows no index
 * and no server.
 */
#ifndef JAWAB_QUESTIONS_H
#define JAWAB_QUESTIONS_H

#include "../../lib/arena.h"
#include "../../lib/err.h"

struct questions {
    struct str *rows; /* in the arena that was given */
    size_t n;
};

/* The questions of a file of JSON lines {"_id","text"}. */
int questions_read(struct arena *a, const char *path, struct questions *out, struct err *err);

/* The titles of all articles below a folder; files without one are left out. ERR_NOT_FOUND when
 * there is none. */
int questions_titles(struct arena *a, const char *content, struct questions *out, struct err *err);

/* A sample of titles cut to `words_min` to `words_max` neighbouring words, and to `chars_max`
 * Arabic letters unless that is 0: the same at every call. The rows borrow from titles (n > 0). */
enum { QUESTIONS_SAMPLE = 1000 };
void questions_sample(struct arena *a, const struct questions *titles, size_t words_min,
                      size_t words_max, size_t chars_max, struct questions *out);

#endif
