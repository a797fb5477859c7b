/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers and texts one after another in a file that ends with their checksum: what a build keeps
 * for the next. Read by the program that wrote it, in the same order; not a format for others.
 */
#ifndef JAWAB_PACK_H
#define JAWAB_PACK_H

#include "../lib/file.h"

enum { PACK_MAX_BYTES = 1 << 30 };

void pack_number(struct buf *out, uint64_t value);
void pack_text(struct buf *out, struct str text);
int pack_save(struct buf *out, const char *path, struct err *err);

struct unpack {
    struct str rest;
    bool failed; /* by reading more than there is */
};

/* Reads the file into *bytes, from which texts are borrowed. ERR_INDEX when it is not as written.
 */
int unpack_open(struct unpack *u, const char *path, struct buf *bytes, struct err *err);
uint64_t unpack_number(struct unpack *u);
struct str unpack_text(struct unpack *u);

#endif
