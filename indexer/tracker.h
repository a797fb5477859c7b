/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Follows a content folder with inotify and says which of its files changed: articles, site.yaml
 * and its logo, the lexicon. Symbolic links are followed as file_walk does, to files and folders.
 * Knows nothing of builds: who uses it walks the whole tree again and needs to know only that
 * something changed, and what to tell people.
 */
#ifndef JAWAB_TRACKER_H
#define JAWAB_TRACKER_H

#include "../lib/arena.h"
#include "../lib/err.h"

enum { TRACKER_PATHS_MAX = 64 }; /* names kept for people; the count goes on */

/* Since it was cleared. */
struct tracker_changes {
    struct arena arena;
    struct str paths[TRACKER_PATHS_MAX]; /* below the content folder, each once */
    size_t n;
    size_t more;     /* changes beyond those; a file may count twice among them */
    bool everything; /* what changed is not known: events were lost, or the folder is another */
};

void tracker_changes_clear(struct tracker_changes *changes);
bool tracker_changes_any(const struct tracker_changes *changes);

struct tracker;

/* The folder need not be there. Fails when the system has no more watches to give: the message
 * names the setting. */
int tracker_new(struct tracker **out, const char *content_dir, struct err *err);
void tracker_free(struct tracker *t);

/* For poll: readable when there is something for tracker_read. */
int tracker_fd(const struct tracker *t);

/* Adds what has happened so far to *changes; never waits. While the folder is missing nothing tells
 * of its return: then call it now and again. */
int tracker_read(struct tracker *t, struct tracker_changes *changes, struct err *err);
bool tracker_is_missing(const struct tracker *t);

#endif
