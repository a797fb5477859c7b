/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A set of words read from a data file; filled once, then only asked. Borrows the words.
 */
#ifndef JAWAB_WORD_SET_H
#define JAWAB_WORD_SET_H

#include "str.h"

struct word_set {
    struct str *slots; /* open addressing, a power of two; empty slots have p NULL */
    size_t n_slots, n;
};

void word_set_init(struct word_set *set);
void word_set_release(struct word_set *set);
void word_set_add(struct word_set *set, struct str word_borrowed);
/* Every word of a data file: separated by blanks and line breaks, `#` starts a comment. */
void word_set_add_file(struct word_set *set, struct str file_borrowed);
bool word_set_has(const struct word_set *set, struct str word);

#endif
