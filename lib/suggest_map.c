/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suggest_map.h"

#include <stdlib.h>
#include <string.h>

/* --- opening --- */

/* Where each part begins; false when the header or the size of the file is wrong. */
static bool read_layout(struct suggest *s)
{
    const struct suggest_header *h = (const struct suggest_header *)s->map.bytes.p;
    if (s->map.bytes.n < sizeof *h || memcmp(h->magic, SUGGEST_MAGIC, sizeof h->magic) != 0)
        return false;
    uint64_t numbers =
        (uint64_t)h->n_items + h->n_words + h->n_words + 1 + h->n_forms + h->n_articles;
    if (s->map.bytes.n != sizeof *h + numbers * sizeof(uint32_t) + h->n_bytes)
        return false;
    s->n_items = h->n_items;
    s->n_words = h->n_words;
    s->n_forms = h->n_forms;
    s->n_articles = h->n_articles;
    s->n_bytes = h->n_bytes;
    s->item_at = (const uint32_t *)(h + 1);
    s->word_at = s->item_at + s->n_items;
    s->list_at = s->word_at + s->n_words;
    s->forms = s->list_at + s->n_words + 1;
    s->article_at = s->forms + s->n_forms;
    s->bytes = (const char *)(s->article_at + s->n_articles);
    return s->n_bytes > 0 && s->bytes[s->n_bytes - 1] == '\0'; /* no string runs off the end */
}

static bool skip_text(struct suggest_cursor *c, uint32_t *n)
{
    *n = suggest_number(c);
    if (c->failed || *n > (size_t)(c->end - c->p))
        return false;
    c->p += *n;
    return true;
}

static bool is_anchor(struct suggest_cursor *c, uint64_t n_text)
{
    uint64_t at = 0;
    uint32_t n;
    for (uint32_t n_runs = suggest_number(c); n_runs && !c->failed; n_runs--) {
        at += suggest_number(c);
        at += suggest_number(c);
        if (at > n_text)
            return false;
    }
    return skip_text(c, &n);
}

static bool is_item(const struct suggest *s, uint32_t at)
{
    if (at >= s->n_bytes)
        return false;
    struct suggest_cursor c = suggest_cursor_at(s, at);
    uint32_t flags = suggest_number(&c), n_words = suggest_number(&c);
    if ((flags & ((1 << SUGGEST_KIND_BITS) - 1)) > SUGGESTION_HEADING ||
        flags >> SUGGEST_KIND_BITS > AUDIENCE_AGENT || n_words > SUGGEST_ITEM_WORDS_MAX)
        return false;
    for (uint32_t i = 0; i < n_words; i++)
        if (suggest_number(&c) >= s->n_words)
            return false;
    uint32_t article = suggest_number(&c), n_text;
    return article < s->n_articles && skip_text(&c, &n_text) && is_anchor(&c, n_text);
}

static bool are_items(const struct suggest *s, struct suggest_cursor *c, uint32_t n)
{
    uint64_t item = 0;
    for (uint32_t i = 0; i < n && !c->failed; i++) {
        item += suggest_number(c);
        if (item >= s->n_items)
            return false;
    }
    return !c->failed;
}

static bool is_list(const struct suggest *s, uint32_t at)
{
    if (at >= s->n_bytes)
        return false;
    struct suggest_cursor c = suggest_cursor_at(s, at);
    uint32_t n_first = suggest_number(&c), n_bytes = suggest_number(&c);
    uint32_t n_further = suggest_number(&c);
    const unsigned char *first = c.p;
    return are_items(s, &c, n_first) && (size_t)(c.p - first) == n_bytes &&
           are_items(s, &c, n_further);
}

static bool is_string(const struct suggest *s, uint32_t at)
{
    if (at >= s->n_bytes)
        return false;
    struct str text = str_from(s->bytes + at);
    return utf8_valid_bytes(text) == text.n;
}

/* Does every number lead somewhere? Looked at once, so that a search need not. */
static bool is_sound(const struct suggest *s)
{
    for (uint32_t i = 0; i < s->n_items; i++)
        if (!is_item(s, s->item_at[i]))
            return false;
    for (uint32_t i = 0; i < s->n_words; i++)
        if (!is_string(s, s->word_at[i]) || !is_list(s, s->list_at[i]) ||
            s->list_at[i] > s->list_at[i + 1])
            return false;
    for (uint32_t i = 0; i < s->n_forms; i++)
        if (suggest_form_word(s, i) >= s->n_words ||
            suggest_form_bytes_off(s, i) > strlen(s->bytes + s->word_at[suggest_form_word(s, i)]))
            return false;
    for (uint32_t i = 0; i < s->n_articles; i++) {
        uint32_t at = s->article_at[i];
        if (!is_string(s, at) || !is_string(s, at + (uint32_t)strlen(s->bytes + at) + 1))
            return false;
    }
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

/* --- reading --- */

/* The first form of [from, to) that is not below the text or, with `after`, beyond those meant. */
static uint32_t bound(const struct suggest *s, struct suggest_forms in, struct str text, bool whole,
                      bool after, size_t *steps)
{
    while (in.from < in.to) {
        uint32_t middle = in.from + (in.to - in.from) / 2;
        const char *form = suggest_form_text(s, middle);
        int order = strncmp(form, text.p, text.n);
        if (order == 0 && whole)
            order = form[text.n] != '\0';
        (*steps)++;
        if (order < 0 || (after && order == 0))
            in.from = middle + 1;
        else
            in.to = middle;
    }
    return in.from;
}

struct suggest_forms suggest_forms_of(const struct suggest *s, struct suggest_forms in,
                                      struct str text, bool whole, size_t *steps)
{
    in.from = bound(s, in, text, whole, false, steps);
    in.to = bound(s, in, text, whole, true, steps);
    return in;
}

static struct str read_text(struct suggest_cursor *c)
{
    uint32_t n = suggest_number(c);
    struct str text = {(const char *)c->p, n};
    c->p += n;
    return text;
}

static struct str read_anchor(struct suggest_cursor *c, struct arena *a, struct str text)
{
    struct suggest_cursor runs = *c;
    uint32_t n_runs = suggest_number(c), n = 0;
    for (uint32_t i = 0; i < n_runs; i++) {
        (void)suggest_number(c);
        n += suggest_number(c);
    }
    struct str behind = read_text(c);
    char *p = arena_text(a, n + behind.n + 1), *to = p;
    (void)suggest_number(&runs);
    for (const char *from = text.p; n_runs; n_runs--) {
        from += suggest_number(&runs);
        for (uint32_t taken = suggest_number(&runs); taken; taken--)
            *to++ = suggest_anchor_byte(*from++);
    }
    if (behind.n)
        memcpy(to, behind.p, behind.n);
    return (struct str){p, n + behind.n};
}

void suggest_item_read(const struct suggest *s, struct arena *a, uint32_t item,
                       struct suggestion *out)
{
    struct suggest_cursor c = suggest_cursor_at(s, s->item_at[item]);
    out->kind = (enum suggestion_kind)(suggest_number(&c) & ((1 << SUGGEST_KIND_BITS) - 1));
    for (uint32_t n_words = suggest_number(&c); n_words; n_words--)
        (void)suggest_number(&c);
    out->article_id = str_from(s->bytes + s->article_at[suggest_number(&c)]);
    out->lang = str_from(out->article_id.p + out->article_id.n + 1);
    out->text = read_text(&c);
    out->anchor = read_anchor(&c, a, out->text);
}
