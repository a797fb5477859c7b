/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_corpus.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lint_lexicon.h"
#include "lint_reach.h"
#include "site_check.h"

enum { NAME_SHOWN_MAX_BYTES = 120 };

/* Grows an array that has room for a power of two of items, from 64 on. */
#define MAKE_ROOM(items, n, cap)                                                                   \
    do {                                                                                           \
        if ((n) == (cap)) {                                                                        \
            (cap) = (cap) ? (cap)*2 : 64;                                                          \
            (items) = xrealloc((items), (cap) * sizeof *(items));                                  \
        }                                                                                          \
    } while (0)

/* --- gathering, a piece a thread --- */

static uint64_t anchor_key(struct str id, struct str anchor)
{
    return (uint64_t)str_hash(id) << 32 | str_hash(anchor);
}

static void add_anchor(struct lint_piece *piece, struct str id, struct str anchor)
{
    MAKE_ROOM(piece->anchors, piece->n_anchors, piece->cap_anchors);
    piece->anchors[piece->n_anchors++] = anchor_key(id, anchor);
}

static struct str_list dup_list(struct arena *a, struct str_list list)
{
    struct str_list copy = {ARENA_ARRAY(a, struct str, list.n), list.n};
    for (size_t i = 0; i < list.n; i++)
        copy.items[i] = arena_dup(a, list.items[i]);
    return copy;
}

static const struct lint_member *add_member(struct lint_piece *piece, const struct lint_article *a)
{
    const struct front_matter *meta = &a->article->meta;
    MAKE_ROOM(piece->members, piece->n_members, piece->cap_members);
    struct lint_member *member = &piece->members[piece->n_members++];
    *member = (struct lint_member){
        .path = a->file.path,
        .id = arena_dup(&piece->arena, meta->id),
        .title = arena_dup(&piece->arena, meta->title),
        .lang = arena_dup(&piece->arena, meta->lang),
        .title_place = lint_article_title_place(a),
        .alias_place = lint_file_key(&a->file, STR("aliases")),
        .aliases = dup_list(&piece->arena, meta->aliases),
        .audience = meta->audience,
        .is_live = a->is_live,
        .has_title = lint_article_has_title(a),
        .has_id = lint_file_key(&a->file, STR("id")).line > 1,
    };
    return member;
}

static bool is_top(struct str anchor)
{
    return anchor.n == 0 || str_eq(anchor, STR("top")); /* browsers know it */
}

static void add_use(struct lint_piece *piece, const struct lint_article *a, const struct fact *link,
                    struct str own_id)
{
    if (link->link.state != LINK_FOUND || is_top(link->link.anchor))
        return;
    MAKE_ROOM(piece->uses, piece->n_uses, piece->cap_uses);
    piece->uses[piece->n_uses++] = (struct lint_anchor_use){
        .path = a->file.path,
        .id = link->link.id.n ? arena_dup(&piece->arena, link->link.id) : own_id,
        .anchor = arena_dup(&piece->arena, link->link.anchor),
        .url = arena_dup(&piece->arena, utf8_cut_bytes(link->text, 200)),
        .place = lint_file_find(&a->file, link, link->text),
    };
}

static void add_section(struct lint_piece *piece, const struct lint_article *a,
                        const struct article_section *section)
{
    size_t before = piece->twins.n_texts;
    lint_twins_add(&piece->twins, section->text, (uint32_t)piece->n_sections);
    if (piece->twins.n_texts == before)
        return;
    struct str name = section->heading.n ? section->heading : a->article->meta.title;
    MAKE_ROOM(piece->sections, piece->n_sections, piece->cap_sections);
    piece->sections[piece->n_sections++] = (struct lint_section){
        .path = a->file.path,
        .name = arena_dup(&piece->arena, utf8_cut_bytes(name, NAME_SHOWN_MAX_BYTES)),
        .place = lint_article_section_place(a, section),
    };
}

struct naming {
    struct lint_piece *piece;
    const struct lint_article *article;
    const struct fact *fact;
};

static void add_name(void *context, struct str name)
{
    const struct naming *n = context;
    struct lint_place place = lint_file_find(&n->article->file, n->fact, name);
    const struct lint_name_place kept = {n->article->number, place.line, place.column};
    lint_names_add(&n->piece->names, &n->piece->arena, name, 1, &kept, 1);
}

void lint_piece_add(struct lint_piece *piece, const struct lint_article *a)
{
    const struct lint_member *member = add_member(piece, a);
    add_anchor(piece, member->id, STR(""));
    for (size_t i = 0; i < a->facts->n; i++) {
        const struct fact *fact = &a->facts->items[i];
        struct naming naming = {piece, a, fact};
        if (fact->kind == FACT_ANCHOR)
            add_anchor(piece, member->id, fact->text);
        else if (fact->kind == FACT_LINK)
            add_use(piece, a, fact, member->id);
        else if (fact->kind == FACT_TEXT)
            lint_names_scan(fact->text, add_name, &naming);
        else if (fact->kind == FACT_CODE)
            lint_names_add_code(&piece->names, &piece->arena, fact->text);
    }
    if (!member->is_live) /* perhaps the next or the last version of what is published */
        return;
    for (size_t i = 0; i < a->article->n_sections; i++)
        add_section(piece, a, &a->article->sections[i]);
}

