/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/record.h"

static struct section_record full_section(void)
{
    static struct str products[] = {STR_INIT("غسالات"), STR_INIT("AC=2")};
    return (struct section_record){
        .article_id = STR("payment/pay-invoice"),
        .title = STR("دفع الفاتورة = بالبطاقة"),
        .lang = STR("ar"),
        .category = STR("الدفع"),
        .updated = STR("2026-11-21"),
        .products = {products, 2},
        .audience = AUDIENCE_AGENT,
        .heading = STR("كيف أدفع؟"),
        .anchor = STR("كيف-أدفع"),
        .path = STR("الدفع > البطاقات"),
        .question = true,
        .section_id = UINT64_C(0xF00DFACE12345678),
        .text = STR("السطر الأول\n\nkey=value\nآخر\x1Fسطر\n"),
    };
}

static void assert_same(struct str a, struct str b)
{
    assert_int_equal(a.n, b.n);
    assert_true(str_eq(a, b));
}

static void assert_same_list(const struct str_list *a, const struct str_list *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n && i < b->n; i++)
        assert_same(a->items[i], b->items[i]);
}

static void assert_same_section(const struct section_record *a, const struct section_record *b)
{
    assert_same(a->article_id, b->article_id);
    assert_same(a->title, b->title);
    assert_same(a->lang, b->lang);
    assert_same(a->category, b->category);
    assert_same(a->updated, b->updated);
    assert_same_list(&a->products, &b->products);
    assert_int_equal(a->audience, b->audience);
    assert_same(a->heading, b->heading);
    assert_same(a->anchor, b->anchor);
    assert_same(a->path, b->path);
    assert_int_equal(a->question, b->question);
    assert_true(a->section_id == b->section_id);
    assert_same(a->text, b->text);
}

static void sections_come_back(void **state)
{
    struct arena a = ARENA_INIT;
    struct buf out;
    const struct section_record cases[] = {full_section(), {0}, {.text = STR("\n\n")}};
    (void)state;
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct section_record got;
        buf_clear(&out);
        record_put_section(&out, &cases[i]);
        assert_true(record_get_section(&a, buf_str(&out), &got));
        assert_same_section(&got, &cases[i]);
    }
    buf_release(&out);
    arena_release(&a);
}

static void articles_come_back(void **state)
{
    static struct str tags[] = {STR_INIT("دفع"), STR_INIT("فواتير"), STR_INIT("x y")};
    static struct heading_record headings[] = {
        {2, STR_INIT("متى"), STR_INIT("متى يصل؟")},
        {6, STR_INIT(""), STR_INIT("بلا مرساة")},
        {1, STR_INIT("a"), STR_INIT("")},
    };
    const struct article_record article = {
        .id = STR("a"),
        .title = STR("عنوان"),
        .description = STR("وصف"),
        .lang = STR("en"),
        .category = STR("c"),
        .updated = STR("2026-01-01"),
        .review_by = STR("2027-01-01"),
        .tags = {tags, 3},
        .audience = AUDIENCE_PUBLIC,
        .headings = headings,
        .n_headings = 3,
        .html = STR("<p>\n\nx=y</p>\n"),
    };
    struct arena a = ARENA_INIT;
    struct buf out;
    struct article_record got;
    (void)state;
    buf_init(&out, 1 << 16);
    record_put_article(&out, &article);
    assert_true(record_get_article(&a, buf_str(&out), &got));
    assert_same(got.id, article.id);
    assert_same(got.title, article.title);
    assert_same(got.description, article.description);
    assert_same(got.review_by, article.review_by);
    assert_same_list(&got.products, &article.products);
    assert_same_list(&got.tags, &article.tags);
    assert_int_equal(got.audience, AUDIENCE_PUBLIC);
    assert_same(got.html, article.html);
    assert_int_equal(got.n_headings, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(got.headings[i].level, headings[i].level);
        assert_same(got.headings[i].anchor, headings[i].anchor);
        assert_same(got.headings[i].text, headings[i].text);
    }
    buf_release(&out);
    arena_release(&a);
}

static void both_versions_of_an_article_come_back(void **state)
{
    static const struct {
        struct str stored;
        bool sound;
        struct str html, agent_html;
    } cases[] = {
        {STR_INIT("article=a\npublic_bytes=3\n\n<p><p>x"), true, STR_INIT("<p>"), STR_INIT("<p>x")},
        {STR_INIT("article=a\npublic_bytes=0\n\n<p>"), true, STR_INIT(""), STR_INIT("<p>")},
        {STR_INIT("article=a\n\n<p>"), true, STR_INIT("<p>"), STR_INIT("")},
        {STR_INIT("article=a\npublic_bytes=4\n\n<p>"), false, STR_INIT(""), STR_INIT("")},
    };
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct article_record got;
        struct buf out;
        assert_int_equal(record_get_article(&a, cases[i].stored, &got), cases[i].sound);
        if (!cases[i].sound)
            continue;
        assert_same(got.html, cases[i].html);
        assert_same(got.agent_html, cases[i].agent_html);
        buf_init(&out, 1 << 16);
        record_put_article(&out, &got);
        assert_same(buf_str(&out), cases[i].stored);
        buf_release(&out);
    }
    arena_release(&a);
}

