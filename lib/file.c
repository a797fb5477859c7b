/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parallel.h"

enum { SYNC_THREADS = 16 };

/* --- reading --- */

/* Opens a regular file; never waits for the other end of a FIFO. -1 and err otherwise. */
static int open_regular(const char *path, struct stat *info, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return err_errno(err, errno, path, "open");
    if (fstat(fd, info) != 0)
        err_errno(err, errno, path, "examine");
    else if (!S_ISREG(info->st_mode))
        err_at(err, ERR_IO, path, 0, "%s",
               S_ISDIR(info->st_mode) ? "is a folder, not a file" : "is not a regular file");
    else
        return fd;
    close(fd);
    return -1;
}

int file_read(const char *path, size_t max_bytes, struct buf *out, struct err *err)
{
    struct stat info = {0};
    char piece[64 * 1024];
    ssize_t n;
    int status = 0;
    buf_clear(out);
    if (out->max_bytes < max_bytes)
        out->max_bytes = max_bytes;
    int fd = open_regular(path, &info, err);
    if (fd < 0)
        return -1;

    /* The size is checked first so that a huge file costs nothing, and again while reading, because
     * a file may grow and those of /proc say 0. */
    bool too_big = info.st_size > 0 && (uint64_t)info.st_size > max_bytes;
    while (!too_big && (n = read(fd, piece, sizeof piece)) != 0) {
        if (n > 0) {
            too_big = (size_t)n > max_bytes - out->n;
            if (!too_big)
                buf_add(out, (struct str){piece, (size_t)n});
        } else if (errno != EINTR) {
            status = err_errno(err, errno, path, "read");
            break;
        }
    }
    close(fd);
    if (too_big)
        status =
            err_at(err, ERR_TOO_BIG, path, 0, "is larger than the limit of %zu bytes", max_bytes);
    if (status != 0)
        buf_clear(out);
    return status;
}

int file_map(const char *path, struct file_map *out, struct err *err)
{
    struct stat info = {0};
    *out = (struct file_map){0};
    int fd = open_regular(path, &info, err);
    if (fd < 0)
        return -1;
    int status = 0;
    if (info.st_size > 0) { /* an empty file cannot be mapped and need not be */
        out->bytes.n = (size_t)info.st_size;
        out->bytes.p = mmap(NULL, out->bytes.n, PROT_READ, MAP_PRIVATE, fd, 0);
        if (out->bytes.p == MAP_FAILED) {
            *out = (struct file_map){0};
            status = err_errno(err, errno, path, "map");
        }
    }
    close(fd);
    return status;
}

void file_unmap(struct file_map *map)
{
    if (map->bytes.n)
        munmap((void *)map->bytes.p, map->bytes.n);
    *map = (struct file_map){0};
}

/* --- writing --- */

static int sync_path(const char *path, int flags, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return err_errno(err, errno, path, "open");
    int status = fsync(fd) == 0 ? 0 : err_errno(err, errno, path, "write to disk");
    close(fd);
    return status;
}

int file_sync_dir(const char *path, struct err *err)
{
    return sync_path(path, O_DIRECTORY, err);
}

/* A name just made, renamed or removed is durable once its folder is. */
static int sync_parent(const char *path, struct err *err)
{
    char parent[PATH_MAX];
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    while (n > 0 && path[n - 1] != '/')
        n--;
    while (n > 1 && path[n - 1] == '/')
        n--;
    snprintf(parent, sizeof parent, "%.*s", n ? (int)n : 1, n ? path : ".");
    return file_sync_dir(parent, err);
}

static int write_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n >= 0)
            bytes = str_sub(bytes, (size_t)n, bytes.n);
        else if (errno != EINTR)
            return -1;
    }
    return 0;
}

int file_out_open(struct file_out *out, const char *path, struct err *err)
{
    *out = (struct file_out){.path = path};
    out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    return out->fd < 0 ? err_errno(err, errno, path, "write") : 0;
}

void file_out_add(struct file_out *out, struct str bytes)
{
    if (!out->failure && write_all(out->fd, bytes) != 0)
        out->failure = errno;
}

