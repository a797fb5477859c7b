/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of everything the server answers. A new page is a new row.
 */
#ifndef JAWAB_ROUTE_H
#define JAWAB_ROUTE_H

#include "site.h"

/* Who is asking decides how an error is told: a page, problem+json, or plain text. */
enum route_kind { ROUTE_PAGE, ROUTE_API, ROUTE_PLAIN };

struct route {
    struct str pattern; /* a path; a final '*' stands for one or more characters */
    enum route_kind kind;
    unsigned methods; /* enum http_method */
    bool index;       /* asks the index: gets a handle, and an ETag from the generation */
    bool cacheable;   /* the answer is the same until the next generation */
    bool widget;      /* shown in a frame on the sites that site.yaml allows */
    handler_fn *handle;
};

/* The row for a path, or NULL. *rest gets what '*' matched. */
const struct route *route_find(struct str path, struct str *rest);

/* The kind of answer a path calls for, also where no row matches. */
enum route_kind route_kind_of(struct str path);

/* "GET, HEAD" */
const char *route_allow(const struct route *route, struct arena *a);

#endif
