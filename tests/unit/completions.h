/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Small files of completions for the tests of suggest*.c, and their answers as one line. Include
 * after cmocka.h.
 */
#ifndef JAWAB_TEST_COMPLETIONS_H
#define JAWAB_TEST_COMPLETIONS_H

#include "lib/suggest_build.h"
#include "scratch.h"

struct completion {
    const char *text, *article_id, *anchor;
    enum suggestion_kind kind;
    enum audience audience;
};

/* The fixture of these tests: the analyser, a folder, and a file of the rows it was set up with. */
struct completions {
    struct scratch *scratch;
    struct text *text;
    char *path;
    struct suggest *suggest;
};

int completions_setup(void **state, const struct completion *rows, size_t n);
int completions_teardown(void **state);

/* Writes such a file; fails the test when it cannot. */
void completions_write(struct completions *f, const char *path, const struct completion *rows,
                       size_t n);
struct suggest *completions_open(const char *path);

/* Article ids found, best first, separated by blanks. */
struct str completions_found(struct completions *f, const struct suggest *s, const char *typed,
                             enum audience audience, size_t limit);

struct completions_case {
    const char *typed, *expected;
};
void completions_check(struct completions *f, const struct suggest *s,
                       const struct completions_case *cases, size_t n);

#endif
