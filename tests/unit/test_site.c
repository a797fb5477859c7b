/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "indexer/site.h"
#include "lib/file.h"
#include "scratch.h"

static void add_line(void *context, const struct report_entry *entry)
{
    buf_printf(context, "%u: " STR_FMT "\n", entry->line, STR_ARG(entry->message));
}

/* Reads site.yaml in the scratch folder; what is told of it as "line: message" a line, that of the
 * whole file last. */
static struct str told(struct scratch *s, struct str yaml, struct settings *out)
{
    struct err err = ERR_INIT;
    struct site_lines lines = {0};
    struct report *report = report_new();
    struct buf text;
    buf_init(&text, 64 * 1024);
    scratch_write(s, SITE_FILE, yaml);
    settings_init(out);
    int result = site_read(s->dir, out, &lines, report, &err);
    report_visit(report, add_line, &text);
    if (result != 0 && report_count(report, REPORT_ERROR) == 0)
        buf_printf(&text, "%u: %s\n", err.line, err.message);
    assert_int_equal(result, text.n ? -1 : 0);
    struct str copy = arena_dup(&s->arena, buf_str(&text));
    buf_release(&text);
    report_free(report);
    return copy;
}

struct rejected {
    const char *yaml, *told;
};

static void assert_told(struct scratch *s, const struct rejected *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct settings settings;
        struct str text = told(s, str_from(cases[i].yaml), &settings);
        if (!str_eq(text, str_from(cases[i].told)))
            fail_msg("%s\ntold:\n%.*sinstead of:\n%s", cases[i].yaml, STR_ARG(text), cases[i].told);
        settings_release(&settings);
    }
}

#define ASSERT_TOLD(state, cases) assert_told(*(state), cases, sizeof(cases) / sizeof *(cases))

static void every_key_is_read(void **state)
{
    struct settings s;
    scratch_write(*state, "logo.svg", STR("<svg/>"));
    assert_str(told(*state,
                    STR("name: {ar: مدار, en: Madar}\nplace: {en: Help}\n"
                        "url: https://help.example.com:8443\nlogo: logo.svg\nlanguages: [en, "
                        "ar]\ntimezone: Asia/Riyadh\n"
                        "digits: {ar: latin}\ncolours: {hue: 12.5, chroma: 0.25, corner: 24}\n"
                        "topics:\n- {id: a-1, icon: back, name: {ar: أ, en: A}, about: عن}\n"
                        "- {id: b, name: {ar: ب, en: B}}\n"
                        "questions:\n  ar: [ar/a#ب, ar/b]\n  en: [en/a]\n"
                        "searches: {ar: [أين طلبي 📦]}\n"
                        "contact:\n- {kind: chat, name: Chat, to: '/chat?about={query}'}\n"
                        "- {kind: phone, to: +966 11 000 0000, about: {ar: يومياً, en: Daily}}\n"
                        "- {kind: whatsapp, name: W, to: '800'}\n"
                        "- {kind: email, name: M, to: a@b.example}\n"
                        "- {kind: link, name: L, to: https://متجر.example/صفحة}\n"
                        "links: [{name: {ar: المتجر, en: Store}, to: /shop}]\n"
                        "widget: {origins: [https://shop.example, http://localhost:8090]}\n"
                        "record: {searches: false, votes: true}\n"),
                    &s),
               "");
    assert_str(s.name.of[SETTINGS_AR], "مدار");
    assert_str(s.name.of[SETTINGS_EN], "Madar");
    assert_str(s.place.of[SETTINGS_AR], "Help"); /* what is missing has the other's */
    assert_str(s.url, "https://help.example.com:8443");
    assert_str(s.logo, "logo.svg");
    assert_str(s.timezone, "Asia/Riyadh");
    assert_int_equal(s.n_languages, 2);
    assert_int_equal(s.languages[0], SETTINGS_EN);
    assert_true(s.latin_digits);
    assert_float_equal(s.hue, 12.5, 0);
    assert_float_equal(s.chroma, 0.25, 0);
    assert_float_equal(s.corner, 24, 0);
    assert_int_equal(s.n_topics, 2);
    assert_str(s.topics[0].id, "a-1");
    assert_str(s.topics[0].icon, "back");
    assert_str(s.topics[0].about.of[SETTINGS_EN], "عن"); /* one text is for both */
    assert_str(s.topics[1].icon, "info");
    assert_str(s.topics[1].name.of[SETTINGS_EN], "B");
    assert_int_equal(s.questions[SETTINGS_AR].n, 2);
    assert_str(s.questions[SETTINGS_AR].items[0], "ar/a#ب");
    assert_str(s.questions[SETTINGS_EN].items[0], "en/a");
    assert_str(s.searches[SETTINGS_AR].items[0], "أين طلبي 📦");
    assert_int_equal(s.searches[SETTINGS_EN].n, 0);
    assert_int_equal(s.n_contacts, 5);
    assert_int_equal(s.contacts[0].kind, SETTINGS_CHAT);
    assert_str(s.contacts[0].to, "/chat?about={query}");
    assert_int_equal(s.contacts[1].name.of[SETTINGS_AR].n, 0);
    assert_str(s.contacts[1].about.of[SETTINGS_EN], "Daily");
    assert_int_equal(s.contacts[3].kind, SETTINGS_EMAIL);
    assert_str(s.contacts[4].to, "https://متجر.example/صفحة");
    assert_str(s.links[0].to, "/shop");
    assert_int_equal(s.origins.n, 2);
    assert_str(s.origins.items[1], "http://localhost:8090");
    assert_false(s.record_searches);
    assert_true(s.record_votes);
    settings_release(&s);
}

