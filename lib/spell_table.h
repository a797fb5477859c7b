/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * data/confusions.txt ready for use: what it costs to take one letter for another. Belongs to
 * spell.c; knows nothing of words.
 */
#ifndef JAWAB_SPELL_TABLE_H
#define JAWAB_SPELL_TABLE_H

#include "err.h"
#include "str.h"

enum {
    SPELL_ARABIC_FROM = 0x621,
    SPELL_ARABIC_TO = 0x64A,
    SPELL_LATIN_FROM = 1 + SPELL_ARABIC_TO - SPELL_ARABIC_FROM + 1,
    SPELL_CODES = SPELL_LATIN_FROM + 26, /* 0: a letter of which the table knows nothing */
    SPELL_SIDE_LETTERS = 3,              /* of one side of a row */
    SPELL_ROWS_MAX = 64,                 /* of one kind, each in both directions */
};

/* The small number of a letter. */
static inline unsigned char spell_code(uint32_t c)
{
    if (c >= SPELL_ARABIC_FROM && c <= SPELL_ARABIC_TO)
        return (unsigned char)(1 + c - SPELL_ARABIC_FROM);
    return c >= 'a' && c <= 'z' ? (unsigned char)(SPELL_LATIN_FROM + c - 'a') : 0;
}

struct spell_side {
    unsigned char codes[SPELL_SIDE_LETTERS];
    unsigned char n;
};

/* Letters that stand for others, where one letter for one letter does not say it. */
struct spell_row {
    struct spell_side left, right;
    unsigned char cost;
};

struct spell_rows {
    struct spell_row rows[SPELL_ROWS_MAX];
    size_t n;
};

/* Every row in both directions. The first index of the matrices is 1 at the beginning of a word. */
struct spell_table {
    unsigned char replace[2][SPELL_CODES][SPELL_CODES];
    unsigned char drop[2][SPELL_CODES];         /* or add */
    struct spell_rows at_start, at_end, inside; /* `^`, `$`, several letters anywhere */
    bool ends_row[SPELL_CODES];                 /* the last letter of a side of `inside` */
};

/* Reads text written like data/confusions.txt. */
int spell_table_read(struct spell_table *table, struct str text, struct err *err);

#endif
