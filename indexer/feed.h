/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An article as index documents: which words of it become which terms (lib/schema.h). Knows Xapian
 * only through lib/xap.h and files not at all.
 */
#ifndef JAWAB_FEED_H
#define JAWAB_FEED_H

#include "../lib/soft_tokens.h"
#include "../lib/text.h"
#include "../lib/xap.h"
#include "article.h"

/* One thread's way to the documents of one pair of databases. */
struct feed {
    struct text *analyser;
    struct xap_batch *sections, *articles; /* borrowed */
    struct soft_tokens *tokens;            /* likewise: gets which words stand where */
    struct xap_document *document;
    struct buf data;
    uint64_t n_sections, n_tokens, text_bytes;
    uint64_t xapian_cpu_us; /* spent in xap_ calls */
};

int feed_init(struct feed *f, struct err *err);
void feed_release(struct feed *f);

/* Adds the sections and the article. `a` is scratch of the same article. */
int feed_article(struct feed *f, struct arena *a, const struct article *article, struct err *err);

/* CPU time of the calling thread. */
uint64_t feed_cpu_us(void);

#endif
