/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of soft word match do not depend on how the sections are cut into databases, nor on
 * what was taken over from an earlier generation: byte for byte, over a random collection that is
 * edited at random.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/schema.h"
#include "lib/soft_build.h"
#include "lib/soft_neighbours.h"
#include "lib/soft_tokens.h"
#include "scratch.h"

enum { ARTICLES_MAX = 200, WORDS_A_SECTION = 40, SECTIONS_MAX = 3, ROUNDS = 24, PARTS_MAX = 5 };

/* All of an article follows from its number. */
static unsigned articles[ARTICLES_MAX];
static size_t n_articles;
static unsigned next_article;

static uint32_t random_state;

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % below;
}

/* --- texts --- */

/* Mostly words with the article, whose grams are common in large collections only; some that are
 * spelled in several ways. */
static void put_word(struct buf *out)
{
    static const char *const letters[] = {"ب", "ت", "ر", "س", "ع", "ف",
                                          "ق", "ك", "ل", "م", "ن", "ه"};
    static const char *const spelled[] = {"إدارة", "ادارة", "اداره", "أداره", "مسؤول", "مسئول"};
    if (any(12) == 0) {
        buf_add(out, str_from(spelled[any(6)]));
    } else {
        if (any(4))
            buf_add(out, STR("ال"));
        for (int i = 0; i < 3; i++)
            buf_add(out, str_from(letters[any(12)]));
    }
    buf_char(out, ' ');
}

static void add_section(struct soft_tokens *noted, struct text *analyser, unsigned article,
                        unsigned number)
{
    struct arena a = ARENA_INIT;
    struct buf words;
    struct token_list tokens;
    buf_init(&words, 1 << 16);
    for (int i = 0; i < WORDS_A_SECTION; i++)
        put_word(&words);
    text_tokens(analyser, &a, buf_str(&words), &tokens);
    soft_tokens_section(noted, article % 5 || number == 0, number == 0);
    for (size_t i = 0; i < tokens.n; i++)
        soft_tokens_word(noted, tokens.tokens[i].exact, 1);
    soft_tokens_text(noted, &tokens);
    buf_release(&words);
    arena_release(&a);
}

static struct soft_tokens *note_articles(size_t from, size_t to)
{
    struct err err = ERR_INIT;
    struct soft_tokens *tokens = soft_tokens_new();
    struct text *analyser = NULL;
    uint32_t saved = random_state;
    assert_ok(text_new(&analyser, &err), &err);
    for (size_t i = from; i < to; i++) {
        random_state = articles[i] * 2654435761u;
        unsigned n = 1 + any(SECTIONS_MAX);
        for (unsigned number = 0; number < n; number++)
            add_section(tokens, analyser, articles[i], number);
    }
    text_free(analyser);
    random_state = saved;
    return tokens;
}

/* --- building --- */

struct parts {
    struct soft_part items[PARTS_MAX];
    size_t n;
};

/* Cuts the articles into n databases, of which some may be empty. */
static void make_parts(struct scratch *s, const char *name, struct parts *parts, size_t n)
{
    struct err err = ERR_INIT;
    struct lexicon *lexicon = NULL;
    size_t from = 0;
    assert_ok(lexicon_new(&lexicon, NULL, NULL, NULL, &err), &err);
    assert_ok(file_make_dir(scratch_path(s, name), &err), &err);
    parts->n = n;
    for (size_t i = 0; i < n; i++) {
        size_t to = i + 1 == n ? n_articles : from + any((uint32_t)(n_articles - from + 1));
        const char *part = arena_printf(&s->arena, "%s/%s/%zu.part", s->dir, name, i).p;
        struct soft_tokens *tokens = note_articles(from, to);
        fixture_part(tokens, lexicon, part);
        soft_tokens_free(tokens);
        assert_ok(soft_part_open(&parts->items[i], part, &err), &err);
        from = to;
    }
    lexicon_free(lexicon);
}

static void close_parts(struct parts *parts)
{
    for (size_t i = 0; i < parts->n; i++)
        soft_part_close(&parts->items[i]);
}

static const char *build(struct scratch *s, const char *name, size_t n_parts, const char *previous)
{
    struct err err = ERR_INIT;
    struct parts parts;
    const char *dir = scratch_path(s, name);
    make_parts(s, name, &parts, n_parts);
    assert_ok(soft_build(dir, parts.items, n_parts, previous, 1, 1 + n_parts % 2, &err), &err);
    close_parts(&parts);
    return dir;
}

static void assert_same_files(struct scratch *s, const char *left, const char *right)
{
    static const char *const files[] = {"words.bin", "postings-000.bin", "positions-000.bin"};
    struct err err = ERR_INIT;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct file_map a, b;
        assert_ok(file_map(arena_printf(&s->arena, "%s/%s", left, files[i]).p, &a, &err), &err);
        assert_ok(file_map(arena_printf(&s->arena, "%s/%s", right, files[i]).p, &b, &err), &err);
        if (!str_eq(a.bytes, b.bytes))
            fail_msg("%s differs between %s and %s", files[i], left, right);
        file_unmap(&a);
        file_unmap(&b);
    }
}

/* --- edits --- */

static void begin(size_t n)
{
    random_state = 5;
    for (n_articles = 0; n_articles < n; n_articles++)
        articles[n_articles] = next_article++;
}

static void edit(void)
{
    size_t at = any((uint32_t)n_articles);
    switch (any(n_articles < ARTICLES_MAX - 20 ? 4 : 2)) {
    case 0:
        articles[at] = next_article++;
        break;
    case 1:
        memmove(articles + at, articles + at + 1, (--n_articles - at) * sizeof *articles);
        break;
    default: /* several at once, so that the vocabulary crosses thresholds */
        for (unsigned i = 0; i < 1 + any(8); i++) {
            memmove(articles + at + 1, articles + at, (n_articles++ - at) * sizeof *articles);
            articles[at] = next_article++;
        }
    }
}

