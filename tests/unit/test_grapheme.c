/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>

#include "lib/arena.h"
#include "lib/grapheme.h"

enum { RANDOM_TEXTS = 20000, PIECES_MAX = 12 };

/* A '|' stands where the text may be cut. */
static void where_texts_may_be_cut(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "a|b",
        "ف\u064E\u0651|ا",                     /* vowel marks */
        "ك|ـ|ت",                               /* tatweel is a letter */
        "e\u0301|x",                           /* a combining accent */
        " \u064E|ب",                           /* a mark on a blank */
        "👩\u200D👩\u200D👧|👍🏽|x", /* joiners, a skin colour */
        "❤\uFE0F|🇯🇴|🇵🇸|🇸🇦|🇪|x",                /* a variation, flags, half a flag */
        "👍\u200D|ب",                           /* a joiner joins pictures */
        "가|각|\u1100\u1161\u11A8|x",          /* syllables, and one of three letters */
        "ᄀ각|ᄀ",                           /* letters around a syllable */
        "กำ|ก",                                /* a Thai vowel that has a place of its own */
        "क्|षि",                                /* a virama ends its character, a vowel sign joins */
        "\u0600١|٢",                           /* a number sign holds its digit */
        "a|\n|b",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[100];
        bool cut[100] = {false};
        size_t n = 0;
        for (const char *p = cases[i]; *p; p++) {
            cut[n] |= *p == '|';
            if (*p != '|')
                text[n++] = *p;
        }
        for (size_t at = 1; at < n; at++)
            if (grapheme_boundary((struct str){text, n}, at) != cut[at])
                fail_msg("%s: byte %zu", cases[i], at);
    }
}

static void ends_are_boundaries(void **state)
{
    (void)state;
    assert_true(grapheme_boundary(STR(""), 0));
    assert_true(grapheme_boundary(STR("\u064E"), 0));
    assert_true(grapheme_boundary(STR("\u064E"), 2));
    assert_int_equal(grapheme_start(STR("aب\u064Eb"), 4), 1);
    assert_int_equal(grapheme_start(STR("aب\u064Eb"), 5), 5);
}

/* Never a boundary where ICU sees none; and all of ICU's but those beside controls and behind
 * joiners. */
static void compare(UBreakIterator *icu, struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    UText *utext = utext_openUTF8(NULL, text.p, (int64_t)text.n, &status);
    ubrk_setUText(icu, utext, &status);
    assert_true(U_SUCCESS(status));
    for (size_t at = 1; at < text.n; at++) {
        struct str before = str_sub(text, 0, at);
        bool theirs = ubrk_isBoundary(icu, (int32_t)at), ours = grapheme_boundary(text, at);
        if (ours && !theirs)
            fail_msg("%s: cut at byte %zu", text.p, at);
        bool stricter = str_ends(before, STR("\u200D")) || str_ends(before, STR("\u200F")) ||
                        str_ends(before, STR("\n")) ||
                        str_starts(str_sub(text, at, text.n), STR("\u200F"));
        if (theirs && !ours && !stricter)
            fail_msg("%s: not cut at byte %zu", text.p, at);
    }
    utext_close(utext);
}

static void as_icu_cuts(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",  "ب",    " ",  "\n",     "\u064E", "\u0651", "\u0301", "\u200D", "\u200C", "👩",
        "👍",  "🏽", "❤",  "\uFE0F", "🇯",      "🇴",      "ᄀ",     "ᅡ",     "ᆨ",     "가",
        "각", "ก",    "ำ",  "क",      "ि",      "\u0600", "\u06DD", "1",      "\u0670", "\u05B0",
        "א",  "中",   "か", "\u3099", "©",      "\u20E3", "\u200F", ".",      "#",      "\u0345",
    };
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *icu = ubrk_open(UBRK_CHARACTER, "en", NULL, 0, &status);
    struct arena arena = ARENA_INIT;
    assert_true(U_SUCCESS(status));
    srand(20261128);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
        struct str text = STR("");
        for (int n = rand() % PIECES_MAX; n >= 0; n--)
            text = arena_printf(&arena, STR_FMT "%s", STR_ARG(text),
                                pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
        compare(icu, text);
        arena_clear(&arena);
    }
    ubrk_close(icu);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_texts_may_be_cut),
        cmocka_unit_test(ends_are_boundaries),
        cmocka_unit_test(as_icu_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
