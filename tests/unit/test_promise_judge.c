/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>

#include "indexer/build.h"
#include "indexer/judged.h"
#include "indexer/promise_judge.h"
#include "scratch.h"

static const struct {
    const char *path, *text;
} files[] = {
    {"content/ar/refund.md", "---\ntitle: استرداد المبلغ\nredirect_from: [ar/money-back]\n"
                             "category: الاسترداد\nproduct: [هاتف, ساعة]\n---\n\n"
                             "يعود المبلغ خلال خمسة أيام.\n\n## البطاقة\n\nإلى بطاقتك نفسها.\n\n"
                             "## المحفظة\n\nإلى محفظتك فوراً.\n"},
    {"content/ar/wallet.md", "---\ntitle: رصيد المحفظة\n---\n\nالمحفظة رصيد في حسابك.\n"},
    {"content/ar/limits.md", "---\ntitle: حدود الاسترداد\naudience: agent\n---\n\n"
                             "حد استرداد الموظف مئة ريال من المبلغ.\n"},
    {"content/en/refund.md", "---\ntitle: Refunds\nlang: en\n---\n\nMoney returns in five days.\n"},
};

/* The folder with an index of these files. */
static int setup(void **state)
{
    scratch_setup(state);
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct build_summary summary;
    struct report *report = report_new();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        scratch_write(s, files[i].path, str_from(files[i].text));
    struct build_options options = {.content_dir = scratch_path(s, "content"),
                                    .index_dir = scratch_path(s, "index"),
                                    .jobs = 1};
    assert_ok(build_run(&options, report, &summary, &err), &err);
    assert_int_equal(summary.articles, 4);
    report_free(report);
    return 0;
}

/* "article@place: message" a fault. */
static struct str faults(struct scratch *s, const char *yaml)
{
    struct err err = ERR_INIT;
    struct judged judged = {0};
    struct promise_verdict verdict;
    struct buf text;
    buf_init(&text, 64 * 1024);
    scratch_write(s, "promises/" PROMISE_FILE, str_from(yaml));
    assert_ok(judged_open(&judged, scratch_path(s, "index"), "current", &err), &err);
    assert_ok(judged_promises(&judged, scratch_path(s, "promises"), true, &err), &err);
    for (size_t i = 0; i < judged.promises.n; i++) {
        assert_ok(
            promise_judge(judged.search, &s->arena, &judged.promises.items[i], &verdict, &err),
            &err);
        for (size_t k = 0; k < verdict.n_faults; k++)
            buf_printf(&text, "%s" STR_FMT "@%zu: " STR_FMT "\n",
                       verdict.faults[k].unwanted ? "not " : "", STR_ARG(verdict.faults[k].wanted),
                       verdict.faults[k].place, STR_ARG(verdict.faults[k].message));
    }
    judged_close(&judged);
    struct str copy = arena_dup(&s->arena, buf_str(&text));
    buf_release(&text);
    return copy;
}

