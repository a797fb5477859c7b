/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mistakes as people make them, in words of a help centre: is the word that was meant the nearest
 * of all? What is confused here is listed apart from lib/data/confusions.txt, from what Arabic and
 * English are mistyped like, and mistakes are made in words as they are written, not folded.
 */
#include "test.h"

#include "lib/spell.h"
#include "spell_words.h"

enum { TIMES = 3, TYPED_LETTERS_MAX = 64 };

enum mistake { MISTAKE_KEY, MISTAKE_DROPPED, MISTAKE_DOUBLED, MISTAKE_SWAPPED, MISTAKE_CONFUSED };
enum { MISTAKES = MISTAKE_CONFUSED + 1 };

static const char *const mistake_names[MISTAKES] = {"key beside", "dropped", "doubled", "swapped",
                                                    "confused"};

/* Keys as they lie; `_` is one that gives no letter. */
static const char *const keyboards[2][3] = {
    {"qwertyuiop", "asdfghjkl", "zxcvbnm"},
    {"ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤر_ىةوزظ"},
};

/* Pairs, in either direction: sounds, then dots and shapes. */
static const char *const confused[2] = {
    "aeeiouckszyiscieeaaodtbpmn",
    "ضظذزذدثسثتسصتطظزقكحهاعغقضدحخجحرزعغفقبتبنتنتثبينيطظصضسشدذخجأءىا",
};

struct word {
    uint32_t at[TYPED_LETTERS_MAX];
    size_t n;
};

static struct word letters_of(struct str s)
{
    struct word word = {.n = 0};
    const char *p = s.p, *end = str_end(s);
    while (p < end && word.n < TYPED_LETTERS_MAX - 1)
        word.at[word.n++] = utf8_next(&p, end);
    return word;
}

/* Adds the letters of the row's keys from..to but `except`. */
static void add_keys(struct word *found, const char *row, size_t from, size_t to, uint32_t except)
{
    struct word keys = letters_of(str_from(row));
    for (size_t i = from; i <= to && i < keys.n; i++)
        if (keys.at[i] != except && keys.at[i] != '_')
            found->at[found->n++] = keys.at[i];
}

/* A letter of a key that touches this one's, or 0. */
static uint32_t key_beside(uint32_t c, bool arabic)
{
    const char *const *rows = keyboards[arabic];
    struct word found = {.n = 0};
    for (int i = 0; i < 3; i++) {
        struct word keys = letters_of(str_from(rows[i]));
        size_t at = 0;
        while (at < keys.n && keys.at[at] != c)
            at++;
        if (at == keys.n)
            continue;
        size_t left = at ? at - 1 : 0;
        add_keys(&found, rows[i], left, at + 1, c);
        if (i > 0)
            add_keys(&found, rows[i - 1], at, at + 1, c);
        if (i < 2)
            add_keys(&found, rows[i + 1], left, at, c);
    }
    return found.n ? found.at[spell_any((uint32_t)found.n)] : 0;
}

static uint32_t confused_with(uint32_t c, bool arabic)
{
    struct word pairs = letters_of(str_from(confused[arabic]));
    uint32_t found[TYPED_LETTERS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < pairs.n; i++)
        if (pairs.at[i] == c)
            found[n++] = pairs.at[i ^ 1];
    return n ? found[spell_any((uint32_t)n)] : 0;
}

static void drop(struct word *word, size_t at)
{
    memmove(word->at + at, word->at + at + 1, (word->n - at - 1) * sizeof word->at[0]);
    word->n--;
}

static void double_it(struct word *word, size_t at)
{
    memmove(word->at + at + 1, word->at + at, (word->n - at) * sizeof word->at[0]);
    word->n++;
}

static void replace(struct word *word, size_t at, uint32_t c)
{
    word->at[at] = c ? c : word->at[at];
}

static void swap(struct word *word, size_t at)
{
    uint32_t c = word->at[at];
    if (at + 1 < word->n) {
        word->at[at] = word->at[at + 1];
        word->at[at + 1] = c;
    }
}

