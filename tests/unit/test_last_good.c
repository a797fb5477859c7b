/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/last_good.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "scratch.h"

enum { SAVED = 1000000, FILES = 40 };

/* Some files of a content folder, and what is kept of them. */
struct fixture {
    struct scratch *scratch;
    struct last_good kept;
    struct file_entry entries[FILES];
    struct last_good_verdict verdicts[FILES];
    const char *texts[FILES];
    size_t n;
};

enum { YES = LAST_GOOD_YES, NO = LAST_GOOD_NO, UNKNOWN = LAST_GOOD_UNKNOWN };

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    scratch_setup((void **)&f->scratch);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    last_good_close(&f->kept);
    scratch_teardown((void **)&f->scratch);
    free(f);
    return 0;
}

static void open_kept(struct fixture *f)
{
    struct err err = ERR_INIT;
    last_good_close(&f->kept);
    assert_ok(last_good_open(&f->kept, scratch_path(f->scratch, "index"), &err), &err);
}

/* A file below the content folder, saved then, and what a build will find of it. */
static void write_file(struct fixture *f, size_t i, const char *text, int good)
{
    struct arena *a = &f->scratch->arena;
    struct str relative = arena_printf(a, "ar/%zu ب.md", i);
    char *path = scratch_write(f->scratch, arena_printf(a, "c/%s", relative.p).p, str_from(text));
    const struct timespec times[] = {{.tv_sec = SAVED}, {.tv_sec = SAVED}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    f->entries[i] = (struct file_entry){.path = str_from(path), .relative = relative};
    f->verdicts[i] = (struct last_good_verdict){relative, hash_text(str_from(text)), good};
    f->texts[i] = text;
    f->n = i >= f->n ? i + 1 : f->n;
}

/* A build up to where it is killed; then the rest. */
static void read_all(struct fixture *f)
{
    struct err err = ERR_INIT;
    open_kept(f);
    for (size_t i = 0; i < f->n; i++)
        assert_ok(last_good_offer(&f->kept, &f->entries[i], str_from(f->texts[i]),
                                  f->verdicts[i].text_id, &err),
                  &err);
}

static void build(struct fixture *f)
{
    read_all(f);
    last_good_settle(&f->kept, f->verdicts, f->n);
}

/* The text for the next build, or "none". */
static const char *found(struct fixture *f, size_t i)
{
    struct buf text;
    int64_t saved = 0;
    buf_init(&text, 1 << 20);
    const char *copy = "none";
    open_kept(f);
    if (last_good_find(&f->kept, f->entries[i].relative, &text, &saved)) {
        assert_int_equal(saved, SAVED);
        copy = arena_dup(&f->scratch->arena, buf_str(&text)).p;
        assert_true(last_good_id(&f->kept, f->entries[i].relative) == hash_text(buf_str(&text)));
    }
    buf_release(&text);
    return copy;
}

static size_t count_files(struct fixture *f)
{
    struct err err = ERR_INIT;
    struct file_list files;
    assert_ok(file_walk(&f->scratch->arena, scratch_path(f->scratch, "index/last-good"), STR(""),
                        &files, NULL, NULL, &err),
              &err);
    return files.n;
}

static void what_was_good_is_found_while_it_is_broken(void **state)
{
    struct fixture *f = *state;
    write_file(f, 0, "first", YES);
    write_file(f, 1, "other", YES);
    build(f);
    assert_string_equal(found(f, 0), "first");
    write_file(f, 0, "second", YES);
    build(f);
    assert_int_equal(count_files(f), 2);
    assert_string_equal(found(f, 0), "second");
    write_file(f, 0, "broken", NO);
    build(f);
    build(f);
    assert_int_equal(count_files(f), 2);
    assert_string_equal(found(f, 0), "second");
    assert_string_equal(found(f, 1), "other");
    f->verdicts[0].text_id = 0; /* cannot even be read */
    last_good_settle(&f->kept, f->verdicts, f->n);
    assert_string_equal(found(f, 0), "second");
}

static void what_was_never_good_is_not_kept(void **state)
{
    struct fixture *f = *state;
    write_file(f, 0, "broken", NO);
    build(f);
    assert_string_equal(found(f, 0), "none");
    assert_true(last_good_id(&f->kept, f->entries[0].relative) == 0);
    assert_int_equal(count_files(f), 0);
}

/* An older version would bring back what the newer one took back. */
static void of_two_the_later_counts(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < FILES; i++)
        write_file(f, i, i % 2 ? "published" : "draft", YES);
    build(f);
    for (size_t i = 0; i < FILES; i++)
        write_file(f, i, i % 2 ? "draft" : "published", YES);
    read_all(f); /* and is killed */
    assert_int_equal(count_files(f), 2 * FILES);
    for (size_t i = 0; i < FILES; i++)
        assert_string_equal(found(f, i), i % 2 ? "draft" : "published");
    assert_int_equal(count_files(f), FILES);
    write_file(f, 0, "draft", YES);
    build(f);
    write_file(f, 0, "published", UNKNOWN); /* saved again while it was read */
    build(f);
    assert_string_equal(found(f, 0), "published");
    write_file(f, 0, "broken", NO);
    build(f);
    assert_string_equal(found(f, 0), "published");
}

