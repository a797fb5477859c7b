/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../lib/generation.h"
#include "../lib/lexicon.h"
#include "../lib/outline.h"
#include "../lib/parallel.h"
#include "../lib/schema.h"
#include "../lib/soft_build.h"
#include "../lib/suggest_build.h"
#include "catalogue.h"
#include "feed.h"
#include "moment.h"
#include "preview.h"
#include "progress.h"
#include "site.h"
#include "states.h"

enum {
    CHUNK_MIN_BYTES = 2 << 20, /* of Markdown: a few thousand sections a flush suit Xapian best */
    CHUNKS_MAX = 64,           /* databases open at once when they are joined */
};

/* A run of files that one thread turns into a pair of databases. */
struct chunk {
    size_t from, to; /* in the file list */
    struct arena completions_arena;
    struct suggestion *completions;
    enum audience *audiences; /* of the completions */
    size_t n_completions, cap_completions;
    struct outline_writer *outline;
    uint64_t articles, kept, sections, tokens, text_bytes, analysis_cpu_us, xapian_cpu_us;
};

struct builder {
    const struct build_options *options;
    struct report *report;
    struct generation_build generation;
    struct arena arena;
    struct file_list files;
    struct catalogue catalogue;
    struct states states;
    struct last_good last_good;
    struct settings settings;
    struct site_lines site_lines;
    struct chunk *chunks;
    size_t n_chunks;
    struct progress progress;
    uint64_t xapian_cpu_us; /* joining */
};

/* What a thread keeps between chunks. */
struct worker {
    struct feed feed;
    struct arena scratch;
    struct buf text;
};

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- reading the folder --- */

static void walk_problem(void *context, const struct err *what)
{
    report_add_err(context, what);
}

static int find_files(struct builder *b, struct err *err)
{
    if (file_walk(&b->arena, b->options->content_dir, STR(".md"), &b->files, walk_problem,
                  b->report, err) < 0)
        return -1;
    if (b->files.n == 0)
        return err_at(err, ERR_NOT_FOUND, b->options->content_dir, 0,
                      "there are no .md files below this folder");
    return 0;
}

static void cut_into_chunks(struct builder *b)
{
    uint64_t size = b->files.total_bytes / CHUNKS_MAX + 1, bytes = 0;
    if (size < CHUNK_MIN_BYTES)
        size = CHUNK_MIN_BYTES;
    b->chunks = ARENA_ARRAY(&b->arena, struct chunk, CHUNKS_MAX + 1);
    for (size_t i = 0; i < b->files.n; i++) {
        if (bytes == 0)
            b->chunks[b->n_chunks++].from = i;
        bytes += b->files.entries[i].bytes + 1;
        b->chunks[b->n_chunks - 1].to = i + 1;
        if (bytes >= size)
            bytes = 0;
    }
}

/* --- one chunk --- */

static struct str part(struct arena *a, const struct builder *b, const char *name, size_t number)
{
    return arena_printf(a, "%s/%s-%zu", b->generation.path, name, number);
}

static void add_completion(struct chunk *chunk, const struct article *article, struct str text,
                           struct str anchor, enum suggestion_kind kind)
{
    struct arena *a = &chunk->completions_arena;
    if (chunk->n_completions == chunk->cap_completions) {
        chunk->cap_completions = chunk->cap_completions ? chunk->cap_completions * 2 : 256;
        chunk->completions =
            xrealloc(chunk->completions, chunk->cap_completions * sizeof *chunk->completions);
        chunk->audiences =
            xrealloc(chunk->audiences, chunk->cap_completions * sizeof *chunk->audiences);
    }
    chunk->audiences[chunk->n_completions] = article->meta.audience;
    chunk->completions[chunk->n_completions++] = (struct suggestion){
        .text = arena_dup(a, text),
        .kind = kind,
        .article_id = arena_dup(a, article->meta.id),
        .anchor = arena_dup(a, anchor),
        .lang = arena_dup(a, article->meta.lang),
    };
}

static void add_completions(struct chunk *chunk, const struct article *article)
{
    add_completion(chunk, article, article->meta.title, STR(""), SUGGESTION_ARTICLE);
    for (size_t i = 0; i < article->n_sections; i++) {
        const struct article_section *section = &article->sections[i];
        if (section->heading.n && !section->note)
            add_completion(chunk, article, section->heading, section->anchor,
                           section->question ? SUGGESTION_QUESTION : SUGGESTION_HEADING);
    }
}

