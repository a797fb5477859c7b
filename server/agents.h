/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who may ask what is for agents only: a file with a name and the hash of a token in each row.
 * Knows no sockets; what a request brings is the value of its Authorization header (RFC 6750).
 */
#ifndef JAWAB_AGENTS_H
#define JAWAB_AGENTS_H

#include "../lib/err.h"
#include "../lib/str.h"

struct agents;

/* Rows are `name hash`: BLAKE2b-256 of the token in lower-case hex, as `b2sum -l 256` prints it;
 * `#` begins a comment. A row that is not so is an error with its line. */
int agents_open(struct agents **out, const char *path, struct err *err);
void agents_close(struct agents *agents); /* NULL is fine */

/* Is it "Bearer TOKEN" with the token of one of them? Nobody is without a file (NULL). Compares
 * with every row, each in constant time. */
bool agents_allow(const struct agents *agents, struct str authorization);

#endif
