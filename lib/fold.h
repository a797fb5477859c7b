/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The folding table (data/folding.txt) ready for use: one look-up a UTF-16 unit. Belongs to the ICU
 * door: only text.c and its parts include this.
 */
#ifndef JAWAB_FOLD_H
#define JAWAB_FOLD_H

#include <unicode/utypes.h>

#include "err.h"

enum letter_class { CLASS_OTHER, CLASS_ARABIC, CLASS_ALPHABET, CLASS_DIGIT, CLASS_MARK };

enum { FOLD_TABLE_SIZE = 0x3000 }; /* all alphabets of the table; the rest goes through ICU */

struct fold_table {
    UChar exact[FOLD_TABLE_SIZE];  /* 0: dropped */
    UChar folded[FOLD_TABLE_SIZE]; /* of an exact-layer character */
    unsigned char class[FOLD_TABLE_SIZE];
    bool stable[FOLD_TABLE_SIZE]; /* of only these, `exact` alone makes the exact layer */
};

/* The shared table, built on first use; NULL with err when folding.txt has a mistake. */
const struct fold_table *fold_table(struct err *err);

/* Exact layer of any code point: lower case, ASCII digit, or 0 when dropped. */
UChar32 fold_exact(const struct fold_table *table, UChar32 c);
enum letter_class fold_class(const struct fold_table *table, UChar32 c);

#endif
