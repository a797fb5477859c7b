/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How the files of soft word match are put together in memory: arrays at multiples of 8 bytes,
 * numbers, varints (soft_format.h). Belongs to those who write them.
 */
#ifndef JAWAB_SOFT_PUT_H
#define JAWAB_SOFT_PUT_H

#include "soft_format.h"
#include "str.h"

/* Ends an array whose items were added one by one. */
static inline void soft_end_array(struct buf *out)
{
    static const char zeros[8];
    buf_add(out, (struct str){zeros, soft_align(out->n) - out->n});
}

static inline void soft_put_array(struct buf *out, const void *array, size_t n_bytes)
{
    buf_add(out, (struct str){array, n_bytes});
    soft_end_array(out);
}

static inline void soft_put_u32(struct buf *out, uint32_t value)
{
    buf_add(out, (struct str){(const char *)&value, sizeof value});
}

static inline void soft_put_varint(struct buf *out, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        buf_char(out, (char)(value | 0x80));
    buf_char(out, (char)value);
}

#endif
