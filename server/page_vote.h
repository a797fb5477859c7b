/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "Did this answer your question?": the form below an article or an answer, the taking of a vote,
 * and the thank-you page. All of it works without a script.
 */
#ifndef JAWAB_PAGE_VOTE_H
#define JAWAB_PAGE_VOTE_H

#include "page.h"

struct vote_target {
    struct str article, anchor; /* anchor: of the section that answered; may be empty */
    struct str query;           /* that led to it; may be empty */
    enum lang lang;             /* of the words around it */
};

/* The whole form with reasons and comment; nothing where votes are not stored. */
void page_vote_form(const struct context *ctx, struct buf *out, const struct vote_target *target);

/* Two buttons in the footer of an answer. */
void page_vote_buttons(const struct context *ctx, struct buf *out,
                       const struct vote_target *target);

#endif
