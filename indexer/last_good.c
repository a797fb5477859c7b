/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "last_good.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../lib/hash.h"
#include "article.h"

#define FOLDER "/last-good"

enum { NAME_BYTES = 17, PATH_BYTES = 4096 + NAME_BYTES + 16 };

int last_good_open(struct last_good *l, const char *index_dir, struct err *err)
{
    if (strlen(index_dir) + sizeof FOLDER > sizeof l->folder)
        return err_errno(err, ENAMETOOLONG, index_dir, "use folder");
    snprintf(l->folder, sizeof l->folder, "%s" FOLDER, index_dir);
    return file_make_dir(l->folder, err);
}

/* Paths do not stand in the folder as they are: a file may become a folder of the same name. */
static void name_of(const struct file_entry *file, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%016" PRIx64, hash_id(file->relative));
}

static void path_of(const struct last_good *l, const struct file_entry *file, char path[PATH_BYTES])
{
    char name[NAME_BYTES];
    name_of(file, name);
    snprintf(path, PATH_BYTES, "%s/%s", l->folder, name);
}

static bool is_kept(const char *path, struct str text)
{
    struct err ignored = ERR_INIT;
    struct file_map kept;
    if (file_map(path, &kept, &ignored) < 0)
        return false;
    bool same = str_eq(kept.bytes, text);
    file_unmap(&kept);
    return same;
}

/* Not synced: after a power cut a copy may be missing or cut short, and is then not used or refused
 * as any broken text is. Thousands of files at once must not wait for the disk one by one. */
static int write_copy(const char *path, struct str text, const struct timespec *saved,
                      struct err *err)
{
    char temporary[PATH_BYTES + 8];
    const struct timespec times[] = {*saved, *saved};
    snprintf(temporary, sizeof temporary, "%s.new", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return err_errno(err, errno, temporary, "write");
    int failure = 0;
    while (text.n && !failure) {
        ssize_t n = write(fd, text.p, text.n);
        if (n >= 0)
            text = str_sub(text, (size_t)n, text.n);
        else if (errno != EINTR)
            failure = errno;
    }
    futimens(fd, times);
    if (close(fd) != 0 && !failure)
        failure = errno;
    if (!failure && rename(temporary, path) != 0)
        failure = errno;
    if (!failure)
        return 0;
    unlink(temporary);
    return err_errno(err, failure, path, "write");
}

int last_good_keep(const struct last_good *l, const struct file_entry *file, struct str text,
                   struct err *err)
{
    char path[PATH_BYTES];
    struct stat info = {0};
    if (!l->folder[0])
        return 0;
    path_of(l, file, path);
    if (is_kept(path, text))
        return 0;
    if (stat(file->path.p, &info) != 0)
        clock_gettime(CLOCK_REALTIME, &info.st_mtim);
    return write_copy(path, text, &info.st_mtim, err);
}

bool last_good_find(const struct last_good *l, const struct file_entry *file, struct buf *text,
                    int64_t *saved)
{
    char path[PATH_BYTES];
    struct stat info;
    struct err ignored = ERR_INIT;
    if (!l->folder[0])
        return false;
    path_of(l, file, path);
    if (stat(path, &info) != 0 || file_read(path, ARTICLE_MAX_BYTES, text, &ignored) < 0)
        return false;
    *saved = info.st_mtim.tv_sec;
    return true;
}

/* --- forgetting --- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

void last_good_prune(const struct last_good *l, const struct file_list *files)
{
    DIR *dir = l->folder[0] ? opendir(l->folder) : NULL;
    if (!dir)
        return;
    char(*names)[NAME_BYTES] = xcalloc(files->n + 1, sizeof *names);
    for (size_t i = 0; i < files->n; i++)
        name_of(&files->entries[i], names[i]);
    if (files->n)
        qsort(names, files->n, sizeof *names, compare_names);
    const struct dirent *entry;
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.' &&
            !bsearch(entry->d_name, names, files->n, sizeof *names, compare_names))
            unlinkat(dirfd(dir), entry->d_name, 0); /* also what a kill left half written */
    free(names);
    closedir(dir);
}
