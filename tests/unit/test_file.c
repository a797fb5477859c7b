/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "scratch.h"

/* --- reading --- */

static void reads_up_to_the_limit(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct buf text;
    buf_init(&text, 1);
    char *path = scratch_write(s, "a", STR("hello\0there"));
    assert_ok(file_read(path, 11, &text, &err), &err);
    assert_int_equal(text.n, 11);
    assert_memory_equal(text.p, "hello\0there", 11);
    assert_int_equal(file_read(path, 10, &text, &err), -1);
    assert_int_equal(err.code, ERR_TOO_BIG);
    assert_string_equal(err.message, "is larger than the limit of 10 bytes");
    assert_string_equal(err.place, path);
    assert_int_equal(text.n, 0);
    assert_ok(file_read(scratch_write(s, "empty", STR("")), 10, &text, &err), &err);
    assert_int_equal(text.n, 0);

    /* Files of /proc say that they are empty. */
    assert_ok(file_read("/proc/self/status", 100000, &text, &err), &err);
    assert_true(text.n > 100);
    assert_int_equal(file_read("/proc/self/status", 100, &text, &err), -1);
    assert_int_equal(err.code, ERR_TOO_BIG);
    buf_release(&text);
}

static void a_huge_file_is_refused_unread(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct buf text;
    buf_init(&text, 0);
    char *path = scratch_write(s, "huge", STR(""));
    assert_int_equal(truncate(path, (off_t)1 << 40), 0);
    assert_int_equal(file_read(path, 1 << 20, &text, &err), -1);
    assert_int_equal(err.code, ERR_TOO_BIG);
    buf_release(&text);
}

