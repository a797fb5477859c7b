/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "lib/outline.h"
#include "lib/settings.h"
#include "scratch.h"
#include "server/topics.h"

struct centre {
    struct context ctx;
    struct settings settings;
    struct settings_topic topics[3];
    struct outline *outline;
};

#define ARTICLE(id_, lang_, category_, who)                                                        \
    {                                                                                              \
        .id = STR_INIT(id_), .lang = STR_INIT(lang_), .category = STR_INIT(category_),             \
        .audience = AUDIENCE_##who                                                                 \
    }

static void centre_init(struct centre *c, struct scratch *s)
{
    static const struct outline_article articles[] = {
        ARTICLE("1", "ar", "الضمان", PUBLIC),  ARTICLE("2", "ar", "الطلبات", PUBLIC),
        ARTICLE("3", "ar", "", PUBLIC),        ARTICLE("4", "ar", "الطلبات", AGENT),
        ARTICLE("5", "ar", "الطلبات", PUBLIC), ARTICLE("6", "ar", "سرّي", AGENT),
        ARTICLE("7", "ar", "الدفع", AGENT),    ARTICLE("8", "en", "Orders", PUBLIC),
        ARTICLE("9", "ar", "الطلبات", PUBLIC), ARTICLE("10", "ar", "متفرقات", PUBLIC),
    };
    struct err err = ERR_INIT;
    const char *path = scratch_path(s, "outline.txt");
    struct outline_writer *w = outline_writer_new();
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        outline_writer_add(w, &articles[i]);
    assert_ok(outline_writer_save(w, path, &err), &err);
    outline_writer_free(w);
    *c = (struct centre){
        .topics =
            {
                {STR("pay"), STR("card"), {{STR("الدفع"), STR("Payment")}}, {{{NULL, 0}}}},
                {STR("orders"),
                 STR("box"),
                 {{STR("الطلبات"), STR("Orders")}},
                 {{STR("عنها"), STR("About")}}},
                {STR("warranty"), STR("info"), {{STR("الضمان"), STR("Warranty")}}, {{{NULL, 0}}}},
            },
    };
    settings_init(&c->settings);
    c->settings.topics = c->topics;
    c->settings.n_topics = 3;
    assert_ok(outline_open(&c->outline, path, &err), &err);
    c->ctx = (struct context){
        .arena = &s->arena, .settings = &c->settings, .outline = c->outline, .lang = LANG_AR};
}

static void centre_release(struct centre *c)
{
    outline_close(c->outline);
    settings_release(&c->settings);
}

static void assert_topic(const struct topic *topic, const char *id, const char *name,
                         const char *about, const char *icon, size_t n_articles)
{
    assert_non_null(topic);
    assert_str(topic->id, id);
    assert_str(topic->name, name);
    assert_str(topic->about, about);
    assert_str(topic->icon, icon);
    assert_int_equal(topic->n_articles, n_articles);
}

static void those_of_the_site_come_first_then_other_categories(void **state)
{
    struct centre c;
    struct topics topics;
    centre_init(&c, *state);
    topics_find(&c.ctx, &topics);
    assert_int_equal(topics.n, 3); /* none that only agents may see */
    assert_topic(&topics.items[0], "orders", "الطلبات", "عنها", "box", 3);
    assert_topic(&topics.items[1], "warranty", "الضمان", "", "info", 1);
    assert_topic(&topics.items[2], "متفرقات", "متفرقات", "", "info", 1);
    assert_int_equal(topics.n_articles, 6); /* also the one without a category */

    c.ctx.lang = LANG_EN;
    topics_find(&c.ctx, &topics);
    assert_int_equal(topics.n, 1);
    assert_topic(&topics.items[0], "orders", "Orders", "About", "box", 1);
    assert_int_equal(topics.n_articles, 1);
    centre_release(&c);
}

static void a_topic_is_found_by_id_or_category(void **state)
{
    struct centre c;
    struct topics topics;
    centre_init(&c, *state);
    topics_find(&c.ctx, &topics);
    assert_ptr_equal(topics_by_id(&topics, STR("orders")), &topics.items[0]);
    assert_ptr_equal(topics_by_id(&topics, STR("متفرقات")), &topics.items[2]);
    assert_ptr_equal(topics_by_name(&topics, STR("الطلبات")), &topics.items[0]);
    assert_null(topics_by_id(&topics, STR("الطلبات")));
    assert_null(topics_by_id(&topics, STR("pay")));
    assert_null(topics_by_id(&topics, STR("سرّي")));
    assert_null(topics_by_id(&topics, STR("")));
    assert_null(topics_by_name(&topics, STR("orders")));
    assert_null(topics_by_name(&topics, STR("")));
    centre_release(&c);
}

static void its_articles_are_the_public_ones_in_order(void **state)
{
    struct centre c;
    struct topics topics;
    const struct outline_article *found[4] = {NULL};
    centre_init(&c, *state);
    topics_find(&c.ctx, &topics);
    assert_int_equal(topics_articles(&c.ctx, &topics.items[0], found, 4), 3);
    assert_str(found[0]->id, "2");
    assert_str(found[1]->id, "5");
    assert_str(found[2]->id, "9");
    found[2] = NULL;
    assert_int_equal(topics_articles(&c.ctx, &topics.items[0], found, 2), 2);
    assert_null(found[2]);
    c.ctx.lang = LANG_EN; /* of another language, whatever the category is called */
    assert_int_equal(topics_articles(&c.ctx, &topics.items[0], found, 4), 0);
    centre_release(&c);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(those_of_the_site_come_first_then_other_categories),
        SCRATCH(a_topic_is_found_by_id_or_category),
        SCRATCH(its_articles_are_the_public_ones_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
