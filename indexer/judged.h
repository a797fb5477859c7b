/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A generation under judgement: opened by its name, with the promises it was built with or those of
 * a content folder.
 */
#ifndef JAWAB_JUDGED_H
#define JAWAB_JUDGED_H

#include "../lib/generation.h"
#include "promise.h"

struct judged {
    char path[GENERATION_PATH_BYTES];
    struct generation_manifest manifest;
    struct search *search;
    const char *file; /* of the promises, as their writer knows it */
    struct promise_list promises;
    struct arena arena; /* of the promises */
};

/* *out was zeroed. `word` and errors as generation_named. */
int judged_open(struct judged *out, const char *index_dir, const char *word, struct err *err);
void judged_close(struct judged *j); /* safe on a zeroed one */

/* Reads the promises of the content folder, or of the generation when it is NULL; mistakes are
 * printed to stderr. With `needed`, having none is an error. */
int judged_promises(struct judged *j, const char *content_dir, bool needed, struct err *err);

#endif
