/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The topics of the site: those of site.yaml in their order, then the other categories of its
 * articles. Of one language, and only what the public may see.
 */
#ifndef JAWAB_TOPICS_H
#define JAWAB_TOPICS_H

#include "site.h"

struct topic {
    struct str id; /* in addresses: of site.yaml, or the category itself */
    struct str name, about, icon;
    size_t n_articles;
};

struct topics {
    struct topic *items; /* with at least one article, in the request's arena */
    size_t n;
    size_t n_articles; /* in all, also those without a category */
};

void topics_find(const struct context *ctx, struct topics *out);

/* The topic with this id, or of articles of this category; NULL when there is none. */
const struct topic *topics_by_id(const struct topics *topics, struct str id);
const struct topic *topics_by_name(const struct topics *topics, struct str category);

/* The first articles of a topic, as the content has them; returns how many. */
size_t topics_articles(const struct context *ctx, const struct topic *topic,
                       const struct outline_article **out, size_t max);

#endif
