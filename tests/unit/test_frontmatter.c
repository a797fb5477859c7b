/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/frontmatter.h"
#include "indexer/scrub.h"

struct fixture {
    struct arena arena;
    struct front_matter meta;
    struct buf warnings; /* "line kind\n" each */
};

static void add_warning(void *context, const struct report_entry *entry)
{
    buf_printf(context, "%u %.*s\n", entry->line, STR_ARG(entry->kind));
}

static struct front_matter *read_text(struct fixture *f, struct str text)
{
    struct report *report = report_new();
    buf_clear(&f->warnings);
    front_matter_read(&f->arena, STR("a.md"), scrub(&f->arena, text), &f->meta, report);
    report_visit(report, add_warning, &f->warnings);
    report_free(report);
    return &f->meta;
}

#define READ(f, literal) read_text((f), STR(literal))

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    buf_init(&f->warnings, 64 * 1024);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_release(&f->arena);
    buf_release(&f->warnings);
    free(f);
    return 0;
}

static void reads_every_key(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m =
        READ(f, "---\n"
                "id: returns/policy\ntitle: \"شروط: الإرجاع\"\ndescription: >\n  سطر\n  ثان\n"
                "lang: ar-SA\nproduct: [جوّالات, شاشات]\ncategory: الإرجاع\n"
                "tags:\n- إرجاع\n- 14\naliases: رجّعت الجهاز\naudience: agent\nstatus: draft\n"
                "updated: 2026-11-03\nreview_by: 2027/5/3\nredirect_from: [old/a, old/b]\n"
                "---\nنص\n");
    assert_str(m->id, "returns/policy");
    assert_str(m->title, "شروط: الإرجاع");
    assert_str(m->description, "سطر ثان");
    assert_str(m->lang, "ar");
    assert_int_equal(m->products.n, 2);
    assert_str(m->products.items[1], "شاشات");
    assert_str(m->category, "الإرجاع");
    assert_int_equal(m->tags.n, 2);
    assert_str(m->tags.items[1], "14");
    assert_int_equal(m->aliases.n, 1);
    assert_str(m->aliases.items[0], "رجّعت الجهاز");
    assert_int_equal(m->audience, AUDIENCE_AGENT);
    assert_int_equal(m->status, ARTICLE_DRAFT);
    assert_str(m->updated, "2026-11-03");
    assert_str(m->review_by, "2027-05-03");
    assert_int_equal(m->redirect_from.n, 2);
    assert_str(m->body, "نص\n");
    assert_int_equal(m->body_line, 20);
    assert_str(buf_str(&f->warnings), "");
}

static void everything_is_optional(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m = READ(f, "---\n---\nنص");
    assert_str(m->body, "نص");
    assert_int_equal(m->body_line, 3);
    m = READ(f, "---\ntitle:\ntags: ~\naudience:\nstatus: ''\nupdated: ''\n# comment\n---\n");
    assert_int_equal(m->title.n + m->tags.n + m->updated.n, 0);
    assert_int_equal(m->audience, AUDIENCE_PUBLIC);
    assert_int_equal(m->status, ARTICLE_PUBLISHED);
    m = READ(f, "نص\n---\ntitle: x\n---\n");
    assert_int_equal(m->title.n, 0);
    assert_int_equal(m->body_line, 1);
    assert_str(buf_str(&f->warnings), "");
}

static void unknown_keys_are_accepted(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m =
        READ(f, "---\n"
                "munlocking-an-account s.custom: x\nms,.custom: ''\nالعنوان: نص\n"
                "ms.collection:\n- a\n- {b: [c, d]}\n? [complex, key]\n: 1\n"
                "title: \"\\\"حادث الخدمة\\\" في تقدم\"\n'tags': ['x: y']\n---\n");
    assert_str(m->title, "\"حادث الخدمة\" في تقدم");
    assert_str(m->tags.items[0], "x: y");
    assert_str(buf_str(&f->warnings), "");
}

