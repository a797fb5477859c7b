/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 - 64 };

struct arena_block {
    struct arena_block *next;
    size_t cap;
    alignas(max_align_t) char bytes[];
};

void arena_release(struct arena *a)
{
    for (struct arena_block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct arena)ARENA_INIT;
}

void arena_clear(struct arena *a)
{
    if (!a->blocks)
        return;
    struct arena rest = {.blocks = a->blocks->next};
    arena_release(&rest);
    a->blocks->next = NULL;
    a->used_bytes = 0;
    if (a->blocks->cap > BLOCK_BYTES) /* one huge article must not be kept for all that follow */
        arena_release(a);
}

void *arena_alloc(struct arena *a, size_t n_bytes)
{
    size_t n = (n_bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!a->blocks || n > a->blocks->cap - a->used_bytes) {
        size_t cap = n > BLOCK_BYTES ? n : BLOCK_BYTES;
        struct arena_block *b = xmalloc(sizeof *b + cap);
        b->next = a->blocks;
        b->cap = cap;
        a->blocks = b;
        a->used_bytes = 0;
    }
    char *p = a->blocks->bytes + a->used_bytes;
    a->used_bytes += n;
    return memset(p, 0, n);
}

struct str arena_dup(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
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
