/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What site.yaml and the lexicon say of articles, compared with the articles that there are.
 */
#ifndef JAWAB_SITE_CHECK_H
#define JAWAB_SITE_CHECK_H

#include "../lib/lexicon.h"
#include "piece.h"
#include "site.h"

/* Topics without articles, questions that nobody answers: pages leave them out. */
void site_check(const struct settings *settings, const struct site_lines *lines,
                const struct catalogue *catalogue, const struct piece *pieces, size_t n_pieces,
                struct report *report);

/* Promoted answers that are no articles. */
void site_check_promoted(const struct lexicon *lexicon, const struct catalogue *catalogue,
                         struct report *report);

#endif
