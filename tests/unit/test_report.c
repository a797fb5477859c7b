/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <pthread.h>
#include <string.h>

#include "indexer/report.h"

static void join(void *context, const struct report_entry *entry)
{
    buf_printf(context, "%.*s:%u %.*s %.*s\n", STR_ARG(entry->path), entry->line,
               STR_ARG(entry->kind), STR_ARG(entry->message));
}

static void entries_come_in_order_of_place(void **state)
{
    (void)state;
    struct report *r = report_new();
    char kept[] = "b.md";
    report_add(r, REPORT_WARNING, str_from(kept), 10, "link", "no %s", "x");
    kept[0] = 'z'; /* everything was copied */
    report_add(r, REPORT_WARNING, STR("b.md"), 9, "link", "second");
    report_add(r, REPORT_WARNING, STR("b.md"), 9, "link", "third");
    report_add_at(r, REPORT_WARNING, STR("b.md"), 9, 7, "link", "in column %d", 7);
    report_add_at(r, REPORT_WARNING, STR("b.md"), 9, 3, "link", "before it");
    report_add(r, REPORT_SKIPPED, STR("a.md"), 0, "empty", "first");
    struct buf out;
    buf_init(&out, 4096);
    report_visit(r, join, &out);
    assert_str(buf_str(&out), "a.md:0 empty first\nb.md:9 link second\nb.md:9 link third\n"
                              "b.md:9 link before it\nb.md:9 link in column 7\n"
                              "b.md:10 link no x\n");
    assert_int_equal(report_count(r, REPORT_WARNING), 5);
    assert_int_equal(report_count(r, REPORT_SKIPPED), 1);
    buf_release(&out);
    report_free(r);
    report_free(NULL);
}

static void errors_become_skipped_files(void **state)
{
    (void)state;
    struct report *r = report_new();
    struct err err = ERR_INIT;
    err_at(&err, ERR_TOO_BIG, "x.md", 7, "too long");
    report_add_err(r, &err);
    struct buf out;
    buf_init(&out, 4096);
    report_visit(r, join, &out);
    assert_str(buf_str(&out), "x.md:7 too-big too long\n");
    assert_int_equal(report_count(r, REPORT_SKIPPED), 1);
    buf_release(&out);
    report_free(r);
}

static void what_was_not_read_has_its_path_below_the_folder(void **state)
{
    static const struct {
        const char *root, *place;
    } rows[] = {
        {"content", "content/a/x.md"},
        {"/srv/content/", "/srv/content/a/x.md"},
        {"/srv//content///", "/srv//content/a/x.md"}, /* the walk does without the last ones */
        {"/", "/a/x.md"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct report *r = report_new();
        struct err err = ERR_INIT;
        struct buf out;
        buf_init(&out, 4096);
        err_at(&err, ERR_NOT_FOUND, rows[i].place, 0, "leads nowhere");
        report_add_unread(r, rows[i].root, &err);
        report_visit(r, join, &out);
        assert_str(buf_str(&out), "a/x.md:0 unreadable leads nowhere\n");
        buf_release(&out);
        report_free(r);
    }
}

static void long_messages_are_cut_between_characters(void **state)
{
    (void)state;
    struct report *r = report_new();
    struct buf text, out;
    buf_init(&text, 8192);
    buf_init(&out, 8192);
    for (int i = 0; i < 2000; i++)
        buf_add(&text, STR("ن"));
    report_add(r, REPORT_WARNING, STR("a.md"), 1, "long", "%s", text.p);
    report_visit(r, join, &out);
    assert_true(out.n < 2200);
    assert_int_equal(utf8_valid_bytes(buf_str(&out)), out.n);
    buf_release(&text);
    buf_release(&out);
    report_free(r);
}

static void *add_many(void *report)
{
    for (unsigned i = 0; i < 1000; i++)
        report_add(report, REPORT_WARNING, STR("a.md"), i, "link", "%u", i);
    return NULL;
}

static void threads_may_add_at_once(void **state)
{
    (void)state;
    struct report *r = report_new();
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, r), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(report_count(r, REPORT_WARNING), 4000);
    report_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_in_order_of_place),
        cmocka_unit_test(errors_become_skipped_files),
        cmocka_unit_test(what_was_not_read_has_its_path_below_the_folder),
        cmocka_unit_test(long_messages_are_cut_between_characters),
        cmocka_unit_test(threads_may_add_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
