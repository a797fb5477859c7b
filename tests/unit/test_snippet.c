/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snippets.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_CHARS = 240 };

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
        struct snippet snippet =
            snippets_make(f, str_from(cases[i].text), cases[i].query, MAX_CHARS);
        assert_str(snippets_shown(f, &snippet), cases[i].expected);
    }
}

static void marks_titles(void **state)
{
    struct fixture *f = *state;
    const struct snippet_query *query = snippets_ask(f, "wifi الجوال");
    struct snippet snippet;
    snippet_mark_all(f->text, &f->arena, STR("إعداد Wi-Fi للجوّال والجوَّالات"), query, &snippet);
    assert_str(snippets_shown(f, &snippet), "إعداد [Wi-Fi] [للجوّال] [والجوَّالات]");
    snippet_mark_all(f->text, &f->arena, STR(""), query, &snippet);
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
    struct snippet snippet = snippets_make(f, text, "دفع الفاتورة", 100);
    assert_true(str_find(snippet.text, STR("ثان")) != SIZE_MAX);
    assert_true(snippet.cut_before && snippet.cut_after);
    assert_int_equal(snippet.n_marks, 2);
    /* Words too far apart for one window: the earliest. */
    snippet = snippets_make(f, text, "أول ثالث", 100);
    assert_true(str_find(snippet.text, STR("أول")) != SIZE_MAX);
    /* Nothing found, or nothing but a stop word: the beginning. */
    snippet = snippets_make(f, filler(f, 90, "من", 90), "غسالة من", 100);
    assert_false(snippet.cut_before);
    snippet = snippets_make(f, text, "غسالة", 100);
    assert_false(snippet.cut_before);
    assert_true(snippet.cut_after);
}

static void words_that_stand_for_others(void **state)
{
    struct fixture *f = *state;
    struct snippet_query *query = snippets_ask(f, "مركبة من");
    const struct snippet_word also[] = {
        {STR_INIT("سياره"), 0, 0.7F},
        {STR_INIT("سيارات"), 0, 0.5F},
        {STR_INIT("لدى"), 1, 0.9F}, /* for a stop word: as little as itself */
    };
    query->also = also;
    query->n_also = 3;
    snippet_query_init(f->text, &f->arena, query);
    /* The folded form, whole: not its stem. */
    struct snippet snippet =
        snippets_make_for(f, STR("بعنا السيّارة و سيَّارة من مركباتنا لدى سيارات"), query, MAX_CHARS);
    assert_str(snippets_shown(f, &snippet), "بعنا السيّارة و [سيَّارة] من [مركباتنا] لدى [سيارات]");
}

/* What decides between two passages: the better one stands second, too far away for one window. */
static void weighs_words(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *typed, *first, *second;
        float weights[3];
        struct snippet_word also;
    } cases[] = {
        {"دفع فاتورة", "دفع دفع", "دفع فاتورة", {1, 1}, {.worth = 0}}, /* different words */
        {"دفع فاتورة", "دفع", "فاتورة", {1, 2}, {.worth = 0}},         /* the rare one */
        {"فاتورة", "للفواتير فاتورتنا", "فاتورة", {1}, {.worth = 0}},  /* as it was typed */
        /* A stop word helps, but does not lead. */
        {"أدفع من البيت", "أدفع البيت كلمة", "أدفع من البيت", {1, 1, 1}, {.worth = 0}},
        {"من دفع", "من من من", "دفع", {1, 1}, {.worth = 0}},
        /* Nearer. */
        {"دفع بيت", "دفع كلمة كلمة كلمة بيت", "دفع كلمة بيت", {1, 1}, {.worth = 0}},
        /* Another word is worth its share of what it stands for. */
        {"زيت", "زيوت", "زيت", {1}, {STR_INIT("زيوت"), 0, 0.9F}},
        {"زيت ماء", "زيت", "زيوت", {1, 3}, {STR_INIT("زيوت"), 1, 0.5F}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct snippet_query *query = snippets_ask(f, cases[i].typed);
        query->weights = cases[i].weights;
        query->also = &cases[i].also;
        query->n_also = cases[i].also.folded.n > 0;
        snippet_query_init(f->text, &f->arena, query);
        struct str text = arena_printf(
            &f->arena, STR_FMT " " STR_FMT,
            STR_ARG(filler(f, 40, arena_printf(&f->arena, "أول %s", cases[i].first).p, 50)),
            STR_ARG(filler(f, 50, arena_printf(&f->arena, "ثان %s", cases[i].second).p, 60)));
        struct snippet snippet = snippets_make_for(f, text, query, 100);
        if (str_find(snippet.text, STR("ثان")) == SIZE_MAX)
            fail_msg("%s: " STR_FMT, cases[i].typed, STR_ARG(snippet.text));
    }
}

