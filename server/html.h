/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing HTML: the name of the call says where the text goes, and that decides the escaping. Only
 * literals and HTML that the indexer made safe are written as they are.
 */
#ifndef JAWAB_HTML_H
#define JAWAB_HTML_H

#include "../lib/str.h"

/* Markup; takes a string literal and nothing else. */
#define html_lit(out, literal) buf_add((out), STR(literal))

void html_text(struct buf *out, struct str s);  /* between tags */
void html_attr(struct buf *out, struct str s);  /* within attr="..." */
void html_url(struct buf *out, struct str s);   /* a path within href="...": '/' stays */
void html_param(struct buf *out, struct str s); /* one name or value of a query string */
void html_safe(struct buf *out, struct str s);  /* HTML of the indexer or of our assets: as it is */

#endif
