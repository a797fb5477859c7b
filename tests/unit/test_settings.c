/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/file.h"
#include "lib/settings.h"
#include "scratch.h"

static void defaults_hold_without_a_file(void **state)
{
    struct settings s;
    (void)state;
    settings_init(&s);
    assert_int_equal(s.n_languages, 2);
    assert_int_equal(s.languages[0], SETTINGS_AR);
    assert_int_equal(s.languages[1], SETTINGS_EN);
    assert_false(s.latin_digits);
    assert_float_equal(s.hue, 172, 0);
    assert_float_equal(s.chroma, 1, 0);
    assert_float_equal(s.corner, 10, 0);
    assert_true(s.record_searches);
    assert_true(s.record_votes);
    assert_int_equal(s.name.of[SETTINGS_AR].n + s.url.n + s.logo.n, 0);
    assert_int_equal(s.n_topics + s.n_contacts + s.n_links + s.origins.n, 0);
    settings_release(&s);
}

/* Every field another value than its default. */
static void fill(struct settings *s)
{
    static struct settings_topic topics[] = {
        {STR_INIT("returns"),
         STR_INIT("back"),
         {{STR_INIT("الإرجاع"), STR_INIT("Returns")}},
         {{STR_INIT("متى؟"), STR_INIT("When \"and\" <how>")}}},
        {STR_INIT("x"), STR_INIT("info"), {{STR_INIT("س"), STR_INIT("س")}}, {{{0}}}},
    };
    static struct settings_contact contacts[] = {
        {SETTINGS_CHAT,
         {{STR_INIT("محادثة"), STR_INIT("Chat")}},
         {{{0}}},
         STR_INIT("/c?q={query}")},
        {SETTINGS_PHONE, {{{0}}}, {{STR_INIT("يومياً"), STR_INIT("Daily")}}, STR_INIT("+966 1")},
        {SETTINGS_WHATSAPP, {{{0}}}, {{{0}}}, STR_INIT("800")},
        {SETTINGS_EMAIL, {{{0}}}, {{{0}}}, STR_INIT("a@b.example")},
        {SETTINGS_LINK, {{{0}}}, {{{0}}}, STR_INIT("https://a.example")},
    };
    static struct settings_link links[] = {
        {{{STR_INIT("المتجر"), STR_INIT("Store")}}, STR_INIT("/shop")},
    };
    static struct str ar[] = {STR_INIT("ar/a#ب"), STR_INIT("ar/b")}, en[] = {STR_INIT("en/a")},
                      words[] = {STR_INIT("أين طلبي 📦")},
                      origins[] = {STR_INIT("https://shop.example"),
                                   STR_INIT("http://localhost:1")};
    s->name = (struct settings_text){{STR("مدار"), STR("Madar")}};
    s->place = (struct settings_text){{STR("المساعدة"), STR("Help")}};
    s->url = STR("https://help.example");
    s->logo = STR("logo.png");
    s->languages[0] = SETTINGS_EN;
    s->n_languages = 1;
    s->latin_digits = true;
    s->hue = 12.5;
    s->chroma = 0.25;
    s->corner = 0;
    s->topics = topics;
    s->n_topics = 2;
    s->questions[SETTINGS_AR] = (struct str_list){ar, 2};
    s->questions[SETTINGS_EN] = (struct str_list){en, 1};
    s->searches[SETTINGS_AR] = (struct str_list){words, 1};
    s->contacts = contacts;
    s->n_contacts = 5;
    s->links = links;
    s->n_links = 1;
    s->origins = (struct str_list){origins, 2};
    s->record_searches = false;
}

static void assert_same(struct str a, struct str b)
{
    assert_true(str_eq(a, b));
}

static void assert_same_texts(const struct settings_text *a, const struct settings_text *b)
{
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        assert_same(a->of[i], b->of[i]);
}

static void assert_same_list(const struct str_list *a, const struct str_list *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        assert_same(a->items[i], b->items[i]);
}

static void assert_same_lists(const struct settings *a, const struct settings *b)
{
    assert_int_equal(a->n_topics, b->n_topics);
    for (size_t i = 0; i < a->n_topics; i++) {
        assert_same(a->topics[i].id, b->topics[i].id);
        assert_same(a->topics[i].icon, b->topics[i].icon);
        assert_same_texts(&a->topics[i].name, &b->topics[i].name);
        assert_same_texts(&a->topics[i].about, &b->topics[i].about);
    }
    assert_int_equal(a->n_contacts, b->n_contacts);
    for (size_t i = 0; i < a->n_contacts; i++) {
        assert_int_equal(a->contacts[i].kind, b->contacts[i].kind);
        assert_same_texts(&a->contacts[i].name, &b->contacts[i].name);
        assert_same_texts(&a->contacts[i].about, &b->contacts[i].about);
        assert_same(a->contacts[i].to, b->contacts[i].to);
    }
    assert_int_equal(a->n_links, b->n_links);
    for (size_t i = 0; i < a->n_links; i++) {
        assert_same_texts(&a->links[i].name, &b->links[i].name);
        assert_same(a->links[i].to, b->links[i].to);
    }
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++) {
        assert_same_list(&a->questions[i], &b->questions[i]);
        assert_same_list(&a->searches[i], &b->searches[i]);
    }
    assert_same_list(&a->origins, &b->origins);
}

