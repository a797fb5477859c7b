/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first half of analysis: UTF-8 text as normalised UTF-16 (NFKC, then the exact layer of
 * folding.txt), each unit with the bytes of the original that it stands for. Part of the ICU door:
 * only text.c includes this.
 */
#ifndef JAWAB_TEXT_NORMAL_H
#define JAWAB_TEXT_NORMAL_H

#include <unicode/unorm2.h>

#include "fold.h"
#include "str.h"

struct mapped {
    UChar *units;
    uint32_t *from, *to; /* bytes of the original, for each unit */
    size_t n, cap;
};

struct normal {
    const struct fold_table *fold;
    const UNormalizer2 *nfkc;
    struct mapped raw;   /* scratch */
    struct mapped exact; /* what normal_read made; valid until the next */
};

int normal_init(struct normal *normal, struct err *err);
void normal_release(struct normal *normal);

/* Reads well-formed UTF-8 of less than 2 GiB into normal->exact. */
void normal_read(struct normal *normal, struct str s);

#endif
