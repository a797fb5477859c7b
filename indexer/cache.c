/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/file.h"
#include "../lib/hash.h"

#define FOLDER "cache"
#define LIST   "LIST"

enum { LIST_MAX_BYTES = 64 << 20, NAME_MAX_BYTES = 200 };

static struct cache_entry *next_entry(struct cache *c)
{
    if (c->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 64;
        c->entries = xrealloc(c->entries, c->cap * sizeof *c->entries);
    }
    return &c->entries[c->n++];
}

/* Names of ours have no slash and do not begin with a dot: they lead nowhere else. */
static bool is_name(struct str name)
{
    return name.n && name.n <= NAME_MAX_BYTES && name.p[0] != '.' &&
           str_find_char(name, '/') == SIZE_MAX;
}

/* A line: checksum, blank, name. What is not so is left out, and its folder removed. */
static void read_list(struct cache *c)
{
    struct err missing = ERR_INIT;
    struct buf text;
    buf_init(&text, LIST_MAX_BYTES);
    const char *path = arena_printf(&c->arena, STR_FMT "/" LIST, STR_ARG(c->dir)).p;
    if (file_read(path, LIST_MAX_BYTES, &text, &missing) == 0) {
        struct str rest = arena_dup(&c->arena, buf_str(&text)), line;
        while (str_next_line(&rest, &line)) {
            size_t blank = str_find_char(line, ' ');
            struct str name = blank == 16 ? str_sub(line, 17, line.n) : STR("");
            if (is_name(name))
                *next_entry(c) = (struct cache_entry){
                    .name = name,
                    .checksum = strtoull(line.p, NULL, 16),
                };
        }
    }
    buf_release(&text);
}

static bool is_listed(const struct cache *c, struct str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->entries[i].name, name))
            return true;
    return false;
}

/* Removes what is in the folder and in no list: of killed builds, or not used any more. */
static int sweep(const struct cache *c, struct err *err)
{
    const struct dirent *entry;
    struct arena a = ARENA_INIT;
    int result = 0;
    DIR *dir = opendir(c->dir.p);
    if (!dir)
        return err_errno(err, errno, c->dir.p, "read folder");
    while (result == 0 && (entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            strcmp(entry->d_name, LIST) != 0 && !is_listed(c, str_from(entry->d_name)))
            result = file_remove_tree(cache_path(c, &a, str_from(entry->d_name)), err);
    closedir(dir);
    arena_release(&a);
    return result;
}

int cache_open(struct cache *c, const char *index_dir, bool forget, struct err *err)
{
    *c = (struct cache){.n = 0};
    c->dir = arena_printf(&c->arena, "%s/" FOLDER, index_dir);
    if (file_make_dir(c->dir.p, err) < 0)
        return -1;
    if (!forget)
        read_list(c);
    return sweep(c, err);
}

void cache_release(struct cache *c)
{
    free(c->entries);
    arena_release(&c->arena);
    *c = (struct cache){.n = 0};
}

struct cache_entry *cache_find(const struct cache *c, struct str start)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_starts(c->entries[i].name, start))
            return &c->entries[i];
    return NULL;
}

const char *cache_path(const struct cache *c, struct arena *a, struct str name)
{
    return arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(c->dir), STR_ARG(name)).p;
}

/* Names and contents of all files. */
static int checksum_of(const struct cache *c, struct str name, uint64_t *checksum, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct file_list files;
    struct buf all;
    buf_init(&all, LIST_MAX_BYTES);
    int result = file_walk(&a, cache_path(c, &a, name), STR(""), &files, NULL, NULL, err);
    for (size_t i = 0; result == 0 && i < files.n; i++) {
        char hex[HASH_HEX_BYTES];
        result = hash_file(files.entries[i].path.p, hex, err);
        buf_add(&all, files.entries[i].relative);
        buf_char(&all, '\n');
        buf_add(&all, str_from(hex));
    }
    *checksum = hash_id(buf_str(&all));
    buf_release(&all);
    arena_release(&a);
    return result;
}

bool cache_is_sound(const struct cache *c, const struct cache_entry *entry)
{
    struct err unreadable = ERR_INIT;
    uint64_t checksum;
    return checksum_of(c, entry->name, &checksum, &unreadable) == 0 && checksum == entry->checksum;
}

void cache_keep(struct cache *c, struct str name, bool is_new)
{
    struct cache_entry *entry = NULL;
    for (size_t i = 0; i < c->n && !entry; i++)
        if (str_eq(c->entries[i].name, name))
            entry = &c->entries[i];
    if (!entry) {
        entry = next_entry(c);
        *entry = (struct cache_entry){.name = arena_dup(&c->arena, name)};
    }
    entry->is_used = true;
    entry->is_new |= is_new;
}

int cache_take(struct cache *c, const char *path, struct str name, struct err *err)
{
    const char *dest = cache_path(c, &c->arena, name);
    if (file_remove_tree(dest, err) < 0)
        return -1;
    if (rename(path, dest) != 0)
        return err_errno(err, errno, dest, "rename");
    cache_keep(c, name, true);
    return 0;
}

int cache_save(struct cache *c, struct err *err)
{
    struct buf list;
    size_t kept = 0;
    int result = 0;
    buf_init(&list, LIST_MAX_BYTES);
    for (size_t i = 0; i < c->n && result == 0; i++) {
        struct cache_entry *entry = &c->entries[i];
        if (!entry->is_used)
            continue;
        if (entry->is_new)
            result = checksum_of(c, entry->name, &entry->checksum, err);
        buf_printf(&list, "%016" PRIx64 " " STR_FMT "\n", entry->checksum, STR_ARG(entry->name));
        c->entries[kept++] = *entry;
    }
    c->n = kept;
    const char *path = arena_printf(&c->arena, STR_FMT "/" LIST, STR_ARG(c->dir)).p;
    if (result == 0)
        result = file_replace(path, buf_str(&list), err);
    buf_release(&list);
    return result == 0 ? sweep(c, err) : -1;
}
