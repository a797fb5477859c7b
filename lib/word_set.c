/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "word_set.h"

#include <stdlib.h>

static size_t slot_of(struct str word, size_t n_slots)
{
    return str_hash(word) & (n_slots - 1);
}

void word_set_init(struct word_set *set)
{
    *set = (struct word_set){.n_slots = 64};
    set->slots = xcalloc(set->n_slots, sizeof *set->slots);
}

void word_set_release(struct word_set *set)
{
    free(set->slots);
    *set = (struct word_set){0};
}

static struct str *find(const struct word_set *set, struct str word)
{
    size_t i = slot_of(word, set->n_slots);
    while (set->slots[i].p && !str_eq(set->slots[i], word))
        i = (i + 1) & (set->n_slots - 1);
    return &set->slots[i];
}

static void grow(struct word_set *set)
{
    struct word_set bigger = {.n_slots = set->n_slots * 2, .n = set->n};
    bigger.slots = xcalloc(bigger.n_slots, sizeof *bigger.slots);
    for (size_t i = 0; i < set->n_slots; i++)
        if (set->slots[i].p)
            *find(&bigger, set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = bigger;
}

void word_set_add(struct word_set *set, struct str word)
{
    if (set->n * 2 >= set->n_slots)
        grow(set);
    struct str *slot = find(set, word);
    set->n += slot->p == NULL;
    *slot = word;
}

void word_set_add_file(struct word_set *set, struct str file)
{
    struct str line;
    while (str_next_line(&file, &line)) {
        size_t comment = str_find_char(line, '#');
        if (comment != SIZE_MAX)
            line = str_sub(line, 0, comment);
        while ((line = str_trim(line)).n) {
            size_t n = 0;
            while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t')
                n++;
            word_set_add(set, str_sub(line, 0, n));
            line = str_sub(line, n, line.n - n);
        }
    }
}

bool word_set_has(const struct word_set *set, struct str word)
{
    return word.n && find(set, word)->p;
}
