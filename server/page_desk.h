/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The agents' desk: one page for a call, results beside the open article. The script (desk.js)
 * replaces the two panes by the fragments written here; without it, links and forms do the same.
 */
#ifndef JAWAB_PAGE_DESK_H
#define JAWAB_PAGE_DESK_H

#include "page.h"

enum { DESK_HITS_MAX = 9 }; /* one a digit key */

handler_fn page_desk, page_desk_hits, page_desk_open;
handler_fn page_desk_outcome; /* POST */

/* What the desk shows, as its address says. */
struct desk_view {
    struct str query, product;
    struct str open, anchor; /* the open article and the section that was found; may be empty */
};

/* The results of view->query: the pane below its status line. 0, or -1 with ctx->err. */
int desk_write_hits(struct context *ctx, struct buf *out, const struct desk_view *view);

/* The open article: the answer for the customer first, then all of it with notes for agents. */
int desk_write_open(struct context *ctx, struct buf *out, const struct desk_view *view);

/* "/agent?q=...&open=...": the desk in that state. */
struct str desk_link(const struct context *ctx, const struct desk_view *view);

#endif
