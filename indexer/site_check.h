/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What site.yaml and the lexicon say of articles, compared with the articles that there are.
 */
#ifndef JAWAB_SITE_CHECK_H
#define JAWAB_SITE_CHECK_H

#include "../lib/lexicon.h"
#include "catalogue.h"
#include "site.h"

/* Who checks: what it knows of articles, and where it tells what it finds. */
struct site_checker {
    const struct catalogue *catalogue;
    /* Is there a public article of this id with a heading of this anchor, or with an empty one
     * just the article? */
    bool (*has_heading)(const void *context, struct str id, struct str anchor);
    void (*tell)(void *context, unsigned line, const char *message); /* a line of site.yaml */
    void *context;
};

/* Topics without articles, questions that nobody answers: pages leave them out. */
void site_check(const struct site_checker *c, const struct settings *settings,
                const struct site_lines *lines);

/* Promoted answers that are no articles. */
void site_check_promoted(const struct lexicon *lexicon, const struct catalogue *catalogue,
                         struct report *report);

#endif
