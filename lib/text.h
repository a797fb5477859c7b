/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text analysis: UTF-8 in, tokens out, the same for articles and queries, Arabic and English mixed.
 * The only file that sees ICU and UTF-16. The steps, in order:
 *   1. NFKC on runs (UAX #15), then drop or replace what no reader sees (data/folding.txt, layer
 *      `exact`): tatweel, vowel marks, zero-width and bidi controls; decimal digits become ASCII;
 *   2. segment by our own break rules (data/words.rules), split where the script changes;
 *   3. fold each word (data/folding.txt, layer `folded`): hamza seats, yeh, teh marbuta, Persian
 * letters;
 *   4. stem: Arabic light stem (stem.h), Snowball English for Latin words.
 * Every token knows the bytes of the original text it came from.
 */
#ifndef JAWAB_TEXT_H
#define JAWAB_TEXT_H

#include "arena.h"
#include "err.h"
#include "word_set.h"

/* Raise when any step or data file changes what tokens come out: old indexes are then refused. */
enum { TEXT_ANALYSER_VERSION = 1 };

enum token_kind {
    TOKEN_ARABIC,
    TOKEN_LATIN,  /* and every other alphabet */
    TOKEN_NUMBER, /* 12, 12.5, 2.3.1 */
    TOKEN_WHOLE,  /* a compound kept together beside its parts: an e-mail, sku-123, iphone15 */
};

struct token {
    struct str exact;              /* normalised spelling: hamzas, teh marbuta and yeh as typed */
    struct str folded;             /* what is matched */
    struct str stem;               /* equal to folded for numbers and wholes */
    uint32_t from_bytes, to_bytes; /* in the original text: whole word, marks included */
    uint32_t position;             /* 1, 2, 3...; a TOKEN_WHOLE shares that of its first part */
    enum token_kind kind;
    bool stop_word; /* listed in stop-words.txt or question-words.txt */
};

struct token_list {
    struct token *tokens;
    size_t n;
};

struct text; /* the analyser: one per thread */

int text_new(struct text **out, struct err *err);
void text_free(struct text *t);

/* Stop words and protected words (stem.h) in place of those shipped, folded; borrowed from now on.
 * Words met before are forgotten. */
void text_learn(struct text *t, const struct word_set *stop_words,
                const struct word_set *protected);

/* Analyses well-formed UTF-8 of less than 2 GiB. Tokens and their strings live in the arena. Words
 * over 100 characters are cut (terms have a limit); the bytes still name the whole word. */
void text_tokens(struct text *t, struct arena *a, struct str s, struct token_list *out);

/* The folded form of all of s, words joined by single spaces: for keys, prefixes and comparisons.
 */
struct str text_fold(struct text *t, struct arena *a, struct str s);

/* The folded form and the stem of an exact spelling, as its token had them; borrowed from the
 * spelling or the arena. */
void text_forms(struct text *t, struct arena *a, struct str exact, struct str *folded,
                struct str *stem);

/* "ar" when at least half of the letters are Arabic, else "en". */
struct str text_guess_lang(struct str s);

/* Copies s without bidi controls, NULs and other control characters but \n: for titles, queries and
 * everything that is shown inside other text. */
struct str text_clean(struct arena *a, struct str s);

/* ICU's own version, "72.1": other versions may cut words otherwise. */
enum { TEXT_VERSION_BYTES = 24 };
void text_icu_version(char out[TEXT_VERSION_BYTES]);

#endif
