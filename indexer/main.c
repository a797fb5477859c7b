/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jawab-index: turns a folder of Markdown into an index.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/json.h"
#include "../lib/opt.h"
#include "build.h"
#include "summary.h"

enum { EXIT_BUILT = 0, EXIT_BUILT_WITH_SKIPS = 1, EXIT_NOTHING = 2 };

struct options {
    const char *content, *index;
    long jobs;
    bool json;
};

static const struct opt build_options_table[] = {
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder with the articles: every .md below it is read", .required = true},
    {"index", OPT_STRING, offsetof(struct options, index), "DIR",
     "folder of the index; made when it does not exist", .required = true},
    {"jobs", OPT_NUMBER, offsetof(struct options, jobs), "N",
     "threads to build with (default: one a processor)", .min = 1, .max = 64},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL,
     "print the summary as one JSON object"},
};

static const struct opt_command build_command = {
    .program = "jawab-index",
    .name = "build",
    .summary =
        "Reads a folder of Markdown articles and publishes them as a new generation of an index.",
    .options = build_options_table,
    .n_options = sizeof build_options_table / sizeof build_options_table[0],
    .exit_statuses = "0  built\n"
                     "1  built, but some files were skipped; each is named with its reason\n"
                     "2  nothing was published; the index is as it was\n",
};

static int run_build(int argc, char **argv)
{
    struct options options = {.jobs = sysconf(_SC_NPROCESSORS_ONLN)};
    struct err err = ERR_INIT;
    struct build_summary summary;
    size_t n_operands;
    switch (opt_parse(&build_command, argc, argv, &options, 0, &n_operands, &err)) {
    case OPT_SHOWN:
        return EXIT_BUILT;
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
        .progress = isatty(STDERR_FILENO),
    };
    struct report *report = report_new();
    int result = build_run(&build, report, &summary, &err);
    summary_print_report(stderr, report, options.content);
    if (result < 0)
        err_print(stderr, &err);
    else
        summary_print(stdout, &summary, report, options.json);
    size_t skipped = report_count(report, REPORT_SKIPPED);
    report_free(report);
    return result < 0 ? EXIT_NOTHING : skipped ? EXIT_BUILT_WITH_SKIPS : EXIT_BUILT;
}

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const struct opt_command *help;
} commands[] = {
    {"build", run_build, &build_command},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_usage(FILE *out)
{
    fprintf(out, "usage: jawab-index COMMAND [OPTIONS]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help->summary);
    fprintf(out, "\njawab-index COMMAND --help tells the options of one.\n");
}

static int unknown_command(const char *typed)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = opt_nearest(typed, names, COMMANDS);
    fprintf(stderr, "jawab-index: there is no command \"%s\"%s%s%s; try jawab-index --help\n",
            typed, nearest ? ": did you mean \"" : "", nearest ? nearest : "",
            nearest ? "\"?" : "");
    return EXIT_NOTHING;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_NOTHING;
    }
    if (strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("jawab-index %s\n", JAWAB_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return unknown_command(argv[1]);
}
