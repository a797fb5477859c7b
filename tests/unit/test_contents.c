/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "indexer/contents.h"
#include "lib/hash.h"
#include "scratch.h"

/* Everything that is told, in order: "+id ", "~id ", "-id ". */
static void note(void *context, enum contents_change change, struct str id)
{
    static const char signs[CONTENTS_CHANGES] = {
        [CONTENTS_ADDED] = '+', [CONTENTS_CHANGED] = '~', [CONTENTS_REMOVED] = '-'};
    buf_printf(context, "%c" STR_FMT " ", signs[change], STR_ARG(id));
}

struct article {
    const char *id, *text;
};

/* Saves what `rows` say (up to an id that is NULL) and reads it back. */
static struct contents *saved(struct scratch *s, const char *folder, const struct article *rows)
{
    struct err err = ERR_INIT;
    struct contents *writing = contents_new(), *read = NULL;
    scratch_write(s, (char *)arena_printf(&s->arena, "%s/x", folder).p, STR(""));
    for (; rows->id; rows++)
        contents_add(writing, str_from(rows->id), hash_id(str_from(rows->text)));
    assert_ok(contents_save(writing, scratch_path(s, folder), &err), &err);
    contents_free(writing);
    assert_ok(contents_load(&read, scratch_path(s, folder), &err), &err);
    return read;
}

static void changes_are_told_in_order(void **state)
{
    struct scratch *s = *state;
    static const struct {
        struct article before[4], after[4];
        const char *told;
    } cases[] = {
        {{{"a", "1"}}, {{"a", "1"}}, ""},
        {{{NULL, NULL}}, {{"b", "1"}, {"a", "1"}}, "+a +b "},
        {{{"b", "1"}, {"a", "1"}}, {{NULL, NULL}}, "-a -b "},
        {{{"a", "1"}, {"ar/مقال", "1"}, {"c", "1"}},
         {{"c", "2"}, {"ar/مقال", "1"}, {"b", "1"}},
         "-a +b ~c "},
        {{{"with blank", "1"}}, {{"with blank", "2"}}, "~with blank "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf told;
        buf_init(&told, 1000);
        struct contents *before = saved(s, "before", cases[i].before);
        struct contents *after = saved(s, "after", cases[i].after);
        contents_compare(before, after, note, &told);
        assert_str(buf_str(&told), cases[i].told);
        contents_free(before);
        contents_free(after);
        buf_release(&told);
    }
}

static void what_is_damaged_is_named_with_its_line(void **state)
{
    struct scratch *s = *state;
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        {"0123456789abcdef a\n0123456789abcdef b", 2},   /* cut */
        {"0123456789abcdef a\n0123456789abcdefb\n", 2},  /* no blank */
        {"0123456789abcdef a\n0123456789abcdef a\n", 2}, /* twice */
        {"0123456789abcdeg a\n", 1},                     /* no hash */
        {"\n", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_INIT;
        struct contents *contents;
        scratch_write(s, "g/" CONTENTS_FILE, str_from(cases[i].text));
        assert_int_equal(contents_load(&contents, scratch_path(s, "g"), &err), -1);
        assert_int_equal(err.code, ERR_INDEX);
        assert_int_equal(err.line, cases[i].line);
    }
    struct err err = ERR_INIT;
    struct contents *contents;
    assert_int_equal(contents_load(&contents, s->dir, &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_are_told_in_order, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(what_is_damaged_is_named_with_its_line, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
