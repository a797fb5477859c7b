/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_lexicon.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/lexicon.h"
#include "../lib/parallel.h"

enum { FILES_A_PIECE = 64 };

/* The stems that rows of the site lead to, and whether an article has each. */
struct wanted {
    const struct lint_corpus *corpus;
    struct lexicon *lexicon;
    struct str *stems; /* sorted, different */
    size_t n;
    atomic_bool *seen; /* by stem */
};

struct reader {
    struct text *analyser;
    struct arena arena;
    struct buf text;
};

static void tell(const struct lint_corpus *c, enum lint_kind kind, const char *name, unsigned line,
                 const char *message)
{
    struct arena a = ARENA_INIT;
    const struct lint_file file = {.path = arena_printf(&a, LEXICON_DIR "/%s", name),
                                   .report = c->report,
                                   .settings = c->settings};
    lint_file_tell(&file, kind, (struct lint_place){line, 1}, "%s", message);
    arena_release(&a);
}

static void fault(void *context, const struct err *what)
{
    const char *name = strrchr(what->place, '/');
    tell(context, LINT_LEXICON, name ? name + 1 : what->place, what->line, what->message);
}

/* --- which words are wanted --- */

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static size_t index_of(const struct wanted *w, struct str stem)
{
    const struct str *at = w->n ? bsearch(&stem, w->stems, w->n, sizeof stem, by_text) : NULL;
    return at ? (size_t)(at - w->stems) : SIZE_MAX;
}

static void gather(struct wanted *w)
{
    size_t n, cap = 0;
    const struct lexicon_entry *entries = lexicon_entries(w->lexicon, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; entries[i].of_site && k < entries[i].n_to; k++)
            cap += entries[i].to[k].words.n;
    w->stems = xcalloc(cap + 1, sizeof *w->stems);
    size_t all = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; entries[i].of_site && k < entries[i].n_to; k++)
            for (size_t j = 0; j < entries[i].to[k].words.n; j++)
                w->stems[all++] = entries[i].to[k].words.tokens[j].stem;
    if (all)
        qsort(w->stems, all, sizeof *w->stems, by_text);
    for (size_t i = 0; i < all; i++)
        if (w->n == 0 || !str_eq(w->stems[w->n - 1], w->stems[i]))
            w->stems[w->n++] = w->stems[i];
    w->seen = xcalloc(w->n + 1, sizeof *w->seen);
}

/* --- which are there --- */

static void read_file(struct wanted *w, struct reader *r, const struct catalogue_entry *entry)
{
    struct err gone = ERR_INIT; /* told when it was read the first time */
    struct token_list words;
    if (entry->state != CATALOGUE_PUBLISHED ||
        catalogue_read_file(entry->file, &r->text, &gone) < 0 ||
        utf8_valid_bytes(buf_str(&r->text)) != r->text.n)
        return;
    text_tokens(r->analyser, &r->arena, buf_str(&r->text), &words);
    for (size_t i = 0; i < words.n; i++) {
        size_t at = index_of(w, words.tokens[i].stem);
        if (at != SIZE_MAX)
            w->seen[at] = true;
    }
    arena_clear(&r->arena);
}

static int read_piece(void *context, void *state, size_t number, struct err *err)
{
    struct wanted *w = context;
    const struct catalogue *catalogue = w->corpus->catalogue;
    (void)err;
    for (size_t i = number * FILES_A_PIECE; i < (number + 1) * FILES_A_PIECE && i < catalogue->n;
         i++)
        read_file(w, state, &catalogue->entries[i]);
    return 0;
}

static int reader_begin(void *context, void **state, struct err *err)
{
    const struct wanted *w = context;
    struct reader *r = xcalloc(1, sizeof *r);
    *state = r;
    buf_init(&r->text, ARTICLE_MAX_BYTES);
    if (text_new(&r->analyser, err) < 0)
        return -1;
    lexicon_teach(w->lexicon, r->analyser);
    return 0;
}

static void reader_end(void *context, void *state)
{
    struct reader *r = state;
    (void)context;
    text_free(r->analyser);
    arena_release(&r->arena);
    buf_release(&r->text);
    free(r);
}

/* --- judging rows --- */

static bool is_there(const struct wanted *w, const struct lexicon_phrase *phrase)
{
    for (size_t i = 0; i < phrase->words.n; i++)
        if (!w->seen[index_of(w, phrase->words.tokens[i].stem)])
            return false;
    return true;
}

static bool leads_somewhere(const struct wanted *w, const struct lexicon_entry *entry)
{
    for (size_t i = 0; i < entry->n_to; i++)
        if (is_there(w, &entry->to[i]))
            return true;
    return false;
}

static bool is_article(const struct catalogue *catalogue, struct str id)
{
    for (size_t i = 0; i < catalogue->n; i++)
        if (str_eq(catalogue->entries[i].meta.id, id))
            return true;
    return false;
}

/* Entries of one row lie beside each other; it does something when one of them does. */
static void judge(const struct wanted *w)
{
    size_t n;
    const struct lexicon_entry *entries = lexicon_entries(w->lexicon, &n);
    for (size_t i = 0, end; i < n; i = end) {
        bool useful = false;
        for (end = i;
             end < n && entries[end].kind == entries[i].kind &&
             entries[end].line == entries[i].line && entries[end].of_site == entries[i].of_site;
             end++)
            useful |= entries[end].of_site && leads_somewhere(w, &entries[end]);
        const struct lexicon_entry *row = &entries[i];
        char message[1024];
        if (!row->of_site)
            continue;
        snprintf(message, sizeof message, "there is no article \"" STR_FMT "\"",
                 STR_ARG(row->article_id));
        if (row->kind == LEXICON_PROMOTED && !is_article(w->corpus->catalogue, row->article_id))
            tell(w->corpus, LINT_LEXICON, row->file, row->line, message);
        snprintf(message, sizeof message,
                 "no article has the words that \"" STR_FMT
                 "\" leads to: write words that the articles use, or remove the row",
                 STR_ARG(row->from.text));
        if (row->kind != LEXICON_PROMOTED && !useful)
            tell(w->corpus, LINT_UNUSED_ROW, row->file, row->line, message);
    }
}

int lint_lexicon(struct lint_corpus *c, struct err *err)
{
    struct wanted w = {.corpus = c};
    const struct parallel_job job = {
        .n_pieces = (c->catalogue->n + FILES_A_PIECE - 1) / FILES_A_PIECE,
        .context = &w,
        .begin = reader_begin,
        .piece = read_piece,
        .end = reader_end,
    };
    int result = lexicon_new(&w.lexicon, c->content_dir, fault, c, err);
    if (result == 0) {
        gather(&w);
        if (w.n && !c->settings->kinds[LINT_UNUSED_ROW].off)
            result = parallel_run(&job, c->jobs, err);
        if (result == 0)
            judge(&w);
    }
    free(w.stems);
    free(w.seen);
    lexicon_free(w.lexicon);
    return result;
}
