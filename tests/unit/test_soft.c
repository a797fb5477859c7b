/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Soft word match against a naive evaluation of what soft.h says, over a random collection; and
 * against damaged files.
 */
#include "test.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "lib/file.h"
#include "lib/schema.h"
#include "lib/soft_tokens.h"
#include "scratch.h"
#include "soft_model.h"

/* --- the module itself --- */

static void add_sections(struct soft_tokens *tokens, size_t n_sections, size_t n_words)
{
    for (size_t d = 0; d < n_sections; d++) {
        soft_tokens_section(tokens, true, true);
        for (size_t i = 0; i < n_words; i++)
            if (model.frequency[d][i])
                soft_tokens_word(tokens, model.words[i].token.exact, model.frequency[d][i]);
    }
}

static void build_files(struct scratch *s, const struct soft_tokens *tokens, size_t n_threads)
{
    fixture_lexicon(s->dir);
    fixture_soft(s->dir, tokens, n_threads);
}

/* An index of the first so many sections and words of the collection. */
static struct soft *build(struct scratch *s, size_t n_sections, size_t n_words)
{
    struct err err = ERR_INIT;
    struct soft *soft = NULL;
    struct soft_tokens *tokens = soft_tokens_new();
    add_sections(tokens, n_sections, n_words);
    build_files(s, tokens, 2);
    soft_tokens_free(tokens);
    assert_ok(soft_open(&soft, s->dir, &err), &err);
    assert_int_equal(soft_sections(soft), n_sections);
    return soft;
}

static struct soft_result ask(struct scratch *s, struct soft *soft, const struct asked *query,
                              size_t n, const uint64_t *allowed, size_t limit)
{
    struct soft_result result;
    struct soft_word *words = ARENA_ARRAY(&s->arena, struct soft_word, n);
    for (size_t i = 0; i < n; i++)
        soft_find_word(soft, AUDIENCE_AGENT, &query[i].word->token, query[i].weight, &words[i]);
    soft_score(soft, &s->arena, words, n, allowed, limit, &result);
    return result;
}

static void assert_best_first(const struct soft_result *r)
{
    for (size_t i = 1; i < r->n_hits; i++)
        assert_true(r->hits[i - 1].score > r->hits[i].score ||
                    (r->hits[i - 1].score == r->hits[i].score &&
                     r->hits[i - 1].section < r->hits[i].section));
}

static void assert_as_naive(const struct soft_result *r, const double scores[SECTIONS])
{
    size_t n_matching = 0;
    for (size_t d = 0; d < SECTIONS; d++)
        n_matching += scores[d] > 0;
    assert_int_equal(r->n_matching, n_matching);
    assert_int_equal(r->n_hits, n_matching);
    assert_best_first(r);
    for (size_t i = 0; i < r->n_hits; i++) {
        double expected = scores[r->hits[i].section], got = (double)r->hits[i].score;
        if (!(fabs(got - expected) <= 1e-5 * expected))
            fail_msg("section %u: %g, expected %g", r->hits[i].section, got, expected);
        if (i)
            assert_true(scores[r->hits[i - 1].section] >= expected * (1 - 1e-6));
    }
}

static void asserts_same(const struct soft_result *a, const struct soft_result *b, size_t n)
{
    assert_int_equal(a->n_hits, n);
    assert_true(b->n_hits >= n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(a->hits[i].section, b->hits[i].section);
        assert_true(a->hits[i].score == b->hits[i].score);
    }
}

/* One to five words, some of them twice, with the weights of words, dialect and stop words. */
static size_t random_query(struct asked query[5])
{
    static const float weights[] = {1, 1, 0.5f, 0.6f};
    size_t n = 1 + model_any(5);
    for (size_t i = 0; i < n; i++)
        query[i] = (struct asked){&model.words[model_any(WORDS)], weights[model_any(4)]};
    if (n > 3)
        query[3] = query[0];
    return n;
}

