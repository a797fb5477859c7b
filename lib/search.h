/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asking the index: the same call answers the page, the API, the terminal and the evaluation.
 * A `struct search` is one open generation for one thread at a time (Xapian handles share nothing);
 * results are plain structs in the caller's arena and outlive it.
 */
#ifndef JAWAB_SEARCH_H
#define JAWAB_SEARCH_H

#include "outline.h"
#include "record.h"
#include "settings.h"
#include "snippet.h"
#include "suggest.h"

struct search;

enum {
    SEARCH_QUERY_MAX_BYTES =
        8192, /* longer queries are cut at a character; see search_result.cut */
    SEARCH_LIMIT_MAX = 100,
    SEARCH_OFFSET_MAX = 1000,
    SEARCH_FILTER_VALUES_MAX = 32, /* of one list; those behind are left out */
    SEARCH_MORE_MAX = 2,
    SEARCH_NEAR_MAX = 3,
};

/* Values to be counted beside the filters. */
struct search_facet_ask {
    struct str_list langs, products, categories;
};

struct search_request {
    struct str query;     /* well-formed UTF-8, as typed */
    size_t offset, limit; /* limit 0 means 10; both are clamped to the maxima above */
    struct str_list langs, products, categories; /* one of each list that is not empty */
    enum audience audience;                /* zero-initialised requests see public articles only */
    bool without_snippets;                 /* evaluation and counting */
    bool without_answer;                   /* no section is judged to be the answer */
    bool more_sections;                    /* fill search_hit.more */
    bool as_typed;                         /* repair nothing */
    const struct search_facet_ask *facets; /* count these; NULL: nothing is counted */
};

struct search_section {
    struct section_record section;
    struct snippet snippet;
};

/* The best section of one article; for agents it may be an internal note of a public one. */
struct search_hit {
    struct section_record section;
    struct snippet snippet; /* of section.text; marks whole words of the original */
    double score;
    bool promoted; /* put first by the site's promoted.txt */
    /* The best others under a heading of their own, each at least half as good as the best, as the
     * article has them one after another. None of a promoted hit. */
    struct search_section more[SEARCH_MORE_MAX];
    size_t n_more;
};

/* The section that answers the question, shown above all others. */
struct search_answer {
    /* NULL when none is sure enough; never what is agents' alone. One of the result's; for agents,
     * when something of theirs comes first, one of its own, without a snippet. */
    const struct search_hit *hit;
    struct str html;  /* of the section, safe; as everybody may see it */
    float confidence; /* 0 to 1 (answer.h); also of the best hit when it is no answer */
};

/* What was read differently from how it was typed. */
struct search_repair {
    /* "layout": all of it was typed with the wrong keyboard layout. Of words: "spelling", "arabizi"
     * (Arabic in Latin letters), "unfinished", "split", "joined". */
    const char *kind;
    struct str from, to;
};

enum { SEARCH_REPAIRS_MAX = 24 };

/* How many articles would match if a value were the only one chosen of its list, the other lists
 * staying as they are: beside the values that were asked for. */
struct search_facets {
    size_t *langs, *products, *categories;
};

struct search_result {
    struct search_hit *hits;
    size_t n_hits;
    size_t total;       /* matching articles */
    bool relaxed;       /* nothing has the quoted words together: these match the words alone */
    bool cut;           /* the query was over the limit; only its beginning was searched */
    uint64_t took_us;   /* CPU time of this thread */
    uint64_t ranked_us; /* of it, until the order was known; the rest reads and shows hits */
    struct search_repair repairs[SEARCH_REPAIRS_MAX];
    size_t n_repairs;
    struct str meant;        /* the query as it was read, with all repairs */
    struct str did_you_mean; /* a like query that finds more, when nothing was repaired; or empty */
    struct search_answer answer;
    const struct snippet_query *words; /* of the query, for marking them elsewhere; with snippets */
    struct search_facets facets;
    /* When total is 0: other queries that find something for this audience and these filters. */
    struct str near[SEARCH_NEAR_MAX];
    size_t n_near;
};

/* Opens the current generation of index_dir, or what stands in for a damaged one: search_instead
 * says so. Errors as generation_use. What
 * is opened stays a preview or none: a refresh refuses generations of the other kind. */
