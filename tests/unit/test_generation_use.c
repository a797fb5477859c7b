/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generations.h"
#include "lib/file.h"

enum { SCHEMA = GENERATIONS_SCHEMA, ANALYSER = GENERATIONS_ANALYSER };

static int use_with(const char *index_dir, generation_opener *open, void *context,
                    struct generation_use *use, struct err *err)
{
    return generation_use(index_dir, SCHEMA, ANALYSER, open, context, use, err);
}

/* The number of the generation that readers get; 0 when they get none. */
static unsigned used(const char *index_dir)
{
    struct generation_use use;
    struct err err = ERR_INIT;
    if (use_with(index_dir, NULL, NULL, &use, &err) != 0)
        return 0;
    generation_release(&use);
    return use.manifest.number;
}

static int switch_to(const char *index_dir, const char *word, struct err *err)
{
    struct generation_manifest manifest;
    return generation_switch(index_dir, word, SCHEMA, ANALYSER, &manifest, err);
}

static void stage(const char *index_dir)
{
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    struct err err = ERR_INIT;
    assert_ok(generation_begin(&build, index_dir, &err), &err);
    generations_fill(&build);
    assert_ok(generation_stage(&build, &manifest, &err), &err);
    generation_end(&build);
}

static void spoil(struct scratch *s, const char *index_dir, unsigned number)
{
    const char *path = arena_printf(&s->arena, "%s/gen-%06u/suggest", index_dir, number).p;
    assert_int_equal(truncate(path, 1), 0);
}

