/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_tokens.h"

#include <stdlib.h>
#include <string.h>

#include "soft_put.h"
#include "soft_take.h"

#define MAGIC "JWBTOK2"

enum { FILE_MAX_BYTES = 0x7fffffff, POSITION_GAP = 100 };

struct header {
    char magic[8];
    uint32_t n_sections, n_spellings, n_counts, n_places, n_bytes, reserved;
};

/* Arrays as they lie in the file. */
enum { BYTES, SPELLING_AT, FLAGS, COUNT_AT, PLACE_AT, COUNTS, PLACES, ARRAYS };

struct soft_tokens {
    struct buf arrays[ARRAYS];
    uint32_t n_sections, n_spellings, n_counts, n_places;
    uint32_t position; /* at which the next text begins */
    uint32_t *slots;   /* of spellings: number + 1, open addressing */
    uint32_t n_slots;
    uint32_t *count_of;   /* of a spelling: the last of its counts + 1; n_slots of them */
    uint32_t first_count; /* of the section */
};

struct soft_tokens *soft_tokens_new(void)
{
    struct soft_tokens *t = xcalloc(1, sizeof *t);
    for (size_t i = 0; i < ARRAYS; i++)
        buf_init(&t->arrays[i], FILE_MAX_BYTES);
    t->n_slots = 1 << 12;
    t->slots = xcalloc(t->n_slots, sizeof *t->slots);
    t->count_of = xcalloc(t->n_slots, sizeof *t->count_of);
    return t;
}

void soft_tokens_free(struct soft_tokens *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < ARRAYS; i++)
        buf_release(&t->arrays[i]);
    free(t->slots);
    free(t->count_of);
    free(t);
}

/* --- noting --- */

/* Offsets are written when a spelling begins; the last one has no next yet. */
static struct str noted(const struct soft_tokens *t, uint32_t spelling)
{
    const struct buf *bytes = &t->arrays[BYTES];
    const uint32_t *at = (const uint32_t *)(const void *)t->arrays[SPELLING_AT].p;
    uint32_t end = spelling + 1 == t->n_spellings ? (uint32_t)bytes->n : at[spelling + 1];
    return (struct str){bytes->p + at[spelling], end - at[spelling]};
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
    uint32_t n = t->n_slots;
    t->n_slots *= 2;
    free(t->slots);
    t->slots = xcalloc(t->n_slots, sizeof *t->slots);
    for (uint32_t i = 0; i < t->n_spellings; i++)
        *find_slot(t, noted(t, i)) = i + 1;
    t->count_of = xrealloc(t->count_of, t->n_slots * sizeof *t->count_of);
    memset(t->count_of + n, 0, n * sizeof *t->count_of);
}

static uint32_t note_spelling(struct soft_tokens *t, struct str exact)
{
    if (t->n_spellings * 2 >= t->n_slots)
        grow_slots(t);
    uint32_t *slot = find_slot(t, exact);
    if (!*slot) {
        soft_put_u32(&t->arrays[SPELLING_AT], (uint32_t)t->arrays[BYTES].n);
        buf_add(&t->arrays[BYTES], exact);
        *slot = ++t->n_spellings;
    }
    return *slot - 1;
}

void soft_tokens_section(struct soft_tokens *t, bool is_public, bool begins_article)
{
    soft_put_u32(&t->arrays[FLAGS], (is_public ? SOFT_TOKENS_PUBLIC : 0) |
                                        (begins_article ? SOFT_TOKENS_BEGINS_ARTICLE : 0));
    soft_put_u32(&t->arrays[COUNT_AT], t->n_counts);
    soft_put_u32(&t->arrays[PLACE_AT], t->n_places);
    t->first_count = t->n_counts;
    t->n_sections++;
    t->position = 0;
}

void soft_tokens_word(struct soft_tokens *t, struct str exact, unsigned times)
{
    if (exact.n == 0 || t->arrays[COUNTS].failed)
        return;
    uint32_t spelling = note_spelling(t, exact), *count_of = &t->count_of[spelling];
    if (*count_of <= t->first_count) { /* not yet in this section */
        soft_put_u32(&t->arrays[COUNTS], spelling);
        soft_put_u32(&t->arrays[COUNTS], times);
        *count_of = ++t->n_counts;
    } else {
        struct soft_tokens_count *counts = (void *)t->arrays[COUNTS].p;
        counts[*count_of - 1].frequency += times;
    }
}

