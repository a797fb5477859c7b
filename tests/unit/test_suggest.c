/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "completions.h"
#include "fixture.h"
#include "lib/search.h"

#define ARTICLE(text, id)                                                                          \
    {                                                                                              \
        text, id, "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC                                          \
    }
#define QUESTION(text, id)                                                                         \
    {                                                                                              \
        text, id, "q", SUGGESTION_QUESTION, AUDIENCE_PUBLIC                                        \
    }
#define HEADING(text, id)                                                                          \
    {                                                                                              \
        text, id, "h", SUGGESTION_HEADING, AUDIENCE_PUBLIC                                         \
    }

enum { ALL = 50 };

static const struct completion titles[] = {
    {"كيف أدفع الفاتورة؟", "faq", "كيف-أدفع", SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
    ARTICLE("الفَاتُورَة الإلكترونية", "e-invoice"),
    ARTICLE("فاتورة الكهرباء", "power"),
    {"فاتورة داخلية", "internal", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
    ARTICLE("الفاتورة الالكترونيه", "e-invoice-2"),
    ARTICLE("إعداد Wi-Fi للجوّال", "wifi"),
    ARTICLE("؟!", "signs"),
    ARTICLE("مدار مدار مدار", "thrice"),
    ARTICLE("How to reset the router", "router"),
    ARTICLE("Reset your password", "reset"),
    HEADING("Password rules", "rules"),
    HEADING("إعداد للطباعة والإرسال بالبريد", "mail"),
    QUESTION("متى ترسلون البريد؟", "when"),
    ARTICLE("Rest rooms", "rooms"),
    ARTICLE("خطة 2024", "plan-24"),
    ARTICLE("خطة 2025", "plan-25"),
};

enum { N_TITLES = sizeof titles / sizeof titles[0] };

static int setup(void **state)
{
    return completions_setup(state, titles, N_TITLES);
}

static void check(void **state, const struct completions_case *cases, size_t n)
{
    struct completions *f = *state;
    completions_check(f, f->suggest, cases, n);
}
#define CHECK(state, cases) check(state, cases, sizeof(cases) / sizeof *(cases))

static void completes_what_was_typed(void **state)
{
    static const struct completions_case cases[] = {
        /* Titles that begin so, shorter first; then those with such a word inside. One of two
         * titles that read the same. */
        {"فات", "power e-invoice faq"},
        {"الفات", "power e-invoice faq"},
        {"فاتوره ال", "power e-invoice"},
        {"الفاتوره الالك", "e-invoice"},
        {"الفاتورة الكهر", "power"},
        /* Inner words, with and without the article, and what follows them. */
        {"ادفع", "faq"},
        {"أَدْفَعُ الفا", "faq"},
        {"كهرب", "power"},
        {"الكهرب", "power"},
        {"الكترونية", "e-invoice"},
        {"إلكترونيه", "e-invoice"},
        {"wi", "wifi"},
        {"WI-F", "wifi"},
        {"جوال", "wifi"}, /* behind lam and the article */
        {"للجوال", "wifi"},
        {"والجوال", "wifi"},
        {"مدار", "thrice"},
        {"٢٠٢", "plan-24 plan-25"},
        {"٢٠٢٤", "plan-24"},
        {"٢٠٢٣", ""}, /* no digit is forgiven */
        /* Too short, nothing, other words. */
        {"ف", ""},
        {"", ""},
        {" ؟ ", ""},
        {"ال", "e-invoice power faq when"},
        {"غسالة", ""},
        {"فاتورة الكهرباء والماء", ""},
    };
    CHECK(state, cases);
}

static void the_words_may_stand_anywhere(void **state)
{
    static const struct completions_case cases[] = {
        {"كيف الفاتورة", "faq power e-invoice"}, /* another word between; كيف missing */
        {"reset pass", "reset"},
        {"password res", "reset"}, /* the other way round */
        {"الفاتورة أدف", "faq"},
        {"كهرباء فات", "power"},
        {"جوال wi fi اعد", "wifi"},
        /* The earlier ones are whole. */
        {"فات كهرب", ""},
        {"pass res", ""},
        /* One word is not two. */
        {"مدار مدار مد", "thrice"},
        {"مدار مدار مدار م", ""},
        {"فاتورة فا", ""},
    };
    CHECK(state, cases);
}

static void a_blank_finishes_the_last_word(void **state)
{
    static const struct completions_case cases[] = {
        {"فاتور", "power e-invoice faq"},
        {"فاتور ", "power e-invoice faq"}, /* as if one was lost */
        {"خط ", ""},
        {"خط", "plan-24 plan-25"},
        {"خطة ", "plan-24 plan-25"},
        {"pass\u00A0", ""},
        {"pass", "rules reset"},
    };
    CHECK(state, cases);
}

static void stop_words_may_be_missing(void **state)
{
    static const struct completions_case cases[] = {
        {"كيف فاتورة الكهر", "power"},
        {"كيف فات", "faq power e-invoice"},
        {"how to reset", "router reset"}, /* first where they are not */
        {"how to pass", "rules reset"},
        {"the password", "rules reset"},
        {"how to ", "router"}, /* nothing but stop words: all are meant */
        {"what to ", ""},
        {"كيف غسا", ""},
    };
    CHECK(state, cases);
}

static void ranks_by_how_it_fits_then_kind_then_length(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        HEADING("شاشة جوال قديم للبيع", "begins-heading"),
        ARTICLE("شاشة جوال مستعمل وقديم للبيع", "begins"),
        QUESTION("شاشة الجوال مكسورة وقديمة، ما الحل؟", "begins-question"),
        HEADING("في شاشة جوال", "further-heading"),
        ARTICLE("عندي شاشة جوال مكسورة في البيت", "further"),
        ARTICLE("شاشة كل جوال", "in-order"),
        ARTICLE("جوال شاشة", "any-order"),
        HEADING("جوال وشاشة", "any-order-heading"),
        ARTICLE("جوال", "one-only"),
    };
    static const struct completions_case cases[] = {
        {"شاشة جوا", "begins begins-question begins-heading further further-heading in-order "
                     "any-order any-order-heading"},
        {"الشاشة الجوال ", "begins begins-question begins-heading further further-heading in-order "
                           "any-order any-order-heading"},
        /* One letter wrong: the same order. */
        {"شاشة جةال", "begins begins-question begins-heading further further-heading in-order "
                      "any-order any-order-heading"},
        {"شااشة جوال", "begins begins-question begins-heading further further-heading in-order "
                       "any-order any-order-heading"},
    };
    char *path = scratch_path(f->scratch, "rows.bin");
    completions_write(f, path, rows, sizeof rows / sizeof rows[0]);
    struct suggest *s = completions_open(path);
    completions_check(f, s, cases, sizeof cases / sizeof cases[0]);
    suggest_close(s);
}

static void particles_are_told_from_letters(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        ARTICLE("توفير الطاقة", "energy"),  ARTICLE("بطاقة الهدية", "gift"),
        ARTICLE("بطاقة الخصم", "discount"), ARTICLE("الفاتورة", "invoice"),
        ARTICLE("فاتورة الماء", "water"),   ARTICLE("الدفع بفاتورة", "by-invoice"),
        ARTICLE("إلغاء الحساب", "cancel"),  ARTICLE("الغاز", "gas"),
    };
    static const struct completions_case cases[] = {
        {"طاق", "energy"}, /* the beh of بطاقة is its own: it is seen more often than طاقة */
        {"بطاق", "discount gift"},
        {"فاتور", "invoice water by-invoice"},
        {"بفاتور", "invoice water by-invoice"}, /* the file knows what it is made of */
        {"بفاتورة ", "invoice water by-invoice"},
        {"وفاتورة", "invoice water by-invoice"},
        {"كفاتورة الم", "water"},
        {"للطاقة", "energy"},
        {"والغا", "gas cancel"},
        {"الالغا", "cancel"}, /* no second article */
    };
    char *path = scratch_path(f->scratch, "rows.bin");
    completions_write(f, path, rows, sizeof rows / sizeof rows[0]);
    struct suggest *s = completions_open(path);
    completions_check(f, s, cases, sizeof cases / sizeof cases[0]);
    suggest_close(s);
}

static void compounds_are_found_in_one_word_and_in_parts(void **state)
{
    struct completions *f = *state;
    static const struct completion rows[] = {
        ARTICLE("مشكلة Wi-Fi", "parts"), ARTICLE("E-mail", "email"), ARTICLE("Bluetooth", "one")};
    static const struct completions_case cases[] = {
        {"wifi", "parts"},  {"wif", "parts"},       {"wi-fi", "parts"},
        {"wi fi", "parts"}, {"مشكلة wif", "parts"}, {"email", "email"},
        {"e-mai", "email"}, {"blue-tooth", "one"},  {"blue tooth", ""},
    };
    char *path = scratch_path(f->scratch, "rows.bin");
    completions_write(f, path, rows, sizeof rows / sizeof rows[0]);
    struct suggest *s = completions_open(path);
    completions_check(f, s, cases, sizeof cases / sizeof cases[0]);
    suggest_close(s);
}

static void one_wrong_letter_is_forgiven(void **state)
{
    static const struct completions_case cases[] = {
        {"pessword", "rules reset"},  /* another */
        {"pasword", "rules reset"},   /* missing */
        {"passsword", "rules reset"}, /* too many */
        {"apssword", "rules reset"},  /* swapped */
        {"assword", "rules reset"},   /* missing at the beginning */
        {"pasqwo", "rules reset"},    /* in an unfinished word */
        {"passwordx", "rules reset"}, /* at its end */
        {"passwor ", "rules reset"},  /* missing at the end of a finished one */
        {"passwo ", ""},              /* two are not */
        {"paswrd", ""},
        {"الكهرياء", "power"},
        {"كهرياء", "power"},
        {"لاكهرباء", "power"},
        {"فاتورة الكهرياء", "power"},
        {"قاتورة الكهر", "power"}, /* in an earlier word */
        {"قاتورة الكهرياء", "power"},
        {"xi", ""}, /* too short to be forgiven anything */
        {"فاتورة مدا", ""},
        {"rewet passwodr", "reset"},
        {"password router", ""},
        {"rest password", "reset"}, /* both are known, but nowhere together */
        {"reset room", "rooms"},
        {"reser rules", ""},
    };
    CHECK(state, cases);
}

static void agents_see_more(void **state)
{
    struct completions *f = *state;
    static const struct {
        const char *typed, *public, *agents;
    } cases[] = {
        {"فاتورة دا", "", "internal"},
        {"داخل", "", "internal"},
        {"داخلي فاتورة", "", "internal"},
        {"داخلبة", "", "internal"},
        {"فات", "power e-invoice faq", "internal power e-invoice faq"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_str(completions_found(f, f->suggest, cases[i].typed, AUDIENCE_PUBLIC, 10),
                   cases[i].public);
        assert_str(completions_found(f, f->suggest, cases[i].typed, AUDIENCE_AGENT, 10),
                   cases[i].agents);
    }
}

static void limits_hold(void **state)
{
    struct completions *f = *state;
    static const char *const expected[] = {"", "power", "power e-invoice", "power e-invoice faq"};
    for (size_t limit = 0; limit < 4; limit++) {
        assert_str(completions_found(f, f->suggest, "فات", AUDIENCE_PUBLIC, limit),
                   expected[limit]);
        assert_str(completions_found(f, f->suggest, "الفاثور", AUDIENCE_PUBLIC, limit),
                   expected[limit]);
    }
    char typed[20000];
    memset(typed, 'x', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    assert_str(completions_found(f, f->suggest, typed, AUDIENCE_PUBLIC, 10), "");
    for (size_t i = 1; i < sizeof typed - 1; i += 2)
        typed[i] = ' ';
    assert_str(completions_found(f, f->suggest, typed, AUDIENCE_PUBLIC, 10), "");
}

static void everything_of_a_completion_comes_back(void **state)
{
    struct completions *f = *state;
    struct arena *a = &f->scratch->arena;
    struct suggestion_list list;
    suggest_find(f->suggest, f->text, a, STR("كيف"), AUDIENCE_PUBLIC, 5, &list);
    assert_int_equal(list.n, 1);
    assert_str(list.items[0].text, titles[0].text);
    assert_str(list.items[0].article_id, "faq");
    assert_str(list.items[0].anchor, "كيف-أدفع");
    assert_str(list.items[0].lang, "ar");
    assert_int_equal(list.items[0].kind, SUGGESTION_QUESTION);
    suggest_find(f->suggest, f->text, a, STR("فاتورة الإل"), AUDIENCE_PUBLIC, 5, &list);
    assert_str(list.items[0].text, titles[1].text); /* as written, vowel marks and all */
    assert_str(list.items[0].anchor, "");
    assert_int_equal(list.items[0].kind, SUGGESTION_ARTICLE);
    suggest_find(f->suggest, f->text, a, STR("rules"), AUDIENCE_PUBLIC, 5, &list);
    assert_int_equal(list.items[0].kind, SUGGESTION_HEADING);
}

static void long_titles_complete_from_their_beginning(void **state)
{
    struct completions *f = *state;
    struct buf title;
    char *path = scratch_path(f->scratch, "long.bin");
    buf_init(&title, 1 << 16);
    for (int i = 0; i < 2000; i++)
        buf_printf(&title, "كلمة%d ", i);
    struct completion row = ARTICLE(title.p, "long");
    completions_write(f, path, &row, 1);
    struct suggest *s = completions_open(path);
    assert_str(completions_found(f, s, "كلمة 5", AUDIENCE_PUBLIC, 10), "long");
    assert_str(completions_found(f, s, "كلمة 1999", AUDIENCE_PUBLIC, 10), "");
    /* More words than a search looks at: the last ones count. */
    buf_cut(&title, strlen("كلمة0 ") * 10 + strlen("كلمة10 ") * 12);
    assert_str(completions_found(f, s, title.p, AUDIENCE_PUBLIC, 10), "long");
    buf_printf(&title, "غسالة");
    assert_str(completions_found(f, s, title.p, AUDIENCE_PUBLIC, 10), "");
    suggest_close(s);
    buf_release(&title);
}

/* --- properties --- */

static bool is_offered(struct completions *f, const struct completion *row, struct str typed,
                       size_t limit)
{
    struct suggestion_list list;
    suggest_find(f->suggest, f->text, &f->scratch->arena, typed, AUDIENCE_AGENT, limit, &list);
    struct str folded = text_fold(f->text, &f->scratch->arena, str_from(row->text));
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(text_fold(f->text, &f->scratch->arena, list.items[i].text), folded))
            return true;
    return false;
}

static void every_beginning_of_a_title_offers_it(void **state)
{
    struct completions *f = *state;
    for (size_t i = 0; i < N_TITLES; i++) {
        const char *p = titles[i].text, *end = p + strlen(p);
        while (p < end) {
            (void)utf8_next(&p, end);
            struct str typed = {titles[i].text, (size_t)(p - titles[i].text)};
            struct str folded = text_fold(f->text, &f->scratch->arena, typed);
            if (utf8_count_chars(folded) >= 2 && !is_offered(f, &titles[i], typed, 10))
                fail_msg("[" STR_FMT "] does not offer %s", STR_ARG(typed), titles[i].text);
        }
    }
}

/* Two words of a title, in either order, the second without its last letter. */
static void any_two_words_of_a_title_offer_it(void **state)
{
    struct completions *f = *state;
    struct arena *a = &f->scratch->arena;
    for (size_t i = 0; i < N_TITLES; i++) {
        struct token_list list;
        text_tokens(f->text, a, str_from(titles[i].text), &list);
        for (size_t j = 0; j < list.n * list.n; j++) {
            const struct token *x = &list.tokens[j / list.n], *y = &list.tokens[j % list.n];
            if (x == y || x->kind == TOKEN_WHOLE || y->kind == TOKEN_WHOLE)
                continue;
            size_t n = utf8_cut_bytes(y->exact, y->exact.n - 1).n;
            struct str typed =
                arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(x->exact), (int)n, y->exact.p);
            if (!is_offered(f, &titles[i], typed, ALL))
                fail_msg("[" STR_FMT "] does not offer %s", STR_ARG(typed), titles[i].text);
        }
    }
}

static void the_same_answer_every_time(void **state)
{
    struct completions *f = *state;
    static const char *const typed[] = {"ال", "فات", "pasword", "reset the", "قاتورة ا"};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct suggestion_list one, two;
        struct arena *a = &f->scratch->arena;
        suggest_find(f->suggest, f->text, a, str_from(typed[i]), AUDIENCE_PUBLIC, ALL, &one);
        suggest_find(f->suggest, f->text, a, str_from(typed[i]), AUDIENCE_PUBLIC, ALL, &two);
        assert_true(one.n > 0 && one.n == two.n && one.steps == two.steps);
        for (size_t k = 0; k < one.n; k++)
            assert_true(str_eq(one.items[k].text, two.items[k].text) &&
                        str_eq(one.items[k].article_id, two.items[k].article_id));
    }
}