static void broken_yaml_is_read_line_by_line(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m = READ(
        f,
        "---\r\ntitle: الخطأ: لا يعمل\r\ntags: [a, \"b c\"]\r\naliases:\r\n  - x\r\n  - 'it''s'\r\n"
        "description: \"he said \\\"no\\\"\"\r\naudience: agent # internal\r\n---\r\nنص");
    assert_str(m->title, "الخطأ: لا يعمل");
    assert_int_equal(m->tags.n, 2);
    assert_str(m->tags.items[1], "b c");
    assert_int_equal(m->aliases.n, 2);
    assert_str(m->aliases.items[1], "it's");
    assert_str(m->description, "he said \"no\"");
    assert_int_equal(m->audience, AUDIENCE_AGENT);
    assert_str(m->body, "نص");
    assert_str(buf_str(&f->warnings), "2 front-matter\n");
}

static void wrong_kinds_are_left_out(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m =
        READ(f, "---\ntitle: [a, b]\ntags: {a: b}\ncategory:\n  x: y\nproduct: [a, [b], c]\n---\n");
    assert_int_equal(m->title.n + m->tags.n + m->category.n + m->products.n, 0);
    assert_str(buf_str(&f->warnings),
               "2 front-matter\n3 front-matter\n4 front-matter\n6 front-matter\n");
}

static void doubt_never_publishes(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(READ(f, "---\naudience: agnet\n---\n")->audience, AUDIENCE_AGENT);
    assert_str(buf_str(&f->warnings), "2 front-matter\n");
    assert_int_equal(READ(f, "---\naudience: [public]\n---\n")->audience, AUDIENCE_PUBLIC);
    assert_int_equal(READ(f, "---\naudience: {a: b}\n---\n")->audience, AUDIENCE_AGENT);
    assert_int_equal(READ(f, "---\nAudience: Agent\n---\n")->audience, AUDIENCE_AGENT);
    assert_str(buf_str(&f->warnings), "");
    assert_int_equal(READ(f, "---\naudience: public\naudience: agent\n---\n")->audience,
                     AUDIENCE_AGENT);
    assert_int_equal(READ(f, "---\nstatus: darft\n---\n")->status, ARTICLE_DRAFT);
    assert_int_equal(READ(f, "---\nstatus: draft\nstatus: published\n---\n")->status,
                     ARTICLE_DRAFT);
    assert_int_equal(READ(f, "---\na: b: c\naudience: agents\n---\n")->audience, AUDIENCE_AGENT);
}

/* `audience: Admin` beside `ms.*` keys is another system's word for the reader's job. */
static void other_systems_audience_is_not_ours(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(READ(f, "---\naudience: Admin\nms.topic: x\n---\n")->audience,
                     AUDIENCE_PUBLIC);
    assert_str(buf_str(&f->warnings), "");
    assert_int_equal(READ(f, "---\naudience: agent\nms.topic: x\n---\n")->audience, AUDIENCE_AGENT);
}

static void unclosed_front_matter_is_text(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m = READ(f, "---\ntitle: x\naudience: agent\nstatus: draft\n\nنص\n");
    assert_int_equal(m->title.n, 0);
    assert_int_equal(m->body_line, 1);
    assert_true(str_starts(m->body, STR("---\ntitle")));
    assert_int_equal(m->audience, AUDIENCE_AGENT);
    assert_int_equal(m->status, ARTICLE_DRAFT);
    assert_str(buf_str(&f->warnings), "1 front-matter\n");
    READ(f, "---\nنص بلا مفاتيح\n");
    assert_str(buf_str(&f->warnings), "");
}

static void dates(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *written, *read;
        bool warns;
    } cases[] = {
        {"2026-11-03", "2026-11-03", false},
        {"2026/1/3", "2026-01-03", false},
        {"2026-11-03T10:00:00Z", "2026-11-03", false},
        {"٢٠٢٦-١١-٠٣", "2026-11-03", false},
        {"11/25/2026", "2026-11-25", false},
        {"25/11/2026", "2026-11-25", false},
        {"03/04/2026", "2026-03-04", true},
        {"2024-02-29", "2024-02-29", false},
        {"2026-02-29", "", true},
        {"2026-13-01", "", true},
        {"2026-11", "", true},
        {"أمس", "", true},
        {"20261-11-03", "", true},
        {"2026-11-03x", "", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct str text = arena_printf(&f->arena, "---\nupdated: \"%s\"\n---\n", cases[i].written);
        assert_str(read_text(f, text)->updated, cases[i].read);
        assert_int_equal(f->warnings.n > 0, cases[i].warns);
    }
    assert_str(READ(f, "---\nms.date: 04/03/2020\n---\n")->updated, "2020-04-03");
    assert_str(buf_str(&f->warnings), "");
    assert_str(READ(f, "---\nms.date: 04/03/2020\nupdated: 2026-01-01\n---\n")->updated,
               "2026-01-01");
}

