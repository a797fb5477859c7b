/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of tests/golden/spell_words.txt and random numbers, for the tests of lib/spell.h.
 */
#ifndef JAWAB_TEST_SPELL_WORDS_H
#define JAWAB_TEST_SPELL_WORDS_H

#include "golden.h"
#include "lib/text.h"

enum { SPELL_WORDS_MAX = 2000 };

extern struct spell_words {
    struct text *text;
    struct golden golden;
    struct {
        struct str exact, folded;
        size_t letters;
        bool arabic;
    } at[SPELL_WORDS_MAX];
    size_t n;
} spell_words;

int spell_words_setup(void **state); /* cmocka group setup and teardown */
int spell_words_teardown(void **state);

uint32_t spell_any(uint32_t below); /* the next random number; the same in every run */

#endif