static void without_a_file_the_defaults_hold(void **state)
{
    static const char *const empty[] = {"", "# only a comment\n", "---\n{}\n", "{}\n...\n"};
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct settings settings;
    struct site_lines lines = {0};
    struct report *report = report_new();
    settings_init(&settings);
    assert_ok(site_read(s->dir, &settings, &lines, report, &err), &err);
    assert_float_equal(settings.hue, 172, 0);
    report_free(report);
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        assert_str(told(s, str_from(empty[i]), &settings), "");
        assert_int_equal(settings.n_languages, 2);
        settings_release(&settings);
    }
}

static void keys_are_known_and_single(void **state)
{
    static const struct rejected cases[] = {
        {"timezone: Riyadh\n", "1: there is no time zone Riyadh; names are like Asia/Riyadh and "
                               "Africa/Cairo (the system's tzdata has them)\n"},
        {"name: x\ntimezone: +03:00\n",
         "2: there is no time zone +03:00; names are like Asia/Riyadh and "
         "Africa/Cairo (the system's tzdata has them)\n"},
        {"nmae: x\n", "1: there is no key `nmae` here; did you mean `name`?\n"},
        {"name: x\ncolors: {}\n", "2: there is no key `colors` here; did you mean `colours`?\n"},
        {"name: {ar: x, fr: y}\n", "1: there is no key `fr` here; possible are: ar, en\n"},
        {"record: {views: true}\n",
         "1: there is no key `views` here; possible are: searches, votes\n"},
        {"widget:\n  sites: []\n", "2: there is no key `sites` here; possible are: origins\n"},
        {"اسماسماسماسماسماسماسماسماسماسماسماسم: x\n",
         "1: there is no key `اسماسماسماسماسماسماسماسماسماسما` here; possible are: name, place, "
         "url, logo, languages, timezone, digits, colours, topics, questions, searches, contact, "
         "links, "
         "widget, record, lint\n"},
        {"lint: {tatwel: false}\n", "1: there is no key `tatwel` here; did you mean `tatweel`?\n"},
        {"<<: {name: x}\n",
         "1: there is no key `<<` here; possible are: name, place, url, logo, languages, timezone, "
         "digits, "
         "colours, topics, questions, searches, contact, links, widget, record, lint\n"},
        {"links: []\nname: x\nlinks: []\n", "3: the key `links` is in line 1 already\n"},
        {"searches:\n  ar: [a]\n  ar: [b]\n", "3: the key `ar` is in line 2 already\n"},
    };
    ASSERT_TOLD(state, cases);
}

