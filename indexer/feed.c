/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "../lib/hash.h"
#include "../lib/schema.h"

enum {
    FIELDS_MAX = 8 + 2 * ARTICLE_LIST_MAX,
    DATA_MAX_BYTES = 2 * ARTICLE_HTML_MAX_BYTES + (1 << 20), /* for both audiences */
};

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
    struct token_list list;
    unsigned times; /* how often its words count */
};

struct fields {
    struct field items[FIELDS_MAX];
    size_t n;
};

/* What all sections of an article share: worked out once. */
struct shared {
    const struct article *article;
    uint64_t id;
    struct str lang, category; /* folded, as filters look for them */
    struct str_list products;
    struct token_list title;
    struct str path; /* of the section before: its neighbours often have the same */
    struct token_list path_tokens;
};

static void share(struct feed *f, struct arena *a, const struct article *article,
                  struct shared *out)
{
    const struct front_matter *meta = &article->meta;
    *out = (struct shared){
        .article = article,
        .id = hash_id(meta->id),
        .lang = text_fold(f->analyser, a, meta->lang),
        .category = text_fold(f->analyser, a, meta->category),
        .products = {ARENA_ARRAY(a, struct str, meta->products.n), meta->products.n},
    };
    for (size_t i = 0; i < meta->products.n; i++)
        out->products.items[i] = text_fold(f->analyser, a, meta->products.items[i]);
    text_tokens(f->analyser, a, meta->title, &out->title);
}

/* --- words --- */

static void add_list(struct feed *f, struct fields *fields, const struct token_list *list,
                     unsigned times)
{
    if (list->n == 0 || fields->n == FIELDS_MAX)
        return;
    fields->items[fields->n++] = (struct field){*list, times};
    f->n_tokens += list->n;
}

static void analyse_text(struct feed *f, struct arena *a, struct fields *fields, struct str text)
{
    struct token_list list;
    text_tokens(f->analyser, a, text, &list);
    add_list(f, fields, &list, 1);
}

static void analyse_list(struct feed *f, struct arena *a, struct fields *fields,
                         const struct str_list *texts)
{
    for (size_t i = 0; i < texts->n; i++)
        analyse_text(f, a, fields, texts->items[i]);
}

static void analyse_section(struct feed *f, struct arena *a, struct shared *shared,
                            const struct article_section *section, struct fields *fields)
{
    const struct front_matter *meta = &shared->article->meta;
    struct token_list heading, text;
    bool alone = shared->article->n_sections - shared->article->n_notes == 1;
    unsigned name_times = alone ? 1 : 2; /* what tells a section from its neighbours counts again */
    if (!str_eq(section->path, shared->path)) {
        shared->path = section->path;
        text_tokens(f->analyser, a, section->path, &shared->path_tokens);
    }
    bool first = section == shared->article->sections;
    text_tokens(f->analyser, a, section->heading, &heading);
    text_tokens(f->analyser, a, section->text, &text);
    fields->n = 0;
    add_list(f, fields, &shared->title, section->heading.n ? 1 : name_times);
    add_list(f, fields, &shared->path_tokens, 1);
    add_list(f, fields, &heading, name_times);
    add_list(f, fields, &text, 1);
    soft_tokens_section(f->tokens, section->audience == AUDIENCE_PUBLIC, first);
    if (first)
        soft_tokens_text(f->tokens, &shared->title);
    soft_tokens_text(f->tokens, &heading);
    soft_tokens_text(f->tokens, &text);
    if (!first)
        return;
    analyse_text(f, a, fields, meta->description);
    analyse_list(f, a, fields, &meta->tags);
    analyse_list(f, a, fields, &meta->aliases);
}

static void note_fields(struct feed *f, const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const struct field *field = &fields->items[i];
        for (size_t t = 0; t < field->list.n; t++)
            soft_tokens_word(f->tokens, field->list.tokens[t].exact, field->times);
    }
}

static void put_fields(struct feed *f, const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const struct field *field = &fields->items[i];
        for (size_t t = 0; t < field->list.n; t++)
            xap_document_word(f->document, field->list.tokens[t].exact, field->times);
    }
}

/* --- documents --- */

static void put_id(struct feed *f, const char *prefix, uint64_t id)
{
    char hex[17];
    snprintf(hex, sizeof hex, "%016" PRIx64, id);
    xap_document_flag(f->document, prefix, str_from(hex));
}

