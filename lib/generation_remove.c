/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "generation_parts.h"

static bool starts(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

/* What a build that was killed leaves behind. */
static bool is_of_a_build(const char *name)
{
    return generation_number(name, BUILDING) || starts(name, CURRENT ".");
}

/* A half removed generation, or what is remembered of one that is gone. */
static bool is_of_the_gone(const char *index_dir, const char *name)
{
    char path[GENERATION_PATH_BYTES], word[GENERATION_NAME_BYTES];
    struct err ignored = ERR_INIT;
    if (!starts(name, DAMAGED))
        return generation_number(name, REMOVED) > 0;
    snprintf(word, sizeof word, "%u", generation_number(name, DAMAGED));
    return generation_find(index_dir, word, path, &ignored) != 0;
}

int generation_clean(const char *index_dir, unsigned *n, unsigned *highest, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    const struct dirent *entry;
    int status = 0;
    DIR *dir = opendir(index_dir);
    *n = 0;
    if (!dir)
        return err_errno(err, errno, index_dir, "read folder");
    while (status == 0 && (errno = 0, entry = readdir(dir))) {
        unsigned building = generation_number(entry->d_name, BUILDING);
        bool cut_short = is_of_a_build(entry->d_name);
        if (!cut_short && !is_of_the_gone(index_dir, entry->d_name))
            continue;
        *highest = building > *highest ? building : *highest;
        *n += cut_short;
        status = generation_join(path, index_dir, entry->d_name, err) != 0
                     ? -1
                     : file_remove_tree(path, err);
    }
    if (status == 0 && errno)
        status = err_errno(err, errno, index_dir, "read folder");
    closedir(dir);
    return status;
}

/* Removes a generation unless somebody holds it. It loses its name first: readers meet a whole one
 * or none, also when this is cut short. */
static int remove_one(const char *index_dir, const struct generation_place *place, struct err *err)
{
    char path[GENERATION_PATH_BYTES], removed[GENERATION_PATH_BYTES], name[GENERATION_NAME_BYTES];
    generation_name(name, REMOVED, place->number);
    if (generation_join(path, index_dir, place->name, err) != 0 ||
        generation_join(removed, index_dir, name, err) != 0)
        return -1;
    int status = 0;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, errno, path, "open");
    bool in_use = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!in_use)
        status = rename(path, removed) != 0 ? err_errno(err, errno, path, "rename")
                                            : file_remove_tree(removed, err);
    close(fd);
    return status;
}

int generation_remove_staged(const char *index_dir, unsigned but, struct err *err)
{
    struct generation_place *places;
    size_t n;
    int status = generation_places(index_dir, &places, &n, err);
    for (size_t i = 0; i < n && status == 0; i++)
        if (places[i].staged && places[i].number != but)
            status = remove_one(index_dir, &places[i], err);
    free(places);
    return status;
}

int generation_remove_old(const char *index_dir, unsigned current, unsigned keep, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    struct generation_place *places;
    size_t n;
    unsigned kept = 1; /* the current one */
    int status = generation_remove_staged(index_dir, 0, err);
    if (generation_places(index_dir, &places, &n, err) != 0)
        status = -1;
    for (size_t i = 0; i < n && status == 0; i++) {
        if (places[i].staged || places[i].number == current)
            continue;
        if (kept < keep && generation_join(path, index_dir, places[i].name, err) == 0 &&
            generation_is_whole(path))
            kept++;
        else
            status = remove_one(index_dir, &places[i], err);
    }
    free(places);
    return status;
}
