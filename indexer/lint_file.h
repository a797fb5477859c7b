/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One file under lint: its lines as they are, where in them something stands, and its findings.
 * Places of the renderer are bytes of scrubbed text; people get characters of the file they see.
 */
#ifndef JAWAB_LINT_FILE_H
#define JAWAB_LINT_FILE_H

#include "facts.h"
#include "lint_kinds.h"

struct lint_place {
    unsigned line, column; /* the column in characters, from 1 */
};

struct lint_file {
    struct str path;   /* below the content folder */
    struct str *lines; /* of the raw text */
    size_t n_lines;
    struct report *report;
    const struct lint_settings *settings;
};

/* Borrows path and text. */
void lint_file_init(struct lint_file *f, struct arena *a, struct str path, struct str text);

/* Where `needle` stands, from the fact's own place on: on its line, else on the next few. The
 * fact's place when it is not there as it was read. */
struct lint_place lint_file_find(const struct lint_file *f, const struct fact *fact,
                                 struct str needle);

/* Where the value of a key of the front matter begins; line 1 when there is no such key. */
struct lint_place lint_file_key(const struct lint_file *f, struct str key);

/* The place of a byte of a line (from 1). */
struct lint_place lint_file_place(const struct lint_file *f, size_t line, size_t byte);

/* Adds a finding unless the kind is switched off. */
void lint_file_tell(const struct lint_file *f, enum lint_kind kind, struct lint_place place,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
