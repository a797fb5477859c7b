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
#include "text.h"

enum { SOFT_BLOCK_SECTIONS = 125000, SOFT_NEIGHBOURS_MAX = 32 };

#define SOFT_WORDS    "words.bin"
#define SOFT_POSTINGS "postings-%03u.bin"

/* One word of the query: its neighbours in the index, most similar first. */
struct soft_word {
    float weight; /* a(q) * C(q) */
    size_t n;
    struct {
        uint32_t id;
        float similarity;
    } neighbours[SOFT_NEIGHBOURS_MAX];
};

struct soft_hit {
    uint32_t section; /* 0-based: docid - 1 in sections/ */
    float score;
};

struct soft_result {
    struct soft_hit *hits; /* best first; of equal scores the earlier section first */
    size_t n_hits;
    size_t n_matching; /* sections with any score, before the limit */
};

struct soft;
int soft_open(struct soft **out, const char *generation_path, struct err *err);
void soft_close(struct soft *s);
size_t soft_sections(const struct soft *s);

/* A word of the index; borrowed until soft_close. */
struct str soft_word_text(const struct soft *s, uint32_t id);

/* Is the token's folded form a word of the index? */
bool soft_knows(const struct soft *s, const struct token *token);

/* Looks the token up; a word that is not in the index gets its neighbours through its grams. */
void soft_find_word(struct soft *s, const struct token *token, float weight, struct soft_word *out);

/* Scores all sections and keeps the best `limit`. `allowed` has a bit a section, or is NULL for
 * all. Uses scratch memory of `s`: one thread at a time. */
void soft_score(struct soft *s, struct arena *a, const struct soft_word *words, size_t n_words,
                const uint64_t *allowed, size_t limit, struct soft_result *out);

#endif
