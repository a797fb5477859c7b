/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../lib/file.h"
#include "agents_file.h"

enum { TOKEN_MAX_BYTES = 512 };

/* What a change of the file changes; all zero when it is missing. */
struct stamp {
    ino_t inode;
    off_t bytes;
    struct timespec changed;
};

/* One reading of the file. */
struct table {
    struct arena arena;
    struct agent_row *rows;
    size_t n;
};

struct agents {
    char *path;
    pthread_mutex_t lock; /* of all below */
    struct table table;
    struct stamp stamp;
    uint64_t looked_s;
};

static struct stamp stamp_of(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return (struct stamp){0};
    return (struct stamp){info.st_ino, info.st_size, info.st_mtim};
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->inode == b->inode && a->bytes == b->bytes && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static int read_table(const char *path, struct table *table, struct err *err)
{
    struct buf text;
    buf_init(&text, AGENTS_FILE_MAX_BYTES);
    int found = file_read(path, AGENTS_FILE_MAX_BYTES, &text, err);
    struct str rest = arena_dup(&table->arena, buf_str(&text));
    unsigned line = 0;
    buf_release(&text);
    table->rows = ARENA_ARRAY(&table->arena, struct agent_row, str_count_lines(rest) + 1);
    while (found == 0 &&
           (found = agents_file_next(&rest, path, &line, &table->rows[table->n], err)) > 0) {
        table->n++;
        found = 0;
    }
    return found;
}

int agents_open(struct agents **out, const char *path, struct err *err)
{
    struct agents *agents = xcalloc(1, sizeof *agents);
    if (sodium_init() < 0)
        BUG("libsodium does not start");
    agents->path = xstrdup(path);
    pthread_mutex_init(&agents->lock, NULL);
    agents->stamp = stamp_of(path);
    if (read_table(path, &agents->table, err) != 0) {
        agents_close(agents);
        return -1;
    }
    *out = agents;
    return 0;
}

void agents_close(struct agents *agents)
{
    if (!agents)
        return;
    arena_release(&agents->table.arena);
    pthread_mutex_destroy(&agents->lock);
    free(agents->path);
    free(agents);
}

/* The lock is held. The stamp is older than what is read: a change in between is seen next time. */
static int read_again(struct agents *agents, struct err *err)
{
    struct stamp now = stamp_of(agents->path);
    struct table fresh = {.arena = ARENA_INIT};
    if (same_stamp(&now, &agents->stamp))
        return 0;
    agents->stamp = now;
    if (read_table(agents->path, &fresh, err) != 0) {
        arena_release(&fresh.arena);
        return -1;
    }
    arena_release(&agents->table.arena);
    agents->table = fresh;
    return 0;
}

int agents_refresh(struct agents *agents, uint64_t now_s, struct err *err)
{
    int result = 0;
    if (!agents)
        return 0;
    pthread_mutex_lock(&agents->lock);
    if (now_s != agents->looked_s)
        result = read_again(agents, err);
    agents->looked_s = now_s;
    pthread_mutex_unlock(&agents->lock);
    return result;
}

struct str agents_by_token(struct agents *agents, struct arena *a, struct str token)
{
    unsigned char hash[AGENT_HASH_BYTES];
    struct str name = {NULL, 0};
    if (!agents || token.n == 0 || token.n > TOKEN_MAX_BYTES)
        return name;
    agents_file_hash(token, hash);
    pthread_mutex_lock(&agents->lock);
    for (size_t i = 0; i < agents->table.n; i++)
        if (sodium_memcmp(hash, agents->table.rows[i].hash, sizeof hash) == 0)
            name = agents->table.rows[i].name;
    if (name.n)
        name = arena_dup(a, name);
    pthread_mutex_unlock(&agents->lock);
    return name;
}

static const struct str scheme = STR_INIT("Bearer ");

bool agents_is_bearer(struct str authorization)
{
    return str_eq_nocase(str_sub(authorization, 0, scheme.n), scheme);
}

struct str agents_allow(struct agents *agents, struct arena *a, struct str authorization)
{
    if (!agents_is_bearer(authorization))
        return (struct str){NULL, 0};
    return agents_by_token(agents, a, str_trim(str_sub(authorization, scheme.n, authorization.n)));
}

bool agents_key(struct agents *agents, struct str name, struct str purpose,
                unsigned char key[AGENTS_KEY_BYTES])
{
    crypto_generichash_state state;
    bool found = false;
    if (!agents)
        return false;
    crypto_generichash_init(&state, (const unsigned char *)purpose.p, purpose.n, AGENTS_KEY_BYTES);
    pthread_mutex_lock(&agents->lock);
    for (size_t i = 0; i < agents->table.n; i++) {
        if (!str_eq(agents->table.rows[i].name, name))
            continue;
        crypto_generichash_update(&state, agents->table.rows[i].hash, AGENT_HASH_BYTES);
        found = true;
    }
    pthread_mutex_unlock(&agents->lock);
    crypto_generichash_final(&state, key, AGENTS_KEY_BYTES);
    return found;
}
