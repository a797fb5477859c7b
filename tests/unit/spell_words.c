/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spell_words.h"

struct spell_words spell_words;

static void add_word(struct str word)
{
    struct spell_words *w = &spell_words;
    if (w->n == SPELL_WORDS_MAX)
        BUG("%s: more than %d words", w->golden.path, SPELL_WORDS_MAX);
    w->at[w->n].exact = word;
    w->at[w->n].folded = text_fold(w->text, &w->golden.arena, word);
    w->at[w->n].letters = utf8_count_chars(word);
    w->at[w->n].arabic = str_eq(text_guess_lang(word), STR("ar"));
    w->n++;
}

int spell_words_setup(void **state)
{
    struct err err = ERR_INIT;
    struct str line;
    (void)state;
    if (text_new(&spell_words.text, &err) != 0)
        return -1;
    golden_open(&spell_words.golden, "tests/golden/spell_words.txt");
    while (golden_next(&spell_words.golden, &line))
        while (line.n)
            add_word(golden_cut(&line, STR(" ")));
    return 0;
}

int spell_words_teardown(void **state)
{
    (void)state;
    golden_close(&spell_words.golden);
    text_free(spell_words.text);
    return 0;
}

/* Marsaglia, Xorshift RNGs, 2003. */
uint32_t spell_any(uint32_t below)
{
    static uint64_t x = 88172645463325252u;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return (uint32_t)(x >> 32) % below;
}
