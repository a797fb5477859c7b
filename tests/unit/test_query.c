/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "lib/query.h"

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

static struct query read_query(struct fixture *f, const char *typed)
{
    struct query query;
    query_read(f->text, &f->arena, str_from(typed), &query);
    return query;
}

/* "word word / phrase phrase / ...": words with their times when typed more than once. */
static struct str shown(struct fixture *f, const struct query *query)
{
    struct str out = STR("");
    for (size_t i = 0; i < query->n_words; i++) {
        const struct query_word *word = &query->words[i];
        out = arena_printf(&f->arena, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? " " : "",
                           STR_ARG(word->token->folded));
        if (word->times > 1)
            out = arena_printf(&f->arena, STR_FMT "*%u", STR_ARG(out), word->times);
    }
    for (size_t i = 0; i < query->n_phrases; i++) {
        out = arena_printf(&f->arena, STR_FMT " /", STR_ARG(out));
        for (size_t j = 0; j < query->phrases[i].n; j++)
            out = arena_printf(&f->arena, STR_FMT " " STR_FMT, STR_ARG(out),
                               STR_ARG(query->phrases[i].tokens[j].folded));
    }
    return out;
}

static void reads_words_and_phrases(void **state)
{
    static const struct {
        const char *typed, *expected;
        bool only_phrases;
    } cases[] = {
        {"", "", false},
        {"؟! ،", "", false},
        {"كيف أدفع الفاتورة؟", "كيف ادفع الفاتوره", false},
        {"دفع دفع الدفع دَفْع", "دفع*3 الدفع", false},
        {"\"دفع الفاتورة\"", "دفع الفاتوره / دفع الفاتوره", true},
        {"  \"دفع\" \"الفاتورة\" ", "دفع الفاتوره / دفع / الفاتوره", true},
        {"«كلمة المرور» الجديدة", "كلمه المرور الجديده / كلمه المرور", false},
        {"“one two” three", "one two three / one two", false},
        /* Only its partner closes a quotation mark. */
        {"«a \"b c\" d»", "a b c d / a b c d", true},
        {"\"a «b\" c»", "a b c / a b", false},
        {"“a b\" c", "a b c", false},
        /* Never closed, closed at once, nothing but signs inside: no phrase. */
        {"شاشة 55\" ذكية", "شاشه 55 ذكيه", false},
        {"\"\" a \"؟\" b", "a b", false},
        {"\"", "", false},
        {"«", "", false},
        /* A compound counts as its parts in a phrase, and beside them as a word. */
        {"\"wi-fi قوي\"", "wi fi wifi قوي / wi fi قوي", true},
        {"wi-fi wifi", "wi fi wifi*2", false},
        {"a\"b c\"d", "a b c d / b c", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct query query = read_query(*state, cases[i].typed);
        assert_str(shown(*state, &query), cases[i].expected);
        assert_int_equal(query.only_phrases, cases[i].only_phrases);
    }
}

static void limits_hold(void **state)
{
    struct fixture *f = *state;
    struct buf typed;
    buf_init(&typed, 1 << 16);
    for (int i = 0; i < 2 * QUERY_WORDS_MAX; i++)
        buf_printf(&typed, "w%cx%c \"p%c q\" ", 'a' + i % 26, 'a' + i / 26, 'a' + i % 26);
    struct query query = read_query(f, typed.p);
    assert_int_equal(query.n_words, QUERY_WORDS_MAX);
    assert_int_equal(query.n_phrases, QUERY_PHRASES_MAX);
    assert_false(query.only_phrases);
    buf_release(&typed);
}

/* Pairs of quotes around nothing cost neither memory nor a phrase. */
static void thousands_of_empty_quotes(void **state)
{
    struct fixture *f = *state;
    struct arena a = ARENA_INIT;
    struct query query;
    struct buf typed;
    buf_init(&typed, 1 << 16);
    for (int i = 0; i < 2000; i++)
        buf_printf(&typed, "a%d\"\"", i % 10);
    query_read(f->text, &a, buf_str(&typed), &query);
    assert_int_equal(query.n_phrases, 0);
    size_t n_blocks = 0; /* a block begins with the link to the next */
    for (const void *block = a.blocks; block; block = *(void *const *)block)
        n_blocks++;
    assert_in_range(n_blocks, 1, 40);
    buf_release(&typed);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_words_and_phrases),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(thousands_of_empty_quotes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
