/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_tokens.h"

#include <stdlib.h>
#include <string.h>

#include "soft_put.h"
#include "soft_take.h"

#define MAGIC "JWBTOK1"

enum { FILE_MAX_BYTES = 0x7fffffff, POSITION_GAP = 100 };

struct header {
    char magic[8];
    uint32_t n_sections, n_spellings, n_items, n_bytes;
};

struct soft_tokens {
    struct buf bytes, spelling_at, items, item_at; /* arrays as they lie in the file */
    uint32_t n_sections, n_spellings, n_items;
    uint32_t position; /* at which the next text begins */
    uint32_t *slots;   /* of spellings: number + 1, open addressing */
    uint32_t n_slots;
};

struct soft_tokens *soft_tokens_new(void)
{
    struct soft_tokens *t = xcalloc(1, sizeof *t);
    struct buf *const bufs[] = {&t->bytes, &t->spelling_at, &t->items, &t->item_at};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_init(bufs[i], FILE_MAX_BYTES);
    t->n_slots = 1 << 12;
    t->slots = xcalloc(t->n_slots, sizeof *t->slots);
    return t;
}

void soft_tokens_free(struct soft_tokens *t)
{
    if (!t)
        return;
    struct buf *const bufs[] = {&t->bytes, &t->spelling_at, &t->items, &t->item_at};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_release(bufs[i]);
    free(t->slots);
    free(t);
}

/* --- noting --- */

/* Offsets are written when a spelling begins; the last one has no next yet. */
static struct str noted(const struct soft_tokens *t, uint32_t spelling)
{
    const uint32_t *at = (const uint32_t *)(const void *)t->spelling_at.p;
    uint32_t end = spelling + 1 == t->n_spellings ? (uint32_t)t->bytes.n : at[spelling + 1];
    return (struct str){t->bytes.p + at[spelling], end - at[spelling]};
}

static uint32_t *find_slot(const struct soft_tokens *t, struct str exact)
{
    uint32_t i = str_hash(exact) & (t->n_slots - 1);
    while (t->slots[i] && !str_eq(noted(t, t->slots[i] - 1), exact))
        i = (i + 1) & (t->n_slots - 1);
    return &t->slots[i];
}

static void grow_slots(struct soft_tokens *t)
{
    t->n_slots *= 2;
    free(t->slots);
    t->slots = xcalloc(t->n_slots, sizeof *t->slots);
    for (uint32_t i = 0; i < t->n_spellings; i++)
        *find_slot(t, noted(t, i)) = i + 1;
}

static uint32_t note_spelling(struct soft_tokens *t, struct str exact)
{
    if (t->n_spellings * 2 >= t->n_slots)
        grow_slots(t);
    uint32_t *slot = find_slot(t, exact);
    if (!*slot) {
        soft_put_u32(&t->spelling_at, (uint32_t)t->bytes.n);
        buf_add(&t->bytes, exact);
        *slot = ++t->n_spellings;
    }
    return *slot - 1;
}

void soft_tokens_section(struct soft_tokens *t)
{
    soft_put_u32(&t->item_at, t->n_items);
    t->n_sections++;
    t->position = 0;
}

void soft_tokens_text(struct soft_tokens *t, const struct token_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->tokens[i].kind == TOKEN_WHOLE)
            continue;
        soft_put_u32(&t->items, note_spelling(t, list->tokens[i].exact));
        soft_put_u32(&t->items, t->position + list->tokens[i].position);
        t->n_items++;
    }
    if (list->n)
        t->position += list->tokens[list->n - 1].position + POSITION_GAP;
}

int soft_tokens_save(const struct soft_tokens *t, const char *path, struct err *err)
{
    struct buf out;
    struct header header = {MAGIC, t->n_sections, t->n_spellings, t->n_items, (uint32_t)t->bytes.n};
    buf_init(&out, FILE_MAX_BYTES);
    soft_put_array(&out, &header, sizeof header);
    buf_add(&out, buf_str(&t->spelling_at));
    soft_put_u32(&out, (uint32_t)t->bytes.n);
    soft_end_array(&out);
    buf_add(&out, buf_str(&t->item_at));
    soft_put_u32(&out, t->n_items);
    soft_end_array(&out);
    soft_put_array(&out, t->items.p, t->items.n);
    soft_put_array(&out, t->bytes.p, t->bytes.n);
    out.failed |= t->bytes.failed || t->items.failed || t->spelling_at.failed || t->item_at.failed;
    int result = out.failed ? err_at(err, ERR_TOO_BIG, path, 0, "over 2 GiB; split the content")
                            : file_write(path, buf_str(&out), err);
    buf_release(&out);
    return result;
}

/* --- reading --- */

static bool read_arrays(struct soft_tokens_file *f)
{
    struct str rest = f->map.bytes;
    const struct header *h = soft_take(&rest, 1, sizeof *h);
    if (!h || memcmp(h->magic, MAGIC, sizeof h->magic) != 0)
        return false;
    f->n_sections = h->n_sections;
    f->n_spellings = h->n_spellings;
    f->spelling_at = soft_take(&rest, (size_t)h->n_spellings + 1, sizeof *f->spelling_at);
    f->item_at = soft_take(&rest, (size_t)h->n_sections + 1, sizeof *f->item_at);
    f->items = soft_take(&rest, h->n_items, sizeof *f->items);
    f->bytes = soft_take(&rest, h->n_bytes, 1);
    if (!f->spelling_at || !f->item_at || !f->items || !f->bytes ||
        !soft_rises(f->spelling_at, h->n_spellings, h->n_bytes) ||
        !soft_rises(f->item_at, h->n_sections, h->n_items))
        return false;
    for (uint32_t i = 0; i < h->n_items; i++)
        if (f->items[i].spelling >= h->n_spellings)
            return false;
    return true;
}

int soft_tokens_open(struct soft_tokens_file *out, const char *path, struct err *err)
{
    *out = (struct soft_tokens_file){.n_sections = 0};
    if (file_map(path, &out->map, err) < 0)
        return -1;
    if (read_arrays(out))
        return 0;
    soft_tokens_close(out);
    return err_at(err, ERR_INDEX, path, 0, "this file is damaged; build with --full");
}

void soft_tokens_close(struct soft_tokens_file *file)
{
    file_unmap(&file->map);
}

struct str soft_tokens_spelling(const struct soft_tokens_file *file, uint32_t spelling)
{
    const uint32_t *at = file->spelling_at;
    return (struct str){file->bytes + at[spelling], at[spelling + 1] - at[spelling]};
}
