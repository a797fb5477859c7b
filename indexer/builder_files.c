/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "../lib/hash.h"
#include "../lib/parallel.h"
#include "../lib/schema.h"
#include "../lib/soft_build.h"
#include "../lib/suggest_build.h"
#include "builder.h"
#include "contents.h"
#include "pack.h"

static bool has_completions(const struct builder *b, enum audience audience)
{
    for (size_t i = 0; i < b->n_pieces; i++)
        for (size_t k = 0; k < b->pieces[i].n_completions; k++)
            if (b->pieces[i].completions[k].audience == audience)
                return true;
    return false;
}

/* Those that the audience may see. */
static int write_completions_for(struct builder *b, enum audience audience, const char *path,
                                 struct err *err)
{
    struct suggest_builder *completions = suggest_builder_new();
    for (size_t i = 0; i < b->n_pieces; i++)
        for (size_t k = 0; k < b->pieces[i].n_completions; k++) {
            const struct piece_completion *one = &b->pieces[i].completions[k];
            if (one->audience <= audience)
                suggest_builder_add(completions, &one->what, &one->words, one->audience);
        }
    int result = suggest_builder_write(completions, path, err);
    suggest_builder_free(completions);
    return result;
}

static const struct {
    enum audience audience;
    const char *name;
} completion_files[] = {{AUDIENCE_PUBLIC, SCHEMA_SUGGEST}, {AUDIENCE_AGENT, SCHEMA_SUGGEST_AGENTS}};

enum { COMPLETION_FILES = sizeof completion_files / sizeof completion_files[0] };

/* Agents have a file of their own only where it has more than the public's. */
static bool has_file(const struct builder *b, size_t i)
{
    return completion_files[i].audience == AUDIENCE_PUBLIC ||
           has_completions(b, completion_files[i].audience);
}

static int make_completions(struct builder *b, const char *dir, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = file_remove_tree(dir, err) < 0 || file_make_dir(dir, err) < 0 ? -1 : 0;
    for (size_t i = 0; i < COMPLETION_FILES && result == 0; i++)
        if (has_file(b, i))
            result = write_completions_for(
                b, completion_files[i].audience,
                arena_printf(&a, "%s/%s", dir, completion_files[i].name).p, err);
    arena_release(&a);
    return result;
}

static int link_completions(const struct builder *b, const char *dir, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < COMPLETION_FILES && result == 0; i++)
        if (has_file(b, i))
            result =
                file_link(arena_printf(&a, "%s/%s", dir, completion_files[i].name).p,
                          arena_printf(&a, "%s/%s", b->generation.path, completion_files[i].name).p,
                          b->copies, err);
    arena_release(&a);
    return result;
}

/* Edits that leave titles and headings alone leave the completions as they are. */
static int write_completions(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct buf all;
    buf_init(&all, SIZE_MAX);
    pack_number(&all, b->program);
    for (size_t i = 0; i < b->n_pieces; i++)
        pack_number(&all, b->pieces[i].completions_key);
    struct str name =
        arena_printf(&a, "suggest-%016llx", (unsigned long long)hash_id(buf_str(&all)));
    const char *dir = cache_path(&b->cache, &a, name);
    const struct cache_entry *entry = cache_find(&b->cache, name);
    bool is_sound = entry && cache_is_sound(&b->cache, entry);
    b->n_damaged += entry && !is_sound;
    int result = is_sound ? 0 : make_completions(b, dir, err);
    if (result == 0)
        result = link_completions(b, dir, err);
    if (result == 0)
        cache_keep(&b->cache, name, !is_sound);
    buf_release(&all);
    arena_release(&a);
    return result;
}

static int write_words(struct builder *b, struct err *err)
{
    struct soft_part *parts = xcalloc(b->n_shelves, sizeof *parts);
    struct buf names;
    buf_init(&names, SIZE_MAX);
    for (size_t i = 0; i < b->n_shelves; i++) {
        parts[i] = b->shelves[i].part;
        pack_text(&names, b->shelves[i].name);
    }
    int result =
        soft_build(b->generation.path, parts, b->n_shelves, b->previous[0] ? b->previous : NULL,
                   hash_id(buf_str(&names)), b->options->jobs, err);
    buf_release(&names);
    free(parts);
    return result;
}

static int write_outline(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct outline_writer *all = outline_writer_new();
    for (size_t i = 0; i < b->n_pieces; i++)
        outline_writer_add_rows(all, outline_writer_rows(b->pieces[i].outline));
    int result =
        outline_writer_save(all, arena_printf(&a, "%s/" SCHEMA_OUTLINE, b->generation.path).p, err);
    outline_writer_free(all);
    arena_release(&a);
    return result;
}

/* Every article has a completion for its title, in the order of the files. */
static void add_contents(struct contents *all, const struct piece *piece,
                         const struct catalogue *catalogue)
{
    size_t file = piece->from;
    for (size_t i = 0; i < piece->n_completions; i++) {
        const struct suggestion *title = &piece->completions[i].what;
        if (title->kind != SUGGESTION_ARTICLE)
            continue;
        while (!str_eq(catalogue->entries[file].meta.id, title->article_id))
            file++;
        contents_add(all, title->article_id, catalogue->entries[file++].content_id);
    }
}

static int write_contents(struct builder *b, struct err *err)
{
    struct contents *all = contents_new();
    for (size_t i = 0; i < b->n_pieces; i++)
        add_contents(all, &b->pieces[i], &b->catalogue);
    int result = contents_save(all, b->generation.path, err);
    contents_free(all);
    return result;
}

/* What words stand for is part of the generation, like the articles. */
static int write_lexicon(struct builder *b, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result =
        lexicon_save(b->lexicon, arena_printf(&a, "%s/" SCHEMA_LEXICON, b->generation.path).p, err);
    arena_release(&a);
    return result;
}

static int write_site(struct builder *b, struct err *err)
{
    return site_write(b->options->content_dir, &b->settings, b->generation.path, err);
}

/* Independent of each other; the longest first. */
static int (*const writers[])(struct builder *b, struct err *err) = {
    write_words, write_completions, write_outline, write_contents, write_lexicon, write_site,
};

enum { WRITERS = sizeof writers / sizeof writers[0] };

static int run_writer(void *context, void *state, size_t number, struct err *err)
{
    (void)state;
    return writers[number](context, err);
}

int builder_write_files(struct builder *b, struct err *err)
{
    struct parallel_job job = {.n_pieces = WRITERS, .context = b, .piece = run_writer};
    return parallel_run(&job, b->options->jobs, err);
}
