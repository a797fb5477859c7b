/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Small indexes for tests, made through lib alone: the documents of schema.h without Markdown.
 */
#ifndef JAWAB_TEST_FIXTURE_H
#define JAWAB_TEST_FIXTURE_H

#include "lib/generation.h"
#include "lib/record.h"

enum { FIXTURE_SECTIONS_MAX = 4 };

struct fixture_section {
    const char *heading, *anchor, *text;
    bool note; /* an internal one: behind the others */
};

struct fixture_article {
    const char *id, *title, *lang, *category, *product, *aliases, *redirect_from;
    enum audience audience;
    struct fixture_section sections[FIXTURE_SECTIONS_MAX]; /* those with text */
};

/* Builds and publishes one generation; aborts with the reason when it cannot. `broken` replaces the
 * parts of the generation by a file of a few bytes: "sections", "articles", "suggest.bin" or NULL.
 */
void fixture_publish(const char *index_dir, const struct fixture_article *articles, size_t n,
                     const char *broken, struct generation_manifest *manifest);

/* The folder whose lexicon/ goes into the next generations; NULL: only the shipped lists. */
extern const char *fixture_site;

/* Only the lexicon, into the folder of a generation. */
void fixture_lexicon(const char *generation);

/* The part (soft_part.h) of sections of which this was noted. */
struct lexicon;
struct soft_tokens;
void fixture_part(const struct soft_tokens *tokens, const struct lexicon *lexicon,
                  const char *path);

/* The files of soft word match, from such sections and the lexicon that is there. */
void fixture_soft(const char *generation, const struct soft_tokens *tokens, size_t n_threads);

#endif
