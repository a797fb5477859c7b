/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/schema.h"
#include "lib/xap.h"
#include "scratch.h"

enum { SLOT = 3 };

/* Documents 1-5; the word before the colon is the group. */
static const struct {
    const char *group, *words;
} documents[] = {
    {"g1", "red green blue"}, {"g1", "red red red"},      {"g2", "green red"},
    {"g2", "blue"},           {"g3", "green blue green"},
};

enum { N_DOCUMENTS = sizeof documents / sizeof documents[0] };

static void add_document(struct xap_batch *batch, const char *group, const char *words)
{
    struct xap_document *doc = xap_document_new();
    struct str rest = str_from(words);
    while (rest.n) {
        struct str word = str_sub(rest, 0, str_find_char(rest, ' '));
        xap_document_word(doc, word, 1);
        rest = str_sub(rest, word.n + 1, rest.n);
    }
    xap_document_flag(doc, "G", str_from(group));
    xap_document_value_id(doc, SLOT, str_hash(str_from(group)));
    xap_document_data(doc, str_from(words));
    xap_batch_add(batch, doc);
    xap_document_free(doc);
}

static char *build(struct scratch *s, const char *name)
{
    char *dir = scratch_path(s, name);
    struct err err = ERR_INIT;
    struct xap_batch *batch = xap_batch_new();
    for (size_t i = 0; i < N_DOCUMENTS; i++)
        add_document(batch, documents[i].group, documents[i].words);
    assert_ok(xap_batch_write(batch, dir, &err), &err);
    xap_batch_free(batch);
    return dir;
}

static struct xap_db *open_db(const char *dir)
{
    struct err err = ERR_INIT;
    struct xap_db *db = NULL;
    assert_ok(xap_db_open(&db, dir, &err), &err);
    return db;
}

static void finds_and_counts(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct xap_db *db = open_db(build(s, "db"));
    struct str data;
    size_t n = 0;
    assert_ok(xap_db_find(db, &s->arena, STR("Gg2"), &data, &err), &err);
    assert_str(data, "green red");
    assert_ok(xap_db_find(db, &s->arena, STR("Gg9"), &data, &err), &err);
    assert_null(data.p);
    assert_ok(xap_db_data(db, &s->arena, 4, &data, &err), &err);
    assert_str(data, "blue");
    assert_ok(xap_db_data(db, &s->arena, N_DOCUMENTS + 1, &data, &err), &err);
    assert_str(data, "");
    assert_ok(xap_db_find(db, &s->arena, STR(""), &data, &err), &err);
    assert_null(data.p);
    assert_ok(xap_db_count(db, STR("green"), &n, &err), &err);
    assert_int_equal(n, 3);
    assert_ok(xap_db_count(db, STR("nowhere"), &n, &err), &err);
    assert_int_equal(n, 0);
    n = xap_db_size(db);
    assert_int_equal(n, N_DOCUMENTS);
    assert_true(strlen(xap_version()) >= 5);
    xap_db_close(db);
}

