/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 - 64, SPARE_MAX = 64 };

struct arena_block {
    struct arena_block *next;
    size_t cap;
    alignas(max_align_t) char bytes[];
};

static void free_blocks(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_release(struct arena *a)
{
    free_blocks(a->blocks);
    free_blocks(a->spare);
    *a = (struct arena)ARENA_INIT;
}

/* Blocks of the usual size are kept, a few: giving them back would cost more than filling them. One
 * huge article must not be kept for all that follow. */
void arena_clear(struct arena *a)
{
    size_t n_spare = 0;
    for (const struct arena_block *b = a->spare; b; b = b->next)
        n_spare++;
    for (struct arena_block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        if (b->cap == BLOCK_BYTES && n_spare < SPARE_MAX) {
            b->next = a->spare;
            a->spare = b;
            n_spare++;
        } else {
            free(b);
        }
    }
    a->blocks = NULL;
    a->used_bytes = 0;
}

static void add_block(struct arena *a, size_t n_bytes)
{
    struct arena_block *b = n_bytes <= BLOCK_BYTES ? a->spare : NULL;
    if (b) {
        a->spare = b->next;
    } else {
        size_t cap = n_bytes > BLOCK_BYTES ? n_bytes : BLOCK_BYTES;
        b = xmalloc(sizeof *b + cap);
        b->cap = cap;
    }
    b->next = a->blocks;
    a->blocks = b;
    a->used_bytes = 0;
}

char *arena_text(struct arena *a, size_t n_bytes)
{
    size_t n = (n_bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!a->blocks || n > a->blocks->cap - a->used_bytes)
        add_block(a, n);
    char *p = a->blocks->bytes + a->used_bytes;
    a->used_bytes += n;
    return p;
}

void *arena_alloc(struct arena *a, size_t n_bytes)
{
    return memset(arena_text(a, n_bytes), 0, n_bytes);
}

struct str arena_dup(struct arena *a, struct str s)
{
    char *p = arena_text(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

struct str arena_dup_utf8(struct arena *a, struct str s)
{
    struct str copy = arena_dup(a, s);
    copy.n = utf8_valid_bytes(copy);
    ((char *)copy.p)[copy.n] = '\0';
    return copy;
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *p = arena_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);
    if (n > 0)
        vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return (struct str){p, n < 0 ? 0 : (size_t)n};
}
