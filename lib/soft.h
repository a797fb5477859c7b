/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Soft word match: a query word finds the words of the index that look like it (grams.h), and
 * sections are scored under BM25 as if all of these were the same word, each as far as it is
 * similar.
 *
 * For a query word q and section d, over the neighbours v of q with similarity s:
 *     x = sum of tf(v, d) * s(q, v);   m = sqrt of the largest s among those in d
 *     score += a * C(q) * (k1 + 1) * m * x / (x + m * K(d)),   K = k1 * (1 - b + b * length /
 * average) C(q) is the weight of all grams of q, and s the share of it that q and v have in common.
 *
 * What is global (words, gram and section counts, neighbours) is in words.bin, under an id of its
 * own; postings lie in blocks of SOFT_BLOCK_SECTIONS sections, scored one after another, so that
 * scratch memory stays in the processor's cache. Both are derived from the Xapian index
 * (soft_build.h).
 */
#ifndef JAWAB_SOFT_H
#define JAWAB_SOFT_H

#include "arena.h"
#include "err.h"
#include "record.h"
#include "text.h"

enum {
    SOFT_BLOCK_SECTIONS = 125000,
    SOFT_NEIGHBOURS_MAX = 32,
    SOFT_LISTS_MAX = SOFT_NEIGHBOURS_MAX + 2, /* one word may be cut in three by its spellings */
    SOFT_POSTINGS_MAX = 6000000               /* read for one query: some 15 ms of the processor */
};

#define SOFT_WORDS     "words.bin"
#define SOFT_POSTINGS  "postings-%03u.bin"
#define SOFT_POSITIONS "positions-%03u.bin"

/* Spellings first..end of one word of the index, and how much like the query word they are. */
struct soft_list {
    uint32_t id; /* of the word */
    uint32_t first, end;
    float similarity;
};

/* One word of the query. */
struct soft_word {
    float weight; /* a(q) * C(q) */
    size_t n;
    struct soft_list lists[SOFT_LISTS_MAX]; /* most similar first */
};

/* The best section of an article. */
struct soft_hit {
    uint32_t section; /* 0-based: docid - 1 in sections/ */
    uint32_t article; /* 0-based, in the order of the index */
    float score;
};

struct soft_result {
    struct soft_hit *hits; /* best first; of equal scores the earlier section first */
    size_t n_hits;
    size_t n_matching; /* articles with any score, before the limit */
    size_t n_postings; /* that were read */
};

struct soft;
int soft_open(struct soft **out, const char *generation_path, struct err *err);
void soft_close(struct soft *s);
size_t soft_sections(const struct soft *s);

/* For looking words up (soft_words.h); borrowed until soft_close. */
struct soft_file;
const struct soft_file *soft_files(const struct soft *s);

/* Looks the token up; a word that is not in the index gets its neighbours through its grams. When
 * the index has the very spelling, others of the same word count a little less. Words that only
 * sections have which the audience may not see are not in the index, but for what grams are worth.
 */
void soft_find_word(struct soft *s, enum audience audience, const struct token *token, float weight,
                    struct soft_word *out);

/* A word of the index, or all that have this stem, stand for the query word as well. */
void soft_add_word(struct soft *s, uint32_t id, float similarity, struct soft_word *word);
void soft_add_stem(struct soft *s, enum audience audience, struct str stem, float similarity,
                   struct soft_word *word);

/* C(q) of a word of the index. */
float soft_word_weight(const struct soft *s, uint32_t id);

/* Scores all sections and keeps the best of each of the `limit` best articles. `allowed` has a bit
 * a section, or is NULL for all. Where the words have more than SOFT_POSTINGS_MAX postings, the
 * least similar and most frequent are passed over. Uses scratch memory of `s`: one thread at a
 * time. */
void soft_score(struct soft *s, struct arena *a, const struct soft_word *words, size_t n_words,
                const uint64_t *allowed, size_t limit, struct soft_result *out);

/* Which articles are looked for. Sets have a bit a section. */
struct soft_scope {
    const uint64_t *allowed; /* of single sections: the others are not scored; NULL: all */
    const uint64_t *wanted;  /* of articles, all their sections alike; NULL: all */
    uint64_t *matching;      /* zeros, gets one bit of each article that matches, also when it is
                                not wanted: that of its best section; or NULL */
    float *scores;           /* zeros, gets the score of each section that matches; or NULL */
};
void soft_score_scope(struct soft *s, struct arena *a, const struct soft_word *words,
                      size_t n_words, const struct soft_scope *scope, size_t limit,
                      struct soft_result *out);

/* The sections of the article that has this one: *first to *end. */
void soft_article_sections(const struct soft *s, uint32_t section, uint32_t *first, uint32_t *end);

/* The part of a section's score that a query word has, and the words of the index that it found
 * there, most similar first. */
struct soft_match {
    uint32_t id, frequency;
    float similarity;
};
float soft_explain(const struct soft *s, const struct soft_word *word, uint32_t section,
                   struct soft_match matches[SOFT_LISTS_MAX], size_t *n_matches);

/* One section; its score is 0 when it does not match. */
struct soft_hit soft_hit_of(const struct soft *s, const struct soft_word *words, size_t n_words,
                            uint32_t section);

/* Clears the bit of every section that does not hold the tokens side by side, spelled just so. */
void soft_keep_phrase(struct soft *s, const struct token *tokens, size_t n, uint64_t *sections);

/* Clears the bit of every section that has the word, however spelled. */
void soft_drop_word(struct soft *s, struct str folded, uint64_t *sections);

#endif
