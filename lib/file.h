/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files: reading with a cap, walking a folder in a fixed order, writing so that a crash leaves the
 * old or the new content and never a half. Knows nothing of what the files mean.
 */
#ifndef JAWAB_FILE_H
#define JAWAB_FILE_H

#include "arena.h"
#include "err.h"

/* Reads a regular file of at most max_bytes into *out (cleared first; its own maximum is raised to
 * fit). ERR_TOO_BIG names the limit. Directories, devices and FIFOs are errors, and never block. */
int file_read(const char *path, size_t max_bytes, struct buf *out, struct err *err);

/* A read-only memory map of a whole file; valid until file_unmap, even if the file is unlinked. */
struct file_map {
    struct str bytes;
};
int file_map(const char *path, struct file_map *out, struct err *err);
void file_unmap(struct file_map *map);

/* Writes a file of a folder that nobody reads yet: not safe from a crash before file_sync_tree. */
int file_write(const char *path, struct str bytes, struct err *err);

/* The same in steps. `path` is borrowed until file_out_close, which tells what failed; -1 from it
 * leaves a torn file. */
struct file_out {
    const char *path;
    int fd, failure; /* an errno */
};
int file_out_open(struct file_out *out, const char *path, struct err *err);
void file_out_add(struct file_out *out, struct str bytes);
void file_out_start_over(struct file_out *out); /* what is added now replaces the first bytes */
int file_out_close(struct file_out *out, struct err *err);

/* Writes path via a temporary sibling: write, fsync, rename, fsync of the folder. On failure the
 * old file is untouched and the temporary one removed. */
int file_replace(const char *path, struct str bytes, struct err *err);
int file_replace_private(const char *path, struct str bytes, struct err *err); /* mode 0600 */

int file_make_dir(const char *path, struct err *err);    /* parents too; existing is fine */
int file_remove_tree(const char *path, struct err *err); /* not through symlinks; missing: fine */
int file_sync_dir(const char *path, struct err *err);    /* fsync one folder: the names in it */
int file_sync_tree(const char *path, struct err *err);   /* fsync every file and folder below */

/* Makes another name for a file, a hard link where the file system has them, or with `copy` a file
 * of its own, which damage to the first does not reach. */
int file_link(const char *from, const char *to, bool copy, struct err *err);

int file_tree_bytes(const char *path, uint64_t *bytes, struct err *err); /* sum of file sizes */

/* One file found by file_walk. Strings live in the arena. */
struct file_entry {
    struct str path;     /* as to be opened: root + "/" + relative */
    struct str relative; /* below the root, '/' between parts */
    uint64_t bytes;
};

struct file_list {
    struct file_entry *entries; /* sorted by relative path, bytewise */
    size_t n;
    uint64_t total_bytes;
};

/* Finds every regular file below root whose name ends in suffix. Symlinks to files and folders are
 * followed, a folder that is its own ancestor is not entered again. Names starting with '.' are
 * left out. What cannot be read, or has a name that is not valid UTF-8, is reported through
 * problem() (with a complete message) and skipped; -1 when root itself cannot be read, or for any
 * of these when `problem` is NULL. */
int file_walk(struct arena *a, const char *root, struct str suffix, struct file_list *out,
              void (*problem)(void *context, const struct err *what), void *context,
              struct err *err);

#endif
