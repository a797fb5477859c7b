/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/snippet.h"

enum { MAX_CHARS = 240, RANDOM_TEXTS = 1500 };

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

/* What holds for every snippet of every text. */
static void check(struct fixture *f, struct str text, const struct snippet *snippet,
                  size_t max_chars)
{
    size_t end = 0;
    assert_int_equal(utf8_valid_bytes(snippet->text), snippet->text.n);
    assert_true(utf8_count_chars(snippet->text) <= max_chars);
    assert_true(str_find_char(snippet->text, '\n') == SIZE_MAX);
    assert_true(snippet->text.n > 0 || str_trim(text).n == 0);
    for (size_t i = 0; i < snippet->n_marks; i++) {
        const struct snippet_mark *mark = &snippet->marks[i];
        assert_true(mark->from_bytes >= end && mark->to_bytes > mark->from_bytes);
        assert_true(mark->to_bytes <= snippet->text.n);
        end = mark->to_bytes;
        struct str word = str_sub(snippet->text, mark->from_bytes, end - mark->from_bytes);
        assert_int_equal(utf8_valid_bytes(word), word.n);
        struct token_list tokens;
        text_tokens(f->text, &f->arena, word, &tokens);
        assert_true(tokens.n > 0);
    }
}

static struct snippet make(struct fixture *f, struct str text, const char *query, size_t max_chars)
{
    struct token_list tokens;
    struct snippet snippet;
    text_tokens(f->text, &f->arena, str_from(query), &tokens);
    snippet_make(f->text, &f->arena, text, &tokens, max_chars, &snippet);
    check(f, text, &snippet, max_chars);
    return snippet;
}

/* The snippet with its marks in [brackets] and … where it is cut. */
static struct str shown(struct fixture *f, const struct snippet *snippet)
{
    struct arena *a = &f->arena;
    struct str out = snippet->cut_before ? STR("…") : STR("");
    size_t at = 0;
    for (size_t i = 0; i < snippet->n_marks; i++) {
        const struct snippet_mark *mark = &snippet->marks[i];
        struct str before = str_sub(snippet->text, at, mark->from_bytes - at);
        at = mark->to_bytes;
        struct str word = str_sub(snippet->text, mark->from_bytes, at - mark->from_bytes);
        out = arena_printf(a, STR_FMT STR_FMT "[" STR_FMT "]", STR_ARG(out), STR_ARG(before),
                           STR_ARG(word));
    }
    struct str rest = str_sub(snippet->text, at, snippet->text.n);
    return arena_printf(a, STR_FMT STR_FMT "%s", STR_ARG(out), STR_ARG(rest),
                        snippet->cut_after ? "…" : "");
}

static void marks_whole_original_words(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *query, *expected;
    } cases[] = {
        {"ادفع الفَاتُورَةَ الآن", "فاتورة", "ادفع [الفَاتُورَةَ] الآن"},
        {"ادفع فاتورتَك.", "الفاتورة", "ادفع [فاتورتَك]."},
        {"(فاتـــورة)", "فاتوره", "([فاتـــورة])"},
        {"شبكة Wi-Fi المنزلية", "wifi", "شبكة [Wi-Fi] المنزلية"},
        {"شبكة wifi المنزلية", "Wi-Fi", "شبكة [wifi] المنزلية"},
        {"شبكة Wi-Fi المنزلية", "fi", "شبكة Wi-[Fi] المنزلية"},
        {"الطراز RF-28/A متوفر", "rf-28", "الطراز [RF]-[28]/A متوفر"},
        {"محمد\uFDFA نبي", "صلى الله", "محمد[\uFDFA] نبي"},
        {"Invoices and payments", "payment invoice", "[Invoices] and [payments]"},
        {"دفع ١٬٢٣٤ ريال", "1234", "دفع [١٬٢٣٤] ريال"},
        /* Stop words only when there is nothing else. */
        {"كيف أدفع من البيت", "كيف أدفع من", "كيف [أدفع] من البيت"},
        {"كيف أدفع من البيت", "كيف من", "[كيف] أدفع [من] البيت"},
        /* Nothing to mark. */
        {"كيف أدفع", "غسالة", "كيف أدفع"},
        {"كيف أدفع", "", "كيف أدفع"},
        {"", "دفع", ""},
        {" \n ", "دفع", ""},
        /* One line. */
        {"سطر\nدفع\tسطر\r\n", "دفع", "سطر [دفع] سطر"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snippet snippet = make(f, str_from(cases[i].text), cases[i].query, MAX_CHARS);
        assert_str(shown(f, &snippet), cases[i].expected);
    }
}

static void marks_titles(void **state)
{
    struct fixture *f = *state;
    struct token_list query;
    struct snippet snippet;
    text_tokens(f->text, &f->arena, STR("wifi الجوال"), &query);
    snippet_mark_all(f->text, &f->arena, STR("إعداد Wi-Fi للجوّال والجوَّالات"), &query, &snippet);
    assert_str(shown(f, &snippet), "إعداد [Wi-Fi] [للجوّال] [والجوَّالات]");
    snippet_mark_all(f->text, &f->arena, STR(""), &query, &snippet);
    assert_int_equal(snippet.text.n, 0);
    assert_int_equal(snippet.n_marks, 0);
}