static void what_is_saved_is_loaded(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct settings cases[2];
    const char *path = scratch_path(scratch, "site.json");
    settings_init(&cases[0]);
    settings_init(&cases[1]);
    fill(&cases[1]);
    for (size_t i = 0; i < 2; i++) {
        struct settings got;
        settings_init(&got);
        assert_ok(settings_save(&cases[i], path, &err), &err);
        assert_ok(settings_load(&got, path, &err), &err);
        assert_same_texts(&got.name, &cases[i].name);
        assert_same_texts(&got.place, &cases[i].place);
        assert_same(got.url, cases[i].url);
        assert_same(got.logo, cases[i].logo);
        assert_int_equal(got.n_languages, cases[i].n_languages);
        for (size_t k = 0; k < got.n_languages; k++)
            assert_int_equal(got.languages[k], cases[i].languages[k]);
        assert_int_equal(got.latin_digits, cases[i].latin_digits);
        assert_float_equal(got.hue, cases[i].hue, 0);
        assert_float_equal(got.chroma, cases[i].chroma, 0);
        assert_float_equal(got.corner, cases[i].corner, 0);
        assert_int_equal(got.record_searches, cases[i].record_searches);
        assert_int_equal(got.record_votes, cases[i].record_votes);
        assert_same_lists(&got, &cases[i]);
        settings_release(&got);
    }
}

static void damaged_files_are_refused(void **state)
{
    static const char *const damaged[] = {
        "",
        "{",
        "[]",
        "{}",
        "null",
        "\"x\"",
        "{\"languages\": []}",
        "{\"languages\": [0]} x",
        "{\"languages\": {\"0\": 0}}",
        "{\"languages\": [0], \"languages\": [0]}",
        "\xff",
    };
    struct scratch *scratch = *state;
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct err err = ERR_INIT;
        struct settings s;
        const char *path = scratch_write(scratch, "site.json", str_from(damaged[i]));
        settings_init(&s);
        assert_int_equal(settings_load(&s, path, &err), -1);
        assert_int_equal(err.code, ERR_INDEX);
        assert_string_equal(err.place, path);
        assert_string_equal(err.message, "damaged; build the index again");
        settings_release(&s);
    }
}

static void members_of_another_kind_are_empty(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct settings s;
    const char *path = scratch_write(
        scratch, "site.json",
        STR("{\"languages\": [1, 0, 0], \"name\": \"x\", \"topics\": [7], \"contacts\": "
            "[{\"kind\": "
            "99, \"to\": 1}], \"links\": {}, \"questions\": [[1, \"a\"]], \"origins\": 3}"));
    settings_init(&s);
    assert_ok(settings_load(&s, path, &err), &err);
    assert_int_equal(s.n_languages, 2);
    assert_int_equal(s.languages[0], SETTINGS_EN);
    assert_str(s.name.of[SETTINGS_AR], "");
    assert_int_equal(s.n_topics, 1);
    assert_str(s.topics[0].id, "");
    assert_int_equal(s.contacts[0].kind, SETTINGS_LINK);
    assert_str(s.contacts[0].to, "");
    assert_int_equal(s.questions[SETTINGS_AR].n, 2);
    assert_str(s.questions[SETTINGS_AR].items[1], "a");
    assert_int_equal(s.n_links + s.origins.n + s.questions[SETTINGS_EN].n, 0);
    assert_false(s.record_votes);
    settings_release(&s);
    assert_float_equal(s.hue, 172, 0); /* released is as initialised */
}

static void a_missing_file_is_named(void **state)
{
    struct err err = ERR_INIT;
    struct settings s;
    settings_init(&s);
    assert_int_equal(settings_load(&s, scratch_path(*state, "nowhere"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.place, "nowhere"));
    settings_release(&s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(defaults_hold_without_a_file), TEST(what_is_saved_is_loaded),
        TEST(damaged_files_are_refused),    TEST(members_of_another_kind_are_empty),
        TEST(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
