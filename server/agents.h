/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who is an agent: the rows of a file (agents_file.h), followed while the server runs, and the
 * question whose token this is. Knows no sockets; what a request brings is a token or the value of
 * its Authorization header (RFC 6750). Any thread may ask; NULL, for no file, has nobody in it.
 */
#ifndef JAWAB_AGENTS_H
#define JAWAB_AGENTS_H

#include "../lib/arena.h"
#include "../lib/err.h"

enum { AGENTS_KEY_BYTES = 32 };

struct agents;

/* Reads the file; a row that is none is an error with its line. */
int agents_open(struct agents **out, const char *path, struct err *err);
void agents_close(struct agents *agents); /* NULL is fine */

/* Reads the file again when it changed (time, size, inode), looking once for each `now_s`, seconds
 * of a clock that never goes back. -1, once a change: what is there now cannot be read, and the
 * rows from before stay. */
int agents_refresh(struct agents *agents, uint64_t now_s, struct err *err);

/* The name of the agent with that token, in the arena; empty when it is nobody's. Compares with
 * every row, each in constant time. */
struct str agents_by_token(struct agents *agents, struct arena *a, struct str token);

/* The same for "Bearer TOKEN"; and does a header say so, whatever the token? */
struct str agents_allow(struct agents *agents, struct arena *a, struct str authorization);
bool agents_is_bearer(struct str authorization);

/* A key of that agent, the same until one of his tokens is given or revoked; false when nobody is
 * called so. BLAKE2b-256 of the hashes of his rows, keyed with `purpose` (16 to 64 bytes). */
bool agents_key(struct agents *agents, struct str name, struct str purpose,
                unsigned char key[AGENTS_KEY_BYTES]);

#endif