static void files_that_are_gone_are_forgotten(void **state)
{
    struct fixture *f = *state;
    enum { LEFT = FILES - 7 };
    for (size_t i = 0; i < FILES; i++)
        write_file(f, i, "text", YES);
    build(f);
    assert_int_equal(count_files(f), FILES);
    f->n = LEFT;
    build(f);
    for (size_t i = 0; i < FILES; i++)
        assert_string_equal(found(f, i), i < LEFT ? "text" : "none");
    f->n = 0;
    build(f);
    assert_int_equal(count_files(f), 0);
}

/* A build of thousands of files writes only what changed. */
static void what_is_kept_is_not_written_again(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    write_file(f, 0, "text", YES);
    build(f);
    open_kept(f);
    assert_int_equal(chmod(f->kept.folder, 0555), 0);
    scratch_drop_root();
    assert_ok(last_good_offer(&f->kept, &f->entries[0], STR("text"), f->verdicts[0].text_id, &err),
              &err);
    int result = last_good_offer(&f->kept, &f->entries[0], STR("texts"), 1, &err);
    scratch_regain_root();
    assert_int_equal(chmod(f->kept.folder, 0755), 0);
    assert_int_equal(result, -1);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(found(f, 0), "text");
}

static void what_a_kill_or_a_power_cut_leaves_is_not_used(void **state)
{
    struct fixture *f = *state;
    write_file(f, 0, "text", YES);
    build(f);
    scratch_write(f->scratch, "index/last-good/0123456789abcdef-0123456789abcdef.new", STR("half"));
    scratch_write(f->scratch, "index/last-good/0123456789abcdef-0123456789abcde", STR("x"));
    scratch_write(f->scratch, "index/last-good/0123456789abcdef", STR("x"));
    assert_string_equal(found(f, 0), "text");
    assert_int_equal(count_files(f), 1);
    char name[64];
    snprintf(name, sizeof name, "index/last-good/%016llx-%016llx",
             (unsigned long long)f->kept.copies[0].path_id,
             (unsigned long long)f->kept.copies[0].text_id);
    scratch_write(f->scratch, name, STR("te"));
    assert_string_equal(found(f, 0), "none");
}

static void nothing_is_kept_unless_asked(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    write_file(f, 0, "text", YES);
    assert_ok(last_good_offer(&f->kept, &f->entries[0], STR("text"), 1, &err), &err);
    last_good_settle(&f->kept, f->verdicts, 1);
    assert_true(last_good_id(&f->kept, f->entries[0].relative) == 0);
    assert_int_not_equal(access(scratch_path(f->scratch, "index"), F_OK), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_good_is_found_while_it_is_broken),
        TEST(what_was_never_good_is_not_kept),
        TEST(of_two_the_later_counts),
        TEST(files_that_are_gone_are_forgotten),
        TEST(what_is_kept_is_not_written_again),
        TEST(what_a_kill_or_a_power_cut_leaves_is_not_used),
        TEST(nothing_is_kept_unless_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
