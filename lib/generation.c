/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "generation.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "generation_parts.h"

enum { CURRENT_TRIES = 5 };

/* --- names --- */

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

void generation_name(char name[GENERATION_NAME_BYTES], const char *prefix, unsigned number)
{
    snprintf(name, GENERATION_NAME_BYTES, "%s%06u", prefix, number);
}

int generation_damaged(struct err *err, const char *path, const char *what)
{
    return err_at(err, ERR_INDEX, path, 0, "the index is damaged: %s; build it again", what);
}

static int newest_first(const void *a, const void *b)
{
    unsigned x = ((const struct generation_place *)a)->number;
    unsigned y = ((const struct generation_place *)b)->number;
    return (x < y) - (x > y);
}

int generation_places(const char *index_dir, struct generation_place **out, size_t *n,
                      struct err *err)
{
    const struct dirent *entry;
    DIR *dir = opendir(index_dir);
    *out = NULL;
    *n = 0;
    if (!dir)
        return err_errno(err, errno, index_dir, "read folder");
    while ((errno = 0, entry = readdir(dir))) {
        unsigned published = generation_number(entry->d_name, PUBLISHED);
        unsigned staged = generation_number(entry->d_name, STAGED);
        if (!published && !staged)
            continue;
        *out = xrealloc(*out, (*n + 1) * sizeof **out);
        (*out)[*n] = (struct generation_place){.number = published + staged, .staged = staged > 0};
        snprintf((*out)[(*n)++].name, GENERATION_NAME_BYTES, "%.31s", entry->d_name);
    }
    int failure = errno;
    closedir(dir);
    if (*n)
        qsort(*out, *n, sizeof **out, newest_first);
    return failure ? err_errno(err, failure, index_dir, "read folder") : 0;
}

/* --- CURRENT --- */

int generation_current_name(const char *index_dir, char name[GENERATION_NAME_BYTES],
                            struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    if (generation_join(path, index_dir, CURRENT, err) != 0)
        return -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_at(err, ERR_NOT_FOUND, index_dir, 0,
                      "there is no index here; build one with: jawab-index build --content DIR "
                      "--index %s",
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
        return err_at(err, ERR_INDEX, path, 0,
                      "names no generation; build it again with: jawab-index build --content DIR "
                      "--index %s",
                      index_dir);
    return 0;
}

int generation_current_number(const char *index_dir, unsigned *number, struct err *err)
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

int generation_current(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                       char path[GENERATION_PATH_BYTES], struct generation_manifest *out,
                       struct err *err)
{
    char name[GENERATION_NAME_BYTES], again[GENERATION_NAME_BYTES];
    int status = -1;
    /* While we look, builds may be published and our generation removed: then look again. */
    for (int tries = 0; tries < CURRENT_TRIES; tries++) {
        if (generation_current_name(index_dir, name, err) != 0 ||
            generation_join(path, index_dir, name, err) != 0)
            return -1;
        status = generation_check(path, generation_number(name, PUBLISHED), schema_version,
                                  analyser_version, out, err);
        struct err ignored = ERR_INIT;
        if (status == 0 || generation_current_name(index_dir, again, &ignored) != 0 ||
            strcmp(name, again) == 0)
            break;
    }
    return status;
}

/* --- by name --- */

static bool names_place(const struct generation_place *place, const char *word,
                        unsigned long number)
{
    return number ? place->number == number : place->staged && strcmp(word, "staged") == 0;
}

int generation_find(const char *index_dir, const char *word, char path[GENERATION_PATH_BYTES],
                    struct err *err)
{
    char name[GENERATION_NAME_BYTES];
    char *end;
    struct generation_place *places;
    size_t n, i = 0;
    unsigned long number = word[0] >= '0' && word[0] <= '9' ? strtoul(word, &end, 10) : 0;
    if (strcmp(word, "current") == 0)
        return generation_current_name(index_dir, name, err) != 0
                   ? -1
                   : generation_join(path, index_dir, name, err);
    if (strcmp(word, "staged") != 0 && (number == 0 || *end || number > 999999999))
        return err_set(err, ERR_SYNTAX,
                       "\"%s\" is no generation: name its number, \"current\" or \"staged\"", word);
    int status = generation_places(index_dir, &places, &n, err);
    while (status == 0 && i < n && !names_place(&places[i], word, number))
        i++;
    if (status == 0 && i < n)
        status = generation_join(path, index_dir, places[i].name, err);
    else if (status == 0 && number)
        status =
            err_at(err, ERR_NOT_FOUND, index_dir, 0,
                   "there is no generation %lu here; jawab-index generations --index %s lists them",
                   number, index_dir);
    else if (status == 0)
        status = err_at(err, ERR_NOT_FOUND, index_dir, 0,
                        "no generation is staged here; build one with: jawab-index build --stage");
    free(places);
    return status;
}

int generation_named(const char *index_dir, const char *word, unsigned schema_version,
                     unsigned analyser_version, char path[GENERATION_PATH_BYTES],
                     struct generation_manifest *out, struct err *err)
{
    if (strcmp(word, "current") == 0)
        return generation_current(index_dir, schema_version, analyser_version, path, out, err);
    if (generation_find(index_dir, word, path, err) != 0)
        return -1;
    const char *name = strrchr(path, '/') + 1;
    unsigned number = generation_number(name, PUBLISHED) + generation_number(name, STAGED);
    return generation_check(path, number, schema_version, analyser_version, out, err);
}
