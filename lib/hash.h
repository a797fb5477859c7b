/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one hash of the project: BLAKE2b (RFC 7693) by libsodium, for checksums of files and for
 * stable ids. Not for passwords.
 */
#ifndef JAWAB_HASH_H
#define JAWAB_HASH_H

#include "err.h"
#include "str.h"

enum { HASH_HEX_BYTES = 65 }; /* 256 bits in hex, and the NUL */

/* First 64 bits (big-endian) of BLAKE2b-256 of the bytes: section, article and redirect ids. */
uint64_t hash_id(struct str bytes);

/* BLAKE2b-256 of a file's content, lower-case hex. Reads in pieces: any size. */
int hash_file(const char *path, char hex[HASH_HEX_BYTES], struct err *err);

#endif