static void every_mistake_is_told_at_once(void **state)
{
    static const struct rejected cases[] = {
        {"nmae: x\ncolours: {hue: red}\ntopics:\n  - {id: A}\nrecord: no\n",
         "1: there is no key `nmae` here; did you mean `name`?\n"
         "2: `hue` must be a number from 0 to 360\n"
         "4: `id` stands in addresses: letters a-z, digits and - only\n"
         "5: `record` must be a map of `key: value`\n"},
    };
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct settings settings;
    struct site_lines lines = {0};
    struct report *report = report_new();
    ASSERT_TOLD(state, cases); /* and leaves the file for: */
    settings_init(&settings);
    assert_int_equal(site_read(s->dir, &settings, &lines, report, &err), -1);
    assert_int_equal(err.code, ERR_SYNTAX);
    assert_string_equal(err.message, "4 mistakes; nothing was published, the index is as it was");
    settings_release(&settings);
    report_free(report);
}

static void texts_are_one_line_that_can_be_shown(void **state)
{
    static const struct rejected cases[] = {
        {"name:\n", "1: `name` is empty; leave the key out instead\n"},
        {"name: '  '\n", "1: `name` is empty; leave the key out instead\n"},
        {"name: [a]\n", "1: `name` must be a map of `key: value`\n"},
        {"name: {ar: [a]}\n", "1: `ar` must be a text\n"},
        {"name: |\n  a\n  b\n", "1: `name` must be one line\n"},
        {"name: \"a\\u202Eb\"\n", "1: `name` holds invisible control characters; type it again\n"},
        {"name: \"a\\u200Fb\"\n", "1: `name` holds invisible control characters; type it again\n"},
        {"name: \"a\\0b\"\n", "1: `name` holds invisible control characters; type it again\n"},
        {"name: \"a\\x1Bb\"\n", "1: `name` holds invisible control characters; type it again\n"},
        {"name: <b>&amp; 👨‍👩‍👧\n", ""},
        {"name: >\n  a\n  b\n", ""},
    };
    struct scratch *s = *state;
    struct settings settings;
    struct buf yaml;
    ASSERT_TOLD(state, cases);
    buf_init(&yaml, 4096);
    for (size_t chars = 200; chars <= 201; chars++) {
        buf_clear(&yaml);
        buf_add(&yaml, STR("name: "));
        for (size_t i = 0; i < chars; i++)
            buf_add(&yaml, STR("م"));
        assert_str(told(s, buf_str(&yaml), &settings),
                   chars > 200 ? "1: `name` is longer than 200 characters\n" : "");
        settings_release(&settings);
    }
    buf_release(&yaml);
}

static void values_are_in_range(void **state)
{
    static const struct rejected cases[] = {
        {"colours: {hue: 360, chroma: 0, corner: 0}\n", ""},
        {"colours:\n  hue: 361\n  chroma: 1.1\n  corner: -1\n",
         "2: `hue` must be a number from 0 to 360\n3: `chroma` must be a number from 0 to 1\n"
         "4: `corner` must be a number from 0 to 24\n"},
        {"colours: {hue: nan, chroma: inf, corner: 1px}\n",
         "1: `hue` must be a number from 0 to 360\n1: `chroma` must be a number from 0 to 1\n"
         "1: `corner` must be a number from 0 to 24\n"},
        {"languages: ar\n",
         "1: `languages` must be a list of ar, en or both; the first is the default\n"},
        {"languages: []\n",
         "1: `languages` must be a list of ar, en or both; the first is the default\n"},
        {"languages: [ar, fr]\n", "1: `languages` must be one of: ar, en\n"},
        {"languages: [ar, ar]\n", "1: `languages` has ar twice\n"},
        {"digits: {ar: hindi}\n", "1: `ar` must be one of: arabic-indic, latin\n"},
        {"digits: latin\n", "1: `digits` must be a map of `key: value`\n"},
        {"record: {votes: yes}\n", "1: `votes` must be true or false\n"},
        {"lint: {tatweel: 3}\n", "1: `tatweel` must be true or false\n"},
        {"lint: {wide-table: 1}\n", "1: `wide-table` must be a number from 2 to 64\n"},
        {"lint: []\n", "1: `lint` must be a map of `key: value`\n"},
        {"logo: ../x.svg\n", "1: `logo` must name an .svg or .png file beside site.yaml\n"},
        {"logo: x.gif\n", "1: `logo` must name an .svg or .png file beside site.yaml\n"},
        {"logo: none.png\n", "1: there is no file none.png beside site.yaml\n"},
        {"questions: [a]\n", "1: `questions` must be a map of ar and en, each a list\n"},
        {"searches: {ar: x, en: [[a]]}\n",
         "1: `searches` must be a list\n1: `searches` must be a text\n"},
        {"searches: {de: [a]}\n", "1: `searches` must be one of: ar, en\n"},
    };
    ASSERT_TOLD(state, cases);
}

