/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How far one word is from another as people mistype Arabic and English: an edit distance in which
 * likely mistakes cost less. Two words in, a number out; knows no index, and not which word is
 * better.
 */
#ifndef JAWAB_SPELL_H
#define JAWAB_SPELL_H

#include "text.h"

/* Costs, in hundredths of an edit. What single letters cost less is in data/confusions.txt. */
enum {
    SPELL_EDIT = 100,     /* one letter replaced by any other, the least likely mistake */
    SPELL_DROP = 85,      /* one letter dropped or added */
    SPELL_NEAR_KEY = 75,  /* one letter replaced by that of a key beside it */
    SPELL_SWAP = 55,      /* two neighbouring letters swapped */
    SPELL_DOUBLED = 40,   /* a letter written twice, or once instead of twice */
    SPELL_FIRST = 15,     /* on top, where the words differ from the beginning */
    SPELL_LETTERS = 100,  /* of each word that are compared */
    SPELL_LETTERS_MIN = 4 /* of a word that may be corrected */
};

/* The cheapest way from one folded word to the other, every letter touched by one edit only
 * (optimal string alignment); the same in both directions. As soon as it is sure to exceed max,
 * some value above max. Thread-safe. Of one mistake in each of 930 words of a help centre, the word
 * meant was the nearest of all, alone and within spell_limit, in 97.3 % (Arabic of 5 letters and
 * more 96.2, English 99.7); with every edit at 100, in 90.2 % (87.8, 98.7):
 * tests/unit/test_spell_quality.c. */
unsigned spell_distance(struct str typed_folded, struct str word_folded, unsigned max);

/* The largest distance at which a word may be meant by one typed with so many letters: 0 for words
 * too short to be told from others, one edit from 4 letters on, one and a half from 6, two from 8.
 */
unsigned spell_limit(size_t letters);

/* Whether a token may be a mistyped word at all: no number, no code, no short word. */
bool spell_may_correct(const struct token *token);

#endif
