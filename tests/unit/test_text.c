/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "lib/data.h"
#include "token_rules.h"

enum { MIXES = 4000, MIX_PIECES_MAX = 12, PIECES = 110 };

struct fixture {
    struct text *text;
    struct arena arena;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    struct err err = ERR_INIT;
    *state = f;
    return text_new(&f->text, &err);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    text_free(f->text);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static struct token_list tokens_of(struct fixture *f, struct str s)
{
    struct token_list list;
    const char *broken = tokens_break(f->text, &f->arena, s);
    if (broken)
        fail_msg("%s: " STR_FMT, broken, STR_ARG(str_sub(s, 0, 300)));
    text_tokens(f->text, &f->arena, s, &list);
    return list;
}

/* Folded words, wholes in brackets. */
static struct str shown(struct fixture *f, struct str s)
{
    struct token_list list = tokens_of(f, s);
    struct str out = STR("");
    for (size_t i = 0; i < list.n; i++) {
        bool whole = list.tokens[i].kind == TOKEN_WHOLE;
        out = arena_printf(&f->arena, STR_FMT "%s%s" STR_FMT "%s", STR_ARG(out), i ? " " : "",
                           whole ? "[" : "", STR_ARG(list.tokens[i].folded), whole ? "]" : "");
    }
    return out;
}

static void check(const struct golden *g, struct str actual, struct str expected)
{
    if (!str_eq(actual, expected))
        fail_msg("%s:%u: gives " STR_FMT ", not " STR_FMT, g->path, g->line, STR_ARG(actual),
                 STR_ARG(expected));
}

static void golden_tokens(void **state)
{
    struct golden g;
    struct str rest;
    golden_open(&g, "tests/golden/tokens.txt");
    while (golden_next(&g, &rest)) {
        struct str text = golden_cut(&rest, STR("=>"));
        check(&g, shown(*state, text), str_trim(rest));
    }
    assert_true(g.line > 40);
    golden_close(&g);
}

static void golden_folding(void **state)
{
    struct fixture *f = *state;
    struct golden g;
    struct str rest;
    golden_open(&g, "tests/golden/folding.txt");
    while (golden_next(&g, &rest)) {
        struct token_list list = tokens_of(f, golden_cut(&rest, STR("=>")));
        assert_int_equal(list.n, 1);
        check(&g, list.tokens[0].exact, golden_cut(&rest, STR("=>")));
        check(&g, list.tokens[0].folded, str_trim(rest));
    }
    assert_true(g.line > 30);
    golden_close(&g);
}

/* --- the folding table itself, row by row --- */

static uint32_t number_of(struct str hex)
{
    char text[16];
    snprintf(text, sizeof text, STR_FMT, STR_ARG(hex));
    return (uint32_t)strtoul(text, NULL, 16);
}

static struct str put_char(struct fixture *f, const char *before, uint32_t c, const char *after)
{
    char bytes[5] = "";
    utf8_put(bytes, c);
    return arena_printf(&f->arena, "%s%s%s", before, bytes, after);
}

/* The character between two letters, where it must not be seen, or be seen as the target. */
static void check_exact(struct fixture *f, uint32_t c, struct str target, uint32_t shift)
{
    struct token_list list = tokens_of(f, put_char(f, "س", c, "ص"));
    if (str_eq(target, STR("-"))) {
        assert_int_equal(list.n, 1);
        assert_str(list.tokens[0].exact, "سص");
        assert_int_equal(list.tokens[0].to_bytes, strlen("سص") + put_char(f, "", c, "").n);
        return;
    }
    uint32_t becomes = number_of(target) + shift;
    struct str plain = put_char(f, "a1", becomes, "2b"), typed = put_char(f, "a1", c, "2b");
    assert_true(str_eq(shown(f, typed), shown(f, plain)));
}

static void check_folded(struct fixture *f, uint32_t c, struct str target)
{
    struct token_list list = tokens_of(f, put_char(f, "س", c, "ص"));
    assert_int_equal(list.n, 1);
    assert_true(str_eq(list.tokens[0].exact, put_char(f, "س", c, "ص")));
    assert_true(str_eq(list.tokens[0].folded, put_char(f, "س", number_of(target), "ص")));
}

static void every_row_of_the_table_applies(void **state)
{
    struct fixture *f = *state;
    struct str rest = DATA(folding), columns[DATA_COLUMNS];
    unsigned line = 0, rows = 0;
    while (data_next_row(&rest, &line, columns)) {
        size_t dots = str_find(columns[0], STR(".."));
        struct str last = dots == SIZE_MAX ? columns[0] : str_sub(columns[0], dots + 2, SIZE_MAX);
        uint32_t from = number_of(columns[0]), to = number_of(last);
        bool shifts = str_find(columns[2], STR("..")) != SIZE_MAX;
        for (uint32_t c = from; c <= to; c++) {
            if (str_eq(columns[1], STR("exact")))
                check_exact(f, c, columns[2], shifts ? c - from : 0);
            else
                check_folded(f, c, columns[2]);
        }
        rows++;
    }
    assert_true(rows > 50);
}

/* Outside of Arabic, folding knows upper and lower case and nothing else. */
static void other_letters_keep_their_identity(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *a, *b;
    } different[] = {
        {"e", "é"}, {"o", "ö"},   {"n", "ñ"}, {"s", "ß"},
        {"и", "й"}, {"か", "が"}, {"i", "ı"}, {"a", "α"},
    };
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++)
        assert_false(
            str_eq(shown(f, str_from(different[i].a)), shown(f, str_from(different[i].b))));
    for (uint32_t c = 0xC0; c < 0x590; c++) { /* Latin, Greek, Cyrillic, Armenian */
        struct token_list list = tokens_of(f, put_char(f, "", c, ""));
        for (size_t i = 0; i < list.n; i++)
            assert_true(str_eq(list.tokens[i].exact, list.tokens[i].folded));
    }
}

