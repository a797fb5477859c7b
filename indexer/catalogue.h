/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first pass of a build: the front matter of every file, before any is rendered. Settles which
 * file owns an id, and answers where a relative link leads.
 */
#ifndef JAWAB_CATALOGUE_H
#define JAWAB_CATALOGUE_H

#include "../lib/file.h"
#include "article.h"
#include "last_good.h"

struct states;

enum catalogue_state {
    CATALOGUE_PUBLISHED,
    CATALOGUE_DRAFT,    /* or not live at the moment of the build (states.h) */
    CATALOGUE_REJECTED, /* unreadable or with somebody else's id: already in the report */
};

struct catalogue_entry {
    const struct file_entry *file;
    struct front_matter meta; /* as article_read_front_matter leaves it */
    uint64_t head_id;         /* hash of the bytes it was read from */
    uint64_t content_id;      /* ... and of all of the file; 0: it could not be read */
    enum catalogue_state state;
    struct str preview; /* as in struct article_record */
};

struct catalogue {
    struct catalogue_entry *entries; /* as file_list: sorted by path */
    size_t n;
    uint64_t cpu_us;    /* what reading took, all threads */
    struct arena *kept; /* front matters, an arena a piece of work: threads never share one */
    size_t n_kept;
    const struct last_good *last_good;
    const struct states *states; /* set by states_apply */
};

/* Reads front matters with n_threads and reports what is wrong with them; one that cannot be read
 * is what it last was, and told when the article is read. `files`, last_good and the arena must
 * outlive the catalogue; release it also after a failure. */
int catalogue_read(struct arena *a, const struct file_list *files,
                   const struct last_good *last_good, size_t n_threads, struct report *report,
                   struct catalogue *out, struct err *err);

void catalogue_release(struct catalogue *catalogue);

/* The front matter of this file's text if it still begins as it did, else NULL. */
const struct front_matter *catalogue_front_matter(const struct catalogue_entry *entry,
                                                  struct str text);

/* For article_parse; borrows the catalogue. */
struct link_resolver catalogue_resolver(const struct catalogue *catalogue);

/* Reads a Markdown file; too large or unreadable ones are errors at the path below the content
 * folder, which is what writers know. */
int catalogue_read_file(const struct file_entry *file, struct buf *out, struct err *err);

#endif