/* n times "كلمة " with what is given somewhere in it. */
static struct str filler(struct fixture *f, int before, const char *middle, int after)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    for (int i = 0; i < before; i++)
        buf_add(&out, STR("كلمة "));
    buf_add(&out, str_from(middle));
    for (int i = 0; i < after; i++)
        buf_add(&out, STR(" كلمة"));
    struct str text = arena_dup(&f->arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static void chooses_the_window(void **state)
{
    struct fixture *f = *state;
    /* Two different words beat three times the same; the earliest of equals is taken. */
    struct str text = arena_printf(
        &f->arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(filler(f, 40, "دفع دفع دفع أول", 60)),
        STR_ARG(filler(f, 0, "دفع فاتورة ثان", 60)), STR_ARG(filler(f, 0, "دفع فاتورة ثالث", 60)));
    struct snippet snippet = make(f, text, "دفع الفاتورة", 100);
    assert_true(str_find(snippet.text, STR("ثان")) != SIZE_MAX);
    assert_true(snippet.cut_before && snippet.cut_after);
    assert_int_equal(snippet.n_marks, 2);
    /* Words too far apart for one window: the earliest. */
    snippet = make(f, text, "أول ثالث", 100);
    assert_true(str_find(snippet.text, STR("أول")) != SIZE_MAX);
    /* Nothing found: the beginning. */
    snippet = make(f, text, "غسالة", 100);
    assert_false(snippet.cut_before);
    assert_true(snippet.cut_after);
}

static void begins_with_a_sentence(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {".", "؟", "?", "!", "\n"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct str middle = arena_printf(&f->arena, "سابق%s افتح التطبيق ثم ادفع", ends[i]);
        struct snippet snippet = make(f, filler(f, 50, middle.p, 90), "ادفع", MAX_CHARS);
        assert_true(str_starts(snippet.text, STR("افتح التطبيق ثم ادفع")));
        assert_true(snippet.cut_before && snippet.cut_after);
    }
    /* None is near: a word's beginning. */
    struct snippet snippet = make(f, filler(f, 90, "ادفع", 90), "ادفع", MAX_CHARS);
    assert_true(str_starts(snippet.text, STR("كلمة كلمة")));
    assert_true(str_ends(snippet.text, STR(" كلمة")));
    /* A match near the end of the text. */
    snippet = make(f, filler(f, 90, "ادفع", 1), "ادفع", MAX_CHARS);
    assert_true(str_ends(snippet.text, STR("ادفع كلمة")));
    assert_true(snippet.cut_before);
    assert_false(snippet.cut_after);
}

static void every_length(void **state)
{
    struct fixture *f = *state;
    struct str text = filler(f, 30, "ادفع الفاتورة", 30);
    for (size_t max_chars = 1; max_chars < 150; max_chars++) {
        struct snippet snippet = make(f, text, "فاتورة ادفع", max_chars);
        assert_true(snippet.cut_before || snippet.cut_after);
        if (max_chars >= 20)
            assert_int_equal(snippet.n_marks, 2);
    }
    struct str endless = arena_printf(&f->arena, "%0*d", 5000, 0);
    struct snippet snippet = make(f, endless, "x", 100);
    assert_int_equal(snippet.text.n, 100);
    assert_true(snippet.cut_after);
}

static void random_texts(void **state)
{
    struct fixture *f = *state;
    static const char *const pieces[] = {
        "دفع",
        " ",
        "الفَاتُورَة",
        "\n",
        "Wi-Fi",
        "😀",
        "\uFDFA",
        ".",
        "؟ ",
        "\u200F",
        "ﺍﻟﻔﺎﺗﻮﺭﺓ",
        "  ",
        "re\u0301sume\u0301",
        "12",
        "-",
        "بـ100",
        "你好",
        "e\u0345x",
        "\u064E",
        "(",
    };
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    srand(20261121);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
        struct str text = STR("");
        for (int n = rand() % 60; n > 0; n--)
            text = arena_printf(&f->arena, STR_FMT "%s", STR_ARG(text), pieces[rand() % PIECES]);
        make(f, text, "فاتورة wifi صلى résumé 100 εx e", (size_t)(1 + rand() % 120));
        arena_clear(&f->arena);
    }
}

/* The longest query against a text made of its words: time must not grow with their product. */
static void adversarial_queries_are_cheap(void **state)
{
    struct fixture *f = *state;
    struct buf query, text;
    struct token_list tokens;
    struct snippet snippet;
    buf_init(&query, 1 << 16);
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 2000; i++)
        buf_printf(&query, "%c%c%c ", 'b' + i % 20, 'b' + i / 20 % 20, 'b' + i / 400);
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "bb%c ", 'b' + i % 2);
    text_tokens(f->text, &f->arena, buf_str(&query), &tokens);
    clock_t start = clock();
    for (int i = 0; i < 10; i++)
        snippet_make(f->text, &f->arena, buf_str(&text), &tokens, MAX_CHARS, &snippet);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > 0.15) /* .014 where this was written */
        fail_msg("ten snippets took %.2f s", seconds);
    buf_release(&query);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_whole_original_words),
        cmocka_unit_test(marks_titles),
        cmocka_unit_test(chooses_the_window),
        cmocka_unit_test(begins_with_a_sentence),
        cmocka_unit_test(every_length),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(adversarial_queries_are_cheap),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
