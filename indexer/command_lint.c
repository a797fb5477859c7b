/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "command.h"
#include "lint_output.h"

struct options {
    const char *content, *index;
    long jobs;
    bool json, sarif, quiet, kinds;
};

static const struct opt options_table[] = {
    {"content", OPT_STRING, offsetof(struct options, content), "DIR", "folder with the articles"},
    {"index", OPT_STRING, offsetof(struct options, index), "DIR",
     "an index of them: also tells which articles their own titles do not find"},
    {"jobs", OPT_NUMBER, offsetof(struct options, jobs), "N",
     "threads to read with (default: one a processor)", .min = 1, .max = 64},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
    {"sarif", OPT_FLAG, offsetof(struct options, sarif), NULL,
     "print SARIF 2.1.0, for code hosts and editors"},
    {"quiet", OPT_FLAG, offsetof(struct options, quiet), NULL, "no table of counts at the end"},
    {"kinds", OPT_FLAG, offsetof(struct options, kinds), NULL,
     "print every kind of finding with its meaning and remedy, and nothing else"},
};

const struct opt_command command_lint_help = {
    .program = "jawab-index",
    .name = "lint",
    .summary = "Tells what a writer would want to mend in a folder of articles; publishes nothing.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  nothing found\n"
                     "1  something found\n"
                     "2  the folder or the index could not be read\n",
};

static int check_options(const struct options *options, struct err *err)
{
    if (options->json && options->sarif)
        return err_set(err, ERR_SYNTAX, "--json and --sarif are two formats: choose one");
    if (!options->content && !options->kinds)
        return err_set(err, ERR_SYNTAX, "--content DIR is required; see jawab-index lint --help");
    return 0;
}

static int print(struct lint *l, const struct options *options)
{
    struct lint_summary summary;
    lint_sum_up(l, &summary);
    if (options->sarif)
        lint_print_sarif(stdout, l, options->content);
    else if (options->json)
        lint_print_json(stdout, l);
    else
        lint_print_text(stdout, l, options->content);
    if (!options->quiet) {
        lint_print_summary(stderr, &summary);
        if (!options->index)
            fprintf(stderr, "not looked for: unreachable (needs --index DIR)\n");
    }
    return summary.findings ? EXIT_FOUND : EXIT_GOOD;
}

int command_lint(int argc, char **argv)
{
    struct options options = {.jobs = sysconf(_SC_NPROCESSORS_ONLN)};
    struct err err = ERR_INIT;
    size_t n_operands;
    int early;
    if (!command_begin(&command_lint_help, argc, argv, &options, 0, &n_operands, &early))
        return early;
    if (check_options(&options, &err) < 0) {
        err_print(stderr, &err);
        return EXIT_NOTHING;
    }
    if (options.kinds) {
        lint_print_kinds(stdout, options.json);
        return EXIT_GOOD;
    }
    const struct lint_options lint = {options.content, options.index, (size_t)options.jobs};
    struct lint *l = lint_new();
    int status = EXIT_NOTHING;
    if (lint_run(l, &lint, &err) < 0)
        err_print(stderr, &err);
    else
        status = print(l, &options);
    lint_free(l);
    return status;
}