/* --- tests --- */

static void scores_as_the_formula(void **state)
{
    struct soft *soft = build(*state, SECTIONS, WORDS);
    double scores[SECTIONS];
    struct asked query[5];
    for (int round = 0; round < 50; round++) {
        size_t n = random_query(query);
        model_score(query, n, scores);
        struct soft_result r = ask(*state, soft, query, n, NULL, SECTIONS);
        assert_as_naive(&r, scores);
    }
    soft_close(soft);
}

static void stored_neighbours(void **state)
{
    struct soft *soft = build(*state, SECTIONS, WORDS);
    size_t n_full = 0;
    for (size_t w = 0; w < WORDS; w++) {
        const struct word *word = &model.words[w];
        struct soft_word found;
        soft_find_word(soft, AUDIENCE_AGENT, &word->token, 2, &found);
        assert_true(fabsf(found.weight - 2 * word->weight) <= 1e-5f * found.weight);
        assert_int_equal(found.n, word->n_neighbours);
        for (size_t i = 0; i < found.n; i++) {
            assert_true(fabsf(found.lists[i].similarity - word->neighbours[i].similarity) < 1e-6f);
            assert_int_equal(found.lists[i].id, word->neighbours[i].word);
        }
        assert_true(found.lists[0].similarity == 1);
        n_full += found.n == SOFT_NEIGHBOURS_MAX;
    }
    assert_in_range(n_full, 1, WORDS - 1); /* both kinds are met */
    soft_close(soft);
}

/* Leaves out a letter of two bytes, or puts another one in its place. */
static bool misspell(const struct word *word, struct word *out)
{
    char *text = out->text;
    size_t n = word->token.folded.n, at = 2 * model_any((uint32_t)n / 2);
    if ((unsigned char)word->text[0] < 0x80 || n < 8)
        return false;
    memset(out, 0, sizeof *out);
    snprintf(text, sizeof out->text, "%.*s%s%s", (int)at, word->text, model_any(2) ? "غ" : "",
             word->text + at + 2);
    if (model_find(text))
        return false;
    model_set_unknown(out);
    return true;
}

static void unknown_words_find_their_neighbours(void **state)
{
    struct soft *soft = build(*state, SECTIONS, WORDS);
    static struct word typo;
    unsigned n_tried = 0, n_found = 0;
    double scores[SECTIONS];
    for (int round = 0; round < 200; round++) {
        const struct word *meant = &model.words[model_any(WORDS)];
        if (!misspell(meant, &typo))
            continue;
        struct asked query[2] = {{&typo, 1}, {&model.words[model_any(WORDS)], 1}};
        model_score(query, 2, scores);
        struct soft_result r = ask(*state, soft, query, 2, NULL, SECTIONS);
        if (!typo.cut_among_equals)
            assert_as_naive(&r, scores);
        struct soft_word found, right;
        soft_find_word(soft, AUDIENCE_AGENT, &typo.token, 1, &found);
        soft_find_word(soft, AUDIENCE_AGENT, &meant->token, 1, &right);
        assert_in_range(found.n, 1, SOFT_NEIGHBOURS_MAX);
        for (size_t i = 0; i < found.n; i++) {
            assert_true(found.lists[i].similarity >= 0.1f);
            assert_true(found.lists[i].similarity <= (i ? found.lists[i - 1].similarity : 1));
            n_found += found.lists[i].id == right.lists[0].id;
        }
        n_tried++;
    }
    assert_true(n_tried > 80 && n_found >= n_tried * 9 / 10);
    soft_close(soft);
}

