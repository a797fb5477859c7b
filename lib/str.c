/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "str.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

struct str str_from(const char *text)
{
    return text ? (struct str){text, strlen(text)} : (struct str){NULL, 0};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0]))
        s.p++, s.n--;
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    if (s.n == 0)
        return SIZE_MAX;
    const char *at = memmem(s.p, s.n, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t str_find_char(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

/* Not 0 if one of the eight bytes is this one (Warren, Hacker's Delight, 6-1). */
static uint64_t has_byte(uint64_t eight, unsigned char byte)
{
    uint64_t ones = UINT64_MAX / 255, zero_where_equal = eight ^ ones * byte;
    return (zero_where_equal - ones) & ~zero_where_equal & ones << 7;
}

/* Up to the end of a line, eight bytes at a time. */
static size_t skip_line_bytes(struct str s)
{
    size_t i = 0;
    for (uint64_t eight; i + sizeof eight <= s.n; i += sizeof eight) {
        memcpy(&eight, s.p + i, sizeof eight);
        if (has_byte(eight, '\n') | has_byte(eight, '\r'))
            break;
    }
    return i;
}

bool str_next_line(struct str *rest, struct str *line)
{
    if (rest->n == 0)
        return false;
    size_t i = skip_line_bytes(*rest);
    while (i < rest->n && rest->p[i] != '\n' && rest->p[i] != '\r')
        i++;
    *line = str_sub(*rest, 0, i);
    if (i < rest->n)
        i += rest->p[i] == '\r' && i + 1 < rest->n && rest->p[i + 1] == '\n' ? 2 : 1;
    *rest = str_sub(*rest, i, rest->n - i);
    return true;
}

size_t str_count_lines(struct str text)
{
    size_t n = 0;
    struct str line;
    while (str_next_line(&text, &line))
        n++;
    return n;
}

uint32_t str_hash(struct str s)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * 1099511628211u;
    return (uint32_t)(hash ^ hash >> 32);
}

uint64_t str_start(struct str s)
{
    uint64_t bytes = 0;
    if (s.n)
        memcpy(&bytes, s.p, s.n < sizeof bytes ? s.n : sizeof bytes);
    return be64toh(bytes);
}

/* Bytes of the well-formed sequence at p (Unicode 15, table 3-7), or 0. */
static size_t sequence_bytes(const unsigned char *p, size_t n)
{
    unsigned char lead = p[0];
    unsigned char low = 0x80, high = 0xBF; /* allowed range of the second byte */
    size_t need;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        need = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        need = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        need = 4;
    else
        return 0;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (n < need || p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if (p[i] < 0x80 || p[i] > 0xBF)
            return 0;
    return need;
}

/* Nearly all text is ASCII and two-byte letters: those are taken without a call. */
size_t utf8_valid_bytes(struct str s)
{
    const unsigned char *bytes = (const unsigned char *)s.p;
    size_t i = 0;
    while (i < s.n) {
        if (bytes[i] < 0x80) {
            i++;
        } else if (bytes[i] >= 0xC2 && bytes[i] <= 0xDF && i + 1 < s.n &&
                   (bytes[i + 1] & 0xC0) == 0x80) {
            i += 2;
        } else {
            size_t step = sequence_bytes(bytes + i, s.n - i);
            if (step == 0)
                break;
            i += step;
        }
    }
    return i;
}

uint32_t utf8_next(const char **p, const char *end)
{
    const unsigned char *q = (const unsigned char *)*p;
    if (q[0] < 0x80) {
        ++*p;
        return q[0];
    }
    size_t step = sequence_bytes(q, (size_t)(end - *p));
    *p += step ? step : 1;
    switch (step) {
    case 2:
        return (uint32_t)(q[0] & 0x1F) << 6 | (q[1] & 0x3F);
    case 3:
        return (uint32_t)(q[0] & 0x0F) << 12 | (uint32_t)(q[1] & 0x3F) << 6 | (q[2] & 0x3F);
    case 4:
        return (uint32_t)(q[0] & 0x07) << 18 | (uint32_t)(q[1] & 0x3F) << 12 |
               (uint32_t)(q[2] & 0x3F) << 6 | (q[3] & 0x3F);
    default:
        return 0xFFFD;
    }
}

size_t utf8_put(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

struct str utf8_cut_bytes(struct str s, size_t max_bytes)
{
    if (s.n <= max_bytes)
        return s;
    while (max_bytes && ((unsigned char)s.p[max_bytes] & 0xC0) == 0x80)
        max_bytes--;
    return str_sub(s, 0, max_bytes);
}

size_t utf8_count_chars(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return count;
}

static char empty_buffer[1]; /* what p points at while nothing is allocated; stays "" */

void buf_init(struct buf *b, size_t max_bytes)
{
    *b = (struct buf){.p = empty_buffer, .max_bytes = max_bytes};
}

void buf_release(struct buf *b)
{
    if (b->cap)
        free(b->p);
    buf_init(b, b->max_bytes);
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
    if (b->cap)
        b->p[0] = '\0';
}

/* Room for `extra` more bytes and the NUL; false and sticky failure when over the maximum. */
static bool reserve(struct buf *b, size_t extra)
{
    if (b->failed || extra > b->max_bytes || b->n > b->max_bytes - extra) {
        b->failed = true;
        return false;
    }
    size_t need = b->n + extra + 1;
    if (need > b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 64;
        while (cap < need)
            cap *= 2;
        b->p = xrealloc(b->cap ? b->p : NULL, cap);
        b->cap = cap;
    }
    return true;
}

void buf_reserve(struct buf *b, size_t n_bytes)
{
    if (n_bytes <= b->max_bytes - b->n)
        reserve(b, n_bytes);
}

void buf_add(struct buf *b, struct str s)
{
    if (s.n == 0 || !reserve(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void buf_char(struct buf *b, char c)
{
    if (!reserve(b, 1))
        return;
    b->p[b->n++] = c;
    b->p[b->n] = '\0';
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n > 0 && reserve(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

void buf_cut(struct buf *b, size_t n_bytes)
{
    if (n_bytes > b->n)
        BUG("buf_cut to %zu of %zu bytes", n_bytes, b->n);
    b->n = n_bytes;
    if (b->cap)
        b->p[n_bytes] = '\0';
}

char *buf_take(struct buf *b)
{
    char *p = b->cap ? b->p : xstrdup("");
    b->cap = 0;
    buf_init(b, b->max_bytes);
    return p;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

void *xrealloc(void *p, size_t n_bytes)
{
    void *q = realloc(p, n_bytes ? n_bytes : 1);
    if (!q)
        BUG("out of memory: %zu bytes", n_bytes);
    return q;
}

void *xmalloc(size_t n_bytes)
{
    return xrealloc(NULL, n_bytes);
}

void *xcalloc(size_t count, size_t size_bytes)
{
    void *p = calloc(count ? count : 1, size_bytes ? size_bytes : 1);
    if (!p)
        BUG("out of memory: %zu x %zu bytes", count, size_bytes);
    return p;
}

char *xstrdup(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(xmalloc(n), text, n);
}
