/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * suggest.bin in memory: opened, checked, and read in pieces by suggest.c. Ranks nothing.
 */
#ifndef JAWAB_SUGGEST_MAP_H
#define JAWAB_SUGGEST_MAP_H

#include "file.h"
#include "suggest.h"
#include "suggest_format.h"

struct suggest {
    struct file_map map;
    const uint32_t *item_at, *word_at, *list_at, *forms, *article_at;
    const char *bytes;
    uint32_t n_items, n_words, n_forms, n_articles, n_bytes;
};

/* Neighbouring forms: those in [from, to), without those that begin with an article if so wished.
 */
struct suggest_forms {
    uint32_t from, to;
    bool no_articles;
};

static inline uint32_t suggest_form_word(const struct suggest *s, uint32_t form)
{
    return s->forms[form] >> SUGGEST_FORM_BITS;
}

static inline bool suggest_form_has_article(const struct suggest *s, uint32_t form)
{
    return s->forms[form] & SUGGEST_FORM_ARTICLE;
}

static inline size_t suggest_form_bytes_off(const struct suggest *s, uint32_t form)
{
    return (s->forms[form] & (SUGGEST_FORM_ARTICLE - 1)) * (size_t)SUGGEST_LETTER_BYTES;
}

/* NUL-terminated. */
static inline const char *suggest_form_text(const struct suggest *s, uint32_t form)
{
    return s->bytes + s->word_at[suggest_form_word(s, form)] + suggest_form_bytes_off(s, form);
}

/* From here to the end of the file: what begins here was looked at when it was opened. */
static inline struct suggest_cursor suggest_cursor_at(const struct suggest *s, uint32_t at)
{
    const unsigned char *bytes = (const unsigned char *)s->bytes;
    return (struct suggest_cursor){bytes + at, bytes + s->n_bytes, false};
}

/* The forms among `in` that begin with `text` or, with `whole`, are the text; adds to *steps. */
struct suggest_forms suggest_forms_of(const struct suggest *s, struct suggest_forms in,
                                      struct str text, bool whole, size_t *steps);

/* Everything is borrowed from the map but the anchor, which lives in the arena. */
void suggest_item_read(const struct suggest *s, struct arena *a, uint32_t item,
                       struct suggestion *out);

#endif
