/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/last_good.h"
#include "scratch.h"

enum { SAVED = 1000000 };

/* A file below the content folder, saved then. */
static struct file_entry write_file(struct scratch *s, const char *relative, const char *text)
{
    char *path = scratch_write(s, arena_printf(&s->arena, "c/%s", relative).p, str_from(text));
    const struct timespec times[] = {{.tv_sec = SAVED}, {.tv_sec = SAVED}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    return (struct file_entry){.path = str_from(path), .relative = str_from(relative)};
}

static struct last_good open_in(struct scratch *s)
{
    struct err err = ERR_INIT;
    struct last_good l;
    assert_ok(last_good_open(&l, scratch_path(s, "index"), &err), &err);
    return l;
}

static void keep(const struct last_good *l, const struct file_entry *file, const char *text)
{
    struct err err = ERR_INIT;
    assert_ok(last_good_keep(l, file, str_from(text), &err), &err);
}

/* The text, or "none". */
static const char *found(struct scratch *s, const struct last_good *l,
                         const struct file_entry *file)
{
    struct buf text;
    int64_t saved = 0;
    buf_init(&text, 1 << 20);
    const char *copy = "none";
    if (last_good_find(l, file, &text, &saved)) {
        assert_int_equal(saved, SAVED);
        copy = arena_dup(&s->arena, buf_str(&text)).p;
    }
    buf_release(&text);
    return copy;
}

static void what_was_kept_is_found(void **state)
{
    struct scratch *s = *state;
    struct last_good l = open_in(s);
    struct file_entry a = write_file(s, "a.md", "first"), b = write_file(s, "ar/ب.md", "ب");
    assert_string_equal(found(s, &l, &a), "none");
    keep(&l, &a, "first");
    keep(&l, &b, "ب");
    assert_string_equal(found(s, &l, &a), "first");
    keep(&l, &a, "second");
    l = open_in(s); /* also by the next program */
    assert_string_equal(found(s, &l, &a), "second");
    assert_string_equal(found(s, &l, &b), "ب");
}

/* A build of thousands of files writes only what changed. */
static void what_is_the_same_is_not_written(void **state)
{
    struct scratch *s = *state;
    struct last_good l = open_in(s);
    struct file_entry a = write_file(s, "a.md", "text");
    keep(&l, &a, "text");
    assert_int_equal(chmod(l.folder, 0555), 0);
    scratch_drop_root();
    keep(&l, &a, "text");
    struct err err = ERR_INIT;
    assert_int_equal(last_good_keep(&l, &a, STR("texts"), &err), -1);
    scratch_regain_root();
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(found(s, &l, &a), "text");
    assert_int_equal(chmod(l.folder, 0755), 0);
}

static void files_that_are_gone_are_forgotten(void **state)
{
    struct scratch *s = *state;
    struct last_good l = open_in(s);
    enum { FILES = 40, GONE = 7 };
    struct file_entry files[FILES];
    for (size_t i = 0; i < FILES; i++) {
        files[i] = write_file(s, arena_printf(&s->arena, "%zu.md", i).p, "x");
        keep(&l, &files[i], "x");
    }
    scratch_write(s, "index/last-good/0123456789abcdef.new",
                  STR("half")); /* killed while writing */
    last_good_prune(&l, &(struct file_list){.entries = files + GONE, .n = FILES - GONE});
    for (size_t i = 0; i < FILES; i++)
        assert_string_equal(found(s, &l, &files[i]), i < GONE ? "none" : "x");
    assert_int_not_equal(access(scratch_path(s, "index/last-good/0123456789abcdef.new"), F_OK), 0);
    last_good_prune(&l, &(struct file_list){.n = 0});
    assert_string_equal(found(s, &l, &files[FILES - 1]), "none");
}

static void nothing_is_kept_unless_asked(void **state)
{
    struct scratch *s = *state;
    struct last_good none = {.folder = ""};
    struct file_entry a = write_file(s, "a.md", "text");
    keep(&none, &a, "text");
    assert_string_equal(found(s, &none, &a), "none");
    last_good_prune(&none, &(struct file_list){.n = 0});
    assert_int_not_equal(access(scratch_path(s, "index"), F_OK), 0);
}

static void a_copy_that_is_too_large_is_not_found(void **state)
{
    struct scratch *s = *state;
    struct last_good l = open_in(s);
    struct file_entry a = write_file(s, "a.md", "text");
    char *huge = xcalloc(1, (2 << 20) + 1);
    memset(huge, 'x', 2 << 20);
    keep(&l, &a, huge);
    free(huge);
    assert_string_equal(found(s, &l, &a), "none");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_kept_is_found),
        TEST(what_is_the_same_is_not_written),
        TEST(files_that_are_gone_are_forgotten),
        TEST(nothing_is_kept_unless_asked),
        TEST(a_copy_that_is_too_large_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
