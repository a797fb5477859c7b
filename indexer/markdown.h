/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The Markdown of one article as safe HTML, headings and sections. Every tag is written by our own
 * walk over cmark's tree; nothing of the source reaches the HTML without being escaped.
 */
#ifndef JAWAB_MARKDOWN_H
#define JAWAB_MARKDOWN_H

#include "article.h"

struct markdown_source {
    struct str path;     /* of the file below the content folder */
    struct str text;     /* scrubbed (scrub.h) */
    unsigned first_line; /* of text in the file, for messages */
    struct str title, lang;
    enum audience audience;
    const struct link_resolver *links;
    struct report *report;
};

/* Fills in out->html, agent_html, headings and sections. -1: over a limit, or an internal note
 * would be published; err says which. */
int markdown_render(struct arena *a, const struct markdown_source *source, struct article *out,
                    struct err *err);

/* The words of the first heading, or empty. */
struct str markdown_first_heading(struct arena *a, struct str text);

/* cmark's own version. */
const char *markdown_cmark_version(void);

#endif
