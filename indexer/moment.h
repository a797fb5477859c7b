/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Moments as writers give them: `2026-12-01T09:30+03:00`, `2026-12-01 09:30` or `2026-12-01`, which
 * is the beginning of that day; without an offset in the site's time zone. The zone is the
 * process's own, as C has one only: choose it while there is one thread. A moment is seconds since
 * 1970 in UTC, and never 0, which stands for "not said".
 *
 * The rules of zones are the system's tzdata, not ICU's: Debian brings the former up to date within
 * a release; the latter still believes that Cairo has no summer time.
 */
#ifndef JAWAB_MOMENT_H
#define JAWAB_MOMENT_H

#include "../lib/arena.h"

/* Does the system know a zone of this IANA name? UTC always. */
bool moment_is_zone(struct str name);

/* A zone for which moment_is_zone holds; empty is UTC. */
void moment_use_zone(struct str name);

/* Not before a timer of the kernel that has gone off, as time() may be. */
int64_t moment_now(void);

bool moment_is_date(int year, int month, int day);

/* False when it is none of the forms above. A time that the clocks skip in spring is read as if
 * they had not been put forward yet; one that they show twice in autumn is the first of the two. */
bool moment_read(struct str text, int64_t *out);

/* For people, in the zone: "2026-12-01 09:30". */
struct str moment_text(struct arena *a, int64_t moment);

/* For programs: "2026-12-01T06:30:00Z". */
struct str moment_rfc3339(struct arena *a, int64_t moment);

#endif
