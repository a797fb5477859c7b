/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever is typed: a search ends, and what it says of itself holds. Queries are random pieces of
 * words of the index, of other scripts, of signs and of controls.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "lib/search.h"
#include "scratch.h"

enum { QUERIES = 4000, PIECES_MAX = 24 };

static const struct fixture_article articles[] = {
    {
        .id = "return",
        .title = "إرجاع المنتج",
        .lang = "ar",
        .sections = {{NULL, NULL, "كيف أرجع المنتج خلال أسبوع؟ خدمة عبدالله للتوصيل."},
                     {"كم مدة الضمان؟", "m", "سنتان من التسليم، رقم 4012 وSKU-77/B."}},
    },
    {
        .id = "wifi",
        .title = "Connect to Wi-Fi",
        .lang = "en",
        .sections = {{NULL, NULL, "Open settings. Password: see the router."}},
    },
    {
        .id = "agents",
        .title = "للموظفين فقط",
        .lang = "ar",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "المنتج والضمان والتسليم سرا."}},
    },
};

static const char *const pieces[] = {
    "المنتج", "الضمان",   "إرجاع",   "ارج",  "كيف",   "شو", "بدي", "فواتير", "عبد",
    "الله",   "settings", "wifi",    "7sab", "arja3", "el", "hgl", "lkj",    "]m",
    "4012",   "٤",        "ـ",       "َّ",     " ",     " ",  " ",   " ",      "-",
    "\"",     "«",        "»",       "؟",    ",",     "'",  "\n",  "\t",     "\0",
    "😀",      "ﷺ",        "ﻻ",       "é",    "ß",     "ｗ", "中",  "\u202E", "\u2066",
    "\u200F", "\uFEFF",   "e\u0301", "x",
};

static uint32_t random_state = 11;

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)random_state * below >> 32);
}

static void make_query(struct buf *out)
{
    buf_clear(out);
    for (uint32_t n = any(PIECES_MAX); n > 0; n--) {
        const char *piece = pieces[any(sizeof pieces / sizeof pieces[0])];
        size_t n_bytes = piece[0] ? strlen(piece) : 1; /* a NUL is a piece as well */
        struct str whole = {piece, n_bytes};
        buf_add(out, any(4) ? whole : utf8_cut_bytes(whole, 1 + any((uint32_t)n_bytes)));
    }
}

static bool is_text(struct str s)
{
    return utf8_valid_bytes(s) == s.n;
}

static void check(const struct search_request *request, const struct search_result *r)
{
    assert_true(r->n_hits <= r->total && r->n_hits <= 10);
    assert_true(is_text(r->meant) && is_text(r->did_you_mean) && is_text(r->answer.html));
    assert_true(r->n_repairs <= SEARCH_REPAIRS_MAX && (!request->as_typed || r->n_repairs == 0));
    for (size_t i = 0; i < r->n_repairs; i++) {
        assert_true(is_text(r->repairs[i].from) && is_text(r->repairs[i].to));
        assert_false(str_eq(r->repairs[i].from, r->repairs[i].to));
    }
    for (size_t i = 0; i < r->n_hits; i++) {
        assert_int_equal(r->hits[i].section.audience, AUDIENCE_PUBLIC);
        assert_true(is_text(r->hits[i].snippet.text));
        assert_true(i == 0 || r->hits[i].score <= r->hits[i - 1].score);
        assert_true(r->hits[i].n_more <= (request->more_sections ? SEARCH_MORE_MAX : 0));
        for (size_t k = 0; k < r->hits[i].n_more; k++)
            assert_true(is_text(r->hits[i].more[k].snippet.text));
    }
    assert_true(r->n_near <= (r->total ? 0 : SEARCH_NEAR_MAX));
    for (size_t i = 0; i < r->n_near; i++)
        assert_true(r->near[i].n && is_text(r->near[i]));
    assert_true(!r->answer.hit || r->answer.hit == &r->hits[0]);
    assert_true(r->answer.confidence >= 0 && r->answer.confidence <= 1);
}

static void anything_may_be_typed(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct search *s;
    struct buf query;
    size_t n_found = 0, n_repaired = 0;
    char *dir = scratch_path(scratch, "index");
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(search_open(&s, dir, &err), &err);
    buf_init(&query, 1 << 16);
    for (int i = 0; i < QUERIES; i++) {
        struct arena a = ARENA_INIT;
        struct search_result result;
        struct search_explanation why;
        make_query(&query);
        struct search_request request = {
            .query = buf_str(&query), .as_typed = any(4) == 0, .more_sections = any(2)};
        struct str_list shown;
        assert_ok(search_run(s, &a, &request, &result, &err), &err);
        check(&request, &result);
        assert_ok(search_words_shown(s, &a, request.query, &shown, &err), &err);
        for (size_t k = 0; k < shown.n; k++)
            assert_true(is_text(shown.items[k]));
        n_found += result.n_hits > 0;
        n_repaired += result.n_repairs > 0;
        assert_ok(search_explain(s, &a, &request, STR("return"), &result, &why, &err), &err);
        arena_release(&a);
    }
    assert_true(n_found > QUERIES / 4 && n_repaired > QUERIES / 10);
    buf_release(&query);
    search_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(anything_may_be_typed, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
