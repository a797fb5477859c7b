/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracker.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/lexicon.h"
#include "promise.h"
#include "site.h"

enum { EVENTS_BYTES = 64 * 1024, LINK_HOPS_MAX = 8, REASONS_MAX = 16 };

/* Of a folder's entries; files under way are told when their writer closes them. */
static const uint32_t wanted =
    IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB | IN_MOVE_SELF;

/* One reason to watch a folder. Several may share a watch: the kernel has one a folder. */
struct row {
    int watch;
    char *path; /* below the content folder; empty: that folder itself */
    char *only; /* NULL: the folder's entries matter. Else `path` is a symbolic link, and this the
                   entry that it leads to */
};

struct tracker {
    int fd;
    char root[PATH_MAX];
    bool missing;
    struct row *rows;
    size_t n, cap;
};

/* --- changes --- */

void tracker_changes_clear(struct tracker_changes *changes)
{
    arena_clear(&changes->arena);
    changes->n = changes->more = 0;
    changes->everything = false;
}

bool tracker_changes_any(const struct tracker_changes *changes)
{
    return changes->everything || changes->n > 0;
}

static void note(struct tracker_changes *changes, const char *path)
{
    struct str name = str_from(path);
    name.n = utf8_valid_bytes(name); /* for people; the build tells of names that are not UTF-8 */
    for (size_t i = 0; i < changes->n; i++)
        if (str_eq(changes->paths[i], name))
            return;
    if (changes->n == TRACKER_PATHS_MAX)
        changes->more++;
    else
        changes->paths[changes->n++] = arena_dup(&changes->arena, name);
}

/* Is it a file that a build reads? */
static bool is_content(struct str path)
{
    bool on_top = str_find_char(path, '/') == SIZE_MAX;
    return str_ends(path, STR(".md")) || str_eq(path, STR(SITE_FILE)) ||
           str_eq(path, STR(PROMISE_FILE)) ||
           (str_starts(path, STR(LEXICON_DIR "/")) && str_ends(path, STR(".txt"))) ||
           (on_top && (str_ends(path, STR(".svg")) || str_ends(path, STR(".png"))));
}

/* --- rows --- */

static void add_row(struct tracker *t, int watch, const char *path, const char *only)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->rows[i].watch == watch && strcmp(t->rows[i].path, path) == 0 &&
            !t->rows[i].only == !only && (!only || strcmp(t->rows[i].only, only) == 0))
            return;
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 64;
        t->rows = xrealloc(t->rows, t->cap * sizeof *t->rows);
    }
    t->rows[t->n++] = (struct row){watch, xstrdup(path), only ? xstrdup(only) : NULL};
}

static bool is_at_or_below(const char *path, const char *top)
{
    size_t n = strlen(top);
    return n == 0 || (strncmp(path, top, n) == 0 && (path[n] == '\0' || path[n] == '/'));
}

static bool is_watched(const struct tracker *t, int watch)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->rows[i].watch == watch)
            return true;
    return false;
}

/* Forgets a path and all below it; true when anything was known of it. */
static bool forget(struct tracker *t, const char *top)
{
    size_t kept = 0, before = t->n;
    int *gone = xcalloc(t->n + 1, sizeof *gone);
    size_t n_gone = 0;
    for (size_t i = 0; i < before; i++) {
        if (!is_at_or_below(t->rows[i].path, top)) {
            t->rows[kept++] = t->rows[i];
            continue;
        }
        gone[n_gone++] = t->rows[i].watch;
        free(t->rows[i].path);
        free(t->rows[i].only);
    }
    t->n = kept;
    for (size_t i = 0; i < n_gone; i++)
        if (!is_watched(t, gone[i]))
            inotify_rm_watch(t->fd, gone[i]); /* fails when the folder is gone, and so the watch */
    free(gone);
    return n_gone > 0;
}

/* A folder that cannot be watched because it is gone or closed to us is the build's to tell. */
static int watch_folder(struct tracker *t, const char *folder, const char *path, const char *only,
                        struct err *err)
{
    int watch = inotify_add_watch(t->fd, folder, wanted | IN_ONLYDIR);
    if (watch >= 0)
        add_row(t, watch, path, only);
    else if (errno == ENOSPC || errno == ENOMEM)
        return err_at(err, ERR_IO, folder, 0,
                      "the system lets nobody watch more folders: raise the sysctl "
                      "fs.inotify.max_user_watches");
    return 0;
}

/* A link may be pointed elsewhere, and what it leads to replaced: each hop is watched in the folder
 * that holds it. */
