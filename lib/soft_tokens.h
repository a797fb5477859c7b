/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What soft word match needs to know of sections, noted while they are fed to an index: how often
 * each word counts, and where words stand. Analysing is the costly part, and is not done twice. One
 * file a database of sections, sections in its order.
 */
#ifndef JAWAB_SOFT_TOKENS_H
#define JAWAB_SOFT_TOKENS_H

#include "file.h"
#include "text.h"

struct soft_tokens;

struct soft_tokens *soft_tokens_new(void);
void soft_tokens_free(struct soft_tokens *t); /* NULL is fine */

/* Begins the next section. */
void soft_tokens_section(struct soft_tokens *t, bool is_public, bool begins_article);

/* A word of the section counts so many times more; nothing if it has no bytes. */
void soft_tokens_word(struct soft_tokens *t, struct str exact, unsigned times);

/* Words that stand behind each other. The texts of a section come in order: of an article's first
 * section its title, then heading and text. No phrase reaches from one to the next. */
void soft_tokens_text(struct soft_tokens *t, const struct token_list *list);

int soft_tokens_save(const struct soft_tokens *t, const char *path, struct err *err);

/* --- reading --- */

struct soft_tokens_count {
    uint32_t spelling, frequency;
};

struct soft_tokens_place {
    uint32_t spelling, position;
};

enum { SOFT_TOKENS_PUBLIC = 1, SOFT_TOKENS_BEGINS_ARTICLE = 2 };

struct soft_tokens_file {
    struct file_map map;
    uint32_t n_sections, n_spellings;
    const uint32_t *spelling_at;            /* n_spellings + 1, into bytes */
    const uint32_t *flags;                  /* of sections */
    const uint32_t *count_at;               /* n_sections + 1 */
    const uint32_t *place_at;               /* n_sections + 1 */
    const struct soft_tokens_count *counts; /* a spelling once a section */
    const struct soft_tokens_place *places; /* in the order of the text */
    const char *bytes;
};

/* ERR_INDEX when the file is damaged. */
int soft_tokens_open(struct soft_tokens_file *out, const char *path, struct err *err);
void soft_tokens_close(struct soft_tokens_file *file);

/* How a word is spelled: borrowed until the file is closed. */
struct str soft_tokens_spelling(const struct soft_tokens_file *file, uint32_t spelling);

#endif
