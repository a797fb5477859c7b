/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "markdown_walk.h"

enum { SLUG_MAX_BYTES = 120, ANCHOR_MAX_BYTES = 250, EXTRA_ANCHORS_MAX = 4, TRIES_MAX = 16 };

/* Ids that the page around the article uses. */
static const struct str page_ids[] = {
    STR_INIT("main"),   STR_INIT("toc"),    STR_INIT("toch"), STR_INIT("vh"),
    STR_INIT("rh"),     STR_INIT("cm"),     STR_INIT("cmh"),  STR_INIT("i-info"),
    STR_INIT("i-warn"), STR_INIT("i-bulb"), STR_INIT("q"),
};

/* --- a set of ids --- */

static size_t slot_of(const struct id_set *set, struct str id)
{
    size_t i = str_hash(id) & (set->cap - 1);
    while (set->slots[i].n && !str_eq(set->slots[i], id))
        i = (i + 1) & (set->cap - 1);
    return i;
}

bool id_set_add(struct markdown *m, struct str id)
{
    struct id_set *set = &m->ids;
    if (set->n * 2 >= set->cap) {
        struct id_set old = *set;
        set->cap = old.cap ? old.cap * 2 : 64;
        set->slots = ARENA_ARRAY(m->arena, struct str, set->cap);
        for (size_t i = 0; i < old.cap; i++)
            if (old.slots[i].n)
                set->slots[slot_of(set, old.slots[i])] = old.slots[i];
    }
    size_t i = slot_of(set, id);
    if (set->slots[i].n)
        return false;
    set->slots[i] = id;
    set->n++;
    return true;
}

/* --- slugs --- */

/* Ranges without letters or digits: they are left out of slugs. */
static const struct {
    uint32_t from, to;
} not_in_slugs[] = {
    {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},        {0xD7, 0xD7},
    {0xF7, 0xF7},     {0x600, 0x61F},   {0x640, 0x640},   {0x64B, 0x65F},      {0x66A, 0x66D},
    {0x670, 0x670},   {0x6D4, 0x6D4},   {0x6D6, 0x6ED},   {0x2000, 0x2BFF},    {0x3000, 0x303F},
    {0xD800, 0xFAFF}, {0xFE00, 0xFE6F}, {0xFFF0, 0xFFFF}, {0x1F000, 0x10FFFF},
};

static bool is_slug_char(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    for (size_t i = 0; i < sizeof(not_in_slugs) / sizeof(*not_in_slugs); i++)
        if (c >= not_in_slugs[i].from && c <= not_in_slugs[i].to)
            return false;
    return true;
}

static bool is_gap(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '-' || c == '_' || c == 0xA0;
}

struct str markdown_slug(struct arena *a, struct str text)
{
    struct buf slug;
    buf_init(&slug, SLUG_MAX_BYTES);
    const char *p = text.p, *end = str_end(text);
    bool gap = false;
    while (p < end && !slug.failed) {
        const char *from = p;
        uint32_t c = utf8_next(&p, end);
        if (is_gap(c)) {
            gap = slug.n > 0;
            continue;
        }
        char lower = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : 0;
        if (!lower && !is_slug_char(c))
            continue;
        if (gap)
            buf_char(&slug, '-');
        gap = false;
        buf_add(&slug, lower ? (struct str){&lower, 1} : (struct str){from, (size_t)(p - from)});
    }
    struct str out = arena_dup(a, buf_str(&slug));
    buf_release(&slug);
    while (out.n && out.p[out.n - 1] == '-')
        out.n--;
    return out;
}

/* --- anchors of headings --- */

struct str markdown_anchor_of_tag(struct markdown *m, struct str tag)
{
    struct str id = STR("");
    if (str_eq_nocase(str_sub(tag, 0, 3), STR("<a ")))
        id = markdown_tag_attribute(tag, STR("name"));
    if (id.n == 0)
        id = markdown_tag_attribute(tag, STR("id"));
    if (id.n > ANCHOR_MAX_BYTES)
        return STR("");
    const char *p = id.p, *end = str_end(id);
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        bool upper = c >= 'A' && c <= 'Z';
        if (!upper && !is_slug_char(c) && !(c < 0x80 && strchr("-_.:", (int)c)))
            return STR("");
    }
    return arena_dup(m->arena, id);
}

