/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "token_command.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

#include "../lib/file.h"
#include "../lib/opt.h"
#include "agents_file.h"

enum { EXIT_DONE, EXIT_FAILED = 2 };

struct settings {
    const char *agents;
};

static const struct opt options[] = {
    {"agents", OPT_STRING, offsetof(struct settings, agents), "FILE",
     "the agents, a row each: a name, the hash of a token, a day", .required = true},
};

static const char statuses[] = "0  done\n2  nothing was changed; standard error says why\n";

#define COMMAND(title, operands, sentence)                                                         \
    {                                                                                              \
        .program = "jawab-serve", .name = (title), .usage = (operands), .summary = (sentence),     \
        .options = options, .n_options = sizeof options / sizeof *options,                         \
        .exit_statuses = statuses                                                                  \
    }

static int add(const char *path, struct str name, struct err *err)
{
    char token[AGENT_TOKEN_BYTES], today[16];
    time_t now = time(NULL);
    struct tm utc;
    strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &utc));
    if (agents_file_add(path, name, str_from(today), token, err) != 0)
        return -1;
    printf("%s\n", token);
    fprintf(stderr, "This token is shown only now: give it to " STR_FMT ".\n", STR_ARG(name));
    return 0;
}

static int list(const char *path, struct str name, struct err *err)
{
    (void)name;
    struct buf text;
    struct agent_row row;
    unsigned line = 0;
    buf_init(&text, AGENTS_FILE_MAX_BYTES);
    int found = file_read(path, AGENTS_FILE_MAX_BYTES, &text, err);
    struct str rest = buf_str(&text);
    while (found == 0 && (found = agents_file_next(&rest, path, &line, &row, err)) > 0) {
        printf(STR_FMT "\t" STR_FMT "\n", STR_ARG(row.name), STR_ARG(row.created));
        found = 0;
    }
    buf_release(&text);
    return found;
}

static int revoke(const char *path, struct str name, struct err *err)
{
    return agents_file_revoke(path, name, err);
}

static const struct command {
    const char *name;
    size_t operands;
    int (*run)(const char *path, struct str name, struct err *err);
    struct opt_command help;
} commands[] = {
    {"add", 1, add,
     COMMAND("token add", "NAME",
             "Makes a token for a new agent and prints it, once; the file keeps only its hash.")},
    {"list", 0, list, COMMAND("token list", NULL, "Prints who has a token, and since when.")},
    {"revoke", 1, revoke,
     COMMAND("token revoke", "NAME",
             "Takes an agent's token back; a running server knows within a second.")},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_usage(FILE *out)
{
    fprintf(out, "usage: jawab-serve token COMMAND --agents FILE [NAME]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help.summary);
    fprintf(out, "\njawab-serve token COMMAND --help tells the options of one.\n");
}

static int run(const struct command *command, int argc, char **argv)
{
    struct settings settings = {NULL};
    struct err err = ERR_INIT;
    size_t n = 0;
    switch (opt_parse(&command->help, argc, argv, &settings, command->operands, &n, &err)) {
    case OPT_SHOWN:
        return EXIT_DONE;
    case OPT_RUN:
        if (n < command->operands)
            err_set(&err, ERR_SYNTAX, "whose token? see jawab-serve %s --help", command->help.name);
        else if (command->run(settings.agents, str_from(n ? argv[1] : ""), &err) == 0)
            return EXIT_DONE;
        break;
    case OPT_BAD:
        break;
    }
    err_print(stderr, &err);
    return EXIT_FAILED;
}

int token_command(int argc, char **argv)
{
    if (sodium_init() < 0)
        BUG("libsodium does not start");
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMANDS && argc > 1; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return run(&commands[i], argc - 1, argv + 1);
    print_usage(stderr);
    return EXIT_FAILED;
}
