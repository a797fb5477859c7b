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

#define FOLDER    "/last-good"
#define TEMPORARY ".new"

enum { NAME_BYTES = 34, PATH_BYTES = 4096 + NAME_BYTES, COPIES_MIN = 256 };

/* --- names --- */

static void write_name(struct last_good_copy copy, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%016" PRIx64 "-%016" PRIx64, copy.path_id, copy.text_id);
}

static bool read_name(const char *name, struct last_good_copy *copy)
{
    char again[NAME_BYTES], *end;
    copy->path_id = strtoull(name, &end, 16);
    copy->text_id = *end == '-' ? strtoull(end + 1, &end, 16) : 0;
    write_name(*copy, again);
    return strcmp(name, again) == 0;
}

static void path_of(const struct last_good *l, struct last_good_copy copy, char path[PATH_BYTES])
{
    char name[NAME_BYTES];
    write_name(copy, name);
    snprintf(path, PATH_BYTES, "%s/%s", l->folder, name);
}

static void remove_copy(const struct last_good *l, struct last_good_copy copy)
{
    char path[PATH_BYTES];
    path_of(l, copy, path);
    unlink(path);
}

static int compare_paths(const void *a, const void *b)
{
    const struct last_good_copy *x = a, *y = b;
    return (x->path_id > y->path_id) - (x->path_id < y->path_id);
}

static int compare_copies(const void *a, const void *b)
{
    const struct last_good_copy *x = a, *y = b;
    int order = compare_paths(a, b);
    return order ? order : (x->text_id > y->text_id) - (x->text_id < y->text_id);
}

static struct timespec offered_at(const struct last_good *l, struct last_good_copy copy)
{
    char path[PATH_BYTES];
    struct stat info = {0};
    path_of(l, copy, path);
    stat(path, &info);
    return info.st_ctim;
}

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec > b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

/* A build that was killed leaves two of a file: of these the one that was offered last counts, or
 * what it took back would be there again. */
static void keep_latest(struct last_good *l)
{
    struct last_good_copy *copies = l->copies;
    size_t kept = 0;
    if (l->n)
        qsort(copies, l->n, sizeof *copies, compare_copies);
    for (size_t i = 0; i < l->n; i++) {
        struct last_good_copy *last = kept ? &copies[kept - 1] : NULL;
        if (!last || last->path_id != copies[i].path_id) {
            copies[kept++] = copies[i];
            continue;
        }
        bool later = is_later(offered_at(l, copies[i]), offered_at(l, *last));
        remove_copy(l, later ? *last : copies[i]);
        if (later)
            *last = copies[i];
    }
    l->n = kept;
}

int last_good_open(struct last_good *l, const char *index_dir, struct err *err)
{
    const struct dirent *entry;
    size_t cap = COPIES_MIN;
    *l = (struct last_good){.n = 0};
    if (strlen(index_dir) + sizeof FOLDER > sizeof l->folder)
        return err_errno(err, ENAMETOOLONG, index_dir, "use folder");
    snprintf(l->folder, sizeof l->folder, "%s" FOLDER, index_dir);
    if (file_make_dir(l->folder, err) < 0)
        return -1;
    DIR *dir = opendir(l->folder);
    if (!dir)
        return err_errno(err, errno, l->folder, "read folder");
    l->copies = xcalloc(cap, sizeof *l->copies);
    while ((entry = readdir(dir))) {
        if (l->n == cap) {
            cap *= 2;
            l->copies = xrealloc(l->copies, cap * sizeof *l->copies);
        }
        if (read_name(entry->d_name, &l->copies[l->n]))
            l->n++;
        else if (entry->d_name[0] != '.')
            unlinkat(dirfd(dir), entry->d_name, 0); /* what a kill left half written */
    }
    closedir(dir);
    keep_latest(l);
    return 0;
}

void last_good_close(struct last_good *l)
{
    free(l->copies);
    *l = (struct last_good){.n = 0};
}

/* --- finding --- */

static const struct last_good_copy *find(const struct last_good *l, struct str relative)
{
    const struct last_good_copy wanted = {.path_id = hash_id(relative)};
    return l->n ? bsearch(&wanted, l->copies, l->n, sizeof *l->copies, compare_paths) : NULL;
}

uint64_t last_good_id(const struct last_good *l, struct str relative)
{
    const struct last_good_copy *copy = find(l, relative);
    return copy ? copy->text_id : 0;
}

bool last_good_find(const struct last_good *l, struct str relative, struct buf *text,
                    int64_t *saved)
{
    const struct last_good_copy *copy = find(l, relative);
    char path[PATH_BYTES];
    struct stat info;
    struct err ignored = ERR_INIT;
    if (!copy)
        return false;
    path_of(l, *copy, path);
    if (stat(path, &info) != 0 || file_read(path, ARTICLE_MAX_BYTES, text, &ignored) < 0 ||
        hash_text(buf_str(text)) != copy->text_id)
        return false;
    *saved = info.st_mtim.tv_sec;
    return true;
}

/* --- keeping --- */

/* Not synced: thousands of files at once must not wait for the disk one by one, and a text that a
 * power cut has torn is not the one that its name says. */
static int write_copy(const char *path, struct str text, const struct timespec *saved,
                      struct err *err)
{
    char temporary[PATH_BYTES + sizeof TEMPORARY];
    const struct timespec times[] = {*saved, *saved};
    snprintf(temporary, sizeof temporary, "%s" TEMPORARY, path);
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
    return failure ? err_errno(err, failure, path, "write") : 0;
}

int last_good_offer(const struct last_good *l, const struct file_entry *file, struct str text,
                    uint64_t text_id, struct err *err)
{
    char path[PATH_BYTES];
    struct stat info;
    if (!l->folder[0] || last_good_id(l, file->relative) == text_id)
        return 0;
    if (stat(file->path.p, &info) != 0)
        clock_gettime(CLOCK_REALTIME, &info.st_mtim);
    path_of(l, (struct last_good_copy){hash_id(file->relative), text_id}, path);
    return write_copy(path, text, &info.st_mtim, err);
}

void last_good_settle(const struct last_good *l, const struct last_good_verdict *verdicts, size_t n)
{
    struct last_good_copy *stays = xcalloc(n + 1, sizeof *stays); /* text_id 0: whatever it is */
    for (size_t i = 0; i < n; i++) {
        const struct last_good_verdict *v = &verdicts[i];
        stays[i].path_id = hash_id(v->relative);
        stays[i].text_id = v->good == LAST_GOOD_YES ? v->text_id : 0;
        if (v->good == LAST_GOOD_NO && v->text_id && l->folder[0])
            remove_copy(l, (struct last_good_copy){stays[i].path_id, v->text_id});
    }
    if (n)
        qsort(stays, n, sizeof *stays, compare_paths);
    for (size_t i = 0; i < l->n; i++) {
        const struct last_good_copy *same =
            bsearch(&l->copies[i], stays, n, sizeof *stays, compare_paths);
        if (!same || (same->text_id && same->text_id != l->copies[i].text_id))
            remove_copy(l, l->copies[i]);
    }
    free(stays);
}
