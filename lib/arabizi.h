/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Arabic written in Latin letters and digits (7sabi, kif arja3 el montaj): under which words it may
 * be looked for, and how well it reads as one of them (data/arabizi.txt). Knows no index.
 */
#ifndef JAWAB_ARABIZI_H
#define JAWAB_ARABIZI_H

#include "str.h"

enum {
    ARABIZI_KEYS_MAX = 32,
    ARABIZI_CHARS_MIN = 3,
    ARABIZI_CHARS_MAX = 40, /* longer words have no keys and fit nothing */
};

/* From this fit on a word is worth a try. Of the 502 spellings in tests/golden/arabizi.txt 99.6 %
 * reach it for their word. Of its 59 English words 12 % reach it for some of its 560 Arabic ones,
 * but for account (سنة) all of these are loans: bluetooth, internet, coupon. Among 4,900 Arabic
 * words of articles a quarter of 840 English ones find a word that sounds like them (body, بدي;
 * list, ليست), at .9 a fifth: so ask only for words that the index does not have. */
static const float ARABIZI_FIT_MIN = 0.85F;

/* A hash of the consonants of a word: those that are typed alike count as one, double ones once,
 * vowels and weak letters not at all. Short words share theirs with hundreds of a large index. */
struct arabizi_key {
    uint32_t hash;
};

/* Is it worth trying? Lower case: Latin letters, with digits that stand for Arabic ones,
 * apostrophes and hyphens inside; the whole chunk as typed, of which the analyser makes parts. */
bool arabizi_may_be(struct str latin);

/* The keys that a Latin word may have, most likely first. When it is an Arabic word spelled by the
 * table, one of them is a key of that word; but where the word, or some beginning of the spelling,
 * has more than ARABIZI_KEYS_MAX readings the unlikely ones are lost. Words without a consonant
 * have no key. */
size_t arabizi_keys(struct str latin, struct arabizi_key keys[ARABIZI_KEYS_MAX]);

/* The keys under which a folded Arabic word is found: as it is written, and without its article. */
size_t arabizi_keys_of(struct str arabic, struct arabizi_key keys[ARABIZI_KEYS_MAX]);

/* How well the Latin word reads as the folded Arabic one: 1 letter by letter; 0 for all that is
 * worse than .5. A microsecond for usual words. */
float arabizi_fit(struct str latin, struct str arabic);

#endif
