/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "generations.h"
#include "lib/file.h"

enum { SCHEMA = GENERATIONS_SCHEMA, ANALYSER = GENERATIONS_ANALYSER, KILLS = 200 };

/* The current generation, which must be there, whole, and pass its own checksums. */
static struct generation_manifest current(const char *index_dir, char *path)
{
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    assert_ok(generation_current(index_dir, SCHEMA, ANALYSER, path, &manifest, &err), &err);
    assert_ok(generation_verify(path, SCHEMA, ANALYSER, NULL, NULL, &err), &err);
    return manifest;
}

static void publishes_what_was_built(void **state)
{
    struct scratch *s = *state;
    char path[GENERATION_PATH_BYTES], name[GENERATION_NAME_BYTES];
    struct err err = ERR_INIT;
    char *index = scratch_path(s, "parent/index");
    struct generation_manifest published = generations_publish(index);
    struct generation_manifest read = current(index, path);
    assert_string_equal(path, scratch_path(s, "parent/index/gen-000001"));
    assert_int_equal(read.number, 1);
    assert_int_equal(read.articles, 2);
    assert_int_equal(read.sections, 7);
    assert_true(read.tokens == UINT64_C(5000000000));
    assert_int_equal(read.bytes, strlen("postings") + strlen("words"));
    assert_int_equal(strlen(read.id), 32);
    assert_string_equal(read.id, published.id);
    assert_int_equal(strlen(read.created), strlen("2026-01-31T12:00:00Z"));
    assert_ok(generation_current_name(index, name, &err), &err);
    assert_string_equal(name, "gen-000001");

    struct generation_manifest second = generations_publish(index);
    assert_int_equal(second.number, 2);
    assert_string_not_equal(second.id, published.id);
}

static void says_whether_it_is_a_preview_and_until_when_it_holds(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char path[GENERATION_PATH_BYTES];
    struct generation_build build;
    struct generation_manifest manifest = generations_counts(), read;
    generations_publish(s->dir);
    assert_false(current(s->dir, path).preview);
    assert_string_equal(current(s->dir, path).next_change, "");
    manifest.preview = true;
    snprintf(manifest.next_change, sizeof manifest.next_change, "2026-12-01T06:00:00Z");
    assert_ok(generation_begin(&build, s->dir, &err), &err);
    generations_fill(&build);
    assert_ok(generation_publish(&build, &manifest, &err), &err);
    generation_end(&build);
    read = current(s->dir, path);
    assert_true(read.preview);
    assert_string_equal(read.next_change, "2026-12-01T06:00:00Z");
    assert_int_equal(generation_current(s->dir, SCHEMA + 1, ANALYSER, path, &read, &err), -1);
    assert_int_equal(err.code, ERR_STALE);
    assert_true(read.preview);
}

static void publish_and_keep(const char *index_dir, unsigned keep)
{
    struct err err = ERR_INIT;
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    assert_ok(generation_begin(&build, index_dir, &err), &err);
    build.keep = keep;
    generations_fill(&build);
    assert_ok(generation_publish(&build, &manifest, &err), &err);
    generation_end(&build);
}

static void the_last_few_are_kept(void **state)
{
    struct scratch *s = *state;
    char path[GENERATION_PATH_BYTES];
    for (int i = 0; i < 7; i++)
        generations_publish(s->dir);
    assert_string_equal(generations_listing(s, s->dir),
                        "CURRENT LOCK gen-000003 gen-000004 gen-000005 "
                        "gen-000006 gen-000007");
    publish_and_keep(s->dir, 2);
    assert_string_equal(generations_listing(s, s->dir), "CURRENT LOCK gen-000007 gen-000008");
    publish_and_keep(s->dir, 1);
    assert_string_equal(generations_listing(s, s->dir), "CURRENT LOCK gen-000009");
    assert_int_equal(current(s->dir, path).number, 9);
}

static void an_abandoned_build_leaves_nothing(void **state)
{
    struct scratch *s = *state;
    struct generation_build build = {0};
    struct err err = ERR_INIT;
    char path[GENERATION_PATH_BYTES];
    generation_end(&build);
    generations_publish(s->dir);
    assert_ok(generation_begin(&build, s->dir, &err), &err);
    generations_fill(&build);
    generation_end(&build);
    generation_end(&build);
    assert_string_equal(generations_listing(s, s->dir), "CURRENT LOCK gen-000001");
    assert_int_equal(current(s->dir, path).number, 1);
    generations_publish(s->dir);
}

