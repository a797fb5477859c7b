/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/suggest.h"
#include "scratch.h"

static const struct {
    const char *text, *article_id, *anchor;
    enum suggestion_kind kind;
    enum audience audience;
} titles[] = {
    {"كيف أدفع الفاتورة؟", "faq", "كيف-أدفع", SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
    {"الفَاتُورَة الإلكترونية", "e-invoice", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
    {"فاتورة الكهرباء", "power", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
    {"فاتورة داخلية", "internal", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
    {"الفاتورة الالكترونيه", "e-invoice-2", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
    {"إعداد Wi-Fi للجوّال", "wifi", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
    {"؟!", "signs", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
    {"مدار مدار مدار", "thrice", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
};

struct fixture {
    struct scratch *scratch;
    struct text *text;
    char *path;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    struct err err = ERR_INIT;
    void *scratch;
    scratch_setup(&scratch);
    f->scratch = scratch;
    f->path = scratch_path(f->scratch, "suggest.bin");
    if (text_new(&f->text, &err) != 0)
        return -1;
    struct suggest_builder *b = suggest_builder_new();
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        struct suggestion what = {
            .text = str_from(titles[i].text),
            .kind = titles[i].kind,
            .article_id = str_from(titles[i].article_id),
            .anchor = str_from(titles[i].anchor),
            .lang = STR("ar"),
        };
        suggest_builder_add(b, f->text, &what, titles[i].audience);
    }
    int status = suggest_builder_write(b, f->path, &err);
    suggest_builder_free(b);
    *state = f;
    return status;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    void *scratch = f->scratch;
    text_free(f->text);
    scratch_teardown(&scratch);
    free(f);
    return 0;
}

static struct suggest *open_suggest(const char *path)
{
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    assert_ok(suggest_open(&s, path, &err), &err);
    return s;
}

/* Article ids found, best first, separated by spaces. */
static struct str found(struct fixture *f, const struct suggest *s, const char *typed,
                        enum audience audience, size_t limit)
{
    struct suggestion_list list;
    struct arena *a = &f->scratch->arena;
    struct str out = STR("");
    suggest_find(s, f->text, a, str_from(typed), audience, limit, &list);
    for (size_t i = 0; i < list.n; i++)
        out = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? " " : "",
                           STR_ARG(list.items[i].article_id));
    return out;
}

static void completes_what_was_typed(void **state)
{
    struct fixture *f = *state;
    struct suggest *s = open_suggest(f->path);
    static const struct {
        const char *typed, *expected;
    } cases[] = {
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
        {"جوال", ""}, /* للجوال: only the article is taken off */
        {"للجوال", "wifi"},
        {"مدار", "thrice"},
        /* Too short, nothing, other words. */
        {"ف", ""},
        {"", ""},
        {" ؟ ", ""},
        {"ال", "e-invoice power faq"},
        {"غسالة", ""},
        {"فاتورة الكهرباء والماء", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str ids = found(f, s, cases[i].typed, AUDIENCE_PUBLIC, 10);
        if (!str_eq(ids, str_from(cases[i].expected)))
            fail_msg("%s: " STR_FMT ", not %s", cases[i].typed, STR_ARG(ids), cases[i].expected);
    }
    suggest_close(s);
}

static void agents_see_more(void **state)
{
    struct fixture *f = *state;
    struct suggest *s = open_suggest(f->path);
    assert_str(found(f, s, "فاتورة دا", AUDIENCE_PUBLIC, 10), "");
    assert_str(found(f, s, "داخل", AUDIENCE_PUBLIC, 10), "");
    assert_str(found(f, s, "فاتورة دا", AUDIENCE_AGENT, 10), "internal");
    assert_str(found(f, s, "فات", AUDIENCE_AGENT, 10), "internal power e-invoice faq");
    suggest_close(s);
}

static void limits_hold(void **state)
{
    struct fixture *f = *state;
    struct suggest *s = open_suggest(f->path);
    assert_str(found(f, s, "فات", AUDIENCE_PUBLIC, 0), "");
    assert_str(found(f, s, "فات", AUDIENCE_PUBLIC, 1), "power");
    assert_str(found(f, s, "فات", AUDIENCE_PUBLIC, 2), "power e-invoice");
    assert_str(found(f, s, "الفات", AUDIENCE_PUBLIC, 1), "power");
    /* What hides from the public takes no place either. */
    assert_str(found(f, s, "فات", AUDIENCE_PUBLIC, 3), "power e-invoice faq");
    char typed[20000];
    memset(typed, 'x', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    assert_str(found(f, s, typed, AUDIENCE_PUBLIC, 10), "");
    suggest_close(s);
}

static void everything_of_a_completion_comes_back(void **state)
{
    struct fixture *f = *state;
    struct suggest *s = open_suggest(f->path);
    struct suggestion_list list;
    suggest_find(s, f->text, &f->scratch->arena, STR("كيف"), AUDIENCE_PUBLIC, 5, &list);
    assert_int_equal(list.n, 1);
    assert_str(list.items[0].text, titles[0].text);
    assert_str(list.items[0].article_id, "faq");
    assert_str(list.items[0].anchor, "كيف-أدفع");
    assert_str(list.items[0].lang, "ar");
    assert_int_equal(list.items[0].kind, SUGGESTION_QUESTION);
    suggest_find(s, f->text, &f->scratch->arena, STR("فاتورة الإل"), AUDIENCE_PUBLIC, 5, &list);
    assert_str(list.items[0].text, titles[1].text); /* as written, vowel marks and all */
    assert_str(list.items[0].anchor, "");
    assert_int_equal(list.items[0].kind, SUGGESTION_ARTICLE);
    suggest_close(s);
}

static void an_empty_set(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    char *path = scratch_path(f->scratch, "empty.bin");
    struct suggest_builder *b = suggest_builder_new();
    assert_ok(suggest_builder_write(b, path, &err), &err);
    suggest_builder_free(b);
    struct suggest *s = open_suggest(path);
    assert_str(found(f, s, "فات", AUDIENCE_AGENT, 10), "");
    suggest_close(s);
    suggest_close(NULL);
    suggest_builder_free(NULL);
}

static void long_titles_complete_from_their_beginning(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    char *path = scratch_path(f->scratch, "long.bin");
    struct suggest_builder *b = suggest_builder_new();
    struct buf title;
    buf_init(&title, 1 << 16);
    for (int i = 0; i < 2000; i++)
        buf_printf(&title, "كلمة%d ", i);
    struct suggestion what = {.text = buf_str(&title), .article_id = STR("long")};
    suggest_builder_add(b, f->text, &what, AUDIENCE_PUBLIC);
    assert_ok(suggest_builder_write(b, path, &err), &err);
    struct suggest *s = open_suggest(path);
    assert_str(found(f, s, "كلمة 5", AUDIENCE_PUBLIC, 10), "long");
    assert_str(found(f, s, "كلمة 1999", AUDIENCE_PUBLIC, 10), "");
    suggest_close(s);
    suggest_builder_free(b);
    buf_release(&title);
}

/* --- damage --- */

/* Opens and asks for much; a refusal must say where. True when it was opened. */
static bool survives(struct fixture *f, const char *path)
{
    static const char *const typed[] = {"فا", "ال", "كي", "wi", "مدار", "الفاتوره الالكترونيه"};
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    if (suggest_open(&s, path, &err) != 0) {
        assert_int_equal(err.code, ERR_INDEX);
        assert_string_equal(err.place, path);
        return false;
    }
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct suggestion_list list;
        suggest_find(s, f->text, &f->scratch->arena, str_from(typed[i]), AUDIENCE_AGENT, 10, &list);
        for (size_t j = 0; j < list.n; j++) { /* read every byte that was handed out */
            struct suggestion *item = &list.items[j];
            struct str all[] = {item->text, item->article_id, item->anchor, item->lang};
            for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
                (void)arena_dup(&f->scratch->arena, all[k]);
            assert_in_range(item->kind, SUGGESTION_ARTICLE, SUGGESTION_QUESTION);
        }
    }
    suggest_close(s);
    arena_clear(&f->scratch->arena);
    return true;
}

/* Into damaged.bin, without the fsyncs of file_replace. */
static void write_damaged(const char *path, struct str bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    fclose(file);
}

static void cut_short_anywhere(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    struct buf whole;
    char path[256];
    snprintf(path, sizeof path, "%s/damaged.bin", f->scratch->dir);
    buf_init(&whole, 1 << 20);
    assert_ok(file_read(f->path, 1 << 20, &whole, &err), &err);
    for (size_t n = 0; n < whole.n; n++) {
        write_damaged(path, str_sub(buf_str(&whole), 0, n));
        assert_false(survives(f, path));
    }
    buf_char(&whole, '\0');
    write_damaged(path, buf_str(&whole));
    assert_false(survives(f, path));
    buf_release(&whole);
}

static void any_number_may_be_wrong(void **state)
{
    struct fixture *f = *state;
    static const uint32_t wrong[] = {UINT32_MAX, 0x7FFFFFFF, 1u << 16, 0};
    struct err err = ERR_INIT;
    struct buf whole;
    char path[256];
    unsigned refused = 0;
    snprintf(path, sizeof path, "%s/damaged.bin", f->scratch->dir);
    buf_init(&whole, 1 << 20);
    assert_ok(file_read(f->path, 1 << 20, &whole, &err), &err);
    for (size_t at = 0; at + sizeof(uint32_t) <= whole.n; at += sizeof(uint32_t))
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            char right[sizeof(uint32_t)];
            memcpy(right, whole.p + at, sizeof right);
            memcpy(whole.p + at, &wrong[i], sizeof right);
            write_damaged(path, buf_str(&whole));
            refused += !survives(f, path);
            memcpy(whole.p + at, right, sizeof right);
        }
    assert_in_range(refused, 100, 100000);
    buf_release(&whole);
}

static void no_such_file(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    char *missing = scratch_path(f->scratch, "missing.bin");
    assert_int_equal(suggest_open(&s, missing, &err), -1);
    assert_string_equal(err.place, missing);
    struct suggest_builder *b = suggest_builder_new();
    assert_int_equal(suggest_builder_write(b, scratch_path(f->scratch, "no/such"), &err), -1);
    suggest_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completes_what_was_typed),
        cmocka_unit_test(agents_see_more),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(everything_of_a_completion_comes_back),
        cmocka_unit_test(an_empty_set),
        cmocka_unit_test(long_titles_complete_from_their_beginning),
        cmocka_unit_test(no_such_file),
        cmocka_unit_test(cut_short_anywhere),
        cmocka_unit_test(any_number_may_be_wrong),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
