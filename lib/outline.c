/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outline.h"

#include <stdlib.h>

#include "file.h"

enum {
    OUTLINE_MAX_BYTES = 1 << 30,
    COLUMNS = 8, /* before the products */
    AUDIENCES = AUDIENCE_AGENT + 1,
    VALUES_MAX = 1000, /* different categories, products or languages that are told apart */
};

/* What occurs in the articles of one language that one audience may see. */
struct digest {
    struct str lang; /* empty: all languages */
    enum audience audience;
    struct outline_value *categories;
    size_t n_categories;
    struct str_list products, langs;
};

struct outline {
    struct arena arena;
    struct buf text;
    struct outline_article *articles;
    size_t n;
    uint32_t *slots; /* article + 1 by hash of its id; 0: free */
    size_t n_slots;  /* a power of two */
    struct digest *digests;
    size_t n_digests;
};

static bool may_see(enum audience audience, const struct outline_article *article)
{
    return audience == AUDIENCE_AGENT || article->audience == AUDIENCE_PUBLIC;
}

/* --- reading --- */

static struct str next_column(struct str *row)
{
    size_t tab = str_find_char(*row, '\t');
    struct str column = str_sub(*row, 0, tab);
    *row = tab == SIZE_MAX ? (struct str){NULL, 0} : str_sub(*row, tab + 1, row->n);
    return column;
}

static size_t count_tabs(struct str row)
{
    size_t n = 0;
    for (size_t i = 0; i < row.n; i++)
        n += row.p[i] == '\t';
    return n;
}

/* A row: audience, language, day, category, id, title, description, preview, products... */
static bool read_row(struct outline *o, struct str row, struct outline_article *out)
{
    size_t n = count_tabs(row) + 1;
    if (n < COLUMNS)
        return false;
    struct str audience = next_column(&row);
    out->audience = str_eq(audience, STR("public")) ? AUDIENCE_PUBLIC : AUDIENCE_AGENT;
    out->lang = next_column(&row);
    out->updated = next_column(&row);
    out->category = next_column(&row);
    out->id = next_column(&row);
    out->title = next_column(&row);
    out->description = next_column(&row);
    out->preview = next_column(&row);
    out->products = (struct str_list){ARENA_ARRAY(&o->arena, struct str, n - COLUMNS), n - COLUMNS};
    for (size_t i = 0; i < out->products.n; i++)
        out->products.items[i] = next_column(&row);
    return true;
}

static uint32_t *find_slot(const struct outline *o, struct str id)
{
    size_t i = str_hash(id) & (o->n_slots - 1);
    while (o->slots[i] && !str_eq(o->articles[o->slots[i] - 1].id, id))
        i = (i + 1) & (o->n_slots - 1);
    return &o->slots[i];
}

static int read_rows(struct outline *o, const char *path, struct err *err)
{
    struct str rest = buf_str(&o->text), row;
    size_t rows = str_count_lines(rest);
    unsigned line = 0;
    o->articles = ARENA_ARRAY(&o->arena, struct outline_article, rows);
    for (o->n_slots = 16; o->n_slots < 2 * rows; o->n_slots *= 2)
        ;
    o->slots = ARENA_ARRAY(&o->arena, uint32_t, o->n_slots);
    while (str_next_line(&rest, &row)) {
        line++;
        if (!read_row(o, row, &o->articles[o->n]))
            return err_at(err, ERR_INDEX, path, line, "damaged; build the index again");
        uint32_t *slot = find_slot(o, o->articles[o->n].id);
        *slot = (uint32_t)++o->n;
    }
    return 0;
}

/* --- digests --- */

static void add_value(struct str_list *list, struct str value)
{
    size_t i = 0;
    while (i < list->n && !str_eq(list->items[i], value))
        i++;
    if (i == list->n && value.n && list->n < VALUES_MAX)
        list->items[list->n++] = value;
}

static void count_category(struct digest *d, struct str category)
{
    size_t i = 0;
    while (i < d->n_categories && !str_eq(d->categories[i].value, category))
        i++;
    if (i == VALUES_MAX)
        return;
    if (i == d->n_categories)
        d->categories[d->n_categories++].value = category;
    d->categories[i].n_articles++;
}

static void fill_digest(struct outline *o, struct digest *d)
{
    struct arena *a = &o->arena;
    d->categories = ARENA_ARRAY(a, struct outline_value, VALUES_MAX);
    d->products.items = ARENA_ARRAY(a, struct str, VALUES_MAX);
    d->langs.items = ARENA_ARRAY(a, struct str, VALUES_MAX);
    for (size_t i = 0; i < o->n; i++) {
        const struct outline_article *article = &o->articles[i];
        if (!may_see(d->audience, article) || (d->lang.n && !str_eq(d->lang, article->lang)))
            continue;
        count_category(d, article->category);
        add_value(&d->langs, article->lang);
        for (size_t k = 0; k < article->products.n; k++)
            add_value(&d->products, article->products.items[k]);
    }
}

static void make_digests(struct outline *o)
{
    struct digest every = {.audience = AUDIENCE_AGENT};
    fill_digest(o, &every);
    o->digests = ARENA_ARRAY(&o->arena, struct digest, AUDIENCES * (every.langs.n + 1));
    for (enum audience audience = AUDIENCE_PUBLIC; audience <= AUDIENCE_AGENT; audience++)
        for (size_t i = 0; i <= every.langs.n; i++) {
            struct digest *d = &o->digests[o->n_digests++];
            d->audience = audience;
            d->lang = i < every.langs.n ? every.langs.items[i] : STR("");
            fill_digest(o, d);
        }
}

