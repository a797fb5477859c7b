/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Makes the file of completions that suggest.h reads. Knows nothing of where they come from.
 */
#ifndef JAWAB_SUGGEST_BUILD_H
#define JAWAB_SUGGEST_BUILD_H

#include "suggest.h"

struct suggest_builder;
struct suggest_builder *suggest_builder_new(void);
void suggest_builder_free(struct suggest_builder *b);

/* What a text is found by: its words, folded, with a blank between them, and behind them compounds
 * (wifi of Wi-Fi), so that they part none. */
struct suggest_words {
    struct str all;
    size_t n_plain_bytes; /* without the compounds */
};
void suggest_words(struct text *analyser, struct arena *a, struct str text,
                   struct suggest_words *out);

/* Adds one completion with the words of its text; what is added first comes first among equals.
 * Copies what it needs. */
void suggest_builder_add(struct suggest_builder *b, const struct suggestion *what,
                         const struct suggest_words *words, enum audience audience);

/* Writes the file. Of texts that fold alike one is kept: a public one before an agents' one, a
 * title or question before a plain heading. A plain heading of SUGGEST_GENERIC_ARTICLES articles or
 * more says nothing («مقدمة», "Overview") and is left out. */
enum { SUGGEST_GENERIC_ARTICLES = 3 };
int suggest_builder_write(struct suggest_builder *b, const char *path, struct err *err);

#endif