/* --- where words lie --- */

static void bytes_name_the_original_word(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *word, *bytes; /* bytes of the original that this word came from */
    } cases[] = {
        {"دفع الفَاتُورَةُ اليوم", "الفاتوره", "الفَاتُورَةُ"},
        {"قبل ﺍﻟﻔﺎﺗﻮﺭﺓ بعد", "الفاتوره", "ﺍﻟﻔﺎﺗﻮﺭﺓ"},
        {"محمد\uFDFAثم", "صلي", "\uFDFA"},
        {"محمد\uFDFAثم", "وسلم", "\uFDFA"},
        {"محمد\uFDFAثم", "ثم", "ثم"},
        {"(فاتـــورة)", "فاتوره", "فاتـــورة"},
        {"😀طلب😀", "طلب", "طلب"},
        {"دفع ١٬٢٣٤ ريال", "1234", "١٬٢٣٤"},
        {"بـ100", "ب", "بـ"},
        {"بـ100", "ب100", "بـ100"},
        {"an SKU-12 here", "sku12", "SKU-12"},
        {"an SKU-12 here", "12", "12"},
        {"re\u0301sume\u0301 x", "résumé", "re\u0301sume\u0301"},
        {"\u200Fطلب\u200F ", "طلب", "طلب\u200F"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str text = str_from(cases[i].text);
        struct token_list list = tokens_of(f, text);
        size_t at = 0;
        while (at < list.n && !str_eq(list.tokens[at].folded, str_from(cases[i].word)))
            at++;
        assert_true(at < list.n);
        const struct token *token = &list.tokens[at];
        assert_str(str_sub(text, token->from_bytes, token->to_bytes - token->from_bytes),
                   cases[i].bytes);
    }
}

