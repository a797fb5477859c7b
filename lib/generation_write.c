/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "generation_parts.h"
#include "hash.h"
#include "json.h"

/* The numbers of what is in the index directory. */
struct inventory {
    unsigned *published; /* ascending */
    size_t n_published;
    unsigned highest; /* of published and building ones, and of the current one */
};

static int compare_numbers(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

static int remove_below(const char *index_dir, const char *name, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    return generation_join(path, index_dir, name, err) != 0 ? -1 : file_remove_tree(path, err);
}

/* Looks through the index directory, removing the remains of killed builds on the way: building
 * folders and temporary files of CURRENT. */
static int take_inventory(const char *index_dir, struct inventory *found, struct err *err)
{
    const struct dirent *entry;
    int status = 0;
    DIR *dir = opendir(index_dir);
    if (!dir)
        return err_errno(err, errno, index_dir, "read folder");
    while (status == 0 && (errno = 0, entry = readdir(dir))) {
        unsigned building = generation_number(entry->d_name, BUILDING);
        unsigned published = generation_number(entry->d_name, PUBLISHED);
        if (building || strncmp(entry->d_name, "CURRENT.", strlen("CURRENT.")) == 0)
            status = remove_below(index_dir, entry->d_name, err);
        if (published) {
            found->published =
                xrealloc(found->published, (found->n_published + 1) * sizeof *found->published);
            found->published[found->n_published++] = published;
        }
        if (building > found->highest || published > found->highest)
            found->highest = building > published ? building : published;
    }
    if (status == 0 && errno)
        status = err_errno(err, errno, index_dir, "read folder");
    closedir(dir);
    if (found->n_published)
        qsort(found->published, found->n_published, sizeof *found->published, compare_numbers);
    return status;
}

/* Keeps `current` and the newest before it; a newer one was made by a build killed before it could
 * publish. */
static int remove_old(const char *index_dir, const struct inventory *found, unsigned current,
                      struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    unsigned kept = 0;
    for (size_t i = found->n_published; i-- > 0;) {
        unsigned number = found->published[i];
        if (number <= current && kept < GENERATIONS_KEPT) {
            kept++;
            continue;
        }
        generation_name(name, number);
        if (remove_below(index_dir, name, err) != 0)
            return -1;
    }
    return 0;
}

static void now(char out[32])
{
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* Whoever holds the lock wrote who it is: for the message, and for people who look. */
static int lock(const char *index_dir, int *lock_fd, struct err *err)
{
    char path[GENERATION_PATH_BYTES], holder[128] = "", started[32];
    if (generation_join(path, index_dir, "LOCK", err) != 0)
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_errno(err, errno, path, "write");
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int failure = errno;
        ssize_t n = pread(fd, holder, sizeof holder - 1, 0);
        close(fd);
        holder[n > 0 ? strcspn(holder, "\n") : 0] = '\0';
        if (failure != EWOULDBLOCK)
            return err_errno(err, failure, path, "lock");
        return err_at(err, ERR_BUSY, index_dir, 0,
                      "another build of this index is under way (%s): wait for it to end",
                      holder[0] ? holder : "process unknown");
    }
    now(started);
    int n = snprintf(holder, sizeof holder, "process %ld, started %s\n", (long)getpid(), started);
    if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, (size_t)n, 0) != n) {
        err_errno(err, errno, path, "write");
        close(fd);
        return -1;
    }
    *lock_fd = fd;
    return 0;
}

/* The number of the current generation; 0 when there is none or CURRENT is damaged, which the build
 * about to begin will mend. */
static int current_number(const char *index_dir, unsigned *number, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    struct err why = ERR_INIT;
    *number = 0;
    if (generation_current_name(index_dir, name, &why) == 0)
        *number = generation_number(name, PUBLISHED);
    else if (why.code != ERR_NOT_FOUND && why.code != ERR_INDEX) {
        *err = why;
        return -1;
    }
    return 0;
}

int generation_begin(struct generation_build *build, const char *index_dir, struct err *err)
{
    struct inventory found = {0};
    char name[GENERATION_NAME_BYTES];
    unsigned current = 0;
    int lock_fd = -1;
    *build = (struct generation_build){0};
    if (strlen(index_dir) >= sizeof build->index_dir)
        return err_errno(err, ENAMETOOLONG, index_dir, "use folder");
    if (file_make_dir(index_dir, err) != 0 || lock(index_dir, &lock_fd, err) != 0)
        return -1;

    memcpy(build->index_dir, index_dir, strlen(index_dir) + 1);
    build->lock_fd = lock_fd;
    if (current_number(index_dir, &current, err) != 0 ||
        take_inventory(index_dir, &found, err) != 0 ||
        remove_old(index_dir, &found, current, err) != 0)
        goto failed;
    build->number = (found.highest > current ? found.highest : current) + 1;
    snprintf(name, sizeof name, BUILDING "%06u", build->number);
    if (generation_join(build->path, index_dir, name, err) != 0)
        goto failed;
    if (mkdir(build->path, 0777) != 0) {
        err_errno(err, errno, build->path, "make folder");
        goto failed;
    }
    free(found.published);
    return 0;
failed:
    free(found.published);
    generation_abandon(build);
    return -1;
}