static void the_remains_of_killed_builds_are_removed(void **state)
{
    struct scratch *s = *state;
    generations_publish(s->dir);
    scratch_write(s, "building-000007/xapian/postlist", STR("half"));
    scratch_write(s, "gen-000009/suggest", STR("never became current"));
    scratch_write(s, "CURRENT.123-0", STR("gen-0000"));
    scratch_write(s, "gen-notes", STR("not ours"));
    struct generation_manifest next = generations_publish(s->dir);
    assert_int_equal(next.number, 10); /* a number is never used twice */
    assert_string_equal(generations_listing(s, s->dir),
                        "CURRENT LOCK gen-000001 gen-000010 gen-notes");
}

static void a_second_build_fails_at_once(void **state)
{
    struct scratch *s = *state;
    struct generation_build first, second;
    struct err err = ERR_INIT;
    char expected[64];
    assert_ok(generation_begin(&first, s->dir, &err), &err);
    assert_int_equal(generation_begin(&second, s->dir, &err), -1);
    assert_int_equal(err.code, ERR_BUSY);
    assert_string_equal(err.place, s->dir);
    snprintf(expected, sizeof expected, "(process %ld, started 20", (long)getpid());
    assert_non_null(strstr(err.message, expected));
    generation_end(&second);
    generations_fill(&first);
    struct generation_manifest manifest = generations_counts();
    assert_ok(generation_publish(&first, &manifest, &err), &err);
    generation_end(&first);
    assert_int_equal(generations_publish(s->dir).number, 2);
}

static int stage(const char *index_dir, struct err *err)
{
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    if (generation_begin(&build, index_dir, err) != 0)
        return -1;
    generations_fill(&build);
    int status = generation_stage(&build, &manifest, err);
    generation_end(&build);
    return status;
}

/* The number that the word names; 0 and err when it names none. */
static unsigned named(const char *index_dir, const char *word, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    struct generation_manifest manifest;
    return generation_named(index_dir, word, SCHEMA, ANALYSER, path, &manifest, err) == 0
               ? manifest.number
               : 0;
}

static void a_staged_generation_waits_to_be_judged(void **state)
{
    struct scratch *s = *state;
    char path[GENERATION_PATH_BYTES];
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    assert_int_equal(named(s->dir, "staged", &err), 0);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_ok(stage(s->dir, &err), &err);
    assert_int_equal(current(s->dir, path).number, 1);
    assert_int_equal(named(s->dir, "current", &err), 1);
    assert_int_equal(named(s->dir, "staged", &err), 2);
    assert_int_equal(named(s->dir, "1", &err), 1);
    assert_int_equal(named(s->dir, "2", &err), 2);
    assert_int_equal(generations_publish(s->dir).number, 3);
    assert_int_equal(named(s->dir, "staged", &err), 0);
}

static void a_word_that_names_no_generation_is_an_error(void **state)
{
    struct scratch *s = *state;
    static const struct {
        const char *word;
        enum err_code code;
    } cases[] = {
        {"7", ERR_NOT_FOUND}, {"", ERR_SYNTAX},     {"0", ERR_SYNTAX},           {"-1", ERR_SYNTAX},
        {"1x", ERR_SYNTAX},   {"last", ERR_SYNTAX}, {"99999999999", ERR_SYNTAX},
    };
    generations_publish(s->dir);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_INIT;
        assert_int_equal(named(s->dir, cases[i].word, &err), 0);
        assert_int_equal(err.code, cases[i].code);
    }
}

/* --- what readers meet --- */

static struct err current_error(const char *index_dir)
{
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    char path[GENERATION_PATH_BYTES];
    assert_int_equal(generation_current(index_dir, SCHEMA, ANALYSER, path, &manifest, &err), -1);
    return err;
}

static void no_index_says_how_to_build_one(void **state)
{
    struct scratch *s = *state;
    struct err err = current_error(scratch_path(s, "none"));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_string_equal(err.place, scratch_path(s, "none"));
    assert_non_null(strstr(err.message, "jawab-index build --content DIR --index /"));
    assert_int_equal(current_error(s->dir).code, ERR_NOT_FOUND);
    scratch_write(s, "file", STR(""));
    assert_int_equal(current_error(scratch_path(s, "file")).code, ERR_NOT_FOUND);
}

