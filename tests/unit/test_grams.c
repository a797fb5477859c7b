/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/grams.h"

struct grams {
    struct gram at[GRAMS_MAX];
    size_t n;
};

static struct grams grams(const char *word, const char *stem)
{
    struct grams g;
    g.n = grams_of(str_from(word), str_from(stem), g.at);
    return g;
}

/* A word, its stem, and its 3-grams, 4-grams and skeleton grams written out. */
static const struct {
    const char *word, *stem;
    const char *threes[8], *fours[8], *skeleton[8];
} counted[] = {
    {"كتاب", "كتاب", {"#كت", "كتا", "تاب", "اب#"}, {"#كتا", "كتاب", "تاب#"}, {"#كت", "كتب", "تب#"}},
    {"كتب", "كتب", {"#كت", "كتب", "تب#"}, {"#كتب", "كتب#"}, {"#كت", "كتب", "تب#"}},
    {"مكتوب",
     "مكتوب",
     {"#مك", "مكت", "كتو", "توب", "وب#"},
     {"#مكت", "مكتو", "كتوب", "توب#"},
     {"#مك", "مكت", "كتب", "تب#"}},
    {"red", "red", {"#re", "red", "ed#"}, {"#red", "red#"}, {"#re", "red", "ed#"}},
    {"iو2", "i", {"#iو", "iو2", "و2#"}, {"#iو2", "iو2#"}, {"#i2", "i2#"}},
    /* Dropped are alef, waw, yeh and hamza alone; teh marbuta and alef maksura are letters. */
    {"ءاوي", "ءاوي", {"#ءا", "ءاو", "اوي", "وي#"}, {"#ءاو", "ءاوي", "اوي#"}, {NULL}},
    {"ىة", "ىة", {"#ىة", "ىة#"}, {"#ىة#"}, {"#ىة", "ىة#"}},
    {"آ", "آ", {"#آ#"}, {NULL}, {"#آ#"}},
    /* One letter has no 4-gram, and a weak one no skeleton. */
    {"ب", "ب", {"#ب#"}, {NULL}, {"#ب#"}},
    {"و", "و", {"#و#"}, {NULL}, {NULL}},
    {"", "", {NULL}, {NULL}, {NULL}},
    /* What occurs twice is there twice. */
    {"aaaa",
     "a",
     {"#aa", "aaa", "aaa", "aa#"},
     {"#aaa", "aaaa", "aaa#"},
     {"#aa", "aaa", "aaa", "aa#"}},
    {"لالال",
     "لالال",
     {"#لا", "لال", "الا", "لال", "ال#"},
     {"#لال", "لالا", "الال", "لال#"},
     {"#لل", "للل", "لل#"}},
};

enum { N_COUNTED = sizeof counted / sizeof counted[0] };

/* One gram as it should be: level 0-3 and letters. */
struct expected {
    int level;
    const char *letters;
    uint64_t key;
};

static size_t expect(size_t word, struct expected out[GRAMS_MAX])
{
    const char *const *const lists[] = {counted[word].threes, counted[word].fours,
                                        counted[word].skeleton};
    size_t n = 0;
    for (int level = 0; level < 3; level++)
        for (size_t i = 0; i < 8 && lists[level][i]; i++)
            out[n++] = (struct expected){level, lists[level][i], 0};
    out[n++] = (struct expected){3, counted[word].stem, 0};
    return n;
}

static void counts_levels_and_keys(void **state)
{
    static const float strengths[] = {0.5f, 0.25f, 0.6f, 1.0f};
    static struct expected all[N_COUNTED * GRAMS_MAX];
    size_t n = 0;
    (void)state;
    for (size_t word = 0; word < N_COUNTED; word++) {
        struct grams g = grams(counted[word].word, counted[word].stem);
        assert_int_equal(g.n, expect(word, all + n));
        for (size_t i = 0; i < g.n; i++, n++) {
            assert_true(g.at[i].strength == strengths[all[n].level]);
            assert_true(g.at[i].key != 0);
            all[n].key = g.at[i].key;
        }
    }
    /* Over all words: equal keys for the same letters at the same level, and for nothing else. */
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            bool same = all[i].level == all[k].level && !strcmp(all[i].letters, all[k].letters);
            if ((all[i].key == all[k].key) != same)
                fail_msg("level %d %s, level %d %s", all[i].level, all[i].letters, all[k].level,
                         all[k].letters);
        }
}

static void the_stem_is_one_gram(void **state)
{
    struct grams a = grams("الكتاب", "كتاب"), b = grams("كتابهم", "كتاب"), c = grams("كتاب", "كتب");
    (void)state;
    assert_true(a.at[a.n - 1].key == b.at[b.n - 1].key);
    assert_true(a.at[a.n - 1].key != c.at[c.n - 1].key);
    /* Whole: "كت" and "كتب" have a beginning in common, and no more. */
    b = grams("كتاب", "كت");
    assert_true(b.at[b.n - 1].key != c.at[c.n - 1].key);
}

/* n times the same letters, NUL-terminated. */
static char *repeat(const char *letters, size_t n)
{
    struct buf text;
    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < n; i++)
        buf_add(&text, str_from(letters));
    return buf_take(&text);
}

static void long_words_are_cut(void **state)
{
    static const char *const letters[] = {"x", "ب", "中", "\U0001F600"};
    (void)state;
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        static const size_t lengths[] = {99, 100, 101, 150, 5000};
        static const size_t counts[] = {99 + 98 + 99 + 1, 300, 300, 300, 300};
        for (size_t k = 0; k < sizeof lengths / sizeof lengths[0]; k++) {
            char *word = repeat(letters[i], lengths[k]);
            assert_int_equal(grams(word, word).n, counts[k]);
            assert_int_equal(grams("x", word).n, 1 + 0 + 1 + 1);
            free(word);
        }
    }
    /* Weak letters count among the 100. */
    char *weak = repeat("ا", 90), word[1000];
    snprintf(word, sizeof word, "%sكتبكتبكتبكتبكتب", weak);
    assert_int_equal(grams(word, "").n, 100 + 99 + 10 + 1);
    free(weak);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_levels_and_keys),
        cmocka_unit_test(the_stem_is_one_gram),
        cmocka_unit_test(long_words_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