static void add_outline(struct chunk *chunk, const struct article *article)
{
    const struct front_matter *meta = &article->meta;
    const struct outline_article row = {
        .id = meta->id,
        .title = meta->title,
        .description = meta->description,
        .lang = meta->lang,
        .category = meta->category,
        .updated = meta->updated,
        .products = meta->products,
        .audience = meta->audience,
    };
    outline_writer_add(chunk->outline, &row);
}

/* The article as it was when its file was last good, unless the file's own front matter, where it
 * can be read, has another id or audience or takes the article back. */
static bool find_last_good(struct builder *b, struct worker *w, const struct catalogue_entry *entry,
                           const struct link_resolver *links, struct article *article,
                           const struct err *why)
{
    struct err ignored = ERR_INIT;
    struct report *known = report_new(); /* its warnings were told when it was the file */
    int64_t saved = 0;
    bool found = last_good_find(&b->last_good, entry->file, &w->text, &saved) &&
                 article_parse(&w->scratch, entry->file->relative, buf_str(&w->text), NULL, links,
                               article, known, &ignored) == 0 &&
                 str_eq(article->meta.id, entry->meta.id) &&
                 article->meta.audience == entry->meta.audience &&
                 states_take(&b->states, &entry->meta) && states_take(&b->states, &article->meta);
    report_free(known);
    if (found)
        report_add_kept(b->report, why, moment_clock(&w->scratch, saved, b->states.now).p);
    return found;
}

/* A file that cannot be an article is reported and left out; -1 is a failure of the index. */
static int build_file(struct builder *b, struct worker *w, struct chunk *chunk,
                      const struct catalogue_entry *entry, struct err *err)
{
    struct article article;
    struct err why = ERR_INIT;
    struct link_resolver links = catalogue_resolver(&b->catalogue);
    if (entry->state == CATALOGUE_REJECTED)
        return 0;
    if (catalogue_read_file(entry->file, &w->text, &why) < 0 ||
        article_parse(&w->scratch, entry->file->relative, buf_str(&w->text),
                      catalogue_front_matter(entry, buf_str(&w->text)), &links, &article, b->report,
                      &why) < 0) {
        if (!find_last_good(b, w, entry, &links, &article, &why)) {
            report_add_err(b->report, &why);
            return 0;
        }
        chunk->kept++;
    } else if (last_good_keep(&b->last_good, entry->file, buf_str(&w->text), &why) < 0) {
        *err = why;
        return -1;
    }
    if (!str_eq(article.meta.id, entry->meta.id) || article.meta.audience != entry->meta.audience) {
        report_add(b->report, REPORT_SKIPPED, entry->file->relative, 0, "changed",
                   "the file changed while it was being read; build again");
        return 0;
    }
    if (!states_take(&b->states, &article.meta))
        return 0;
    article.preview = states_mark(&b->states, &w->scratch, &article.meta);
    add_completions(chunk, &article);
    add_outline(chunk, &article);
    chunk->articles++;
    return feed_article(&w->feed, &w->scratch, &article, err);
}

static int build_files(struct builder *b, struct worker *w, struct chunk *chunk, struct err *err)
{
    for (size_t i = chunk->from; i < chunk->to; i++) {
        const struct catalogue_entry *entry = &b->catalogue.entries[i];
        int result = build_file(b, w, chunk, entry, err);
        arena_clear(&w->scratch);
        progress_add(&b->progress, 1, entry->file->bytes);
        if (result < 0)
            return -1;
    }
    return 0;
}

static int open_writers(const struct builder *b, struct feed *feed, struct arena *names,
                        size_t number, struct err *err)
{
    uint64_t start_us = feed_cpu_us();
    int result = xap_writer_new(&feed->sections, part(names, b, SCHEMA_SECTIONS, number).p, err);
    if (result == 0)
        result = xap_writer_new(&feed->articles, part(names, b, SCHEMA_ARTICLES, number).p, err);
    feed->xapian_cpu_us += feed_cpu_us() - start_us;
    return result;
}

static int close_writers(struct feed *feed, bool keep, struct err *err)
{
    uint64_t start_us = feed_cpu_us();
    int result = 0;
    if (keep)
        result = xap_writer_commit(feed->sections, err) || xap_writer_commit(feed->articles, err);
    xap_writer_free(feed->sections);
    xap_writer_free(feed->articles);
    feed->sections = feed->articles = NULL;
    feed->xapian_cpu_us += feed_cpu_us() - start_us;
    return result ? -1 : 0;
}

