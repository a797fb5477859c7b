/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "piece.h"

#include <stdlib.h>

#include "../lib/hash.h"
#include "pack.h"

void piece_init(struct piece *p, size_t from, size_t to)
{
    *p = (struct piece){
        .from = from,
        .to = to,
        .outline = outline_writer_new(),
        .report = report_new(),
    };
    buf_init(&p->bytes, PACK_MAX_BYTES);
}

void piece_release(struct piece *p)
{
    outline_writer_free(p->outline);
    report_free(p->report);
    arena_release(&p->arena);
    buf_release(&p->bytes);
    xap_batch_free(p->sections);
    xap_batch_free(p->articles);
    free(p->completions);
    free(p->links);
    free(p->broken);
    *p = (struct piece){.from = 0};
}

static struct piece_completion *next_completion(struct piece *p)
{
    if (p->n_completions == p->cap_completions) {
        p->cap_completions = p->cap_completions ? p->cap_completions * 2 : 64;
        p->completions = xrealloc(p->completions, p->cap_completions * sizeof *p->completions);
    }
    return &p->completions[p->n_completions++];
}

static struct piece_link *next_link(struct piece *p)
{
    if (p->n_links == p->cap_links) {
        p->cap_links = p->cap_links ? p->cap_links * 2 : 64;
        p->links = xrealloc(p->links, p->cap_links * sizeof *p->links);
    }
    return &p->links[p->n_links++];
}

static struct piece_broken *next_broken(struct piece *p)
{
    if (p->n_broken == p->cap_broken) {
        p->cap_broken = p->cap_broken ? p->cap_broken * 2 : 4;
        p->broken = xrealloc(p->broken, p->cap_broken * sizeof *p->broken);
    }
    return &p->broken[p->n_broken++];
}

void piece_add_completion(struct piece *p, const struct suggestion *what,
                          const struct suggest_words *words, enum audience audience)
{
    *next_completion(p) = (struct piece_completion){
        .what = {.text = arena_dup(&p->arena, what->text),
                 .kind = what->kind,
                 .article_id = arena_dup(&p->arena, what->article_id),
                 .anchor = arena_dup(&p->arena, what->anchor),
                 .lang = arena_dup(&p->arena, what->lang)},
        .words = {arena_dup(&p->arena, words->all), words->n_plain_bytes},
        .audience = audience,
    };
}

void piece_add_link(struct piece *p, const struct piece_link *link)
{
    *next_link(p) = (struct piece_link){
        .path = arena_dup(&p->arena, link->path),
        .id = arena_dup(&p->arena, link->id),
        .from = link->from,
        .state = link->state,
    };
}

void piece_add_broken(struct piece *p, struct str path, uint64_t text_id)
{
    *next_broken(p) = (struct piece_broken){arena_dup(&p->arena, path), text_id};
}

/* --- as bytes --- */

static void pack_answers(struct buf *out, const struct piece *p)
{
    pack_number(out, p->n_links);
    for (size_t i = 0; i < p->n_links; i++) {
        pack_text(out, p->links[i].path);
        pack_text(out, p->links[i].id);
        pack_number(out, p->links[i].from);
        pack_number(out, p->links[i].state);
    }
    pack_number(out, p->n_broken);
    for (size_t i = 0; i < p->n_broken; i++) {
        pack_text(out, p->broken[i].path);
        pack_number(out, p->broken[i].text_id);
    }
}

static void pack_completions(struct buf *out, const struct piece *p)
{
    pack_number(out, p->n_completions);
    for (size_t i = 0; i < p->n_completions; i++) {
        const struct suggestion *what = &p->completions[i].what;
        pack_text(out, what->text);
        pack_number(out, what->kind);
        pack_text(out, what->article_id);
        pack_text(out, what->anchor);
        pack_text(out, what->lang);
        pack_text(out, p->completions[i].words.all);
        pack_number(out, p->completions[i].words.n_plain_bytes);
        pack_number(out, p->completions[i].audience);
    }
}

static void pack_entry(void *context, const struct report_entry *entry)
{
    struct buf *out = context;
    pack_number(out, entry->level);
    pack_text(out, entry->path);
    pack_number(out, entry->line);
    pack_number(out, entry->column);
    pack_text(out, entry->kind);
    pack_text(out, entry->message);
}

static void pack_report(struct buf *out, struct report *report)
{
    size_t n = report_count(report, REPORT_WARNING) + report_count(report, REPORT_SKIPPED) +
               report_count(report, REPORT_ERROR);
    pack_number(out, n);
    report_visit(report, pack_entry, out);
}