/* The shape is read by other tools too. */
static void the_stored_shape(void **state)
{
    struct buf out;
    struct section_record section = full_section();
    (void)state;
    buf_init(&out, 1 << 16);
    record_put_section(&out, &section);
    assert_str(buf_str(&out), "article=payment/pay-invoice\n"
                              "id=f00dface12345678\n"
                              "title=دفع الفاتورة = بالبطاقة\n"
                              "lang=ar\n"
                              "category=الدفع\n"
                              "updated=2026-11-21\n"
                              "product=غسالات\n"
                              "product=AC=2\n"
                              "audience=agent\n"
                              "heading=كيف أدفع؟\n"
                              "anchor=كيف-أدفع\n"
                              "path=الدفع > البطاقات\n"
                              "question=1\n"
                              "\n"
                              "السطر الأول\n\nkey=value\nآخر\x1Fسطر\n");
    buf_release(&out);
}

/* A line break in a value must not begin a key of its own: `audience` least of all. */
static void values_cannot_forge_keys(void **state)
{
    struct arena a = ARENA_INIT;
    struct buf out;
    struct section_record got, section = {
                                   .title = STR("t\naudience=agent\r\n\nbody"),
                                   .audience = AUDIENCE_PUBLIC,
                                   .text = STR("x"),
                               };
    (void)state;
    buf_init(&out, 1 << 16);
    record_put_section(&out, &section);
    assert_true(record_get_section(&a, buf_str(&out), &got));
    assert_str(got.title, "t audience=agent   body");
    assert_int_equal(got.audience, AUDIENCE_PUBLIC);
    assert_str(got.text, "x");
    buf_release(&out);
    arena_release(&a);
}

static void odd_data(void **state)
{
    struct arena a = ARENA_INIT;
    struct section_record section;
    struct article_record article;
    (void)state;
    /* Without the empty line it is no record. */
    assert_false(record_get_section(&a, STR(""), &section));
    assert_false(record_get_section(&a, STR("title=x"), &section));
    assert_false(record_get_section(&a, STR("title=x\n"), &section));
    assert_false(record_get_article(&a, STR("title=x\nheading=2 a b"), &article));
    /* Unknown keys, lines without a key, the last of a repeated single key. */
    assert_true(
        record_get_section(&a, STR("later=1\nnothing\n=x\ntitle=a\ntitle=b\n\n"), &section));
    assert_str(section.title, "b");
    assert_str(section.text, "");
    assert_true(record_get_section(&a, STR("id=zz\nquestion=yes\naudience=all\n\nt"), &section));
    assert_true(section.section_id == 0);
    assert_false(section.question);
    assert_int_equal(section.audience, AUDIENCE_PUBLIC);
    /* Headings cut short. */
    assert_true(record_get_article(&a, STR("heading=\nheading=9\nheading=3 x\n\n"), &article));
    assert_int_equal(article.n_headings, 3);
    assert_int_equal(article.headings[0].level, 2);
    assert_int_equal(article.headings[1].level, 2);
    assert_int_equal(article.headings[2].level, 3);
    assert_str(article.headings[2].anchor, "x");
    assert_str(article.headings[2].text, "");
    arena_release(&a);
}

/* Whatever byte a disk flips: no text leaves that is not well-formed. */
static void damaged_text_is_refused(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct section_record section;
    struct article_record article;
    char data[] = "article=ar/x\ntitle=ضمان\n\nنص";
    for (size_t i = 0; i < sizeof data - 1; i++) {
        data[i] ^= (char)0x80;
        assert_false(record_get_section(&a, (struct str){data, sizeof data - 1}, &section));
        assert_false(record_get_article(&a, (struct str){data, sizeof data - 1}, &article));
        data[i] ^= (char)0x80;
    }
    assert_true(record_get_section(&a, (struct str){data, sizeof data - 1}, &section));
    assert_true(record_get_article(&a, (struct str){data, sizeof data - 1}, &article));
    arena_release(&a);
}

static void the_html_of_one_section(void **state)
{
    struct arena a = ARENA_INIT;
    static const struct {
        const char *html, *anchor, *expected;
    } cases[] = {
        {"<p>أول</p>\n<h2 id=\"s1\"><a href=\"#s1\">س</a></h2>\n<p>ثان</p>\n", "", "<p>أول</p>"},
        {"<p>أول</p>\n<h2 id=\"s1\"><a href=\"#s1\">س</a></h2>\n<p>ثان</p>\n", "s1", "<p>ثان</p>"},
        {"<h2 id=\"a\"><a href=\"#a\">1</a></h2><p>x</p><h3 id=\"b\"><a "
         "href=\"#b\">2</a></h3><p>y</p>",
         "a", "<p>x</p>"},
        {"<h2 id=\"a\"><a href=\"#a\">1</a></h2><p>x</p><h3 id=\"b\"><a "
         "href=\"#b\">2</a></h3><p>y</p>",
         "b", "<p>y</p>"},
        {"<p>x</p>", "none", ""},
        {"<p>x <hr></p>", "", "<p>x <hr></p>"},
        {"", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got =
            record_section_html(&a, str_from(cases[i].html), str_from(cases[i].anchor));
        assert_true(str_eq(got, str_from(cases[i].expected)));
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_come_back),
        cmocka_unit_test(articles_come_back),
        cmocka_unit_test(both_versions_of_an_article_come_back),
        cmocka_unit_test(the_stored_shape),
        cmocka_unit_test(values_cannot_forge_keys),
        cmocka_unit_test(odd_data),
        cmocka_unit_test(damaged_text_is_refused),
        cmocka_unit_test(the_html_of_one_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
