/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../lib/generation.h"
#include "../lib/schema.h"
#include "../lib/text.h"
#include "command.h"

struct options {
    const char *index;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "folder of the index",
     .required = true},
};

const struct opt_command command_publish_help = {
    .program = "jawab-index",
    .name = "publish",
    .usage = "N",
    .summary = "Makes generation N current, older, newer or staged, once all of it is verified.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  generation N is current; servers follow by themselves\n"
                     "2  nothing was changed\n",
};

static int publish(const struct options *options, const char *word, struct err *err)
{
    struct generation_manifest manifest;
    unsigned before = 0;
    struct err ignored = ERR_INIT;
    generation_current_number(options->index, &before, &ignored);
    if (generation_switch(options->index, word, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, &manifest,
                          err) != 0)
        return EXIT_NOTHING;
    printf("generation %u of %s is current", manifest.number, manifest.created);
    if (before && before != manifest.number)
        printf("; before it was %u", before);
    printf("\n");
    return EXIT_GOOD;
}

int command_publish(int argc, char **argv)
{
    struct options options = {NULL};
    struct err err = ERR_INIT;
    size_t n_operands;
    int status = EXIT_NOTHING;
    int early;
    if (!command_begin(&command_publish_help, argc, argv, &options, 1, &n_operands, &early))
        return early;
    if (n_operands == 1)
        status = publish(&options, argv[1], &err);
    else
        err_set(&err, ERR_SYNTAX, "which generation? jawab-index generations --index %s lists them",
                options.index);
    if (status == EXIT_NOTHING)
        err_print(stderr, &err);
    return status;
}
