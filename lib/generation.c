/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "generation.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "generation_parts.h"
#include "hash.h"
#include "json.h"

#define REBUILD_SENTENCE "build it again with: jawab-index build --content DIR --index %s"

enum { CURRENT_TRIES = 5 };

int generation_join(char out[GENERATION_PATH_BYTES], const char *folder, const char *name,
                    struct err *err)
{
    int n = snprintf(out, GENERATION_PATH_BYTES, "%s/%s", folder, name);
    if (n < 0 || n >= GENERATION_PATH_BYTES)
        return err_errno(err, ENAMETOOLONG, folder, "use folder");
    return 0;
}

unsigned generation_number(const char *name, const char *prefix)
{
    size_t n = strlen(prefix);
    if (strncmp(name, prefix, n) != 0 || strspn(name + n, "0123456789") != strlen(name + n) ||
        strlen(name + n) < 6 || strlen(name + n) > 9)
        return 0;
    return (unsigned)strtoul(name + n, NULL, 10);
}

void generation_name(char name[GENERATION_NAME_BYTES], unsigned number)
{
    snprintf(name, GENERATION_NAME_BYTES, PUBLISHED "%06u", number);
}

/* --- reading --- */

int generation_current_name(const char *index_dir, char name[GENERATION_NAME_BYTES],
                            struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    if (generation_join(path, index_dir, "CURRENT", err) != 0)
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
    if (!complete || generation_number(name, PUBLISHED) == 0)
        return err_at(err, ERR_INDEX, path, 0, "names no generation; " REBUILD_SENTENCE, index_dir);
    return 0;
}

int generation_damaged(struct err *err, const char *path, const char *what)
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
    if (generation_join(path, generation_path, MANIFEST, err) != 0)
        goto out;
    if (file_read(path, MANIFEST_MAX_BYTES, &text, err) != 0) {
        if (err->code == ERR_NOT_FOUND)
            generation_damaged(err, path, "the manifest is missing");
        goto out;
    }
    manifest = json_read(buf_str(&text), path, err);
    if (!manifest)
        generation_damaged(err, path, "the manifest is not valid JSON");
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
    if (!get_number(manifest, "schema_version", &out->schema_version) ||
        !get_number(manifest, "analyser_version", &out->analyser_version))
        return generation_damaged(err, path, "the manifest names no versions");
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
        return generation_damaged(err, path, "the manifest is incomplete");
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
        return generation_damaged(err, generation_path,
                                  "the manifest lists a file without name or checksum");
    if (generation_join(path, generation_path, name.p, err) != 0)
        return -1;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? generation_damaged(err, path, "the file is missing")
                               : err_errno(err, errno, path, "examine");
    if ((uint64_t)info.st_size != bytes)
        return generation_damaged(err, path, "the file has another size than the manifest says");
    if (!checksum)
        return 0;
    if (hash_file(path, hex, err) != 0)
        return -1;
    if (!str_eq(str_from(hex), expected))
        return generation_damaged(err, path, "the file's content does not match its checksum");
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

/* Reads and checks the manifest of the generation in `path`, whose number its name says. */
static int open_generation(const char *path, unsigned number, unsigned schema_version,
                           unsigned analyser_version, struct generation_manifest *out,
                           struct err *err)
{
    *out = (struct generation_manifest){0};
    json_t *manifest = read_manifest(path, err);
    int status =
        manifest && parse_manifest(manifest, path, schema_version, analyser_version, out, err) == 0
            ? check_files(path, manifest, false, err)
            : -1;
    json_decref(manifest);
    if (status == 0 && out->number != number)
        status = generation_damaged(err, path, "the manifest is of another generation");
    return status;
}

int generation_current(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                       char path[GENERATION_PATH_BYTES], struct generation_manifest *out,
                       struct err *err)
{
    char name[GENERATION_NAME_BYTES], again[GENERATION_NAME_BYTES];
    int status = -1;
    /* While we look, two builds may be published and our generation removed: then look again. */
    for (int tries = 0; tries < CURRENT_TRIES; tries++) {
        if (generation_current_name(index_dir, name, err) != 0 ||
            generation_join(path, index_dir, name, err) != 0)
            return -1;
        status = open_generation(path, generation_number(name, PUBLISHED), schema_version,
                                 analyser_version, out, err);
        struct err ignored = ERR_INIT;
        if (status == 0 || generation_current_name(index_dir, again, &ignored) != 0 ||
            strcmp(name, again) == 0)
            break;
    }
    return status;
}

/* The highest number of a complete generation; 0 when there is none. */
static int newest_number(const char *index_dir, unsigned *newest, struct err *err)
{
    const struct dirent *entry;
    DIR *dir = opendir(index_dir);
    *newest = 0;
    if (!dir)
        return err_errno(err, errno, index_dir, "read folder");
    while ((entry = readdir(dir))) {
        unsigned number = generation_number(entry->d_name, PUBLISHED);
        *newest = number > *newest ? number : *newest;
    }
    closedir(dir);
    return 0;
}

static int staged_number(const char *index_dir, unsigned *number, struct err *err)
{
    char current[GENERATION_NAME_BYTES];
    struct err ignored = ERR_INIT;
    if (newest_number(index_dir, number, err) != 0)
        return -1;
    if (*number == 0 || (generation_current_name(index_dir, current, &ignored) == 0 &&
                         generation_number(current, PUBLISHED) >= *number))
        return err_at(err, ERR_NOT_FOUND, index_dir, 0,
                      "no generation is staged here; build one with: jawab-index build --stage");
    return 0;
}

int generation_named(const char *index_dir, const char *word, unsigned schema_version,
                     unsigned analyser_version, char path[GENERATION_PATH_BYTES],
                     struct generation_manifest *out, struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    char *end;
    unsigned long number = strtoul(word, &end, 10);
    unsigned staged;
    if (strcmp(word, "current") == 0)
        return generation_current(index_dir, schema_version, analyser_version, path, out, err);
    if (strcmp(word, "staged") == 0) {
        if (staged_number(index_dir, &staged, err) != 0)
            return -1;
        number = staged;
    } else if (word[0] < '0' || word[0] > '9' || *end || number == 0 || number > 999999999)
        return err_set(err, ERR_SYNTAX,
                       "\"%s\" is no generation: name its number, \"current\" or \"staged\"", word);
    generation_name(name, (unsigned)number);
    if (generation_join(path, index_dir, name, err) != 0)
        return -1;
    if (access(path, F_OK) != 0)
        return err_at(err, ERR_NOT_FOUND, index_dir, 0, "there is no generation %lu here", number);
    return open_generation(path, (unsigned)number, schema_version, analyser_version, out, err);
}

static void remember_problem(void *context, const struct err *what)
{
    *(struct err *)context = *what;
}

int generation_files(struct arena *a, const char *path, struct file_list *files, struct err *err)
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
        generation_files(&arena, generation_path, &files, err) != 0)
        goto out;
    if (files.n != json_array_size(json_object_get(manifest, "files")))
        generation_damaged(err, generation_path, "there are files that the manifest does not list");
    else
        status = 0;
out:
    json_decref(manifest);
    arena_release(&arena);
    return status;
}
