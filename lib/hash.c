/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

enum { ID_DIGEST_BYTES = 32, PIECE_BYTES = 256 * 1024 };

uint64_t hash_id(struct str bytes)
{
    unsigned char digest[ID_DIGEST_BYTES];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
    uint64_t id = 0;
    for (size_t i = 0; i < sizeof id; i++)
        id = id << 8 | digest[i];
    return id;
}

uint64_t hash_text(struct str bytes)
{
    return XXH3_64bits(bytes.p, bytes.n);
}

static XXH3_state_t *new_state(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        BUG("out of memory");
    return state;
}

struct hash_stream {
    XXH3_state_t *state;
};

struct hash_stream *hash_stream_new(void)
{
    struct hash_stream *h = xcalloc(1, sizeof *h);
    h->state = new_state();
    XXH3_64bits_reset(h->state);
    return h;
}

void hash_stream_add(struct hash_stream *h, struct str bytes)
{
    XXH3_64bits_update(h->state, bytes.p, bytes.n);
}

uint64_t hash_stream_end(struct hash_stream *h)
{
    uint64_t hash = XXH3_64bits_digest(h->state);
    XXH3_freeState(h->state);
    free(h);
    return hash;
}

int hash_file(const char *path, char hex[HASH_HEX_BYTES], struct err *err)
{
    XXH128_canonical_t digest;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_errno(err, errno, path, "open");

    int status = 0;
    ssize_t n;
    unsigned char *piece = xmalloc(PIECE_BYTES);
    XXH3_state_t *state = new_state();
    XXH3_128bits_reset(state);
    while ((n = read(fd, piece, PIECE_BYTES)) != 0) {
        if (n > 0)
            XXH3_128bits_update(state, piece, (size_t)n);
        else if (errno != EINTR) {
            status = err_errno(err, errno, path, "read");
            break;
        }
    }
    XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(state));
    sodium_bin2hex(hex, HASH_HEX_BYTES, digest.digest, sizeof digest.digest);
    XXH3_freeState(state);
    free(piece);
    close(fd);
    return status;
}
