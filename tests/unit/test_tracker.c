/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/tracker.h"
#include "lib/file.h"
#include "scratch.h"

/* A content folder "c" in a scratch folder, and who follows it. */
struct fixture {
    struct scratch *scratch;
    struct tracker *tracker;
    struct tracker_changes changes;
};

static void follow(struct fixture *f)
{
    struct err err = ERR_INIT;
    assert_ok(tracker_new(&f->tracker, scratch_path(f->scratch, "c"), &err), &err);
}

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    scratch_setup((void **)&f->scratch);
    scratch_write(f->scratch, "c/ar/old.md", STR("x"));
    scratch_write(f->scratch, "c/site.yaml", STR("x"));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    tracker_free(f->tracker);
    arena_release(&f->changes.arena);
    scratch_teardown((void **)&f->scratch);
    free(f);
    return 0;
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* What changed since the last call, in order: "ar/a.md site.yaml", "*" when all may have. What was
 * done before the call has been told by the kernel. */
static const char *changed(struct fixture *f)
{
    struct err err = ERR_INIT;
    struct str all = STR("");
    tracker_changes_clear(&f->changes);
    assert_ok(tracker_read(f->tracker, &f->changes, &err), &err);
    if (f->changes.everything)
        return "*";
    if (f->changes.n)
        qsort(f->changes.paths, f->changes.n, sizeof *f->changes.paths, by_text);
    for (size_t i = 0; i < f->changes.n; i++)
        all = arena_printf(&f->scratch->arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? " " : "",
                           STR_ARG(f->changes.paths[i]));
    return all.n ? all.p : "";
}

#define ASSERT_CHANGED(f, expected) assert_string_equal(changed(f), expected)

static char *path(struct fixture *f, const char *name)
{
    return scratch_path(f->scratch, name);
}

static void write_file(struct fixture *f, const char *name)
{
    scratch_write(f->scratch, name, STR("text"));
}

/* Not through a temporary file. */
static void write_in_place(struct fixture *f, const char *name)
{
    FILE *file = fopen(path(f, name), "a");
    assert_non_null(file);
    fputs("more", file);
    fclose(file);
}

static void move(struct fixture *f, const char *from, const char *to)
{
    assert_int_equal(rename(path(f, from), path(f, to)), 0);
}

static void link_to(struct fixture *f, const char *target, const char *name)
{
    assert_int_equal(symlink(target, path(f, name)), 0);
}

/* --- files --- */

static void what_a_build_reads_is_told(void **state)
{
    struct fixture *f = *state;
    follow(f);
    ASSERT_CHANGED(f, "");
    write_in_place(f, "c/ar/old.md");
    write_in_place(f, "c/site.yaml");
    ASSERT_CHANGED(f, "ar/old.md site.yaml");
    write_file(f, "c/lexicon/synonyms.txt");
    ASSERT_CHANGED(f, "lexicon/synonyms.txt");
    write_file(f, "c/logo.svg");
    ASSERT_CHANGED(f, "logo.svg");
    unlink(path(f, "c/ar/old.md"));
    ASSERT_CHANGED(f, "ar/old.md");
}

static void what_no_build_reads_is_not(void **state)
{
    static const char *const names[] = {
        "c/.hidden.md", "c/ar/.old.md.swp", "c/ar/old.md~", "c/ar/4913",      "c/.git/x.md",
        "c/notes.txt",  "c/ar/picture.svg", "c/lexicon/x",  "c/ar/site.yaml", "d/beside.md",
    };
    struct fixture *f = *state;
    follow(f);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_file(f, names[i]);
        write_in_place(f, names[i]);
        unlink(path(f, names[i]));
        ASSERT_CHANGED(f, "");
    }
}

static void a_file_begun_is_told_when_it_is_closed(void **state)
{
    struct fixture *f = *state;
    follow(f);
    FILE *file = fopen(path(f, "c/new.md"), "w");
    ASSERT_CHANGED(f, "");
    fputs("text", file);
    fflush(file);
    ASSERT_CHANGED(f, "");
    fclose(file);
    ASSERT_CHANGED(f, "new.md");
}

