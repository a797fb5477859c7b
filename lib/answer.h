/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does the best section answer the question? A number between 0 and 1, from how much of the
 * question its name says and how far it is ahead. Knows nothing of where sections come from.
 */
#ifndef JAWAB_ANSWER_H
#define JAWAB_ANSWER_H

#include "rank.h"
#include "record.h"

/* From this confidence on the section is shown as the answer: `make relevance` prints how often
 * that is right on the judged questions over content/. */
#define ANSWER_CONFIDENCE_MIN 0.2f

/* The geometric mean of three shares: of the question that the section's heading and title say, of
 * that name that the question says, and of the section's score by which it is ahead. `ahead` is the
 * score of the next article as a share of this section's, 0 when there is none. A word counts by
 * how much of it the audience's words know. */
float answer_confidence(struct text *analyser, struct arena *a, const struct soft *soft,
                        enum audience audience, const struct query *query,
                        const struct rank_words *words, const struct section_record *section,
                        float ahead);

#endif
