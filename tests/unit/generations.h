/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For tests of generations: small ones whose files nobody reads.
 */
#ifndef JAWAB_TEST_GENERATIONS_H
#define JAWAB_TEST_GENERATIONS_H

#include "lib/generation.h"
#include "scratch.h"

enum { GENERATIONS_SCHEMA = 3, GENERATIONS_ANALYSER = 5 };

/* What the manifest of one says before it is published. */
struct generation_manifest generations_counts(void);

void generations_write(const char *folder, const char *name, struct str bytes);

/* Two files: "suggest" and "xapian/postlist". */
void generations_fill(const struct generation_build *build);

/* Builds and publishes one; generations_publish must succeed. */
int generations_build(const char *index_dir, struct generation_manifest *manifest, struct err *err);
struct generation_manifest generations_publish(const char *index_dir);

/* Names in the index directory in order, separated by spaces; in the scratch arena. */
char *generations_listing(struct scratch *s, const char *index_dir);

#endif
