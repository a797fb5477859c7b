/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The YAML at the start of an article. Nothing in it can stop an article from being indexed: what
 * cannot be understood is reported with its line and left out, and where the mistake could publish
 * something before or after its time (audience, status, publish_at, expire_at, or a key that is
 * nearly one of these) the safe reading is taken. Moments are read in the zone of moment.h.
 */
#ifndef JAWAB_FRONTMATTER_H
#define JAWAB_FRONTMATTER_H

#include "article.h"

/* Reads `text`, scrubbed (scrub.h), into *out: the values found, body and body_line. Absent values
 * stay empty, audience public, status published. Strings are slices of text or live in the arena.
 */
void front_matter_read(struct arena *a, struct str path, struct str text, struct front_matter *out,
                       struct report *report);

/* The file's text up to its closing `---`: all that front_matter_read looks at. All of the text
 * when nothing closes it; empty when nothing opens it. */
struct str front_matter_head(struct str text);

/* As front_matter_read of a text whose front matter was read before, into `known`. */
void front_matter_resume(struct str text, const struct front_matter *known,
                         struct front_matter *out);

/* A copy of all values in the arena; not of the body. */
void front_matter_dup(struct arena *a, const struct front_matter *from, struct front_matter *out);

/* An id as it may stand in a URL path: no empty, `.` or `..` parts, at most 512 bytes. May be
 * empty. Warns about what is cut or looks unwanted. */
struct str front_matter_id(struct arena *a, struct str path, unsigned line, struct str wanted,
                           struct report *report);

/* The key that a line of the front matter begins with, or empty; the known key that an unknown one
 * was probably meant to be, or NULL. */
struct str front_matter_key(struct str line);
const char *front_matter_nearest_key(struct str key);

/* Does the known key decide who sees an article, or when? */
bool front_matter_guards(struct str key);

#endif
