/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to zlib: gzip, for answers and for assets.
 */
#ifndef JAWAB_COMPRESS_H
#define JAWAB_COMPRESS_H

#include "../lib/str.h"

enum {
    COMPRESS_MIN_BYTES = 1024, /* below, the headers cost more than is saved */
    COMPRESS_FAST = 4,         /* for an answer: a request waits */
    COMPRESS_BEST = 9,         /* for an asset: once a start */
};

/* Appends the gzip form of `plain` to *out; false (and *out unchanged) when it would not be
 * smaller. */
bool compress_gzip(struct buf *out, struct str plain, int level);

#endif
