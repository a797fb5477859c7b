/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which program this is: what it makes of the same files is the same only under the same id.
 */
#ifndef JAWAB_PROGRAM_H
#define JAWAB_PROGRAM_H

#include <stdint.h>

#include "../lib/err.h"

/* Of the program file, which has all data in it, and the versions of the libraries that results
 * depend on. */
int program_id(uint64_t *id, struct err *err);

#endif