static void kinds_positions_and_stop_words(void **state)
{
    struct token_list list = tokens_of(*state, STR("كيف أدفع 12 من Wi-Fi"));
    static const struct {
        const char *folded;
        enum token_kind kind;
        uint32_t position;
        bool stop_word;
    } expected[] = {
        {"كيف", TOKEN_ARABIC, 1, true},  {"ادفع", TOKEN_ARABIC, 2, false},
        {"12", TOKEN_NUMBER, 3, false},  {"من", TOKEN_ARABIC, 4, true},
        {"wi", TOKEN_LATIN, 5, false},   {"fi", TOKEN_LATIN, 6, false},
        {"wifi", TOKEN_WHOLE, 5, false},
    };
    assert_int_equal(list.n, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < list.n; i++) {
        assert_str(list.tokens[i].folded, expected[i].folded);
        assert_int_equal(list.tokens[i].kind, expected[i].kind);
        assert_int_equal(list.tokens[i].position, expected[i].position);
        assert_int_equal(list.tokens[i].stop_word, expected[i].stop_word);
    }
}

static void english_is_stemmed_other_words_are_not(void **state)
{
    struct token_list list = tokens_of(*state, STR("Invoices shipping happy Ελλάδας 123s"));
    static const char *const stems[] = {"invoic", "ship", "happi", "ελλάδασ", "123", "s", "123s"};
    assert_int_equal(list.n, 7);
    for (size_t i = 0; i < list.n; i++)
        assert_str(list.tokens[i].stem, stems[i]);
}

static void random_mixes_keep_the_rules(void **state)
{
    struct fixture *f = *state;
    struct golden g;
    struct str line, pieces[PIECES];
    size_t n = 0;
    static const char *const glue[] = {"", "", " ", "-", "ـ", "\u200F", "\u200B", ".", "\n", "😀"};
    golden_open(&g, "tests/golden/tokens.txt");
    while (n < PIECES && golden_next(&g, &line)) {
        struct str text = golden_cut(&line, STR("=>"));
        while (n < PIECES && text.n)
            pieces[n++] = golden_cut(&text, STR(" "));
    }
    assert_int_equal(n, PIECES);
    srand(20261121);
    for (int mix = 0; mix < MIXES; mix++) {
        struct str s = STR("");
        for (int i = rand() % MIX_PIECES_MAX; i >= 0; i--)
            s = arena_printf(&f->arena, STR_FMT "%s" STR_FMT, STR_ARG(s), glue[rand() % 10],
                             STR_ARG(pieces[rand() % PIECES]));
        tokens_of(f, s);
        arena_clear(&f->arena);
    }
    golden_close(&g);
}

/* --- strange sizes --- */

static struct str repeated(struct fixture *f, const char *piece, size_t times)
{
    struct str one = str_from(piece);
    char *p = arena_alloc(&f->arena, one.n * times + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(p + i * one.n, one.p, one.n);
    return (struct str){p, one.n * times};
}

static void nothing_gives_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(tokens_of(f, STR("")).n, 0);
    assert_int_equal(tokens_of(f, (struct str){NULL, 0}).n, 0);
    assert_int_equal(tokens_of(f, STR(" \n\t.,؟!")).n, 0);
    assert_int_equal(tokens_of(f, STR("\u200F\u064E\uFEFF")).n, 0);
    assert_str(text_fold(f->text, &f->arena, STR("")), "");
}

static void endless_words_are_cut(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *piece;
        size_t chars; /* that are kept */
    } cases[] = {
        {"ب", 100}, {"x", 100}, {"7", 100}, {"ก", 100}, {"1.", 99}, {"a'", 99}, {"\U00010330", 50},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str s = repeated(f, cases[i].piece, 700);
        struct token_list list = tokens_of(f, s);
        assert_int_equal(list.n, 1);
        assert_int_equal(utf8_count_chars(list.tokens[0].folded), cases[i].chars);
        assert_int_equal(list.tokens[0].from_bytes, 0);
        assert_true(list.tokens[0].to_bytes + 1 >= s.n);
    }
    /* An odd letter before letters of two UTF-16 units each. */
    struct str s = arena_printf(&f->arena, "α" STR_FMT, STR_ARG(repeated(f, "\U00010330", 80)));
    assert_int_equal(utf8_count_chars(tokens_of(f, s).tokens[0].folded), 50);
}

