/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>

#include "completions.h"

void completions_write(struct completions *f, const char *path, const struct completion *rows,
                       size_t n)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct suggest_builder *b = suggest_builder_new();
    for (size_t i = 0; i < n; i++) {
        struct suggestion what = {
            .text = str_from(rows[i].text),
            .kind = rows[i].kind,
            .article_id = str_from(rows[i].article_id),
            .anchor = str_from(rows[i].anchor),
            .lang = STR("ar"),
        };
        struct suggest_words words;
        suggest_words(f->text, &a, what.text, &words);
        suggest_builder_add(b, &what, &words, rows[i].audience);
    }
    arena_release(&a);
    assert_ok(suggest_builder_write(b, path, &err), &err);
    suggest_builder_free(b);
}

struct suggest *completions_open(const char *path)
{
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    assert_ok(suggest_open(&s, path, &err), &err);
    return s;
}

int completions_setup(void **state, const struct completion *rows, size_t n)
{
    struct completions *f = xcalloc(1, sizeof *f);
    struct err err = ERR_INIT;
    void *scratch;
    scratch_setup(&scratch);
    f->scratch = scratch;
    f->path = scratch_path(f->scratch, "suggest.bin");
    if (text_new(&f->text, &err) != 0)
        return -1;
    completions_write(f, f->path, rows, n);
    f->suggest = completions_open(f->path);
    *state = f;
    return 0;
}

int completions_teardown(void **state)
{
    struct completions *f = *state;
    void *scratch = f->scratch;
    suggest_close(f->suggest);
    text_free(f->text);
    scratch_teardown(&scratch);
    free(f);
    return 0;
}

struct str completions_found(struct completions *f, const struct suggest *s, const char *typed,
                             enum audience audience, size_t limit)
{
    struct suggestion_list list;
    struct arena *a = &f->scratch->arena;
    struct str out = STR("");
    suggest_find(s, f->text, a, str_from(typed), audience, limit, &list);
    for (size_t i = 0; i < list.n; i++)
        out = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? " " : "",
                           STR_ARG(list.items[i].article_id));
    return out;
}

void completions_check(struct completions *f, const struct suggest *s,
                       const struct completions_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str ids = completions_found(f, s, cases[i].typed, AUDIENCE_PUBLIC, 10);
        if (!str_eq(ids, str_from(cases[i].expected)))
            fail_msg("[%s]: " STR_FMT ", not %s", cases[i].typed, STR_ARG(ids), cases[i].expected);
    }
}