/* A word of its own for each number. */
static void add_word(struct buf *out, const char *beginning, size_t number)
{
    static const char *const letters[] = {"ب", "ت", "ج", "ح", "د", "ر", "ز", "س", "ش", "ص"};
    buf_printf(out, "%s", beginning);
    for (; number; number /= 10)
        buf_printf(out, "%s", letters[number % 10]);
    buf_char(out, ' ');
}

static void write_many(struct completions *f, const char *path, size_t n)
{
    struct completion *rows = xcalloc(n, sizeof *rows);
    struct buf text;
    buf_init(&text, 1 << 10);
    for (size_t i = 0; i < n; i++) {
        buf_clear(&text);
        add_word(&text, i % 3 ? "كيف" : "كلمة", 0);
        add_word(&text, "كل", i % 20000);
        add_word(&text, "كلمة في الط", i % 317);
        add_word(&text, "شيء ط", i % 19997);
        rows[i] = (struct completion)HEADING(arena_dup(&f->scratch->arena, buf_str(&text)).p, "x");
    }
    completions_write(f, path, rows, n);
    buf_release(&text);
    free(rows);
}

/* 100,000 completions of 40,000 words that share their beginnings. */
static void the_work_is_bounded(void **state)
{
    struct completions *f = *state;
    static const struct {
        const char *typed;
        bool found;
    } cases[] = {
        {"كل", true},
        {"كلمة كل", true},
        {"في كل", true},
        {"الط", true},
        {"كلنة", true},
        {"كل في ك", true},
        {"كيف ط", true},
        {"في الظ", true},
        {"ط ط ط ط ط", false},
        {"كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كل", false},
        {"في كيف كلمة شيء ط", true},
        {"شيء كلمة كيف طببببببب", false},
    };
    char *path = scratch_path(f->scratch, "many.bin");
    size_t most = 0;
    write_many(f, path, 100000);
    struct suggest *s = completions_open(path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct suggestion_list list;
        suggest_find(s, f->text, &f->scratch->arena, str_from(cases[i].typed), AUDIENCE_PUBLIC, 10,
                     &list);
        assert_in_range(list.steps, 1, SUGGEST_STEPS_MAX);
        most = list.steps > most ? list.steps : most;
        assert_int_equal(list.n > 0, cases[i].found);
    }
    assert_in_range(most, SUGGEST_STEPS_MAX / 2, SUGGEST_STEPS_MAX); /* the bound was needed */
    suggest_close(s);
}

