/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The other way of soft_put.h: arrays cut off a mapped file, and what must hold of their offsets.
 */
#ifndef JAWAB_SOFT_TAKE_H
#define JAWAB_SOFT_TAKE_H

#include "soft_format.h"
#include "str.h"

/* The next array; NULL when it is not all there. */
static inline const void *soft_take(struct str *rest, uint64_t n, size_t item_bytes)
{
    uint64_t aligned = soft_align(n * item_bytes);
    if (rest->n < aligned)
        return NULL;
    const void *array = rest->p;
    *rest = str_sub(*rest, aligned, rest->n);
    return array;
}

/* Do the n + 1 offsets rise, up to `limit` at most? */
static inline bool soft_rises_within(const uint32_t *at, size_t n, uint32_t limit)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] > at[i + 1])
            return false;
    return at[n] <= limit;
}

/* The same from 0 to `end`. */
static inline bool soft_rises(const uint32_t *at, size_t n, uint32_t end)
{
    return at[0] == 0 && at[n] == end && soft_rises_within(at, n, end);
}

#endif