static void keeps_joined_words_together(void **state)
{
    struct fixture *f = *state;
#define LINK "افتح\x1Fصفحة\x1Fالحساب\x1Fالجديد" /* 23 characters */
#define FOUR "كلمة كلمة كلمة كلمة"
    static const struct {
        const char *text, *query;
        size_t max_chars;
        const char *expected;
    } cases[] = {
        {"ادفع الآن من صفحة حسابي ثم", "ادفع", 22, "[ادفع] الآن من صفحة…"},
        {"ادفع الآن من صفحة\x1Fحسابي ثم", "ادفع", 22, "[ادفع] الآن من…"},      /* 10 joined */
        {"ادفع الآن من صفحة\x1Fحسابي ثم", "ادفع", 19, "[ادفع] الآن من صفحة…"}, /* over half */
        {"ادفع الآن من صفحة\x1Fحسابي ثم", "ادفع", 25, "[ادفع] الآن من صفحة حسابي…"},
        /* The match is further from the beginning of its link than a fourth. */
        {FOUR " " LINK " هنا وهناك " FOUR, "الجديد", 48,
         "…افتح صفحة الحساب [الجديد] هنا وهناك كلمة كلمة كلمة…"},
        {FOUR " " LINK " هنا وهناك " FOUR, "الجديد", 40,
         "…الحساب [الجديد] هنا وهناك كلمة كلمة كلمة…"},
        /* No sentence begins inside. */
        {FOUR " " FOUR ". أولا نعم.\x1Fادفع " FOUR " " FOUR, "ادفع", 60,
         "…أولا نعم. [ادفع] كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snippet snippet =
            snippets_make(f, str_from(cases[i].text), cases[i].query, cases[i].max_chars);
        assert_str(snippets_shown(f, &snippet), cases[i].expected);
    }
}

static void a_joined_blank_is_a_blank_to_analysis(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {
        "ادفع%sالفَاتُورَةَ%s12%s3", "Wi-Fi%s5%s/%sc++", "فأ%s،%s(ب%s)",
        "بـ%s100%s%s",           "a%s\u0301%sb%s",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct token_list one, other;
        text_tokens(f->text, &f->arena, arena_printf(&f->arena, texts[i], " ", " ", " "), &one);
        text_tokens(f->text, &f->arena, arena_printf(&f->arena, texts[i], "\x1F", "\x1F", "\x1F"),
                    &other);
        assert_int_equal(one.n, other.n);
        for (size_t k = 0; k < one.n; k++) {
            assert_true(str_eq(one.tokens[k].exact, other.tokens[k].exact));
            assert_int_equal(one.tokens[k].from_bytes, other.tokens[k].from_bytes);
            assert_int_equal(one.tokens[k].to_bytes, other.tokens[k].to_bytes);
            assert_int_equal(one.tokens[k].position, other.tokens[k].position);
        }
    }
}

/* Only so much of a long section is looked at, and not to the middle of a word. */
static void looks_at_whole_words(void **state)
{
    struct fixture *f = *state;
    struct str words = filler(f, 454, "", 0), before;
    before = arena_printf(&f->arena, STR_FMT "%.*s ", STR_ARG(words), (int)(4091 - words.n),
                          "seventeen");
    assert_int_equal(before.n, 4092); /* of 4096 */
    struct snippet snippet = snippets_make(
        f, arena_printf(&f->arena, STR_FMT "payback", STR_ARG(before)), "payb", MAX_CHARS);
    assert_int_equal(snippet.n_marks, 0);
    assert_true(snippet.cut_after && !snippet.cut_before);
    snippet = snippets_make(f, arena_printf(&f->arena, STR_FMT "payb ack", STR_ARG(before)), "payb",
                            MAX_CHARS);
    assert_int_equal(snippet.n_marks, 1);
    assert_true(snippet.cut_after && snippet.cut_before);
}

static void begins_with_a_sentence(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {".", "؟", "?", "!", "\n"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct str middle = arena_printf(&f->arena, "سابق%s افتح التطبيق ثم ادفع", ends[i]);
        struct snippet snippet = snippets_make(f, filler(f, 50, middle.p, 90), "ادفع", MAX_CHARS);
        assert_true(str_starts(snippet.text, STR("افتح التطبيق ثم ادفع")));
        assert_true(snippet.cut_before && snippet.cut_after);
    }
    /* None is near: a word's beginning. */
    struct snippet snippet = snippets_make(f, filler(f, 90, "ادفع", 90), "ادفع", MAX_CHARS);
    assert_true(str_starts(snippet.text, STR("كلمة كلمة")));
    assert_true(str_ends(snippet.text, STR(" كلمة")));
    /* A match near the end of the text. */
    snippet = snippets_make(f, filler(f, 90, "ادفع", 1), "ادفع", MAX_CHARS);
    assert_true(str_ends(snippet.text, STR("ادفع كلمة")));
    assert_true(utf8_count_chars(snippet.text) > MAX_CHARS - 6); /* room is used, but for a word */
    assert_true(snippet.cut_before);
    assert_false(snippet.cut_after);
    /* With the earliest sentence in reach then. */
    snippet = snippets_make(f, filler(f, 90, "سابق. جملة أولى هنا. ثم ادفع", 0), "ادفع", 100);
    assert_str(snippets_shown(f, &snippet), "…جملة أولى هنا. ثم [ادفع]");
}

static void every_length(void **state)
{
    struct fixture *f = *state;
    struct str text = filler(f, 30, "ادفع الفاتورة", 30);
    for (size_t max_chars = 1; max_chars < 150; max_chars++) {
        struct snippet snippet = snippets_make(f, text, "فاتورة ادفع", max_chars);
        assert_true(snippet.cut_before || snippet.cut_after);
        if (max_chars >= 20)
            assert_int_equal(snippet.n_marks, 2);
    }
    struct str endless = arena_printf(&f->arena, "%0*d", 5000, 0);
    struct snippet snippet = snippets_make(f, endless, "x", 100);
    assert_int_equal(snippet.text.n, 100);
    assert_true(snippet.cut_after);
}

/* The longest query against a text made of its words: time must not grow with their product. */
static void adversarial_queries_are_cheap(void **state)
{
    struct fixture *f = *state;
    struct buf query, text;
    struct snippet snippet;
    buf_init(&query, 1 << 16);
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 2000; i++)
        buf_printf(&query, "%c%c%c ", 'b' + i % 20, 'b' + i / 20 % 20, 'b' + i / 400);
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "bb%c ", 'b' + i % 2);
    clock_t start = clock();
    const struct snippet_query *words = snippets_ask(f, query.p);
    for (int i = 0; i < 10; i++)
        snippet_make(f->text, &f->arena, buf_str(&text), words, MAX_CHARS, &snippet);
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
        cmocka_unit_test(words_that_stand_for_others),
        cmocka_unit_test(weighs_words),
        cmocka_unit_test(keeps_joined_words_together),
        cmocka_unit_test(a_joined_blank_is_a_blank_to_analysis),
        cmocka_unit_test(looks_at_whole_words),
        cmocka_unit_test(begins_with_a_sentence),
        cmocka_unit_test(every_length),
        cmocka_unit_test(adversarial_queries_are_cheap),
    };
    return cmocka_run_group_tests(tests, snippets_setup, snippets_teardown);
}
