/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files generation_*.c share: names in the index directory, and the manifest's rules.
 */
#ifndef JAWAB_GENERATION_PARTS_H
#define JAWAB_GENERATION_PARTS_H

#include "file.h"
#include "generation.h"

#define MANIFEST  "manifest.json"
#define PUBLISHED "gen-"
#define BUILDING  "building-"

enum { MANIFEST_MAX_BYTES = 16 << 20 };

/* "FOLDER/NAME". */
int generation_join(char out[GENERATION_PATH_BYTES], const char *folder, const char *name,
                    struct err *err);

/* The number in a name like gen-000007; 0 when it is not exactly such a name. */
unsigned generation_number(const char *name, const char *prefix);
void generation_name(char name[GENERATION_NAME_BYTES], unsigned number);

/* Sets ERR_INDEX; -1. */
int generation_damaged(struct err *err, const char *path, const char *what);

/* All files of a generation but its manifest, in order. */
int generation_files(struct arena *a, const char *path, struct file_list *files, struct err *err);

#endif