static void order_limit_and_allowed(void **state)
{
    struct scratch *s = *state;
    struct soft *soft = build(s, SECTIONS, WORDS);
    struct asked query[5];
    for (int round = 0; round < 20; round++) {
        size_t n = random_query(query);
        uint64_t allowed[] = {model_any(UINT32_MAX) | (uint64_t)model_any(UINT32_MAX) << 32};
        struct soft_result whole = ask(s, soft, query, n, NULL, SECTIONS), kept = {0};
        for (size_t limit = 0; limit <= whole.n_hits; limit++) {
            struct soft_result r = ask(s, soft, query, n, NULL, limit);
            asserts_same(&r, &whole, limit);
            assert_int_equal(r.n_matching, whole.n_matching);
        }
        kept.hits = ARENA_ARRAY(&s->arena, struct soft_hit, SECTIONS);
        for (size_t i = 0; i < whole.n_hits; i++)
            if (allowed[0] >> whole.hits[i].section & 1)
                kept.hits[kept.n_hits++] = whole.hits[i];
        struct soft_result r = ask(s, soft, query, n, allowed, 1000);
        asserts_same(&r, &kept, kept.n_hits);
        assert_int_equal(r.n_matching, kept.n_hits);
        r = ask(s, soft, query, n, allowed, 3);
        asserts_same(&r, &kept, kept.n_hits < 3 ? kept.n_hits : 3);
        assert_int_equal(r.n_matching, kept.n_hits);
        allowed[0] = 0;
        r = ask(s, soft, query, n, allowed, 3);
        assert_int_equal(r.n_hits + r.n_matching, 0);
    }
    soft_close(soft);
}

/* Sections of equal text get equal scores and stay in the order of the index. */
static void ties(void **state)
{
    struct soft *soft = build(*state, SECTIONS, WORDS);
    for (size_t i = 0; i < TWINS; i++) {
        size_t w = 0;
        while (!model.frequency[model_twins[i][0]][w])
            w++;
        struct asked query[] = {{&model.words[w], 1}};
        struct soft_result r = ask(*state, soft, query, 1, NULL, SECTIONS);
        size_t at = 0;
        while (r.hits[at].section != model_twins[i][0])
            at++;
        assert_true(at + 1 < r.n_hits);
        assert_int_equal(r.hits[at + 1].section, model_twins[i][1]);
        assert_true(r.hits[at].score == r.hits[at + 1].score);
    }
    soft_close(soft);
}

static void weights(void **state)
{
    struct soft *soft = build(*state, SECTIONS, WORDS);
    for (size_t w = 0; w < WORDS; w += 7) {
        struct asked once[] = {{&model.words[w], 1}}, twice[] = {{&model.words[w], 2}};
        struct asked nothing[] = {{&model.words[w], 0}, {&model.words[w], 0}, {&model.words[w], 0}};
        struct soft_result one = ask(*state, soft, once, 1, NULL, SECTIONS);
        struct soft_result two = ask(*state, soft, twice, 1, NULL, SECTIONS);
        assert_int_equal(one.n_hits, two.n_hits);
        for (size_t i = 0; i < one.n_hits; i++) {
            assert_int_equal(one.hits[i].section, two.hits[i].section);
            assert_true(two.hits[i].score == 2 * one.hits[i].score);
        }
        struct soft_result none = ask(*state, soft, nothing, 3, NULL, SECTIONS);
        assert_int_equal(none.n_hits + none.n_matching, 0);
    }
    soft_close(soft);
}

static void nothing_to_find(void **state)
{
    struct soft *soft = build(*state, SECTIONS, WORDS);
    static struct word strange = {.text = "ظظظظ"}, empty;
    struct asked query[] = {{&strange, 1}, {&empty, 1}};
    struct soft_result r = ask(*state, soft, NULL, 0, NULL, 10);
    assert_int_equal(r.n_hits + r.n_matching, 0);
    model_set_token(&strange);
    model_set_token(&empty);
    r = ask(*state, soft, query, 2, NULL, 10);
    assert_int_equal(r.n_hits + r.n_matching, 0);
    soft_close(soft);
}

