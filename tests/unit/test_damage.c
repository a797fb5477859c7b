/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bytes of the memory-mapped files that change while they are open: whatever is asked then ends
 * with an answer that can be shown, and once the bytes are back with the same answer as before.
 */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fence.h"
#include "fixture.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/schema.h"
#include "lib/search_run.h"
#include "lib/soft_file.h"
#include "lib/suggest_map.h"
#include "scratch.h"

enum { STRETCHES = 12, ROUNDS = 800, RUN_MAX_BYTES = 400, WHOLE_MAX_BYTES = 1 << 22, LIMIT = 5 };

static const struct fixture_article articles[] = {
    {
        .id = "returns",
        .title = "أسئلة عن الإرجاع",
        .lang = "ar",
        .category = "متجر",
        .sections = {{"كم مدة الإرجاع؟", "مدة", "خمسة عشر يوما من التسليم، والإرجاع مجاني."},
                     {"من يدفع الشحن؟", "شحن", "ندفعه نحن إن كان المنتج معيبا."},
                     {"للموظفين", "note", "اقبل الإرجاع بعد المدة.", .note = true}},
    },
    {
        .id = "password",
        .title = "تغيير كلمة المرور",
        .lang = "ar",
        .sections = {{"نسيت كلمة المرور", "نسيت", "افتح الاعدادات ثم كلمات المرور."},
                     {"أين الإعدادات؟", "اين", "الإعدادات في أعلى الشاشة."}},
    },
    {
        .id = "wifi",
        .title = "Set up Wi-Fi",
        .lang = "en",
        .product = "Router",
        .sections = {{"Forgotten password", "forgotten-password",
                      "Open the settings of the Router."},
                     {"Slow connections", "slow-connections", "Restart it, then connect again."}},
    },
    {
        .id = "invoice",
        .title = "الفاتورة الإلكترونية",
        .lang = "ar",
        .product = "Router",
        .sections = {{NULL, NULL, "فاتورة كل شهر، وفواتير الاعوام الماضية في الحساب."}},
    },
    {
        .id = "agents",
        .title = "الإرجاع للموظفين",
        .lang = "ar",
        .audience = AUDIENCE_AGENT,
        .sections = {{NULL, NULL, "اقبل الإرجاع بعد المدة واكتب السبب."}},
    },
};

/* Known words and phrases, words ruled out, typos, Latin letters, joined and split words, a wrong
 * layout, beginnings, nothing. */
static const char *const queries[] = {
    "كم مدة الإرجاع؟",
    "\"كلمة المرور\"",
    "\"مدة الإرجاع\" -الشحن",
    "نسيت كلمه المرورر",
    "kalimat almurur",
    "كلمةالمرور",
    "اعدا دات",
    "tydd;",
    "الإعد",
    "settings password",
    "forgoten pasword",
    "router -slow",
    "فاتو",
    "المرورالإرجاعالإعداداتالفاتورةالشحنللموظفين",
    "الفاثورة الالكترنية",
    "wifi",
    "zzzz قققق",
};
static const char *const typed[] = {"ال",           "كي",          "كلمة ال",   "wi",
                                    "المرور تغيير", "قاتورة في ا", "forgoten p"};

struct world {
    struct scratch *scratch;
    struct search *search;
    struct buf *answers; /* NULL: they are only read */
    uint32_t random;
};

static uint32_t any(struct world *w, uint32_t below)
{
    w->random ^= w->random << 13; /* xorshift (Marsaglia) */
    w->random ^= w->random >> 17;
    w->random ^= w->random << 5;
    return below ? w->random % below : 0;
}

/* --- asking for everything --- */

/* What leaves a search is shown: it must be well-formed. */
static void take(struct world *w, struct str text)
{
    assert_int_equal(utf8_valid_bytes(text), text.n);
    if (w->answers) {
        buf_add(w->answers, text);
        buf_char(w->answers, '\n');
    }
}

static void take_section(struct world *w, const struct section_record *section,
                         const struct snippet *snippet)
{
    take(w, section->article_id);
    take(w, section->heading);
    take(w, snippet->text);
}

static void take_result(struct world *w, const struct search_result *r)
{
    assert_true(r->n_hits <= LIMIT && r->total <= sizeof articles / sizeof articles[0]);
    for (size_t i = 0; i < r->n_hits; i++) {
        take_section(w, &r->hits[i].section, &r->hits[i].snippet);
        for (size_t k = 0; k < r->hits[i].n_more; k++)
            take_section(w, &r->hits[i].more[k].section, &r->hits[i].more[k].snippet);
    }
    for (size_t i = 0; i < r->n_repairs; i++)
        take(w, r->repairs[i].to);
    for (size_t i = 0; i < r->n_near; i++)
        take(w, r->near[i]);
    take(w, r->meant);
    take(w, r->did_you_mean);
}

