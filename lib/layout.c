/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "layout.h"

#include <pthread.h>

#include "data.h"
#include "err.h"

enum { KEYS_MAX = 128, FOLDED_MAX = 8, ROW_KEYS_MAX = 16 };

static struct key {
    struct str latin, arabic;
    uint32_t latin_letter, arabic_letter; /* folded; 0 when it gives several */
    size_t layout;
    int row, column; /* row 0: its place does not matter */
} keys[KEYS_MAX];
static size_t n_keys, n_layouts;

static struct folded {
    struct str from, to;
} folded[FOLDED_MAX];
static size_t n_folded;

static pthread_once_t once = PTHREAD_ONCE_INIT;

struct words {
    struct str words[ROW_KEYS_MAX];
    size_t n;
};

static struct words words_of(struct str line)
{
    struct words out = {.n = 0};
    line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
    while (line.n && out.n < ROW_KEYS_MAX) {
        struct str word = str_sub(line, 0, str_find_char(line, ' '));
        out.words[out.n++] = word;
        line = str_trim(str_sub(line, word.n, line.n));
    }
    return out;
}

static uint32_t single_letter(struct str s)
{
    const char *p = s.p;
    uint32_t letter = s.n ? utf8_next(&p, str_end(s)) : 0;
    return p == str_end(s) ? letter : 0;
}

static struct str fold(struct str letter)
{
    for (size_t i = 0; i < n_folded; i++)
        if (str_eq(folded[i].from, letter))
            return folded[i].to;
    return letter;
}

static void add_keys(const struct words *latin, const struct words *arabic, int row)
{
    for (size_t i = 1; i < latin->n && n_keys < KEYS_MAX; i++)
        keys[n_keys++] = (struct key){
            .latin = latin->words[i],
            .arabic = arabic->words[i],
            .layout = n_layouts - 1,
            .row = row,
            .column = (int)i,
        };
}

static void read_layouts(void)
{
    struct str rest = DATA(layouts), line;
    struct words above = {.n = 0};
    int row = 0;
    for (unsigned number = 1; str_next_line(&rest, &line); number++) {
        struct words words = words_of(line);
        struct str kind = words.n ? words.words[0] : STR("");
        if (str_eq(kind, STR("layout"))) {
            n_layouts++;
            row = 0;
        } else if (str_eq(kind, STR("folded")) && words.n == 3 && n_folded < FOLDED_MAX) {
            folded[n_folded++] = (struct folded){words.words[1], words.words[2]};
        } else if (str_eq(kind, STR("arabic")) && words.n == above.n) {
            bool placed = str_eq(above.words[0], STR("row"));
            row += placed;
            add_keys(&above, &words, placed ? row : 0);
        } else if (kind.n && !str_eq(kind, STR("row")) && !str_eq(kind, STR("other"))) {
            BUG("lib/data/layouts.txt:%u: an arabic line has as many keys as the line above it, "
                "folded has two letters",
                number);
        }
        above = words;
    }
    for (size_t i = 0; i < n_keys; i++) {
        keys[i].latin_letter = single_letter(keys[i].latin);
        keys[i].arabic_letter = single_letter(fold(keys[i].arabic));
    }
}

size_t layout_count(void)
{
    pthread_once(&once, read_layouts);
    return n_layouts;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The key that gives what the text begins with; the longest Arabic sequence, and a capital letter
 * where no key has it as the small one. NULL when there is none. */
static const struct key *key_at(struct str text, size_t layout, enum layout_meant meant)
{
    const struct key *best = NULL;
    for (size_t i = 0; i < n_keys; i++) {
        bool fits = keys[i].layout == layout &&
                    str_starts(text, meant == LAYOUT_ARABIC_MEANT ? keys[i].latin : keys[i].arabic);
        if (fits && (!best || keys[i].arabic.n > best->arabic.n))
            best = &keys[i];
    }
    if (!best && meant == LAYOUT_ARABIC_MEANT && lower(text.p[0]) != text.p[0]) {
        char small = lower(text.p[0]);
        return key_at((struct str){&small, 1}, layout, meant);
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

bool layout_read(struct arena *a, struct str typed, size_t layout, enum layout_meant meant,
                 struct str *out)
{
    pthread_once(&once, read_layouts);
    if (!may_be_meant(typed, meant))
        return false;
    char *p = arena_text(a, typed.n * 4 + 1); /* one byte may become a sequence of four */
    size_t n = 0;
    for (size_t i = 0; i < typed.n;) {
        const struct key *key = key_at(str_sub(typed, i, typed.n), layout, meant);
        struct str from = {typed.p + i, 1}, to = from;
        if (key) {
            from = meant == LAYOUT_ARABIC_MEANT ? key->latin : key->arabic;
            to = meant == LAYOUT_ARABIC_MEANT ? key->arabic : key->latin;
        }
        memcpy(p + n, to.p, to.n);
        n += to.n;
        i += from.n;
    }
    *out = (struct str){p, n};
    return true;
}

/* A key touches the one above it and the one to the right of that. */
static bool touch(const struct key *a, const struct key *b)
{
    if (a->row == b->row)
        return a->column - b->column == 1 || b->column - a->column == 1;
    const struct key *upper = a->row < b->row ? a : b, *lower = upper == a ? b : a;
    return lower->row - upper->row == 1 &&
           (upper->column == lower->column || upper->column == lower->column + 1);
}

static bool same_script(const struct key *a, uint32_t letter, const struct key *b, uint32_t other)
{
    return (a->arabic_letter == letter && b->arabic_letter == other) ||
           (a->latin_letter == letter && b->latin_letter == other);
}

bool layout_adjacent(uint32_t a, uint32_t b)
{
    pthread_once(&once, read_layouts);
    for (size_t i = 0; a && b && i < n_keys && keys[i].layout == 0; i++) {
        bool has_a = keys[i].row && (keys[i].arabic_letter == a || keys[i].latin_letter == a);
        for (size_t j = 0; has_a && j < n_keys && keys[j].layout == 0; j++)
            if (keys[j].row && same_script(&keys[i], a, &keys[j], b) && touch(&keys[i], &keys[j]))
                return true;
    }
    return false;
}
