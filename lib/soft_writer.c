/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_writer.h"

#include <stdlib.h>
#include <string.h>

#include "soft_format.h"

enum { BUFFER_BYTES = 256 * 1024 };

#define FILE_MAX_BYTES 0x7fffffffu

static void flush(struct soft_writer *w)
{
    struct str bytes = {w->bytes, w->n};
    size_t n_header = w->offset ? 0 : soft_align(w->n_header_bytes);
    file_out_add(&w->file, bytes);
    if (w->checksum)
        hash_stream_add(w->checksum, str_sub(bytes, n_header, bytes.n));
    w->offset += w->n;
    w->n = 0;
}

int soft_writer_begin(struct soft_writer *w, const char *path, size_t n_header_bytes,
                      struct err *err)
{
    *w = (struct soft_writer){.n_header_bytes = n_header_bytes};
    if (file_out_open(&w->file, path, err) < 0)
        return -1;
    w->bytes = xmalloc(BUFFER_BYTES);
    memset(w->bytes, 0, n_header_bytes);
    w->n = n_header_bytes;
    soft_write_end(w);
    return 0;
}

void soft_writer_hash(struct soft_writer *w)
{
    w->checksum = hash_stream_new();
}

void soft_write(struct soft_writer *w, const void *items, size_t n_bytes)
{
    struct str rest = {items, n_bytes};
    while (rest.n) {
        if (w->n == BUFFER_BYTES)
            flush(w);
        struct str part = str_sub(rest, 0, BUFFER_BYTES - w->n);
        memcpy(w->bytes + w->n, part.p, part.n);
        w->n += part.n;
        rest = str_sub(rest, part.n, rest.n);
    }
}

void soft_write_u32(struct soft_writer *w, uint32_t item)
{
    if (BUFFER_BYTES - w->n < sizeof item) {
        soft_write(w, &item, sizeof item);
        return;
    }
    memcpy(w->bytes + w->n, &item, sizeof item);
    w->n += sizeof item;
}

void soft_write_end(struct soft_writer *w)
{
    static const char zeros[8];
    uint64_t end = w->offset + w->n;
    soft_write(w, zeros, soft_align(end) - end);
}

void soft_write_array(struct soft_writer *w, const void *array, size_t n_bytes)
{
    soft_write(w, array, n_bytes);
    soft_write_end(w);
}

uint64_t soft_writer_checksum(struct soft_writer *w)
{
    flush(w);
    uint64_t checksum = hash_stream_end(w->checksum);
    w->checksum = NULL;
    return checksum;
}

int soft_writer_finish(struct soft_writer *w, const void *header, struct err *err)
{
    flush(w);
    file_out_start_over(&w->file);
    file_out_add(&w->file, (struct str){header, w->n_header_bytes});
    free(w->bytes);
    const char *path = w->file.path;
    bool too_big = w->offset > FILE_MAX_BYTES;
    if (file_out_close(&w->file, err) < 0)
        return -1;
    return too_big ? err_at(err, ERR_TOO_BIG, path, 0, "over 2 GiB; split the content") : 0;
}
