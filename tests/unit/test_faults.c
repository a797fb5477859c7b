/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "generations.h"
#include "lib/file.h"

enum { SCHEMA = GENERATIONS_SCHEMA, ANALYSER = GENERATIONS_ANALYSER };

static const char *const files[] = {"manifest.json", "suggest", "xapian/postlist"};

enum { FILES = sizeof files / sizeof *files };

/* An index of two generations, and a file of the second as it should be. */
struct victim {
    struct scratch *s;
    const char *generation, *name, *path;
    struct buf whole;
};

/* In place and without a sync: it is done thousands of times. */
static void spoil(const struct victim *v, struct str bytes)
{
    FILE *file = fopen(v->path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    assert_int_equal(fclose(file), 0);
}

static unsigned used(const struct victim *v)
{
    struct generation_use use;
    struct err err = ERR_INIT;
    assert_ok(generation_use(v->s->dir, SCHEMA, ANALYSER, NULL, NULL, &use, &err), &err);
    generation_release(&use);
    return use.manifest.number;
}

/* All places that verifying names, each with a line end. */
static void note_place(void *context, const struct err *what)
{
    buf_printf(context, "%s\n", what->place);
}

static void assert_names_only_this(const struct victim *v, const char *what, size_t at)
{
    struct err err = ERR_INIT;
    struct buf named;
    buf_init(&named, 10000);
    int status = generation_verify(v->generation, SCHEMA, ANALYSER, note_place, &named, &err);
    struct str expected = arena_printf(&v->s->arena, "%s\n", v->path);
    if (status == 0 || !str_eq(buf_str(&named), expected))
        fail_msg("%s, %s at %zu: named " STR_FMT, v->name, what, at, STR_ARG(buf_str(&named)));
    buf_release(&named);
}

static void a_flipped_bit_in_any_byte_is_named(const struct victim *v)
{
    for (size_t i = 0; i < v->whole.n; i++) {
        char bit = (char)(1 << i % 8);
        v->whole.p[i] ^= bit;
        spoil(v, buf_str(&v->whole));
        v->whole.p[i] ^= bit;
        assert_names_only_this(v, "flipped", i);
        /* Only the manifest is read when a generation is opened: it has to be right. */
        assert_int_equal(used(v), strcmp(v->name, "manifest.json") == 0 ? 1 : 2);
    }
}

static void every_cut_is_seen_at_once(const struct victim *v)
{
    for (size_t n = 0; n < v->whole.n; n++) {
        spoil(v, str_sub(buf_str(&v->whole), 0, n));
        assert_names_only_this(v, "cut", n);
        assert_int_equal(used(v), 1);
    }
}

static void a_missing_file_is_seen_at_once(const struct victim *v)
{
    assert_int_equal(unlink(v->path), 0);
    assert_names_only_this(v, "removed", 0);
    assert_int_equal(used(v), 1);
}

static void for_each_file(struct scratch *s, void (*damage)(const struct victim *v))
{
    struct err err = ERR_INIT;
    generations_publish(s->dir);
    generations_publish(s->dir);
    for (size_t i = 0; i < FILES; i++) {
        struct victim v = {.s = s, .generation = scratch_path(s, "gen-000002"), .name = files[i]};
        v.path = arena_printf(&s->arena, "%s/%s", v.generation, files[i]).p;
        buf_init(&v.whole, 100000);
        assert_ok(file_read(v.path, 100000, &v.whole, &err), &err);
        damage(&v);
        spoil(&v, buf_str(&v.whole));
        assert_ok(generation_verify(v.generation, SCHEMA, ANALYSER, NULL, NULL, &err), &err);
        assert_int_equal(used(&v), 2);
        buf_release(&v.whole);
    }
}

static void flipped_bits(void **state)
{
    for_each_file(*state, a_flipped_bit_in_any_byte_is_named);
}

static void cut_files(void **state)
{
    for_each_file(*state, every_cut_is_seen_at_once);
}

static void missing_files(void **state)
{
    for_each_file(*state, a_missing_file_is_seen_at_once);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(flipped_bits),
        TEST(cut_files),
        TEST(missing_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
