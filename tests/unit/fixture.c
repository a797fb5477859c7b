/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/hash.h"
#include "lib/lexicon.h"
#include "lib/outline.h"
#include "lib/schema.h"
#include "lib/settings.h"
#include "lib/soft_build.h"
#include "lib/soft_tokens.h"
#include "lib/suggest_build.h"
#include "lib/xap.h"

const char *fixture_site;

struct builder {
    struct text *text;
    struct arena arena;
    struct xap_batch *sections, *articles;
    struct xap_document *doc;
    struct soft_tokens *tokens;
    struct suggest_builder *completions[AUDIENCE_AGENT + 1];
    struct generation_manifest counts;
};

static void must(int status, const struct err *err)
{
    if (status != 0) {
        err_print(stderr, err);
        abort();
    }
}

/* Those with places stand in the section's own text. */
static void add_words(struct builder *b, const char *text, bool with_places)
{
    struct token_list list;
    text_tokens(b->text, &b->arena, str_from(text), &list);
    for (size_t i = 0; i < list.n; i++) {
        xap_document_word(b->doc, list.tokens[i].exact, 1);
        soft_tokens_word(b->tokens, list.tokens[i].exact, 1);
    }
    if (with_places)
        soft_tokens_text(b->tokens, &list);
    b->counts.tokens += list.n;
}

static void add_id(struct builder *b, const char *prefix, uint64_t id)
{
    xap_document_flag(b->doc, prefix, arena_printf(&b->arena, "%016" PRIx64, id));
}

static void add_name(struct builder *b, const char *name)
{
    struct str folded = text_fold(b->text, &b->arena, str_from(name));
    if (folded.n)
        add_id(b, PREFIX_NAME, hash_id(folded));
}

static void add_filters(struct builder *b, const struct fixture_article *article,
                        enum audience audience)
{
    const char *const rows[][2] = {{PREFIX_LANG, article->lang},
                                   {PREFIX_CATEGORY, article->category},
                                   {PREFIX_PRODUCT, article->product}};
    for (size_t i = 0; i < 3; i++)
        if (rows[i][1])
            xap_document_flag(b->doc, rows[i][0],
                              text_fold(b->text, &b->arena, str_from(rows[i][1])));
    if (audience == AUDIENCE_PUBLIC)
        xap_document_flag(b->doc, TERM_PUBLIC, STR(""));
}

static void complete(struct builder *b, const struct fixture_article *article, const char *text,
                     const char *anchor, enum suggestion_kind kind)
{
    struct suggestion what = {
        .text = str_from(text),
        .kind = kind,
        .article_id = str_from(article->id),
        .anchor = str_from(anchor),
        .lang = str_from(article->lang),
    };
    struct suggest_words words;
    suggest_words(b->text, &b->arena, what.text, &words);
    for (enum audience who = article->audience; who <= AUDIENCE_AGENT; who++)
        suggest_builder_add(b->completions[who], &what, &words, article->audience);
}

static void add_section(struct builder *b, const struct fixture_article *article,
                        const struct fixture_section *section)
{
    struct buf data;
    struct str product = str_from(article->product);
    struct section_record record = {
        .article_id = str_from(article->id),
        .title = str_from(article->title),
        .lang = str_from(article->lang),
        .category = str_from(article->category),
        .products = {&product, product.n > 0},
        .audience = section->note ? AUDIENCE_AGENT : article->audience,
        .heading = str_from(section->heading),
        .anchor = str_from(section->anchor),
        .question = section->heading && !section->note,
        .text = str_from(section->text),
    };
    buf_init(&data, 1 << 20);
    record_put_section(&data, &record);
    xap_document_data(b->doc, buf_str(&data));
    add_id(b, PREFIX_ARTICLE, hash_id(record.article_id));
    xap_document_value_id(b->doc, SLOT_ARTICLE, hash_id(record.article_id));
    if (!section->note)
        add_name(b, section->heading);
    if (section == article->sections)
        add_name(b, article->title);
    add_filters(b, article, record.audience);
    bool first = section == article->sections;
    soft_tokens_section(b->tokens, record.audience == AUDIENCE_PUBLIC, first);
    add_words(b, article->title, first);
    add_words(b, section->heading, true);
    add_words(b, section->text, true);
    if (first)
        add_words(b, article->aliases, false);
    xap_batch_add(b->sections, b->doc);
    if (section->heading && !section->note)
        complete(b, article, section->heading, section->anchor, SUGGESTION_QUESTION);
    b->counts.sections++;
    buf_release(&data);
}

/* The first section and the notes; empty without notes. */
static struct str noted_html(struct builder *b, const struct fixture_article *article)
{
    struct str html = STR("");
    for (size_t i = 0; i < FIXTURE_SECTIONS_MAX && article->sections[i].text; i++)
        if (article->sections[i].note)
            html = arena_printf(&b->arena, STR_FMT "<aside>%s</aside>", STR_ARG(html),
                                article->sections[i].text);
    return html.n ? arena_printf(&b->arena, "<p>%s</p>" STR_FMT, article->sections[0].text,
                                 STR_ARG(html))
                  : html;
}

