/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * INDEX/cache/: what builds leave for the next, a folder a thing, named for all that it was made
 * from: under the same name there is always the same. INDEX/cache/LIST has names and checksums. To
 * lose any of it costs time and nothing else, so nothing here waits for the disk: what a crash has
 * torn has another checksum. Knows nothing of what is in the folders.
 */
#ifndef JAWAB_CACHE_H
#define JAWAB_CACHE_H

#include "../lib/arena.h"
#include "../lib/err.h"

struct cache_entry {
    struct str name;
    uint64_t checksum;
    bool is_new, is_used;
};

struct cache {
    struct arena arena;
    struct str dir;
    struct cache_entry *entries;
    size_t n, cap;
};

/* Takes over what the last build listed and removes all else; `forget` takes nothing over. Only for
 * the one builder. */
int cache_open(struct cache *c, const char *index_dir, bool forget, struct err *err);
void cache_release(struct cache *c);

/* The entry whose name begins so, or NULL. */
struct cache_entry *cache_find(const struct cache *c, struct str start);

/* Reads all of the folder: is it what was listed? */
bool cache_is_sound(const struct cache *c, const struct cache_entry *entry);

/* Where the folder of this name is, or is to be made. */
const char *cache_path(const struct cache *c, struct arena *a, struct str name);

/* Moves a folder that was made elsewhere in the cache to this name; what was there is removed. */
int cache_take(struct cache *c, const char *path, struct str name, struct err *err);

/* The folder of this name is to be kept; `is_new`: it was made, by cache_take or in its place. */
void cache_keep(struct cache *c, struct str name, bool is_new);

/* Lists what is used or new, and removes what is not. */
int cache_save(struct cache *c, struct err *err);

#endif
