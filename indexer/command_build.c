/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "build.h"
#include "command.h"
#include "summary.h"

struct options {
    const char *content, *index;
    long jobs, keep;
    bool full, json;
};

static const struct opt options_table[] = {
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder with the articles: every .md below it is read", .required = true},
    {"index", OPT_STRING, offsetof(struct options, index), "DIR",
     "folder of the index; made when it does not exist", .required = true},
    {"jobs", OPT_NUMBER, offsetof(struct options, jobs), "N",
     "threads to build with (default: one a processor)", .min = 1, .max = 64},
    {"keep", OPT_NUMBER, offsetof(struct options, keep), "N",
     "generations that stay, the new one too (default: 5)", .min = 1, .max = 1000},
    {"full", OPT_FLAG, offsetof(struct options, full), NULL,
     "take nothing over from earlier builds; the result is the same"},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL,
     "print the summary as one JSON object"},
};

const struct opt_command command_build_help = {
    .program = "jawab-index",
    .name = "build",
    .summary =
        "Reads a folder of Markdown articles and publishes them as a new generation of an index.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  built\n"
                     "1  built, but some files were skipped; each is named with its reason\n"
                     "2  nothing was published; the index is as it was\n",
};

int command_build(int argc, char **argv)
{
    struct options options = {.jobs = sysconf(_SC_NPROCESSORS_ONLN)};
    struct err err = ERR_INIT;
    struct build_summary summary;
    size_t n_operands;
    switch (opt_parse(&command_build_help, argc, argv, &options, 0, &n_operands, &err)) {
    case OPT_SHOWN:
        return EXIT_GOOD;
    case OPT_BAD:
        err_print(stderr, &err);
        return EXIT_NOTHING;
    case OPT_RUN:
        break;
    }
    struct build_options build = {
        .content_dir = options.content,
        .index_dir = options.index,
        .jobs = (size_t)options.jobs,
        .keep = (unsigned)options.keep,
        .full = options.full,
        .progress = isatty(STDERR_FILENO),
    };
    struct report *report = report_new();
    int result = build_run(&build, report, &summary, &err);
    if (summary.repaired.code != ERR_NONE)
        err_print(stderr, &summary.repaired);
    summary_print_report(stderr, report, options.content);
    if (result < 0)
        err_print(stderr, &err);
    else
        summary_print(stdout, &summary, report, options.json);
    size_t skipped = report_count(report, REPORT_SKIPPED);
    report_free(report);
    return result < 0 ? EXIT_NOTHING : skipped ? EXIT_FOUND : EXIT_GOOD;
}
