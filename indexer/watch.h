/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `jawab-index watch`: builds, then follows the content folder and builds again after each change.
 * Every build is a whole build of the folder as it is (build.h); this decides when, and says so.
 */
#ifndef JAWAB_WATCH_H
#define JAWAB_WATCH_H

#include "build.h"

struct watch_options {
    struct build_options build;
    unsigned quiet_ms; /* a build begins when nothing happened for so long, or after a second */
};

/* Returns 0 when SIGTERM or SIGINT ended it; a build under way is finished first. -1 when it cannot
 * begin, or cannot follow the folder any longer. Mistakes of writers are printed and waited for. */
int watch_run(const struct watch_options *options, struct err *err);

#endif
