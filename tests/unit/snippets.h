/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the tests of snippets share: an analyser, queries as typed, and what holds for every
 * snippet.
 */
#ifndef JAWAB_TEST_SNIPPETS_H
#define JAWAB_TEST_SNIPPETS_H

#include "test.h"

#include "lib/snippet.h"

struct fixture {
    struct text *text;
    struct arena arena;
};

int snippets_setup(void **state);
int snippets_teardown(void **state);

/* Everything lives in the fixture's arena. */
struct snippet_query *snippets_ask(struct fixture *f, const char *typed);

/* The snippet, after checking what can be seen of it alone. */
struct snippet snippets_make_for(struct fixture *f, struct str text,
                                 const struct snippet_query *query, size_t max_chars);
struct snippet snippets_make(struct fixture *f, struct str text, const char *typed,
                             size_t max_chars);

/* With marks in [brackets] and … where it is cut. */
struct str snippets_shown(struct fixture *f, const struct snippet *snippet);

bool snippets_is_shown(char c); /* neither blank nor control */
bool snippets_has_text(struct str s);

#endif
