/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Completion as one types: titles and question headings that contain a word starting with what was
 * typed, from one memory-mapped file a generation. Folded like the index, so hamzas, marks and the
 * article ال do not matter. No Xapian here.
 */
#ifndef JAWAB_SUGGEST_H
#define JAWAB_SUGGEST_H

#include "arena.h"
#include "err.h"
#include "record.h"
#include "text.h"

enum suggestion_kind { SUGGESTION_ARTICLE, SUGGESTION_QUESTION };

struct suggestion {
    struct str text; /* as written in the article */
    enum suggestion_kind kind;
    struct str article_id, anchor; /* anchor may be empty */
    struct str lang;
};

struct suggestion_list {
    struct suggestion *items; /* best first */
    size_t n;
};

/* --- building --- */
struct suggest_builder;
struct suggest_builder *suggest_builder_new(void);
void suggest_builder_free(struct suggest_builder *b);

/* Adds one completion. Copies what it needs. */
void suggest_builder_add(struct suggest_builder *b, struct text *analyser,
                         const struct suggestion *what, enum audience audience);
int suggest_builder_write(struct suggest_builder *b, const char *path, struct err *err);

/* --- asking --- */
struct suggest;
int suggest_open(struct suggest **out, const char *path, struct err *err);
void suggest_close(struct suggest *s);

/* At most `limit` different completions for `typed`; strings are borrowed from the map: valid until
 * suggest_close, callers that need them longer copy. */
void suggest_find(const struct suggest *s, struct text *analyser, struct arena *a, struct str typed,
                  enum audience audience, size_t limit, struct suggestion_list *out);

#endif
