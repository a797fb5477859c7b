/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mask.h"

#include "grapheme.h"
#include "text.h"
#include "text_kind.h"

enum {
    HIDDEN_DIGITS = 6, /* this many are hidden */
    GAP_CHARS = 4,     /* visible separators between two digits of one number */
    PRICE_DIGITS = 5,
    PRICE_FRACTION = 2,
    IBAN_MIN_CHARS = 15, /* ISO 13616: country, check digits, 11 to 30 more */
    IBAN_MAX_CHARS = 34,
    IBAN_GROUP_CHARS = 4,
};

/* A text by character, and which of them are hidden. */
struct masking {
    size_t n;
    uint32_t *chars;
    size_t *at_bytes; /* n + 1 of them */
    bool *hidden;
};

static struct masking read_chars(struct arena *a, struct str text)
{
    struct masking m = {
        .chars = ARENA_ARRAY(a, uint32_t, text.n + 1),
        .at_bytes = ARENA_ARRAY(a, size_t, text.n + 1),
        .hidden = ARENA_ARRAY(a, bool, text.n + 1),
    };
    for (const char *p = text.p, *end = str_end(text); p < end; m.n++) {
        m.at_bytes[m.n] = (size_t)(p - text.p);
        m.chars[m.n] = utf8_next(&p, end);
    }
    m.at_bytes[m.n] = text.n;
    return m;
}

static void hide(struct masking *m, size_t from, size_t to)
{
    memset(m->hidden + from, true, to - from);
}

static bool is_digit(const struct masking *m, size_t i)
{
    return i < m->n && text_kind(m->chars[i]) == KIND_DIGIT;
}

