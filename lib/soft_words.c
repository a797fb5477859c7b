/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_words.h"

#include "arabizi.h"
#include "grams.h"

bool soft_words_is_seen(const struct soft_file *f, enum audience audience, uint32_t id)
{
    return soft_words_sections(f, audience, id) > 0;
}

uint32_t soft_words_find(const struct soft_file *f, enum audience audience, struct str folded)
{
    uint32_t mask = f->header->n_word_slots - 1, i = str_hash(folded) & mask, slot;
    for (uint32_t n = 0; n <= mask && (slot = soft_u32(f->word_slots + i)); n++, i = (i + 1) & mask)
        if (slot <= f->header->n_words && str_eq(folded, soft_words_text(f, slot - 1)))
            return soft_words_is_seen(f, audience, slot - 1) ? slot - 1 : SOFT_NO_WORD;
    return SOFT_NO_WORD;
}

static struct str text_at(const struct soft_file *f, const uint32_t *at, uint32_t i)
{
    struct soft_range range = soft_range(at, i, i + 1, f->header->n_bytes);
    return (struct str){f->bytes + range.from, range.to - range.from};
}

struct str soft_words_text(const struct soft_file *f, uint32_t id)
{
    return text_at(f, f->word_at, id);
}

struct str soft_words_folded(const struct soft_file *f, struct arena *a, uint32_t id)
{
    return arena_dup_utf8(a, soft_words_text(f, id));
}

static struct str spelling_text(const struct soft_file *f, uint32_t id, uint32_t spelling)
{
    struct str text = text_at(f, f->spelling_at, spelling);
    return text.n ? text : soft_words_text(f, id);
}

static uint32_t spelling_sections(const struct soft_file *f, enum audience audience, uint32_t i)
{
    uint32_t n = 0;
    if (audience == AUDIENCE_PUBLIC)
        return f->spelling_public_df[i];
    for (size_t b = 0; b < f->n_blocks; b++) {
        struct soft_range in = soft_block_postings(&f->blocks[b], (struct soft_range){i, i + 1});
        n += in.to - in.from;
    }
    return n;
}

struct str soft_words_spelling(const struct soft_file *f, struct arena *a, enum audience audience,
                               uint32_t id)
{
    struct soft_range spellings = soft_file_spellings(f, id);
    uint32_t best = spellings.from, most = 0;
    for (uint32_t i = best; i < spellings.to; i++) {
        uint32_t n = spelling_sections(f, audience, i);
        if (n > most) {
            most = n;
            best = i;
        }
    }
    return arena_dup_utf8(a, spelling_text(f, id, best));
}

float soft_words_weight(const struct soft_file *f, uint32_t id)
{
    return soft_weight(f->word_weight + id);
}

uint32_t soft_words_sections(const struct soft_file *f, enum audience audience, uint32_t id)
{
    return soft_u32(f->word_df[audience] + id);
}

uint32_t soft_words_find_spelling(const struct soft_file *f, uint32_t id, struct str exact)
{
    struct soft_range spellings = soft_file_spellings(f, id);
    for (uint32_t i = spellings.from; i < spellings.to; i++)
        if (str_eq(exact, spelling_text(f, id, i)))
            return i;
    return SOFT_NO_WORD;
}

bool soft_words_gram(const struct soft_file *f, uint64_t key, struct soft_gram_list *out)
{
    uint32_t bucket = soft_bucket(key, f->header->n_gram_buckets);
    struct soft_range in = soft_range(f->gram_bucket_at, bucket, bucket + 1, f->header->n_grams);
    uint32_t i = in.from;
    while (i < in.to && f->gram_keys[i] < key)
        i++;
    if (i == in.to || f->gram_keys[i] != key)
        return false;
    struct soft_range list = soft_range(f->gram_at, i, i + 1, f->header->n_list_bytes);
    *out = (struct soft_gram_list){f->lists + list.from, f->lists + list.to,
                                   soft_weight(f->gram_weight + i)};
    return out->weight > 0;
}

