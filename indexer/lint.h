/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `jawab-index lint`: reads a content folder as a build does, publishes nothing, and tells what a
 * writer would want to mend. Whatever a build would tell is told, too, under the same names.
 */
#ifndef JAWAB_LINT_H
#define JAWAB_LINT_H

#include "lint_kinds.h"

struct lint_options {
    const char *content_dir;
    const char *index_dir; /* NULL: what needs an index is not looked for */
    size_t jobs;
};

struct lint_summary {
    uint64_t files;
    size_t counts[LINT_KINDS];
    size_t findings;
};

/* Takes one finding; the strings are borrowed. */
typedef void lint_visit(void *context, enum lint_kind kind, const struct report_entry *finding);

struct lint;

struct lint *lint_new(void);
void lint_free(struct lint *l);

/* Looks for everything that site.yaml does not switch off. -1: the folder or the index cannot be
 * read, nothing is known. */
int lint_run(struct lint *l, const struct lint_options *options, struct err *err);

/* Every finding, sorted by path, line and column; columns are characters (code points), from 1. */
void lint_findings(struct lint *l, lint_visit *visit, void *context);
void lint_sum_up(struct lint *l, struct lint_summary *out);

#endif
