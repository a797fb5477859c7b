/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "../lib/hash.h"
#include "../lib/schema.h"

enum {
    POSITION_GAP = 100, /* between fields, so that no phrase reaches across */
    FIELDS_MAX = 8 + 2 * ARTICLE_LIST_MAX,
    DATA_MAX_BYTES = ARTICLE_HTML_MAX_BYTES + (1 << 20),
};

/* Terms of a field. Rows with positions carry phrases. */
struct field_terms {
    const char *folded, *stem, *exact; /* prefixes; NULL: no such terms */
    bool positions;
};

static const struct field_terms text_terms = {"", PREFIX_STEM, PREFIX_EXACT, true};
static const struct field_terms title_terms = {NULL, PREFIX_TITLE_STEM, NULL, false};
static const struct field_terms alias_terms = {NULL, PREFIX_ALIAS_STEM, NULL, false};

uint64_t feed_cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int feed_init(struct feed *f, struct err *err)
{
    memset(f, 0, sizeof *f);
    buf_init(&f->data, DATA_MAX_BYTES);
    f->document = xap_document_new();
    return text_new(&f->analyser, err);
}

void feed_release(struct feed *f)
{
    text_free(f->analyser);
    xap_document_free(f->document);
    buf_release(&f->data);
    memset(f, 0, sizeof *f);
    buf_init(&f->data, DATA_MAX_BYTES);
}

/* A field of the section at hand: analysed first, added to the document when all are. */
struct field {
    const struct field_terms *terms;
    struct token_list list;
};

struct fields {
    struct field items[FIELDS_MAX];
    size_t n;
};

static void analyse_field(struct feed *f, struct arena *a, struct fields *fields,
                          const struct field_terms *terms, struct str text)
{
    struct field *field = &fields->items[fields->n];
    if (text.n == 0 || fields->n == FIELDS_MAX)
        return;
    field->terms = terms;
    text_tokens(f->analyser, a, text, &field->list);
    f->n_tokens += terms->positions ? field->list.n : 0;
    fields->n++;
}

static void analyse_list(struct feed *f, struct arena *a, struct fields *fields,
                         const struct field_terms *terms, const struct str_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        analyse_field(f, a, fields, terms, list->items[i]);
}

/* Title and heading count twice: as text, and as what the section is called. */
static void add_name(struct feed *f, struct fields *fields, const struct token_list *name)
{
    if (name->n == 0 || fields->n + 2 > FIELDS_MAX)
        return;
    f->n_tokens += name->n;
    fields->items[fields->n++] = (struct field){&text_terms, *name};
    fields->items[fields->n++] = (struct field){&title_terms, *name};
}

static void add_tokens(struct feed *f, const struct field_terms *terms,
                       const struct token_list *list, unsigned position)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct token *token = &list->tokens[i];
        bool whole = token->kind == TOKEN_WHOLE;
        unsigned at = terms->positions && !whole ? position + token->position : 0;
        if (terms->folded)
            xap_document_word(f->document, terms->folded, token->folded, at);
        if (!whole)
            xap_document_word(f->document, terms->stem, token->stem, 0);
        if (terms->exact && !str_eq(token->exact, token->folded))
            xap_document_word(f->document, terms->exact, token->exact, 0);
    }
}

static void add_fields(struct feed *f, const struct fields *fields)
{
    unsigned position = 0;
    uint64_t start_us = feed_cpu_us();
    for (size_t i = 0; i < fields->n; i++) {
        const struct token_list *list = &fields->items[i].list;
        add_tokens(f, fields->items[i].terms, list, position);
        if (list->n)
            position += list->tokens[list->n - 1].position + POSITION_GAP;
    }
    f->xapian_cpu_us += feed_cpu_us() - start_us;
}

static void add_id(struct feed *f, const char *prefix, uint64_t id)
{
    char hex[17];
    snprintf(hex, sizeof hex, "%016" PRIx64, id);
    xap_document_flag(f->document, prefix, str_from(hex));
}

/* What filters look at; on sections and articles alike. */
static void add_filters(struct feed *f, struct arena *a, const struct front_matter *meta)
{
    xap_document_flag(f->document, PREFIX_LANG, text_fold(f->analyser, a, meta->lang));
    if (meta->category.n)
        xap_document_flag(f->document, PREFIX_CATEGORY, text_fold(f->analyser, a, meta->category));
    for (size_t i = 0; i < meta->products.n; i++)
        xap_document_flag(f->document, PREFIX_PRODUCT,
                          text_fold(f->analyser, a, meta->products.items[i]));
    if (meta->audience == AUDIENCE_PUBLIC)
        xap_document_flag(f->document, TERM_PUBLIC, STR(""));
}