static int build_chunk(void *context, void *state, size_t number, struct err *err)
{
    struct builder *b = context;
    struct worker *w = state;
    struct chunk *chunk = &b->chunks[number];
    struct feed *feed = &w->feed;
    struct arena names = ARENA_INIT;
    uint64_t start_us = feed_cpu_us(), xapian_before_us = feed->xapian_cpu_us;
    uint64_t sections = feed->n_sections, tokens = feed->n_tokens, bytes = feed->text_bytes;
    chunk->outline = outline_writer_new();
    int result = open_writers(b, feed, &names, number, err);
    if (result == 0)
        result = build_files(b, w, chunk, err);
    result = close_writers(feed, result == 0, err) < 0 ? -1 : result;
    arena_release(&names);
    chunk->sections = feed->n_sections - sections;
    chunk->tokens = feed->n_tokens - tokens;
    chunk->text_bytes = feed->text_bytes - bytes;
    chunk->xapian_cpu_us = feed->xapian_cpu_us - xapian_before_us;
    chunk->analysis_cpu_us = feed_cpu_us() - start_us - chunk->xapian_cpu_us;
    return result;
}

static int worker_begin(void *context, void **state, struct err *err)
{
    struct worker *w = xcalloc(1, sizeof *w);
    (void)context;
    *state = w;
    buf_init(&w->text, ARTICLE_MAX_BYTES);
    return feed_init(&w->feed, err);
}

static void worker_end(void *context, void *state)
{
    struct worker *w = state;
    (void)context;
    feed_release(&w->feed);
    arena_release(&w->scratch);
    buf_release(&w->text);
    free(w);
}

static void show_progress(void *context)
{
    struct builder *b = context;
    progress_show(&b->progress);
}

static int build_chunks(struct builder *b, struct err *err)
{
    struct parallel_job job = {
        .n_pieces = b->n_chunks,
        .context = b,
        .begin = worker_begin,
        .piece = build_chunk,
        .end = worker_end,
        .tick = b->options->progress ? show_progress : NULL,
    };
    progress_begin(&b->progress, b->files.n, b->files.total_bytes);
    int result = parallel_run(&job, b->options->jobs, err);
    if (b->options->progress)
        progress_end(&b->progress);
    return result;
}

/* --- joining --- */

static int join(struct builder *b, const char *name, struct err *err)
{
    struct arena a = ARENA_INIT;
    const char *dest = arena_printf(&a, "%s/%s", b->generation.path, name).p;
    const char **parts = ARENA_ARRAY(&a, const char *, b->n_chunks);
    uint64_t start_us = feed_cpu_us();
    for (size_t i = 0; i < b->n_chunks; i++)
        parts[i] = part(&a, b, name, i).p;
    int result = xap_compact(parts, b->n_chunks, dest, err);
    b->xapian_cpu_us += feed_cpu_us() - start_us;
    for (size_t i = 0; i < b->n_chunks && result == 0; i++)
        result = file_remove_tree(parts[i], err);
    arena_release(&a);
    return result;
}

/* Those that the audience may see. */
static int write_completions_for(struct builder *b, struct text *analyser, enum audience audience,
                                 const char *name, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct suggest_builder *completions = suggest_builder_new();
    for (size_t i = 0; i < b->n_chunks; i++)
        for (size_t j = 0; j < b->chunks[i].n_completions; j++)
            if (b->chunks[i].audiences[j] <= audience)
                suggest_builder_add(completions, analyser, &b->chunks[i].completions[j],
                                    b->chunks[i].audiences[j]);
    const char *path = arena_printf(&a, "%s/%s", b->generation.path, name).p;
    int result = suggest_builder_write(completions, path, err);
    suggest_builder_free(completions);
    arena_release(&a);
    return result;
}

static int write_completions(struct builder *b, struct err *err)
{
    struct text *analyser = NULL;
    if (text_new(&analyser, err) < 0)
        return -1;
    int result = write_completions_for(b, analyser, AUDIENCE_PUBLIC, SCHEMA_SUGGEST, err);
    if (result == 0)
        result = write_completions_for(b, analyser, AUDIENCE_AGENT, SCHEMA_SUGGEST_AGENTS, err);
    text_free(analyser);
    return result;
}

/* --- the site --- */