void lint_piece_release(struct lint_piece *piece)
{
    free(piece->members);
    free(piece->uses);
    free(piece->anchors);
    free(piece->sections);
    lint_twins_release(&piece->twins);
    lint_names_release(&piece->names);
    arena_release(&piece->arena);
}

/* --- telling --- */

static void tell(const struct lint_corpus *c, enum lint_kind kind, struct str path,
                 struct lint_place place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static void tell(const struct lint_corpus *c, enum lint_kind kind, struct str path,
                 struct lint_place place, const char *format, ...)
{
    const struct lint_file file = {.path = path, .report = c->report, .settings = c->settings};
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    lint_file_tell(&file, kind, place, "%s", message);
}

/* --- titles and ids --- */

static const struct lint_member **all_members(const struct lint_corpus *c, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < c->n_pieces; i++)
        *n += c->pieces[i].n_members;
    const struct lint_member **all = xcalloc(*n + 1, sizeof *all);
    *n = 0;
    for (size_t i = 0; i < c->n_pieces; i++)
        for (size_t k = 0; k < c->pieces[i].n_members; k++)
            all[(*n)++] = &c->pieces[i].members[k];
    return all;
}

static int by_title(const void *a, const void *b)
{
    const struct lint_member *x = *(const struct lint_member *const *)a;
    const struct lint_member *y = *(const struct lint_member *const *)b;
    int order = str_cmp(x->title, y->title);
    order = order ? order : str_cmp(x->lang, y->lang);
    return order ? order : str_cmp(x->path, y->path);
}

static void check_titles(const struct lint_corpus *c)
{
    size_t n;
    const struct lint_member **members = all_members(c, &n), *first = NULL;
    if (n)
        qsort(members, n, sizeof *members, by_title);
    for (size_t i = 0; i < n; i++) {
        const struct lint_member *m = members[i];
        if (!m->is_live || !m->has_title)
            continue;
        if (first && str_eq(first->title, m->title) && str_eq(first->lang, m->lang))
            tell(c, LINT_SAME_TITLE, m->path, m->title_place,
                 STR_FMT " has the title \"" STR_FMT "\", too: say in each what makes it different",
                 STR_ARG(first->path), STR_ARG(utf8_cut_bytes(m->title, NAME_SHOWN_MAX_BYTES)));
        else
            first = m;
    }
    free(members);
}

/* Ids of one's own are a custom of a site: only where most have one, those without are told. */
static void check_ids(const struct lint_corpus *c)
{
    size_t n, have = 0;
    const struct lint_member **members = all_members(c, &n);
    for (size_t i = 0; i < n; i++)
        have += members[i]->has_id;
    for (size_t i = 0; i < n && have * 2 > n; i++)
        if (!members[i]->has_id)
            tell(c, LINT_NO_ID, members[i]->path, (struct lint_place){1, 1},
                 "%zu of %zu files have an id and this one has none, so its address \"" STR_FMT
                 "\" changes with its path: write `id: ...`",
                 have, n, STR_ARG(utf8_cut_bytes(members[i]->id, NAME_SHOWN_MAX_BYTES)));
    free(members);
}

/* --- anchors --- */

struct anchors {
    uint64_t *keys; /* sorted */
    size_t n;
};

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void gather_anchors(const struct lint_corpus *c, struct anchors *out)
{
    *out = (struct anchors){0};
    for (size_t i = 0; i < c->n_pieces; i++)
        out->n += c->pieces[i].n_anchors;
    out->keys = xcalloc(out->n + 1, sizeof *out->keys);
    size_t n = 0;
    for (size_t i = 0; i < c->n_pieces; i++)
        for (size_t k = 0; k < c->pieces[i].n_anchors; k++)
            out->keys[n++] = c->pieces[i].anchors[k];
    if (n)
        qsort(out->keys, n, sizeof *out->keys, by_key);
}

static bool has_anchor(const struct anchors *anchors, struct str id, struct str anchor)
{
    uint64_t key = anchor_key(id, anchor);
    return anchors->n && bsearch(&key, anchors->keys, anchors->n, sizeof key, by_key);
}

static void check_anchors(const struct lint_corpus *c, const struct anchors *anchors)
{
    for (size_t i = 0; i < c->n_pieces; i++)
        for (size_t k = 0; k < c->pieces[i].n_uses; k++) {
            const struct lint_anchor_use *use = &c->pieces[i].uses[k];
            if (has_anchor(anchors, use->id, STR("")) && !has_anchor(anchors, use->id, use->anchor))
                tell(c, LINT_ANCHOR, use->path, use->place,
                     "\"" STR_FMT "\": the article has no heading \"#" STR_FMT
                     "\", the page opens at its top: copy the address of the heading from the page",
                     STR_ARG(use->url), STR_ARG(utf8_cut_bytes(use->anchor, NAME_SHOWN_MAX_BYTES)));
        }
}

