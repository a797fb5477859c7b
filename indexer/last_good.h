/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text of each article as it was last good, as plain copies in INDEX/last-good/: a file that is
 * broken for a while does not take its article away. A copy is named for its file's path and for
 * its text, so a look at the names says what is missing. Knows paths and bytes; what is good,
 * others decide.
 */
#ifndef JAWAB_LAST_GOOD_H
#define JAWAB_LAST_GOOD_H

#include "../lib/file.h"

struct last_good_copy {
    uint64_t path_id, text_id; /* hash_id of the path below the content folder, and of the text */
};

/* Zeroed: nothing is kept and nothing found. */
struct last_good {
    char folder[4096];
    struct last_good_copy *copies; /* in order */
    size_t n;
};

int last_good_open(struct last_good *l, const char *index_dir, struct err *err);
void last_good_close(struct last_good *l);

/* The text that was kept of a file when l was opened: its hash_id, 0 when there is none. */
uint64_t last_good_id(const struct last_good *l, struct str relative);

/* The text itself, and when its file was saved; false when there is none. */
bool last_good_find(const struct last_good *l, struct str relative, struct buf *text,
                    int64_t *saved);

/* Before it is known whether it is good: a text that was just read, while it is there to be copied.
 * Threads may call it for different files. */
int last_good_offer(const struct last_good *l, const struct file_entry *file, struct str text,
                    uint64_t text_id, struct err *err);

/* What became of the text of a file; 0 is that of one that could not be read. */
struct last_good_verdict {
    struct str relative;
    uint64_t text_id;
    enum { LAST_GOOD_YES, LAST_GOOD_NO, LAST_GOOD_UNKNOWN } good;
};

/* Of what is good the older copies go, of what is broken the offered one, and all of files that are
 * not among these. */
void last_good_settle(const struct last_good *l, const struct last_good_verdict *verdicts,
                      size_t n);

#endif
