/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

enum { DIGEST_BYTES = 32, PIECE_BYTES = 256 * 1024 };

_Static_assert(HASH_HEX_BYTES == 2 * DIGEST_BYTES + 1, "hex of the digest and the NUL");

uint64_t hash_id(struct str bytes)
{
    unsigned char digest[DIGEST_BYTES];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
    uint64_t id = 0;
    for (size_t i = 0; i < sizeof id; i++)
        id = id << 8 | digest[i];
    return id;
}

int hash_file(const char *path, char hex[HASH_HEX_BYTES], struct err *err)
{
    crypto_generichash_state state;
    unsigned char digest[DIGEST_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_errno(err, errno, path, "open");

    int status = 0;
    ssize_t n;
    unsigned char *piece = xmalloc(PIECE_BYTES);
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    while ((n = read(fd, piece, PIECE_BYTES)) != 0) {
        if (n > 0)
            crypto_generichash_update(&state, piece, (unsigned long long)n);
        else if (errno != EINTR) {
            status = err_errno(err, errno, path, "read");
            break;
        }
    }
    free(piece);
    close(fd);
    if (status == 0) {
        crypto_generichash_final(&state, digest, sizeof digest);
        sodium_bin2hex(hex, HASH_HEX_BYTES, digest, sizeof digest);
    }
    return status;
}