int search_open(struct search **out, const char *index_dir, struct err *err);
void search_close(struct search *s); /* NULL is fine */

/* Opens the generation in this folder, which need be neither current nor published: for judging one
 * before readers see it. Its versions must be this program's (generation_named compares them); it
 * has no id and no stats here. Never refreshed. */
int search_open_generation(struct search **out, const char *generation, struct err *err);

/* Follows index_dir to the generation that is current by now, newer or older. Cheap when nothing
 * changed. On failure the open generation stays in use and keeps answering; the caller logs the
 * error. */
int search_refresh(struct search *s, struct err *err);

/* What is wrong with the generation that should be open, when another stands in for it; else NULL.
 * Borrowed until the next refresh. */
const struct err *search_instead(const struct search *s);

/* The analyser that knows this index's own stop words and protected words; borrowed until the next
 * refresh. */
struct text *search_analyser(struct search *s);

/* Identity of the open generation, for ETags: hex, borrowed until the next refresh. */
struct str search_generation_id(const struct search *s);

/* Does it hold articles that are not live? Then it is for writers' eyes alone. */
bool search_is_preview(const struct search *s);

/* What the site says of itself, and the list of its articles; borrowed until the next refresh. */
const struct settings *search_settings(const struct search *s);
const struct outline *search_outline(const struct search *s);

/* The bytes of the logo that the settings name. */
int search_logo(const struct search *s, struct buf *out, struct err *err);

struct search_stats {
    uint64_t articles, sections, tokens;
    unsigned generation_number;
    struct str created; /* RFC 3339; borrowed until the next refresh */
};
struct search_stats search_stats(const struct search *s);

/* A query that finds nothing is a success with n_hits 0. */
int search_run(struct search *s, struct arena *a, const struct search_request *request,
               struct search_result *out, struct err *err);

/* The words to mark for a query, read as search_run reads it, in a text found elsewhere. */
int search_words(struct search *s, struct arena *a, struct str query,
                 const struct snippet_query **out, struct err *err);

/* The same words as a reader knows them: as typed or, when repaired, as meant; each once, stop
 * words only when there is nothing else. */
int search_words_shown(struct search *s, struct arena *a, struct str query, struct str_list *out,
                       struct err *err);

/* --- why --- */

struct search_match {
    struct str word; /* of the index, folded */
    unsigned frequency;
    float similarity;
};

/* One word that was looked for. */
struct search_word {
    struct str exact, folded, stem;
    bool stop_word, typed; /* not typed: brought by a rule */
    float weight;
    float score;                  /* its part of the section's */
    struct search_match *matches; /* in the section, most similar first */
    size_t n_matches;
    struct search_match *neighbours; /* in the index, the most similar few */
    size_t n_neighbours;
};

/* A row of the lexicon that was used. */
struct search_rule {
    const char *file;
    unsigned line;
    bool of_site;
    struct str from, to; /* alternatives joined by commas */
};

struct search_explanation {
    struct search_word *words;
    size_t n_words;
    struct search_rule *rules;
    size_t n_rules;
    bool found; /* the article matches at all; then: */
    struct section_record section;
    double score;
    size_t rank; /* 1 is best */
};

/* Why the article stands where it does for the query: what every word became, and each part of the
 * score of its best section. ERR_NOT_FOUND as search_article. Strings borrowed until the next
 * refresh. */
int search_explain(struct search *s, struct arena *a, const struct search_request *request,
                   struct str article_id, struct search_result *out_result,
                   struct search_explanation *out, struct err *err);

/* --- the rest --- */

/* At most `limit` other articles that are about the same, best first. */
int search_related(struct search *s, struct arena *a, const struct article_record *article,
                   enum audience audience, size_t limit, struct search_result *out,
                   struct err *err);

/* Completions of what was typed so far: titles and headings (suggest.h). */
int search_suggest(struct search *s, struct arena *a, struct str typed, enum audience audience,
                   size_t limit, struct suggestion_list *out, struct err *err);

/* One article by id; ERR_NOT_FOUND also for an article this audience may not see. When id is a
 * former one (redirect_from), *redirected is set and the record is the new article's. Its html is
 * what this audience may see, agent_html empty. */
int search_article(struct search *s, struct arena *a, struct str id, enum audience audience,
                   struct article_record *out, bool *redirected, struct err *err);

#endif