static void add_article(struct builder *b, const struct fixture_article *article)
{
    struct buf data;
    struct article_record record = {
        .id = str_from(article->id),
        .title = str_from(article->title),
        .lang = str_from(article->lang),
        .category = str_from(article->category),
        .audience = article->audience,
        .html = arena_printf(&b->arena, "<p>%s</p>", article->sections[0].text),
    };
    record.agent_html = noted_html(b, article);
    for (size_t i = 0; i < FIXTURE_SECTIONS_MAX && article->sections[i].text; i++)
        add_section(b, article, &article->sections[i]);
    buf_init(&data, 1 << 20);
    record_put_article(&data, &record);
    xap_document_data(b->doc, buf_str(&data));
    add_id(b, PREFIX_UNIQUE, hash_id(record.id));
    if (article->redirect_from)
        add_id(b, PREFIX_REDIRECT, hash_id(str_from(article->redirect_from)));
    xap_batch_add(b->articles, b->doc);
    complete(b, article, article->title, "", SUGGESTION_ARTICLE);
    b->counts.articles++;
    buf_release(&data);
}

static void break_part(const char *generation, const char *part)
{
    struct err err = ERR_INIT;
    char path[GENERATION_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/%s", generation, part);
    must(file_remove_tree(path, &err), &err);
    must(file_replace(path, STR("broken"), &err), &err);
}

static void no_problem(void *context, const struct err *what)
{
    (void)context;
    must(-1, what);
}

/* An empty outline and default settings. */
static void site_files(const char *generation)
{
    char path[4096 + 32];
    struct err err = ERR_INIT;
    struct settings settings;
    struct outline_writer *outline = outline_writer_new();
    snprintf(path, sizeof path, "%s/" SCHEMA_OUTLINE, generation);
    must(outline_writer_save(outline, path, &err), &err);
    outline_writer_free(outline);
    settings_init(&settings);
    snprintf(path, sizeof path, "%s/" SCHEMA_SITE, generation);
    must(settings_save(&settings, path, &err), &err);
    settings_release(&settings);
}

void fixture_lexicon(const char *generation)
{
    struct err err = ERR_INIT;
    struct lexicon *lexicon = NULL;
    char path[GENERATION_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/" SCHEMA_LEXICON, generation);
    must(lexicon_new(&lexicon, fixture_site, no_problem, NULL, &err), &err);
    must(lexicon_save(lexicon, path, &err), &err);
    lexicon_free(lexicon);
}

static void write_database(const char *generation, const char *databases, struct xap_batch *batch)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct str folder = arena_printf(&a, "%s/%s", generation, databases);
    must(file_make_dir(folder.p, &err), &err);
    must(xap_batch_write(batch, arena_printf(&a, STR_FMT "/000", STR_ARG(folder)).p, &err), &err);
    xap_batch_free(batch);
    arena_release(&a);
}

void fixture_part(const struct soft_tokens *tokens, const struct lexicon *lexicon, const char *path)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    const char *file = arena_printf(&a, "%s.tokens", path).p;
    must(soft_tokens_save(tokens, file, &err), &err);
    must(soft_part_write(&file, 1, lexicon, 1, path, &err), &err);
    must(file_remove_tree(file, &err), &err);
    arena_release(&a);
}

void fixture_soft(const char *generation, const struct soft_tokens *tokens, size_t n_threads)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct lexicon *lexicon = NULL;
    struct soft_part part;
    const char *path = arena_printf(&a, "%s/part", generation).p;
    struct text *analyser = NULL;
    must(text_new(&analyser, &err), &err);
    must(lexicon_load(&lexicon, arena_printf(&a, "%s/" SCHEMA_LEXICON, generation).p, analyser,
                      &err),
         &err);
    fixture_part(tokens, lexicon, path);
    must(soft_part_open(&part, path, &err), &err);
    must(soft_build(generation, &part, 1, NULL, 1, n_threads, &err), &err);
    soft_part_close(&part);
    must(file_remove_tree(path, &err), &err);
    text_free(analyser);
    lexicon_free(lexicon);
    arena_release(&a);
}

void fixture_publish(const char *index_dir, const struct fixture_article *articles, size_t n,
                     const char *broken, struct generation_manifest *manifest)
{
    struct err err = ERR_INIT;
    struct generation_build build;
    struct builder b = {
        .counts = {.schema_version = SCHEMA_VERSION, .analyser_version = TEXT_ANALYSER_VERSION}};
    must(generation_begin(&build, index_dir, &err), &err);
    const char *dir = build.path;
    must(text_new(&b.text, &err), &err);
    b.sections = xap_batch_new();
    b.articles = xap_batch_new();
    b.doc = xap_document_new();
    b.tokens = soft_tokens_new();
    for (enum audience who = AUDIENCE_PUBLIC; who <= AUDIENCE_AGENT; who++)
        b.completions[who] = suggest_builder_new();
    for (size_t i = 0; i < n; i++)
        add_article(&b, &articles[i]);
    write_database(dir, SCHEMA_SECTIONS, b.sections);
    write_database(dir, SCHEMA_ARTICLES, b.articles);
    for (enum audience who = AUDIENCE_PUBLIC; who <= AUDIENCE_AGENT; who++) {
        const char *name = who == AUDIENCE_PUBLIC ? SCHEMA_SUGGEST : SCHEMA_SUGGEST_AGENTS;
        must(suggest_builder_write(b.completions[who], arena_printf(&b.arena, "%s/%s", dir, name).p,
                                   &err),
             &err);
    }
    fixture_lexicon(dir);
    site_files(dir);
    fixture_soft(dir, b.tokens, 1);
    if (broken)
        break_part(dir, broken);
    must(generation_publish(&build, &b.counts, &err), &err);
    *manifest = b.counts;
    generation_end(&build);
    xap_document_free(b.doc);
    soft_tokens_free(b.tokens);
    for (enum audience who = AUDIENCE_PUBLIC; who <= AUDIENCE_AGENT; who++)
        suggest_builder_free(b.completions[who]);
    text_free(b.text);
    arena_release(&b.arena);
}
