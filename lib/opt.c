/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "opt.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 32, NAMES_MAX = 32 };

/* The two that every program has; they are handled here and are rows only for --help and typos. */
static const struct opt common[] = {
    {.name = "help", .kind = OPT_FLAG, .help = "print this and exit"},
    {.name = "version", .kind = OPT_FLAG, .help = "print the version and exit"},
};

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Letters to insert, delete, replace or swap with the next to get from a to b; SIZE_MAX when one is
 * too long to be a name. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    size_t d[NAME_MAX_BYTES + 1][NAME_MAX_BYTES + 1];
    if (n > NAME_MAX_BYTES || m > NAME_MAX_BYTES)
        return SIZE_MAX;
    for (size_t i = 0; i <= n; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            d[i][j] = smallest(d[i - 1][j] + 1, d[i][j - 1] + 1,
                               d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = smallest(d[i][j], d[i - 2][j - 2] + 1, SIZE_MAX);
        }
    return d[n][m];
}

const char *opt_nearest(const char *typed, const char *const *names, size_t n)
{
    const char *nearest = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t distance = edit_distance(typed, names[i]);
        if (distance < least && distance * 3 <= strlen(names[i])) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

static int unknown_option(const struct opt_command *command, const char *typed, struct err *err)
{
    const char *names[NAMES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < command->n_options && n < NAMES_MAX; i++)
        names[n++] = command->options[i].name;
    for (size_t i = 0; i < sizeof common / sizeof *common && n < NAMES_MAX; i++)
        names[n++] = common[i].name;
    const char *near = opt_nearest(typed, names, n);
    if (near)
        return err_set(err, ERR_SYNTAX, "unknown option --%s; did you mean --%s?", typed, near);
    return err_set(err, ERR_SYNTAX, "unknown option --%s; see %s%s%s --help", typed,
                   command->program, command->name ? " " : "", command->name ? command->name : "");
}

static int set_number(const struct opt *opt, const char *text, long *field, struct err *err)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < opt->min || value > opt->max)
        return err_set(err, ERR_SYNTAX, "--%s takes a number from %ld to %ld, not '%s'", opt->name,
                       opt->min, opt->max, text);
    *field = value;
    return 0;
}

static int set_field(const struct opt *opt, const char *value, void *target, struct err *err)
{
    char *field = (char *)target + opt->offset;
    switch (opt->kind) {
    case OPT_FLAG:
        *(bool *)field = true;
        return 0;
    case OPT_STRING:
        *(const char **)field = value;
        return 0;
    case OPT_NUMBER:
        return set_number(opt, value, (long *)field, err);
    }
    BUG("option --%s has no kind", opt->name);
}

static const struct opt *find(const struct opt *options, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

/* What has been seen of the command line so far. */
struct parse {
    const struct opt_command *command;
    int argc;
    char **argv;
    int next;
    bool seen[NAMES_MAX];
    void *target;
};

/* One argument that starts with "--". */
static enum opt_outcome parse_option(struct parse *parse, struct err *err)
{
    const struct opt_command *command = parse->command;
    char *text = parse->argv[parse->next++] + 2;
    char *equals = strchr(text, '=');
    char name[256];
    snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - text) : (int)strlen(text), text);
    const char *value = equals ? equals + 1 : NULL;

    if (strcmp(name, "help") == 0) {
        opt_print_help(stdout, command);
        return OPT_SHOWN;
    }
    if (strcmp(name, "version") == 0) {
        printf("%s %s\n", command->program, JAWAB_VERSION);
        return OPT_SHOWN;
    }
    const struct opt *opt = find(command->options, command->n_options, name);
    if (!opt) {
        unknown_option(command, name, err);
        return OPT_BAD;
    }
    if (opt->kind == OPT_FLAG && value) {
        err_set(err, ERR_SYNTAX, "--%s takes no value", name);
        return OPT_BAD;
    }
    if (opt->kind != OPT_FLAG && !value) {
        if (parse->next >= parse->argc) {
            err_set(err, ERR_SYNTAX, "--%s needs a value: --%s %s", name, name, opt->argument);
            return OPT_BAD;
        }
        value = parse->argv[parse->next++];
    }
    parse->seen[opt - command->options] = true;
    return set_field(opt, value, parse->target, err) ? OPT_BAD : OPT_RUN;
}

static enum opt_outcome check_required(const struct parse *parse, struct err *err)
{
    const struct opt_command *command = parse->command;
    for (size_t i = 0; i < command->n_options; i++) {
        const struct opt *opt = &command->options[i];
        if (opt->required && !parse->seen[i]) {
            err_set(err, ERR_SYNTAX, "--%s %s is required; see %s%s%s --help", opt->name,
                    opt->argument, command->program, command->name ? " " : "",
                    command->name ? command->name : "");
            return OPT_BAD;
        }
    }
    return OPT_RUN;
}

enum opt_outcome opt_parse(const struct opt_command *command, int argc, char **argv, void *target,
                           size_t max_operands, size_t *n_operands, struct err *err)
{
    struct parse parse = {
        .command = command, .argc = argc, .argv = argv, .next = 1, .target = target};
    bool only_operands = false;
    if (command->n_options + sizeof common / sizeof *common > NAMES_MAX)
        BUG("%s has too many options", command->program);
    *n_operands = 0;
    while (parse.next < argc) {
        char *text = argv[parse.next];
        if (!only_operands && strcmp(text, "--") == 0) {
            only_operands = true;
            parse.next++;
        } else if (!only_operands && text[0] == '-' && text[1] == '-') {
            enum opt_outcome outcome = parse_option(&parse, err);
            if (outcome != OPT_RUN)
                return outcome;
        } else if (!only_operands && text[0] == '-' && text[1]) {
            err_set(err, ERR_SYNTAX, "unknown option %s; options begin with two dashes", text);
            return OPT_BAD;
        } else if (*n_operands == max_operands) {
            err_set(err, ERR_SYNTAX, "unexpected argument '%s'; see %s%s%s --help", text,
                    command->program, command->name ? " " : "", command->name ? command->name : "");
            return OPT_BAD;
        } else {
            argv[1 + (*n_operands)++] = text;
            parse.next++;
        }
    }
    return check_required(&parse, err);
}

static void print_row(FILE *out, const struct opt *opt)
{
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", opt->name, opt->argument ? " " : "",
             opt->argument ? opt->argument : "");
    fprintf(out, "  %-22s %s%s\n", left, opt->help, opt->required ? " (required)" : "");
}

void opt_print_help(FILE *out, const struct opt_command *command)
{
    fprintf(out, "usage: %s%s%s", command->program, command->name ? " " : "",
            command->name ? command->name : "");
    for (size_t i = 0; i < command->n_options; i++) {
        const struct opt *opt = &command->options[i];
        fprintf(out, opt->required ? " --%s%s%s" : " [--%s%s%s]", opt->name,
                opt->argument ? " " : "", opt->argument ? opt->argument : "");
    }
    fprintf(out, "%s%s\n\n%s\n\n", command->usage ? " " : "", command->usage ? command->usage : "",
            command->summary);
    for (size_t i = 0; i < command->n_options; i++)
        print_row(out, &command->options[i]);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        print_row(out, &common[i]);
    if (command->exit_statuses)
        fprintf(out, "\nExit status:\n%s", command->exit_statuses);
}
