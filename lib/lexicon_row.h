/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One row of a lexicon file, read (lexicon.h has the grammar). Belongs to lexicon.c.
 */
#ifndef JAWAB_LEXICON_ROW_H
#define JAWAB_LEXICON_ROW_H

#include "lexicon.h"

struct lexicon_row {
    struct lexicon_phrase left[LEXICON_ROW_MAX], right[LEXICON_ROW_MAX];
    size_t n_left, n_right;
    bool each_way; /* all in `left`, each finds the others */
    struct str article_id, until;
};

/* Returns what is wrong, for people, or NULL. `text` is one line without comment and blank ends. */
const char *lexicon_row_read(struct text *analyser, struct arena *a, enum lexicon_kind kind,
                             struct str text, struct lexicon_row *out);

#endif
