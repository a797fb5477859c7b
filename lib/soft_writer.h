/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How the files of soft word match (soft_format.h) are written: a header, then arrays at multiples
 * of 8 bytes, of which only a little is in memory at a time. Failures are told at the end.
 */
#ifndef JAWAB_SOFT_WRITER_H
#define JAWAB_SOFT_WRITER_H

#include "file.h"
#include "hash.h"

struct soft_writer {
    struct file_out file;
    struct hash_stream *checksum; /* of all behind the header, if it is wanted */
    char *bytes;                  /* not yet in the file */
    size_t n, n_header_bytes;
    uint64_t offset; /* of bytes[0] in the file */
};

/* `path` is borrowed until the end. The header is left open. */
int soft_writer_begin(struct soft_writer *w, const char *path, size_t n_header_bytes,
                      struct err *err);

/* Items of an array, and its end. */
void soft_write(struct soft_writer *w, const void *items, size_t n_bytes);
void soft_write_u32(struct soft_writer *w, uint32_t item);
void soft_write_end(struct soft_writer *w);

/* A whole one. */
void soft_write_array(struct soft_writer *w, const void *array, size_t n_bytes);

/* What soft_words_checksum finds in the file as it is now; nothing may be written after it. Wanted
 * by soft_writer_hash, before any item. */
void soft_writer_hash(struct soft_writer *w);
uint64_t soft_writer_checksum(struct soft_writer *w);

/* Fills the header in. ERR_TOO_BIG when offsets of the file do not fit its numbers. */
int soft_writer_finish(struct soft_writer *w, const void *header, struct err *err);

#endif
