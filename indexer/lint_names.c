/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_names.h"

#include <stdlib.h>

enum {
    NAME_MAX_BYTES = 40,
    NAME_MIN_LETTERS = 4, /* shorter ones are like too much else */
};

void lint_names_release(struct lint_names *names)
{
    free(names->slots);
    *names = (struct lint_names){0};
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_word_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

/* --- the table --- */

static struct str key_of(struct str text, char key[NAME_MAX_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (is_word_char(text.p[i]))
            key[n++] = is_upper(text.p[i]) ? (char)(text.p[i] | 0x20) : text.p[i];
    return (struct str){key, n};
}

static size_t slot_of(const struct lint_names *names, struct str key)
{
    size_t i = str_hash(key) & (names->cap - 1);
    while (names->slots[i] && !str_eq(names->slots[i]->key, key))
        i = (i + 1) & (names->cap - 1);
    return i;
}

static void grow(struct lint_names *names)
{
    struct lint_names old = *names;
    names->cap = old.cap ? old.cap * 2 : 1024;
    names->slots = xcalloc(names->cap, sizeof *names->slots);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i])
            names->slots[slot_of(names, old.slots[i]->key)] = old.slots[i];
    free(old.slots);
}

static struct lint_spelling *spelling_of(struct lint_names *names, struct arena *a, struct str text)
{
    char bytes[NAME_MAX_BYTES];
    struct str key = key_of(text, bytes);
    if (names->n * 2 >= names->cap)
        grow(names);
    struct lint_spelling **head = &names->slots[slot_of(names, key)], *spelling = *head;
    while (spelling && !str_eq(spelling->text, text))
        spelling = spelling->next;
    if (!spelling) {
        spelling = ARENA_NEW(a, struct lint_spelling);
        *spelling = (struct lint_spelling){arena_dup(a, text), arena_dup(a, key), .next = *head};
        names->n += *head == NULL;
        *head = spelling;
    }
    return spelling;
}

void lint_names_add(struct lint_names *names, struct arena *a, struct str text, size_t times,
                    const struct lint_name_place *places, size_t n_places)
{
    struct lint_spelling *spelling = spelling_of(names, a, text);
    for (size_t i = 0; i < n_places && spelling->n + i < LINT_NAME_PLACES_MAX; i++) {
        if (!spelling->places)
            spelling->places = ARENA_ARRAY(a, struct lint_name_place, LINT_NAME_PLACES_MAX);
        spelling->places[spelling->n + i] = places[i];
    }
    spelling->n += times;
}

static size_t kept(const struct lint_spelling *spelling)
{
    return spelling->n < LINT_NAME_PLACES_MAX ? spelling->n : LINT_NAME_PLACES_MAX;
}

void lint_names_append(struct lint_names *names, struct arena *a, const struct lint_names *from)
{
    for (size_t i = 0; i < from->cap; i++)
        for (const struct lint_spelling *s = from->slots[i]; s; s = s->next) {
            lint_names_add(names, a, s->text, s->n, s->places, kept(s));
            spelling_of(names, a, s->text)->in_code |= s->in_code;
        }
}

/* --- finding them in a text --- */

/* Beside these a word is part of an address, a file's name, a variable or a command. */
static bool is_of_code(struct str text, size_t from, size_t to)
{
    static const struct str signs = STR_INIT("./\\@_:=<>{}$%#&*+~`\"'|[]");
    bool before = from && str_find_char(signs, text.p[from - 1]) != SIZE_MAX;
    bool after = to < text.n && str_find_char(STR("/\\@_=<>{}$#&*+~`|["), text.p[to]) != SIZE_MAX;
    bool dotted =
        to + 1 < text.n && (text.p[to] == '.' || text.p[to] == ':') && is_word_char(text.p[to + 1]);
    bool dashed = (from && text.p[from - 1] == '-') || (to < text.n && text.p[to] == '-');
    return before || after || dotted || dashed;
}

static size_t word_end(struct str text, size_t from)
{
    while (from < text.n && is_word_char(text.p[from]))
        from++;
    return from;
}