/* What filters look at; on sections and articles alike. */
static void put_filters(struct feed *f, const struct shared *shared, enum audience audience)
{
    xap_document_flag(f->document, PREFIX_LANG, shared->lang);
    if (shared->category.n)
        xap_document_flag(f->document, PREFIX_CATEGORY, shared->category);
    for (size_t i = 0; i < shared->products.n; i++)
        xap_document_flag(f->document, PREFIX_PRODUCT, shared->products.items[i]);
    if (audience == AUDIENCE_PUBLIC)
        xap_document_flag(f->document, TERM_PUBLIC, STR(""));
}

/* What a section is called, for a query that is just that. */
static void put_name(struct feed *f, struct arena *a, struct str name)
{
    struct str folded = text_fold(f->analyser, a, name);
    if (folded.n)
        put_id(f, PREFIX_NAME, hash_id(folded));
}

static int put_document(struct feed *f, struct xap_batch *batch, const struct shared *shared,
                        struct err *err)
{
    if (f->data.failed)
        return err_at(err, ERR_TOO_BIG, shared->article->path.p, 0,
                      "the article is too large to store; split it");
    xap_document_data(f->document, buf_str(&f->data));
    xap_batch_add(batch, f->document);
    return 0;
}

/* Stable across builds and machines: from the article's id, the heading's anchor and the number of
 * a note, which stands behind a blank, as none is in anchors. */
static uint64_t section_id(struct arena *a, struct str article_id,
                           const struct article_section *section)
{
    struct str anchor = section->anchor;
    if (section->note)
        anchor = arena_printf(a, STR_FMT " %u", STR_ARG(anchor), section->note);
    return hash_id(arena_printf(a, STR_FMT "#" STR_FMT, STR_ARG(article_id), STR_ARG(anchor)));
}

static uint64_t record_section(struct feed *f, struct arena *a, const struct article *article,
                               const struct article_section *section)
{
    const struct front_matter *meta = &article->meta;
    struct section_record record = {
        .article_id = meta->id,
        .title = meta->title,
        .lang = meta->lang,
        .category = meta->category,
        .updated = meta->updated,
        .products = meta->products,
        .audience = section->audience,
        .heading = section->heading,
        .anchor = section->anchor,
        .path = section->path,
        .question = section->question,
        .preview = article->preview,
        .section_id = section_id(a, meta->id, section),
        .text = section->text,
    };
    buf_clear(&f->data);
    record_put_section(&f->data, &record);
    return record.section_id;
}

static int feed_section(struct feed *f, struct arena *a, struct shared *shared,
                        const struct article_section *section, struct err *err)
{
    struct fields fields;
    uint64_t id = record_section(f, a, shared->article, section);
    analyse_section(f, a, shared, section, &fields);
    note_fields(f, &fields);
    f->n_sections++;
    f->text_bytes += section->text.n;

    uint64_t start_us = feed_cpu_us();
    put_id(f, PREFIX_UNIQUE, id);
    put_id(f, PREFIX_ARTICLE, shared->id);
    if (!section->note)
        put_name(f, a, section->heading);
    if (section == shared->article->sections)
        put_name(f, a, shared->article->meta.title);
    put_filters(f, shared, section->audience);
    xap_document_value_id(f->document, SLOT_ARTICLE, shared->id);
    put_fields(f, &fields);
    int result = put_document(f, f->sections, shared, err);
    f->xapian_cpu_us += feed_cpu_us() - start_us;
    return result;
}

static void record_article(struct feed *f, const struct article *article)
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
        .preview = article->preview,
        .products = meta->products,
        .tags = meta->tags,
        .audience = meta->audience,
        .headings = article->headings,
        .n_headings = article->n_headings,
        .html = article->html,
        .agent_html = article->agent_html,
    };
    buf_clear(&f->data);
    record_put_article(&f->data, &record);
}

static int feed_whole(struct feed *f, const struct shared *shared, struct err *err)
{
    const struct str_list *former = &shared->article->meta.redirect_from;
    record_article(f, shared->article);
    uint64_t start_us = feed_cpu_us();
    put_id(f, PREFIX_UNIQUE, shared->id);
    for (size_t i = 0; i < former->n; i++)
        put_id(f, PREFIX_REDIRECT, hash_id(former->items[i]));
    put_filters(f, shared, shared->article->meta.audience);
    int result = put_document(f, f->articles, shared, err);
    f->xapian_cpu_us += feed_cpu_us() - start_us;
    return result;
}

int feed_article(struct feed *f, struct arena *a, const struct article *article, struct err *err)
{
    struct shared shared;
    share(f, a, article, &shared);
    for (size_t i = 0; i < article->n_sections; i++)
        if (feed_section(f, a, &shared, &article->sections[i], err) < 0)
            return -1;
    return feed_whole(f, &shared, err);
}