static void topics_are_whole_and_different(void **state)
{
    static const struct rejected cases[] = {
        {"topics: {id: a}\n", "1: `topics` must be a list\n"},
        {"topics:\n- {name: a}\n- {name: b}\n",
         "2: a topic needs an `id` and a `name`\n3: a topic needs an `id` and a `name`\n"},
        {"topics:\n- {id: a, name: x}\n- {id: b, name: y}\n- {id: a, name: z}\n",
         "4: two topics have the id a\n"},
        {"topics: [{id: a, name: x, icon: trukc}]\n",
         "1: `icon` must be one of: back, bill, box, bulb, call, card, chat, info, mail, phone, "
         "search, star, tool, truck\n"},
        {"topics: [{id: 'a b', name: x}]\n",
         "1: `id` stands in addresses: letters a-z, digits and - only\n"},
        {"topics: [x]\n", "1: `topics` must be a map of `key: value`\n"},
    };
    ASSERT_TOLD(state, cases);
}

static void addresses_are_of_their_kind(void **state)
{
    static const struct rejected cases[] = {
        {"contact:\n- {kind: fax, name: x, to: '800'}\n",
         "2: `kind` must be one of: chat, phone, whatsapp, email, link\n"},
        {"contact:\n- {kind: phone, to: call us}\n",
         "2: this kind of contact needs a `to` like +966 11 000 0000\n"},
        {"contact:\n- {kind: whatsapp, name: x, to: https://wa.me/1}\n",
         "2: this kind of contact needs a `to` like +966 50 000 0000\n"},
        {"contact:\n- {kind: email, name: x, to: a@b@c}\n",
         "2: this kind of contact needs a `to` like help@example.com\n"},
        {"contact:\n- {kind: link, name: x, to: 'mailto:a@b.c'}\n",
         "2: this kind of contact needs a `to` like https://example.com/contact\n"},
        {"contact:\n- {kind: chat, to: /chat}\n", "2: a contact needs a `name`\n"},
        {"contact: [x]\n", "1: `contact` must be a map of `key: value`\n"},
        {"links:\n- {name: x, to: 'javascript:alert(1)'}\n- {name: x}\n- {to: /x}\n",
         "2: `to` must be an address like https://example.com/page or /page\n"
         "3: a link needs a `name` and a `to`\n4: a link needs a `name` and a `to`\n"},
        {"url: https://help.example.com/\n",
         "1: `url` must be like https://help.example.com, without a / at the end\n"},
        {"widget: {origins: ['*', https://shop.example/page]}\n",
         "1: `origins` must be like https://shop.example.com, without a path\n"
         "1: `origins` must be like https://shop.example.com, without a path\n"},
    };
    ASSERT_TOLD(state, cases);
}

static void what_is_not_such_a_file_is_refused(void **state)
{
    static const struct rejected cases[] = {
        {"hello\n", "1: `site.yaml` must be a map of `key: value`\n"},
        {"- a\n", "1: `site.yaml` must be a map of `key: value`\n"},
        {"name: {ar: x\nplace: y\n", "2: did not find expected ',' or '}'\n"},
        {"name: x\nplace: a\xff\n", "2: not UTF-8; save the file as UTF-8\n"},
        {"name: x\n\xff\n", "2: not UTF-8; save the file as UTF-8\n"},
        {"name: &a x\nplace: *a\n", "2: write the value out instead of an alias (*name)\n"},
        {"{name: x}\nplace: y\n", "2: did not find expected <document start>\n"},
        {"name: x\n---\nplace: y\n", "2: a second document begins; remove the `---`\n"},
        {"? [a]\n: b\n", "1: a key must be a plain word\n"},
        {"topics: [[[[[[[[x]]]]]]]]\n", "1: nested too deep\n"},
    };
    ASSERT_TOLD(state, cases);
}