static void take_extra_anchors(struct markdown *m, struct heading *h)
{
    cmark_node *child = cmark_node_first_child(h->node);
    for (; child && h->extra_anchors.n < EXTRA_ANCHORS_MAX; child = cmark_node_next(child)) {
        if (cmark_node_get_type(child) != CMARK_NODE_HTML_INLINE)
            continue;
        struct str id = markdown_anchor_of_tag(m, markdown_literal(child));
        if (id.n == 0 || !id_set_add(m, id))
            continue;
        if (!h->extra_anchors.items)
            h->extra_anchors.items = ARENA_ARRAY(m->arena, struct str, EXTRA_ANCHORS_MAX);
        h->extra_anchors.items[h->extra_anchors.n++] = id;
    }
}

static bool try_anchor(struct markdown *m, struct heading *h, struct str anchor)
{
    for (size_t i = 0; i < h->extra_anchors.n; i++)
        if (str_eq(h->extra_anchors.items[i], anchor)) { /* the writer chose what we would */
            h->anchor = anchor;
            h->extra_anchors.items[i] = h->extra_anchors.items[--h->extra_anchors.n];
            return true;
        }
    if (!id_set_add(m, anchor))
        return false;
    h->anchor = anchor;
    return true;
}

/* The words of the headings above first, so that moving a section does not change its address; a
 * number only where even those are the same. */
static void assign_repeated(struct markdown *m, struct heading *h)
{
    struct str anchor = h->slug;
    for (size_t up = h->parent; up && anchor.n < ANCHOR_MAX_BYTES;
         up = m->headings[up - 1].parent) {
        anchor = arena_printf(m->arena, STR_FMT "-" STR_FMT, STR_ARG(m->headings[up - 1].slug),
                              STR_ARG(anchor));
        anchor = utf8_cut_bytes(anchor, ANCHOR_MAX_BYTES);
        if (try_anchor(m, h, anchor))
            return;
    }
    /* Far down a long list of the same heading the low numbers are all taken. */
    unsigned number = h->rank > TRIES_MAX ? h->rank : 1;
    for (; !h->anchor.n; number++)
        try_anchor(m, h,
                   number == 1 ? anchor
                               : arena_printf(m->arena, STR_FMT "-%u", STR_ARG(anchor), number));
}

static int by_slug(const void *a, const void *b)
{
    const struct heading *x = *(struct heading *const *)a, *y = *(struct heading *const *)b;
    int order = str_cmp(x->slug, y->slug);
    return order ? order : (x > y) - (x < y);
}

static void rank_repeated(struct markdown *m)
{
    struct heading **sorted = ARENA_ARRAY(m->arena, struct heading *, m->n_headings + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->n_headings; i++)
        if (!m->headings[i].is_title)
            sorted[n++] = &m->headings[i];
    if (n)
        qsort(sorted, n, sizeof(*sorted), by_slug);
    for (size_t i = 1; i < n; i++)
        if (str_eq(sorted[i - 1]->slug, sorted[i]->slug)) {
            if (sorted[i - 1]->rank == 0)
                sorted[i - 1]->rank = 1;
            sorted[i]->rank = sorted[i - 1]->rank + 1;
        }
}

void markdown_assign_anchors(struct markdown *m)
{
    for (size_t i = 0; i < sizeof(page_ids) / sizeof(*page_ids); i++)
        id_set_add(m, page_ids[i]);
    for (size_t i = 0; i < m->n_headings; i++)
        take_extra_anchors(m, &m->headings[i]);
    rank_repeated(m);
    for (size_t i = 0; i < m->n_headings; i++) {
        struct heading *h = &m->headings[i];
        if (!h->is_title && h->rank == 0)
            try_anchor(m, h, h->slug);
    }
    for (size_t i = 0; i < m->n_headings; i++) {
        struct heading *h = &m->headings[i];
        if (!h->is_title && !h->anchor.n)
            assign_repeated(m, h);
    }
}
