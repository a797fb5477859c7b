/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "generation.h"

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
#include "hash.h"
#include "json.h"

#define MANIFEST         "manifest.json"
#define PUBLISHED        "gen-"
#define BUILDING         "building-"
#define REBUILD_SENTENCE "build it again with: jawab-index build --content DIR --index %s"

enum { MANIFEST_MAX_BYTES = 16 << 20, CURRENT_TRIES = 5 };

static int join(char out[GENERATION_PATH_BYTES], const char *folder, const char *name,
                struct err *err)
{
    int n = snprintf(out, GENERATION_PATH_BYTES, "%s/%s", folder, name);
    if (n < 0 || n >= GENERATION_PATH_BYTES)
        return err_errno(err, ENAMETOOLONG, folder, "use folder");
    return 0;
}

/* The number in a name like gen-000007; 0 when it is not exactly such a name. */
static unsigned number_in(const char *name, const char *prefix)
{
    size_t n = strlen(prefix);
    if (strncmp(name, prefix, n) != 0 || strspn(name + n, "0123456789") != strlen(name + n) ||
        strlen(name + n) < 6 || strlen(name + n) > 9)
        return 0;
    return (unsigned)strtoul(name + n, NULL, 10);
}

static void published_name(char name[GENERATION_NAME_BYTES], unsigned number)
{
    snprintf(name, GENERATION_NAME_BYTES, PUBLISHED "%06u", number);
}

/* --- reading --- */

int generation_current_name(const char *index_dir, char name[GENERATION_NAME_BYTES],
                            struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    if (join(path, index_dir, "CURRENT", err) != 0)
        return -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_at(err, ERR_NOT_FOUND, index_dir, 0, "there is no index here; " REBUILD_SENTENCE,
                      index_dir);
    if (fd < 0)
        return err_errno(err, errno, path, "open");
    ssize_t n = read(fd, name, GENERATION_NAME_BYTES);
    int failure = n < 0 ? errno : 0;
    close(fd);
    if (failure)
        return err_errno(err, failure, path, "read");

    bool complete = n > 0 && n < GENERATION_NAME_BYTES && name[n - 1] == '\n';
    name[complete ? n - 1 : 0] = '\0';
    if (!complete || number_in(name, PUBLISHED) == 0)
        return err_at(err, ERR_INDEX, path, 0, "names no generation; " REBUILD_SENTENCE, index_dir);
    return 0;
}

static int damaged(struct err *err, const char *path, const char *what)
{
    return err_at(err, ERR_INDEX, path, 0, "the index is damaged: %s; build it again", what);
}

/* The manifest as JSON: a new reference, or NULL. */
static json_t *read_manifest(const char *generation_path, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    struct buf text;
    json_t *manifest = NULL;
    buf_init(&text, MANIFEST_MAX_BYTES);
    if (join(path, generation_path, MANIFEST, err) != 0)
        goto out;
    if (file_read(path, MANIFEST_MAX_BYTES, &text, err) != 0) {
        if (err->code == ERR_NOT_FOUND)
            damaged(err, path, "the manifest is missing");
        goto out;
    }
    manifest = json_read(buf_str(&text), path, err);
    if (!manifest)
        damaged(err, path, "the manifest is not valid JSON");
out:
    buf_release(&text);
    return manifest;
}

static bool get_count(const json_t *object, const char *key, uint64_t *out)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bool get_number(const json_t *object, const char *key, unsigned *out)
{
    uint64_t value;
    if (!get_count(object, key, &value) || value > UINT32_MAX)
        return false;
    *out = (unsigned)value;
    return true;
}

static bool get_text(const json_t *object, const char *key, char *out, size_t size_bytes)
{
    struct str value = json_member(object, key);
    if (value.n == 0 || value.n >= size_bytes)
        return false;
    memcpy(out, value.p, value.n + 1); /* jansson's strings end with a NUL */
    return true;
}

