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

/* Adds one completion; what is added first comes first among equals. Copies what it needs. */
void suggest_builder_add(struct suggest_builder *b, struct text *analyser,
                         const struct suggestion *what, enum audience audience);

/* Writes the file. Of texts that fold alike one is kept: a public one before an agents' one, a
 * title or question before a plain heading. A plain heading of SUGGEST_GENERIC_ARTICLES articles or
 * more says nothing («مقدمة», "Overview") and is left out. */
enum { SUGGEST_GENERIC_ARTICLES = 3 };
int suggest_builder_write(struct suggest_builder *b, const char *path, struct err *err);

#endif
