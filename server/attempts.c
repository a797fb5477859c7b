/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attempts.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

/* Which name or address it is, hashed: rows are of one size, whatever was typed. */
struct key {
    unsigned char bytes[16];
};

struct row {
    struct key key;
    unsigned failed; /* 0: the row is free */
    uint64_t last_s;
};

struct attempts {
    pthread_mutex_t lock;
    unsigned char secret[crypto_generichash_KEYBYTES]; /* nobody can choose keys that collide */
    struct row rows[ATTEMPTS_ROWS];
};

struct attempts *attempts_new(void)
{
    struct attempts *attempts = xcalloc(1, sizeof *attempts);
    pthread_mutex_init(&attempts->lock, NULL);
    randombytes_buf(attempts->secret, sizeof attempts->secret);
    return attempts;
}

void attempts_free(struct attempts *attempts)
{
    if (!attempts)
        return;
    pthread_mutex_destroy(&attempts->lock);
    free(attempts);
}

static struct key key_of(const struct attempts *attempts, char kind, struct str s)
{
    struct key key;
    crypto_generichash_state state;
    crypto_generichash_init(&state, attempts->secret, sizeof attempts->secret, sizeof key.bytes);
    crypto_generichash_update(&state, (const unsigned char *)&kind, 1);
    crypto_generichash_update(&state, (const unsigned char *)s.p, s.n);
    crypto_generichash_final(&state, key.bytes, sizeof key.bytes);
    return key;
}

static bool is_loopback(struct str address)
{
    return address.n == 0 || str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

/* What is tried, as rows: the name and, unless it is a proxy's, the address. */
static size_t keys_of(const struct attempts *attempts, struct str name, struct str address,
                      struct key keys[2])
{
    size_t n = 0;
    keys[n++] = key_of(attempts, 'n', name);
    if (!is_loopback(address))
        keys[n++] = key_of(attempts, 'a', address);
    return n;
}

static void forget_old(struct row *row, uint64_t now_s)
{
    if (now_s >= row->last_s + ATTEMPTS_LOCK_SECONDS)
        row->failed = 0;
}

static struct row *find(struct attempts *attempts, const struct key *key, uint64_t now_s)
{
    for (size_t i = 0; i < ATTEMPTS_ROWS; i++) {
        struct row *row = &attempts->rows[i];
        if (row->failed == 0 || memcmp(&row->key, key, sizeof *key) != 0)
            continue;
        forget_old(row, now_s);
        return row->failed ? row : NULL;
    }
    return NULL;
}

/* Whether `a` is to be forgotten before `b`. */
static bool matters_less(const struct row *a, const struct row *b)
{
    bool a_locked = a->failed >= ATTEMPTS_MAX, b_locked = b->failed >= ATTEMPTS_MAX;
    if (!a->failed != !b->failed)
        return !a->failed;
    return a_locked != b_locked ? b_locked : a->last_s < b->last_s;
}

static struct row *find_or_add(struct attempts *attempts, const struct key *key, uint64_t now_s)
{
    struct row *row = find(attempts, key, now_s), *least = &attempts->rows[0];
    if (row)
        return row;
    for (size_t i = 0; i < ATTEMPTS_ROWS; i++) {
        forget_old(&attempts->rows[i], now_s);
        if (matters_less(&attempts->rows[i], least))
            least = &attempts->rows[i];
    }
    *least = (struct row){.key = *key};
    return least;
}

bool attempts_begin(struct attempts *attempts, struct str name, struct str address, uint64_t now_s,
                    unsigned *left)
{
    struct key keys[2];
    size_t n = keys_of(attempts, name, address, keys);
    unsigned most_failed = 0;
    pthread_mutex_lock(&attempts->lock);
    for (size_t i = 0; i < n; i++) {
        const struct row *row = find(attempts, &keys[i], now_s);
        if (row && row->failed > most_failed)
            most_failed = row->failed;
    }
    bool allowed = most_failed < ATTEMPTS_MAX;
    for (size_t i = 0; i < n && allowed; i++) {
        struct row *row = find_or_add(attempts, &keys[i], now_s);
        row->failed++;
        row->last_s = now_s;
    }
    pthread_mutex_unlock(&attempts->lock);
    *left = allowed ? ATTEMPTS_MAX - most_failed - 1 : 0;
    return allowed;
}

void attempts_succeeded(struct attempts *attempts, struct str name, struct str address,
                        uint64_t now_s)
{
    struct key keys[2];
    size_t n = keys_of(attempts, name, address, keys);
    pthread_mutex_lock(&attempts->lock);
    struct row *of_name = find(attempts, &keys[0], now_s);
    struct row *of_address = n > 1 ? find(attempts, &keys[1], now_s) : NULL;
    if (of_name)
        of_name->failed = 0;
    if (of_address)
        of_address->failed--;
    pthread_mutex_unlock(&attempts->lock);
}
