/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Light stemming of one folded Arabic word: at most one prefix (article, with conjunction or
 * preposition) and two suffixes (endings, attached pronouns) are cut off. In the family of light10
 * (Larkey, Ballesteros, Connell: Light Stemming for Arabic Information Retrieval, 2007), with
 * pronouns added and with a list of words whose beginning only looks like a prefix
 * (data/lexicon/protected.txt). A stem is always a slice of the word: no memory, no state.
 */
#ifndef JAWAB_STEM_H
#define JAWAB_STEM_H

#include "word_set.h"

/* The shipped words. Thread-safe; call before the first stem_arabic (text_new does). */
const struct word_set *stem_protected(void);

/* `word` is folded (lib/text.h), Arabic letters only. Words of under 3 letters come back whole. */
struct str stem_arabic(const struct word_set *protected, struct str word);

#endif
