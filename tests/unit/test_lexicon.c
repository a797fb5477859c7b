/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/lexicon.h"
#include "scratch.h"

struct faults {
    size_t n;
    struct err last;
};

static void note_fault(void *context, const struct err *what)
{
    struct faults *faults = context;
    faults->n++;
    faults->last = *what;
}

static struct text *analyser(void)
{
    static struct text *text;
    struct err err = ERR_INIT;
    if (!text)
        assert_ok(text_new(&text, &err), &err);
    return text;
}

/* The lexicon of a site with one file. */
static struct lexicon *site(struct scratch *s, const char *file, const char *rows,
                            struct faults *faults)
{
    struct err err = ERR_INIT;
    struct lexicon *l = NULL;
    memset(faults, 0, sizeof *faults);
    scratch_write(s, arena_printf(&s->arena, LEXICON_DIR "/%s", file).p, str_from(rows));
    assert_ok(lexicon_new(&l, s->dir, note_fault, faults, &err), &err);
    return l;
}

/* What the words stand for by rows of the site: "a b|c". */
static struct str stands_for(struct scratch *s, const struct lexicon *l, const char *words)
{
    const struct lexicon_entry *found[LEXICON_FOUND_MAX];
    struct token_list list;
    struct str out = STR("");
    text_tokens(analyser(), &s->arena, str_from(words), &list);
    size_t n = lexicon_find(l, list.tokens, list.n, found);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; found[i]->of_site && k < found[i]->n_to; k++)
            out = arena_printf(&s->arena, STR_FMT "%s" STR_FMT, STR_ARG(out), out.n ? "|" : "",
                               STR_ARG(found[i]->to[k].text));
    return out;
}

static void what_words_stand_for(void **state)
{
    static const struct {
        const char *file, *rows, *words, *expected;
    } cases[] = {
        {"dialect.txt", "زقططة، زقطوطة -> فرح, سرور كبير", "زقططه", "فرح|سرور كبير"},
        {"dialect.txt", "زقططة -> فرح", "الزقططة", ""}, /* as spelled */
        {"dialect.txt", "مش زقططة -> حزن", "مش زقططة اليوم", "حزن"},
        {"dialect.txt", "مش زقططة -> حزن", "زقططة مش", ""},
        {"synonyms.txt", "زقزاق = مدارج = wi-gizmo", "الزقزاق", "مدارج|wi-gizmo"},
        {"synonyms.txt", "زقزاق = مدارج = wi-gizmo", "مدارج", "زقزاق|wi-gizmo"},
        {"synonyms.txt", "زقزاق = مدارج = wi-gizmo", "wi gizmo", "زقزاق|مدارج"},
        {"synonyms.txt", "زقزاق -> مدارج", "زقزاق", "مدارج"},
        {"synonyms.txt", "زقزاق -> مدارج", "مدارج", ""},
        {"plurals.txt", "زقزوق: زقازيق، أزقزق", "زقازيقهم", "زقزوق|أزقزق"},
        {"plurals.txt", "زقزوق: زقازيق # so\n# no row", "الزقزوق", "زقازيق"},
        /* One step: what a word stands for stands for nothing more. */
        {"synonyms.txt", "زقزاق -> مدارج\nمدارج -> زقازيق", "زقزاق", "مدارج"},
        {"synonyms.txt", "زقزاق = مدارج\nمدارج = زقزاق", "زقزاق", "مدارج|مدارج"},
    };
    struct scratch *s = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults faults;
        struct lexicon *l = site(s, cases[i].file, cases[i].rows, &faults);
        assert_int_equal(faults.n, 0);
        assert_str(stands_for(s, l, cases[i].words), cases[i].expected);
        lexicon_free(l);
        remove(arena_printf(&s->arena, "%s/" LEXICON_DIR "/%s", s->dir, cases[i].file).p);
    }
}

