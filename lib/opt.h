/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Command lines from a table: one row an option, and the same rows print --help. Unknown options
 * are errors that name the nearest known one.
 *
 *     struct options { const char *index; long limit; bool json; };
 *     static const struct opt options[] = {
 *         {"index", OPT_STRING, offsetof(struct options, index), "DIR", "index to search",
 * .required = true},
 *         {"limit", OPT_NUMBER, offsetof(struct options, limit), "N", "hits to show", .min = 1,
 * .max = 100},
 *         {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print JSON"},
 *     };
 */
#ifndef JAWAB_OPT_H
#define JAWAB_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "err.h"

#define JAWAB_VERSION "0.1.0"

enum opt_kind {
    OPT_FLAG,   /* bool */
    OPT_STRING, /* const char *, borrowed from argv */
    OPT_NUMBER, /* long, min..max */
};

struct opt {
    const char *name; /* without the dashes */
    enum opt_kind kind;
    size_t offset;        /* of the field in the target struct */
    const char *argument; /* shown in --help; NULL for flags */
    const char *help;
    long min, max; /* OPT_NUMBER only */
    bool required;
};

struct opt_command {
    const char *program; /* "jawab-index" */
    const char *name;    /* sub-command, "build"; NULL for programs without */
    const char *usage;   /* what follows the options: "QUERY..." or NULL */
    const char *summary; /* one sentence */
    const struct opt *options;
    size_t n_options;
    const char *exit_statuses; /* lines for --help, or NULL */
};

enum opt_outcome { OPT_RUN, OPT_SHOWN, OPT_BAD };

/* Parses argv[1..] into *target, whose fields hold the defaults. Accepts --name value,
 * --name=value, and -- before operands. Operands are moved, in order, to the front of argv[1..];
 * *n_operands counts them, and more than max_operands of them is an error. OPT_SHOWN: --help or
 * --version was printed to stdout, exit 0. OPT_BAD: err says why. */
enum opt_outcome opt_parse(const struct opt_command *command, int argc, char **argv, void *target,
                           size_t max_operands, size_t *n_operands, struct err *err);

void opt_print_help(FILE *out, const struct opt_command *command);

/* The nearest of n names by edit distance, or NULL when none is near (distance over a third). */
const char *opt_nearest(const char *typed, const char *const *names, size_t n);

#endif
