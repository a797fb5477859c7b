/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases, words ruled out, spellings and articles over a random collection of texts, against what
 * reading the texts says.
 */
#include "test.h"

#include <string.h>

#include "fixture.h"
#include "lib/record.h"
#include "lib/schema.h"
#include "lib/soft.h"
#include "lib/soft_tokens.h"
#include "scratch.h"

enum { SECTIONS = 90, WORDS_MAX = 40, SECTIONS_AN_ARTICLE = 3 };

/* Some of them the same word in other spellings. */
static const char *const alphabet[] = {"إلى", "الى", "مدة", "مده", "الضمان", "wifi", "2.3.1", "أ"};
enum { ALPHABET = sizeof alphabet / sizeof alphabet[0] };

static struct {
    uint8_t words[SECTIONS][WORDS_MAX];
    size_t n[SECTIONS];
} texts;

static uint32_t random_state;

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)random_state * below >> 32);
}

static void add_section(struct soft_tokens *tokens, struct text *analyser, struct arena *a,
                        size_t d)
{
    struct buf text;
    struct token_list list;
    buf_init(&text, 10000);
    texts.n[d] = any(WORDS_MAX);
    soft_tokens_section(tokens, true, d % SECTIONS_AN_ARTICLE == 0);
    for (size_t i = 0; i < texts.n[d]; i++) {
        texts.words[d][i] = (uint8_t)any(ALPHABET);
        soft_tokens_word(tokens, str_from(alphabet[texts.words[d][i]]), 1);
        buf_printf(&text, " %s", alphabet[texts.words[d][i]]);
    }
    text_tokens(analyser, a, buf_str(&text), &list);
    soft_tokens_text(tokens, &list);
    buf_release(&text);
}

static struct soft *build(struct scratch *s)
{
    struct err err = ERR_INIT;
    struct soft_tokens *tokens = soft_tokens_new();
    struct text *analyser = NULL;
    struct soft *soft = NULL;
    random_state = 7;
    assert_ok(text_new(&analyser, &err), &err);
    for (size_t d = 0; d < SECTIONS; d++)
        add_section(tokens, analyser, &s->arena, d);
    fixture_lexicon(s->dir);
    fixture_soft(s->dir, tokens, 2);
    soft_tokens_free(tokens);
    text_free(analyser);
    assert_ok(soft_open(&soft, s->dir, &err), &err);
    return soft;
}

static struct token_list tokens_of(struct scratch *s, const char *text)
{
    static struct text *analyser;
    struct err err = ERR_INIT;
    struct token_list list;
    if (!analyser)
        assert_ok(text_new(&analyser, &err), &err);
    text_tokens(analyser, &s->arena, str_from(text), &list);
    return list;
}

static bool holds(size_t d, const uint8_t *phrase, size_t n)
{
    for (size_t i = 0; i + n <= texts.n[d]; i++)
        if (memcmp(texts.words[d] + i, phrase, n) == 0)
            return true;
    return false;
}

static void phrases_as_reading_the_texts(void **state)
{
    struct scratch *s = *state;
    struct soft *soft = build(s);
    size_t n_found = 0, n_missed = 0;
    for (int round = 0; round < 400; round++) {
        uint8_t phrase[4];
        uint64_t bits[2] = {~UINT64_C(0), ~UINT64_C(0) >> 1};
        struct str typed = STR("");
        size_t n = 1 + any(4);
        for (size_t i = 0; i < n; i++) {
            phrase[i] = (uint8_t)any(ALPHABET);
            typed = arena_printf(&s->arena, STR_FMT " %s", STR_ARG(typed), alphabet[phrase[i]]);
        }
        bits[0] &= ~UINT64_C(4); /* what was ruled out before stays out */
        struct token_list list = tokens_of(s, typed.p);
        assert_int_equal(list.n, n);
        soft_keep_phrase(soft, list.tokens, list.n, bits);
        for (size_t d = 0; d < SECTIONS; d++) {
            bool kept = bits[d / 64] >> d % 64 & 1;
            assert_int_equal(kept, d != 2 && holds(d, phrase, n));
            n_found += kept;
            n_missed += !kept;
        }
    }
    assert_true(n_found > 500 && n_missed > 500);
    /* A word that no text has. */
    uint64_t bits[2] = {~UINT64_C(0), ~UINT64_C(0)};
    struct token_list list = tokens_of(s, "مدة ثلاجة");
    soft_keep_phrase(soft, list.tokens, list.n, bits);
    assert_true(bits[0] == 0 && bits[1] == 0);
    soft_close(soft);
}