static void faults_name_file_and_line(void **state)
{
    static const struct {
        const char *file, *rows;
        unsigned line; /* of the fault; the other row is good */
        const char *message;
    } cases[] = {
        {"dialect.txt", "\nزقططة فرح\nزقزاق -> مدارج", 2, "expected: spoken word"},
        {"dialect.txt", "زقزاق -> مدارج\nزقططة -> ", 2, "a word is missing"},
        {"dialect.txt", "-> فرح\nزقزاق -> مدارج", 1, "a word is missing"},
        {"dialect.txt", "زقططة،، طق -> فرح\nزقزاق -> مدارج", 1, "a word is missing"},
        {"dialect.txt", "واحد اثنان ثلاثة أربعة -> فرح\nزقزاق -> مدارج", 1, "over three words"},
        {"synonyms.txt", "زقزاق\nزقزاق -> مدارج", 1, "expected: word = word"},
        {"synonyms.txt", "زقزاق -> مدارج\nفي = داخل", 2, "a stop word stands for nothing"},
        {"synonyms.txt", "زقزاق -> مدارج\n*** = داخل", 2, "a word is missing"},
        {"plurals.txt", "زقزاق: مدارج\nبيت، بيوت", 2, "expected: singular"},
        {"promoted.txt", "زقزاق -> ar/x until tomorrow", 1, "expected a date"},
        {"promoted.txt", "زقزاق -> ar/x ar/y", 1, "one article id"},
    };
    struct scratch *s = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults faults;
        struct lexicon *l = site(s, cases[i].file, cases[i].rows, &faults);
        assert_int_equal(faults.n, 1);
        assert_int_equal(faults.last.line, cases[i].line);
        assert_true(str_ends(str_from(faults.last.place), str_from(cases[i].file)));
        assert_non_null(strstr(faults.last.message, cases[i].message));
        if (strncmp(cases[i].file, "promoted", 8) != 0)
            assert_str(stands_for(s, l, "زقزاق"), "مدارج");
        lexicon_free(l);
        remove(arena_printf(&s->arena, "%s/" LEXICON_DIR "/%s", s->dir, cases[i].file).p);
    }
}

/* Too many rows, too many alternatives, bytes that are no text: said, bounded, and the rest holds.
 */
static void hostile_files(void **state)
{
    struct scratch *s = *state;
    struct faults faults;
    struct buf rows;
    buf_init(&rows, 8 << 20);
    for (unsigned i = 0; i < LEXICON_ROWS_MAX + 50; i++)
        buf_printf(&rows, "word%u -> other%u\n", i, i);
    struct lexicon *l = site(s, "synonyms.txt", rows.p, &faults);
    assert_int_equal(faults.n, 1);
    assert_int_equal(faults.last.line, LEXICON_ROWS_MAX + 1);
    assert_str(stands_for(s, l, "word7"), "other7");
    assert_str(stands_for(s, l, arena_printf(&s->arena, "word%u", LEXICON_ROWS_MAX + 1).p), "");
    lexicon_free(l);

    buf_clear(&rows);
    while (rows.n < LEXICON_FILE_MAX_BYTES + 10)
        buf_add(&rows, STR("# nothing but a comment\n"));
    l = site(s, "synonyms.txt", rows.p, &faults);
    assert_int_equal(faults.n, 1);
    assert_int_equal(faults.last.code, ERR_TOO_BIG);
    lexicon_free(l);

    buf_clear(&rows);
    for (unsigned i = 0; i < 100; i++)
        buf_printf(&rows, "%sword%u", i ? " = " : "", i);
    l = site(s, "synonyms.txt", rows.p, &faults);
    assert_int_equal(faults.n, 1);
    assert_non_null(strstr(faults.last.message, "over 24 alternatives"));
    lexicon_free(l);

    l = site(s, "synonyms.txt", "ab\xff = cd\n", &faults);
    assert_int_equal(faults.n, 1);
    assert_non_null(strstr(faults.last.message, "UTF-8"));
    lexicon_free(l);
    buf_release(&rows);
}

