/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compress.h"

#include "../lib/err.h"

#define ZLIB_CONST
#include <limits.h>
#include <zlib.h>

bool compress_gzip(struct buf *out, struct str plain, int level)
{
    enum { WINDOW_BITS_GZIP = 15 + 16, MEMORY_LEVEL = 8 };
    z_stream z = {0};
    if (plain.n > UINT_MAX)
        return false;
    if (deflateInit2(&z, level, Z_DEFLATED, WINDOW_BITS_GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        BUG("zlib does not start");
    size_t before = out->n;
    unsigned char piece[16 * 1024];
    z.next_in = (const unsigned char *)plain.p;
    z.avail_in = (unsigned)plain.n;
    int state = Z_OK;
    while (state == Z_OK && out->n - before < plain.n) {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        state = deflate(&z, Z_FINISH);
        buf_add(out, (struct str){(const char *)piece, sizeof piece - z.avail_out});
    }
    deflateEnd(&z);
    if (state == Z_STREAM_END && out->n - before < plain.n && !out->failed)
        return true;
    buf_cut(out, before);
    return false;
}