static void editors_that_replace_a_file(void **state)
{
    struct fixture *f = *state;
    follow(f);
    write_file(f, "c/ar/.old.md.tmp"); /* written beside, renamed over */
    move(f, "c/ar/.old.md.tmp", "c/ar/old.md");
    ASSERT_CHANGED(f, "ar/old.md");
    move(f, "c/ar/old.md", "c/ar/old.md~"); /* moved away, written anew */
    write_in_place(f, "c/ar/old.md");
    ASSERT_CHANGED(f, "ar/old.md");
    unlink(path(f, "c/ar/old.md"));
    write_in_place(f, "c/ar/old.md");
    ASSERT_CHANGED(f, "ar/old.md");
}

static void a_file_renamed_is_two(void **state)
{
    struct fixture *f = *state;
    follow(f);
    move(f, "c/ar/old.md", "c/new.md");
    ASSERT_CHANGED(f, "ar/old.md new.md");
    assert_int_equal(link(path(f, "c/new.md"), path(f, "c/linked.md")), 0);
    ASSERT_CHANGED(f, "linked.md");
    move(f, "c/new.md", "c/no-article");
    ASSERT_CHANGED(f, "new.md");
}

static void a_file_that_becomes_readable(void **state)
{
    struct fixture *f = *state;
    follow(f);
    assert_int_equal(chmod(path(f, "c/ar/old.md"), 0), 0);
    ASSERT_CHANGED(f, "ar/old.md");
}

/* --- folders --- */

static void new_folders_are_followed(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    follow(f);
    assert_ok(file_make_dir(path(f, "c/a/b/c"), &err), &err);
    ASSERT_CHANGED(f, "");
    write_file(f, "c/a/b/c/deep.md");
    ASSERT_CHANGED(f, "a/b/c/deep.md");
    write_file(f, "c/d/e/f.md"); /* folders and file, before anybody has looked */
    ASSERT_CHANGED(f, "d/e/f.md");
    write_in_place(f, "c/d/e/f.md");
    ASSERT_CHANGED(f, "d/e/f.md");
}

static void folders_that_move(void **state)
{
    struct fixture *f = *state;
    write_file(f, "c/a/b/x.md");
    write_file(f, "beside/y.md");
    follow(f);
    move(f, "c/a", "c/z"); /* within */
    ASSERT_CHANGED(f, "a z/b/x.md");
    write_in_place(f, "c/z/b/x.md");
    ASSERT_CHANGED(f, "z/b/x.md");
    move(f, "c/z", "outside"); /* out: what happens there is nobody's business */
    ASSERT_CHANGED(f, "z");
    struct pollfd waiting = {.fd = tracker_fd(f->tracker), .events = POLLIN};
    write_in_place(f, "outside/b/x.md");
    assert_int_equal(poll(&waiting, 1, 0), 0);
    move(f, "beside", "c/in"); /* in */
    ASSERT_CHANGED(f, "in/y.md");
    write_in_place(f, "c/in/y.md");
    ASSERT_CHANGED(f, "in/y.md");
    move(f, "outside", "c/.hidden");
    ASSERT_CHANGED(f, "");
}

static void folders_that_go(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    write_file(f, "c/a/b/x.md");
    follow(f);
    assert_ok(file_remove_tree(path(f, "c/a"), &err), &err);
    ASSERT_CHANGED(f, "a a/b a/b/x.md");
    write_file(f, "c/a/b/x.md");
    ASSERT_CHANGED(f, "a/b/x.md");
    unlink(path(f, "c/a/b/x.md"));
    ASSERT_CHANGED(f, "a/b/x.md");
}

/* --- symbolic links --- */

static void linked_folders_are_followed(void **state)
{
    struct fixture *f = *state;
    write_file(f, "far/x.md");
    write_file(f, "farther/x.md");
    link_to(f, "../far", "c/link");
    follow(f);
    write_in_place(f, "far/x.md");
    ASSERT_CHANGED(f, "link/x.md");
    write_file(f, "far/deep/y.md");
    ASSERT_CHANGED(f, "link/deep/y.md");
    link_to(f, "../farther", "c/link.new"); /* the link is pointed elsewhere */
    move(f, "c/link.new", "c/link");
    changed(f);
    write_in_place(f, "farther/x.md");
    ASSERT_CHANGED(f, "link/x.md");
    write_in_place(f, "far/x.md");
    ASSERT_CHANGED(f, "");
    move(f, "farther", "away"); /* the folder is exchanged behind the link */
    ASSERT_CHANGED(f, "link");
    move(f, "far", "farther");
    ASSERT_CHANGED(f, "link/deep/y.md link/x.md");
    unlink(path(f, "c/link"));
    ASSERT_CHANGED(f, "link");
    write_in_place(f, "farther/x.md");
    ASSERT_CHANGED(f, "");
}