static int write_outline(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct outline_writer *all = outline_writer_new();
    for (size_t i = 0; i < b->n_chunks; i++)
        outline_writer_append(all, b->chunks[i].outline);
    const char *path = arena_printf(&a, "%s/%s", b->generation.path, SCHEMA_OUTLINE).p;
    int result = outline_writer_save(all, path, err);
    outline_writer_free(all);
    arena_release(&a);
    return result;
}

/* Is it the id of a public article, or "id#anchor" with a heading of one? */
static bool is_question(const struct builder *b, struct str asked)
{
    size_t hash = str_find_char(asked, '#');
    struct str id = str_sub(asked, 0, hash);
    struct str anchor = hash == SIZE_MAX ? STR("") : str_sub(asked, hash + 1, asked.n);
    for (size_t i = 0; i < b->n_chunks; i++)
        for (size_t k = 0; k < b->chunks[i].n_completions; k++)
            if (b->chunks[i].audiences[k] == AUDIENCE_PUBLIC &&
                str_eq(b->chunks[i].completions[k].article_id, id) &&
                str_eq(b->chunks[i].completions[k].anchor, anchor))
                return true;
    return false;
}

static bool has_category(const struct builder *b, const struct settings_text *name)
{
    for (size_t i = 0; i < b->catalogue.n; i++)
        for (size_t lang = 0; lang < SETTINGS_LANGUAGES; lang++)
            if (str_eq(b->catalogue.entries[i].meta.category, name->of[lang]))
                return true;
    return false;
}

static void site_warning(struct builder *b, unsigned line, const char *what, struct str name)
{
    report_add(b->report, REPORT_WARNING, STR(SITE_FILE), line, "site", what, STR_ARG(name));
}

/* What site.yaml says of articles that are not there is left out by the pages. */
static void check_site(struct builder *b)
{
    const struct settings *settings = &b->settings;
    for (size_t i = 0; i < settings->n_topics; i++)
        if (!has_category(b, &settings->topics[i].name))
            site_warning(b, b->site_lines.topics[i], "no article has the category \"" STR_FMT "\"",
                         settings->topics[i].name.of[SETTINGS_AR]);
    for (size_t lang = 0; lang < SETTINGS_LANGUAGES; lang++)
        for (size_t i = 0; i < settings->questions[lang].n; i++)
            if (!is_question(b, settings->questions[lang].items[i]))
                site_warning(b, b->site_lines.questions[lang][i],
                             "there is no public article or heading \"" STR_FMT "\"",
                             settings->questions[lang].items[i]);
}

static int write_site(struct builder *b, struct err *err)
{
    check_site(b);
    return write_outline(b, err) < 0 ||
                   site_write(b->options->content_dir, &b->settings, b->generation.path, err) < 0
               ? -1
               : 0;
}

static void lexicon_fault(void *context, const struct err *what)
{
    const char *name =
        strrchr(what->place, '/'); /* below the content folder, like those of articles */
    struct arena a = ARENA_INIT;
    struct str path = arena_printf(&a, LEXICON_DIR "/%s", name ? name + 1 : what->place);
    report_add(context, REPORT_WARNING, path, what->line, "lexicon", "%s", what->message);
    arena_release(&a);
}

static bool is_article(const struct catalogue *catalogue, struct str id)
{
    for (size_t i = 0; i < catalogue->n; i++)
        if (str_eq(catalogue->entries[i].meta.id, id))
            return true;
    return false;
}

static void check_promoted(struct builder *b, const struct lexicon *lexicon)
{
    size_t n;
    const struct lexicon_entry *entries = lexicon_entries(lexicon, &n);
    for (size_t i = 0; i < n; i++)
        if (entries[i].kind == LEXICON_PROMOTED &&
            !is_article(&b->catalogue, entries[i].article_id))
            report_add(b->report, REPORT_WARNING,
                       arena_printf(&b->arena, LEXICON_DIR "/%s", entries[i].file), entries[i].line,
                       "lexicon", "there is no article \"" STR_FMT "\"",
                       STR_ARG(entries[i].article_id));
}

/* What words stand for is part of the generation, like the articles. */
static int write_lexicon(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct lexicon *lexicon = NULL;
    int result = lexicon_new(&lexicon, b->options->content_dir, lexicon_fault, b->report, err);
    if (result == 0) {
        const char *path = arena_printf(&a, "%s/%s", b->generation.path, SCHEMA_LEXICON).p;
        check_promoted(b, lexicon);
        result = lexicon_save(lexicon, path, err);
    }
    lexicon_free(lexicon);
    arena_release(&a);
    return result;
}

