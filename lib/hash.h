/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The hashes of the project. Stable ids are BLAKE2b (RFC 7693) by libsodium: they are in the index
 * and in addresses, and two must never meet. Checksums are XXH3 by libxxhash: they find damage, not
 * attackers, seven times as fast. Neither is for passwords.
 */
#ifndef JAWAB_HASH_H
#define JAWAB_HASH_H

#include "err.h"
#include "str.h"

enum { HASH_HEX_BYTES = 33 }; /* 128 bits in hex, and the NUL */

/* First 64 bits (big-endian) of BLAKE2b-256 of the bytes: section, article and redirect ids. */
uint64_t hash_id(struct str bytes);

/* XXH3-64 of the bytes: whether a text is the one of last time. */
uint64_t hash_text(struct str bytes);

/* The same of bytes that come one after the other. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_add(struct hash_stream *h, struct str bytes);
uint64_t hash_stream_end(struct hash_stream *h); /* and frees it */

/* XXH3-128 of a file's content, lower-case hex as `xxh128sum` prints it. Reads in pieces: any size.
 */
int hash_file(const char *path, char hex[HASH_HEX_BYTES], struct err *err);

#endif
