/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"

/* suggest.bin, little-endian as the machine: header, items, keys, bytes. A key is one place from
 * which a completion may be typed: the beginning of each of its words, with and without the article
 * ال. Keys are sorted by the folded text from that place on. */
struct header {
    char magic[8];
    uint32_t n_items, n_keys, n_bytes, reserved;
};

struct slice {
    uint32_t at, n; /* in the bytes */
};

struct item {
    struct slice text, folded, article_id, anchor, lang;
    uint32_t kind, audience;
};

struct key {
    uint32_t folded_at; /* from here to the NUL */
    uint32_t item;
    uint32_t cost : 31, agents_only : 1; /* lower cost first */
};

static const char magic[8] = "JWBSUG1";

enum {
    FOLDED_MAX_BYTES = 400, /* of a completion: nobody types further */
    TYPED_MIN_CHARS = 2,    /* one letter begins too many words to help */
    COST_INNER_WORD = 1000, /* a completion that begins with what was typed comes first */
    BUILD_MAX_BYTES = 1 << 30,
};

/* --- building --- */

struct suggest_builder {
    struct item *items;
    struct key *keys;
    size_t n_items, cap_items, n_keys, cap_keys;
    struct buf bytes;
};

struct suggest_builder *suggest_builder_new(void)
{
    struct suggest_builder *b = xcalloc(1, sizeof *b);
    buf_init(&b->bytes, BUILD_MAX_BYTES);
    return b;
}

void suggest_builder_free(struct suggest_builder *b)
{
    if (!b)
        return;
    free(b->items);
    free(b->keys);
    buf_release(&b->bytes);
    free(b);
}

static struct slice put(struct suggest_builder *b, struct str s)
{
    struct slice slice = {(uint32_t)b->bytes.n, (uint32_t)s.n};
    buf_add(&b->bytes, s);
    buf_char(&b->bytes, '\0');
    return slice;
}

static void add_key(struct suggest_builder *b, uint32_t folded_at, uint32_t cost,
                    enum audience audience)
{
    if (b->n_keys == b->cap_keys) {
        b->cap_keys = b->cap_keys ? b->cap_keys * 2 : 256;
        b->keys = xrealloc(b->keys, b->cap_keys * sizeof *b->keys);
    }
    b->keys[b->n_keys++] = (struct key){
        .folded_at = folded_at,
        .item = (uint32_t)b->n_items,
        .cost = cost,
        .agents_only = audience == AUDIENCE_AGENT,
    };
}

static void add_keys(struct suggest_builder *b, struct slice folded, enum audience audience)
{
    struct str article = STR("ال");
    uint32_t length = folded.n < COST_INNER_WORD ? folded.n : COST_INNER_WORD - 1;
    for (uint32_t i = 0; i < folded.n; i++) {
        if (i && b->bytes.p[folded.at + i - 1] != ' ')
            continue;
        uint32_t cost = length + (i ? COST_INNER_WORD : 0);
        struct str rest = {b->bytes.p + folded.at + i, folded.n - i};
        add_key(b, folded.at + i, cost, audience);
        if (str_starts(rest, article) && rest.n > article.n)
            add_key(b, folded.at + i + (uint32_t)article.n, cost, audience);
    }
}

void suggest_builder_add(struct suggest_builder *b, struct text *analyser,
                         const struct suggestion *what, enum audience audience)
{
    struct arena a = ARENA_INIT;
    struct str folded = utf8_cut_bytes(text_fold(analyser, &a, what->text), FOLDED_MAX_BYTES);
    if (folded.n) {
        if (b->n_items == b->cap_items) {
            b->cap_items = b->cap_items ? b->cap_items * 2 : 64;
            b->items = xrealloc(b->items, b->cap_items * sizeof *b->items);
        }
        struct item item = {.kind = what->kind, .audience = audience};
        item.text = put(b, what->text);
        item.folded = put(b, folded);
        item.article_id = put(b, what->article_id);
        item.anchor = put(b, what->anchor);
        item.lang = put(b, what->lang);
        if (!b->bytes.failed) {
            add_keys(b, item.folded, audience);
            b->items[b->n_items++] = item;
        }
    }
    arena_release(&a);
}

static int compare_keys(const void *left, const void *right, void *bytes)
{
    const struct key *a = left, *b = right;
    int order = strcmp((const char *)bytes + a->folded_at, (const char *)bytes + b->folded_at);
    if (order)
        return order;
    return a->item < b->item ? -1 : a->item > b->item;
}

int suggest_builder_write(struct suggest_builder *b, const char *path, struct err *err)
{
    struct header header = {
        .n_items = (uint32_t)b->n_items,
        .n_keys = (uint32_t)b->n_keys,
        .n_bytes = (uint32_t)b->bytes.n,
    };
    if (b->bytes.failed)
        return err_at(err, ERR_TOO_BIG, path, 0, "more than 1 GiB of titles to complete");
    memcpy(header.magic, magic, sizeof magic);
    if (b->n_keys)
        qsort_r(b->keys, b->n_keys, sizeof *b->keys, compare_keys, b->bytes.p);
    struct buf file;
    buf_init(&file, SIZE_MAX / 2);
    buf_add(&file, (struct str){(const char *)&header, sizeof header});
    buf_add(&file, (struct str){(const char *)b->items, b->n_items * sizeof *b->items});
    buf_add(&file, (struct str){(const char *)b->keys, b->n_keys * sizeof *b->keys});
    buf_add(&file, buf_str(&b->bytes));
    int result = file_replace(path, buf_str(&file), err);
    buf_release(&file);
    return result;
}

/* --- asking --- */

struct suggest {
    struct file_map map;
    const struct item *items;
    const struct key *keys;
    const char *bytes;
    uint32_t n_items, n_keys, n_bytes;
};

