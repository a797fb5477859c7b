/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "indexer/promise.h"
#include "lib/file.h"
#include "scratch.h"

static void add_line(void *context, const struct report_entry *entry)
{
    assert_str(entry->path, PROMISE_FILE);
    assert_int_equal(entry->level, REPORT_ERROR);
    buf_printf(context, "%u: " STR_FMT "\n", entry->line, STR_ARG(entry->message));
}

/* Reads searches.yaml; what is told of it as "line: message" a line, that of the whole file last.
 */
static struct str told(struct scratch *s, struct str yaml, struct promise_list *out)
{
    struct err err = ERR_INIT;
    struct report *report = report_new();
    struct buf text;
    buf_init(&text, 1 << 20);
    scratch_write(s, PROMISE_FILE, yaml);
    int result = promise_read(&s->arena, s->dir, report, out, &err);
    report_visit(report, add_line, &text);
    if (result != 0 && report_count(report, REPORT_ERROR) == 0)
        buf_printf(&text, "%u: %s\n", err.line, err.message);
    assert_int_equal(result, text.n ? -1 : 0);
    struct str copy = arena_dup(&s->arena, buf_str(&text));
    buf_release(&text);
    report_free(report);
    return copy;
}

static void every_key_is_read(void **state)
{
    struct promise_list list;
    assert_str(told(*state,
                    STR("# why\n"
                        "- query: وين طلبي؟\n"
                        "  finds: ar/orders/track\n"
                        "- query: ' refund  '\n"
                        "  finds: [en/a, 'en/b#how-long']\n"
                        "  without: [ar/a]\n"
                        "  first: 5\n"
                        "  audience: agent\n"
                        "  lang: en\n"
                        "  product: [phone, tv]\n"
                        "  category: Returns\n"
                        "  why: because\n"),
                    &list),
               "");
    assert_int_equal(list.n, 2);
    const struct promise *p = &list.items[0];
    assert_int_equal(p->line, 2);
    assert_str(p->request.query, "وين طلبي؟");
    assert_int_equal(p->request.audience, AUDIENCE_PUBLIC);
    assert_int_equal(p->request.langs.n, 0);
    assert_int_equal(p->first, 3);
    assert_int_equal(p->finds.n, 1);
    assert_str(p->finds.items[0], "ar/orders/track");
    assert_int_equal(p->without.n, 0);
    p = &list.items[1];
    assert_int_equal(p->line, 4);
    assert_str(p->request.query, "refund");
    assert_int_equal(p->request.audience, AUDIENCE_AGENT);
    assert_int_equal(p->request.langs.n, 1);
    assert_str(p->request.langs.items[0], "en");
    assert_int_equal(p->request.products.n, 2);
    assert_str(p->request.products.items[1], "tv");
    assert_str(p->request.categories.items[0], "Returns");
    assert_int_equal(p->first, 5);
    assert_int_equal(p->finds.n, 2);
    assert_str(p->finds.items[1], "en/b#how-long");
    assert_str(p->without.items[0], "ar/a");
    assert_str(p->why, "because");
}

static void no_file_and_an_empty_one_promise_nothing(void **state)
{
    static const char *const empty[] = {"", "# nothing yet\n", "[]\n", "--- {}\n"};
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct promise_list list = {.n = 1};
    assert_ok(promise_read(&s->arena, s->dir, NULL, &list, &err), &err);
    assert_int_equal(list.n, 0);
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        assert_str(told(s, str_from(empty[i]), &list), "");
        assert_int_equal(list.n, 0);
    }
}

