/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One query on its way through a search, shared by search.c and its parts: what was typed, how it
 * was read, what it became, what it found.
 */
#ifndef JAWAB_SEARCH_RUN_H
#define JAWAB_SEARCH_RUN_H

#include "search.h"
#include "search_index.h"

struct search {
    char *index_dir;
    struct search_index index;
};

struct search_run {
    struct search *s;
    struct arena *a;
    const struct search_request *request;
    struct str typed; /* as read on the right keyboard layout */
    size_t offset, limit;
    struct query query;
    struct repair_list repairs;
    struct rank_words words;
    struct soft_result found;
    size_t n_named;          /* of its hits, in front */
    struct soft_scope scope; /* of `found` */
    uint64_t *matching;      /* articles that match as asked, whatever the filters: for facets */
    struct str_list lists[RANK_FILTERS]; /* of the request */
    struct search_result *out;
};

/* The first steps of search_run. */
struct search_run *search_begin(struct search *s, struct arena *a,
                                const struct search_request *request, struct search_result *out);
void search_read_query(struct search_run *run);

/* Scores the sections that may answer, with or without asking for the phrases. */
int search_score(struct search_run *run, bool phrases, size_t limit, struct soft_scope *scope,
                 struct soft_result *found, struct err *err);

/* Reads the section of a document of sections/. */
int search_read_section(struct search *s, struct arena *a, uint32_t section,
                        struct section_record *out, struct err *err);

/* The term of an id: PREFIX_UNIQUE, PREFIX_ARTICLE or PREFIX_REDIRECT. */
struct str search_id_term(struct arena *a, const char *prefix, struct str id);

/* The sections of an article, a bit each; and its best one, of these only, as hit of *one when it
 * matches. */
int search_mark_article(struct search_run *run, struct str id, uint64_t **sections,
                        struct err *err);
void search_score_only(struct search_run *run, const uint64_t *sections, const uint64_t *wanted,
                       struct soft_result *one);

/* search_answer.c: fills out->answer when the best hit answers; puts a promoted article first. */
int search_answer(struct search_run *run, struct err *err);
int search_promote(struct search_run *run, struct err *err);

/* search_names.c: puts sections first whose heading, or whose article's title, has just the words
 * of the query; none where many have them. */
int search_names(struct search_run *run, size_t limit, struct err *err);

/* search_facets.c: fills out->facets. */
int search_count_facets(struct search_run *run, struct err *err);

/* search_more.c: fills the hits' further sections. */
int search_more(struct search_run *run, struct err *err);

/* search_near.c: fills out->near. */
int search_near(struct search_run *run, struct err *err);

/* A like query whose words the index has more of; empty when there is none. */
struct str search_did_you_mean(const struct search_run *run);

/* search_explain.c: what each word became, and each part of the score of a section. */
void search_explain_words(const struct search_run *run, struct search_explanation *out);
void search_explain_section(const struct search_run *run, uint32_t section,
                            struct search_explanation *out);

#endif
