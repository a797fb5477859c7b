/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "completions.h"
#include "fence.h"
#include "lib/file.h"
#include "lib/suggest_map.h"

static const struct completion rows[] = {
    {"كيف أدفع الفاتورة؟", "faq", "كيف-أدفع", SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
    {"الفَاتُورَة الإلكترونية", "e-invoice", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
    {"فاتورة داخلية", "internal", "", SUGGESTION_ARTICLE, AUDIENCE_AGENT},
    {"1. إعداد Wi-Fi للجوّال", "wifi", "1-إعداد-wi-fi-للجوال-2", SUGGESTION_HEADING,
     AUDIENCE_PUBLIC},
    {"مدار مدار مدار", "thrice", "", SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
};

enum { WHOLE_MAX_BYTES = 1 << 20 };

static int setup(void **state)
{
    return completions_setup(state, rows, sizeof rows / sizeof rows[0]);
}

/* Asks for much. */
static void ask(struct completions *f, const struct suggest *s)
{
    static const char *const typed[] = {
        "فا",   "ال",       "كي",         "wi",         "مدار", "الفاتوره الالكترونيه",
        "wifi", "الفاثورة", "جوال اعداد", "قاتورة في ا"};
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct suggestion_list list;
        suggest_find(s, f->text, &a, str_from(typed[i]), AUDIENCE_AGENT, 10, &list);
        assert_in_range(list.steps, 0, SUGGEST_STEPS_MAX);
        for (size_t j = 0; j < list.n; j++) { /* read every byte that was handed out */
            struct suggestion *item = &list.items[j];
            struct str all[] = {item->text, item->article_id, item->anchor, item->lang};
            for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
                assert_int_equal(utf8_valid_bytes(all[k]), all[k].n);
            assert_in_range(item->kind, SUGGESTION_ARTICLE, SUGGESTION_HEADING);
        }
    }
    arena_release(&a);
}

/* Opens and asks; a refusal must say where. True when it was opened. */
static bool survives(struct completions *f, const char *path)
{
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    if (suggest_open(&s, path, &err) != 0) {
        assert_int_equal(err.code, ERR_INDEX);
        assert_string_equal(err.place, path);
        return false;
    }
    ask(f, s);
    suggest_close(s);
    return true;
}

/* Without the fsyncs of file_replace. */
static void write_damaged(const char *path, struct str bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    fclose(file);
}

static void read_whole(struct completions *f, struct buf *whole, char path[256])
{
    struct err err = ERR_INIT;
    buf_init(whole, WHOLE_MAX_BYTES);
    assert_ok(file_read(f->path, WHOLE_MAX_BYTES, whole, &err), &err);
    snprintf(path, 256, "%s/damaged.bin", f->scratch->dir);
}

static void cut_short_anywhere(void **state)
{
    struct completions *f = *state;
    struct buf whole;
    char path[256];
    read_whole(f, &whole, path);
    for (size_t n = 0; n < whole.n; n++) {
        write_damaged(path, str_sub(buf_str(&whole), 0, n));
        assert_false(survives(f, path));
    }
    buf_char(&whole, '\0');
    write_damaged(path, buf_str(&whole));
    assert_false(survives(f, path));
    buf_release(&whole);
}

static void any_number_may_be_wrong(void **state)
{
    struct completions *f = *state;
    static const uint32_t wrong[] = {UINT32_MAX, 0x7FFFFFFF, 1u << 16, 0};
    struct buf whole;
    char path[256];
    unsigned refused = 0;
    read_whole(f, &whole, path);
    for (size_t at = 0; at + sizeof(uint32_t) <= whole.n; at += sizeof(uint32_t))
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            char right[sizeof(uint32_t)];
            memcpy(right, whole.p + at, sizeof right);
            memcpy(whole.p + at, &wrong[i], sizeof right);
            write_damaged(path, buf_str(&whole));
            refused += !survives(f, path);
            memcpy(whole.p + at, right, sizeof right);
        }
    assert_in_range(refused, 100, 100000);
    buf_release(&whole);
}

/* The numbers inside the bytes are of one byte here. */
static void any_byte_may_be_wrong(void **state)
{
    struct completions *f = *state;
    static const unsigned char wrong[] = {0, 1, 5, 0x7F, 0x80, 0xFF};
    struct buf whole;
    char path[256];
    unsigned refused = 0;
    read_whole(f, &whole, path);
    for (size_t at = 0; at < whole.n; at++)
        for (size_t i = 0; i < sizeof wrong; i++) {
            char right = whole.p[at];
            whole.p[at] = (char)wrong[i];
            write_damaged(path, buf_str(&whole));
            refused += !survives(f, path);
            whole.p[at] = right;
        }
    assert_in_range(refused, 100, 100000);
    buf_release(&whole);
}

/* Each place of the open file in turn becomes a small number, a large one, or none at all. */
static void any_byte_may_go_bad_later(void **state)
{
    struct completions *f = *state;
    static const struct str wrong[] = {
        {"\0", 1},   STR_INIT("\x01"),     STR_INIT("\x05"),         STR_INIT("\x7F"),
        {"\xFF", 1}, STR_INIT("\xFF\x7F"), STR_INIT("\xFF\xFF\x7F"), {"\xFF\xFF\xFF\xFF\xFF", 5}};
    struct buf whole;
    char path[256];
    read_whole(f, &whole, path);
    write_damaged(path, buf_str(&whole));
    struct suggest *s = completions_open(path);
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    fence(&s->map, true);
    for (size_t at = 0; at < whole.n; at++)
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0] && at + wrong[i].n <= whole.n; i++) {
            assert_int_equal(pwrite(fd, wrong[i].p, wrong[i].n, (off_t)at), wrong[i].n);
            ask(f, s);
            assert_int_equal(pwrite(fd, whole.p + at, wrong[i].n, (off_t)at), wrong[i].n);
        }
    assert_str(completions_found(f, s, "مدار", AUDIENCE_PUBLIC, 10), "thrice");
    fence(&s->map, false);
    suggest_close(s);
    close(fd);
    buf_release(&whole);
}

