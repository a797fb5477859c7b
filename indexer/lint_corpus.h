/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What can only be told of all articles together: anchors of other pages, titles and ids that two
 * share, sections that say the same, names spelled two ways. Each thread gathers a piece of the
 * articles; when all are read the pieces are looked at in order, so that findings do not depend on
 * the number of threads.
 */
#ifndef JAWAB_LINT_CORPUS_H
#define JAWAB_LINT_CORPUS_H

#include "catalogue.h"
#include "lint_article.h"
#include "lint_names.h"
#include "lint_twins.h"
#include "site.h"

/* One article, as far as others matter to it. */
struct lint_member {
    struct str path, id, title, lang;
    struct lint_place title_place, alias_place;
    struct str_list aliases;
    enum audience audience;
    bool is_live;
    bool has_id, has_title; /* of its own, not made of its path */
};

/* A link that needs an anchor of some article. */
struct lint_anchor_use {
    struct str path, id, anchor, url;
    struct lint_place place;
};

/* Of a section, for messages. */
struct lint_section {
    struct str path, name;
    struct lint_place place;
};

struct lint_piece {
    struct arena arena; /* holds all strings */
    struct lint_member *members;
    size_t n_members, cap_members;
    struct lint_anchor_use *uses;
    size_t n_uses, cap_uses;
    uint64_t *anchors; /* lint_anchor_key of each, and of each article with no anchor */
    size_t n_anchors, cap_anchors;
    struct lint_section *sections; /* numbered as the labels of twins */
    size_t n_sections, cap_sections;
    struct lint_twins twins;
    struct lint_names names;
};

void lint_piece_add(struct lint_piece *piece, const struct lint_article *a);
void lint_piece_release(struct lint_piece *piece);

struct lint_corpus {
    const char *content_dir, *index_dir;
    size_t jobs;
    struct report *report;
    const struct lint_settings *settings;
    const struct settings *site;
    const struct site_lines *site_lines;
    const struct catalogue *catalogue;
    struct lint_piece *pieces;
    size_t n_pieces;
};

/* Everything that needs more than one article. -1: the index or the lexicon cannot be read. */
int lint_corpus(struct lint_corpus *c, struct err *err);

#endif
