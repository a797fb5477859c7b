/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "layout.h"

#include <pthread.h>
#include <string.h>

#include "data.h"

enum { KEYS_MAX = 64 };

static struct key {
    struct str latin, arabic;
} keys[KEYS_MAX];
static size_t n_keys;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_keys(void)
{
    struct str rest = DATA(layouts), columns[DATA_COLUMNS];
    unsigned line = 0;
    while (n_keys < KEYS_MAX && data_next_row(&rest, &line, columns))
        if (columns[1].n)
            keys[n_keys++] = (struct key){columns[0], columns[1]};
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The key that gives what the text begins with; the longest Arabic sequence, and a capital letter
 * where no key has it as the small one. NULL when there is none. */
static const struct key *key_at(struct str text, enum layout_meant meant)
{
    const struct key *best = NULL;
    for (size_t i = 0; i < n_keys; i++) {
        bool fits = meant == LAYOUT_ARABIC_MEANT ? str_starts(text, keys[i].latin)
                                                 : str_starts(text, keys[i].arabic);
        if (fits && (!best || keys[i].arabic.n > best->arabic.n))
            best = &keys[i];
    }
    if (!best && meant == LAYOUT_ARABIC_MEANT && lower(text.p[0]) != text.p[0]) {
        char small = lower(text.p[0]);
        return key_at((struct str){&small, 1}, meant);
    }
    return best;
}

static bool is_arabic(uint32_t c)
{
    return c >= 0x620 && c <= 0x6FF;
}

static bool is_latin(uint32_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Letters of only the script that came out by mistake? */
static bool may_be_meant(struct str typed, enum layout_meant meant)
{
    size_t arabic = 0, latin = 0;
    const char *p = typed.p, *end = str_end(typed);
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        arabic += is_arabic(c);
        latin += is_latin(c);
    }
    return meant == LAYOUT_ARABIC_MEANT ? latin && !arabic : arabic && !latin;
}

bool layout_read(struct arena *a, struct str typed, enum layout_meant meant, struct str *out)
{
    pthread_once(&once, read_keys);
    if (!may_be_meant(typed, meant))
        return false;
    char *p = arena_text(a, typed.n * 4 + 1); /* one byte may become a sequence of four */
    size_t n = 0;
    for (size_t i = 0; i < typed.n;) {
        const struct key *key = key_at(str_sub(typed, i, typed.n), meant);
        struct str from = {typed.p + i, 1}, to = from;
        if (key) {
            from = meant == LAYOUT_ARABIC_MEANT ? from : key->arabic;
            to = meant == LAYOUT_ARABIC_MEANT ? key->arabic : key->latin;
        }
        memcpy(p + n, to.p, to.n);
        n += to.n;
        i += from.n;
    }
    *out = (struct str){p, n};
    return true;
}
