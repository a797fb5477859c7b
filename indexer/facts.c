/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts.h"

#include <stdlib.h>

void facts_release(struct facts *facts)
{
    free(facts->items);
    *facts = (struct facts){0};
}

void facts_clear(struct facts *facts)
{
    facts->n = 0;
}

struct fact *facts_add(struct facts *facts)
{
    if (facts->n == facts->cap) {
        facts->cap = facts->cap ? facts->cap * 2 : 256;
        facts->items = xrealloc(facts->items, facts->cap * sizeof *facts->items);
    }
    struct fact *fact = &facts->items[facts->n++];
    *fact = (struct fact){0};
    return fact;
}