static void only_regular_files_are_read(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct buf text;
    struct file_map map;
    buf_init(&text, 100);
    char *fifo = scratch_path(s, "fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    const char *const paths[] = {fifo, s->dir, "/dev/zero"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(file_read(paths[i], 100, &text, &err), -1);
        assert_int_equal(err.code, ERR_IO);
        assert_int_equal(file_map(paths[i], &map, &err), -1);
    }
    assert_int_equal(file_read(scratch_path(s, "none"), 100, &text, &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    buf_release(&text);
}

static void maps_outlive_the_file(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct file_map map;
    char *path = scratch_write(s, "a", STR("mapped"));
    assert_ok(file_map(path, &map, &err), &err);
    assert_int_equal(unlink(path), 0);
    assert_str(map.bytes, "mapped");
    file_unmap(&map);
    file_unmap(&map);
    assert_ok(file_map(scratch_write(s, "empty", STR("")), &map, &err), &err);
    assert_int_equal(map.bytes.n, 0);
    file_unmap(&map);
}

/* --- writing --- */

static size_t files_below(struct scratch *s)
{
    struct err err = ERR_INIT;
    struct file_list list;
    assert_ok(file_walk(&s->arena, s->dir, STR(""), &list, NULL, NULL, &err), &err);
    return list.n;
}

static void replaces_whole_files(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct buf text;
    buf_init(&text, 100);
    char *path = scratch_path(s, "a");
    assert_ok(file_replace(path, STR("old"), &err), &err);
    assert_ok(file_replace(path, STR("new"), &err), &err);
    assert_ok(file_read(path, 100, &text, &err), &err);
    assert_string_equal(text.p, "new");
    assert_int_equal(files_below(s), 1);

    assert_ok(file_replace_private(path, STR("secret"), &err), &err);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);

    assert_int_equal(file_replace(scratch_path(s, "none/a"), STR("x"), &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_int_equal(chdir(s->dir), 0);
    assert_ok(file_replace("relative", STR("x"), &err), &err);
    assert_int_equal(chdir("/"), 0);
    buf_release(&text);
}

/* A full disk, as far as write() can tell: the file may not grow over 1 KiB. */
static void a_full_disk_leaves_the_old_file(void **state)
{
    struct scratch *s = *state;
    struct buf text;
    struct err err = ERR_INIT;
    buf_init(&text, 100);
    char *path = scratch_write(s, "a", STR("old"));
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 1024, .rlim_max = before.rlim_max};
    char *large = arena_alloc(&s->arena, 4096);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    int status = file_replace(path, (struct str){large, 4096}, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(status, -1);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.place, path);
    assert_ok(file_read(path, 100, &text, &err), &err);
    assert_string_equal(text.p, "old");
    assert_int_equal(files_below(s), 1);
    buf_release(&text);
}

static void a_read_only_folder_is_named(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *path = scratch_write(s, "closed/a", STR("old"));
    assert_int_equal(chmod(scratch_path(s, "closed"), 0555), 0);
    scratch_drop_root();
    int replaced = file_replace(path, STR("new"), &err);
    int made = file_make_dir(scratch_path(s, "closed/b/c"), &err);
    scratch_regain_root();
    chmod(scratch_path(s, "closed"), 0755);
    assert_int_equal(replaced, -1);
    assert_int_equal(made, -1);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.place, scratch_path(s, "closed/b"));
    assert_string_equal(err.message, "cannot make folder: Permission denied");
}

/* --- trees --- */

static void makes_measures_and_removes_trees(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    uint64_t bytes;
    char *top = scratch_path(s, "top");
    char *outside = scratch_write(s, "outside/keep", STR("kept"));
    assert_ok(file_make_dir(scratch_path(s, "top//a/b/c/"), &err), &err);
    assert_ok(file_make_dir(scratch_path(s, "top/a/b"), &err), &err);
    assert_ok(file_make_dir("/", &err), &err);
    scratch_write(s, "top/a/b/one", STR("12345"));
    scratch_write(s, "top/.hidden", STR("123"));
    assert_int_equal(symlink(scratch_path(s, "outside"), scratch_path(s, "top/link")), 0);
    assert_int_equal(symlink("nowhere", scratch_path(s, "top/broken")), 0);
    assert_ok(file_tree_bytes(top, &bytes, &err), &err);
    assert_int_equal(bytes, 8);
    assert_ok(file_sync_tree(top, &err), &err);
    assert_ok(file_remove_tree(top, &err), &err);
    assert_int_equal(access(top, F_OK), -1);
    assert_int_equal(access(outside, F_OK), 0);
    assert_ok(file_remove_tree(top, &err), &err);
    assert_int_equal(file_tree_bytes(top, &bytes, &err), -1);
    assert_int_equal(file_sync_tree(top, &err), -1);
    assert_int_equal(file_make_dir(scratch_path(s, "outside/keep/x"), &err), -1);
    assert_string_equal(err.place, outside);
    assert_string_equal(err.message, "cannot make folder: Not a directory");
}

/* --- walking --- */

struct problems {
    size_t n;
    struct err last;
};

static void note_problem(void *context, const struct err *what)
{
    struct problems *problems = context;
    problems->n++;
    problems->last = *what;
}

/* Walks dir/name for .md files and compares the relative paths with `expected`, one a line. */
static struct problems assert_walk(struct scratch *s, const char *name, const char *expected)
{
    struct err err = ERR_INIT;
    struct file_list list;
    struct problems problems = {0};
    struct buf found;
    buf_init(&found, 10000);
    assert_ok(file_walk(&s->arena, scratch_path(s, name), STR(".md"), &list, note_problem,
                        &problems, &err),
              &err);
    for (size_t i = 0; i < list.n; i++) {
        buf_printf(&found, "%s\n", list.entries[i].relative.p);
        assert_int_equal(access(list.entries[i].path.p, R_OK), 0);
    }
    assert_string_equal(found.p, expected);
    buf_release(&found);
    return problems;
}

static void walks_in_order(void **state)
{
    struct scratch *s = *state;
    scratch_write(s, "w/b.md", STR("1"));
    scratch_write(s, "w/a/z.md", STR("22"));
    scratch_write(s, "w/a b/100% أكيد.md", STR("333"));
    scratch_write(s, "w/الطلبات/تتبع الطلب.md", STR(""));
    scratch_write(s, "w/a.md", STR(""));
    scratch_write(s, "w/a.txt", STR(""));
    scratch_write(s, "w/.hidden.md", STR(""));
    scratch_write(s, "w/.git/x.md", STR(""));
    const char *expected = "a b/100% أكيد.md\na.md\na/z.md\nb.md\nالطلبات/تتبع الطلب.md\n";
    assert_int_equal(assert_walk(s, "w", expected).n, 0);
    assert_int_equal(assert_walk(s, "w//", expected).n, 0);

    struct err err = ERR_INIT;
    struct file_list list;
    assert_ok(file_walk(&s->arena, scratch_path(s, "w"), STR(".md"), &list, NULL, NULL, &err),
              &err);
    assert_int_equal(list.total_bytes, 6);
    assert_str(list.entries[3].relative, "b.md");
    assert_int_equal(list.entries[3].bytes, 1);
}

static void links_are_followed_and_loops_left(void **state)
{
    struct scratch *s = *state;
    scratch_write(s, "w/a/one.md", STR(""));
    scratch_write(s, "elsewhere/two.md", STR(""));
    assert_int_equal(symlink("..", scratch_path(s, "w/a/loop")), 0);
    assert_int_equal(symlink(".", scratch_path(s, "w/self")), 0);
    assert_int_equal(symlink("../elsewhere", scratch_path(s, "w/linked")), 0);
    assert_int_equal(symlink("a/one.md", scratch_path(s, "w/also.md")), 0);
    assert_int_equal(assert_walk(s, "w", "a/one.md\nalso.md\nlinked/two.md\n").n, 0);

    assert_int_equal(symlink("nowhere", scratch_path(s, "w/broken.md")), 0);
    assert_int_equal(symlink("endless.md", scratch_path(s, "w/endless.md")), 0);
    struct problems problems = assert_walk(s, "w", "a/one.md\nalso.md\nlinked/two.md\n");
    assert_int_equal(problems.n, 2);
    assert_int_equal(problems.last.code, ERR_NOT_FOUND);
}

static void what_cannot_be_read_is_reported(void **state)
{
    struct scratch *s = *state;
    scratch_write(s, "w/ok.md", STR(""));
    scratch_write(s, "w/closed/x.md", STR(""));
    scratch_write(s, "w/\xFF.md", STR(""));
    scratch_write(s, "w/\xC0/x.md", STR(""));
    assert_int_equal(mkfifo(scratch_path(s, "w/fifo.md"), 0600), 0);
    assert_int_equal(mkfifo(scratch_path(s, "w/fifo"), 0600), 0);
    assert_int_equal(assert_walk(s, "w", "closed/x.md\nok.md\n").n, 3);

    struct err err = ERR_INIT;
    struct file_list list;
    assert_int_equal(
        file_walk(&s->arena, scratch_path(s, "w"), STR(".md"), &list, NULL, NULL, &err), -1);
    assert_true(err.message[0]); /* nobody else hears of it */

    assert_int_equal(chmod(scratch_path(s, "w/closed"), 0), 0);
    scratch_drop_root();
    struct problems problems = assert_walk(s, "w", "ok.md\n");
    scratch_regain_root();
    chmod(scratch_path(s, "w/closed"), 0755);
    assert_int_equal(problems.n, 4);
}

static void the_root_must_be_readable(void **state)
{
    struct scratch *s = *state;
    struct file_list list;
    struct problems problems = {0};
    scratch_write(s, "file.md", STR(""));
    assert_int_equal(mkdir(scratch_path(s, "closed"), 0), 0);
    static const struct {
        const char *name, *message;
    } cases[] = {
        {"none", "cannot read: No such file or directory"},
        {"file.md", "is a file, not a folder"},
        {"closed", "cannot read: Permission denied"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_INIT;
        scratch_drop_root();
        int status = file_walk(&s->arena, scratch_path(s, cases[i].name), STR(".md"), &list,
                               note_problem, &problems, &err);
        scratch_regain_root();
        assert_int_equal(status, -1);
        assert_string_equal(err.message, cases[i].message);
        assert_string_equal(err.place, scratch_path(s, cases[i].name));
    }
    assert_int_equal(problems.n, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_up_to_the_limit),
        TEST(a_huge_file_is_refused_unread),
        TEST(only_regular_files_are_read),
        TEST(maps_outlive_the_file),
        TEST(replaces_whole_files),
        TEST(a_full_disk_leaves_the_old_file),
        TEST(a_read_only_folder_is_named),
        TEST(makes_measures_and_removes_trees),
        TEST(walks_in_order),
        TEST(links_are_followed_and_loops_left),
        TEST(what_cannot_be_read_is_reported),
        TEST(the_root_must_be_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