static void promises_are_kept_or_broken(void **state)
{
    static const struct {
        const char *yaml, *faults;
    } cases[] = {
        {"- {query: استرداد المبلغ, finds: ar/refund, first: 1}\n", ""},
        {"- {query: استرداد المحفظة, finds: [ar/wallet, ar/refund]}\n", ""},
        {"- {query: الاسترداد الى المحفظه, finds: 'ar/refund#المحفظة'}\n", ""},
        {"- {query: رصيد المحفظة, finds: ar/refund, first: 1}\n",
         "ar/refund@2: is in place 2, promised first\n"},
        {"- {query: بطاقتك, finds: ar/wallet}\n", "ar/wallet@0: is not found\n"},
        {"- {query: استرداد المبلغ, finds: 'ar/refund#المحفظة'}\n",
         "ar/refund#المحفظة@1: the article is in place 1, but at its beginning\n"},
        {"- {query: الاسترداد الى المحفظه, finds: 'ar/refund#البطاقة'}\n",
         "ar/refund#البطاقة@1: the article is in place 1, but at its heading المحفظة\n"},
        /* What nothing could find. */
        {"- {query: استرداد, finds: ar/refnd}\n",
         "ar/refnd@0: there is no such article; did you mean ar/refund?\n"},
        {"- {query: استرداد, finds: somewhere/else}\n",
         "somewhere/else@0: there is no such article\n"},
        {"- {query: استرداد, finds: ar/money-back}\n",
         "ar/money-back@0: the article is called ar/refund now\n"},
        {"- {query: استرداد, finds: 'ar/refund#المحفضة'}\n",
         "ar/refund#المحفضة@1: the article has no such heading; did you mean المحفظة?\n"},
        {"- {query: حد الموظف, finds: ar/limits}\n",
         "ar/limits@0: the article is for agents: add `audience: agent`\n"},
        {"- {query: حد الموظف, finds: ar/limits, first: 1, audience: agent}\n", ""},
        /* Filters are those of the search. */
        {"- {query: refund المبلغ, finds: ar/refund, lang: en}\n",
         "ar/refund@0: `lang` leaves the article out: it has ar\n"},
        {"- {query: استرداد, finds: ar/refund, lang: AR, product: [tv, ساعه],"
         " category: الإسترداد}\n",
         ""},
        {"- {query: استرداد, finds: ar/refund, product: [tv, watch]}\n",
         "ar/refund@0: `product` leaves the article out: it has هاتف\n"},
        {"- {query: رصيد, finds: ar/wallet, category: المحفظة}\n",
         "ar/wallet@0: `category` leaves the article out: it has none\n"},
        {"- {query: refund المبلغ, finds: [ar/refund, en/refund], lang: [en, ar]}\n", ""},
        /* What must not be there. */
        {"- {query: حد الموظف, without: ar/limits, first: 100}\n", ""},
        {"- {query: حد الموظف, without: ar/limits, audience: agent}\n",
         "not ar/limits@1: is in place 1, promised not to be among the first 3\n"},
        {"- {query: رصيد المحفظة, finds: ar/wallet, without: ar/refund, first: 1}\n", ""},
        {"- {query: رصيد المحفظة, finds: ar/wallet, without: ar/refund, first: 2}\n",
         "not ar/refund@2: is in place 2, promised not to be among the first 2\n"},
        {"- {query: الاسترداد الى المحفظه, without: 'ar/refund#البطاقة'}\n", ""},
        {"- {query: الاسترداد الى المحفظه, without: 'ar/refund#المحفظة'}\n",
         "not ar/refund#المحفظة@1: is in place 1, promised not to be among the first 3\n"},
        {"- {query: استرداد, without: gone/long-ago}\n", ""},
        /* Each fault is told. */
        {"- {query: بطاقتك, finds: [ar/wallet, ar/limits], without: ar/refund}\n",
         "ar/wallet@0: is not found\n"
         "ar/limits@0: the article is for agents: add `audience: agent`\n"
         "not ar/refund@1: is in place 1, promised not to be among the first 3\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = faults(*state, cases[i].yaml);
        if (!str_eq(text, str_from(cases[i].faults)))
            fail_msg("%s\nfaults:\n%.*sinstead of:\n%s", cases[i].yaml, STR_ARG(text),
                     cases[i].faults);
    }
}

/* Isolates around what is Arabic, the file and line in front as editors know them. */
static void a_broken_promise_reads_as_one_block(void **state)
{
    static const char expected[] =
        "content/searches.yaml:7: \u2068رصيد المحفظة\u2069 [lang ar]: "
        "\u2068ar/refund#البطاقة\u2069:"
        " the article is in place 2, but at its heading \u2068المحفظة\u2069\n"
        "  why: \u2068سألنا عنه كثيرون\u2069\n"
        "    1. ar/wallet  \u2068رصيد المحفظة\u2069\n"
        "    2. \u2068ar/refund#المحفظة\u2069  \u2068المحفظة\u2069\n";
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct judged judged = {0};
    struct str wanted = STR("ar/refund#البطاقة"), lang = STR("ar");
    struct promise promise = {.line = 7,
                              .request = {.query = STR("رصيد المحفظة"), .langs = {&lang, 1}},
                              .first = 2,
                              .finds = {&wanted, 1},
                              .why = STR("سألنا عنه كثيرون")};
    struct promise_verdict verdict;
    struct buf text;
    buf_init(&text, 64 * 1024);
    assert_ok(judged_open(&judged, scratch_path(s, "index"), "1", &err), &err);
    assert_ok(promise_judge(judged.search, &s->arena, &promise, &verdict, &err), &err);
    promise_verdict_print(&text, "content/searches.yaml", &promise, &verdict);
    assert_string_equal(text.p, expected);
    judged_close(&judged);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(promises_are_kept_or_broken, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(a_broken_promise_reads_as_one_block, setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