static int watch_link(struct tracker *t, const char *link, const char *path, struct err *err)
{
    char at[PATH_MAX], target[PATH_MAX];
    snprintf(at, sizeof at, "%s", link);
    for (int hop = 0; hop < LINK_HOPS_MAX; hop++) {
        ssize_t n = readlink(at, target, sizeof target - 1);
        if (n <= 0)
            return 0;
        target[n] = '\0';
        char *slash = strrchr(at, '/'); /* relative to the folder that the link is in */
        size_t base = target[0] == '/' || !slash ? 0 : (size_t)(slash - at) + 1;
        if (base + (size_t)n >= sizeof at)
            return 0;
        memcpy(at + base, target, (size_t)n + 1);
        while (strlen(at) > 1 && at[strlen(at) - 1] == '/')
            at[strlen(at) - 1] = '\0';
        slash = strrchr(at, '/');
        struct str folder = slash ? str_sub(str_from(at), 0, (size_t)(slash - at)) : STR(".");
        char name[PATH_MAX];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(folder.n ? folder : STR("/")));
        if (watch_folder(t, name, path, slash ? slash + 1 : at, err) < 0)
            return -1;
    }
    return 0;
}

/* --- looking through the tree --- */

static int scan_entry(struct tracker *t, FTS *tree, FTSENT *entry, struct tracker_changes *changes,
                      struct err *err)
{
    const char *path = entry->fts_path + strlen(t->root);
    path += *path == '/';
    if (entry->fts_name[0] == '.' && *path && entry->fts_level > FTS_ROOTLEVEL) {
        fts_set(tree, entry, FTS_SKIP);
        return 0;
    }
    bool folder = entry->fts_info == FTS_D;
    bool file = entry->fts_info == FTS_F && is_content(str_from(path));
    if (file && changes)
        note(changes, path);
    if ((folder || file || entry->fts_info == FTS_SLNONE) &&
        watch_link(t, entry->fts_path, path, err) < 0)
        return -1;
    /* fts has not yet read the folder: what is made in it from now on is either found or told. */
    return folder ? watch_folder(t, entry->fts_path, path, NULL, err) : 0;
}

/* Watches what is at a path and below it, noting the files that are already there. */
static int scan(struct tracker *t, const char *path, struct tracker_changes *changes,
                struct err *err)
{
    char whole[PATH_MAX];
    char *roots[] = {whole, NULL};
    int n = snprintf(whole, sizeof whole, "%s%s%s", t->root, *path ? "/" : "", path);
    if (n < 0 || (size_t)n >= sizeof whole)
        return 0;
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    if (!tree)
        return err_errno(err, errno, whole, "read");
    int result = 0;
    FTSENT *entry;
    while (result == 0 && (entry = fts_read(tree)))
        result = scan_entry(t, tree, entry, changes, err);
    fts_close(tree);
    return result;
}

/* The folder that holds the content folder tells when that is replaced. */
static int watch_parent(struct tracker *t, struct err *err)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(t->root, '/');
    size_t n = slash ? (size_t)(slash - t->root) : 0;
    if (slash && slash[1] == '\0')
        return 0; /* "/" */
    snprintf(parent, sizeof parent, "%.*s", slash && n ? (int)n : 1,
             slash ? n ? t->root : "/" : ".");
    return watch_folder(t, parent, "", slash ? slash + 1 : t->root, err);
}

static int scan_all(struct tracker *t, struct err *err)
{
    struct stat info;
    forget(t, "");
    if (watch_parent(t, err) < 0 || scan(t, "", NULL, err) < 0)
        return -1;
    t->missing = stat(t->root, &info) != 0 || !S_ISDIR(info.st_mode);
    return 0;
}

int tracker_new(struct tracker **out, const char *content_dir, struct err *err)
{
    struct tracker *t = xcalloc(1, sizeof *t);
    size_t n = strlen(content_dir);
    *out = NULL;
    while (n > 1 && content_dir[n - 1] == '/')
        n--;
    snprintf(t->root, sizeof t->root, "%.*s", (int)n, content_dir);
    const char *slash = strrchr(t->root, '/'), *name = slash ? slash + 1 : t->root;
    char real[PATH_MAX];
    if ((strcmp(name, ".") == 0 || strcmp(name, "..") == 0) && realpath(t->root, real))
        memcpy(t->root, real, sizeof real); /* for its name in the folder that holds it */
    t->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    int result = t->fd < 0 ? err_errno(err, errno, content_dir, "watch (inotify)") : 0;
    if (result == 0)
        result = scan_all(t, err);
    if (result == 0)
        *out = t;
    else
        tracker_free(t);
    return result;
}

void tracker_free(struct tracker *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++) {
        free(t->rows[i].path);
        free(t->rows[i].only);
    }
    if (t->fd >= 0)
        close(t->fd);
    free(t->rows);
    free(t);
}

int tracker_fd(const struct tracker *t)
{
    return t->fd;
}

bool tracker_is_missing(const struct tracker *t)
{
    return t->missing;
}

/* --- events --- */

