/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the files of soft word match (soft.h) of a generation from the parts (soft_part.h) of its
 * databases of sections.
 */
#ifndef JAWAB_SOFT_BUILD_H
#define JAWAB_SOFT_BUILD_H

#include "soft_part.h"

/* Writes words.bin, postings and positions into generation_path. `previous` is the folder of an
 * earlier generation that this very program built, or NULL: neighbours of words that did not change
 * are taken from it. The files are the same with and without. `table_id` names the tables: another
 * one for other parts. */
int soft_build(const char *generation_path, const struct soft_part *parts, size_t n_parts,
               const char *previous, uint64_t table_id, size_t n_threads, struct err *err);

#endif