static void saved_and_loaded(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct faults faults;
    struct lexicon *saved = site(s, "synonyms.txt", "bad\nزقزاق = مدارج", &faults), *loaded;
    const struct lexicon_entry *a, *b;
    size_t n_saved, n_loaded;
    char *path = scratch_path(s, "lexicon.txt");
    struct text *analyser = NULL;
    assert_ok(lexicon_save(saved, path, &err), &err);
    assert_ok(text_new(&analyser, &err), &err);
    assert_ok(lexicon_load(&loaded, path, analyser, &err), &err);
    a = lexicon_entries(saved, &n_saved);
    b = lexicon_entries(loaded, &n_loaded);
    assert_int_equal(n_saved, n_loaded);
    for (size_t i = 0; i < n_saved; i++) {
        assert_true(a[i].kind == b[i].kind && a[i].line == b[i].line && a[i].n_to == b[i].n_to);
        assert_true(a[i].of_site == b[i].of_site && strcmp(a[i].file, b[i].file) == 0);
        assert_true(str_eq(a[i].from.text, b[i].from.text));
    }
    assert_str(stands_for(s, loaded, "المدارج"), "زقزاق");
    /* What is brought is known for what it is, also after loading. */
    for (size_t i = 0; i < n_loaded; i++)
        for (size_t k = 0; k < b[i].n_to; k++)
            for (size_t w = 0; w < b[i].to[k].words.n; w++) {
                const struct token *token = &b[i].to[k].words.tokens[w];
                assert_int_equal(token->stop_word, lexicon_is_stop_word(loaded, token->folded));
            }
    text_free(analyser);
    lexicon_free(saved);
    lexicon_free(loaded);
    static const char *const damaged[] = {"x", "0 0\n", "99 0 1 a -> b\n", "4 0 1 a\n",
                                          "3 0 1 \xff"};
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        assert_ok(file_replace(path, str_from(damaged[i]), &err), &err);
        assert_ok(text_new(&analyser, &err), &err);
        assert_int_equal(lexicon_load(&loaded, path, analyser, &err), -1);
        assert_int_equal(err.code, ERR_INDEX);
        text_free(analyser);
    }
}

/* A site's own stop words and protected words change what analysis says. */
static void words_of_the_site_are_taught(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct faults faults;
    struct text *taught;
    struct token_list before, after;
    scratch_write(s, LEXICON_DIR "/protected.txt", STR("الزقّة\n"));
    struct lexicon *l = site(s, "stop-words.txt", "ترانزستور", &faults);
    assert_ok(text_new(&taught, &err), &err);
    lexicon_teach(l, taught);
    text_tokens(analyser(), &s->arena, STR("ترانزستور والزقه في"), &before);
    text_tokens(taught, &s->arena, STR("ترانزستور والزقه في"), &after);
    assert_false(before.tokens[0].stop_word);
    assert_true(after.tokens[0].stop_word);
    assert_true(before.tokens[2].stop_word && after.tokens[2].stop_word);
    assert_str(before.tokens[1].stem, "زقه");
    assert_str(after.tokens[1].stem, "الزق");
    text_free(taught);
    lexicon_free(l);
}

/* The shipped lists hold no row that a site's author would be blamed for. */
static void shipped_lists_are_sound(void **state)
{
    struct err err = ERR_INIT;
    struct faults faults = {0};
    struct lexicon *l = NULL;
    size_t n, n_families = 0, n_spoken = 0;
    (void)state;
    assert_ok(lexicon_new(&l, NULL, note_fault, &faults, &err), &err);
    if (faults.n)
        fail_msg("%s:%u: %s", faults.last.place, faults.last.line, faults.last.message);
    const struct lexicon_entry *entries = lexicon_entries(l, &n);
    for (size_t i = 0; i < n; i++) {
        n_spoken += entries[i].kind == LEXICON_DIALECT;
        n_families +=
            entries[i].kind == LEXICON_PLURAL && (i == 0 || entries[i].line != entries[i - 1].line);
    }
    assert_true(n_families >= 400 && n_spoken >= 900);
    lexicon_free(l);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(what_words_stand_for),
        SCRATCH(faults_name_file_and_line),
        SCRATCH(hostile_files),
        SCRATCH(saved_and_loaded),
        SCRATCH(words_of_the_site_are_taught),
        cmocka_unit_test(shipped_lists_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
