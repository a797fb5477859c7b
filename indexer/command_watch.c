/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "watch.h"

struct options {
    const char *content, *index;
    long jobs, quiet_ms;
    bool preview;
};

static const struct opt options_table[] = {
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder with the articles: every .md below it is read", .required = true},
    {"index", OPT_STRING, offsetof(struct options, index), "DIR",
     "folder of the index; made when it does not exist", .required = true},
    {"jobs", OPT_NUMBER, offsetof(struct options, jobs), "N",
     "threads to build with (default: one a processor)", .min = 1, .max = 64},
    {"quiet-ms", OPT_NUMBER, offsetof(struct options, quiet_ms), "N",
     "build when nothing has changed for so long (40)", .min = 1, .max = 1000},
    {"preview", OPT_FLAG, offsetof(struct options, preview), NULL,
     "take drafts and what is not live as well, for jawab-serve --preview"},
};

const struct opt_command command_watch_help = {
    .program = "jawab-index",
    .name = "watch",
    .summary = "Builds the index, and again after each change of the content folder, until it is "
               "stopped.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  ended by SIGTERM or SIGINT, after the build under way\n"
                     "2  could not begin or go on; standard error says why\n",
};

int command_watch(int argc, char **argv)
{
    struct options options = {.jobs = sysconf(_SC_NPROCESSORS_ONLN), .quiet_ms = 40};
    struct err err = ERR_INIT;
    size_t n_operands;
    int early;
    if (!command_begin(&command_watch_help, argc, argv, &options, 0, &n_operands, &early))
        return early;
    struct watch_options watch = {
        .build = {.content_dir = options.content,
                  .index_dir = options.index,
                  .jobs = (size_t)options.jobs,
                  .keep_last_good = true,
                  .preview = options.preview},
        .quiet_ms = (unsigned)options.quiet_ms,
    };
    if (watch_run(&watch, &err) == 0)
        return EXIT_GOOD;
    err_print(stderr, &err);
    return EXIT_NOTHING;
}
