/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of Arabizi spellings (data/arabizi.txt) ready for use: rows by the first character that
 * is typed, and the classes of letters. Knows nothing of words.
 */
#ifndef JAWAB_ARABIZI_TABLE_H
#define JAWAB_ARABIZI_TABLE_H

#include "err.h"
#include "str.h"

enum {
    ARABIZI_LATIN_MAX = 4,   /* characters of a row */
    ARABIZI_LETTERS_MAX = 3, /* Arabic letters of a row */
    ARABIZI_ALPHABET = 0x2B, /* letters are numbered from U+0620; 0 is any other character */
    ARABIZI_CLASSES_MAX = 2, /* of a letter */
    ARABIZI_ROWS_MAX = 400,
    ARABIZI_HEH = 0x27, /* ه, at the end of a word: teh marbuta */
};

struct arabizi_row {
    char latin[ARABIZI_LATIN_MAX]; /* without its signs */
    uint8_t n_latin;               /* 0: nothing is typed */
    uint8_t letters[ARABIZI_LETTERS_MAX];
    uint8_t n_letters;
    uint8_t cost;
    bool at_start, at_end, before_consonant, before_double;
    bool may_double;   /* a consonant that may be typed twice */
    bool no_new_class; /* a row before it reads the same as a letter of the same class */
    unsigned line;
};

struct arabizi_table {
    struct arabizi_row rows[ARABIZI_ROWS_MAX]; /* by first character, else as in the file */
    size_t n_rows;
    size_t from[129]; /* rows that begin with ASCII character c: from[c] to from[c + 1] */
    char classes[ARABIZI_ALPHABET][ARABIZI_CLASSES_MAX]; /* 0: none */
};

/* Reads a table. Fails with the line of a row that cannot be read, is there
 * twice, or leaves a letter out that has a class (its key would be lost); and when a letter of the
 * alphabet has no row. */
int arabizi_table_read(struct arabizi_table *table, struct str text, struct err *err);

/* The embedded one, read on first use. Thread-safe. */
const struct arabizi_table *arabizi_table(void);

/* The number of a folded Arabic letter; 0 for all else. */
uint8_t arabizi_letter(uint32_t code_point);

static inline bool arabizi_is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Does what is typed from here on begin with a consonant twice? */
bool arabizi_is_doubled(struct str rest);

/* May the row be used at a byte of what was typed? Asks for the text and all signs. Inline, because
 * it is asked for every row at every character. */
static inline bool arabizi_row_fits(const struct arabizi_row *row, struct str typed, size_t at_byte)
{
    size_t end = at_byte + row->n_latin;
    if ((row->at_start && at_byte) || end > typed.n || (row->at_end && end < typed.n) ||
        (row->before_consonant && (end == typed.n || arabizi_is_vowel(typed.p[end]))))
        return false;
    for (size_t i = 0; i < row->n_latin; i++)
        if (row->latin[i] != typed.p[at_byte + i])
            return false;
    return !row->before_double || arabizi_is_doubled(str_sub(typed, end, typed.n));
}

/* Bytes of what was typed when the row fits and its consonant is typed twice there; else 0. */
static inline size_t arabizi_row_doubled(const struct arabizi_row *row, struct str typed,
                                         size_t at_byte)
{
    size_t n = row->may_double ? row->n_latin : 0;
    return n && at_byte + 2 * n <= typed.n &&
                   memcmp(typed.p + at_byte, typed.p + at_byte + n, n) == 0
               ? 2 * n
               : 0;
}

#endif
