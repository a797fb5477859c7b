/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generation_parts.h"

enum { USE_TRIES = 5 };

/* --- has CURRENT moved? --- */

static struct generation_mark look(const char *index_dir)
{
    char path[GENERATION_PATH_BYTES];
    struct err ignored = ERR_INIT;
    struct stat info;
    if (generation_join(path, index_dir, CURRENT, &ignored) != 0 || stat(path, &info) != 0)
        return (struct generation_mark){0};
    return (struct generation_mark){.device = info.st_dev,
                                    .inode = info.st_ino,
                                    .bytes = info.st_size,
                                    .changed = info.st_ctim};
}

bool generation_moved(const char *index_dir, const struct generation_mark *mark)
{
    struct generation_mark now = look(index_dir);
    return now.device != mark->device || now.inode != mark->inode || now.bytes != mark->bytes ||
           now.changed.tv_sec != mark->changed.tv_sec ||
           now.changed.tv_nsec != mark->changed.tv_nsec;
}

/* --- holding --- */

/* Says to builders that the generation is in use. Where the file system knows no such locks there
 * is none: then nobody may remove it while readers run, as on any read-only medium. */
static int hold(struct generation_use *use, struct err *err)
{
    int fd = open(use->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? generation_damaged(err, use->path, "the folder is missing")
                               : err_errno(err, errno, use->path, "open");
    if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        close(fd);
        return generation_damaged(err, use->path, "the folder is just being removed");
    }
    use->hold_fd = fd;
    use->held = true;
    return 0;
}

void generation_release(struct generation_use *use)
{
    if (use->held)
        close(use->hold_fd);
    use->held = false;
}

/* --- choosing --- */

/* Who wants a generation, and what it is opened with. */
struct wish {
    const char *index_dir;
    unsigned schema_version, analyser_version;
    generation_opener *open;
    void *context;
};

static int try_one(const struct wish *wish, const char *name, unsigned number,
                   struct generation_use *use, struct err *err)
{
    if (generation_join(use->path, wish->index_dir, name, err) != 0 || hold(use, err) != 0)
        return -1;
    if (generation_check(use->path, number, wish->schema_version, wish->analyser_version,
                         &use->manifest, err) == 0 &&
        (!wish->open || wish->open(wish->context, use->path, err) == 0))
        return 0;
    generation_release(use);
    return -1;
}

/* Those older than the current one, the newest first, and only then those that are newer: it was
 * made current instead of them. Without a current number all are older. */
static int try_others(const struct wish *wish, unsigned current, struct generation_use *use)
{
    struct generation_place *places;
    struct err ignored = ERR_INIT;
    size_t n;
    int status = -1;
    if (generation_places(wish->index_dir, &places, &n, &ignored) != 0)
        n = 0;
    for (int newer = 0; newer < 2; newer++)
        for (size_t i = 0; i < n && status != 0; i++) {
            const struct generation_place *place = &places[i];
            bool is_newer = current && place->number > current;
            if (!place->staged && place->number != current && is_newer == (newer == 1))
                status = try_one(wish, place->name, place->number, use, &ignored);
        }
    free(places);
    return status;
}

int generation_use(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                   generation_opener *open, void *context, struct generation_use *use,
                   struct err *err)
{
    const struct wish wish = {index_dir, schema_version, analyser_version, open, context};
    char name[GENERATION_NAME_BYTES];
    struct err why = ERR_INIT;
    unsigned current = 0;
    *use = (struct generation_use){.instead = ERR_INIT};
    /* While we look, builds may be published and our generation removed: then look again. */
    for (int tries = 0; tries < USE_TRIES; tries++) {
        use->mark = look(index_dir);
        current = 0;
        if (generation_current_name(index_dir, name, &why) == 0) {
            current = generation_number(name, PUBLISHED);
            if (try_one(&wish, name, current, use, &why) == 0)
                return 0;
        }
        if (!generation_moved(index_dir, &use->mark))
            break;
    }
    if (why.code != ERR_STALE && try_others(&wish, current, use) == 0) {
        err_at(&use->instead, why.code, why.place, why.line,
               "%s; until then generation %u stands in", why.message, use->manifest.number);
        return 0;
    }
    *err = why;
    return -1;
}
