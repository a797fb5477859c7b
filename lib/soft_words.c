/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "soft_words.h"

#include "arabizi.h"
#include "grams.h"

bool soft_words_is_seen(const struct soft_file *f, enum audience audience, uint32_t id)
{
    return f->word_df[audience][id] > 0;
}

uint32_t soft_words_find(const struct soft_file *f, enum audience audience, struct str folded)
{
    uint32_t mask = f->header->n_word_slots - 1;
    for (uint32_t i = str_hash(folded) & mask; f->word_slots[i]; i = (i + 1) & mask) {
        uint32_t id = f->word_slots[i] - 1;
        if (str_eq(folded, soft_words_text(f, id)))
            return soft_words_is_seen(f, audience, id) ? id : SOFT_NO_WORD;
    }
    return SOFT_NO_WORD;
}

struct str soft_words_text(const struct soft_file *f, uint32_t id)
{
    return (struct str){f->bytes + f->word_at[id], f->word_at[id + 1] - f->word_at[id]};
}

static struct str spelling_text(const struct soft_file *f, uint32_t id, uint32_t spelling)
{
    const uint32_t *at = f->spelling_at;
    if (at[spelling] == at[spelling + 1])
        return soft_words_text(f, id);
    return (struct str){f->bytes + at[spelling], at[spelling + 1] - at[spelling]};
}

static uint32_t spelling_sections(const struct soft_file *f, enum audience audience, uint32_t i)
{
    uint32_t n = 0;
    if (audience == AUDIENCE_PUBLIC)
        return f->spelling_public_df[i];
    for (size_t b = 0; b < f->n_blocks; b++)
        n += f->blocks[b].posting_at[i + 1] - f->blocks[b].posting_at[i];
    return n;
}

struct str soft_words_spelling(const struct soft_file *f, enum audience audience, uint32_t id)
{
    uint32_t best = f->first_spelling[id], most = 0;
    for (uint32_t i = best; i < f->first_spelling[id + 1]; i++) {
        uint32_t n = spelling_sections(f, audience, i);
        if (n > most) {
            most = n;
            best = i;
        }
    }
    return spelling_text(f, id, best);
}

uint32_t soft_words_sections(const struct soft_file *f, enum audience audience, uint32_t id)
{
    return f->word_df[audience][id];
}

uint32_t soft_words_find_spelling(const struct soft_file *f, uint32_t id, struct str exact)
{
    for (uint32_t i = f->first_spelling[id]; i < f->first_spelling[id + 1]; i++)
        if (str_eq(exact, spelling_text(f, id, i)))
            return i;
    return SOFT_NO_WORD;
}

bool soft_words_gram(const struct soft_file *f, uint64_t key, struct soft_gram_list *out)
{
    uint32_t bucket = soft_bucket(key, f->header->n_gram_buckets);
    uint32_t i = f->gram_bucket_at[bucket], end = f->gram_bucket_at[bucket + 1];
    while (i < end && f->gram_keys[i] < key)
        i++;
    if (i == end || f->gram_keys[i] != key)
        return false;
    *out = (struct soft_gram_list){f->lists + f->gram_at[i], f->lists + f->gram_at[i + 1],
                                   f->gram_weight[i]};
    return true;
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
            uint32_t id = f->sounds[i].word;
            if (!soft_words_is_seen(f, audience, id))
                continue;
            float fit = arabizi_fit(latin, soft_words_text(f, id));
            if (fit >= ARABIZI_FIT_MIN)
                offer_sound(f->word_df[audience], out, &n, max, (struct soft_sound){id, fit});
        }
    return n;
}
