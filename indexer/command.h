/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commands of jawab-index. Each reads its own options, prints for people or, with --json, for
 * programs, and returns the exit status. A new command is a file and a row of the table in main.c.
 */
#ifndef JAWAB_COMMAND_H
#define JAWAB_COMMAND_H

#include "../lib/opt.h"

/* The same for all commands. */
enum {
    EXIT_GOOD = 0,    /* done, and nothing to say */
    EXIT_FOUND = 1,   /* done, but there is something for a person to look at */
    EXIT_NOTHING = 2, /* not done; nothing was changed */
};

/* Reads the options of a command as opt_parse does. False when that was all, a --help or a mistake
 * that was told: then *status is what to end with. */
bool command_begin(const struct opt_command *help, int argc, char **argv, void *options,
                   size_t max_operands, size_t *n_operands, int *status);

/* argv[0] is the command's name. */
int command_build(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_lint(int argc, char **argv);
int command_test(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_generations(int argc, char **argv);
int command_publish(int argc, char **argv);
int command_verify(int argc, char **argv);
extern const struct opt_command command_build_help, command_watch_help, command_lint_help,
    command_test_help, command_diff_help, command_generations_help, command_publish_help,
    command_verify_help;

#endif
