/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The site's own lexicon against its articles: rows that cannot be used, and rows that lead to
 * words no article has. The shipped lists are not the writers'.
 */
#ifndef JAWAB_LINT_LEXICON_H
#define JAWAB_LINT_LEXICON_H

#include "lint_corpus.h"

/* -1: a list cannot be read. Reads the articles again, but only when the site has rows. */
int lint_lexicon(struct lint_corpus *c, struct err *err);

#endif
