/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A run of files, turned into a pair of databases and all else that a generation takes from them:
 * the least that a build does again. What else than the files it depends on is where their links
 * lead and what stands in for broken ones: it remembers what was asked and answered.
 */
#ifndef JAWAB_PIECE_H
#define JAWAB_PIECE_H

#include "../lib/outline.h"
#include "../lib/suggest_build.h"
#include "../lib/xap.h"
#include "catalogue.h"

struct piece_completion {
    struct suggestion what;
    struct suggest_words words;
    enum audience audience;
};

struct piece_link {
    struct str path, id;
    enum audience from;
    enum link_state state;
};

/* A file that is no article as it is, and the text that stands in for it (last_good.h): 0 when none
 * does. */
struct piece_broken {
    struct str path;
    uint64_t text_id;
};

struct piece_counts {
    uint64_t files, articles, kept, sections, tokens; /* kept: articles as they last were */
    uint64_t text_bytes;                              /* plain text of all sections */
};

struct piece {
    size_t from, to; /* in the list of files */
    uint64_t key;    /* of what it was made from, but for the links */
    bool is_reused;
    bool is_torn; /* a file changed while it was read: good for this build only */
    struct piece_counts counts;
    uint64_t links_key;       /* of where links lead, and of what stands in for broken files */
    uint64_t completions_key; /* both known when it is saved or loaded */
    struct piece_completion *completions;
    size_t n_completions, cap_completions;
    struct piece_link *links;
    size_t n_links, cap_links;
    struct piece_broken *broken;
    size_t n_broken, cap_broken;
    struct outline_writer *outline;
    struct report *report;
    struct xap_batch *sections, *articles; /* until they are written (piece_build.h) */
    struct arena arena;                    /* holds the strings, or ... */
    struct buf bytes;                      /* ... the file they were loaded from */
};

void piece_init(struct piece *p, size_t from, size_t to);
void piece_release(struct piece *p);

void piece_add_completion(struct piece *p, const struct suggestion *what,
                          const struct suggest_words *words, enum audience audience);
void piece_add_link(struct piece *p, const struct piece_link *link);
void piece_add_broken(struct piece *p, struct str path, uint64_t text_id);

/* Writes all but the databases, and reads it into an initialised piece: -1 when the file is
 * damaged or would be answered otherwise by now. */
int piece_save(struct piece *p, const char *path, struct err *err);
int piece_load(struct piece *p, const char *path, const struct catalogue *catalogue,
               struct err *err);

#endif
