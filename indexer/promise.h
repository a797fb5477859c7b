/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Promised searches: searches.yaml beside the content says which articles a search must find first.
 * The file is checked key by key and travels in the generation as it was written. Knows no index:
 * promise_judge.h asks it whether the promises are kept.
 */
#ifndef JAWAB_PROMISE_H
#define JAWAB_PROMISE_H

#include "../lib/search.h"
#include "report.h"

#define PROMISE_FILE "searches.yaml"

enum { PROMISE_FILE_MAX_BYTES = 1 << 20, PROMISE_FIRST = 3, PROMISE_ARTICLES_MAX = 10 };

struct promise {
    unsigned line;                 /* of searches.yaml */
    struct search_request request; /* its limit is not set */
    size_t first;                  /* so many results are looked at */
    struct str_list finds;         /* articles, or headings ("id#anchor"): all are among them */
    struct str_list without;       /* likewise: none is */
    struct str why;
};

struct promise_list {
    struct promise *items;
    size_t n;
};

/* Reads dir/searches.yaml, of a content folder or a generation, into the arena; without such a file
 * there are none. Every mistake goes to the report as an error with its line; then -1. */
int promise_read(struct arena *a, const char *dir, struct report *report, struct promise_list *out,
                 struct err *err);

/* Copies the file, once it was read without a mistake, into a generation. */
int promise_store(const char *content_dir, const char *generation, struct err *err);

#endif
