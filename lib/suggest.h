/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Completion as one types: titles and headings that have the words typed so far, the last of them
 * perhaps unfinished, from one memory-mapped file a generation. Folded like the index, so hamzas,
 * marks, the article ال and particles do not matter. No Xapian here.
 */
#ifndef JAWAB_SUGGEST_H
#define JAWAB_SUGGEST_H

#include "arena.h"
#include "err.h"
#include "record.h"
#include "text.h"

enum suggestion_kind { SUGGESTION_ARTICLE, SUGGESTION_QUESTION, SUGGESTION_HEADING };

struct suggestion {
    struct str text; /* as written in the article */
    enum suggestion_kind kind;
    struct str article_id, anchor; /* anchor may be empty */
    struct str lang;
};

struct suggestion_list {
    struct suggestion *items; /* best first */
    size_t n;
    size_t steps; /* taken to find them: words, postings and comparisons looked at */
};

/* A search takes no more steps, however many completions there are and whatever was typed. What it
 * has not come to by then are mostly the longest texts. */
enum { SUGGEST_STEPS_MAX = 100000 };

struct suggest;

/* Maps the file and looks at all of it once; ERR_INDEX when a number in it leads nowhere. */
int suggest_open(struct suggest **out, const char *path, struct err *err);
void suggest_close(struct suggest *s);

/* At most `limit` different completions for `typed`; strings live in the arena. In this order:
 *   1. those that begin with what was typed;
 *   2. that have it further on;
 *   3. that have its words in this order, others between them;
 *   4. that have its words in any order;
 *   5. if there are none: the same with one wrong letter in each word that no completion has or,
 *      when there is no such word, in any one of them.
 * Finished stop words may be missing in 3 to 5. Within each: titles and questions, then plain
 * headings; shorter before longer; as they were added. A blank at the end finishes the last word.
 */
void suggest_find(const struct suggest *s, struct text *analyser, struct arena *a, struct str typed,
                  enum audience audience, size_t limit, struct suggestion_list *out);

#endif