static void marks(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct xap_db *db = open_db(build(s, "db"));
    uint64_t bits[2] = {1u << 4, 0};
    assert_ok(xap_db_mark(db, STR("red"), bits, 5, &err), &err);
    assert_true(bits[0] == 0x17 && bits[1] == 0); /* added to what was there */
    assert_ok(xap_db_mark(db, STR("nowhere"), bits, 0, &err), &err);
    assert_true(bits[0] == 0x17 && bits[1] == 0);
    assert_int_equal(xap_db_mark(db, STR("blue"), bits, 4, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    xap_db_close(db);
}

/* --- writing --- */

static void joins_in_order(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *parts[] = {build(s, "a"), build(s, "b")}, *both = scratch_path(s, "both");
    assert_ok(xap_compact((const char *const *)parts, 2, both, &err), &err);
    struct xap_db *db = open_db(both);
    assert_int_equal(xap_db_size(db), 2 * N_DOCUMENTS);
    for (unsigned docid = 1; docid <= 2 * N_DOCUMENTS; docid++) {
        struct str data;
        assert_ok(xap_db_data(db, &s->arena, docid, &data, &err), &err);
        assert_str(data, documents[(docid - 1) % N_DOCUMENTS].words);
    }
    xap_db_close(db);
}

/* Documents 1-5 of "all/a", then one of "all/b", numbered 6, then 7-11 of "all/c". */
static void many_are_read_as_one(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct xap_db *db = NULL;
    struct str data;
    uint64_t bits = 0;
    size_t n;
    assert_ok(file_make_dir(scratch_path(s, "all"), &err), &err);
    build(s, "all/c");
    build(s, "all/a");
    struct xap_batch *batch = xap_batch_new();
    add_document(batch, "g4", "white blue");
    assert_ok(xap_batch_write(batch, scratch_path(s, "all/b"), &err), &err);
    xap_batch_free(batch);
    assert_ok(xap_db_open_all(&db, scratch_path(s, "all"), &err), &err);

    assert_int_equal(xap_db_size(db), 11);
    assert_ok(xap_db_count(db, STR("blue"), &n, &err), &err);
    assert_int_equal(n, 3 + 1 + 3);
    assert_ok(xap_db_find(db, &s->arena, STR("white"), &data, &err), &err);
    assert_str(data, "white blue");
    assert_ok(xap_db_find(db, &s->arena, STR("blue"), &data, &err), &err);
    assert_str(data, "red green blue"); /* the first of all */
    static const struct {
        unsigned docid;
        const char *words;
    } expected[] = {{1, "red green blue"}, {5, "green blue green"}, {6, "white blue"},
                    {7, "red green blue"}, {8, "red red red"},      {11, "green blue green"}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_ok(xap_db_data(db, &s->arena, expected[i].docid, &data, &err), &err);
        assert_str(data, expected[i].words);
    }
    assert_ok(xap_db_mark(db, STR("blue"), &bits, 11, &err), &err);
    assert_int_equal(bits, 0x19 | 0x20 | 0x19 << 6);
    assert_int_equal(xap_db_mark(db, STR("blue"), &bits, 10, &err), -1);
    xap_db_close(db);
}

static void nul_bytes_and_long_words(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *dir = scratch_path(s, "db"), long_word[1000];
    struct xap_batch *batch = xap_batch_new();
    struct xap_document *doc = xap_document_new();
    struct str data;
    memset(long_word, 'x', sizeof long_word);
    xap_document_word(doc, STR("a\0b"), 1);
    xap_document_word(doc, STR(""), 2); /* nothing to add */
    xap_document_word(doc, (struct str){long_word, sizeof long_word}, 1);
    xap_document_value_id(doc, 0, UINT64_C(0x0102030405060708));
    xap_document_data(doc, STR("d\0ata\0"));
    xap_batch_add(batch, doc);
    xap_document_data(doc, STR("second")); /* nothing of the first is left */
    xap_batch_add(batch, doc);
    assert_ok(xap_batch_write(batch, dir, &err), &err);

    /* NULs count double: this one is over what Xapian takes. */
    char *other = scratch_path(s, "other");
    memset(long_word, '\0', sizeof long_word);
    xap_document_word(doc, (struct str){long_word, 200}, 1);
    xap_batch_add(batch, doc);
    assert_int_equal(xap_batch_write(batch, other, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, other);
    assert_true(strlen(err.message) > 10);
    xap_document_free(doc);
    xap_batch_free(batch);

    struct xap_db *db = open_db(dir);
    assert_ok(xap_db_find(db, &s->arena, STR("a\0b"), &data, &err), &err);
    assert_int_equal(data.n, 6);
    assert_memory_equal(data.p, "d\0ata\0", 6);
    memset(long_word, 'x', sizeof long_word);
    struct str cut = arena_printf(&s->arena, "%.*s", TERM_MAX_BYTES, long_word);
    assert_ok(xap_db_find(db, &s->arena, cut, &data, &err), &err);
    assert_int_equal(data.n, 6);
    xap_db_close(db);
}

static void refusals_name_the_place(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = NULL;
    struct xap_batch *batch = xap_batch_new();
    struct err err = ERR_INIT;
    char *dir = build(s, "db"), *missing = scratch_path(s, "missing");
    char *file = scratch_write(s, "file", STR("not a database\n"));
    const char *parts[] = {missing};

    err = (struct err)ERR_INIT;
    assert_int_equal(xap_db_open_all(&db, dir, &err), -1); /* its files are no databases */
    assert_int_equal(err.code, ERR_INDEX);
    assert_int_equal(xap_db_open_all(&db, missing, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, missing);

    const char *const bad[] = {missing, file, s->dir};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err = (struct err)ERR_INIT;
        assert_int_equal(xap_db_open(&db, bad[i], &err), -1);
        assert_int_equal(err.code, ERR_INDEX);
        assert_string_equal(err.place, bad[i]);
        assert_non_null(strstr(err.message, "build it again"));
    }
    assert_int_equal(xap_batch_write(batch, file, &err), -1);
    assert_string_equal(err.place, file);
    assert_int_equal(xap_compact(parts, 1, scratch_path(s, "dest"), &err), -1);
    assert_int_equal(err.code, ERR_INDEX);

    assert_int_equal(xap_batch_write(batch, dir, &err), -1); /* there is one already */
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, dir);
    xap_batch_free(batch);
    xap_batch_free(NULL);
    xap_db_close(NULL);
}

/* --- damage --- */

enum { ASKED = 10, REFUSED = 11, BADLY_REFUSED = 12 }; /* no status that a sanitizer exits with */

static int ask_damaged(const char *dir)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct xap_db *db = NULL;
    struct str data;
    uint64_t bits = 0;
    int status = xap_db_open(&db, dir, &err) ||
                 xap_db_mark(db, STR("Gg1"), &bits, N_DOCUMENTS, &err) ||
                 xap_db_mark(db, STR("blue"), &bits, N_DOCUMENTS, &err) ||
                 xap_db_find(db, &a, STR("Gg3"), &data, &err);
    for (unsigned docid = 1; docid <= N_DOCUMENTS && !status; docid++)
        status = xap_db_data(db, &a, docid, &data, &err);
    xap_db_close(db);
    arena_release(&a);
    if (status && (err.code != ERR_INDEX || strcmp(err.place, dir) != 0 || !err.message[0]))
        return BADLY_REFUSED;
    return status ? REFUSED : ASKED;
}

static int in_child(int (*ask)(const char *), const char *dir)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        _exit(ask(dir));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Cuts the file at many places, asks, and puts it back. Returns how often the database was refused.
 */
static unsigned cut_file(const char *dir, const char *path)
{
    struct stat info;
    unsigned refused = 0;
    int fd = open(path, O_RDWR);
    assert_int_equal(fstat(fd, &info), 0);
    char *whole = xmalloc((size_t)info.st_size);
    assert_int_equal(pread(fd, whole, (size_t)info.st_size, 0), info.st_size);
    for (off_t size = 0; size < info.st_size; size += size < 64 ? 7 : 509) {
        assert_int_equal(ftruncate(fd, size), 0);
        int got = in_child(ask_damaged, dir);
        if (got != ASKED && got != REFUSED)
            fail_msg("%s cut to %ld bytes: %d", path, (long)size, got);
        refused += got == REFUSED;
        assert_int_equal(pwrite(fd, whole, (size_t)info.st_size, 0), info.st_size);
    }
    free(whole);
    close(fd);
    return refused;
}

static void cut_short_anywhere(void **state)
{
    struct scratch *s = *state;
    char *dir = build(s, "db");
    static const char *const files[] = {"iamglass", "postlist.glass", "docdata.glass",
                                        "termlist.glass"};
    assert_int_equal(in_child(ask_damaged, dir), ASKED);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        unsigned refused = cut_file(dir, arena_printf(&s->arena, "%s/%s", dir, files[i]).p);
        assert_true(refused > 0 || i == 3); /* nobody asks for terms of a document */
    }
    assert_int_equal(in_child(ask_damaged, dir), ASKED);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(finds_and_counts),         SCRATCH(marks),
        SCRATCH(joins_in_order),           SCRATCH(many_are_read_as_one),
        SCRATCH(nul_bytes_and_long_words), SCRATCH(refusals_name_the_place),
        SCRATCH(cut_short_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