/* No sections, then sections without words. */
static void empty_indexes(void **state)
{
    static const size_t n_sections[] = {0, 2};
    for (size_t i = 0; i < 2; i++) {
        struct scratch *s;
        (void)state;
        scratch_setup((void **)&s);
        struct soft *soft = build(s, n_sections[i], 0);
        struct asked query[] = {{&model.words[0], 1}};
        struct soft_result r = ask(s, soft, query, 1, NULL, 10);
        assert_int_equal(r.n_hits + r.n_matching, 0);
        soft_close(soft);
        scratch_teardown((void **)&s);
    }
    soft_close(NULL);
}

/* One word in every section, another in a few on both sides of the border between two files. */
static void second_file_of_postings(void **state)
{
    enum { N = SOFT_BLOCK_SECTIONS + 70 };
    static const uint32_t rare[] = {0, SOFT_BLOCK_SECTIONS - 1, SOFT_BLOCK_SECTIONS, N - 1};
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct soft_tokens *tokens = soft_tokens_new();
    struct soft *soft = NULL;
    static struct word word = {.text = "فرق"};
    for (uint32_t d = 0, i = 0; d < N; d++) {
        soft_tokens_section(tokens, true, true);
        soft_tokens_word(tokens, STR("one"), 1);
        if (d == rare[i]) {
            soft_tokens_word(tokens, STR("فرق"), 1);
            i++;
        }
    }
    build_files(s, tokens, 1);
    soft_tokens_free(tokens);
    assert_ok(soft_open(&soft, s->dir, &err), &err);
    model_set_token(&word);
    struct asked query[] = {{&word, 1}};
    struct soft_result r = ask(s, soft, query, 1, NULL, 10);
    assert_int_equal(r.n_hits, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(r.hits[i].section, rare[i]);
        assert_true(r.hits[i].score == r.hits[0].score);
    }
    uint64_t *allowed = ARENA_ARRAY(&s->arena, uint64_t, N / 64 + 1);
    allowed[rare[2] / 64] |= (uint64_t)1 << rare[2] % 64;
    r = ask(s, soft, query, 1, allowed, 10);
    assert_int_equal(r.n_hits, 1);
    assert_int_equal(r.hits[0].section, rare[2]);

    /* A hundred words that every section has are more than may be read: some are passed over, and
     * the rare one is not. */
    static struct word everywhere = {.text = "one"};
    struct asked much[101] = {{&word, 1}};
    model_set_token(&everywhere);
    for (size_t i = 1; i < 101; i++)
        much[i] = (struct asked){&everywhere, 0.001f};
    r = ask(s, soft, much, 101, NULL, 4);
    assert_in_range(r.n_postings, SOFT_POSTINGS_MAX - N, SOFT_POSTINGS_MAX);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(r.hits[i].section, rare[i]);
    soft_close(soft);
}

/* Enough words for several pieces of work: the files do not depend on who did which. */
static void threads_make_no_difference(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct soft_tokens *tokens = soft_tokens_new();
    struct file_map first, second;
    for (unsigned d = 0; d < 1300; d++) {
        soft_tokens_section(tokens, true, true);
        soft_tokens_word(tokens, arena_printf(&s->arena, "w%uord", d * d), 1);
    }
    build_files(s, tokens, 1);
    assert_ok(file_map(scratch_path(s, SOFT_WORDS), &first, &err), &err);
    fixture_soft(s->dir, tokens, 3);
    soft_tokens_free(tokens);
    assert_ok(file_map(scratch_path(s, SOFT_WORDS), &second, &err), &err);
    assert_true(str_eq(first.bytes, second.bytes));
    file_unmap(&first);
    file_unmap(&second);
}

/* --- damage --- */

enum { DAMAGED_SECTIONS = 40, DAMAGED_WORDS = 12 };