void lint_names_scan(struct str text, void (*visit)(void *context, struct str name), void *context)
{
    size_t last = SIZE_MAX; /* where the word before began, when this one may belong to it */
    for (size_t from = 0, to; from < text.n; from = to) {
        to = from + 1;
        if (!is_word_char(text.p[from]))
            continue;
        to = word_end(text, from);
        bool two = last != SIZE_MAX && is_upper(text.p[from]);
        if (two && !is_of_code(text, last, to) && to - last <= NAME_MAX_BYTES)
            visit(context, str_sub(text, last, to - last));
        if (!is_of_code(text, from, to) && is_letter(text.p[from]) && to - from <= NAME_MAX_BYTES)
            visit(context, str_sub(text, from, to - from));
        bool joins = to + 1 < text.n && (text.p[to] == ' ' || text.p[to] == '-') &&
                     is_word_char(text.p[to + 1]);
        last = joins && is_upper(text.p[from]) ? from : SIZE_MAX;
    }
}

void lint_names_add_code(struct lint_names *names, struct arena *a, struct str code)
{
    for (size_t from = 0, to; from < code.n; from = to) {
        to = word_end(code, from);
        if (is_letter(code.p[from]) && to - from >= NAME_MIN_LETTERS && to - from <= NAME_MAX_BYTES)
            spelling_of(names, a, str_sub(code, from, to - from))->in_code = true;
        to += to == from;
    }
}

/* --- judging them --- */

/* Capitals within: GitHub, OneDrive, Power BI; not Windows, which may begin a sentence, nor API. */
static bool looks_like_name(struct str s)
{
    bool inner = false, lower = false;
    for (size_t i = 0; i < s.n; i++) {
        inner |= i && is_upper(s.p[i]);
        lower |= is_letter(s.p[i]) && !is_upper(s.p[i]);
    }
    return inner && lower;
}

static const struct lint_spelling *usual_of(const struct lint_spelling *head)
{
    const struct lint_spelling *usual = head;
    for (const struct lint_spelling *s = head; s; s = s->next)
        if (s->n > usual->n)
            usual = s;
    return usual;
}

/* Is it told otherwise than its usual spelling? */
static bool is_told(const struct lint_spelling *s, const struct lint_spelling *usual, double times)
{
    return s != usual && s->n && !s->in_code && looks_like_name(usual->text) &&
           (double)s->n * times <= (double)usual->n;
}

/* Of two words, is one told by itself, at the same place? */
static bool is_told_by_word(const struct lint_names *names, struct str text, double times)
{
    for (size_t from = 0, to; from < text.n && names->cap; from = to + 1) {
        char bytes[NAME_MAX_BYTES];
        to = word_end(text, from);
        struct str word = str_sub(text, from, to - from);
        const struct lint_spelling *head = names->slots[slot_of(names, key_of(word, bytes))];
        for (const struct lint_spelling *s = head; s; s = s->next)
            if (word.n < text.n && str_eq(s->text, word) && is_told(s, usual_of(head), times))
                return true;
    }
    return false;
}

static int by_key(const void *a, const void *b)
{
    const struct lint_spelling *x = *(const struct lint_spelling *const *)a;
    const struct lint_spelling *y = *(const struct lint_spelling *const *)b;
    return str_cmp(x->key, y->key);
}

void lint_names_find(const struct lint_names *names, double times,
                     void (*found)(void *context, const struct lint_spelling *rare,
                                   const struct lint_spelling *usual),
                     void *context)
{
    const struct lint_spelling **sorted = xcalloc(names->n + 1, sizeof *sorted);
    size_t n = 0;
    for (size_t i = 0; i < names->cap; i++)
        if (names->slots[i] && names->slots[i]->key.n >= NAME_MIN_LETTERS)
            sorted[n++] = names->slots[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 0; i < n; i++) {
        const struct lint_spelling *usual = usual_of(sorted[i]);
        for (const struct lint_spelling *s = sorted[i]; s; s = s->next)
            if (is_told(s, usual, times) && !is_told_by_word(names, s->text, times))
                found(context, s, usual);
    }
    free(sorted);
}
