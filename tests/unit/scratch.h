/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For tests that need files: a folder of the test's own, made before and removed after each test,
 * and short helpers that fail the test when they cannot do their work. Include after cmocka.h.
 */
#ifndef JAWAB_TEST_SCRATCH_H
#define JAWAB_TEST_SCRATCH_H

#include "lib/arena.h"

int scratch_setup(void **state);    /* cmocka setup: *state becomes a struct scratch */
int scratch_teardown(void **state); /* removes the folder and all in it */

struct scratch {
    char *dir; /* absolute */
    struct arena arena;
};

/* "DIR/name", in the scratch arena. */
char *scratch_path(struct scratch *s, const char *name);

/* Writes a file below the folder, making the folders above it. */
char *scratch_write(struct scratch *s, const char *name, struct str bytes);

/* Root may read and write everything, so tests of permissions step down to `nobody` and back. */
void scratch_drop_root(void);
void scratch_regain_root(void);

#endif