/* "KEY:" and n items, each a line. */
static struct str long_list(struct scratch *s, const char *key, size_t n, const char *item)
{
    struct buf yaml;
    buf_init(&yaml, 128 * 1024);
    buf_printf(&yaml, "%s:\n", key);
    for (size_t i = 0; i < n; i++)
        buf_printf(&yaml, "- {id: t%zu, %s}\n", i, item);
    struct str copy = arena_dup(&s->arena, buf_str(&yaml));
    buf_release(&yaml);
    return copy;
}

static void lists_and_files_have_limits(void **state)
{
    struct scratch *s = *state;
    struct settings settings;
    assert_str(told(s, long_list(s, "topics", 64, "name: x"), &settings), "");
    assert_int_equal(settings.n_topics, 64);
    settings_release(&settings);
    assert_str(told(s, long_list(s, "topics", 65, "name: x"), &settings),
               "2: `topics` has 65 items; 64 are possible\n");
    settings_release(&settings);
    assert_str(told(s, long_list(s, "topics", 2001, "name: x"), &settings),
               "2002: too many values in one list\n");
    settings_release(&settings);
    assert_str(told(s, long_list(s, "topics", 4000, "name: xxxxxxxxx"), &settings),
               "0: is larger than the limit of 65536 bytes\n");
    settings_release(&settings);
}

static void lines_are_kept_for_later(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct settings settings;
    struct site_lines lines = {0};
    struct report *report = report_new();
    scratch_write(s, SITE_FILE,
                  STR("topics:\n- id: a\n  name: x\n- id: b\n  name: y\nquestions:\n  en:\n  - a\n"
                      "\n  - b\n  ar: [c]\n"));
    settings_init(&settings);
    assert_ok(site_read(s->dir, &settings, &lines, report, &err), &err);
    assert_int_equal(lines.topics[0], 2);
    assert_int_equal(lines.topics[1], 4);
    assert_int_equal(lines.questions[SETTINGS_EN][0], 8);
    assert_int_equal(lines.questions[SETTINGS_EN][1], 10);
    assert_int_equal(lines.questions[SETTINGS_AR][0], 11);
    settings_release(&settings);
    report_free(report);
}

static void settings_and_logo_are_written(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct settings settings, stored;
    struct buf logo;
    buf_init(&logo, 64);
    scratch_write(s, "ours.png", STR("png"));
    scratch_write(s, "gen/x", STR(""));
    assert_str(told(s, STR("name: مدار\nlogo: ours.png\n"), &settings), "");
    assert_ok(site_write(s->dir, &settings, scratch_path(s, "gen"), &err), &err);
    settings_init(&stored);
    assert_ok(settings_load(&stored, scratch_path(s, "gen/site.json"), &err), &err);
    assert_str(stored.name.of[SETTINGS_EN], "مدار");
    assert_str(stored.logo, "logo.png");
    assert_ok(file_read(scratch_path(s, "gen/logo.png"), 64, &logo, &err), &err);
    assert_str(buf_str(&logo), "png");
    settings_release(&stored);
    settings_release(&settings);
    buf_release(&logo);
}

static void a_huge_logo_is_refused(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct settings settings;
    char *bytes = arena_text(&s->arena, SITE_LOGO_MAX_BYTES + 1);
    memset(bytes, 'x', SITE_LOGO_MAX_BYTES + 1);
    scratch_write(s, "huge.svg", (struct str){bytes, SITE_LOGO_MAX_BYTES + 1});
    scratch_write(s, "gen/x", STR(""));
    assert_str(told(s, STR("logo: huge.svg\n"), &settings), "");
    assert_int_equal(site_write(s->dir, &settings, scratch_path(s, "gen"), &err), -1);
    assert_int_equal(err.code, ERR_TOO_BIG);
    assert_non_null(strstr(err.place, "huge.svg"));
    settings_release(&settings);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_key_is_read),
        TEST(without_a_file_the_defaults_hold),
        TEST(keys_are_known_and_single),
        TEST(every_mistake_is_told_at_once),
        TEST(texts_are_one_line_that_can_be_shown),
        TEST(values_are_in_range),
        TEST(topics_are_whole_and_different),
        TEST(addresses_are_of_their_kind),
        TEST(what_is_not_such_a_file_is_refused),
        TEST(lists_and_files_have_limits),
        TEST(lines_are_kept_for_later),
        TEST(settings_and_logo_are_written),
        TEST(a_huge_logo_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
