/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text of each article as it was last good, as plain copies in INDEX/last-good/: a file that is
 * broken for a while does not take its article away. Knows paths and bytes; what is good, others
 * decide.
 */
#ifndef JAWAB_LAST_GOOD_H
#define JAWAB_LAST_GOOD_H

#include "../lib/file.h"

struct last_good {
    char folder[4096]; /* empty: nothing is kept and nothing found */
};

int last_good_open(struct last_good *l, const char *index_dir, struct err *err);

/* Keeps this text of the file. Threads may call it for different files. */
int last_good_keep(const struct last_good *l, const struct file_entry *file, struct str text,
                   struct err *err);

/* The text that was kept of a file, and when that file was saved; false when there is none. */
bool last_good_find(const struct last_good *l, const struct file_entry *file, struct buf *text,
                    int64_t *saved);

/* Forgets the files that are not among these. */
void last_good_prune(const struct last_good *l, const struct file_list *files);

#endif
