/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "build.h"
#include "command.h"
#include "moment.h"
#include "summary.h"

struct options {
    const char *content, *index, *now;
    long jobs;
    bool full, json, preview;
};

static const struct opt options_table[] = {
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder with the articles: every .md below it is read", .required = true},
    {"index", OPT_STRING, offsetof(struct options, index), "DIR",
     "folder of the index; made when it does not exist", .required = true},
    {"jobs", OPT_NUMBER, offsetof(struct options, jobs), "N",
     "threads to build with (default: one a processor)", .min = 1, .max = 64},
    {"full", OPT_FLAG, offsetof(struct options, full), NULL,
     "take nothing over from earlier builds; the result is the same"},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL,
     "print the summary as one JSON object"},
    {"preview", OPT_FLAG, offsetof(struct options, preview), NULL,
     "take drafts and what is not live as well, for jawab-serve --preview"},
    {"now", OPT_STRING, offsetof(struct options, now), "TIME",
     "take what is live at this moment, 2026-12-01T09:30Z, instead of the clock's"},
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
        .full = options.full,
        .progress = isatty(STDERR_FILENO),
        .preview = options.preview,
    };
    if (options.now && !moment_read(str_from(options.now), &build.now)) {
        fprintf(stderr, "--now: \"%s\" is not a moment; write it as 2026-12-01T09:30Z\n",
                options.now);
        return EXIT_NOTHING;
    }
    struct report *report = report_new();
    int result = build_run(&build, report, &summary, &err);
    summary_print_report(stderr, report, options.content);
    if (result < 0)
        err_print(stderr, &err);
    else
        summary_print(stdout, &summary, report, options.json);
    size_t skipped = report_count(report, REPORT_SKIPPED);
    report_free(report);
    return result < 0 ? EXIT_NOTHING : skipped ? EXIT_FOUND : EXIT_GOOD;
}