static void linked_files_are_followed(void **state)
{
    struct fixture *f = *state;
    write_file(f, "far/x.md");
    link_to(f, "../far/x.md", "c/one.md");
    link_to(f, "one.md", "c/two.md"); /* a link to a link */
    follow(f);
    write_in_place(f, "far/x.md");
    ASSERT_CHANGED(f, "one.md two.md");
    write_file(f, "far/x.md"); /* through a temporary file: another inode */
    ASSERT_CHANGED(f, "one.md two.md");
    write_in_place(f, "far/x.md");
    ASSERT_CHANGED(f, "one.md two.md");
    write_file(f, "far/y.md");
    ASSERT_CHANGED(f, "");
    unlink(path(f, "far/x.md"));
    ASSERT_CHANGED(f, "one.md two.md");
    write_file(f, "far/x.md"); /* and is there again */
    ASSERT_CHANGED(f, "one.md two.md");
}

static void links_in_a_circle_end(void **state)
{
    struct fixture *f = *state;
    link_to(f, "..", "c/ar/up");
    link_to(f, "self.md", "c/self.md");
    follow(f);
    write_in_place(f, "c/ar/old.md");
    ASSERT_CHANGED(f, "ar/old.md");
    link_to(f, "../c", "c/again");
    changed(f);
    write_in_place(f, "c/site.yaml");
    assert_non_null(strstr(changed(f), "site.yaml"));
}

/* A volume that is mounted exchanges everything by one rename of `..data`. */
static void a_volume_that_is_exchanged(void **state)
{
    struct fixture *f = *state;
    write_file(f, "c/..1/x.md");
    write_file(f, "c/..2/x.md");
    link_to(f, "..1", "c/..data");
    link_to(f, "..data/x.md", "c/x.md");
    follow(f);
    link_to(f, "..2", "c/..tmp");
    changed(f);
    move(f, "c/..tmp", "c/..data");
    ASSERT_CHANGED(f, "*");
    write_in_place(f, "c/..2/x.md");
    ASSERT_CHANGED(f, "x.md");
}

/* --- the content folder itself --- */

static void the_folder_goes_and_comes_back(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    follow(f);
    assert_false(tracker_is_missing(f->tracker));
    move(f, "c", "away");
    ASSERT_CHANGED(f, "*");
    assert_true(tracker_is_missing(f->tracker));
    ASSERT_CHANGED(f, "");
    move(f, "away", "c");
    ASSERT_CHANGED(f, "*");
    assert_false(tracker_is_missing(f->tracker));
    write_in_place(f, "c/ar/old.md");
    ASSERT_CHANGED(f, "ar/old.md");
    assert_ok(file_remove_tree(path(f, "c"), &err), &err);
    ASSERT_CHANGED(f, "*");
    assert_true(tracker_is_missing(f->tracker));
    write_file(f, "c/new.md");
    ASSERT_CHANGED(f, "*");
    write_in_place(f, "c/new.md");
    ASSERT_CHANGED(f, "new.md");
}

/* Then nothing but the folder itself tells that it was moved or removed. */
static void the_folder_above_may_be_closed_to_us(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    const char *above = f->scratch->dir;
    assert_int_equal(chmod(above, 0311), 0);
    scratch_drop_root();
    follow(f);
    scratch_regain_root();
    move(f, "c", "away");
    scratch_drop_root();
    ASSERT_CHANGED(f, "*");
    assert_true(tracker_is_missing(f->tracker));
    scratch_regain_root();
    move(f, "away", "c");
    scratch_drop_root();
    ASSERT_CHANGED(f, "*");
    assert_false(tracker_is_missing(f->tracker));
    scratch_regain_root();
    assert_ok(file_remove_tree(path(f, "c"), &err), &err);
    scratch_drop_root();
    ASSERT_CHANGED(f, "*");
    assert_true(tracker_is_missing(f->tracker));
    scratch_regain_root();
    assert_int_equal(chmod(above, 0755), 0);
}