void file_out_start_over(struct file_out *out)
{
    if (!out->failure && lseek(out->fd, 0, SEEK_SET) != 0)
        out->failure = errno;
}

int file_out_close(struct file_out *out, struct err *err)
{
    if (close(out->fd) != 0 && !out->failure)
        out->failure = errno;
    return out->failure ? err_errno(err, out->failure, out->path, "write") : 0;
}

int file_write(const char *path, struct str bytes, struct err *err)
{
    struct file_out out;
    if (file_out_open(&out, path, err) < 0)
        return -1;
    file_out_add(&out, bytes);
    return file_out_close(&out, err);
}

static int replace(const char *path, struct str bytes, mode_t mode, struct err *err)
{
    static atomic_uint serial; /* two threads must not share a temporary file */
    char temporary[PATH_MAX];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld-%u", path, (long)getpid(),
                     atomic_fetch_add(&serial, 1));
    if (n < 0 || (size_t)n >= sizeof temporary)
        return err_errno(err, ENAMETOOLONG, path, "write");

    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return err_errno(err, errno, path, "write");
    int failure = write_all(fd, bytes) != 0 || fsync(fd) != 0 ? errno : 0;
    if (close(fd) != 0 && !failure)
        failure = errno;
    if (!failure && rename(temporary, path) != 0)
        failure = errno;
    if (failure) {
        unlink(temporary);
        return err_errno(err, failure, path, "write");
    }
    return sync_parent(path, err);
}

int file_replace(const char *path, struct str bytes, struct err *err)
{
    return replace(path, bytes, 0666, err);
}

int file_replace_private(const char *path, struct str bytes, struct err *err)
{
    return replace(path, bytes, 0600, err);
}

static int make_one_dir(const char *path, struct err *err)
{
    struct stat info;
    if (mkdir(path, 0777) == 0)
        return sync_parent(path, err);
    int failure = errno;
    /* Of "/", of a mount point that is read-only and of what exists mkdir says different things. */
    if (stat(path, &info) == 0) {
        if (S_ISDIR(info.st_mode))
            return 0;
        failure = ENOTDIR;
    }
    return err_errno(err, failure, path, "make folder");
}

int file_make_dir(const char *path, struct err *err)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    if (n >= sizeof part)
        return err_errno(err, ENAMETOOLONG, path, "make folder");
    for (size_t i = 1; i < n; i++) {
        if (path[i] != '/' || path[i - 1] == '/')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        if (make_one_dir(part, err) != 0)
            return -1;
    }
    return make_one_dir(path, err);
}

/* --- trees --- */

struct visitor {
    int (*visit)(struct visitor *v, FTS *tree, FTSENT *entry, struct err *err);
    void *context;
};

/* Calls v->visit for every entry that fts finds (folders before and after their content). */
static int visit_tree(const char *path, int options, struct visitor *v, struct err *err)
{
    char *roots[] = {(char *)path, NULL}; /* fts does not write to it */
    FTS *tree = fts_open(roots, options | FTS_NOCHDIR, NULL);
    if (!tree)
        return err_errno(err, errno, path, "read");
    int status = 0;
    FTSENT *entry;
    while (status == 0 && (errno = 0, entry = fts_read(tree)))
        status = v->visit(v, tree, entry, err);
    if (status == 0 && errno)
        status = err_errno(err, errno, path, "read");
    fts_close(tree);
    return status;
}

static bool is_unreadable(const FTSENT *entry)
{
    return entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS;
}

static int remove_entry(struct visitor *v, FTS *tree, FTSENT *entry, struct err *err)
{
    (void)v, (void)tree;
    if (entry->fts_info == FTS_D)
        return 0;
    if (is_unreadable(entry) && entry->fts_errno == ENOENT)
        return 0;
    bool folder = entry->fts_info == FTS_DP || entry->fts_info == FTS_DNR;
    int done = folder ? rmdir(entry->fts_accpath) : unlink(entry->fts_accpath);
    return done == 0 || errno == ENOENT ? 0 : err_errno(err, errno, entry->fts_path, "remove");
}

