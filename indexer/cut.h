/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cuts a long list into runs so that an item more or less changes one or two of them:
 * content-defined chunking as in rsync's and LBFS's kind (Muthitacharoen et al., SOSP 2001), by
 * hashes of the items' names.
 */
#ifndef JAWAB_CUT_H
#define JAWAB_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How long runs are on average: `least`, doubled until there are not more than most_runs. */
size_t cut_average(size_t least, size_t n, size_t most_runs);

/* Does a run of this length end before the item of this hash? At half the average at the earliest,
 * at one and a half at the latest, in between by the hash. */
bool cut_ends_run(size_t length, size_t average, uint64_t hash);

#endif
