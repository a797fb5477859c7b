/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

bool command_begin(const struct opt_command *help, int argc, char **argv, void *options,
                   size_t max_operands, size_t *n_operands, int *status)
{
    struct err err = ERR_INIT;
    switch (opt_parse(help, argc, argv, options, max_operands, n_operands, &err)) {
    case OPT_SHOWN:
        *status = EXIT_GOOD;
        return false;
    case OPT_BAD:
        err_print(stderr, &err);
        *status = EXIT_NOTHING;
        return false;
    case OPT_RUN:
        break;
    }
    return true;
}
