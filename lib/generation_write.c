/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generation_parts.h"
#include "hash.h"

static void now(char out[32])
{
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* --- the lock --- */

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

/* --- CURRENT --- */

static int write_current(const char *index_dir, unsigned number, struct err *err)
{
    char path[GENERATION_PATH_BYTES], name[GENERATION_NAME_BYTES];
    char line[GENERATION_NAME_BYTES + 1];
    generation_name(name, PUBLISHED, number);
    snprintf(line, sizeof line, "%s\n", name);
    return generation_join(path, index_dir, CURRENT, err) != 0
               ? -1
               : file_replace(path, str_from(line), err);
}

/* The one that readers use while CURRENT names nothing good: the next older one that is whole, else
 * the newest of all; 0 when there is none. */
static unsigned stand_in(const char *index_dir, const struct generation_place *places, size_t n,
                         unsigned current)
{
    char path[GENERATION_PATH_BYTES];
    struct err ignored = ERR_INIT;
    unsigned newest = 0;
    for (size_t i = 0; i < n; i++) {
        if (places[i].staged || places[i].number == current ||
            generation_join(path, index_dir, places[i].name, &ignored) != 0 ||
            !generation_is_whole(path))
            continue;
        if (!current || places[i].number < current)
            return places[i].number;
        newest = newest ? newest : places[i].number;
    }
    return newest;
}

/* Makes CURRENT say what readers do, when it names a damaged generation or none. */
static int repair_current(struct generation_build *build, const struct generation_place *places,
                          size_t n, unsigned current, struct err *err)
{
    char path[GENERATION_PATH_BYTES], name[GENERATION_NAME_BYTES];
    const char *was = "it named no generation";
    generation_name(name, PUBLISHED, current);
    if (generation_join(path, build->index_dir, current ? name : CURRENT, err) != 0)
        return -1;
    if (current && generation_is_whole(path))
        return 0;
    if (n == 0 && access(path, F_OK) != 0) /* a new index */
        return 0;
    if (current)
        was = "CURRENT named this generation, which is damaged";
    unsigned instead = stand_in(build->index_dir, places, n, current);
    if (!instead) {
        err_at(&build->repaired, ERR_INDEX, path, 0, "%s, and no other is whole", was);
        return 0;
    }
    if (write_current(build->index_dir, instead, err) != 0)
        return -1;
    err_at(&build->repaired, ERR_INDEX, path, 0, "%s; it names generation %u now", was, instead);
    return 0;
}

/* --- beginning --- */

/* Cleans up after builds that were killed, and settles the new number: none is used twice. */
static int prepare(struct generation_build *build, struct err *err)
{
    struct generation_place *places = NULL;
    size_t n = 0;
    unsigned current, remains, highest = 0;
    int status = -1;
    if (generation_current_number(build->index_dir, &current, err) != 0 ||
        generation_clean(build->index_dir, &remains, &highest, err) != 0 ||
        generation_places(build->index_dir, &places, &n, err) != 0 ||
        repair_current(build, places, n, current, err) != 0)
        goto out;
    if (remains && build->repaired.code == ERR_NONE)
        err_at(&build->repaired, ERR_BUSY, build->index_dir, 0,
               "an earlier build was cut short; what it left was removed");
    if (n && places[0].number > highest)
        highest = places[0].number;
    build->number = (highest > current ? highest : current) + 1;
    status = 0;
out:
    free(places);
    return status;
}

int generation_begin(struct generation_build *build, const char *index_dir, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    int lock_fd = -1;
    *build = (struct generation_build){.keep = GENERATIONS_KEPT};
    if (strlen(index_dir) >= sizeof build->index_dir)
        return err_errno(err, ENAMETOOLONG, index_dir, "use folder");
    if (file_make_dir(index_dir, err) != 0 || lock(index_dir, &lock_fd, err) != 0)
        return -1;

    memcpy(build->index_dir, index_dir, strlen(index_dir) + 1);
    build->lock_fd = lock_fd;
    if (prepare(build, err) != 0)
        goto failed;
    generation_name(name, BUILDING, build->number);
    if (generation_join(build->path, index_dir, name, err) != 0)
        goto failed;
    if (mkdir(build->path, 0777) != 0) {
        err_errno(err, errno, build->path, "make folder");
        goto failed;
    }
    return 0;
failed:
    generation_end(build);
    return -1;
}

void generation_end(struct generation_build *build)
{
    struct err ignored = ERR_INIT;
    if (!build->index_dir[0]) /* zeroed or ended already */
        return;
    if (build->path[0])
        file_remove_tree(build->path, &ignored); /* else the next build removes it */
    close(build->lock_fd);
    *build = (struct generation_build){0};
}

/* --- checksums that are known already --- */

/* Files of earlier generations: a hard link to one has its checksum. */
struct known_file {
    dev_t device;
    ino_t inode;
    off_t bytes;
    char checksum[HASH_HEX_BYTES];
};

struct known_files {
    struct known_file *files;
    size_t n;
    bool loaded; /* once there is a file that has another name, too */
};

static void learn_generation(struct known_files *known, const char *path)
{
    struct err ignored = ERR_INIT;
    char file[GENERATION_PATH_BYTES];
    struct str name, checksum;
    struct stat info;
    uint64_t bytes;
    size_t i;
    const json_t *row;
    json_t *manifest = generation_manifest_read(path, &ignored);
    const json_t *rows = json_object_get(manifest, "files");
    known->files =
        xrealloc(known->files, (known->n + json_array_size(rows) + 1) * sizeof *known->files);
    json_array_foreach(rows, i, row)
    {
        if (!generation_row_read(row, &name, &bytes, &checksum) ||
            checksum.n != HASH_HEX_BYTES - 1 ||
            generation_join(file, path, name.p, &ignored) != 0 || stat(file, &info) != 0 ||
            info.st_nlink < 2 || (uint64_t)info.st_size != bytes)
            continue;
        struct known_file *one = &known->files[known->n++];
        *one = (struct known_file){info.st_dev, info.st_ino, info.st_size, ""};
        memcpy(one->checksum, checksum.p, checksum.n + 1);
    }
    json_decref(manifest);
}

static void learn_all(struct known_files *known, const char *index_dir)
{
    struct err ignored = ERR_INIT;
    char path[GENERATION_PATH_BYTES];
    struct generation_place *places;
    size_t n;
    if (generation_places(index_dir, &places, &n, &ignored) == 0)
        for (size_t i = 0; i < n; i++)
            if (generation_join(path, index_dir, places[i].name, &ignored) == 0)
                learn_generation(known, path);
    free(places);
    known->loaded = true;
}

static int checksum_of(struct known_files *known, const char *index_dir, const char *path,
                       char hex[HASH_HEX_BYTES], struct err *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return err_errno(err, errno, path, "examine");
    if (info.st_nlink > 1 && !known->loaded)
        learn_all(known, index_dir);
    for (size_t i = 0; i < known->n && info.st_nlink > 1; i++) {
        const struct known_file *one = &known->files[i];
        if (one->device == info.st_dev && one->inode == info.st_ino && one->bytes == info.st_size) {
            memcpy(hex, one->checksum, HASH_HEX_BYTES);
            return 0;
        }
    }
    return hash_file(path, hex, err);
}

static json_t *files_as_json(const struct file_list *files, const char *index_dir, struct err *err)
{
    char hex[HASH_HEX_BYTES];
    struct known_files known = {.n = 0};
    json_t *rows = json_array();
    for (size_t i = 0; i < files->n && rows; i++) {
        const struct file_entry *file = &files->entries[i];
        if (checksum_of(&known, index_dir, file->path.p, hex, err) != 0) {
            json_decref(rows);
            rows = NULL;
        } else
            json_array_append_new(rows, generation_row(file->relative, file->bytes, hex));
    }
    free(known.files);
    return rows;
}

/* --- completing --- */

/* Completes the manifest and writes it beside the files it describes. */
static int write_manifest(const struct generation_build *build,
                          struct generation_manifest *manifest, struct err *err)
{
    unsigned char random[16];
    struct arena arena = ARENA_INIT;
    struct file_list files;
    json_t *rows;
    int status = -1;
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(manifest->id, sizeof manifest->id, random, sizeof random);
    now(manifest->created);
    manifest->number = build->number;
    if (generation_files(&arena, build->path, &files, err) == 0 &&
        (rows = files_as_json(&files, build->index_dir, err))) {
        manifest->bytes = files.total_bytes;
        status = generation_manifest_write(build->path, manifest, rows, err);
    }
    arena_release(&arena);
    return status;
}

/* All but making it current: the manifest, and its name for good, durable. */
static int complete(struct generation_build *build, struct generation_manifest *manifest,
                    const char *prefix, struct err *err)
{
    char path[GENERATION_PATH_BYTES], name[GENERATION_NAME_BYTES];
    generation_name(name, prefix, build->number);
    if (write_manifest(build, manifest, err) != 0 || file_sync_tree(build->path, err) != 0 ||
        generation_join(path, build->index_dir, name, err) != 0)
        return -1;
    if (rename(build->path, path) != 0)
        return err_errno(err, errno, path, "rename the finished build to");
    memcpy(build->path, path, sizeof path); /* one that fails yet is removed under its new name */
    /* Makes the new name durable before CURRENT says it: file_replace syncs the same folder, but
     * only after its own rename. */
    return file_sync_dir(build->index_dir, err);
}

int generation_stage(struct generation_build *build, struct generation_manifest *manifest,
                     struct err *err)
{
    struct err ignored = ERR_INIT;
    if (complete(build, manifest, STAGED, err) != 0)
        return -1;
    generation_remove_staged(build->index_dir, build->number, &ignored);
    build->path[0] = '\0';
    return 0;
}

/* Should replacing CURRENT fail only after the rename, the new generation is current and must not
 * be removed by generation_end: its path is forgotten. */
static int make_current(struct generation_build *build, struct err *err)
{
    struct err ignored = ERR_INIT;
    unsigned number;
    if (write_current(build->index_dir, build->number, err) == 0)
        return 0;
    if (generation_current_number(build->index_dir, &number, &ignored) != 0 ||
        number == build->number)
        build->path[0] = '\0';
    return -1;
}

int generation_publish(struct generation_build *build, struct generation_manifest *manifest,
                       struct err *err)
{
    struct err ignored = ERR_INIT;
    if (complete(build, manifest, PUBLISHED, err) != 0 || make_current(build, err) != 0)
        return -1;
    /* The generation is published; what cannot be removed now is tried again by the next build. */
    generation_remove_old(build->index_dir, build->number, build->keep, &ignored);
    build->path[0] = '\0';
    return 0;
}

/* --- switching --- */

/* A staged generation gets the name of a published one; *path follows. */
static int unstage(const char *index_dir, unsigned number, char path[GENERATION_PATH_BYTES],
                   struct err *err)
{
    char published[GENERATION_PATH_BYTES], name[GENERATION_NAME_BYTES];
    if (generation_number(strrchr(path, '/') + 1, STAGED) == 0)
        return 0;
    generation_name(name, PUBLISHED, number);
    if (generation_join(published, index_dir, name, err) != 0)
        return -1;
    if (rename(path, published) != 0)
        return err_errno(err, errno, published, "rename the staged generation to");
    memcpy(path, published, sizeof published);
    return file_sync_dir(index_dir, err);
}

int generation_switch(const char *index_dir, const char *word, unsigned schema_version,
                      unsigned analyser_version, struct generation_manifest *out, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    int lock_fd = -1;
    if (generation_find(index_dir, word, path, err) != 0 || lock(index_dir, &lock_fd, err) != 0)
        return -1;
    int status = -1;
    if (generation_find(index_dir, word, path, err) == 0 &&
        generation_verify(path, schema_version, analyser_version, NULL, NULL, err) == 0 &&
        generation_remember(path, NULL, err) == 0 &&
        generation_named(index_dir, word, schema_version, analyser_version, path, out, err) == 0 &&
        unstage(index_dir, out->number, path, err) == 0)
        status = write_current(index_dir, out->number, err);
    close(lock_fd);
    return status;
}