/* --- what site.yaml says of articles --- */

static bool is_public(const struct lint_corpus *c, struct str id)
{
    for (size_t i = 0; i < c->n_pieces; i++)
        for (size_t k = 0; k < c->pieces[i].n_members; k++) {
            const struct lint_member *m = &c->pieces[i].members[k];
            if (str_eq(m->id, id))
                return m->audience == AUDIENCE_PUBLIC && m->is_live;
        }
    return false;
}

struct site_checking {
    const struct lint_corpus *corpus;
    const struct anchors *anchors;
};

static bool has_heading(const void *context, struct str id, struct str anchor)
{
    const struct site_checking *s = context;
    return is_public(s->corpus, id) && has_anchor(s->anchors, id, anchor);
}

static void tell_of_site(void *context, unsigned line, const char *message)
{
    const struct site_checking *s = context;
    tell(s->corpus, LINT_SITE, STR(SITE_FILE), (struct lint_place){line, 1}, "%s", message);
}

static void check_site(const struct lint_corpus *c, const struct anchors *anchors)
{
    struct site_checking s = {c, anchors};
    const struct site_checker checker = {c->catalogue, has_heading, tell_of_site, &s};
    site_check(&checker, c->site, c->site_lines);
}

/* --- twins --- */

struct telling {
    const struct lint_corpus *corpus;
    const struct lint_section **sections; /* by label */
};

static void tell_twin(void *context, uint32_t label, uint32_t earlier, unsigned percent)
{
    const struct telling *t = context;
    const struct lint_section *one = t->sections[label], *other = t->sections[earlier];
    tell(t->corpus, LINT_SAME_ANSWER, one->path, one->place,
         "\"" STR_FMT "\" says nearly the same (%u %%) as " STR_FMT ":%u, \"" STR_FMT
         "\": keep one and link to it",
         STR_ARG(one->name), percent, STR_ARG(other->path), other->place.line,
         STR_ARG(other->name));
}

static void check_twins(const struct lint_corpus *c)
{
    struct lint_twins all = {0};
    size_t n = 0;
    for (size_t i = 0; i < c->n_pieces; i++)
        n += c->pieces[i].n_sections;
    const struct lint_section **sections = xcalloc(n + 1, sizeof *sections);
    n = 0;
    for (size_t i = 0; i < c->n_pieces; i++) {
        struct lint_piece *piece = &c->pieces[i];
        for (size_t k = 0; k < piece->twins.n_texts; k++)
            piece->twins.texts[k].label += (uint32_t)n;
        for (size_t k = 0; k < piece->n_sections; k++)
            sections[n++] = &piece->sections[k];
        lint_twins_append(&all, &piece->twins);
        lint_twins_release(&piece->twins);
    }
    struct telling telling = {c, sections};
    lint_twins_find(&all, (unsigned)c->settings->kinds[LINT_SAME_ANSWER].limit, tell_twin,
                    &telling);
    lint_twins_release(&all);
    free(sections);
}

/* --- names --- */

static void tell_name(void *context, const struct lint_spelling *rare,
                      const struct lint_spelling *usual)
{
    const struct lint_corpus *c = context;
    for (size_t i = 0; i < rare->n && i < LINT_NAME_PLACES_MAX; i++) {
        const struct lint_name_place *at = &rare->places[i];
        tell(c, LINT_TWO_SPELLINGS, c->catalogue->entries[at->file].file->relative,
             (struct lint_place){at->line, at->column},
             "\"" STR_FMT "\" (%zu) is spelled \"" STR_FMT "\" in most places (%zu): write it so, "
             "too",
             STR_ARG(rare->text), rare->n, STR_ARG(usual->text), usual->n);
    }
}

static void check_names(const struct lint_corpus *c)
{
    struct lint_names all = {0};
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < c->n_pieces; i++)
        lint_names_append(&all, &a, &c->pieces[i].names);
    lint_names_find(&all, c->settings->kinds[LINT_TWO_SPELLINGS].limit, tell_name,
                    (void *)(uintptr_t)c);
    lint_names_release(&all);
    arena_release(&a);
}

int lint_corpus(struct lint_corpus *c, struct err *err)
{
    struct anchors anchors;
    gather_anchors(c, &anchors);
    check_titles(c);
    check_ids(c);
    check_anchors(c, &anchors);
    check_site(c, &anchors);
    check_twins(c);
    check_names(c);
    free(anchors.keys);
    return lint_lexicon(c, err) < 0 || lint_reach(c, err) < 0 ? -1 : 0;
}