static void sum_up(const struct builder *b, struct build_summary *s)
{
    s->files = b->files.n;
    s->xapian_cpu_us = b->xapian_cpu_us;
    s->analysis_cpu_us = b->catalogue.cpu_us;
    s->preview = b->states.preview;
    s->drafts = b->states.n[STATE_DRAFT];
    s->scheduled = b->states.n[STATE_SCHEDULED];
    s->expired = b->states.n[STATE_EXPIRED];
    s->next_change = b->states.next;
    for (size_t i = 0; i < b->n_chunks; i++) {
        s->articles += b->chunks[i].articles;
        s->kept += b->chunks[i].kept;
        s->sections += b->chunks[i].sections;
        s->tokens += b->chunks[i].tokens;
        s->text_bytes += b->chunks[i].text_bytes;
        s->analysis_cpu_us += b->chunks[i].analysis_cpu_us;
        s->xapian_cpu_us += b->chunks[i].xapian_cpu_us;
    }
}

static int publish(struct builder *b, struct build_summary *s, struct err *err)
{
    struct generation_manifest manifest = {
        .schema_version = SCHEMA_VERSION,
        .analyser_version = TEXT_ANALYSER_VERSION,
        .articles = s->articles,
        .sections = s->sections,
        .tokens = s->tokens,
        .preview = b->states.preview,
    };
    if (s->next_change)
        snprintf(manifest.next_change, sizeof manifest.next_change, "%s",
                 moment_rfc3339(&b->arena, s->next_change).p);
    if (s->articles == 0)
        return err_at(err, ERR_NOT_FOUND, b->options->content_dir, 0,
                      "no file here is a published article; the index was left as it is");
    if (generation_publish(&b->generation, &manifest, err) < 0)
        return -1;
    s->generation = manifest.number;
    s->index_bytes = manifest.bytes;
    return 0;
}

static int build_generation(struct builder *b, struct build_summary *summary, struct err *err)
{
    if (find_files(b, err) < 0 ||
        site_read(b->options->content_dir, &b->settings, &b->site_lines, b->report, err) < 0 ||
        preview_check(b->options->index_dir, b->options->preview, err) < 0 ||
        generation_begin(&b->generation, b->options->index_dir, err) < 0)
        return -1;
    moment_use_zone(b->settings.timezone); /* front matters are read in it */
    if ((b->options->keep_last_good &&
         last_good_open(&b->last_good, b->options->index_dir, err) < 0) ||
        catalogue_read(&b->arena, &b->files, &b->last_good, b->options->jobs, b->report,
                       &b->catalogue, err) < 0)
        return -1;
    states_apply(&b->states, &b->catalogue);
    cut_into_chunks(b);
    if (build_chunks(b, err) < 0)
        return -1;
    sum_up(b, summary);
    if (join(b, SCHEMA_SECTIONS, err) < 0 || join(b, SCHEMA_ARTICLES, err) < 0 ||
        write_completions(b, err) < 0 || write_lexicon(b, err) < 0 || write_site(b, err) < 0)
        return -1;
    if (soft_build(b->generation.path, b->options->jobs, err) < 0)
        return -1;
    summary->xapian_cpu_us += b->xapian_cpu_us;
    if (publish(b, summary, err) < 0)
        return -1;
    last_good_prune(&b->last_good, &b->files);
    return 0;
}

int build_run(const struct build_options *options, struct report *report,
              struct build_summary *summary, struct err *err)
{
    struct builder b = {.options = options, .report = report, .generation = {.lock_fd = -1}};
    b.states.now = options->now ? options->now : moment_now();
    b.states.preview = options->preview;
    double start = seconds_now();
    *summary = (struct build_summary){0};
    settings_init(&b.settings);
    int result = build_generation(&b, summary, err);
    generation_abandon(&b.generation);
    for (size_t i = 0; i < b.n_chunks; i++) {
        arena_release(&b.chunks[i].completions_arena);
        outline_writer_free(b.chunks[i].outline);
        free(b.chunks[i].completions);
        free(b.chunks[i].audiences);
    }
    catalogue_release(&b.catalogue);
    settings_release(&b.settings);
    arena_release(&b.arena);
    summary->seconds = seconds_now() - start;
    return result;
}
