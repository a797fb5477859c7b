/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text: `struct str` is a borrowed slice of UTF-8 bytes, `struct buf` an owned, growing one with a
 * stated maximum. UTF-8 is checked once where it enters the program and trusted afterwards.
 *
 *     struct buf out;
 *     buf_init(&out, 64 * 1024);
 *     buf_add(&out, STR("title: "));
 *     buf_add(&out, article->title);
 *     buf_printf(&out, " (%zu)", count);
 *     if (out.failed)              // one check at the end: something did not fit
 *         ...
 *     buf_release(&out);
 */
#ifndef JAWAB_STR_H
#define JAWAB_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes: never freed through this, valid as long as whoever lent them says. */
struct str {
    const char *p; /* may be NULL only when n is 0 */
    size_t n;      /* bytes */
};

struct str_list {
    struct str *items;
    size_t n;
};

#define STR(literal) ((struct str){"" literal "", sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal "", sizeof(literal) - 1                                                         \
    } /* for static tables */
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Inline, because analysis calls them for every word. str_sub clamps to s. */
static inline struct str str_sub(struct str s, size_t from_bytes, size_t n_bytes)
{
    if (s.n == 0)
        return s;
    if (from_bytes > s.n)
        from_bytes = s.n;
    if (n_bytes > s.n - from_bytes)
        n_bytes = s.n - from_bytes;
    return (struct str){s.p + from_bytes, n_bytes};
}

static inline const char *str_end(struct str s) /* behind the last byte; NULL + 0 is no C */
{
    return s.n ? s.p + s.n : s.p;
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

struct str str_from(const char *text);          /* NULL gives the empty slice */
struct str str_trim(struct str s);              /* ASCII white space, both ends */
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
int str_cmp(struct str a, struct str b);        /* bytewise, which is code point order in UTF-8 */

/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);

/* For tables in memory, not for ids: FNV-1a (Fowler, Noll, Vo), 64 bits folded to 32. */
uint32_t str_hash(struct str s);

/* The first eight bytes as a number that rises as texts do (str_cmp), but for zeros at their end:
 * settles most comparisons of a sort. */
uint64_t str_start(struct str s);

/* Cuts the next line (without its \n, \r\n or \r) off the front of *rest; false at the end. */
bool str_next_line(struct str *rest, struct str *line);
size_t str_count_lines(struct str text);

/* Length of the longest well-formed prefix (RFC 3629: no surrogates, no overlongs, <= U+10FFFF).
 * Equal to s.n when all of s is well formed. */
size_t utf8_valid_bytes(struct str s);

/* Decodes the code point at *p (p < end, well-formed input) and moves *p behind it. */
uint32_t utf8_next(const char **p, const char *end);

/* Writes the code point's 1-4 bytes, returns how many. */
size_t utf8_put(char out[4], uint32_t code_point);

/* The longest prefix of at most max_bytes that does not cut a code point in two. */
struct str utf8_cut_bytes(struct str s, size_t max_bytes);

/* Number of code points. */
size_t utf8_count_chars(struct str s);

/* An owned, growing buffer: p is never NULL and always NUL-terminated. Appending past max_bytes
 * appends nothing and sets `failed`, which stays set until buf_clear. */
struct buf {
    char *p;
    size_t n;
    size_t cap;
    size_t max_bytes;
    bool failed;
};

void buf_init(struct buf *b, size_t max_bytes);
void buf_release(struct buf *b);                 /* back to an empty, usable buffer */
void buf_reserve(struct buf *b, size_t n_bytes); /* room for so many more, where it is known */
void buf_clear(struct buf *b);                   /* keeps the memory */
void buf_add(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_cut(struct buf *b, size_t n_bytes); /* shorten to n_bytes (n_bytes <= b->n) */
char *buf_take(struct buf *b);           /* hands the bytes over (free() them), b is empty after */
struct str buf_str(const struct buf *b); /* borrowed until the next change of b */

/* Memory of which there must be enough: abort when out. Inputs are capped long before. */
void *xmalloc(size_t n_bytes);
void *xcalloc(size_t count, size_t size_bytes);
void *xrealloc(void *p, size_t n_bytes);
char *xstrdup(const char *text);

#endif
