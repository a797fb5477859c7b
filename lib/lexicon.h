/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What words stand for besides themselves: lists that writers edit. Those shipped are in
 * data/lexicon/; a site adds files of the same names in lexicon/ beside its articles. Knows nothing
 * of indexes, and not what a match through a row is worth.
 *
 *     dialect.txt         spoken, spoken -> written, written
 *     synonyms.txt        one = other = third      each finds the others
 *                         asked, asked -> found    one way only
 *     plurals.txt         singular: plural, plural
 *     stop-words.txt      words that say little; question-words.txt: the same of questions
 *     protected.txt       words of which the stemmer leaves the beginning alone
 *     promoted.txt        query, query -> article-id until 2026-12-31   (only a site's; `until ...`
 *                         may be left out)
 *
 * `#` begins a comment; a comma (, or ،) separates alternatives of one to three words, in any
 * spelling. Rows are taken one step: what a word stands for stands for nothing more.
 */
#ifndef JAWAB_LEXICON_H
#define JAWAB_LEXICON_H

#include "text.h"

enum lexicon_kind {
    LEXICON_DIALECT,
    LEXICON_SYNONYM,
    LEXICON_PLURAL,
    LEXICON_PROMOTED,
    LEXICON_STOP_WORDS,
    LEXICON_PROTECTED,
};

enum {
    LEXICON_FILE_MAX_BYTES = 4 << 20,
    LEXICON_ROWS_MAX = 20000, /* a file */
    LEXICON_ROW_MAX = 24,     /* alternatives of a row */
    LEXICON_PHRASE_MAX = 3,   /* words of an alternative */
    LEXICON_FOUND_MAX = 24,   /* rows that speak of one place of a query */
};

#define LEXICON_DIR "lexicon" /* of a site, beside its articles */

/* One to three words. */
struct lexicon_phrase {
    struct token_list words;
    struct str text; /* as the row has it */
};

struct lexicon_entry {
    enum lexicon_kind kind;
    struct lexicon_phrase from;
    struct lexicon_phrase *to;
    size_t n_to;
    const char *file; /* "dialect.txt", for people */
    unsigned line;
    bool of_site;
    struct str article_id, until; /* promoted answers: YYYY-MM-DD or empty */
};

struct lexicon;

/* Takes what is wrong with a row (place, line, what to do); the row is left out. */
typedef void lexicon_problem(void *context, const struct err *what);

/* The shipped lists and, when content_dir is not NULL, those of the site. -1 only when a file
 * cannot be read. */
int lexicon_new(struct lexicon **out, const char *content_dir, lexicon_problem *problem,
                void *context, struct err *err);
void lexicon_free(struct lexicon *l);

/* As one file of a generation, and back; the analyser is taught by it afterwards, or after a
 * failure good for nothing but text_free. */
int lexicon_save(const struct lexicon *l, const char *path, struct err *err);
int lexicon_load(struct lexicon **out, const char *path, struct text *analyser, struct err *err);

/* Lends the analyser the stop words and protected words (text_learn). */
void lexicon_teach(const struct lexicon *l, struct text *analyser);

/* The same for lexicons that teach the same. */
uint64_t lexicon_taught_id(const struct lexicon *l);

/* Entries whose `from` begins at tokens[0] (compounds left out by the caller), longest first.
 * Dialect is matched as spelled (folded), all else by stem. Borrowed until lexicon_free. */
size_t lexicon_find(const struct lexicon *l, const struct token *tokens, size_t n_tokens,
                    const struct lexicon_entry *found[LEXICON_FOUND_MAX]);

/* Is the folded word a stop word? */
bool lexicon_is_stop_word(const struct lexicon *l, struct str folded);

/* All rows, in order. */
const struct lexicon_entry *lexicon_entries(const struct lexicon *l, size_t *n);

#endif