static const struct digest *find_digest(const struct outline *o, struct str lang,
                                        enum audience audience)
{
    static const struct digest none;
    for (size_t i = 0; i < o->n_digests; i++)
        if (o->digests[i].audience == audience && str_eq(o->digests[i].lang, lang))
            return &o->digests[i];
    return &none;
}

int outline_open(struct outline **out, const char *path, struct err *err)
{
    struct outline *o = xcalloc(1, sizeof *o);
    buf_init(&o->text, OUTLINE_MAX_BYTES);
    if (file_read(path, OUTLINE_MAX_BYTES, &o->text, err) < 0 || read_rows(o, path, err) < 0) {
        outline_close(o);
        return -1;
    }
    make_digests(o);
    *out = o;
    return 0;
}

void outline_close(struct outline *o)
{
    if (!o)
        return;
    buf_release(&o->text);
    arena_release(&o->arena);
    free(o);
}

/* --- asking --- */

const struct outline_article *outline_articles(const struct outline *o, size_t *n)
{
    *n = o->n;
    return o->articles;
}

const struct outline_article *outline_find(const struct outline *o, struct str id)
{
    uint32_t article = *find_slot(o, id);
    return article ? &o->articles[article - 1] : NULL;
}

void outline_neighbours(const struct outline *o, const struct outline_article *article,
                        enum audience audience, const struct outline_article **previous,
                        const struct outline_article **next)
{
    bool behind = false;
    *previous = *next = NULL;
    for (size_t i = 0; i < o->n && !*next; i++) {
        const struct outline_article *other = &o->articles[i];
        if (other == article) {
            behind = true;
        } else if (may_see(audience, other) && str_eq(other->lang, article->lang) &&
                   str_eq(other->category, article->category)) {
            if (behind)
                *next = other;
            else
                *previous = other;
        }
    }
}

const struct outline_article *outline_translation(const struct outline *o,
                                                  const struct outline_article *article,
                                                  struct str lang, enum audience audience)
{
    struct arena a = ARENA_INIT;
    size_t slash = str_find_char(article->id, '/');
    if (slash == SIZE_MAX || !str_eq(str_sub(article->id, 0, slash), article->lang))
        return NULL;
    struct str id = arena_printf(&a, STR_FMT STR_FMT, STR_ARG(lang),
                                 STR_ARG(str_sub(article->id, slash, article->id.n)));
    const struct outline_article *other = outline_find(o, id);
    arena_release(&a);
    return other && str_eq(other->lang, lang) && may_see(audience, other) ? other : NULL;
}

size_t outline_recent(const struct outline *o, struct str lang, enum audience audience,
                      const struct outline_article **out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++) {
        const struct outline_article *article = &o->articles[i];
        if (!may_see(audience, article) || !str_eq(article->lang, lang))
            continue;
        size_t at = n;
        while (at && str_cmp(out[at - 1]->updated, article->updated) < 0)
            at--;
        if (at == max)
            continue;
        n += n < max;
        memmove(out + at + 1, out + at, (n - 1 - at) * sizeof *out);
        out[at] = article;
    }
    return n;
}

const struct outline_value *outline_categories(const struct outline *o, struct str lang,
                                               enum audience audience, size_t *n)
{
    const struct digest *digest = find_digest(o, lang, audience);
    *n = digest->n_categories;
    return digest->categories;
}

struct str_list outline_products(const struct outline *o, struct str lang, enum audience audience)
{
    return find_digest(o, lang, audience)->products;
}

struct str_list outline_langs(const struct outline *o, enum audience audience)
{
    return find_digest(o, STR(""), audience)->langs;
}

/* --- writing --- */

struct outline_writer {
    struct buf text;
};

struct outline_writer *outline_writer_new(void)
{
    struct outline_writer *w = xcalloc(1, sizeof *w);
    buf_init(&w->text, OUTLINE_MAX_BYTES);
    return w;
}

void outline_writer_free(struct outline_writer *w)
{
    if (!w)
        return;
    buf_release(&w->text);
    free(w);
}

/* Tabs and line ends separate; within a text they are blanks. */
static void put_column(struct buf *out, struct str text, char end)
{
    for (size_t i = 0; i < text.n; i++)
        buf_char(out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
    buf_char(out, end);
}

void outline_writer_add(struct outline_writer *w, const struct outline_article *article)
{
    struct str audience = article->audience == AUDIENCE_PUBLIC ? STR("public") : STR("agent");
    const struct str columns[COLUMNS] = {
        audience,    article->lang,  article->updated,     article->category,
        article->id, article->title, article->description, article->preview};
    for (size_t i = 0; i < COLUMNS; i++)
        put_column(&w->text, columns[i], i + 1 == COLUMNS && !article->products.n ? '\n' : '\t');
    for (size_t i = 0; i < article->products.n; i++)
        put_column(&w->text, article->products.items[i],
                   i + 1 == article->products.n ? '\n' : '\t');
}

struct str outline_writer_rows(const struct outline_writer *w)
{
    return buf_str(&w->text);
}

void outline_writer_add_rows(struct outline_writer *w, struct str rows)
{
    buf_add(&w->text, rows);
}

int outline_writer_save(const struct outline_writer *w, const char *path, struct err *err)
{
    if (w->text.failed)
        return err_at(err, ERR_TOO_BIG, path, 0, "too many articles for one index");
    return file_write(path, buf_str(&w->text), err);
}
