/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words of a query that the index does not have, as they may have been meant: mistyped, run
 * together or apart, unfinished, or Arabic in Latin letters. What was typed is always kept, and a
 * repair is made only on the evidence of the index. Whole queries on the wrong keyboard layout are
 * repair_layout.h's.
 */
#ifndef JAWAB_REPAIR_H
#define JAWAB_REPAIR_H

#include "lexicon.h"
#include "query.h"
#include "soft.h"

enum { REPAIR_WORDS_MAX = 16, REPAIR_MEANT_MAX = 32 };

enum repair_kind {
    REPAIR_SPELLING,   /* one letter or two are wrong */
    REPAIR_ARABIZI,    /* Arabic in Latin letters and digits */
    REPAIR_UNFINISHED, /* the last word may go on; also one that the index has */
    REPAIR_SPLIT,      /* two words were typed as one: `meant` are the two */
    REPAIR_JOINED,     /* one word was typed as two: `token` is the first */
};

struct repair_word {
    enum repair_kind kind;
    const struct token *token; /* of query->words */
    bool known;                /* REPAIR_UNFINISHED: it is a word, or a form of one, already */
    size_t to_bytes;           /* where the last token that it replaces ends */
    struct {
        uint32_t id; /* of the index */
        float similarity;
    } meant[REPAIR_MEANT_MAX]; /* best first */
    size_t n_meant;
};

struct repair_list {
    struct repair_word words[REPAIR_WORDS_MAX];
    size_t n;
};

/* Is the token, compound or not, a word of the index or of the lexicon? */
bool repair_knows(const struct lexicon *lexicon, const struct soft *soft, enum audience audience,
                  const struct token *token);

/* The words of the index that the token may be a misspelling of (spell.h), nearest first, of
 * equally near ones the more frequent; how many. */
enum { REPAIR_NEAR_MAX = 3 };
struct repair_near {
    uint32_t id; /* of the index */
    unsigned distance;
};
size_t repair_nearest(struct soft *soft, enum audience audience, const struct token *token,
                      struct repair_near best[REPAIR_NEAR_MAX]);

/* `unfinished`: the last word may go on. */
void repair_words(const struct lexicon *lexicon, struct soft *soft, enum audience audience,
                  const struct query *query, bool unfinished, struct repair_list *out);

/* What the word most likely was; borrowed from the index or the arena. */
struct str repair_meant(const struct soft *soft, enum audience audience, struct arena *a,
                        const struct repair_word *word);

/* The query with the first meant word of each repair in place of what was typed. */
struct str repair_text(const struct soft *soft, enum audience audience, struct arena *a,
                       struct str typed, const struct repair_list *repairs);

#endif