/* Every number of the last item and of the first list, each too large to lead anywhere. */
static void each_number_is_looked_at(void **state)
{
    struct completions *f = *state;
    const struct suggest *s = f->suggest;
    const char *bytes = s->bytes;
    size_t item = s->item_at[s->n_items - 1], list = s->list_at[0];
    size_t article = item + 2 + (size_t)bytes[item + 1], text = article + 1;
    size_t anchor = text + 1 + (size_t)bytes[text];
    const size_t places[] = {
        item,           item + 1,   item + 2,   article,  text, /* flags, words, a word */
        anchor,         anchor + 1, anchor + 2,                 /* runs, left out, taken */
        s->n_bytes - 4,                                   /* bytes behind them: "-2" and a NUL */
        list,           list + 1,   list + 2,   list + 3, /* counts, bytes, an item */
    };
    struct buf whole;
    char path[256];
    assert_memory_equal(bytes + text + 1, "1. ", 3);
    assert_memory_equal(bytes + s->n_bytes - 4, "\2-2", 4);
    read_whole(f, &whole, path);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char *number = whole.p + (bytes - s->map.bytes.p) + places[i], right = *number;
        *number = 0x7F;
        write_damaged(path, buf_str(&whole));
        if (survives(f, path))
            fail_msg("number %zu", i);
        *number = right;
    }
    buf_release(&whole);
}

static void the_file_of_another_version(void **state)
{
    struct completions *f = *state;
    struct buf whole;
    char path[256];
    read_whole(f, &whole, path);
    assert_memory_equal(whole.p, "JWBSUG2", 8);
    whole.p[6] = '1';
    write_damaged(path, buf_str(&whole));
    assert_false(survives(f, path));
    buf_release(&whole);
}

static void no_such_file(void **state)
{
    struct completions *f = *state;
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    char *missing = scratch_path(f->scratch, "missing.bin");
    assert_int_equal(suggest_open(&s, missing, &err), -1);
    assert_string_equal(err.place, missing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_such_file),
        cmocka_unit_test(the_file_of_another_version),
        cmocka_unit_test(cut_short_anywhere),
        cmocka_unit_test(any_number_may_be_wrong),
        cmocka_unit_test(each_number_is_looked_at),
        cmocka_unit_test(any_byte_may_be_wrong),
        cmocka_unit_test(any_byte_may_go_bad_later),
    };
    return cmocka_run_group_tests(tests, setup, completions_teardown);
}
