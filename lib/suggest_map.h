/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * suggest.bin in memory: opened, checked, and read in pieces by suggest.c. Ranks nothing. Bytes may
 * go bad after they were checked, so each number is read once and what leads nowhere leads to what
 * is empty.
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

static inline uint32_t suggest_u32(const uint32_t *at)
{
    return __atomic_load_n(at, __ATOMIC_RELAXED);
}

/* A form of word 0 where there is no such word. */
static inline uint32_t suggest_form(const struct suggest *s, uint32_t form)
{
    uint32_t bits = suggest_u32(s->forms + form);
    return bits >> SUGGEST_FORM_BITS < s->n_words ? bits : 0;
}

static inline uint32_t suggest_form_word(const struct suggest *s, uint32_t form)
{
    return suggest_form(s, form) >> SUGGEST_FORM_BITS;
}

static inline bool suggest_form_has_article(const struct suggest *s, uint32_t form)
{
    return suggest_form(s, form) & SUGGEST_FORM_ARTICLE;
}

static inline size_t suggest_bytes_off(uint32_t form_bits)
{
    return (form_bits & (SUGGEST_FORM_ARTICLE - 1)) * (size_t)SUGGEST_LETTER_BYTES;
}

static inline size_t suggest_form_bytes_off(const struct suggest *s, uint32_t form)
{
    return suggest_bytes_off(suggest_form(s, form));
}

/* From here to the end of the file; empty beyond it. */
static inline struct suggest_cursor suggest_cursor_at(const struct suggest *s, uint32_t at)
{
    const unsigned char *bytes = (const unsigned char *)s->bytes, *end = bytes + s->n_bytes;
    return (struct suggest_cursor){at < s->n_bytes ? bytes + at : end, end, false};
}

/* What a form begins with: all of it ends at a NUL, or with the file when that has gone. */
static inline struct suggest_cursor suggest_form_cursor(const struct suggest *s, uint32_t form)
{
    uint32_t bits = suggest_form(s, form);
    struct suggest_cursor c =
        suggest_cursor_at(s, suggest_u32(s->word_at + (bits >> SUGGEST_FORM_BITS)));
    size_t off = suggest_bytes_off(bits);
    c.p += off < (size_t)(c.end - c.p) ? off : (size_t)(c.end - c.p);
    return c;
}

/* The forms among `in` that begin with `text` or, with `whole`, are the text; adds to *steps. */
struct suggest_forms suggest_forms_of(const struct suggest *s, struct suggest_forms in,
                                      struct str text, bool whole, size_t *steps);

/* Everything is copied into the arena, well-formed. False when the item is damaged. */
bool suggest_item_read(const struct suggest *s, struct arena *a, uint32_t item,
                       struct suggestion *out);

#endif