/* Opens and asks; true when the files were refused. */
static bool refused(struct scratch *s)
{
    struct err err = ERR_INIT;
    struct soft *soft = NULL;
    struct asked query[DAMAGED_WORDS + 2];
    if (soft_open(&soft, s->dir, &err) < 0) {
        assert_true(err.code == ERR_INDEX);
        assert_true(strncmp(err.place, s->dir, strlen(s->dir)) == 0 && err.message[0]);
        return true;
    }
    for (size_t i = 0; i < DAMAGED_WORDS + 2; i++) /* two are not in the index */
        query[i] = (struct asked){&model.words[i], 1};
    for (size_t limit = 2; limit < 200; limit += 100) {
        struct soft_result r = ask(s, soft, query, DAMAGED_WORDS + 2, NULL, limit);
        assert_true(r.n_hits <= limit && r.n_hits <= r.n_matching);
        assert_true(r.n_matching <= DAMAGED_SECTIONS);
        for (size_t i = 0; i < r.n_hits; i++)
            assert_in_range(r.hits[i].section, 0, DAMAGED_SECTIONS - 1);
    }
    soft_close(soft);
    arena_clear(&s->arena);
    return false;
}

/* Puts n bytes of the given value at each place in turn; returns how often that was refused. */
static unsigned overwrite(struct scratch *s, int fd, struct str good, size_t n, int value)
{
    char bad[256];
    unsigned n_refused = 0;
    memset(bad, value, sizeof bad);
    for (size_t at = 0; at + n <= good.n; at += n) {
        assert_int_equal(pwrite(fd, bad, n, (off_t)at), n);
        n_refused += refused(s);
        assert_int_equal(pwrite(fd, good.p + at, n, (off_t)at), n);
    }
    return n_refused;
}

static void damaged_files(void **state)
{
    static const char *const names[] = {SOFT_WORDS, "postings-000.bin", "positions-000.bin"};
    struct scratch *s = *state;
    soft_close(build(s, DAMAGED_SECTIONS, DAMAGED_WORDS));
    assert_false(refused(s));
    for (size_t f = 0; f < 3; f++) {
        struct err err = ERR_INIT;
        struct buf good;
        char *path = xstrdup(scratch_path(s, names[f]));
        buf_init(&good, 1 << 20);
        assert_ok(file_read(path, 1 << 20, &good, &err), &err);
        int fd = open(path, O_RDWR);
        assert_true(fd >= 0);
        for (size_t size = 0; size < good.n; size += size < 256 ? 1 : 101) {
            assert_int_equal(ftruncate(fd, (off_t)size), 0);
            assert_true(refused(s));
        }
        assert_int_equal(pwrite(fd, good.p, good.n, 0), good.n);
        bool positions = f == 2; /* they are only read, never used as an index */
        assert_true(overwrite(s, fd, buf_str(&good), 4, 0xFF) > (positions ? 5 : 20));
        assert_true(overwrite(s, fd, buf_str(&good), 4, 0) > (positions ? 4 : 10));
        overwrite(s, fd, buf_str(&good), 64, 0);
        overwrite(s, fd, buf_str(&good), 64, 1);
        assert_false(refused(s));
        assert_int_equal(unlink(path), 0);
        assert_int_equal(soft_open(&(struct soft *){NULL}, s->dir, &err), -1);
        assert_true(err.code == ERR_NOT_FOUND);
        assert_ok(file_replace(path, buf_str(&good), &err), &err);
        close(fd);
        buf_release(&good);
        free(path);
    }
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(scores_as_the_formula),
        SCRATCH(stored_neighbours),
        SCRATCH(unknown_words_find_their_neighbours),
        SCRATCH(order_limit_and_allowed),
        SCRATCH(ties),
        SCRATCH(weights),
        SCRATCH(nothing_to_find),
        cmocka_unit_test(empty_indexes),
        SCRATCH(second_file_of_postings),
        SCRATCH(threads_make_no_difference),
        SCRATCH(damaged_files),
    };
    return cmocka_run_group_tests(tests, model_setup, model_teardown);
}
