/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files generation_*.c share: names in the index directory, and the manifest.
 */
#ifndef JAWAB_GENERATION_PARTS_H
#define JAWAB_GENERATION_PARTS_H

#include "file.h"
#include "generation.h"
#include "json.h"

#define CURRENT   "CURRENT"
#define PUBLISHED "gen-"
#define STAGED    "staged-"
#define BUILDING  "building-"
#define REMOVED   "removed-"
#define DAMAGED   "damaged-"
#define MANIFEST  "manifest.json"

/* --- names (generation.c) --- */

/* "FOLDER/NAME". */
int generation_join(char out[GENERATION_PATH_BYTES], const char *folder, const char *name,
                    struct err *err);

/* The number in a name like gen-000007; 0 when it is not exactly such a name. */
unsigned generation_number(const char *name, const char *prefix);
void generation_name(char name[GENERATION_NAME_BYTES], const char *prefix, unsigned number);

/* Sets ERR_INDEX; -1. */
int generation_damaged(struct err *err, const char *path, const char *what);

/* A complete generation in the index directory, as far as its name says. */
struct generation_place {
    unsigned number;
    bool staged;
    char name[GENERATION_NAME_BYTES];
};

/* All of them, the newest first; free(*out), also after a failure. */
int generation_places(const char *index_dir, struct generation_place **out, size_t *n,
                      struct err *err);

/* --- the manifest (generation_manifest.c) --- */

/* Reads the manifest and compares the sizes of the files with it. */
int generation_check(const char *path, unsigned number, unsigned schema_version,
                     unsigned analyser_version, struct generation_manifest *out, struct err *err);

/* The same of whatever version, as far as this one understands it. */
bool generation_is_whole(const char *path);

/* As JSON: a new reference, or NULL. Of whatever version; where one of ours is damaged it is
 * refused. */
json_t *generation_manifest_read(const char *generation_path, struct err *err);

/* Writes the manifest with these rows for its files; takes `rows`. */
int generation_manifest_write(const char *generation_path,
                              const struct generation_manifest *manifest, json_t *rows,
                              struct err *err);

/* A row of the manifest for a file, and what one says. */
json_t *generation_row(struct str name, uint64_t bytes, const char *checksum);
bool generation_row_read(const json_t *row, struct str *name, uint64_t *bytes,
                         struct str *checksum);

/* All files of a generation but its manifest, in order. */
int generation_files(struct arena *a, const char *path, struct file_list *files, struct err *err);

/* --- what is remembered of damage (generation_damage.c) --- */

/* -1 and ERR_INDEX when the generation was found damaged before. */
int generation_recall(const char *generation_path, struct err *err);

/* --- removing (generation_remove.c) --- */

/* Removes building folders, half removed generations, temporary files of CURRENT, and what is
 * remembered of generations that are gone. *n counts what an earlier build left; *highest is raised
 * to the highest number among them. */
int generation_clean(const char *index_dir, unsigned *n, unsigned *highest, struct err *err);

/* Removes staged generations but `current`, and then the oldest until `keep` are left; damaged ones
 * are not worth keeping. Leaves those that are in use. */
int generation_remove_old(const char *index_dir, unsigned current, unsigned keep, struct err *err);
int generation_remove_staged(const char *index_dir, unsigned but, struct err *err);

#endif