static void a_megabyte_of_one_letter(void **state)
{
    struct fixture *f = *state;
    struct str s = repeated(f, "ا", 1 << 19);
    struct token_list list = tokens_of(f, s);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.tokens[0].to_bytes, s.n);
    assert_int_equal(list.tokens[0].folded.n, 200);
}

static void stacks_of_marks(void **state)
{
    struct fixture *f = *state;
    static const char *const marks[] = {"\u064E", "\u0301", "\u0327", "\u0654", "\u0345", "\u20DD"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        for (size_t times = 250; times <= 500; times += 5) {
            struct str stack = repeated(f, marks[i], times);
            tokens_of(f, arena_printf(&f->arena, "نص" STR_FMT "ان", STR_ARG(stack)));
            tokens_of(f, arena_printf(&f->arena, "e" STR_FMT "a", STR_ARG(stack)));
            arena_clear(&f->arena);
        }
    struct str vowels = repeated(f, "\u064E\u0651", 250);
    struct token_list list =
        tokens_of(f, arena_printf(&f->arena, "نص" STR_FMT "ان", STR_ARG(vowels)));
    assert_int_equal(list.n, 1);
    assert_str(list.tokens[0].folded, "نصان");
}

/* --- the smaller functions --- */

static void folds_keys(void **state)
{
    struct fixture *f = *state;
    assert_str(text_fold(f->text, &f->arena, STR("  الدَّفع،  والتقسيط! ")), "الدفع والتقسيط");
    assert_str(text_fold(f->text, &f->arena, STR("Wi-Fi ١٢")), "wi fi 12");
}

static void guesses_the_language(void **state)
{
    (void)state;
    assert_str(text_guess_lang(STR("إعداد الراوتر")), "ar");
    assert_str(text_guess_lang(STR("Set up الراوتر")), "ar"); /* 5 of 12 are Latin */
    assert_str(text_guess_lang(STR("Set up the router مدار")), "en");
    assert_str(text_guess_lang(STR("ﺍﻟﺮﺍﻭﺗﺮ router")), "ar");
    assert_str(text_guess_lang(STR("12 — 15")), "ar");
    assert_str(text_guess_lang(STR("")), "ar");
}

static void cleans_what_is_shown(void **state)
{
    struct fixture *f = *state;
    struct arena *a = &f->arena;
    assert_str(text_clean(a, STR("a\tb\x01\x7F\xC2\x85"
                                 "c\nd")),
               "a bc\nd");
    assert_str(text_clean(a, STR("\u202Eعكس\u202C \u2066x\u2069\u200F\u200E\u061C")), "عكس x");
    assert_str(text_clean(a, STR("\uFEFFنَصّ \u200Cکه 👨\u200D👩")), "نَصّ \u200Cکه 👨\u200D👩");
    struct str nul = text_clean(a, STR("a\0b"));
    assert_str(nul, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_tokens),
        cmocka_unit_test(golden_folding),
        cmocka_unit_test(every_row_of_the_table_applies),
        cmocka_unit_test(other_letters_keep_their_identity),
        cmocka_unit_test(bytes_name_the_original_word),
        cmocka_unit_test(kinds_positions_and_stop_words),
        cmocka_unit_test(english_is_stemmed_other_words_are_not),
        cmocka_unit_test(random_mixes_keep_the_rules),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(endless_words_are_cut),
        cmocka_unit_test(a_megabyte_of_one_letter),
        cmocka_unit_test(stacks_of_marks),
        cmocka_unit_test(folds_keys),
        cmocka_unit_test(guesses_the_language),
        cmocka_unit_test(cleans_what_is_shown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