/* The counts as they lie in the file. */
static const size_t counts[] = {
    offsetof(struct piece_counts, files),  offsetof(struct piece_counts, articles),
    offsetof(struct piece_counts, kept),   offsetof(struct piece_counts, sections),
    offsetof(struct piece_counts, tokens), offsetof(struct piece_counts, text_bytes),
};

/* Of the bytes from `from` on. */
static uint64_t key_since(const struct buf *out, size_t from)
{
    return hash_text(str_sub(buf_str(out), from, out->n));
}

int piece_save(struct piece *p, const char *path, struct err *err)
{
    struct buf out;
    size_t from;
    buf_init(&out, PACK_MAX_BYTES);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        pack_number(&out, *(const uint64_t *)((const char *)&p->counts + counts[i]));
    from = out.n;
    pack_answers(&out, p);
    p->links_key = key_since(&out, from);
    from = out.n;
    pack_completions(&out, p);
    p->completions_key = key_since(&out, from);
    pack_text(&out, outline_writer_rows(p->outline));
    pack_report(&out, p->report);
    int result = pack_save(&out, path, err);
    buf_release(&out);
    return result;
}

/* False when a link is answered otherwise by now. */
static bool unpack_links(struct piece *p, struct unpack *u, const struct catalogue *catalogue)
{
    struct link_resolver now = catalogue_resolver(catalogue);
    size_t n = (size_t)unpack_number(u);
    bool same = true;
    for (size_t i = 0; i < n && !u->failed; i++) {
        struct piece_link *link = next_link(p);
        struct str id = STR("");
        link->path = unpack_text(u);
        link->id = unpack_text(u);
        link->from = (enum audience)unpack_number(u);
        link->state = (enum link_state)unpack_number(u);
        same &= now.resolve(now.context, link->path, link->from, &id) == link->state &&
                str_eq(id, link->id);
    }
    return same;
}

/* Likewise for what stands in for a broken file. */
static bool unpack_broken(struct piece *p, struct unpack *u, const struct last_good *last_good)
{
    size_t n = (size_t)unpack_number(u);
    bool same = true;
    for (size_t i = 0; i < n && !u->failed; i++) {
        struct piece_broken *broken = next_broken(p);
        broken->path = unpack_text(u);
        broken->text_id = unpack_number(u);
        same &= last_good_id(last_good, broken->path) == broken->text_id;
    }
    return same;
}

static void unpack_completions(struct piece *p, struct unpack *u)
{
    size_t n = (size_t)unpack_number(u);
    for (size_t i = 0; i < n && !u->failed; i++) {
        struct piece_completion *completion = next_completion(p);
        completion->what.text = unpack_text(u);
        completion->what.kind = (enum suggestion_kind)unpack_number(u);
        completion->what.article_id = unpack_text(u);
        completion->what.anchor = unpack_text(u);
        completion->what.lang = unpack_text(u);
        completion->words.all = unpack_text(u);
        completion->words.n_plain_bytes = (size_t)unpack_number(u);
        completion->audience = (enum audience)unpack_number(u);
    }
}

static void unpack_report(struct report *report, struct unpack *u)
{
    size_t n = (size_t)unpack_number(u);
    for (size_t i = 0; i < n && !u->failed; i++) {
        struct report_entry entry;
        entry.level = (enum report_level)unpack_number(u);
        entry.path = unpack_text(u);
        entry.line = (unsigned)unpack_number(u);
        entry.column = (unsigned)unpack_number(u);
        entry.kind = unpack_text(u);
        entry.message = unpack_text(u);
        report_add_entry(report, &entry);
    }
}

static uint64_t key_until(struct str from, const struct unpack *u)
{
    return hash_text(str_sub(from, 0, from.n - u->rest.n));
}

int piece_load(struct piece *p, const char *path, const struct catalogue *catalogue,
               struct err *err)
{
    struct unpack u;
    if (unpack_open(&u, path, &p->bytes, err) < 0)
        return -1;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *(uint64_t *)((char *)&p->counts + counts[i]) = unpack_number(&u);
    struct str from = u.rest;
    bool same = unpack_links(p, &u, catalogue);
    same &= unpack_broken(p, &u, catalogue->last_good);
    p->links_key = key_until(from, &u);
    from = u.rest;
    unpack_completions(p, &u);
    p->completions_key = key_until(from, &u);
    outline_writer_add_rows(p->outline, unpack_text(&u));
    unpack_report(p->report, &u);
    p->is_reused = same && !u.failed;
    return p->is_reused
               ? 0
               : err_at(err, ERR_STALE, path, 0, "what it asked is answered otherwise by now");
}