static void the_folder_need_not_be_there(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    assert_ok(tracker_new(&f->tracker, path(f, "later/content"), &err), &err);
    assert_true(tracker_is_missing(f->tracker));
    ASSERT_CHANGED(f, "");
    write_file(f, "later/content/x.md");
    ASSERT_CHANGED(f, "*");
    write_in_place(f, "later/content/x.md");
    ASSERT_CHANGED(f, "x.md");
}

static void the_folder_may_be_a_link_that_is_pointed_elsewhere(void **state)
{
    struct fixture *f = *state;
    struct err err = ERR_INIT;
    write_file(f, "release-2/x.md");
    link_to(f, "c", "current");
    assert_ok(tracker_new(&f->tracker, path(f, "current/"), &err), &err);
    write_in_place(f, "c/ar/old.md");
    ASSERT_CHANGED(f, "ar/old.md");
    link_to(f, "release-2", "current.new");
    move(f, "current.new", "current");
    ASSERT_CHANGED(f, "*");
    write_in_place(f, "release-2/x.md");
    ASSERT_CHANGED(f, "x.md");
    write_in_place(f, "c/ar/old.md");
    ASSERT_CHANGED(f, "");
}

/* --- too much --- */

static void many_changes_are_counted(void **state)
{
    struct fixture *f = *state;
    enum { FILES = TRACKER_PATHS_MAX + 36 };
    follow(f);
    for (int i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "c/%03d.md", i);
        write_file(f, name);
    }
    changed(f);
    assert_int_equal(f->changes.n, TRACKER_PATHS_MAX);
    assert_int_equal(f->changes.more, FILES - TRACKER_PATHS_MAX);
    assert_true(tracker_changes_any(&f->changes));
    tracker_changes_clear(&f->changes);
    assert_false(tracker_changes_any(&f->changes));
}

/* The kernel's queue really overflows: more events than it holds while nobody reads. */
static void lost_events_are_everything(void **state)
{
    struct fixture *f = *state;
    int held = 0;
    FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
    assert_non_null(limit);
    assert_int_equal(fscanf(limit, "%d", &held), 1); // NOLINT(cert-err34-c): the kernel wrote it
    fclose(limit);
    if (held > 1 << 20)
        skip();
    follow(f);
    int files[2] = {open(path(f, "c/a.md"), O_CREAT | O_WRONLY, 0600),
                    open(path(f, "c/b.md"), O_CREAT | O_WRONLY, 0600)};
    for (int i = 0; i <= held; i++) /* one after the other: equal neighbours become one event */
        fchmod(files[i % 2], i & 2 ? 0600 : 0644);
    write_file(f, "c/lost/x.md");
    ASSERT_CHANGED(f, "*");
    close(files[0]);
    close(files[1]);
    changed(f);
    write_in_place(f, "c/lost/x.md"); /* a folder made while nothing was told */
    ASSERT_CHANGED(f, "lost/x.md");
}

static void a_change_wakes_who_waits(void **state)
{
    struct fixture *f = *state;
    follow(f);
    struct pollfd waiting = {.fd = tracker_fd(f->tracker), .events = POLLIN};
    assert_int_equal(poll(&waiting, 1, 0), 0);
    write_in_place(f, "c/ar/old.md");
    assert_int_equal(poll(&waiting, 1, 0), 1);
    ASSERT_CHANGED(f, "ar/old.md");
    assert_int_equal(poll(&waiting, 1, 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_build_reads_is_told),
        TEST(what_no_build_reads_is_not),
        TEST(a_file_begun_is_told_when_it_is_closed),
        TEST(editors_that_replace_a_file),
        TEST(a_file_renamed_is_two),
        TEST(a_file_that_becomes_readable),
        TEST(new_folders_are_followed),
        TEST(folders_that_move),
        TEST(folders_that_go),
        TEST(linked_folders_are_followed),
        TEST(linked_files_are_followed),
        TEST(links_in_a_circle_end),
        TEST(a_volume_that_is_exchanged),
        TEST(the_folder_goes_and_comes_back),
        TEST(the_folder_above_may_be_closed_to_us),
        TEST(the_folder_need_not_be_there),
        TEST(the_folder_may_be_a_link_that_is_pointed_elsewhere),
        TEST(many_changes_are_counted),
        TEST(lost_events_are_everything),
        TEST(a_change_wakes_who_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