static void what_stands_in_for_a_damaged_generation(void **state)
{
    struct scratch *s = *state;
    static const struct {
        const char *current; /* content of CURRENT; NULL: it is missing */
        unsigned damaged[5];
        unsigned used; /* 0: none */
    } cases[] = {
        {"gen-000003\n", {0}, 3},
        {"gen-000003\n", {4}, 3},
        {"gen-000003\n", {3}, 2}, /* older first: 4 was rolled back from */
        {"gen-000003\n", {3, 2}, 1},
        {"gen-000003\n", {3, 2, 1}, 4},
        {"gen-000003\n", {4, 3, 2, 1}, 0}, /* 5 is staged */
        {"gen-000009\n", {0}, 4},
        {"gen-000005\n", {0}, 4}, /* staged under another name */
        {"gen-0000", {0}, 4},
        {"", {4}, 3},
        {NULL, {0}, 4},
        {NULL, {4, 3}, 2},
        {NULL, {4, 3, 2, 1}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *index = arena_printf(&s->arena, "%s/%zu", s->dir, i).p;
        for (int n = 0; n < 4; n++)
            generations_publish(index);
        stage(index);
        if (cases[i].current)
            generations_write(index, "CURRENT", str_from(cases[i].current));
        else
            unlink(arena_printf(&s->arena, "%s/CURRENT", index).p);
        for (size_t k = 0; cases[i].damaged[k]; k++)
            spoil(s, index, cases[i].damaged[k]);
        if (used(index) != cases[i].used)
            fail_msg("case %zu: %u", i, used(index));
    }
}

static void why_another_stands_in_is_said(void **state)
{
    struct scratch *s = *state;
    struct generation_use use;
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    generations_publish(s->dir);
    assert_ok(use_with(s->dir, NULL, NULL, &use, &err), &err);
    assert_int_equal(use.instead.code, ERR_NONE);
    assert_string_equal(use.path, scratch_path(s, "gen-000002"));
    generation_release(&use);
    generation_release(&use);
    spoil(s, s->dir, 2);
    assert_ok(use_with(s->dir, NULL, NULL, &use, &err), &err);
    assert_int_equal(use.instead.code, ERR_INDEX);
    assert_string_equal(use.instead.place, scratch_path(s, "gen-000002/suggest"));
    assert_non_null(strstr(use.instead.message, "another size"));
    assert_non_null(strstr(use.instead.message, "until then generation 1 stands in"));
    generation_release(&use);
}

/* Opens only what its context says. */
static int open_only(void *context, const char *path, struct err *err)
{
    const char *wanted = context;
    return strstr(path, wanted) ? 0 : err_at(err, ERR_INDEX, path, 0, "not this one");
}

static void what_cannot_be_opened_is_passed_over(void **state)
{
    struct scratch *s = *state;
    struct generation_use use;
    struct err err = ERR_INIT;
    for (int n = 0; n < 3; n++)
        generations_publish(s->dir);
    assert_ok(use_with(s->dir, open_only, "gen-000001", &use, &err), &err);
    assert_int_equal(use.manifest.number, 1);
    assert_string_equal(use.instead.place, scratch_path(s, "gen-000003"));
    generation_release(&use);
    assert_int_equal(use_with(s->dir, open_only, "none", &use, &err), -1);
    assert_string_equal(err.place, scratch_path(s, "gen-000003"));
    assert_string_equal(err.message, "not this one");
}

static void an_index_of_another_version_is_refused(void **state)
{
    struct scratch *s = *state;
    struct generation_use use;
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    manifest.schema_version++;
    assert_ok(generation_begin(&build, s->dir, &err), &err);
    assert_ok(generation_publish(&build, &manifest, &err), &err);
    generation_end(&build);
    assert_int_equal(use_with(s->dir, NULL, NULL, &use, &err), -1);
    assert_int_equal(err.code, ERR_STALE);
}

static void one_in_use_is_not_removed(void **state)
{
    struct scratch *s = *state;
    struct generation_use first, same;
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    assert_ok(use_with(s->dir, NULL, NULL, &first, &err), &err);
    assert_ok(use_with(s->dir, NULL, NULL, &same, &err), &err); /* readers do not mind each other */
    for (int n = 0; n < 6; n++)
        generations_publish(s->dir);
    assert_string_equal(generations_listing(s, s->dir),
                        "CURRENT LOCK gen-000001 gen-000003 gen-000004 gen-000005 gen-000006 "
                        "gen-000007");
    generation_release(&first);
    generations_publish(s->dir);
    assert_non_null(strstr(generations_listing(s, s->dir), "gen-000001"));
    generation_release(&same);
    generations_publish(s->dir);
    assert_string_equal(generations_listing(s, s->dir),
                        "CURRENT LOCK gen-000005 gen-000006 gen-000007 gen-000008 gen-000009");
}

static void a_moved_current_is_noticed(void **state)
{
    struct scratch *s = *state;
    struct generation_use use;
    struct generation_mark none = {0};
    struct err err = ERR_INIT;
    assert_false(generation_moved(s->dir, &none));
    generations_publish(s->dir);
    assert_true(generation_moved(s->dir, &none));
    assert_ok(use_with(s->dir, NULL, NULL, &use, &err), &err);
    assert_false(generation_moved(s->dir, &use.mark));
    generations_publish(s->dir);
    assert_true(generation_moved(s->dir, &use.mark));
    generation_release(&use);
    assert_ok(use_with(s->dir, NULL, NULL, &use, &err), &err);
    unlink(scratch_path(s, "CURRENT"));
    assert_true(generation_moved(s->dir, &use.mark));
    generation_release(&use);
}

static void what_verifying_found_is_remembered(void **state)
{
    struct scratch *s = *state;
    struct generation_use use;
    struct err err = ERR_INIT, damage = ERR_INIT, repaired;
    char *second = scratch_path(s, "gen-000002");
    for (int n = 0; n < 3; n++)
        generations_publish(s->dir);
    assert_ok(switch_to(s->dir, "2", &err), &err);
    assert_ok(use_with(s->dir, NULL, NULL, &use, &err), &err);
    scratch_write(s, "gen-000002/suggest", STR("wordz")); /* the same size: nobody sees it */
    assert_int_equal(used(s->dir), 2);
    assert_int_equal(generation_verify(second, SCHEMA, ANALYSER, NULL, NULL, &damage), -1);
    assert_ok(generation_remember(second, &damage, &err), &err);
    assert_true(generation_moved(s->dir, &use.mark)); /* running servers look again */
    assert_int_equal(used(s->dir), 1);
    generation_release(&use);

    /* It may come back: from a copy, or because it was the memory and not the disk. */
    assert_ok(generation_remember(second, NULL, &err), &err);
    assert_int_equal(used(s->dir), 2);
    assert_ok(generation_remember(second, &damage, &err), &err);
    assert_int_equal(switch_to(s->dir, "2", &err), -1);
    scratch_write(s, "gen-000002/suggest", STR("words"));
    assert_ok(switch_to(s->dir, "2", &err), &err);
    assert_int_equal(used(s->dir), 2);

    /* A build repairs CURRENT, and forgets with the generation. */
    assert_ok(generation_remember(second, &damage, &err), &err);
    scratch_write(s, "damaged-000003.77-0", STR("half"));
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    assert_ok(generation_begin(&build, s->dir, &err), &err);
    repaired = build.repaired;
    build.keep = 1;
    assert_int_equal(repaired.code, ERR_INDEX);
    assert_string_equal(repaired.place, second);
    assert_non_null(strstr(repaired.message, "it names generation 1 now"));
    assert_int_equal(used(s->dir), 1);
    assert_ok(generation_publish(&build, &manifest, &err), &err);
    generation_end(&build);
    generations_publish(s->dir);
    assert_null(strstr(generations_listing(s, s->dir), "damaged-"));
}

/* --- switching --- */

static void back_and_forth(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    for (int n = 0; n < 3; n++)
        generations_publish(s->dir);
    assert_ok(switch_to(s->dir, "1", &err), &err);
    assert_int_equal(used(s->dir), 1);
    assert_ok(switch_to(s->dir, "3", &err), &err);
    assert_int_equal(used(s->dir), 3);
    assert_ok(switch_to(s->dir, "2", &err), &err);
    assert_int_equal(generations_publish(s->dir).number, 4); /* none is used twice */
    assert_int_equal(used(s->dir), 4);
    assert_string_equal(generations_listing(s, s->dir),
                        "CURRENT LOCK gen-000001 gen-000002 gen-000003 gen-000004");
    stage(s->dir);
    assert_int_equal(used(s->dir), 4);
    assert_ok(switch_to(s->dir, "staged", &err), &err);
    assert_int_equal(used(s->dir), 5);
    assert_null(strstr(generations_listing(s, s->dir), "staged"));
}

static void what_is_damaged_does_not_become_current(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    generations_publish(s->dir);
    scratch_write(s, "gen-000001/suggest", STR("wordz")); /* the same size */
    assert_int_equal(switch_to(s->dir, "1", &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, scratch_path(s, "gen-000001/suggest"));
    assert_int_equal(used(s->dir), 2);
}

static void nothing_is_switched_while_a_build_runs(void **state)
{
    struct scratch *s = *state;
    struct generation_build build;
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    assert_ok(generation_begin(&build, s->dir, &err), &err);
    assert_int_equal(switch_to(s->dir, "1", &err), -1);
    assert_int_equal(err.code, ERR_BUSY);
    generation_end(&build);
    assert_ok(switch_to(s->dir, "1", &err), &err);
}

static void the_list_tells_states(void **state)
{
    struct scratch *s = *state;
    static const struct {
        unsigned number;
        enum generation_state state;
        enum err_code damage;
    } expected[] = {{4, GENERATION_STAGED, ERR_NONE},
                    {3, GENERATION_NEWER, ERR_INDEX},
                    {2, GENERATION_CURRENT, ERR_NONE},
                    {1, GENERATION_OLDER, ERR_NONE}};
    struct generation_info *infos;
    struct err err = ERR_INIT;
    size_t n;
    for (int i = 0; i < 3; i++)
        generations_publish(s->dir);
    stage(s->dir);
    assert_ok(switch_to(s->dir, "2", &err), &err);
    spoil(s, s->dir, 3);
    assert_ok(generation_list(s->dir, SCHEMA, ANALYSER, &infos, &n, &err), &err);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(infos[i].number, expected[i].number);
        assert_int_equal(infos[i].state, expected[i].state);
        assert_int_equal(infos[i].damage.code, expected[i].damage);
        assert_int_equal(infos[i].manifest.articles, 2);
    }
    free(infos);
}

/* --- files shared with earlier generations --- */

/* Publishes one whose "suggest" is a hard link to `target`. */
static void publish_link(struct scratch *s, const char *target)
{
    struct generation_build build;
    struct generation_manifest manifest = generations_counts();
    struct err err = ERR_INIT;
    assert_ok(generation_begin(&build, s->dir, &err), &err);
    assert_int_equal(link(target, arena_printf(&s->arena, "%s/suggest", build.path).p), 0);
    assert_ok(generation_publish(&build, &manifest, &err), &err);
    generation_end(&build);
}

static bool verifies(struct scratch *s, const char *generation)
{
    struct err err = ERR_INIT;
    return generation_verify(scratch_path(s, generation), SCHEMA, ANALYSER, NULL, NULL, &err) == 0;
}

/* The disk flips a bit: whoever links the file must not vouch for what it holds now. */
static void write_in_place(const char *path, const char *text)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void a_linked_file_keeps_its_checksum(void **state)
{
    struct scratch *s = *state;
    char *first = scratch_path(s, "gen-000001/suggest");
    generations_publish(s->dir);
    publish_link(s, first);
    assert_true(verifies(s, "gen-000002"));
    write_in_place(first, "w0rds");
    publish_link(s, first);
    assert_false(verifies(s, "gen-000003")); /* a fresh checksum would hide the damage */
    write_in_place(first, "words");
    assert_true(verifies(s, "gen-000003"));
}

static void a_link_to_something_else_is_read(void **state)
{
    struct scratch *s = *state;
    generations_publish(s->dir);
    publish_link(s, scratch_write(s, "cache/entry", STR("other")));
    assert_true(verifies(s, "gen-000002"));
    /* One that grew is not what the manifest speaks of. */
    write_in_place(scratch_path(s, "cache/entry"), "others");
    publish_link(s, scratch_path(s, "cache/entry"));
    assert_true(verifies(s, "gen-000003"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_stands_in_for_a_damaged_generation),
        TEST(why_another_stands_in_is_said),
        TEST(what_cannot_be_opened_is_passed_over),
        TEST(an_index_of_another_version_is_refused),
        TEST(one_in_use_is_not_removed),
        TEST(a_moved_current_is_noticed),
        TEST(what_verifying_found_is_remembered),
        TEST(back_and_forth),
        TEST(what_is_damaged_does_not_become_current),
        TEST(nothing_is_switched_while_a_build_runs),
        TEST(the_list_tells_states),
        TEST(a_linked_file_keeps_its_checksum),
        TEST(a_link_to_something_else_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
