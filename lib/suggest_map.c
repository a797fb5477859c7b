/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suggest_map.h"

#include <stdlib.h>
#include <string.h>

/* --- opening --- */

/* Where each part begins; false when the header or the size of the file is wrong. */
static bool read_layout(struct suggest *s)
{
    struct suggest_header h;
    if (s->map.bytes.n < sizeof h)
        return false;
    memcpy(&h, s->map.bytes.p, sizeof h);
    uint64_t numbers = (uint64_t)h.n_items + h.n_words + h.n_words + 1 + h.n_forms + h.n_articles;
    if (memcmp(h.magic, SUGGEST_MAGIC, sizeof h.magic) != 0 ||
        s->map.bytes.n != sizeof h + numbers * sizeof(uint32_t) + h.n_bytes)
        return false;
    s->n_items = h.n_items;
    s->n_words = h.n_words;
    s->n_forms = h.n_forms;
    s->n_articles = h.n_articles;
    s->n_bytes = h.n_bytes;
    s->item_at = (const uint32_t *)(const void *)(s->map.bytes.p + sizeof h);
    s->word_at = s->item_at + s->n_items;
    s->list_at = s->word_at + s->n_words;
    s->forms = s->list_at + s->n_words + 1;
    s->article_at = s->forms + s->n_forms;
    s->bytes = (const char *)(s->article_at + s->n_articles);
    return s->n_bytes > 0 && s->bytes[s->n_bytes - 1] == '\0'; /* no string runs off the end */
}

/* A text of so many bytes; empty when there are fewer. */
static struct str read_text(struct suggest_cursor *c)
{
    uint32_t n = suggest_number(c);
    c->failed |= n > (size_t)(c->end - c->p);
    struct str text = {(const char *)c->p, c->failed ? 0 : n};
    c->p += text.n;
    return text;
}

/* A text up to its NUL. */
static struct str read_string(struct suggest_cursor *c)
{
    struct str text = {(const char *)c->p, 0};
    while (c->p < c->end && *c->p)
        c->p++;
    text.n = (size_t)((const char *)c->p - text.p);
    c->failed |= c->p == c->end;
    c->p += c->p < c->end;
    return text;
}

static bool is_anchor(struct suggest_cursor *c, uint64_t n_text)
{
    uint64_t at = 0;
    for (uint32_t n_runs = suggest_number(c); n_runs && !c->failed; n_runs--) {
        at += suggest_number(c);
        at += suggest_number(c);
        if (at > n_text)
            return false;
    }
    (void)read_text(c);
    return !c->failed;
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
    uint32_t article = suggest_number(&c);
    struct str text = read_text(&c);
    return article < s->n_articles && utf8_valid_bytes(text) == text.n && is_anchor(&c, text.n);
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

static bool is_string(struct suggest_cursor *c)
{
    struct str text = read_string(c);
    return !c->failed && utf8_valid_bytes(text) == text.n;
}

static bool is_word(const struct suggest *s, uint32_t at)
{
    struct suggest_cursor c = suggest_cursor_at(s, at);
    return is_string(&c);
}

static bool is_article(const struct suggest *s, uint32_t at)
{
    struct suggest_cursor c = suggest_cursor_at(s, at);
    return is_string(&c) && is_string(&c);
}

static bool is_form(const struct suggest *s, uint32_t bits)
{
    if (bits >> SUGGEST_FORM_BITS >= s->n_words)
        return false;
    struct suggest_cursor c = suggest_cursor_at(s, s->word_at[bits >> SUGGEST_FORM_BITS]);
    return suggest_bytes_off(bits) <= read_string(&c).n;
}

/* Does every number lead somewhere? What is damaged now is refused as a whole. */
static bool is_sound(const struct suggest *s)
{
    for (uint32_t i = 0; i < s->n_items; i++)
        if (!is_item(s, s->item_at[i]))
            return false;
    for (uint32_t i = 0; i < s->n_words; i++)
        if (!is_word(s, s->word_at[i]) || !is_list(s, s->list_at[i]) ||
            s->list_at[i] > s->list_at[i + 1])
            return false;
    for (uint32_t i = 0; i < s->n_forms; i++)
        if (!is_form(s, s->forms[i]))
            return false;
    for (uint32_t i = 0; i < s->n_articles; i++)
        if (!is_article(s, s->article_at[i]))
            return false;
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

/* As strncmp, which stops at the NUL of a form, but never beyond the file; with `whole`, a form
 * that goes on is above the text. */
static int compare(struct suggest_cursor form, struct str text, bool whole)
{
    size_t n = (size_t)(form.end - form.p), same = n < text.n ? n : text.n;
    int order = strncmp((const char *)form.p, text.p, same);
    if (order == 0 && same < text.n)
        return -1;
    return order == 0 && whole ? same < n && form.p[same] : order;
}

/* The first form of [from, to) that is not below the text or, with `after`, beyond those meant. */
static uint32_t bound(const struct suggest *s, struct suggest_forms in, struct str text, bool whole,
                      bool after, size_t *steps)
{
    while (in.from < in.to) {
        uint32_t middle = in.from + (in.to - in.from) / 2;
        int order = compare(suggest_form_cursor(s, middle), text, whole);
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

static struct str read_anchor(struct suggest_cursor *c, struct arena *a, struct str text)
{
    char *p = arena_text(a, text.n + 1);
    size_t n = 0;
    for (uint32_t n_runs = suggest_number(c); n_runs && !c->failed; n_runs--) {
        text = str_sub(text, suggest_number(c), text.n);
        struct str run = str_sub(text, 0, suggest_number(c));
        for (size_t i = 0; i < run.n; i++)
            p[n++] = suggest_anchor_byte(run.p[i]);
        text = str_sub(text, run.n, text.n);
    }
    struct str taken = {p, n}, behind = read_text(c);
    return arena_dup_utf8(a, arena_printf(a, STR_FMT STR_FMT, STR_ARG(taken), STR_ARG(behind)));
}

bool suggest_item_read(const struct suggest *s, struct arena *a, uint32_t item,
                       struct suggestion *out)
{
    struct suggest_cursor c = suggest_cursor_at(s, suggest_u32(s->item_at + item));
    uint32_t kind = suggest_number(&c) & ((1 << SUGGEST_KIND_BITS) - 1);
    for (uint32_t n_words = suggest_number(&c); n_words && !c.failed; n_words--)
        (void)suggest_number(&c);
    uint32_t number = suggest_number(&c);
    if (kind > SUGGESTION_HEADING || number >= s->n_articles)
        return false;
    struct suggest_cursor article = suggest_cursor_at(s, suggest_u32(s->article_at + number));
    out->kind = (enum suggestion_kind)kind;
    out->article_id = arena_dup_utf8(a, read_string(&article));
    out->lang = arena_dup_utf8(a, read_string(&article));
    out->text = arena_dup_utf8(a, read_text(&c));
    out->anchor = read_anchor(&c, a, out->text);
    return !c.failed && !article.failed;
}
