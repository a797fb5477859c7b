/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index directory: immutable generations and one small file that names the current one.
 *
 *     INDEX/CURRENT             "gen-000007\n", replaced by an atomic, fsynced rename
 *     INDEX/LOCK                held (flock) by the one builder; contents are for people
 *     INDEX/gen-000007/         complete; never changed after it was published, and under a shared
 *                               flock as long as somebody reads it
 *         manifest.json         what is in it, versions, counts, checksums of all other files
 *     INDEX/staged-000008/      as complete, but waiting to be judged
 *     INDEX/building-000009/    a build under way, or the remains of a killed one
 *     INDEX/removed-000002/     the remains of a removal
 *     INDEX/damaged-000005      what generation_verify found: readers pass gen-000005 over
 *
 * Knows nothing of what the files in a generation mean.
 */
#ifndef JAWAB_GENERATION_H
#define JAWAB_GENERATION_H

#include <sys/types.h>
#include <time.h>

#include "err.h"
#include "str.h"

enum { GENERATION_NAME_BYTES = 32, GENERATION_PATH_BYTES = 4096, GENERATIONS_KEPT = 5 };

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

/* Reads CURRENT and that generation's manifest, and compares the sizes of its files. `path` gets
 * the generation's folder. Errors: ERR_NOT_FOUND (no index here: says how to build one), ERR_STALE
 * (schema or analyser version differs from the ones given: says to rebuild; `preview` is right even
 * so), ERR_INDEX (damaged). */
int generation_current(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                       char path[GENERATION_PATH_BYTES], struct generation_manifest *out,
                       struct err *err);

/* Only the name in CURRENT. */
int generation_current_name(const char *index_dir, char name[GENERATION_NAME_BYTES],
                            struct err *err);

/* Only its number; 0 when CURRENT is missing or names none. */
int generation_current_number(const char *index_dir, unsigned *number, struct err *err);

/* The same for any complete generation: `word` is its number, "current", or "staged" for the newest
 * that generation_stage left. ERR_SYNTAX for another word, ERR_NOT_FOUND when there is none. */
int generation_named(const char *index_dir, const char *word, unsigned schema_version,
                     unsigned analyser_version, char path[GENERATION_PATH_BYTES],
                     struct generation_manifest *out, struct err *err);

/* Only the folder of such a generation, whatever may be wrong with it. */
int generation_find(const char *index_dir, const char *word, char path[GENERATION_PATH_BYTES],
                    struct err *err);

/* Compares every file of the generation with the manifest's list: names, sizes, checksums. What
 * differs is told to problem() (unless that is NULL), file by file; -1 and the first in *err when
 * anything does. ERR_STALE: of another version, so nothing was compared. */
int generation_verify(const char *generation_path, unsigned schema_version,
                      unsigned analyser_version,
                      void (*problem)(void *context, const struct err *what), void *context,
                      struct err *err);

/* Writes down beside the generation what generation_verify found: a look at sizes cannot see it,
 * but from now on readers and builds take the generation for damaged, running servers too. NULL
 * takes that back. */
int generation_remember(const char *generation_path, const struct err *damage, struct err *err);

/* --- using: what readers that stay do --- */

/* Which CURRENT it was: it is replaced, never written. All zero when there was none. */
struct generation_mark {
    dev_t device;
    ino_t inode;
    off_t bytes;
    struct timespec changed;
};

/* A generation in use: no build removes it before generation_release. */
struct generation_use {
    char path[GENERATION_PATH_BYTES];
    struct generation_manifest manifest;
    struct generation_mark mark;
    struct err instead; /* why it is not the one that CURRENT should name; ERR_NONE when it is */
    bool held;
    int hold_fd;
};

/* Opens one generation: whatever a reader needs of it. */
typedef int generation_opener(void *context, const char *path, struct err *err);

/* Takes the current generation and opens it with open() (NULL: looking at it is enough). When it is
 * damaged, open() fails, or CURRENT names none, the next older good one is taken, then any newer
 * one, and use->instead says why. -1 with the error of the current one when no other is good
 * either, and with ERR_STALE when the current one is of another version. */
int generation_use(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                   generation_opener *open, void *context, struct generation_use *use,
                   struct err *err);
void generation_release(struct generation_use *use); /* zeroed or released already: fine */

/* Is CURRENT another one by now? Cheap (one stat), for asking at each request. */
bool generation_moved(const char *index_dir, const struct generation_mark *mark);

/* --- listing --- */

enum generation_state {
    GENERATION_CURRENT, /* CURRENT names it */
    GENERATION_OLDER,
    GENERATION_NEWER,  /* rolled back from, or its build was killed just before its end */
    GENERATION_STAGED, /* never published */
};

struct generation_info {
    unsigned number;
    enum generation_state state;
    char name[GENERATION_NAME_BYTES];
    struct generation_manifest manifest; /* as far as it can be read */
    struct err damage;                   /* ERR_NONE, or what a look finds wrong, or ERR_STALE */
};

/* All complete generations, the newest first; free(*out). */
int generation_list(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                    struct generation_info **out, size_t *n, struct err *err);

/* --- building --- */

struct generation_build {
    char index_dir[GENERATION_PATH_BYTES];
    char path[GENERATION_PATH_BYTES]; /* write the files here */
    unsigned number;
    unsigned keep; /* generations that publishing leaves, this one too: GENERATIONS_KEPT */
    int lock_fd;
    struct err repaired; /* what generation_begin put right, as one sentence; often ERR_NONE */
};

/* Creates index_dir if needed, takes the lock (ERR_BUSY at once when another build holds it, naming
 * its process), removes what a killed build left behind, makes CURRENT name the generation that
 * readers use should it name a damaged one or none, makes an empty building folder. */
int generation_begin(struct generation_build *build, const char *index_dir, struct err *err);

/* Fills in id, number, created, bytes and checksums, writes the manifest, fsyncs everything,
 * renames the folder, replaces CURRENT, removes what is too old. Up to the replacing of CURRENT a
 * failure or kill leaves the old generation current; after it, the new one. The lock stays until
 * generation_end.
 *
 * A file that is a hard link to one of an earlier generation is not read: it keeps the checksum
 * that it has there. What is removed are staged generations and all but the newest build->keep
 * others; one in use is left for a later build. */
int generation_publish(struct generation_build *build, struct generation_manifest *manifest,
                       struct err *err);

/* The same without replacing CURRENT and without removing others than staged ones: the generation
 * is complete and waits to be judged. */
int generation_stage(struct generation_build *build, struct generation_manifest *manifest,
                     struct err *err);

/* Unlocks, and removes what was neither published nor staged. Fine on a zeroed build, and twice. */
void generation_end(struct generation_build *build);

/* Makes another complete generation current, older, newer or staged, after verifying all of it:
 * `word` as for generation_named. ERR_BUSY while a build is under way. */
int generation_switch(const char *index_dir, const char *word, unsigned schema_version,
                      unsigned analyser_version, struct generation_manifest *out, struct err *err);

#endif
