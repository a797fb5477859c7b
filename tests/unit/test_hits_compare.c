/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>

#include "indexer/hits_compare.h"
#include "lib/arena.h"

/* "a b#heading c" as results. */
static struct first_hits hits(struct arena *a, const char *text)
{
    struct str rest = str_from(text);
    struct first_hits out = {ARENA_ARRAY(a, struct first_hit, rest.n + 1), 0};
    while (rest.n) {
        size_t blank = str_find_char(rest, ' ');
        out.hits[out.n] = first_hits_split(str_sub(rest, 0, blank));
        out.hits[out.n].title = out.hits[out.n].id;
        out.n++;
        rest = blank == SIZE_MAX ? STR("") : str_sub(rest, blank + 1, rest.n);
    }
    return out;
}

static void what_became_of_the_first_results(void **state)
{
    static const struct {
        const char *before, *after;
        size_t first;
        bool changed;
        const char *printed;
    } cases[] = {
        {"a b c", "a b c", 3, false, "    1. a\n    2. b\n    3. c\n"},
        {"a b c", "b a c", 2, true, "    1. b  was 2\n    2. a  was 1\n"},
        /* Behind the first, anything may change. */
        {"a b c d", "a b d c", 2, false, "    1. a\n    2. b\n"},
        {"a b", "a c", 2, true, "    1. a\n    2. c  new here\n    -  b  was 2, found no more\n"},
        {"a b c", "a c b", 2, true,
         "    1. a\n    2. c  new here, was 3\n    -  b  was 2, now 3\n"},
        {"a#x b", "a#y b", 2, true, "    1. a#y  at another heading\n    2. b\n"},
        {"a#x b", "a b", 1, true, "    1. a  at another heading\n"},
        /* Who moved is told as that, wherever in the article. */
        {"a#x b", "b a#y", 2, true, "    1. b  was 2\n    2. a#y  was 1\n"},
        {"a b", "a", 2, true, "    1. a\n    -  b  was 2, found no more\n"},
        {"", "a", 3, true, "    1. a  new here\n"},
        {"a", "", 3, true, "    -  a  was 1, found no more\n"},
        {"", "", 3, false, "    nothing is found\n"},
        {"ar/a#ب", "ar/a#ب", 1, false, "    1. \u2068ar/a#ب\u2069\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = ARENA_INIT;
        struct buf out;
        struct first_hits before = hits(&a, cases[i].before), after = hits(&a, cases[i].after);
        struct hits_comparison comparison = hits_compare(&a, &before, &after, cases[i].first);
        buf_init(&out, 4096);
        hits_compare_print(&out, &comparison);
        if (comparison.changed != cases[i].changed)
            fail_msg("%s -> %s: changed is %d", cases[i].before, cases[i].after,
                     comparison.changed);
        assert_string_equal(out.p, cases[i].printed);
        buf_release(&out);
        arena_release(&a);
    }
}

static void programs_get_the_same(void **state)
{
    static const struct {
        const char *change, *id, *anchor;
        int was, now;
    } expected[] = {
        {"moved", "b", "", 2, 1},
        {"moved", "c", "y", 3, 2},
        {"appeared", "d", "", 4, 3},
        {"left", "a", "", 1, 0},
    };
    struct arena a = ARENA_INIT;
    struct first_hits before = hits(&a, "a b c#x d"), after = hits(&a, "b c#y d");
    (void)state;
    struct hits_comparison comparison = hits_compare(&a, &before, &after, 3);
    json_t *rows = hits_compare_json(&comparison);
    assert_int_equal(json_array_size(rows), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *row = json_array_get(rows, i);
        assert_string_equal(json_string_value(json_object_get(row, "id")), expected[i].id);
        assert_string_equal(json_string_value(json_object_get(row, "anchor")), expected[i].anchor);
        assert_string_equal(json_string_value(json_object_get(row, "change")), expected[i].change);
        assert_int_equal(json_integer_value(json_object_get(row, "was")), expected[i].was);
        assert_int_equal(json_integer_value(json_object_get(row, "now")), expected[i].now);
    }
    json_decref(rows);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_became_of_the_first_results),
        cmocka_unit_test(programs_get_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
