/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index directory: immutable generations and one small file that names the current one.
 *
 *     INDEX/CURRENT             "gen-000007\n", replaced by an atomic, fsynced rename
 *     INDEX/LOCK                held (flock) by the one builder; contents are for people
 *     INDEX/gen-000007/         complete; never changed after it was published
 *         manifest.json         what is in it, versions, counts, checksums of all other files
 *     INDEX/building-000008/    a build under way, or the remains of a killed one
 *
 * Knows nothing of what the files in a generation mean.
 */
#ifndef JAWAB_GENERATION_H
#define JAWAB_GENERATION_H

#include "err.h"
#include "str.h"

enum { GENERATION_NAME_BYTES = 32, GENERATION_PATH_BYTES = 4096, GENERATIONS_KEPT = 2 };

struct generation_manifest {
    char id[33];             /* 128 random bits in hex: two builds never share one */
    unsigned number;         /* 1, 2, 3... within this index directory */
    unsigned schema_version; /* lib/schema.h */
    unsigned analyser_version;
    char created[32]; /* RFC 3339, UTC */
    uint64_t articles, sections, tokens;
    uint64_t bytes;       /* of all files of the generation but the manifest */
    bool preview;         /* holds what is not live: for writers' eyes alone */
    char next_change[32]; /* RFC 3339, UTC: when an article appears or disappears; may be empty */
};

/* --- reading --- */

/* Reads CURRENT and that generation's manifest. `path` gets the generation's folder. Errors:
 * ERR_NOT_FOUND (no index here: says how to build one), ERR_STALE (schema or analyser version
 * differs from the ones given: says to rebuild; `preview` is right even so), ERR_INDEX (damaged).
 */
int generation_current(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                       char path[GENERATION_PATH_BYTES], struct generation_manifest *out,
                       struct err *err);

/* Only the name in CURRENT: cheap (open, read, close), for noticing a change at each request. */
int generation_current_name(const char *index_dir, char name[GENERATION_NAME_BYTES],
                            struct err *err);

/* Compares every file of the generation with the manifest's list (names, sizes, checksums). */
int generation_verify(const char *generation_path, struct err *err);

/* --- building --- */

struct generation_build {
    char index_dir[GENERATION_PATH_BYTES];
    char path[GENERATION_PATH_BYTES]; /* write the files here */
    unsigned number;
    int lock_fd;
};

/* Creates index_dir if needed, takes the lock (ERR_BUSY at once when another build holds it, naming
 * its process), removes what a killed build left behind, makes an empty building folder. */
int generation_begin(struct generation_build *build, const char *index_dir, struct err *err);

/* Fills in id, number, created, bytes and checksums, writes the manifest, fsyncs everything,
 * renames the folder, replaces CURRENT, removes generations beyond the last GENERATIONS_KEPT,
 * unlocks. Up to the replacing of CURRENT a failure or kill leaves the old generation current;
 * after it, the new one. On failure the build still needs generation_abandon. */
int generation_publish(struct generation_build *build, struct generation_manifest *manifest,
                       struct err *err);

/* Removes the building folder and unlocks; safe after publish and on a zeroed build. */
void generation_abandon(struct generation_build *build);

#endif
