/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "piece_build.h"

#include "../lib/hash.h"
#include "../lib/schema.h"
#include "moment.h"
#include "states.h"

int piece_worker_init(struct piece_worker *w, struct err *err)
{
    *w = (struct piece_worker){.analysis_cpu_us = 0};
    buf_init(&w->text, ARTICLE_MAX_BYTES);
    return feed_init(&w->feed, err);
}

void piece_worker_release(struct piece_worker *w)
{
    feed_release(&w->feed);
    arena_release(&w->scratch);
    buf_release(&w->text);
}

/* --- what a generation takes from an article beside its documents --- */

static void add_completion(struct piece *p, struct piece_worker *w, const struct suggestion *what,
                           enum audience audience)
{
    struct suggest_words words;
    suggest_words(w->feed.analyser, &w->scratch, what->text, &words);
    piece_add_completion(p, what, &words, audience);
}

static void add_completions(struct piece *p, struct piece_worker *w, const struct article *article)
{
    const struct front_matter *meta = &article->meta;
    struct suggestion what = {meta->title, SUGGESTION_ARTICLE, meta->id, STR(""), meta->lang};
    add_completion(p, w, &what, meta->audience);
    for (size_t i = 0; i < article->n_sections; i++) {
        const struct article_section *section = &article->sections[i];
        if (section->heading.n == 0 || section->note)
            continue;
        what.text = section->heading;
        what.kind = section->question ? SUGGESTION_QUESTION : SUGGESTION_HEADING;
        what.anchor = section->anchor;
        add_completion(p, w, &what, meta->audience);
    }
}

static void add_outline(struct piece *p, const struct article *article)
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
        .preview = article->preview,
    };
    outline_writer_add(p->outline, &row);
}

/* --- links --- */

struct recorder {
    const struct catalogue *catalogue;
    struct piece *piece;
};

static enum link_state resolve(const void *context, struct str path, enum audience from,
                               struct str *id)
{
    const struct recorder *r = context;
    struct link_resolver links = catalogue_resolver(r->catalogue);
    struct piece_link link = {.path = path, .id = STR(""), .from = from};
    link.state = links.resolve(links.context, path, from, &link.id);
    piece_add_link(r->piece, &link);
    *id = link.id;
    return link.state;
}

/* --- files --- */

/* The article as it was when its file was last good, unless the file's own front matter, where it
 * can be read, has another id or audience or takes the article back. */
static bool find_last_good(struct piece *p, struct piece_worker *w,
                           const struct catalogue *catalogue, const struct catalogue_entry *entry,
                           const struct link_resolver *links, struct article *article,
                           const struct err *why)
{
    struct err ignored = ERR_INIT;
    struct report *known = report_new(); /* its warnings were told when it was the file */
    int64_t saved = 0;
    bool found = entry->state == CATALOGUE_PUBLISHED &&
                 last_good_find(catalogue->last_good, entry->file->relative, &w->text, &saved) &&
                 article_parse(&w->scratch, entry->file->relative, buf_str(&w->text), NULL, links,
                               article, known, &ignored) == 0 &&
                 str_eq(article->meta.id, entry->meta.id) &&
                 article->meta.audience == entry->meta.audience &&
                 states_take(catalogue->states, &article->meta);
    report_free(known);
    piece_add_broken(p, entry->file->relative,
                     last_good_id(catalogue->last_good, entry->file->relative));
    p->counts.kept += found;
    if (found)
        report_add_kept(p->report, why, moment_text(&w->scratch, saved).p);
    else
        report_add_err(p->report, why);
    return found;
}

static int build_file(struct piece *p, struct piece_worker *w, const struct catalogue *catalogue,
                      const struct catalogue_entry *entry, struct err *err)
{
    struct article article;
    struct err why = ERR_INIT;
    const struct recorder recorder = {catalogue, p};
    struct link_resolver links = {resolve, &recorder};
    if (entry->state == CATALOGUE_REJECTED)
        return 0;
    bool was_read = catalogue_read_file(entry->file, &w->text, &why) == 0;
    p->is_torn |= (was_read ? hash_text(buf_str(&w->text)) : 0) != entry->content_id;
    if ((!was_read || article_parse(&w->scratch, entry->file->relative, buf_str(&w->text),
                                    catalogue_front_matter(entry, buf_str(&w->text)), &links,
                                    &article, p->report, &why) < 0) &&
        !find_last_good(p, w, catalogue, entry, &links, &article, &why))
        return 0;
    if (!str_eq(article.meta.id, entry->meta.id) || article.meta.audience != entry->meta.audience) {
        report_add(p->report, REPORT_SKIPPED, entry->file->relative, 0, "changed",
                   "the file changed while it was being read; build again");
        return 0;
    }
    if (entry->state == CATALOGUE_DRAFT || !states_take(catalogue->states, &article.meta))
        return 0;
    article.preview = entry->preview;
    add_completions(p, w, &article);
    add_outline(p, &article);
    p->counts.articles++;
    return feed_article(&w->feed, &w->scratch, &article, err);
}

static int build_files(struct piece *p, struct piece_worker *w, const struct catalogue *catalogue,
                       struct progress *progress, struct err *err)
{
    for (size_t i = p->from; i < p->to; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        int result = build_file(p, w, catalogue, entry, err);
        arena_clear(&w->scratch);
        progress_add(progress, 1, entry->file->bytes);
        if (result < 0)
            return -1;
    }
    return 0;
}

int piece_build(struct piece *p, struct piece_worker *w, const struct catalogue *catalogue,
                const char *dir, struct progress *progress, struct err *err)
{
    struct feed *feed = &w->feed;
    struct arena a = ARENA_INIT;
    uint64_t start_us = feed_cpu_us();
    feed->n_sections = feed->n_tokens = feed->text_bytes = feed->xapian_cpu_us = 0;
    feed->tokens = soft_tokens_new();
    feed->sections = p->sections = xap_batch_new();
    feed->articles = p->articles = xap_batch_new();
    int result = file_make_dir(dir, err);
    if (result == 0)
        result = build_files(p, w, catalogue, progress, err);
    p->counts.files = p->to - p->from;
    p->counts.sections = feed->n_sections;
    p->counts.tokens = feed->n_tokens;
    p->counts.text_bytes = feed->text_bytes;
    if (result == 0)
        result = soft_tokens_save(feed->tokens, arena_printf(&a, "%s/" PIECE_TOKENS, dir).p, err);
    if (result == 0)
        result = piece_save(p, arena_printf(&a, "%s/" PIECE_FILE, dir).p, err);
    soft_tokens_free(feed->tokens);
    feed->tokens = NULL;
    arena_release(&a);
    w->xapian_cpu_us += feed->xapian_cpu_us;
    w->analysis_cpu_us += feed_cpu_us() - start_us - feed->xapian_cpu_us;
    return result;
}

int piece_write(struct piece *p, const char *dir, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = xap_batch_write(p->sections, arena_printf(&a, "%s/" SCHEMA_SECTIONS, dir).p, err);
    if (result == 0)
        result = xap_batch_write(p->articles, arena_printf(&a, "%s/" SCHEMA_ARTICLES, dir).p, err);
    xap_batch_free(p->sections);
    xap_batch_free(p->articles);
    p->sections = p->articles = NULL;
    arena_release(&a);
    return result;
}
