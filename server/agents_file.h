/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The file of those who are agents, as text: a row each with a name, the hash of a token and the
 * day it was made. Knows nothing of requests, and of a token only how it is made and hashed.
 *
 *     سارة العتيبي 6b6e49f9…0036f 2026-11-28     # the hash is `printf %s TOKEN | b2sum -l 256`
 */
#ifndef JAWAB_AGENTS_FILE_H
#define JAWAB_AGENTS_FILE_H

#include "../lib/err.h"
#include "../lib/str.h"

enum {
    AGENTS_FILE_MAX_BYTES = 1 << 20,
    AGENT_HASH_BYTES = 32,
    AGENT_NAME_MAX_BYTES = 128,
    AGENT_TOKEN_BYTES = 48, /* "jwb_", 32 random bytes in base64url, and the NUL */
};

struct agent_row {
    struct str name;    /* may have blanks inside */
    struct str created; /* "2026-11-28", or empty: the day is the last column and may be missing */
    unsigned char hash[AGENT_HASH_BYTES];
};

/* Cuts the next row off *rest, leaving comments (`#`) and empty lines out: 1, 0 at the end, or -1
 * for a row that is none. Strings are borrowed from the text; *line counts from 1. */
int agents_file_next(struct str *rest, const char *path, unsigned *line, struct agent_row *row,
                     struct err *err);

/* BLAKE2b-256, as `b2sum -l 256` prints it in hex. */
void agents_file_hash(struct str token, unsigned char hash[AGENT_HASH_BYTES]);

/* Appends a row with the hash of a new token, which is nowhere else: give it to the agent. A file
 * that is missing is made, for its owner alone (mode 0600). An error when `name` has a token. */
int agents_file_add(const char *path, struct str name, struct str created,
                    char token[AGENT_TOKEN_BYTES], struct err *err);

/* Removes all rows of that name; ERR_NOT_FOUND when there is none. The other lines stay. */
int agents_file_revoke(const char *path, struct str name, struct err *err);

#endif
