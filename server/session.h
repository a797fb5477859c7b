/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who is signed in, as a cookie that says so and is sealed with a key of that agent (agents.h). The
 * server keeps nothing: a restart in the middle of a call signs nobody out, several servers behind
 * one address agree, and a revoked token ends its sessions at once. What that costs: signing out
 * takes the cookie from the browser, but a copy made before is good until it expires.
 *
 *     base64url(name | expiry, 8 bytes | nonce, 16 bytes | HMAC-SHA512-256 of all before)
 */
#ifndef JAWAB_SESSION_H
#define JAWAB_SESSION_H

#include "agents.h"

#define SESSION_COOKIE "jawab_agent"

enum { SESSION_SECONDS = 12 * 60 * 60 }; /* a shift */

/* The value of a cookie for an agent of the file, good for SESSION_SECONDS from now_s (seconds of
 * the epoch); empty when nobody is called so. */
struct str session_make(struct agents *agents, struct arena *a, struct str name, uint64_t now_s);

/* Whose session it is, in the arena; empty when it is expired, changed or the agent's no more. */
struct str session_check(struct agents *agents, struct arena *a, struct str cookie, uint64_t now_s);

/* The value of a Set-Cookie header (RFC 6265): of no other site, seen by no script, and sent over
 * TLS only when `secure`. An empty cookie signs out. */
const char *session_header(struct arena *a, struct str cookie, bool secure);

#endif