static void mistakes_are_named_with_line_and_remedy(void **state)
{
    static const struct {
        const char *yaml, *told;
    } cases[] = {
        {"query: x\nfinds: a\n", "1: begin every promise with `- query: …`\n"},
        {"- وين طلبي\n", "1: `promise` must be a map of `key: value`\n"},
        {"- finds: a\n", "1: a promise needs a `query`\n"},
        {"- query: x\n\n- query: y\n  finds: []\n",
         "1: a promise needs an article that the query `finds`, or one it is `without`\n"
         "3: a promise needs an article that the query `finds`, or one it is `without`\n"},
        {"- query: x\n  find: a\n", "2: there is no key `find` here; did you mean `finds`?\n"},
        {"- query: x\n  finds: a\n  not: b\n",
         "3: there is no key `not` here; possible are: query, finds, without, first, audience, "
         "lang, product, category, why\n"},
        {"- query: x\n  finds: ar/a.md\n",
         "2: `finds` has the id of an article, not its file: leave the .md of ar/a.md out\n"},
        {"- query: x\n  finds:\n    - b\n    - ar/a.md#h\n",
         "4: `finds` has the id of an article, not its file: leave the .md of ar/a.md out\n"},
        {"- query: x\n  without: /articles/ar/a\n",
         "2: `without` has the id of an article, not its address: what stands behind /articles/\n"},
        {"- query: x\n  finds: https://help.example.com/articles/ar/a\n",
         "2: `finds` has the id of an article, not its address: what stands behind /articles/\n"},
        {"- query: x\n  finds: '#h'\n",
         "2: `finds` must be like ar/orders/track or ar/orders/track#heading\n"},
        {"- query: x\n  finds: a#\n",
         "2: `finds` must be like ar/orders/track or ar/orders/track#heading\n"},
        {"- query: x\n  finds: {id: a}\n", "2: `finds` must be a text\n"},
        {"- query: [x]\n  finds: a\n", "1: `query` must be a text\n"},
        {"- query: x\n  finds: a\n  first: 0\n", "3: `first` must be a number from 1 to 100\n"},
        {"- query: x\n  finds: a\n  first: 101\n", "3: `first` must be a number from 1 to 100\n"},
        {"- query: x\n  finds: a\n  first: 1.5\n", "3: `first` must be a whole number\n"},
        {"- query: x\n  finds: a\n  audience: agents\n",
         "3: `audience` must be one of: public, agent\n"},
        {"- query: x\n  finds: [a, b]\n  first: 1\n",
         "1: `finds` has 2 articles for 1 result: raise `first`\n"},
        {"- query: x\n  finds: ['a#b', 'a#c']\n",
         "1: `finds` has a twice: an article is one result, under its best heading\n"},
        {"- query: x\n  finds: a\n  without: a\n", "1: a is in `finds` and in `without`\n"},
        {"- query: x\n  finds: 'a#b'\n  without: a\n", "1: a is in `finds` and in `without`\n"},
        {"- query: x\n  finds: a\n- query: x\n  finds: b\n",
         "3: the same search is in line 1 already: make one promise of both\n"},
        {"- query: x\n  query: y\n", "2: the key `query` is in line 1 already\n"},
        {"- query: x\n  finds: a\n- query: \"x\xE2\x80\x8Fy\"\n  finds: a\n",
         "3: `query` holds invisible control characters; type it again\n"},
        {"- query: \"x\xFF\"\n", "1: not UTF-8; save the file as UTF-8\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct promise_list list;
        struct str text = told(*state, str_from(cases[i].yaml), &list);
        if (!str_eq(text, str_from(cases[i].told)))
            fail_msg("%s\ntold:\n%.*sinstead of:\n%s", cases[i].yaml, STR_ARG(text), cases[i].told);
    }
}

/* A heading may be wanted and another of the same article not; so may the same query for others. */
static void what_looks_double_may_be_right(void **state)
{
    struct promise_list list;
    assert_str(told(*state,
                    STR("- query: x\n  finds: 'a#b'\n  without: 'a#c'\n"
                        "- {query: x, finds: a, audience: agent}\n"
                        "- {query: x, finds: a, lang: ar}\n"
                        "- {query: x, finds: a, lang: [ar, en]}\n"
                        "- {query: x, finds: a, product: ar}\n"),
                    &list),
               "");
    assert_int_equal(list.n, 5);
}

static void huge_files_are_refused(void **state)
{
    struct promise_list list;
    struct buf text;
    buf_init(&text, 4 << 20);
    for (size_t i = 0; i < 2000; i++)
        buf_printf(&text, "- {query: q%zu, finds: a}\n", i);
    assert_str(told(*state, buf_str(&text), &list), "");
    assert_int_equal(list.n, 2000);
    buf_add(&text, STR("- {query: x, finds: a}\n"));
    assert_str(told(*state, buf_str(&text), &list), "2001: too many values in one list\n");
    while (text.n <= PROMISE_FILE_MAX_BYTES)
        buf_add(&text, STR("# a line that says nothing and takes its place all the same\n"));
    assert_str(told(*state, buf_str(&text), &list),
               "0: is larger than the limit of 1048576 bytes\n");
    buf_release(&text);
}

static void a_generation_keeps_the_file_as_it_was_written(void **state)
{
    static const struct str yaml = STR_INIT("# by hand\n- {query: وين, finds: a} # yes\n");
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct promise_list list;
    struct buf copy;
    const char *generation = scratch_path(s, "gen");
    buf_init(&copy, 1024);
    assert_ok(file_make_dir(generation, &err), &err);
    assert_ok(promise_store(s->dir, generation, &err), &err); /* none: none is stored */
    assert_int_not_equal(access(scratch_path(s, "gen/" PROMISE_FILE), F_OK), 0);
    scratch_write(s, PROMISE_FILE, yaml);
    assert_ok(promise_store(s->dir, generation, &err), &err);
    assert_ok(file_read(scratch_path(s, "gen/" PROMISE_FILE), 1024, &copy, &err), &err);
    assert_str(buf_str(&copy), yaml.p);
    assert_ok(promise_read(&s->arena, generation, NULL, &list, &err), &err);
    assert_int_equal(list.items[0].line, 2);
    buf_release(&copy);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(every_key_is_read),
        WITH_FOLDER(no_file_and_an_empty_one_promise_nothing),
        WITH_FOLDER(mistakes_are_named_with_line_and_remedy),
        WITH_FOLDER(what_looks_double_may_be_right),
        WITH_FOLDER(huge_files_are_refused),
        WITH_FOLDER(a_generation_keeps_the_file_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