bool soft_words_have_gram(const struct soft_file *f, enum audience audience, uint64_t key)
{
    struct soft_gram_list gram;
    uint32_t id = 0;
    if (!soft_words_gram(f, key, &gram))
        return false;
    while (gram.list < gram.end) {
        id += soft_varint(&gram.list, gram.end);
        if (id >= f->header->n_words) /* in a damaged file only */
            return false;
        if (soft_words_is_seen(f, audience, id))
            return true;
    }
    return false;
}

bool soft_words_have_stem(const struct soft_file *f, enum audience audience, struct str stem)
{
    struct soft_gram_list gram;
    uint32_t id = 0;
    if (!soft_words_gram(f, grams_stem_key(stem), &gram))
        return false;
    while (gram.list < gram.end) {
        id += soft_varint(&gram.list, gram.end);
        if (id < f->header->n_words && soft_words_is_seen(f, audience, id))
            return true;
    }
    return false;
}

/* The first word that is not below the prefix; words rise bytewise. */
static uint32_t first_word(const struct soft_file *f, struct str prefix)
{
    uint32_t low = 0, high = f->header->n_words;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(soft_words_text(f, middle), prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t soft_words_begin(const struct soft_file *f, enum audience audience, struct str prefix,
                        uint32_t *ids, size_t max)
{
    const uint32_t *df = f->word_df[audience];
    size_t n = 0;
    uint32_t first = first_word(f, prefix);
    for (uint32_t id = first; id < f->header->n_words && id - first < SOFT_PREFIX_LOOKED_AT; id++) {
        struct str word = soft_words_text(f, id);
        if (!str_starts(word, prefix))
            break;
        if (word.n == prefix.n || df[id] == 0 || (n == max && df[ids[n - 1]] >= df[id]))
            continue;
        size_t at = n < max ? n++ : n - 1;
        for (; at > 0 && df[ids[at - 1]] < df[id]; at--)
            ids[at] = ids[at - 1];
        ids[at] = id;
    }
    return n;
}

/* --- by sound --- */

/* The first place of the key among the sounds, which rise. */
static uint32_t first_sound(const struct soft_file *f, uint32_t key)
{
    uint32_t low = 0, high = f->header->n_sounds;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (f->sounds[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Better fits first; of equal ones the more frequent word. */
static void offer_sound(const uint32_t *df, struct soft_sound *out, size_t *n, size_t max,
                        struct soft_sound sound)
{
    for (size_t i = 0; i < *n; i++)
        if (out[i].id == sound.id)
            return;
    size_t at = *n;
    while (at > 0 && (out[at - 1].fit < sound.fit ||
                      (out[at - 1].fit == sound.fit && df[out[at - 1].id] < df[sound.id])))
        at--;
    if (at == max)
        return;
    *n += *n < max;
    for (size_t i = *n - 1; i > at; i--)
        out[i] = out[i - 1];
    out[at] = sound;
}

size_t soft_words_sound(const struct soft_file *f, enum audience audience, struct str latin,
                        struct soft_sound *out, size_t max)
{
    struct arabizi_key keys[ARABIZI_KEYS_MAX];
    size_t n_keys = arabizi_keys(latin, keys), n = 0, looked_at = 0;
    for (size_t k = 0; k < n_keys; k++)
        for (uint32_t i = first_sound(f, keys[k].hash);
             i < f->header->n_sounds && f->sounds[i].key == keys[k].hash; i++) {
            if (looked_at++ == SOFT_SOUNDS_LOOKED_AT)
                return n;
            uint32_t id = soft_u32(&f->sounds[i].word);
            if (id >= f->header->n_words || !soft_words_is_seen(f, audience, id))
                continue;
            float fit = arabizi_fit(latin, soft_words_text(f, id));
            if (fit >= ARABIZI_FIT_MIN)
                offer_sound(f->word_df[audience], out, &n, max, (struct soft_sound){id, fit});
        }
    return n;
}