static bool is_inside(const struct suggest *s, struct slice slice)
{
    return slice.at <= s->n_bytes && slice.n <= s->n_bytes - slice.at;
}

/* Does every number point into the file? Looked at once, so that suggest_find need not. */
static bool is_sound(const struct suggest *s)
{
    for (uint32_t i = 0; i < s->n_items; i++) {
        const struct item *item = &s->items[i];
        if (!is_inside(s, item->text) || !is_inside(s, item->folded) ||
            !is_inside(s, item->article_id) || !is_inside(s, item->anchor) ||
            !is_inside(s, item->lang) || item->kind > SUGGESTION_QUESTION)
            return false;
    }
    for (uint32_t i = 0; i < s->n_keys; i++)
        if (s->keys[i].folded_at >= s->n_bytes || s->keys[i].item >= s->n_items)
            return false;
    return s->n_bytes == 0 || s->bytes[s->n_bytes - 1] == '\0'; /* no key runs off the end */
}

/* Finds the parts of the mapped file; false when they are not as the header says. */
static bool read_layout(struct suggest *s)
{
    const struct header *header = (const struct header *)s->map.bytes.p;
    if (s->map.bytes.n < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
        return false;
    size_t items_bytes = header->n_items * sizeof(struct item);
    size_t keys_bytes = header->n_keys * sizeof(struct key);
    if (s->map.bytes.n != sizeof *header + items_bytes + keys_bytes + header->n_bytes)
        return false;
    s->n_items = header->n_items;
    s->n_keys = header->n_keys;
    s->n_bytes = header->n_bytes;
    s->items = (const struct item *)(header + 1);
    s->keys = (const struct key *)(s->items + s->n_items);
    s->bytes = (const char *)(s->keys + s->n_keys);
    return true;
}

int suggest_open(struct suggest **out, const char *path, struct err *err)
{
    struct suggest *s = xcalloc(1, sizeof *s);
    if (file_map(path, &s->map, err) < 0) {
        free(s);
        return -1;
    }
    if (!read_layout(s) || !is_sound(s)) {
        suggest_close(s);
        return err_at(err, ERR_INDEX, path, 0, "this file is damaged; build the index again");
    }
    *out = s;
    return 0;
}

void suggest_close(struct suggest *s)
{
    if (!s)
        return;
    file_unmap(&s->map);
    free(s);
}

/* First key whose text is not below `prefix`, or, with `after`, beyond all that begin with it. */
static uint32_t bound(const struct suggest *s, struct str prefix, bool after)
{
    uint32_t low = 0, high = s->n_keys;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strncmp(s->bytes + s->keys[middle].folded_at, prefix.p, prefix.n);
        if (order < 0 || (after && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The best keys so far, cheapest first. */
struct best {
    const struct key **keys;
    size_t n, limit;
};

static struct str slice_str(const struct suggest *s, struct slice slice)
{
    return (struct str){s->bytes + slice.at, slice.n};
}

/* Same words as one already chosen? Then the cheaper of the two stays. */
static bool displaces(const struct suggest *s, struct best *best, const struct key *key)
{
    for (size_t i = 0; i < best->n; i++) {
        const struct item *a = &s->items[best->keys[i]->item], *b = &s->items[key->item];
        if (a != b && !str_eq(slice_str(s, a->folded), slice_str(s, b->folded)))
            continue;
        if (best->keys[i]->cost <= key->cost)
            return false;
        memmove(best->keys + i, best->keys + i + 1, (best->n - i - 1) * sizeof *best->keys);
        best->n--;
        return true;
    }
    return true;
}

static void offer(const struct suggest *s, struct best *best, const struct key *key)
{
    if (best->n == best->limit && best->keys[best->n - 1]->cost <= key->cost)
        return;
    if (!displaces(s, best, key))
        return;
    size_t at = best->n < best->limit ? best->n++ : best->n - 1;
    for (; at > 0 && best->keys[at - 1]->cost > key->cost; at--)
        best->keys[at] = best->keys[at - 1];
    best->keys[at] = key;
}

static void collect(const struct suggest *s, struct str prefix, enum audience audience,
                    struct best *best)
{
    uint32_t end = bound(s, prefix, true);
    for (uint32_t i = bound(s, prefix, false); i < end; i++)
        if (audience == AUDIENCE_AGENT || !s->keys[i].agents_only)
            offer(s, best, &s->keys[i]);
}

void suggest_find(const struct suggest *s, struct text *analyser, struct arena *a, struct str typed,
                  enum audience audience, size_t limit, struct suggestion_list *out)
{
    struct str article = STR("ال");
    struct str prefix = text_fold(analyser, a, typed);
    struct best best = {.keys = ARENA_ARRAY(a, const struct key *, limit), .limit = limit};
    *out = (struct suggestion_list){0};
    if (limit == 0 || utf8_count_chars(prefix) < TYPED_MIN_CHARS)
        return;
    collect(s, prefix, audience, &best);
    if (str_starts(prefix, article)) {
        struct str bare = str_sub(prefix, article.n, prefix.n);
        if (utf8_count_chars(bare) >= TYPED_MIN_CHARS)
            collect(s, bare, audience, &best);
    }
    out->items = ARENA_ARRAY(a, struct suggestion, best.n);
    for (size_t i = 0; i < best.n; i++) {
        const struct item *item = &s->items[best.keys[i]->item];
        out->items[out->n++] = (struct suggestion){
            .text = slice_str(s, item->text),
            .kind = (enum suggestion_kind)item->kind,
            .article_id = slice_str(s, item->article_id),
            .anchor = slice_str(s, item->anchor),
            .lang = slice_str(s, item->lang),
        };
    }
}