static bool is_one_of(uint32_t c, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

#define IS_ONE_OF(c, list) is_one_of((c), (list), sizeof(list) / sizeof *(list))

/* What people write between the digits of one number, beside spaces and dashes. */
static bool separates(uint32_t c)
{
    static const uint32_t signs[] = {'.',    '/',    '(',    ')',    '+',    '_',    0xB7,  0x2022,
                                     0x2044, 0x2215, 0xFF08, 0xFF09, 0xFF0B, 0xFF0E, 0xFF0F};
    enum text_kind kind = text_kind(c);
    return (kind == KIND_SPACE && c != '\n') || kind == KIND_DASH || IS_ONE_OF(c, signs);
}

/* Where what was written at i goes on after separators and what is not seen; `from` itself when
 * there are none, SIZE_MAX when there are too many. */
static size_t skip_gap(const struct masking *m, size_t from)
{
    unsigned visible = 0;
    size_t i = from;
    for (; i < m->n; i++) {
        if (separates(m->chars[i]))
            visible++;
        else if (text_kind(m->chars[i]) != KIND_UNSEEN)
            break;
    }
    return visible > GAP_CHARS ? SIZE_MAX : i;
}

static bool is_price(size_t groups, size_t first_digits, size_t last_digits, bool point)
{
    return groups == 2 && point && first_digits <= PRICE_DIGITS && last_digits <= PRICE_FRACTION;
}

/* Reads the number whose first digit is at `from`, hides it when it is long, returns its end. */
static size_t mask_number(struct masking *m, size_t from)
{
    size_t digits = 0, groups = 1, first_digits = 0, group_digits = 0, i = from, end = from;
    bool point = false;
    while (is_digit(m, i)) {
        digits++;
        group_digits++;
        end = ++i;
        size_t next = skip_gap(m, i);
        if (next == i || !is_digit(m, next))
            continue;
        if (groups++ == 1) {
            first_digits = group_digits;
            point = next == i + 1 && m->chars[i] == '.';
        }
        group_digits = 0;
        i = next;
    }
    if (digits >= HIDDEN_DIGITS && !is_price(groups, first_digits, group_digits, point))
        hide(m, from, end);
    return end;
}

static bool is_latin(uint32_t c)
{
    if (c >= 0xFF21 && c <= 0xFF5A)
        c -= 0xFF21 - 'A'; /* full-width */
    return (c | 32) - 'a' < 26;
}

static bool in_iban(const struct masking *m, size_t i)
{
    return i < m->n && (is_latin(m->chars[i]) || is_digit(m, i));
}

/* An IBAN that begins at `from`. Over a gap it goes on only with a group of four or a number, and
 * words behind its last digit are not taken along. */
static void mask_iban(struct masking *m, size_t from)
{
    size_t chars = 0, digits = 0, end = from, taken = 0, i = from;
    while (in_iban(m, i)) {
        size_t group = i, group_digits = 0;
        for (; in_iban(m, i); i++)
            group_digits += is_digit(m, i);
        if (group != from && i - group > IBAN_GROUP_CHARS && group_digits < HIDDEN_DIGITS)
            break;
        chars += i - group;
        digits += group_digits;
        if (group_digits) {
            end = i;
            taken = chars;
        }
        if (chars >= IBAN_MAX_CHARS)
            break; /* with the whole group: something stuck to it tells no less */
        i = skip_gap(m, i);
    }
    if (taken >= IBAN_MIN_CHARS && digits >= HIDDEN_DIGITS)
        hide(m, from, end);
}

static bool begins_iban(const struct masking *m, size_t i)
{
    return is_latin(m->chars[i]) && i + 3 < m->n && is_latin(m->chars[i + 1]) &&
           is_digit(m, i + 2) && (i == 0 || !is_latin(m->chars[i - 1]));
}

static bool is_at(uint32_t c)
{
    return c == '@' || c == 0xFE6B || c == 0xFF20;
}

/* What an address is made of: anything but spaces and what stands around addresses. */
static bool in_address(const struct masking *m, size_t i)
{
    static const uint32_t around[] = {'<',  '>',  '(', ')', '[',   ']',   '{',  '}',
                                      ',',  ';',  ':', '"', '\'',  '|',   '\\', '/',
                                      0xAB, 0xBB, '!', '?', 0x60C, 0x61B, 0x61F};
    return i < m->n && !is_at(m->chars[i]) && text_kind(m->chars[i]) != KIND_SPACE &&
           !IS_ONE_OF(m->chars[i], around);
}

/* The address around the @ at `at`. One with a blank beside the @ needs a point behind it. */
static void mask_address(struct masking *m, size_t at)
{
    bool blank_before = at > 0 && m->chars[at - 1] == ' ';
    bool blank_after = at + 1 < m->n && m->chars[at + 1] == ' ';
    size_t name_end = at - blank_before, host = at + 1 + blank_after, from = name_end, to = host;
    bool point = false;
    while (from > 0 && in_address(m, from - 1))
        from--;
    for (; in_address(m, to); to++)
        point |= to > host && (m->chars[to] == '.' || m->chars[to] == 0xFF0E);
    bool chained = to < m->n && is_at(m->chars[to]);
    while (!chained && to > host && m->chars[to - 1] == '.')
        to--; /* ends the sentence */
    if (from < name_end && to > host && (point || (!blank_before && !blank_after)))
        hide(m, from, to);
}

static struct str write_masked(struct arena *a, const struct masking *m, struct str text)
{
    /* MASK may be longer than what it hides: never more than three bytes a character. */
    char *out = arena_text(a, text.n * (sizeof MASK - 1) + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        struct str piece = {text.p + m->at_bytes[i], m->at_bytes[i + 1] - m->at_bytes[i]};
        if (m->hidden[i])
            piece = i > 0 && m->hidden[i - 1] ? (struct str){NULL, 0} : STR(MASK);
        if (piece.n)
            memcpy(out + n, piece.p, piece.n);
        n += piece.n;
    }
    out[n] = '\0';
    return (struct str){out, n};
}

struct str mask_numbers(struct arena *a, struct str text)
{
    text = text_clean(a, text);
    struct masking m = read_chars(a, text);
    for (size_t i = 0; i < m.n; i++) {
        if (is_at(m.chars[i]))
            mask_address(&m, i);
        else if (begins_iban(&m, i))
            mask_iban(&m, i);
    }
    for (size_t i = 0; i < m.n; i++)
        if (is_digit(&m, i))
            i = mask_number(&m, i) - 1;
    return write_masked(a, &m, text);
}

struct str mask_short(struct arena *a, struct str text, size_t max_chars)
{
    struct str masked = str_trim(mask_numbers(a, text));
    const char *p = masked.p, *end = str_end(masked);
    for (size_t chars = 0; p < end && chars < max_chars; chars++)
        utf8_next(&p, end);
    return str_sub(masked, 0, p < end ? grapheme_start(masked, (size_t)(p - masked.p)) : masked.n);
}
