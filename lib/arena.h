/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bump allocator: one arena per article (indexer) and per request (server), released at once.
 * Nothing from an arena may be handed to a library that keeps or frees it.
 */
#ifndef JAWAB_ARENA_H
#define JAWAB_ARENA_H

#include "str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    struct arena_block *spare;  /* cleared, to be used again */
    size_t used_bytes;          /* of the newest block */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        0                                                                                          \
    }

void arena_release(struct arena *a); /* frees all; the arena is empty and usable after */
void arena_clear(struct arena *a);   /* empties it, keeping a few blocks for the next article */

/* Zeroed, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t n_bytes);
char *arena_text(struct arena *a, size_t n_bytes);   /* not zeroed: for bytes about to be written */
struct str arena_dup(struct arena *a, struct str s); /* also NUL-terminated: .p is a C string */

/* The same of the longest well-formed beginning of bytes that may change meanwhile. */
struct str arena_dup_utf8(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_alloc((a), (count) * sizeof(type)))

#endif
