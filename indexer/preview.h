/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An index is a preview for ever or never: what writers see early must not be published by building
 * into the wrong folder, nor a published index become one that no server opens.
 */
#ifndef JAWAB_PREVIEW_H
#define JAWAB_PREVIEW_H

#include <stdbool.h>

#include "../lib/err.h"

/* -1 when there is an index of the other kind in this folder. */
int preview_check(const char *index_dir, bool preview, struct err *err);

#endif