/* --- tests --- */

/* One section of these words. */
static const char *build_text(struct scratch *s, const char *name, const char *text,
                              const char *previous)
{
    struct err err = ERR_INIT;
    struct soft_tokens *tokens = soft_tokens_new();
    const char *dir = scratch_path(s, name);
    struct soft_part part;
    struct lexicon *lexicon = NULL;
    struct str rest = str_from(text);
    soft_tokens_section(tokens, true, true);
    while (rest.n) {
        struct str word = str_sub(rest, 0, str_find_char(rest, ' '));
        soft_tokens_word(tokens, word, 1);
        rest = str_sub(rest, word.n + 1, rest.n);
    }
    assert_ok(file_make_dir(dir, &err), &err);
    assert_ok(lexicon_new(&lexicon, NULL, NULL, NULL, &err), &err);
    fixture_part(tokens, lexicon, arena_printf(&s->arena, "%s/part", dir).p);
    soft_tokens_free(tokens);
    assert_ok(soft_part_open(&part, arena_printf(&s->arena, "%s/part", dir).p, &err), &err);
    assert_ok(soft_build(dir, &part, 1, previous, 1, 1, &err), &err);
    soft_part_close(&part);
    lexicon_free(lexicon);
    return dir;
}

/* The grams of "abcx" weigh what they did, as the one section has them all as before: but another
 * word, or one word less, shares them. */
static void others_with_the_same_grams(void **state)
{
    struct scratch *s = *state;
    static const char *const texts[] = {"abcx abcd abcq", "abcx abce abcq",      "abcx abcq",
                                        "abcx",           "abcx abcd abce abcq", "abcx abcd abcq"};
    const char *previous = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *name = arena_printf(&s->arena, "with-%zu", i).p;
        const char *with = build_text(s, name, texts[i], previous);
        name = arena_printf(&s->arena, "without-%zu", i).p;
        assert_same_files(s, build_text(s, name, texts[i], NULL), with);
        previous = with;
    }
}

static void cut_anywhere_is_the_same(void **state)
{
    struct scratch *s = *state;
    begin(40);
    const char *whole = build(s, "whole", 1, NULL);
    for (size_t n = 2; n <= PARTS_MAX; n++)
        assert_same_files(s, whole, build(s, arena_printf(&s->arena, "cut-%zu", n).p, n, NULL));
}

static void taking_over_is_the_same(void **state)
{
    struct scratch *s = *state;
    begin(12);
    const char *previous = build(s, "first", 1, NULL);
    for (int round = 0; round < ROUNDS; round++) {
        edit();
        const char *with =
            build(s, arena_printf(&s->arena, "with-%d", round).p, 1 + any(4), previous);
        const char *without = build(s, arena_printf(&s->arena, "without-%d", round).p, 1, NULL);
        assert_same_files(s, without, with);
        previous = with;
    }
}

static uint32_t reused(const struct parts *parts, const char *previous, uint32_t *n_words)
{
    struct err err = ERR_INIT;
    struct soft_merged merged;
    struct soft_neighbours neighbours;
    soft_merge(&merged, parts->items, parts->n);
    assert_ok(soft_find_neighbours(&neighbours, &merged, previous, 1, &err), &err);
    uint32_t n = neighbours.n_reused;
    *n_words = merged.n_words;
    soft_neighbours_release(&neighbours);
    soft_merged_release(&merged);
    return n;
}

static void most_is_taken_over(void **state)
{
    struct scratch *s = *state;
    struct parts parts;
    uint32_t n_words;
    begin(100);
    const char *previous = build(s, "first", 2, NULL);
    make_parts(s, "same", &parts, 3);
    uint32_t n = reused(&parts, previous, &n_words);
    assert_int_equal(n, n_words);
    assert_true(n_words > 1000);
    assert_int_equal(reused(&parts, NULL, &n_words), 0);
    assert_int_equal(reused(&parts, s->dir, &n_words), 0); /* no generation at all */
    close_parts(&parts);

    articles[50] = next_article++;
    make_parts(s, "edited", &parts, 3);
    n = reused(&parts, previous, &n_words);
    assert_true(n > 0 && n < n_words);
    close_parts(&parts);
}

/* "al..." begins more words than SOFT_COMMON_GRAM_WORDS, then fewer, then more again; all in one
 * section, so that no weight tells. */
static void grams_that_become_common(void **state)
{
    struct scratch *s = *state;
    static const unsigned counts[] = {SOFT_COMMON_GRAM_WORDS + 5, SOFT_COMMON_GRAM_WORDS - 5,
                                      SOFT_COMMON_GRAM_WORDS + 5};
    const char *previous = NULL;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct buf text;
        buf_init(&text, 1 << 16);
        for (unsigned k = 0; k < counts[i]; k++)
            buf_printf(&text, "al%c%c%c ", 'a' + k % 26, 'a' + k / 26, 'a' + k * 7 % 26);
        const char *name = arena_printf(&s->arena, "with-%zu", i).p;
        const char *with = build_text(s, name, text.p, previous);
        name = arena_printf(&s->arena, "without-%zu", i).p;
        assert_same_files(s, build_text(s, name, text.p, NULL), with);
        buf_release(&text);
        previous = with;
    }
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(cut_anywhere_is_the_same), SCRATCH(taking_over_is_the_same),
        SCRATCH(most_is_taken_over),       SCRATCH(others_with_the_same_grams),
        SCRATCH(grams_that_become_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
