/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What can be told of one article by itself: its front matter, headings, links, images, paragraphs
 * (lint_article.c), and its characters (lint_text.c). Knows no other article.
 */
#ifndef JAWAB_LINT_ARTICLE_H
#define JAWAB_LINT_ARTICLE_H

#include "lint_file.h"

struct lint_article {
    struct lint_file file;
    const char *content_dir;
    uint32_t number;  /* of the file among all */
    struct str today; /* YYYY-MM-DD */
    const struct article *article;
    const struct facts *facts;
    struct str given_title; /* of the front matter; may be empty */
    bool is_live;           /* now: neither a draft nor before or after its time */
};

void lint_article(const struct lint_article *a);
void lint_text(const struct lint_article *a);

/* Is the title a writer's: in the front matter or a heading, not the name of the file? */
bool lint_article_has_title(const struct lint_article *a);

/* The place of the title: in the front matter, else the first heading. */
struct lint_place lint_article_title_place(const struct lint_article *a);

/* Where a section begins: its heading, or the text before the first. */
struct lint_place lint_article_section_place(const struct lint_article *a,
                                             const struct article_section *section);

#endif