static void ids(void **state)
{
    struct fixture *f = *state;
    assert_str(READ(f, "---\nid: /a//b/../c/./d/\n---\n")->id, "a/b/c/d");
    assert_str(buf_str(&f->warnings), "2 id\n");
    assert_str(READ(f, "---\nid: ../..\n---\n")->id, "");
    assert_str(READ(f, "---\nid: \"a\\u202Eb\\0c\"\n---\n")->id, "ab");
    assert_str(READ(f, "---\nid: استرداد/المبلغ-١\n---\n")->id, "استرداد/المبلغ-١");
    assert_str(buf_str(&f->warnings), "");
    assert_str(READ(f, "---\nid: a b؟\n---\n")->id, "a b؟");
    assert_str(buf_str(&f->warnings), "2 id\n");
    struct buf text;
    buf_init(&text, 4096);
    buf_add(&text, STR("---\nid: x"));
    for (int i = 0; i < 400; i++)
        buf_add(&text, STR("ن"));
    buf_add(&text, STR("\n---\n"));
    assert_int_equal(read_text(f, buf_str(&text))->id.n, 511);
    assert_str(buf_str(&f->warnings), "2 id\n");
    buf_release(&text);
}

static void nothing_grows(void **state)
{
    struct fixture *f = *state;
    const struct front_matter *m =
        READ(f, "---\na: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\ntags: [*b, *b, *b]\n"
                "title: &t عنوان\ncategory: *t\n---\n");
    assert_str(m->title, "عنوان");
    assert_int_equal(m->tags.n + m->category.n, 0);
    assert_str(buf_str(&f->warnings), "4 front-matter\n6 front-matter\n");
    READ(f, "---\ntags: [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]\ny: z\n---\n");
    assert_str(buf_str(&f->warnings), "2 front-matter\n");
    struct buf text;
    buf_init(&text, 1 << 20);
    buf_add(&text, STR("---\ntitle: t\ntags:\n"));
    for (int i = 0; i < 100; i++)
        buf_add(&text, STR("- a\n"));
    buf_add(&text, STR("---\n"));
    assert_int_equal(read_text(f, buf_str(&text))->tags.n, ARTICLE_LIST_MAX);
    assert_str(buf_str(&f->warnings), "3 front-matter\n");
    buf_clear(&text);
    buf_add(&text, STR("---\ntitle: t\ntags: "));
    for (int i = 0; i < 10000; i++)
        buf_char(&text, '[');
    buf_add(&text, STR("\n---\n"));
    assert_str(read_text(f, buf_str(&text))->title, "t");
    buf_clear(&text);
    buf_add(&text, STR("---\ntitle: t\n"));
    while (text.n < 100000)
        buf_add(&text, STR("x: y\n"));
    buf_add(&text, STR("---\n"));
    assert_str(read_text(f, buf_str(&text))->title, "t");
    assert_true(f->warnings.n > 0);
    buf_release(&text);
}

/* What writers mean and what is done in doubt are told apart: the one may empty an index. */
static void a_draft_is_meant_or_guessed(void **state)
{
    struct fixture *f = *state;
    assert_false(READ(f, "---\nstatus: draft\n---\n")->guessed_draft);
    assert_false(READ(f, "---\nstatus: published\n---\n")->guessed_draft);
    assert_true(READ(f, "---\nstatus: drafft\n---\n")->guessed_draft);
    assert_true(READ(f, "---\nstatus: draft\npublish_at: soon\n---\n")->guessed_draft);
}

static void values_are_clean_lines(void **state)
{
    struct fixture *f = *state;
    assert_str(READ(f, "---\ntitle: \"  a\\u202E\\tb\\n\\u200Fc  \"\n---\n")->title, "a b c");
    assert_str(READ(f, "\xEF\xBB\xBF---\rtitle: a\r---\rb")->title, "a");
    assert_str(f->meta.body, "b");
    assert_int_equal(f->meta.body_line, 4);
    assert_str(READ(f, "---  \ntitle: a\n--- \nb")->title, "a");
    assert_str(READ(f, "---\nlang: fr\n---\n")->lang, "");
    assert_str(buf_str(&f->warnings), "2 front-matter\n");
    assert_str(READ(f, "---\ntitle: a\ntitle: b\n---\n")->title, "a");
    assert_str(buf_str(&f->warnings), "3 front-matter\n");
}