/* The word with one mistake, folded, in the arena; the word itself where the letter chosen gives no
 * occasion. One mistake in four that would be in the first letter is, as people do. */
static struct str mistyped(struct arena *a, size_t which, enum mistake mistake)
{
    struct word word = letters_of(spell_words.at[which].exact);
    bool arabic = spell_words.at[which].arabic;
    size_t at = spell_any((uint32_t)word.n);
    char bytes[4 * TYPED_LETTERS_MAX];
    size_t n = 0;
    if (at == 0 && spell_any(4))
        at = 1 + spell_any((uint32_t)word.n - 1);
    switch (mistake) {
    case MISTAKE_KEY:
        replace(&word, at, key_beside(word.at[at], arabic));
        break;
    case MISTAKE_DROPPED:
        drop(&word, at);
        break;
    case MISTAKE_DOUBLED:
        double_it(&word, at);
        break;
    case MISTAKE_SWAPPED:
        swap(&word, at);
        break;
    case MISTAKE_CONFUSED:
        replace(&word, at, confused_with(word.at[at], arabic));
        break;
    }
    for (size_t i = 0; i < word.n; i++)
        n += utf8_put(bytes + n, word.at[i]);
    return text_fold(spell_words.text, a, (struct str){bytes, n});
}

static bool is_word(struct str typed)
{
    for (size_t i = 0; i < spell_words.n; i++)
        if (str_eq(spell_words.at[i].folded, typed))
            return true;
    return false;
}

/* Is the word meant within the limit, and every other one farther? */
static bool is_nearest(struct str typed, size_t meant)
{
    unsigned limit = spell_limit(utf8_count_chars(typed));
    unsigned best = spell_distance(typed, spell_words.at[meant].folded, limit);
    bool nearest = best <= limit;
    for (size_t i = 0; i < spell_words.n && nearest; i++)
        nearest = i == meant || spell_distance(typed, spell_words.at[i].folded, best) > best;
    return nearest;
}

struct score {
    unsigned right, all;
};

static double percent(const struct score *score)
{
    return score->all ? 100.0 * score->right / score->all : 0;
}

static void count(struct score *score, bool right)
{
    score->all++;
    score->right += right;
}

/* A mistake that gives another word of the list cannot be seen, and words of three letters are not
 * corrected. */
static void the_word_meant_is_the_nearest(void **state)
{
    struct score all = {0}, arabic = {0}, english = {0}, kinds[MISTAKES] = {0};
    (void)state;
    for (size_t i = 0; i < TIMES * MISTAKES * spell_words.n; i++) {
        size_t meant = i / TIMES / MISTAKES;
        enum mistake mistake = (enum mistake)(i % MISTAKES);
        struct arena a = ARENA_INIT;
        struct str typed = mistyped(&a, meant, mistake);
        if (utf8_count_chars(typed) >= SPELL_LETTERS_MIN && !is_word(typed)) {
            bool right = is_nearest(typed, meant);
            count(&all, right);
            count(&kinds[mistake], right);
            if (!spell_words.at[meant].arabic)
                count(&english, right);
            else if (spell_words.at[meant].letters >= 5)
                count(&arabic, right);
        }
        arena_release(&a);
    }
    for (int i = 0; i < MISTAKES; i++)
        print_message("# %-10s %.1f %% of %u\n", mistake_names[i], percent(&kinds[i]),
                      kinds[i].all);
    print_message("# Arabic of 5 letters and more %.1f %% of %u, English %.1f %% of %u, all %.1f "
                  "%% of %u\n",
                  percent(&arabic), arabic.all, percent(&english), english.all, percent(&all),
                  all.all);
    assert_true(arabic.all > 4000 && english.all > 1000);
    assert_true(percent(&arabic) >= 95);
    assert_true(percent(&all) >= 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_word_meant_is_the_nearest),
    };
    return cmocka_run_group_tests(tests, spell_words_setup, spell_words_teardown);
}
