/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `jawab-serve token add|list|revoke`: who is an agent, changed from a terminal. A running server
 * notices the changed file by itself.
 */
#ifndef JAWAB_TOKEN_COMMAND_H
#define JAWAB_TOKEN_COMMAND_H

/* argv[0] is "token". Returns the exit status: 0, or 2 with the reason on standard error. */
int token_command(int argc, char **argv);

#endif