void soft_tokens_text(struct soft_tokens *t, const struct token_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->tokens[i].kind == TOKEN_WHOLE)
            continue;
        soft_put_u32(&t->arrays[PLACES], note_spelling(t, list->tokens[i].exact));
        soft_put_u32(&t->arrays[PLACES], t->position + list->tokens[i].position);
        t->n_places++;
    }
    if (list->n)
        t->position += list->tokens[list->n - 1].position + POSITION_GAP;
}

/* An array of offsets, with the last one behind it. */
static void put_offsets(struct buf *out, const struct buf *at, uint32_t end)
{
    buf_add(out, buf_str(at));
    soft_put_u32(out, end);
    soft_end_array(out);
}

int soft_tokens_save(const struct soft_tokens *t, const char *path, struct err *err)
{
    struct buf out;
    const struct buf *arrays = t->arrays;
    struct header header = {MAGIC,       t->n_sections, t->n_spellings,
                            t->n_counts, t->n_places,   (uint32_t)arrays[BYTES].n};
    buf_init(&out, FILE_MAX_BYTES);
    soft_put_array(&out, &header, sizeof header);
    put_offsets(&out, &arrays[SPELLING_AT], header.n_bytes);
    soft_put_array(&out, arrays[FLAGS].p, arrays[FLAGS].n);
    put_offsets(&out, &arrays[COUNT_AT], header.n_counts);
    put_offsets(&out, &arrays[PLACE_AT], header.n_places);
    soft_put_array(&out, arrays[COUNTS].p, arrays[COUNTS].n);
    soft_put_array(&out, arrays[PLACES].p, arrays[PLACES].n);
    soft_put_array(&out, arrays[BYTES].p, arrays[BYTES].n);
    for (size_t i = 0; i < ARRAYS; i++)
        out.failed |= arrays[i].failed;
    int result = out.failed ? err_at(err, ERR_TOO_BIG, path, 0, "over 2 GiB; split the content")
                            : file_write(path, buf_str(&out), err);
    buf_release(&out);
    return result;
}

/* --- reading --- */

static bool is_sound(const struct soft_tokens_file *f, const struct header *h)
{
    bool sound = soft_rises(f->spelling_at, h->n_spellings, h->n_bytes) &&
                 soft_rises(f->count_at, h->n_sections, h->n_counts) &&
                 soft_rises(f->place_at, h->n_sections, h->n_places);
    for (uint32_t i = 0; i < h->n_counts && sound; i++)
        sound = f->counts[i].spelling < h->n_spellings;
    for (uint32_t i = 0; i < h->n_places && sound; i++)
        sound = f->places[i].spelling < h->n_spellings;
    return sound;
}

static bool read_arrays(struct soft_tokens_file *f)
{
    struct str rest = f->map.bytes;
    const struct header *h = soft_take(&rest, 1, sizeof *h);
    if (!h || memcmp(h->magic, MAGIC, sizeof h->magic) != 0)
        return false;
    f->n_sections = h->n_sections;
    f->n_spellings = h->n_spellings;
    f->spelling_at = soft_take(&rest, (size_t)h->n_spellings + 1, sizeof *f->spelling_at);
    f->flags = soft_take(&rest, h->n_sections, sizeof *f->flags);
    f->count_at = soft_take(&rest, (size_t)h->n_sections + 1, sizeof *f->count_at);
    f->place_at = soft_take(&rest, (size_t)h->n_sections + 1, sizeof *f->place_at);
    f->counts = soft_take(&rest, h->n_counts, sizeof *f->counts);
    f->places = soft_take(&rest, h->n_places, sizeof *f->places);
    f->bytes = soft_take(&rest, h->n_bytes, 1);
    return f->spelling_at && f->flags && f->count_at && f->place_at && f->counts && f->places &&
           f->bytes && is_sound(f, h);
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
