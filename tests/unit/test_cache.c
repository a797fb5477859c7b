/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/cache.h"
#include "indexer/pack.h"
#include "lib/file.h"
#include "scratch.h"

static bool exists(struct scratch *s, const char *name)
{
    struct stat info;
    return stat(scratch_path(s, name), &info) == 0;
}

static struct cache open_cache(struct scratch *s, bool forget)
{
    struct err err = ERR_INIT;
    struct cache cache;
    assert_ok(cache_open(&cache, s->dir, forget, &err), &err);
    return cache;
}

/* A folder of two files. */
static void make(struct scratch *s, const struct cache *cache, const char *name)
{
    struct err err = ERR_INIT;
    const char *dir = cache_path(cache, &s->arena, str_from(name));
    assert_ok(file_make_dir(arena_printf(&s->arena, "%s/below", dir).p, &err), &err);
    assert_ok(file_write(arena_printf(&s->arena, "%s/a", dir).p, STR("one"), &err), &err);
    assert_ok(file_write(arena_printf(&s->arena, "%s/below/b", dir).p, STR("two"), &err), &err);
}

static void save(struct cache *cache)
{
    struct err err = ERR_INIT;
    assert_ok(cache_save(cache, &err), &err);
    cache_release(cache);
}

/* An index with "old-1" and "old-2" in its cache. */
static void fill(struct scratch *s)
{
    struct cache cache = open_cache(s, false);
    make(s, &cache, "old-1");
    make(s, &cache, "old-2");
    cache_keep(&cache, STR("old-1"), true);
    cache_keep(&cache, STR("old-2"), true);
    save(&cache);
}

static void keeps_what_is_used(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    fill(s);
    struct cache cache = open_cache(s, false);
    const struct cache_entry *entry = cache_find(&cache, STR("old-1"));
    assert_non_null(entry);
    assert_true(cache_is_sound(&cache, entry));
    assert_null(cache_find(&cache, STR("new")));
    make(s, &cache, "made");
    assert_ok(cache_take(&cache, scratch_path(s, "cache/made"), STR("new"), &err), &err);
    cache_keep(&cache, STR("old-1"), false);
    save(&cache);
    assert_true(exists(s, "cache/old-1") && exists(s, "cache/new"));
    assert_false(exists(s, "cache/old-2") || exists(s, "cache/made"));

    cache = open_cache(s, false);
    assert_non_null(cache_find(&cache, STR("old-")));
    assert_true(cache_is_sound(&cache, cache_find(&cache, STR("new"))));
    cache_release(&cache);
}

static void what_a_killed_build_left_is_removed(void **state)
{
    struct scratch *s = *state;
    fill(s);
    struct cache cache = open_cache(s, false);
    make(s, &cache, "half"); /* and never listed */
    cache_release(&cache);
    cache = open_cache(s, false);
    assert_false(exists(s, "cache/half"));
    assert_true(exists(s, "cache/old-1"));
    cache_release(&cache);
    cache = open_cache(s, true);
    assert_null(cache_find(&cache, STR("old-")));
    assert_false(exists(s, "cache/old-1"));
    cache_release(&cache);
}

static void damage_is_seen(void **state)
{
    struct scratch *s = *state;
    static const struct {
        const char *path, *content;
    } damages[] = {{"cache/old-1/a", "onE"}, {"cache/old-1/a", ""}, {"cache/old-1/c", "more"}};
    struct err err = ERR_INIT;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        fill(s);
        struct cache cache = open_cache(s, false);
        const struct cache_entry *entry = cache_find(&cache, STR("old-1"));
        assert_true(cache_is_sound(&cache, entry));
        assert_ok(file_write(scratch_path(s, damages[i].path), str_from(damages[i].content), &err),
                  &err);
        assert_false(cache_is_sound(&cache, entry));
        assert_true(cache_is_sound(&cache, cache_find(&cache, STR("old-2"))));
        assert_ok(file_remove_tree(scratch_path(s, "cache"), &err), &err);
        assert_false(cache_is_sound(&cache, entry));
        cache_release(&cache);
    }
}

/* Whatever the list says, nothing outside of the folder is touched. */
static void a_damaged_list_forgets(void **state)
{
    struct scratch *s = *state;
    static const char *const lists[] = {
        "",
        "nonsense\n",
        "0123456789abcdef ../kept\n",
        "0123456789abcdef .\n0123456789abcdef ..\n",
        "0123456789abcdef \n",
        "0123456789abcde old-1\n",
    };
    struct err err = ERR_INIT;
    scratch_write(s, "kept", STR("mine"));
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        fill(s);
        scratch_write(s, "cache/LIST", str_from(lists[i]));
        struct cache cache = open_cache(s, false);
        assert_int_equal(cache.n, 0);
        assert_false(exists(s, "cache/old-1"));
        assert_ok(cache_save(&cache, &err), &err);
        cache_release(&cache);
        assert_true(exists(s, "kept"));
    }
}

/* --- pack --- */

static void packs_and_unpacks(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct unpack u;
    struct buf out, bytes;
    char *path = scratch_path(s, "packed");
    buf_init(&out, PACK_MAX_BYTES);
    buf_init(&bytes, PACK_MAX_BYTES);
    pack_number(&out, UINT64_MAX);
    pack_text(&out, STR("جواب"));
    pack_text(&out, STR(""));
    pack_number(&out, 7);
    assert_ok(pack_save(&out, path, &err), &err);
    assert_ok(unpack_open(&u, path, &bytes, &err), &err);
    assert_true(unpack_number(&u) == UINT64_MAX);
    assert_str(unpack_text(&u), "جواب");
    assert_str(unpack_text(&u), "");
    assert_int_equal(unpack_number(&u), 7);
    assert_false(u.failed);
    assert_int_equal(unpack_number(&u), 0); /* beyond the end */
    assert_true(u.failed);

    for (size_t i = 0; i < out.n; i++) {
        out.p[i] ^= 1;
        assert_ok(file_write(path, buf_str(&out), &err), &err);
        assert_int_equal(unpack_open(&u, path, &bytes, &err), -1);
        assert_int_equal(err.code, ERR_INDEX);
        out.p[i] ^= 1;
        assert_ok(file_write(path, str_sub(buf_str(&out), 0, i), &err), &err);
        assert_int_equal(unpack_open(&u, path, &bytes, &err), -1);
    }
    buf_release(&out);
    buf_release(&bytes);
}

/* A number of bytes that is not there, under a checksum that is right. */
static void a_text_that_is_too_long_fails(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct unpack u;
    struct buf out, bytes;
    buf_init(&out, PACK_MAX_BYTES);
    buf_init(&bytes, PACK_MAX_BYTES);
    pack_number(&out, UINT64_MAX - 3);
    buf_add(&out, STR("abc"));
    assert_ok(pack_save(&out, scratch_path(s, "packed"), &err), &err);
    assert_ok(unpack_open(&u, scratch_path(s, "packed"), &bytes, &err), &err);
    assert_str(unpack_text(&u), "");
    assert_true(u.failed);
    buf_release(&out);
    buf_release(&bytes);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(keeps_what_is_used), SCRATCH(what_a_killed_build_left_is_removed),
        SCRATCH(damage_is_seen),     SCRATCH(a_damaged_list_forgets),
        SCRATCH(packs_and_unpacks),  SCRATCH(a_text_that_is_too_long_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