static json_t *files_as_json(const struct file_list *files, struct err *err)
{
    char hex[HASH_HEX_BYTES];
    json_t *rows = json_array();
    for (size_t i = 0; i < files->n; i++) {
        const struct file_entry *file = &files->entries[i];
        if (hash_file(file->path.p, hex, err) != 0) {
            json_decref(rows);
            return NULL;
        }
        json_array_append_new(rows, json_pack("{s:o, s:I, s:s}", "name", json_text(file->relative),
                                              "bytes", (json_int_t)file->bytes, "blake2b", hex));
    }
    return rows;
}

/* Completes the manifest and writes it beside the files it describes. */
static int write_manifest(const struct generation_build *build,
                          struct generation_manifest *manifest, struct err *err)
{
    unsigned char random[16];
    char path[GENERATION_PATH_BYTES];
    struct arena arena = ARENA_INIT;
    struct file_list files;
    struct buf text;
    int status = -1;
    buf_init(&text, MANIFEST_MAX_BYTES);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(manifest->id, sizeof manifest->id, random, sizeof random);
    now(manifest->created);
    manifest->number = build->number;

    json_t *rows = NULL;
    if (generation_join(path, build->path, MANIFEST, err) != 0 ||
        generation_files(&arena, build->path, &files, err) != 0 ||
        !(rows = files_as_json(&files, err)))
        goto out;
    manifest->bytes = files.total_bytes;
    json_write(&text,
               json_pack("{s:s, s:I, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:o}", "id", manifest->id,
                         "number", (json_int_t)manifest->number, "schema_version",
                         (json_int_t)manifest->schema_version, "analyser_version",
                         (json_int_t)manifest->analyser_version, "created", manifest->created,
                         "articles", (json_int_t)manifest->articles, "sections",
                         (json_int_t)manifest->sections, "tokens", (json_int_t)manifest->tokens,
                         "bytes", (json_int_t)manifest->bytes, "files", rows),
               true);
    buf_char(&text, '\n');
    status = text.failed ? err_at(err, ERR_TOO_BIG, path, 0, "the generation has too many files")
                         : file_replace(path, buf_str(&text), err);
out:
    buf_release(&text);
    arena_release(&arena);
    return status;
}

static void unlock(struct generation_build *build)
{
    close(build->lock_fd);
    *build = (struct generation_build){0};
}

/* Replaces CURRENT. Should that fail only after the rename, the new generation is current and must
 * not be removed by generation_abandon: its path is forgotten. */
static int switch_current(struct generation_build *build, const char *name, struct err *err)
{
    char path[GENERATION_PATH_BYTES], now_current[GENERATION_NAME_BYTES];
    char line[GENERATION_NAME_BYTES + 1];
    struct err ignored = ERR_INIT;
    snprintf(line, sizeof line, "%s\n", name);
    if (generation_join(path, build->index_dir, "CURRENT", err) != 0)
        return -1;
    if (file_replace(path, str_from(line), err) == 0)
        return 0;
    if (generation_current_name(build->index_dir, now_current, &ignored) == 0 &&
        strcmp(now_current, name) == 0)
        build->path[0] = '\0';
    return -1;
}

/* All but making it current: the manifest, and its name for good, durable. */
static int complete(struct generation_build *build, struct generation_manifest *manifest,
                    const char *name, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    if (write_manifest(build, manifest, err) != 0 || file_sync_tree(build->path, err) != 0 ||
        generation_join(path, build->index_dir, name, err) != 0)
        return -1;
    if (rename(build->path, path) != 0)
        return err_errno(err, errno, path, "rename the finished build to");
    memcpy(build->path, path, sizeof path); /* an abandoned build removes it under its new name */
    /* Makes the new name durable before CURRENT says it: file_replace syncs the same folder, but
     * only after its own rename. */
    return file_sync_dir(build->index_dir, err);
}

int generation_stage(struct generation_build *build, struct generation_manifest *manifest,
                     struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    generation_name(name, build->number);
    if (complete(build, manifest, name, err) != 0)
        return -1;
    unlock(build);
    return 0;
}

int generation_publish(struct generation_build *build, struct generation_manifest *manifest,
                       struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    struct inventory found = {0};
    struct err ignored = ERR_INIT;
    generation_name(name, build->number);
    if (complete(build, manifest, name, err) != 0 || switch_current(build, name, err) != 0)
        return -1;

    /* The generation is published; what cannot be removed now is tried again by the next build. */
    if (take_inventory(build->index_dir, &found, &ignored) == 0)
        remove_old(build->index_dir, &found, build->number, &ignored);
    free(found.published);
    unlock(build);
    return 0;
}

void generation_abandon(struct generation_build *build)
{
    struct err ignored = ERR_INIT;
    if (!build->index_dir[0]) /* zeroed or already published */
        return;
    if (build->path[0])
        file_remove_tree(build->path, &ignored); /* else the next build removes it */
    unlock(build);
}
