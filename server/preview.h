/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The preview for writers: what is not live is shown and marked, and open pages follow what is
 * published. None of it is there in the server of readers. Knows no more of the index than that.
 */
#ifndef JAWAB_PREVIEW_H
#define JAWAB_PREVIEW_H

#include "site.h"

/* An index that is a preview is served as one, and no other: -1, with what to do. */
int preview_mismatch(const char *index_dir, bool preview, struct err *err);

/* Was this machine asked by its own name? Else a page on the internet, or a proxy before us, asks
 * for others. */
bool preview_is_own_host(struct str host);

/* The answer to others: not a page, which would name articles. */
unsigned preview_refuse(struct response *res);

/* 404 when this is no preview. */
handler_fn preview_script, preview_events;

/* In the head of a page; nothing when this is no preview. */
void preview_head(const struct context *ctx, struct buf *out);

/* The mark of an article (record.h) in the words of `lang`, alone or as a note that readers do not
 * see it; nothing for what is live. */
void preview_mark(const struct context *ctx, struct buf *out, enum lang lang, struct str preview);
void preview_note(const struct context *ctx, struct buf *out, enum lang lang, struct str preview);

#endif
