/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Failed sign-ins: so many for one name, or from one address, and neither is let in for a while.
 * Behind a proxy every address is a loopback one and says nothing: then only the name counts. A
 * table of a fixed size that any thread may use; times are given, not read: tests choose them.
 */
#ifndef JAWAB_ATTEMPTS_H
#define JAWAB_ATTEMPTS_H

#include "../lib/str.h"

enum {
    ATTEMPTS_MAX = 5,
    ATTEMPTS_LOCK_SECONDS = 15 * 60, /* from the last failure, which is then forgotten */
    ATTEMPTS_ROWS = 1024,            /* when full, the oldest is forgotten, locked ones last */
};

struct attempts;

struct attempts *attempts_new(void);
void attempts_free(struct attempts *attempts);

/* Takes an attempt, which counts as failed until attempts_succeeded: two at once cannot share one.
 * False when none was left. *left gets how many are after this one. */
bool attempts_begin(struct attempts *attempts, struct str name, struct str address, uint64_t now_s,
                    unsigned *left);

/* The attempt was none: the name starts anew, the address has it back. */
void attempts_succeeded(struct attempts *attempts, struct str name, struct str address,
                        uint64_t now_s);

#endif