static void take_explanation(struct world *w, const struct search_explanation *why)
{
    for (size_t i = 0; i < why->n_words; i++) {
        for (size_t k = 0; k < why->words[i].n_neighbours; k++)
            take(w, why->words[i].neighbours[k].word);
        for (size_t k = 0; k < why->words[i].n_matches; k++)
            take(w, why->words[i].matches[k].word);
    }
}

static void ask(struct world *w, struct str query, enum audience audience)
{
    static struct str lang = STR_INIT("ar"), product = STR_INIT("Router");
    const struct search_facet_ask facets = {.langs = {&lang, 1}, .products = {&product, 1}};
    struct err err = ERR_INIT;
    struct arena *a = &w->scratch->arena;
    struct search_result result;
    struct search_explanation why;
    struct str_list words;
    struct search_request request = {.query = query,
                                     .audience = audience,
                                     .limit = LIMIT,
                                     .more_sections = true,
                                     .facets = &facets};
    assert_ok(search_run(w->search, a, &request, &result, &err), &err);
    take_result(w, &result);
    request.as_typed = true;
    assert_ok(search_run(w->search, a, &request, &result, &err), &err);
    take_result(w, &result);
    assert_ok(search_explain(w->search, a, &request, STR("wifi"), &result, &why, &err), &err);
    take_explanation(w, &why);
    assert_ok(search_words_shown(w->search, a, query, &words, &err), &err);
    for (size_t i = 0; i < words.n; i++)
        take(w, words.items[i]);
}

static void complete(struct world *w, struct str text, enum audience audience)
{
    struct err err = ERR_INIT;
    struct suggestion_list list;
    assert_ok(search_suggest(w->search, &w->scratch->arena, text, audience, 10, &list, &err), &err);
    assert_in_range(list.steps, 0, SUGGEST_STEPS_MAX);
    for (size_t i = 0; i < list.n; i++) {
        const struct suggestion *item = &list.items[i];
        const struct str all[] = {item->text, item->article_id, item->anchor, item->lang};
        assert_in_range(item->kind, SUGGESTION_ARTICLE, SUGGESTION_HEADING);
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
            take(w, all[k]);
    }
}

static void ask_all(struct world *w)
{
    for (enum audience audience = AUDIENCE_PUBLIC; audience <= AUDIENCE_AGENT; audience++) {
        for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
            ask(w, str_from(queries[i]), audience);
        for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
            complete(w, str_from(typed[i]), audience);
        arena_clear(&w->scratch->arena);
    }
}

/* One question of all. */
static void ask_any(struct world *w)
{
    enum audience audience = (enum audience)any(w, AUDIENCE_AGENT + 1);
    ask(w, str_from(queries[any(w, sizeof queries / sizeof queries[0])]), audience);
    complete(w, str_from(typed[any(w, sizeof typed / sizeof typed[0])]), audience);
    arena_clear(&w->scratch->arena);
}

static void answers_of(struct world *w, struct buf *out)
{
    buf_clear(out);
    w->answers = out;
    ask_all(w);
    w->answers = NULL;
    assert_false(out->failed);
}

/* --- damage --- */

static void fence_all(const struct search *s, bool up)
{
    const struct soft_file *soft = soft_files(s->index.soft);
    fence(&soft->map, up);
    for (size_t i = 0; i < soft->n_blocks; i++) {
        fence(&soft->blocks[i].postings_map, up);
        fence(&soft->blocks[i].positions_map, up);
    }
    for (enum audience audience = AUDIENCE_PUBLIC; audience <= AUDIENCE_AGENT; audience++)
        fence(&s->index.suggest[audience]->map, up);
}

static void put(int fd, struct str bytes, size_t at)
{
    assert_int_equal(pwrite(fd, bytes.p, bytes.n, (off_t)at), bytes.n);
}

/* Somewhere a bit is flipped, a number set to an extreme, or a run of bytes is one or any. */
static void damage_somewhere(struct world *w, int fd, size_t n_file)
{
    static const unsigned char fills[] = {0, 1, 0x7F, 0x80, 0xFF};
    char bytes[RUN_MAX_BYTES];
    size_t n = any(w, 3) ? sizeof(uint32_t) : 1 + any(w, RUN_MAX_BYTES), at;
    n = n < n_file ? n : n_file;
    at = any(w, (uint32_t)(n_file - n + 1)) & ~(size_t)3;
    assert_int_equal(pread(fd, bytes, n, (off_t)at), n);
    switch (any(w, 3)) {
    case 0:
        bytes[any(w, (uint32_t)n)] ^= (char)(1 << any(w, 8));
        break;
    case 1:
        memset(bytes, fills[any(w, sizeof fills)], n);
        break;
    default:
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)any(w, 256);
    }
    put(fd, (struct str){bytes, n}, at);
}

