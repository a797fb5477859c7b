/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "lib/stem.h"
#include "lib/text.h"

static int setup(void **state)
{
    struct err err = ERR_INIT;
    return text_new((struct text **)state, &err);
}

static int teardown(void **state)
{
    text_free(*state);
    return 0;
}

static struct str stem_of(struct text *t, struct arena *a, struct str word)
{
    return stem_arabic(stem_protected(), text_fold(t, a, word));
}

/* Cuts the next word and the sign before it off the line. */
static bool next_word(struct str *line, struct str *word, bool *same)
{
    *line = str_trim(*line);
    if (line->n == 0)
        return false;
    *same = !str_starts(*line, STR("≠"));
    if (str_starts(*line, STR("≠")) || str_starts(*line, STR("=")))
        *line = str_trim(str_sub(*line, *same ? 1 : strlen("≠"), line->n));
    *word = golden_cut(line, STR(" "));
    return true;
}

static void golden_stems(void **state)
{
    struct golden g;
    struct str line, first = {0}, word = {0};
    unsigned wrong = 0;
    bool same;
    golden_open(&g, "tests/golden/stems.txt");
    while (golden_next(&g, &line)) {
        next_word(&line, &first, &same);
        struct str expected = stem_of(*state, &g.arena, first);
        while (next_word(&line, &word, &same)) {
            struct str stem = stem_of(*state, &g.arena, word);
            if (str_eq(stem, expected) == same)
                continue;
            print_error("%s:%u: " STR_FMT " gives " STR_FMT ", " STR_FMT " gives " STR_FMT "\n",
                        g.path, g.line, STR_ARG(first), STR_ARG(expected), STR_ARG(word),
                        STR_ARG(stem));
            wrong++;
        }
    }
    assert_true(g.line > 40);
    assert_int_equal(wrong, 0);
    golden_close(&g);
}

static void short_words_stay_whole(void **state)
{
    static const char *const words[] = {"", "و", "ال", "في", "لل", "بها"};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_str(stem_arabic(stem_protected(), str_from(words[i])), words[i]);
}

/* Any string of the letters that clitics are made of gives a slice of itself. */
static void a_stem_is_a_slice_of_two_letters_or_more(void **state)
{
    static const char *const letters[] = {"ا", "ل", "و", "ف", "ب", "ك", "ه", "ي", "ت", "ن", "م"};
    enum { WORDS = 20000, LETTERS = 11 };
    struct buf word;
    (void)state;
    buf_init(&word, 64);
    srand(20261121);
    for (int i = 0; i < WORDS; i++) {
        buf_clear(&word);
        for (int n = 3 + rand() % 9; n > 0; n--)
            buf_add(&word, str_from(letters[rand() % LETTERS]));
        struct str s = buf_str(&word), stem = stem_arabic(stem_protected(), s);
        assert_true(stem.p >= s.p && stem.p + stem.n <= s.p + s.n);
        assert_true(stem.n >= 4 && stem.n % 2 == 0 && (stem.p - s.p) % 2 == 0);
    }
    buf_release(&word);
}

/* Letters of three bytes and a foreign mark: no affix, no harm. */
static void rare_letters_are_left_alone(void **state)
{
    (void)state;
    assert_str(stem_arabic(stem_protected(), STR("ࢠࢢࢣ")), "ࢠࢢࢣ");
    assert_str(stem_arabic(stem_protected(), STR("الࢠࢢࢣ")), "ࢠࢢࢣ");
    assert_str(stem_arabic(stem_protected(), STR("سلا\u0301م")), "سلا\u0301م");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_stems),
        cmocka_unit_test(short_words_stay_whole),
        cmocka_unit_test(a_stem_is_a_slice_of_two_letters_or_more),
        cmocka_unit_test(rare_letters_are_left_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
