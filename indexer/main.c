/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jawab-index: turns a folder of Markdown into an index.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const struct opt_command *help;
} commands[] = {
    {"build", command_build, &command_build_help},
    {"watch", command_watch, &command_watch_help},
    {"lint", command_lint, &command_lint_help},
    {"test", command_test, &command_test_help},
    {"diff", command_diff, &command_diff_help},
    {"generations", command_generations, &command_generations_help},
    {"publish", command_publish, &command_publish_help},
    {"verify", command_verify, &command_verify_help},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_usage(FILE *out)
{
    fprintf(out, "usage: jawab-index COMMAND [OPTIONS]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].help->summary);
    fprintf(out, "\njawab-index COMMAND --help tells the options of one.\n");
}

static int unknown_command(const char *typed)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = opt_nearest(typed, names, COMMANDS);
    fprintf(stderr, "there is no command \"%s\"; %s%s%s\n", typed,
            nearest ? "did you mean " : "see ", nearest ? nearest : "jawab-index --help",
            nearest ? "?" : "");
    return EXIT_NOTHING;
}

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a file over the limit of ulimit -f is an error with its name */
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