int file_remove_tree(const char *path, struct err *err)
{
    struct visitor v = {.visit = remove_entry};
    return visit_tree(path, FTS_PHYSICAL, &v, err);
}

/* Paths of a tree, folders too. */
struct sync_job {
    struct arena arena;
    struct sync_path {
        const char *path;
        int flags;
    } * paths;
    size_t n, cap;
};

static int add_sync_path(struct visitor *v, FTS *tree, FTSENT *entry, struct err *err)
{
    struct sync_job *job = v->context;
    (void)tree;
    if (is_unreadable(entry))
        return err_errno(err, entry->fts_errno, entry->fts_path, "read");
    if (entry->fts_info != FTS_F && entry->fts_info != FTS_DP)
        return 0;
    if (job->n == job->cap) {
        job->cap = job->cap ? job->cap * 2 : 64;
        job->paths = xrealloc(job->paths, job->cap * sizeof *job->paths);
    }
    job->paths[job->n++] = (struct sync_path){
        arena_dup(&job->arena, str_from(entry->fts_path)).p,
        entry->fts_info == FTS_F ? O_NOFOLLOW : O_DIRECTORY,
    };
    return 0;
}

static int sync_one(void *context, void *state, size_t number, struct err *err)
{
    const struct sync_job *job = context;
    (void)state;
    return sync_path(job->paths[number].path, job->paths[number].flags, err);
}

/* Each waits for the disk, which takes many at once nearly as fast as one. */
int file_sync_tree(const char *path, struct err *err)
{
    struct sync_job job = {.n = 0};
    struct visitor v = {.visit = add_sync_path, .context = &job};
    int result = visit_tree(path, FTS_PHYSICAL, &v, err);
    struct parallel_job work = {.n_pieces = job.n, .context = &job, .piece = sync_one};
    if (result == 0)
        result = parallel_run(&work, SYNC_THREADS, err);
    free(job.paths);
    arena_release(&job.arena);
    return result;
}

static int add_entry_bytes(struct visitor *v, FTS *tree, FTSENT *entry, struct err *err)
{
    (void)tree;
    if (is_unreadable(entry))
        return err_errno(err, entry->fts_errno, entry->fts_path, "read");
    if (entry->fts_info == FTS_F)
        *(uint64_t *)v->context += (uint64_t)entry->fts_statp->st_size;
    return 0;
}

int file_tree_bytes(const char *path, uint64_t *bytes, struct err *err)
{
    struct visitor v = {.visit = add_entry_bytes, .context = bytes};
    *bytes = 0;
    return visit_tree(path, FTS_PHYSICAL, &v, err);
}

/* --- walking --- */

struct walk {
    struct arena *arena;
    size_t root_bytes; /* of the root's path, which every fts_path begins with */
    struct str suffix;
    struct file_list *found;
    size_t cap;
    void (*problem)(void *context, const struct err *what);
    void *problem_context;
};

static void add_found(struct walk *walk, const FTSENT *entry)
{
    struct file_list *found = walk->found;
    if (found->n == walk->cap) {
        walk->cap = walk->cap ? walk->cap * 2 : 256;
        found->entries = xrealloc(found->entries, walk->cap * sizeof *found->entries);
    }
    struct str path = arena_dup(walk->arena, str_from(entry->fts_path));
    uint64_t bytes = (uint64_t)entry->fts_statp->st_size;
    found->entries[found->n++] = (struct file_entry){
        .path = path,
        .relative = str_sub(path, walk->root_bytes + 1, path.n),
        .bytes = bytes,
    };
    found->total_bytes += bytes;
}

/* An error that ends the walk when it is the root's, or nobody hears of others. */
static int walk_problem(struct walk *walk, const FTSENT *entry, const struct err *what,
                        struct err *err)
{
    if (entry->fts_level == FTS_ROOTLEVEL || !walk->problem) {
        *err = *what;
        return -1;
    }
    walk->problem(walk->problem_context, what);
    return 0;
}