static int add_document(struct feed *f, struct xap_writer *writer, const struct article *article,
                        struct err *err)
{
    if (f->data.failed)
        return err_at(err, ERR_TOO_BIG, article->path.p, 0,
                      "the article is too large to store; split it");
    uint64_t start_us = feed_cpu_us();
    xap_document_data(f->document, buf_str(&f->data));
    int result = xap_writer_add(writer, f->document, err);
    f->xapian_cpu_us += feed_cpu_us() - start_us;
    return result;
}

/* Stable across builds and machines: from the article's id and the heading's anchor. */
static uint64_t section_id(struct arena *a, struct str article_id, struct str anchor)
{
    struct str key = arena_printf(a, STR_FMT "#" STR_FMT, STR_ARG(article_id), STR_ARG(anchor));
    return hash_id(key);
}

static void analyse_section(struct feed *f, struct arena *a, const struct article *article,
                            const struct article_section *section, const struct token_list *title,
                            struct fields *fields)
{
    const struct front_matter *meta = &article->meta;
    struct token_list heading;
    text_tokens(f->analyser, a, section->heading, &heading);
    add_name(f, fields, title);
    analyse_field(f, a, fields, &text_terms, section->path); /* says where, not what */
    add_name(f, fields, &heading);
    analyse_field(f, a, fields, &text_terms, section->text);
    if (section != article->sections)
        return;
    analyse_field(f, a, fields, &text_terms, meta->description);
    analyse_list(f, a, fields, &text_terms, &meta->tags);
    analyse_list(f, a, fields, &alias_terms, &meta->aliases);
}

static int add_section(struct feed *f, struct arena *a, const struct article *article,
                       const struct article_section *section, const struct token_list *title,
                       struct err *err)
{
    const struct front_matter *meta = &article->meta;
    struct section_record record = {
        .article_id = meta->id,
        .title = meta->title,
        .lang = meta->lang,
        .category = meta->category,
        .updated = meta->updated,
        .products = meta->products,
        .audience = meta->audience,
        .heading = section->heading,
        .anchor = section->anchor,
        .path = section->path,
        .question = section->question,
        .section_id = section_id(a, meta->id, section->anchor),
        .text = section->text,
    };
    buf_clear(&f->data);
    record_put_section(&f->data, &record);
    add_id(f, PREFIX_UNIQUE, record.section_id);
    add_id(f, PREFIX_ARTICLE, hash_id(meta->id));
    add_filters(f, a, meta);
    xap_document_value_id(f->document, SLOT_ARTICLE, hash_id(meta->id));
    xap_document_value(f->document, SLOT_UPDATED, meta->updated);

    struct fields fields = {.n = 0};
    analyse_section(f, a, article, section, title, &fields);
    add_fields(f, &fields);
    f->n_sections++;
    f->text_bytes += section->text.n;
    return add_document(f, f->sections, article, err);
}

static int add_article(struct feed *f, struct arena *a, const struct article *article,
                       struct err *err)
{
    const struct front_matter *meta = &article->meta;
    struct article_record record = {
        .id = meta->id,
        .title = meta->title,
        .description = meta->description,
        .lang = meta->lang,
        .category = meta->category,
        .updated = meta->updated,
        .review_by = meta->review_by,
        .products = meta->products,
        .tags = meta->tags,
        .audience = meta->audience,
        .headings = article->headings,
        .n_headings = article->n_headings,
        .html = article->html,
    };
    buf_clear(&f->data);
    record_put_article(&f->data, &record);
    add_id(f, PREFIX_UNIQUE, hash_id(meta->id));
    for (size_t i = 0; i < meta->redirect_from.n; i++)
        add_id(f, PREFIX_REDIRECT, hash_id(meta->redirect_from.items[i]));
    add_filters(f, a, meta);
    return add_document(f, f->articles, article, err);
}

int feed_article(struct feed *f, struct arena *a, const struct article *article, struct err *err)
{
    struct token_list title; /* of every section */
    text_tokens(f->analyser, a, article->meta.title, &title);
    for (size_t i = 0; i < article->n_sections; i++)
        if (add_section(f, a, article, &article->sections[i], &title, err) < 0)
            return -1;
    return add_article(f, a, article, err);
}
