/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of an index, looked up: by form, by beginning, by stem, by sound. Only reads the files;
 * what a word is worth to a query is soft.c's. A word that no section has which the audience may
 * see is no word to it.
 */
#ifndef JAWAB_SOFT_WORDS_H
#define JAWAB_SOFT_WORDS_H

#include "arena.h"
#include "soft_file.h"

#define SOFT_NO_WORD UINT32_MAX

/* The id of a folded word, or SOFT_NO_WORD. */
uint32_t soft_words_find(const struct soft_file *f, enum audience audience, struct str folded);

/* Is it a word to the audience? For ids that came from elsewhere. */
bool soft_words_is_seen(const struct soft_file *f, enum audience audience, uint32_t id);

/* Its folded form, to be compared with: borrowed from the file until that is closed, and of a
 * damaged one any bytes. What is shown or analysed is a copy in the arena, well-formed: of the
 * folded form, or of the spelling that it mostly has. */
struct str soft_words_text(const struct soft_file *f, uint32_t id);
struct str soft_words_folded(const struct soft_file *f, struct arena *a, uint32_t id);
struct str soft_words_spelling(const struct soft_file *f, struct arena *a, enum audience audience,
                               uint32_t id);

/* C(q) of a word of the index (soft.h). */
float soft_words_weight(const struct soft_file *f, uint32_t id);

/* Sections that have it and that the audience may see. */
uint32_t soft_words_sections(const struct soft_file *f, enum audience audience, uint32_t id);

/* One of its spellings, or SOFT_NO_WORD. */
uint32_t soft_words_find_spelling(const struct soft_file *f, uint32_t id, struct str exact);

/* Ids of the words that have a gram (grams.h), rising: `list` and `end` bound varint differences.
 * False when the index does not have it. */
struct soft_gram_list {
    const unsigned char *list, *end;
    float weight;
};
bool soft_words_gram(const struct soft_file *f, uint64_t key, struct soft_gram_list *out);

/* Has any word this gram? */
bool soft_words_have_gram(const struct soft_file *f, enum audience audience, uint64_t key);

/* Has any word this stem? */
bool soft_words_have_stem(const struct soft_file *f, enum audience audience, struct str stem);

/* The most frequent words that begin with the prefix and are longer; returns how many. At most
 * SOFT_PREFIX_LOOKED_AT words are looked at. */
enum { SOFT_PREFIX_LOOKED_AT = 2000 };
size_t soft_words_begin(const struct soft_file *f, enum audience audience, struct str prefix,
                        uint32_t *ids, size_t max);

/* Words that may be meant by one in Latin letters (arabizi.h), best first. At most
 * SOFT_SOUNDS_LOOKED_AT words are compared. */
enum { SOFT_SOUNDS_LOOKED_AT = 400 };
struct soft_sound {
    uint32_t id;
    float fit;
};
size_t soft_words_sound(const struct soft_file *f, enum audience audience, struct str latin,
                        struct soft_sound *out, size_t max);

#endif