/* All bytes from here to there, as of an array that has gone; the arrays' places need not be known.
 */
static void damage_stretch(int fd, size_t from, size_t to, char fill)
{
    char *bytes = xmalloc(to - from + 1);
    memset(bytes, fill, to - from);
    put(fd, (struct str){bytes, to - from}, from);
    free(bytes);
}

static void damage_open_file(struct world *w, const char *name)
{
    static const char fills[] = {0, 1, 0x7F, (char)0x80, (char)0xFF};
    struct err err = ERR_INIT;
    struct buf good, before, after;
    char path[GENERATION_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/%s/%s", w->search->index_dir, w->search->index.name, name);
    buf_init(&good, WHOLE_MAX_BYTES);
    buf_init(&before, WHOLE_MAX_BYTES);
    buf_init(&after, WHOLE_MAX_BYTES);
    assert_ok(file_read(path, WHOLE_MAX_BYTES, &good, &err), &err);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    answers_of(w, &before);
    size_t differ = 0, step = good.n / STRETCHES + 1;
    for (size_t from = 0; from < good.n; from += step)
        for (size_t i = 0; i < 2 * sizeof fills; i++) {
            bool to_the_end = i % 2 || good.n - from < step;
            damage_stretch(fd, from, to_the_end ? good.n : from + step, fills[i / 2]);
            answers_of(w, &after);
            differ += !str_eq(buf_str(&before), buf_str(&after));
            put(fd, buf_str(&good), 0);
        }
    assert_true(differ > 5); /* it is this file that is read */
    for (size_t i = 0; i < ROUNDS; i++) {
        for (size_t n = 1 + any(w, 8); n; n--) /* they add up, up to a point */
            damage_somewhere(w, fd, good.n);
        ask_any(w);
        if (any(w, 8) == 0)
            put(fd, buf_str(&good), 0);
    }
    put(fd, buf_str(&good), 0);
    answers_of(w, &after);
    assert_string_equal(before.p, after.p);
    close(fd);
    buf_release(&good);
    buf_release(&before);
    buf_release(&after);
}

static void damage(struct scratch *scratch, const char *name)
{
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct world w = {.scratch = scratch, .random = 20261128};
    char *dir = scratch_path(scratch, "index");
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(search_open(&w.search, dir, &err), &err);
    fence_all(w.search, true);
    damage_open_file(&w, name);
    fence_all(w.search, false);
    search_close(w.search);
}

/* One spelling after the other has all postings, more than there are sections, each 0 times in a
 * section. */
static void postings_of_nothing(void **state)
{
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    struct world w = {.scratch = *state, .random = 1};
    char *dir = scratch_path(w.scratch, "index"), path[GENERATION_PATH_BYTES + 64];
    fixture_publish(dir, articles, sizeof articles / sizeof articles[0], NULL, &manifest);
    assert_ok(search_open(&w.search, dir, &err), &err);
    const struct soft_file *soft = soft_files(w.search->index.soft);
    const struct soft_block *b = &soft->blocks[0];
    const char *file = b->postings_map.bytes.p;
    size_t places = (size_t)((const char *)b->posting_at - file);
    size_t postings = (size_t)((const char *)b->postings - file);
    snprintf(path, sizeof path, "%s/%s/postings-000.bin", dir, w.search->index.name);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0 && b->n_postings > 5 * b->n_sections);
    damage_stretch(fd, postings, postings + b->n_postings * sizeof(uint32_t), 0);
    damage_stretch(fd, places, places + sizeof(uint32_t), 0);
    for (uint32_t i = soft->header->n_spellings; i > 0; i--) {
        put(fd, (struct str){(const char *)&b->n_postings, sizeof b->n_postings},
            places + i * sizeof(uint32_t));
        if (i > 1)
            damage_stretch(fd, places + sizeof(uint32_t), places + i * sizeof(uint32_t), 0);
        for (size_t k = 0; k < 3; k++)
            ask_any(&w);
        ask(&w, str_from(articles[2].sections[0].text), AUDIENCE_AGENT);
        ask(&w, str_from(articles[0].sections[0].text), AUDIENCE_AGENT);
    }
    close(fd);
    search_close(w.search);
}

static void words(void **state)
{
    damage(*state, SOFT_WORDS);
}

static void postings(void **state)
{
    damage(*state, "postings-000.bin");
}

static void positions(void **state)
{
    damage(*state, "positions-000.bin");
}

static void completions(void **state)
{
    damage(*state, SCHEMA_SUGGEST);
}

static void completions_of_agents(void **state)
{
    damage(*state, SCHEMA_SUGGEST_AGENTS);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(words),     SCRATCH(postings),    SCRATCH(postings_of_nothing),
        SCRATCH(positions), SCRATCH(completions), SCRATCH(completions_of_agents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
