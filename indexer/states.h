/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which articles a build takes: those that are live at its one moment, or in a preview all of them,
 * marked. Everything else is to the rest of the build a draft: links to it keep their words, and
 * nothing of it enters the index. Says also when that will next be different.
 */
#ifndef JAWAB_STATES_H
#define JAWAB_STATES_H

#include "catalogue.h"

enum state { STATE_LIVE, STATE_DRAFT, STATE_SCHEDULED, STATE_EXPIRED, STATES };

struct states {
    int64_t now;  /* the build's moment */
    bool preview; /* takes all */
    uint64_t n[STATES];
    uint64_t withdrawn; /* not live because their front matter says so, and none by a mistake */
    int64_t next;       /* the next moment at which an article appears or disappears; 0: never */
};

/* Live from publish_at on, and no longer at expire_at. */
enum state state_of(const struct front_matter *meta, int64_t now);

/* Makes drafts of the entries that are not taken, and marks those that only a preview takes;
 * counts. `now` and `preview` are set. */
void states_apply(struct states *states, struct arena *a, struct catalogue *catalogue);

/* Is an article with this front matter taken? For texts that are not those of the catalogue. */
bool states_take(const struct states *states, const struct front_matter *meta);

#endif