static void words_ruled_out_in_every_spelling(void **state)
{
    struct scratch *s = *state;
    struct soft *soft = build(s);
    uint64_t bits[2] = {~UINT64_C(0), ~UINT64_C(0)};
    soft_drop_word(soft, STR("nowhere"), bits);
    assert_true(bits[0] == ~UINT64_C(0) && bits[1] == ~UINT64_C(0));
    soft_drop_word(soft, tokens_of(s, "مدة").tokens[0].folded, bits);
    for (size_t d = 0; d < SECTIONS; d++)
        assert_int_equal(bits[d / 64] >> d % 64 & 1,
                         !holds(d, (uint8_t[]){2}, 1) && !holds(d, (uint8_t[]){3}, 1));
    soft_close(soft);
}

/* Of two sections alike but for the spelling, the one spelled as typed comes first; a spelling that
 * the index does not have prefers none. */
static void the_exact_spelling_comes_first(void **state)
{
    struct scratch *s = *state;
    struct soft *soft = build(s);
    for (int spelling = 0; spelling < 2; spelling++) {
        struct soft_word word;
        struct soft_result r;
        uint8_t typed = (uint8_t)spelling, other = (uint8_t)!spelling;
        soft_find_word(soft, AUDIENCE_AGENT, &tokens_of(s, alphabet[spelling]).tokens[0], 1, &word);
        assert_true(word.lists[0].similarity == 1 && word.lists[1].similarity < 1);
        assert_true(word.lists[1].similarity > 0.9f && word.lists[0].id == word.lists[1].id);
        soft_score(soft, &s->arena, &word, 1, NULL, SECTIONS, &r);
        for (size_t i = 0; i < r.n_hits; i++)
            assert_true(holds(r.hits[i].section, &typed, 1) || holds(r.hits[i].section, &other, 1));
    }
    struct soft_word word;
    soft_find_word(soft, AUDIENCE_AGENT, &tokens_of(s, "آلى").tokens[0], 1, &word);
    assert_true(word.lists[0].similarity == 1 && word.lists[0].end - word.lists[0].first == 2);
    soft_close(soft);
}

static void one_section_of_each_article(void **state)
{
    struct scratch *s = *state;
    struct soft *soft = build(s);
    struct soft_word word;
    struct soft_result best, all[SECTIONS_AN_ARTICLE];
    soft_find_word(soft, AUDIENCE_AGENT, &tokens_of(s, "الضمان").tokens[0], 1, &word);
    soft_score(soft, &s->arena, &word, 1, NULL, SECTIONS, &best);
    for (size_t k = 0; k < SECTIONS_AN_ARTICLE; k++) { /* one section of each article at a time */
        uint64_t bits[2] = {0, 0};
        for (size_t d = k; d < SECTIONS; d += SECTIONS_AN_ARTICLE)
            bits[d / 64] |= UINT64_C(1) << d % 64;
        soft_score(soft, &s->arena, &word, 1, bits, SECTIONS, &all[k]);
    }
    assert_true(best.n_matching > SECTIONS / SECTIONS_AN_ARTICLE / 2);
    for (size_t i = 0; i < best.n_hits; i++) {
        struct soft_hit hit = best.hits[i];
        assert_int_equal(hit.article, hit.section / SECTIONS_AN_ARTICLE);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(best.hits[j].article, hit.article);
        for (size_t k = 0; k < SECTIONS_AN_ARTICLE; k++)
            for (size_t j = 0; j < all[k].n_hits; j++)
                assert_true(all[k].hits[j].article != hit.article ||
                            all[k].hits[j].score <= hit.score);
    }
    soft_close(soft);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(phrases_as_reading_the_texts),
        SCRATCH(words_ruled_out_in_every_spelling),
        SCRATCH(the_exact_spelling_comes_first),
        SCRATCH(one_section_of_each_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
