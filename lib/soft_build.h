/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Derives the files of soft word match (soft.h) from the sections database of a generation that is
 * being built: words and postings from its unprefixed terms.
 */
#ifndef JAWAB_SOFT_BUILD_H
#define JAWAB_SOFT_BUILD_H

#include "err.h"

/* Writes words.bin and the postings files into generation_path, which has sections/ already. */
int soft_build(const char *generation_path, size_t n_threads, struct err *err);

#endif
