/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "session.h"

#include <sodium.h>

#include "agents_file.h"

enum {
    EXPIRY_BYTES = 8,
    NONCE_BYTES = 16,
    SEAL_BYTES = crypto_auth_BYTES,
    FIXED_BYTES = EXPIRY_BYTES + NONCE_BYTES + SEAL_BYTES,
    SESSION_MAX_BYTES = AGENT_NAME_MAX_BYTES + FIXED_BYTES,
    TEXT_MAX_BYTES =
        sodium_base64_ENCODED_LEN(SESSION_MAX_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
};

_Static_assert((int)AGENTS_KEY_BYTES == (int)crypto_auth_KEYBYTES, "the key of an agent seals");

static const struct str purpose = STR_INIT("jawab session cookie, version 1");

static void put_expiry(unsigned char *out, uint64_t expiry_s)
{
    for (int i = EXPIRY_BYTES - 1; i >= 0; i--, expiry_s >>= 8)
        out[i] = (unsigned char)expiry_s;
}

static uint64_t get_expiry(const unsigned char *in)
{
    uint64_t expiry_s = 0;
    for (int i = 0; i < EXPIRY_BYTES; i++)
        expiry_s = expiry_s << 8 | in[i];
    return expiry_s;
}

struct str session_make(struct agents *agents, struct arena *a, struct str name, uint64_t now_s)
{
    unsigned char session[SESSION_MAX_BYTES], key[AGENTS_KEY_BYTES];
    char text[TEXT_MAX_BYTES];
    if (name.n == 0 || name.n > AGENT_NAME_MAX_BYTES || !agents_key(agents, name, purpose, key))
        return (struct str){NULL, 0};
    unsigned char *expiry = session + name.n, *nonce = expiry + EXPIRY_BYTES,
                  *seal = nonce + NONCE_BYTES;
    memcpy(session, name.p, name.n);
    put_expiry(expiry, now_s + SESSION_SECONDS);
    randombytes_buf(nonce, NONCE_BYTES);
    crypto_auth(seal, session, name.n + EXPIRY_BYTES + NONCE_BYTES, key);
    sodium_memzero(key, sizeof key);
    sodium_bin2base64(text, sizeof text, session, name.n + FIXED_BYTES,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return arena_dup(a, str_from(text));
}

struct str session_check(struct agents *agents, struct arena *a, struct str cookie, uint64_t now_s)
{
    unsigned char session[SESSION_MAX_BYTES], key[AGENTS_KEY_BYTES];
    size_t n = 0;
    const struct str nobody = {NULL, 0};
    if (cookie.n == 0 ||
        sodium_base642bin(session, sizeof session, cookie.p, cookie.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        n <= FIXED_BYTES)
        return nobody;
    struct str name = {(const char *)session, n - FIXED_BYTES};
    const unsigned char *expiry = session + name.n, *seal = session + n - SEAL_BYTES;
    if (!agents_key(agents, name, purpose, key))
        return nobody;
    bool sealed = crypto_auth_verify(seal, session, n - SEAL_BYTES, key) == 0;
    sodium_memzero(key, sizeof key);
    return sealed && now_s < get_expiry(expiry) ? arena_dup(a, name) : nobody;
}

const char *session_header(struct arena *a, struct str cookie, bool secure)
{
    return arena_printf(
               a, SESSION_COOKIE "=" STR_FMT "; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
               STR_ARG(cookie), cookie.n ? SESSION_SECONDS : 0, secure ? "; Secure" : "")
        .p;
}