/* Whatever cannot be read is not published, and of several moments the one counts that shows the
 * article for the shortest time. */
static void moments_that_decide_when(void **state)
{
    static const struct {
        const char *lines;
        int64_t publish_at, expire_at;
        bool draft; /* by a mistake */
        const char *warnings;
    } rows[] = {
        {"publish_at: 1970-01-01T00:01Z\nexpire_at: 1970-01-01T00:02Z", 60, 120, false, ""},
        {"publish_at: 1970-01-02\nexpire_at: '1970-01-03'", 86400, 172800, false, ""},
        {"publish_at:\nexpire_at: ''", 0, 0, false, ""},
        {"publish_at: tomorrow", 0, 0, true, "2 front-matter\n"},
        {"title: x\nexpire_at: 31/12/2026", 0, 0, true, "3 front-matter\n"},
        {"expire_at: [1970-01-02]", 0, 0, true, "2 front-matter\n"},
        {"publish_at: {day: 1970-01-02}", 0, 0, true, "2 front-matter\n"},
        {"Publish_At: 1970-01-02\npublish_at: 1970-01-03\npublish_at: 1970-01-01T00:01Z", 172800, 0,
         false, ""},
        {"expire_at: 1970-01-03\nexpire_at: 1970-01-02\nexpire_at: 1970-01-04", 0, 86400, false,
         ""},
        {"expire_at: 1970-01-02\npublish_at: 1970-01-02", 86400, 86400, false, "2 front-matter\n"},
        {"ms.author: me\nexpire_at: never", 0, 0, true, "3 front-matter\n"},
        {"status: published\npublish_at: soon", 0, 0, true, "3 front-matter\n"},
        {"statsu: draft", 0, 0, true, "2 unknown-key\n"},
        {"title: x\npublish-at: 1970-01-02", 0, 0, true, "3 unknown-key\n"},
        {"audiance: agent", 0, 0, true, "2 unknown-key\n"},
        {"status_text: x\nstanza: y\ncategry: z\n status: published", 0, 0, false, ""},
        {"ms.author: me\nstatsu: draft", 0, 0, false, ""},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str text = arena_printf(&f->arena, "---\n%s\n---\nx\n", rows[i].lines);
        const struct front_matter *m = read_text(f, text);
        if (m->publish_at != rows[i].publish_at || m->expire_at != rows[i].expire_at ||
            (m->status == ARTICLE_DRAFT) != rows[i].draft || m->guessed_draft != rows[i].draft ||
            !str_eq(buf_str(&f->warnings), str_from(rows[i].warnings)))
            fail_msg("%s: %lld %lld %d, %s", rows[i].lines, (long long)m->publish_at,
                     (long long)m->expire_at, m->status, f->warnings.p);
    }
    /* Also where nothing closes the front matter, or it is no YAML. */
    assert_int_equal(READ(f, "---\npublish_at: 1970-01-02\n\ntext\n")->publish_at, 86400);
    assert_int_equal(READ(f, "---\ntitle: a: b\npublish_at: 1970-01-02\n---\nx\n")->publish_at,
                     86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_key, setup, teardown),
        cmocka_unit_test_setup_teardown(moments_that_decide_when, setup, teardown),
        cmocka_unit_test_setup_teardown(a_draft_is_meant_or_guessed, setup, teardown),
        cmocka_unit_test_setup_teardown(everything_is_optional, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_keys_are_accepted, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_yaml_is_read_line_by_line, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_kinds_are_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(doubt_never_publishes, setup, teardown),
        cmocka_unit_test_setup_teardown(other_systems_audience_is_not_ours, setup, teardown),
        cmocka_unit_test_setup_teardown(unclosed_front_matter_is_text, setup, teardown),
        cmocka_unit_test_setup_teardown(dates, setup, teardown),
        cmocka_unit_test_setup_teardown(ids, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_grows, setup, teardown),
        cmocka_unit_test_setup_teardown(values_are_clean_lines, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