static void another_version_says_to_rebuild(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    char path[GENERATION_PATH_BYTES];
    generations_publish(s->dir);
    assert_int_equal(generation_current(s->dir, SCHEMA + 1, ANALYSER, path, &manifest, &err), -1);
    assert_int_equal(err.code, ERR_STALE);
    assert_non_null(strstr(err.message, "rebuild"));
    assert_int_equal(generation_current(s->dir, SCHEMA, ANALYSER - 1, path, &manifest, &err), -1);
    assert_int_equal(err.code, ERR_STALE);
    /* A manifest of the future need have nothing else in common with ours. */
    scratch_write(s, "gen-000001/manifest.json",
                  STR("{\"schema_version\": 99, \"analyser_version\": 1}"));
    assert_int_equal(current_error(s->dir).code, ERR_STALE);
}

static void damage_is_noticed(void **state)
{
    struct scratch *s = *state;
    static const struct {
        const char *file, *content; /* NULL: removed */
        const char *message;
    } cases[] = {
        {"CURRENT", "", "names no generation"},
        {"CURRENT", "gen-000001", "names no generation"}, /* no line end: cut short */
        {"CURRENT", "../../etc\n", "names no generation"},
        {"CURRENT", "gen-00000000000000000000000000000000001\n", "names no generation"},
        {"CURRENT", "gen-000044\n", "the manifest is missing"},
        {"gen-000001/manifest.json", NULL, "the manifest is missing"},
        {"gen-000001/manifest.json", "", "the manifest is not valid JSON"},
        {"gen-000001/manifest.json", "[]", "the manifest names no versions"},
        {"gen-000001/manifest.json", "{\"schema_version\":3,\"analyser_version\":5}",
         "the manifest is incomplete"},
        {"gen-000001/suggest", NULL, "the file is missing"},
        {"gen-000001/xapian/postlist", "posting", "has another size"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *index = (char *)arena_printf(&s->arena, "%s/%zu", s->dir, i).p;
        generations_publish(index);
        if (cases[i].content)
            generations_write(index, cases[i].file, str_from(cases[i].content));
        else
            assert_int_equal(unlink(arena_printf(&s->arena, "%s/%s", index, cases[i].file).p), 0);
        struct err err = current_error(index);
        if (err.code != ERR_INDEX || !strstr(err.message, cases[i].message))
            fail_msg("case %zu: %s", i, err.message);
        assert_non_null(strstr(err.message, "build it again"));
        generations_publish(index); /* and building it again helps */
    }
}

static void verify_finds_a_flipped_byte(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *generation = scratch_path(s, "gen-000001");
    generations_publish(s->dir);
    assert_ok(generation_verify(generation, SCHEMA, ANALYSER, NULL, NULL, &err), &err);
    scratch_write(s, "gen-000001/xapian/postlist", STR("postingz"));
    assert_int_equal(generation_verify(generation, SCHEMA, ANALYSER, NULL, NULL, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, scratch_path(s, "gen-000001/xapian/postlist"));
    scratch_write(s, "gen-000001/xapian/postlist", STR("postings"));
    assert_ok(generation_verify(generation, SCHEMA, ANALYSER, NULL, NULL, &err), &err);
    scratch_write(s, "gen-000001/more", STR("x"));
    assert_int_equal(generation_verify(generation, SCHEMA, ANALYSER, NULL, NULL, &err), -1);
    assert_non_null(strstr(err.message, "does not list this file"));
}

/* --- refusals of the system --- */

static void a_read_only_folder_is_named(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct generation_build build;
    char *index = scratch_path(s, "index");
    assert_int_equal(mkdir(index, 0755), 0);
    assert_int_equal(chmod(index, 0555), 0);
    scratch_drop_root();
    int status = generation_begin(&build, index, &err);
    generation_end(&build);
    scratch_regain_root();
    assert_int_equal(status, -1);
    assert_int_equal(err.code, ERR_IO);
    assert_string_equal(err.place, scratch_path(s, "index/LOCK"));
    assert_string_equal(err.message, "cannot write: Permission denied");
    chmod(index, 0755);
}

/* In a mount namespace of its own: builds onto a tiny file system until it is full. Exit status 0
 * as it should be, 77 not allowed to mount, else what went wrong. */
static int fill_a_tiny_disk(struct scratch *s)
{
    struct err err = ERR_INIT;
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    char path[GENERATION_PATH_BYTES];
    static char megabyte[1 << 20];
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", s->dir, "tmpfs", 0, "size=64k") != 0)
        return 77;
    generations_publish(s->dir);
    if (generation_begin(&build, s->dir, &err) != 0)
        return 1;
    snprintf(path, sizeof path, "%.4000s/filler", build.path);
    FILE *filler = fopen(path, "w");
    if (!filler)
        return 2;
    setbuf(filler, NULL);
    fwrite(megabyte, 1, sizeof megabyte, filler); /* as much of it as fits */
    fclose(filler);
    if (generation_publish(&build, &manifest, &err) == 0 || err.code != ERR_IO ||
        !strstr(err.place, s->dir) || !strstr(err.message, "No space left on device"))
        return 3;
    generation_end(&build);
    if (current(s->dir, path).number != 1)
        return 4;
    return generations_publish(s->dir).number == 2 ? 0 : 5;
}

static void a_full_disk_leaves_the_old_generation(void **state)
{
    struct scratch *s = *state;
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(fill_a_tiny_disk(s));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* --- kills and races --- */

static void sleep_us(long us)
{
    struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    nanosleep(&t, NULL);
}

static _Noreturn void build_for_ever(const char *index_dir)
{
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    while (generations_build(index_dir, &manifest, &err) == 0)
        ;
    err_print(stderr, &err);
    _exit(1);
}

static void kill_child(pid_t child)
{
    int status;
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status)); /* a build that failed would have exited */
}

static void a_kill_at_any_instant_leaves_a_whole_index(void **state)
{
    struct scratch *s = *state;
    char path[GENERATION_PATH_BYTES];
    unsigned before = generations_publish(s->dir).number;
    unsigned cut_short = 0;
    srand(20261121);
    for (int i = 0; i < KILLS; i++) {
        pid_t child = fork();
        if (child == 0)
            build_for_ever(s->dir);
        sleep_us(rand() % 12000);
        kill_child(child);
        unsigned now = current(s->dir, path).number;
        assert_true(now >= before);
        before = now;
        cut_short += strstr(generations_listing(s, s->dir), "building-") != NULL;
    }
    assert_true(cut_short > 0); /* else the kills came at no interesting time */
    generations_publish(s->dir);
    assert_null(strstr(generations_listing(s, s->dir), "building-"));
    assert_null(strstr(generations_listing(s, s->dir), "CURRENT."));
}

static void readers_never_see_a_gap(void **state)
{
    struct scratch *s = *state;
    char path[GENERATION_PATH_BYTES];
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    unsigned first = generations_publish(s->dir).number, before = first;
    pid_t child = fork();
    if (child == 0)
        build_for_ever(s->dir);
    for (int i = 0; i < 2000; i++) {
        int status = generation_current(s->dir, SCHEMA, ANALYSER, path, &manifest, &err);
        if (status != 0 || manifest.number < before)
            kill(child, SIGKILL);
        assert_ok(status, &err);
        assert_true(manifest.number >= before);
        before = manifest.number;
        sleep_us(100);
    }
    kill_child(child);
    assert_true(before > first);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(publishes_what_was_built),
        TEST(says_whether_it_is_a_preview_and_until_when_it_holds),
        TEST(the_last_few_are_kept),
        TEST(an_abandoned_build_leaves_nothing),
        TEST(the_remains_of_killed_builds_are_removed),
        TEST(a_second_build_fails_at_once),
        TEST(a_staged_generation_waits_to_be_judged),
        TEST(a_word_that_names_no_generation_is_an_error),
        TEST(no_index_says_how_to_build_one),
        TEST(another_version_says_to_rebuild),
        TEST(damage_is_noticed),
        TEST(verify_finds_a_flipped_byte),
        TEST(a_read_only_folder_is_named),
        TEST(a_full_disk_leaves_the_old_generation),
        TEST(a_kill_at_any_instant_leaves_a_whole_index),
        TEST(readers_never_see_a_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