static int walk_entry(struct visitor *v, FTS *tree, FTSENT *entry, struct err *err)
{
    struct walk *walk = v->context;
    struct err what = ERR_INIT;
    struct str name = {entry->fts_name, entry->fts_namelen};
    bool wanted = str_ends(name, walk->suffix);
    if (entry->fts_level > FTS_ROOTLEVEL && entry->fts_name[0] == '.') {
        fts_set(tree, entry, FTS_SKIP);
        return 0;
    }
    switch (entry->fts_info) {
    case FTS_D:
        if (utf8_valid_bytes(name) == name.n)
            return 0;
        fts_set(tree, entry, FTS_SKIP);
        err_at(&what, ERR_SYNTAX, entry->fts_path, 0,
               "the folder's name is not valid UTF-8: rename it");
        return walk_problem(walk, entry, &what, err);
    case FTS_DP:
    case FTS_DC: /* a link back to a folder that we are in */
        return 0;
    case FTS_F:
        if (entry->fts_level == FTS_ROOTLEVEL)
            return err_at(err, ERR_IO, entry->fts_path, 0, "is a file, not a folder");
        if (!wanted)
            return 0;
        if (utf8_valid_bytes(name) == name.n) {
            add_found(walk, entry);
            return 0;
        }
        err_at(&what, ERR_SYNTAX, entry->fts_path, 0,
               "the file's name is not valid UTF-8: rename it");
        return walk_problem(walk, entry, &what, err);
    case FTS_SLNONE:
        err_at(&what, ERR_NOT_FOUND, entry->fts_path, 0,
               "this symbolic link leads nowhere: mend or delete it");
        return walk_problem(walk, entry, &what, err);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        err_errno(&what, entry->fts_errno, entry->fts_path, "read");
        return walk_problem(walk, entry, &what, err);
    default:
        if (!wanted && entry->fts_level > FTS_ROOTLEVEL)
            return 0;
        err_at(&what, ERR_IO, entry->fts_path, 0,
               "is not a regular file: nothing can be read from it");
        return walk_problem(walk, entry, &what, err);
    }
}

static int compare_relative(const void *a, const void *b)
{
    return str_cmp(((const struct file_entry *)a)->relative,
                   ((const struct file_entry *)b)->relative);
}

int file_walk(struct arena *a, const char *root, struct str suffix, struct file_list *out,
              void (*problem)(void *context, const struct err *what), void *context,
              struct err *err)
{
    struct str top = str_from(root);
    while (top.n > 1 && top.p[top.n - 1] == '/')
        top.n--;
    struct walk walk = {
        .arena = a,
        .root_bytes = str_eq(top, STR("/")) ? 0 : top.n,
        .suffix = suffix,
        .found = out,
        .problem = problem,
        .problem_context = context,
    };
    struct visitor v = {.visit = walk_entry, .context = &walk};
    *out = (struct file_list){0};
    int status = visit_tree(arena_dup(a, top).p, FTS_LOGICAL, &v, err);

    struct file_entry *entries = out->entries;
    if (out->n) {
        qsort(entries, out->n, sizeof *entries, compare_relative);
        out->entries = ARENA_ARRAY(a, struct file_entry, out->n);
        memcpy(out->entries, entries, out->n * sizeof *entries);
    }
    free(entries);
    return status;
}

/* --- links --- */

static int copy_content(int from, int to)
{
    char piece[64 * 1024];
    ssize_t n;
    while ((n = read(from, piece, sizeof piece)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || write_all(to, (struct str){piece, (size_t)n}) < 0)
            return -1;
    }
    return 0;
}

static int copy_file(const char *from, const char *to, struct err *err)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return err_errno(err, errno, from, "open");
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int failure = out < 0 || copy_content(in, out) < 0 ? errno : 0;
    close(in);
    if (out >= 0 && close(out) != 0 && !failure)
        failure = errno;
    return failure ? err_errno(err, failure, to, "write") : 0;
}

int file_link(const char *from, const char *to, bool copy, struct err *err)
{
    return !copy && link(from, to) == 0 ? 0 : copy_file(from, to, err);
}
