/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which articles a generation was made of, each with a hash of its file: one row an article in a
 * file of the generation. Tells what changed between two generations; nobody reads it to search.
 */
#ifndef JAWAB_CONTENTS_H
#define JAWAB_CONTENTS_H

#include "../lib/err.h"
#include "../lib/str.h"

#define CONTENTS_FILE "contents.txt"

struct contents;

struct contents *contents_new(void);
void contents_free(struct contents *c); /* NULL is fine */

/* `hash` is of the article's file, all of it. */
void contents_add(struct contents *c, struct str id, uint64_t hash);

/* Writes the file into a generation that is being built; sorts. */
int contents_save(struct contents *c, const char *generation_path, struct err *err);

/* ERR_NOT_FOUND when the generation has no such file. */
int contents_load(struct contents **out, const char *generation_path, struct err *err);

enum contents_change { CONTENTS_ADDED, CONTENTS_CHANGED, CONTENTS_REMOVED, CONTENTS_CHANGES };

/* Tells what of `after` differs from `before`, both as loaded, in the order of ids. */
void contents_compare(const struct contents *before, const struct contents *after,
                      void (*tell)(void *context, enum contents_change change, struct str id),
                      void *context);

#endif