static void long_texts_take_more_steps(void **state)
{
    struct completions *f = *state;
    enum { ROWS = 200, WORDS = 50 };
    struct completion rows[ROWS];
    struct suggestion_list list;
    struct buf text;
    char *path = scratch_path(f->scratch, "long.bin");
    buf_init(&text, 1 << 12);
    for (size_t i = 0; i < ROWS; i++) {
        buf_clear(&text);
        for (size_t k = 0; k < WORDS; k++)
            add_word(&text, k ? "ط" : "شيء", k ? i * WORDS + k : 0);
        add_word(&text, "باب", 0);
        rows[i] = (struct completion)HEADING(arena_dup(&f->scratch->arena, buf_str(&text)).p, "x");
    }
    completions_write(f, path, rows, ROWS);
    struct suggest *s = completions_open(path);
    suggest_find(s, f->text, &f->scratch->arena, STR("باب شيء"), AUDIENCE_PUBLIC, ROWS, &list);
    assert_int_equal(list.n, ROWS);
    assert_in_range(list.steps, ROWS * WORDS, SUGGEST_STEPS_MAX);
    suggest_close(s);
    buf_release(&text);
}

/* --- every completion finds something --- */

static const struct fixture_article articles[] = {
    {
        .id = "pay",
        .title = "دفع الفاتورة",
        .lang = "ar",
        .sections = {{NULL, NULL, "افتح التطبيق ثم ادفع."},
                     {"هل أدفع نقدا؟", "نقدا", "نعم، عند الاستلام."},
                     {"كيف هو؟", "كيف-هو", "سهل."}}, /* stop words alone */
    },
    {
        .id = "wifi",
        .title = "Connect to Wi-Fi",
        .lang = "en",
        .sections = {{NULL, NULL, "Open settings."},
                     {"\"لا يعمل\" -- C++ أو AND؟", "and", "أعد التشغيل."}},
    },
    {
        .id = "secret",
        .title = "تصعيد الشكوى",
        .lang = "ar",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "للموظفين."}, {"متى أصعد؟", "متى", "بعد ثلاثة أيام."}},
    },
};

