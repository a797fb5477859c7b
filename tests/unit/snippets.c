/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snippets.h"

#include <stdlib.h>
#include <string.h>

#include "lib/grapheme.h"

int snippets_setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    struct err err = ERR_INIT;
    *state = f;
    return text_new(&f->text, &err);
}

int snippets_teardown(void **state)
{
    struct fixture *f = *state;
    text_free(f->text);
    arena_release(&f->arena);
    free(f);
    return 0;
}

bool snippets_is_shown(char c)
{
    return (unsigned char)c > ' ';
}

bool snippets_has_text(struct str rest)
{
    for (size_t i = 0; i < rest.n; i++)
        if (snippets_is_shown(rest.p[i]))
            return true;
    return false;
}

static bool fits_any_character(struct str text, size_t max_chars)
{
    for (size_t from = 0, to; from < text.n; from = to) {
        for (to = from + 1; !grapheme_boundary(text, to);)
            to++;
        if (utf8_count_chars(str_sub(text, from, to - from)) > max_chars)
            return false;
    }
    return true;
}

/* What holds for every snippet of every text. */
static void check(struct fixture *f, struct str text, const struct snippet *snippet,
                  size_t max_chars)
{
    size_t end = 0;
    assert_int_equal(utf8_valid_bytes(snippet->text), snippet->text.n);
    assert_true(utf8_count_chars(snippet->text) <= max_chars);
    assert_true(str_find_char(snippet->text, '\n') == SIZE_MAX);
    assert_true(snippet->text.n > 0 || !snippets_has_text(text) ||
                !fits_any_character(text, max_chars));
    for (size_t i = 0; i < snippet->n_marks; i++) {
        const struct snippet_mark *mark = &snippet->marks[i];
        assert_true(mark->from_bytes >= end && mark->to_bytes > mark->from_bytes);
        assert_true(mark->to_bytes <= snippet->text.n);
        end = mark->to_bytes;
        struct str word = str_sub(snippet->text, mark->from_bytes, end - mark->from_bytes);
        assert_int_equal(utf8_valid_bytes(word), word.n);
        struct token_list tokens;
        text_tokens(f->text, &f->arena, word, &tokens);
        assert_true(tokens.n > 0);
    }
}

struct snippet_query *snippets_ask(struct fixture *f, const char *typed)
{
    struct token_list *tokens = ARENA_NEW(&f->arena, struct token_list);
    struct snippet_query *query = ARENA_NEW(&f->arena, struct snippet_query);
    text_tokens(f->text, &f->arena, str_from(typed), tokens);
    query->tokens = tokens;
    snippet_query_init(f->text, &f->arena, query);
    return query;
}

struct snippet snippets_make_for(struct fixture *f, struct str text,
                                 const struct snippet_query *query, size_t max_chars)
{
    struct snippet snippet;
    snippet_make(f->text, &f->arena, text, query, max_chars, &snippet);
    check(f, text, &snippet, max_chars);
    return snippet;
}

struct snippet snippets_make(struct fixture *f, struct str text, const char *typed,
                             size_t max_chars)
{
    return snippets_make_for(f, text, snippets_ask(f, typed), max_chars);
}

struct str snippets_shown(struct fixture *f, const struct snippet *snippet)
{
    struct arena *a = &f->arena;
    struct str out = snippet->cut_before ? STR("…") : STR("");
    size_t at = 0;
    for (size_t i = 0; i < snippet->n_marks; i++) {
        const struct snippet_mark *mark = &snippet->marks[i];
        struct str before = str_sub(snippet->text, at, mark->from_bytes - at);
        at = mark->to_bytes;
        struct str word = str_sub(snippet->text, mark->from_bytes, at - mark->from_bytes);
        out = arena_printf(a, STR_FMT STR_FMT "[" STR_FMT "]", STR_ARG(out), STR_ARG(before),
                           STR_ARG(word));
    }
    struct str rest = str_sub(snippet->text, at, snippet->text.n);
    return arena_printf(a, STR_FMT STR_FMT "%s", STR_ARG(out), STR_ARG(rest),
                        snippet->cut_after ? "…" : "");
}