/* The versions come first: a manifest of another version may differ in everything else. */
static int parse_manifest(const json_t *manifest, const char *path, unsigned schema_version,
                          unsigned analyser_version, struct generation_manifest *out,
                          struct err *err)
{
    out->preview = json_is_true(json_object_get(manifest, "preview"));
    get_text(manifest, "next_change", out->next_change, sizeof out->next_change);
    if (!get_number(manifest, "schema_version", &out->schema_version) ||
        !get_number(manifest, "analyser_version", &out->analyser_version))
        return damaged(err, path, "the manifest names no versions");
    if (out->schema_version != schema_version || out->analyser_version != analyser_version)
        return err_at(err, ERR_STALE, path, 0,
                      "the index was built by another version of this program (schema %u, analyser "
                      "%u; this one needs %u and %u): rebuild it",
                      out->schema_version, out->analyser_version, schema_version, analyser_version);
    if (!get_text(manifest, "id", out->id, sizeof out->id) ||
        !get_text(manifest, "created", out->created, sizeof out->created) ||
        !get_number(manifest, "number", &out->number) ||
        !get_count(manifest, "articles", &out->articles) ||
        !get_count(manifest, "sections", &out->sections) ||
        !get_count(manifest, "tokens", &out->tokens) ||
        !get_count(manifest, "bytes", &out->bytes) ||
        !json_is_array(json_object_get(manifest, "files")))
        return damaged(err, path, "the manifest is incomplete");
    return 0;
}

/* One row of the manifest's list against the file on disk. */
static int check_file(const char *generation_path, const json_t *row, bool checksum,
                      struct err *err)
{
    char path[GENERATION_PATH_BYTES], hex[HASH_HEX_BYTES];
    uint64_t bytes;
    struct stat info;
    struct str name = json_member(row, "name"), expected = json_member(row, "blake2b");
    if (name.n == 0 || expected.n == 0 || !get_count(row, "bytes", &bytes))
        return damaged(err, generation_path, "the manifest lists a file without name or checksum");
    if (join(path, generation_path, name.p, err) != 0)
        return -1;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? damaged(err, path, "the file is missing")
                               : err_errno(err, errno, path, "examine");
    if ((uint64_t)info.st_size != bytes)
        return damaged(err, path, "the file has another size than the manifest says");
    if (!checksum)
        return 0;
    if (hash_file(path, hex, err) != 0)
        return -1;
    if (!str_eq(str_from(hex), expected))
        return damaged(err, path, "the file's content does not match its checksum");
    return 0;
}

static int check_files(const char *generation_path, const json_t *manifest, bool checksums,
                       struct err *err)
{
    size_t i;
    const json_t *row;
    json_array_foreach(json_object_get(manifest, "files"), i, row)
    {
        if (check_file(generation_path, row, checksums, err) != 0)
            return -1;
    }
    return 0;
}

int generation_current(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                       char path[GENERATION_PATH_BYTES], struct generation_manifest *out,
                       struct err *err)
{
    char name[GENERATION_NAME_BYTES], again[GENERATION_NAME_BYTES];
    int status = -1;
    /* While we look, two builds may be published and our generation removed: then look again. */
    for (int tries = 0; tries < CURRENT_TRIES; tries++) {
        *out = (struct generation_manifest){0};
        if (generation_current_name(index_dir, name, err) != 0 ||
            join(path, index_dir, name, err) != 0)
            return -1;
        json_t *manifest = read_manifest(path, err);
        status = manifest && parse_manifest(manifest, path, schema_version, analyser_version, out,
                                            err) == 0
                     ? check_files(path, manifest, false, err)
                     : -1;
        json_decref(manifest);
        if (status == 0 && out->number != number_in(name, PUBLISHED))
            status = damaged(err, path, "the manifest is of another generation");
        struct err ignored = ERR_INIT;
        if (status == 0 || generation_current_name(index_dir, again, &ignored) != 0 ||
            strcmp(name, again) == 0)
            break;
    }
    return status;
}

