/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What machines read about the pages: robots.txt, the site map, the browser's search description,
 * and what an article says of itself to search engines.
 */
#ifndef JAWAB_SEO_H
#define JAWAB_SEO_H

#include "topics.h"

handler_fn seo_robots, seo_sitemap, seo_opensearch, seo_suggestions;

/* JSON-LD (schema.org): where the article stands, and its questions when it is a list of them. */
void seo_article(const struct context *ctx, struct buf *out, const struct article_record *article,
                 const struct topic *topic);

#endif