static void every_completion_finds_what_it_completes(void **state)
{
    struct completions *f = *state;
    struct arena *a = &f->scratch->arena;
    static const char *const typed[] = {"دف",  "هل", "كيف", "لا",       "co",      "wif",
                                        "and", "تص", "مت",  "نقدا ادف", "الفاثورة"};
    struct generation_manifest manifest;
    struct search *search = NULL;
    struct err err = ERR_INIT;
    size_t n_offered = 0;
    char *dir = scratch_path(f->scratch, "index");
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(search_open(&search, dir, &err), &err);
    for (size_t i = 0; i < 2 * sizeof typed / sizeof typed[0]; i++) {
        enum audience audience = i % 2 ? AUDIENCE_AGENT : AUDIENCE_PUBLIC;
        struct suggestion_list list;
        assert_ok(search_suggest(search, a, str_from(typed[i / 2]), audience, 10, &list, &err),
                  &err);
        for (size_t k = 0; k < list.n; k++, n_offered++) {
            struct search_request request = {.query = list.items[k].text, .audience = audience};
            struct search_result found;
            bool here = false;
            assert_ok(search_run(search, a, &request, &found, &err), &err);
            for (size_t h = 0; h < found.n_hits; h++)
                here = here || str_eq(found.hits[h].section.article_id, list.items[k].article_id);
            if (!here)
                fail_msg("[" STR_FMT "] does not find its article", STR_ARG(list.items[k].text));
        }
    }
    assert_in_range(n_offered, 2 * sizeof typed / sizeof typed[0] - 2, 100);
    search_close(search);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completes_what_was_typed),
        cmocka_unit_test(the_words_may_stand_anywhere),
        cmocka_unit_test(a_blank_finishes_the_last_word),
        cmocka_unit_test(stop_words_may_be_missing),
        cmocka_unit_test(ranks_by_how_it_fits_then_kind_then_length),
        cmocka_unit_test(particles_are_told_from_letters),
        cmocka_unit_test(compounds_are_found_in_one_word_and_in_parts),
        cmocka_unit_test(one_wrong_letter_is_forgiven),
        cmocka_unit_test(agents_see_more),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(everything_of_a_completion_comes_back),
        cmocka_unit_test(long_titles_complete_from_their_beginning),
        cmocka_unit_test(every_beginning_of_a_title_offers_it),
        cmocka_unit_test(any_two_words_of_a_title_offer_it),
        cmocka_unit_test(the_same_answer_every_time),
        cmocka_unit_test(the_work_is_bounded),
        cmocka_unit_test(long_texts_take_more_steps),
        cmocka_unit_test(every_completion_finds_what_it_completes),
    };
    return cmocka_run_group_tests(tests, setup, completions_teardown);
}
