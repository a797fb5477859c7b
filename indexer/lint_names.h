/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Latin names in texts and how often each is spelled how: GitHub, Github, Git Hub. Knows the
 * files only by number.
 */
#ifndef JAWAB_LINT_NAMES_H
#define JAWAB_LINT_NAMES_H

#include "../lib/arena.h"

enum { LINT_NAME_PLACES_MAX = 16 }; /* that are kept of one spelling */

struct lint_name_place {
    uint32_t file, line, column;
};

struct lint_spelling {
    struct str text, key; /* key: its letters, lower case, nothing between them */
    size_t n;
    bool in_code;                   /* code spells it so: a name of its own, like a module's */
    struct lint_name_place *places; /* the first ones */
    struct lint_spelling *next;     /* of the same key */
};

/* Spellings by key: open addressing. */
struct lint_names {
    struct lint_spelling **slots;
    size_t n, cap;
};

void lint_names_release(struct lint_names *names);

/* Adds one spelling, copied into the arena when it is new. */
void lint_names_add(struct lint_names *names, struct arena *a, struct str text, size_t times,
                    const struct lint_name_place *places, size_t n_places);

/* Remembers the words of code, which is not told to be spelled otherwise. */
void lint_names_add_code(struct lint_names *names, struct arena *a, struct str code);

/* Adds all of `from`, whose strings must stay. */
void lint_names_append(struct lint_names *names, struct arena *a, const struct lint_names *from);

/* Calls visit for each name of a text: a Latin word, or two beside each other that
 * begin with capitals. */
void lint_names_scan(struct str text, void (*visit)(void *context, struct str name), void *context);

/* Calls found for every spelling at most a `times`th as frequent as the most frequent one of its
 * key, when that looks like a name (capitals within). */
void lint_names_find(const struct lint_names *names, double times,
                     void (*found)(void *context, const struct lint_spelling *rare,
                                   const struct lint_spelling *usual),
                     void *context);

#endif