static int look_again(struct tracker *t, struct tracker_changes *changes, struct err *err)
{
    changes->everything = true;
    return scan_all(t, err);
}

static bool exists(const struct tracker *t, const char *path)
{
    char whole[PATH_MAX];
    int n = snprintf(whole, sizeof whole, "%s/%s", t->root, path);
    return n > 0 && (size_t)n < sizeof whole && access(whole, F_OK) == 0;
}

/* A path is gone or another than before: what is known of it is forgotten and found again. */
static int replaced(struct tracker *t, const char *path, struct tracker_changes *changes,
                    struct err *err)
{
    if (*path == '\0')
        return look_again(t, changes, err);
    bool known = forget(t, path); /* a folder that is gone stands for its files */
    if (is_content(str_from(path)) || (known && !exists(t, path)))
        note(changes, path);
    return scan(t, path, changes, err);
}

/* Something made under this name: a folder, a link, or a file. */
static int appeared(struct tracker *t, const char *path, const struct inotify_event *event,
                    struct tracker_changes *changes, struct err *err)
{
    char whole[PATH_MAX];
    struct stat info;
    int n = snprintf(whole, sizeof whole, "%s/%s", t->root, path);
    if (n < 0 || (size_t)n >= sizeof whole || lstat(whole, &info) != 0)
        return 0; /* gone already: an event of its own */
    if (!S_ISREG(info.st_mode))
        return replaced(t, path, changes, err);
    bool begun = event->mask & IN_CREATE && info.st_size == 0; /* it is closed when it is whole */
    if (!begun && is_content(str_from(path)))
        note(changes, path);
    return 0;
}

static int handle_entry(struct tracker *t, const char *path, const struct inotify_event *event,
                        struct tracker_changes *changes, struct err *err)
{
    if (event->mask & (IN_CREATE | IN_MOVED_TO | IN_ATTRIB))
        return appeared(t, path, event, changes, err);
    if (event->mask & (IN_DELETE | IN_MOVED_FROM))
        return replaced(t, path, changes, err);
    if (is_content(str_from(path)))
        note(changes, path);
    return 0;
}

/* What an event means for one reason to watch its folder. */
static int handle_row(struct tracker *t, const struct row *row, const struct inotify_event *event,
                      struct tracker_changes *changes, struct err *err)
{
    char path[PATH_MAX];
    if (row->only)
        return replaced(t, row->path, changes, err);
    if (event->len == 0) { /* of the folder itself */
        bool lost = event->mask & (IN_MOVE_SELF | IN_IGNORED);
        return lost ? replaced(t, row->path, changes, err) : 0;
    }
    if (strncmp(event->name, "..", 2) == 0) /* how mounted volumes exchange all files at once */
        return look_again(t, changes, err);
    if (event->name[0] == '.')
        return 0;
    int n = snprintf(path, sizeof path, "%s%s%s", row->path, *row->path ? "/" : "", event->name);
    if (n < 0 || (size_t)n >= sizeof path)
        return 0;
    return handle_entry(t, path, event, changes, err);
}

/* A folder may be watched for a thousand links; an event is about one entry. */
static bool may_concern(const struct row *row, const struct inotify_event *event)
{
    return !row->only || (event->len && strcmp(row->only, event->name) == 0);
}

static int handle(struct tracker *t, const struct inotify_event *event,
                  struct tracker_changes *changes, struct err *err)
{
    if (event->mask & IN_Q_OVERFLOW)
        return look_again(t, changes, err);
    struct row rows[REASONS_MAX]; /* copies: handling one changes t->rows */
    size_t n = 0;
    int result = 0;
    for (size_t i = 0; i < t->n && n < REASONS_MAX; i++)
        if (t->rows[i].watch == event->wd && may_concern(&t->rows[i], event))
            rows[n++] = (struct row){event->wd, xstrdup(t->rows[i].path),
                                     t->rows[i].only ? xstrdup(t->rows[i].only) : NULL};
    for (size_t i = 0; i < n; i++) {
        if (result == 0)
            result = handle_row(t, &rows[i], event, changes, err);
        free(rows[i].path);
        free(rows[i].only);
    }
    return result;
}

int tracker_read(struct tracker *t, struct tracker_changes *changes, struct err *err)
{
    char events[EVENTS_BYTES] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t n;
    if (t->missing) {
        if (scan_all(t, err) < 0)
            return -1;
        changes->everything |= !t->missing;
    }
    while ((n = read(t->fd, events, sizeof events)) > 0) {
        for (char *p = events; p < events + n;) {
            const struct inotify_event *event = (const struct inotify_event *)p;
            if (handle(t, event, changes, err) < 0)
                return -1;
            p += sizeof *event + event->len;
        }
    }
    return n < 0 && errno != EAGAIN && errno != EINTR ? err_errno(err, errno, t->root, "watch") : 0;
}
