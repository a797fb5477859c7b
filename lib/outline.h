/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All articles of a generation in the order of the content folder, with what lists of them show:
 * one file, a row an article, read at once when the generation is opened.
 */
#ifndef JAWAB_OUTLINE_H
#define JAWAB_OUTLINE_H

#include "arena.h"
#include "err.h"
#include "record.h"

struct outline_article {
    struct str id, title, description, lang, category, updated;
    struct str_list products;
    enum audience audience;
    struct str preview; /* as in struct article_record */
};

struct outline;

int outline_open(struct outline **out, const char *path, struct err *err);
void outline_close(struct outline *o); /* NULL is fine */

/* All of them; everything below is borrowed until outline_close. */
const struct outline_article *outline_articles(const struct outline *o, size_t *n);
const struct outline_article *outline_find(const struct outline *o, struct str id);

/* Those before and behind it of the same language and category that the audience may see; NULL at
 * the ends. */
void outline_neighbours(const struct outline *o, const struct outline_article *article,
                        enum audience audience, const struct outline_article **previous,
                        const struct outline_article **next);

/* The same article in another language: its id is the same behind the language's folder
 * ("ar/returns/x", "en/returns/x"). NULL when there is none. */
const struct outline_article *outline_translation(const struct outline *o,
                                                  const struct outline_article *article,
                                                  struct str lang, enum audience audience);

/* At most `max` articles of a language, the last changed first. Returns how many. */
size_t outline_recent(const struct outline *o, struct str lang, enum audience audience,
                      const struct outline_article **out, size_t max);

/* What occurs in the articles of a language that the audience may see (all languages: of all), in
 * the order of first appearance. */
struct outline_value {
    struct str value;
    size_t n_articles;
};
const struct outline_value *outline_categories(const struct outline *o, struct str lang,
                                               enum audience audience, size_t *n);
struct str_list outline_products(const struct outline *o, struct str lang, enum audience audience);
struct str_list outline_langs(const struct outline *o, enum audience audience);

/* --- writing --- */

struct outline_writer;
struct outline_writer *outline_writer_new(void);
void outline_writer_free(struct outline_writer *w);
void outline_writer_add(struct outline_writer *w, const struct outline_article *article);

/* Its rows as bytes, borrowed until the next is added, for another writer. */
struct str outline_writer_rows(const struct outline_writer *w);
void outline_writer_add_rows(struct outline_writer *w, struct str rows);
int outline_writer_save(const struct outline_writer *w, const char *path, struct err *err);

#endif