static void remember_problem(void *context, const struct err *what)
{
    *(struct err *)context = *what;
}

/* All files of a generation but its manifest, in order. */
static int list_files(struct arena *a, const char *path, struct file_list *files, struct err *err)
{
    struct err problem = ERR_INIT;
    if (file_walk(a, path, STR(""), files, remember_problem, &problem, err) != 0)
        return -1;
    if (problem.code != ERR_NONE) {
        *err = problem;
        return -1;
    }
    size_t kept = 0;
    for (size_t i = 0; i < files->n; i++) {
        if (str_eq(files->entries[i].relative, STR(MANIFEST)))
            files->total_bytes -= files->entries[i].bytes;
        else
            files->entries[kept++] = files->entries[i];
    }
    files->n = kept;
    return 0;
}

int generation_verify(const char *generation_path, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct file_list files;
    int status = -1;
    json_t *manifest = read_manifest(generation_path, err);
    if (!manifest || check_files(generation_path, manifest, true, err) != 0 ||
        list_files(&arena, generation_path, &files, err) != 0)
        goto out;
    if (files.n != json_array_size(json_object_get(manifest, "files")))
        damaged(err, generation_path, "there are files that the manifest does not list");
    else
        status = 0;
out:
    json_decref(manifest);
    arena_release(&arena);
    return status;
}

/* --- building --- */

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
    return join(path, index_dir, name, err) != 0 ? -1 : file_remove_tree(path, err);
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
        unsigned building = number_in(entry->d_name, BUILDING);
        unsigned published = number_in(entry->d_name, PUBLISHED);
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
        published_name(name, number);
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
    if (join(path, index_dir, "LOCK", err) != 0)
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
        *number = number_in(name, PUBLISHED);
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
    if (join(build->path, index_dir, name, err) != 0)
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
    if (join(path, build->path, MANIFEST, err) != 0 ||
        list_files(&arena, build->path, &files, err) != 0 || !(rows = files_as_json(&files, err)))
        goto out;
    manifest->bytes = files.total_bytes;
    json_write(&text,
               json_pack("{s:s, s:I, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:b, s:s, s:o}", "id",
                         manifest->id, "number", (json_int_t)manifest->number, "schema_version",
                         (json_int_t)manifest->schema_version, "analyser_version",
                         (json_int_t)manifest->analyser_version, "created", manifest->created,
                         "articles", (json_int_t)manifest->articles, "sections",
                         (json_int_t)manifest->sections, "tokens", (json_int_t)manifest->tokens,
                         "bytes", (json_int_t)manifest->bytes, "preview", manifest->preview,
                         "next_change", manifest->next_change, "files", rows),
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
    if (join(path, build->index_dir, "CURRENT", err) != 0)
        return -1;
    if (file_replace(path, str_from(line), err) == 0)
        return 0;
    if (generation_current_name(build->index_dir, now_current, &ignored) == 0 &&
        strcmp(now_current, name) == 0)
        build->path[0] = '\0';
    return -1;
}

int generation_publish(struct generation_build *build, struct generation_manifest *manifest,
                       struct err *err)
{
    char name[GENERATION_NAME_BYTES], path[GENERATION_PATH_BYTES];
    struct inventory found = {0};
    struct err ignored = ERR_INIT;
    published_name(name, build->number);
    if (write_manifest(build, manifest, err) != 0 || file_sync_tree(build->path, err) != 0 ||
        join(path, build->index_dir, name, err) != 0)
        return -1;
    if (rename(build->path, path) != 0)
        return err_errno(err, errno, path, "rename the finished build to");
    memcpy(build->path, path, sizeof path); /* an abandoned build removes it under its new name */
    /* Makes the new name durable before CURRENT says it: file_replace syncs the same folder, but
     * only after its own rename. */
    if (file_sync_dir(build->index_dir, err) != 0 || switch_current(build, name, err) != 0)
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
