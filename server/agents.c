/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents.h"

#include <sodium.h>
#include <stdlib.h>

#include "../lib/data.h"
#include "../lib/file.h"

enum { FILE_MAX_BYTES = 1 << 20, HASH_BYTES = 32, TOKEN_MAX_BYTES = 512 };

struct agents {
    unsigned char (*hashes)[HASH_BYTES];
    size_t n;
};

static int read_row(struct agents *agents, const struct str columns[DATA_COLUMNS], const char *path,
                    unsigned line, struct err *err)
{
    unsigned char *hash = agents->hashes[agents->n];
    size_t n = 0;
    if (columns[1].n != 2 * HASH_BYTES || columns[2].n ||
        sodium_hex2bin(hash, HASH_BYTES, columns[1].p, columns[1].n, NULL, &n, NULL) != 0 ||
        n != HASH_BYTES)
        return err_at(err, ERR_SYNTAX, path, line,
                      "expected a name and 64 hex digits: printf %%s TOKEN | b2sum -l 256");
    agents->n++;
    return 0;
}

int agents_open(struct agents **out, const char *path, struct err *err)
{
    struct agents *agents = xcalloc(1, sizeof *agents);
    struct buf text;
    buf_init(&text, FILE_MAX_BYTES);
    int result = file_read(path, FILE_MAX_BYTES, &text, err);
    struct str rest = buf_str(&text), columns[DATA_COLUMNS];
    unsigned line = 0;
    agents->hashes = xcalloc(text.n / HASH_BYTES + 1, sizeof *agents->hashes);
    while (result == 0 && data_next_row(&rest, &line, columns))
        result = read_row(agents, columns, path, line, err);
    buf_release(&text);
    if (result < 0) {
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
    free(agents->hashes);
    free(agents);
}

bool agents_allow(const struct agents *agents, struct str authorization)
{
    const struct str scheme = STR("Bearer ");
    unsigned char hash[HASH_BYTES];
    bool found = false;
    if (!agents || authorization.n > TOKEN_MAX_BYTES ||
        !str_eq_nocase(str_sub(authorization, 0, scheme.n), scheme))
        return false;
    struct str token = str_trim(str_sub(authorization, scheme.n, authorization.n));
    if (token.n == 0)
        return false;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)token.p, token.n, NULL, 0);
    for (size_t i = 0; i < agents->n; i++)
        found |= sodium_memcmp(hash, agents->hashes[i], HASH_BYTES) == 0;
    return found;
}
