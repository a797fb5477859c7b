/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Consecutive pieces joined: one pair of a generation's databases, and what soft word match needs
 * to know of it. As a folder it holds the files sections, articles and words.
 */
#ifndef JAWAB_SHELF_H
#define JAWAB_SHELF_H

#include "../lib/soft_part.h"

enum { SHELF_DATABASES = 2 };

struct shelf {
    size_t from, to; /* in the list of pieces */
    struct str name; /* in the cache */
    bool is_reused;
    struct soft_part part;
    uint64_t xapian_cpu_us[SHELF_DATABASES]; /* joining */
};

/* Makes the empty folder. */
int shelf_begin(const char *dir, struct err *err);

/* Makes one of its files out of those of the pieces, in order: the databases are number 0 and 1,
 * the part is the last. In any order, and at once. */
int shelf_build(struct shelf *s, size_t file, const char *dir, const char *const *pieces,
                size_t n_pieces, const struct lexicon *lexicon, uint64_t stamp, struct err *err);

/* Opens its part. */
int shelf_open(struct shelf *s, const char *dir, struct err *err);
void shelf_close(struct shelf *s);

/* Gives its databases to the generation as those of this number; `copy` as for file_link. */
int shelf_link(const char *dir, const char *generation, size_t number, bool copy, struct err *err);

#endif
