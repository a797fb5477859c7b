/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings and the table of kinds, for people, for programs (JSON) and for code hosts
 * (SARIF 2.1.0).
 */
#ifndef JAWAB_LINT_OUTPUT_H
#define JAWAB_LINT_OUTPUT_H

#include <stdio.h>

#include "lint.h"

/* `path:line:column: kind: message` a line. */
void lint_print_text(FILE *out, struct lint *l, const char *content_dir);

/* {"files", "findings": [{"path", "line", "column", "kind", "message"}], "counts": {kind: n}}. */
void lint_print_json(FILE *out, struct lint *l, const char *content_dir);

/* Places are relative to where the program was run, when content_dir is. */
void lint_print_sarif(FILE *out, struct lint *l, const char *content_dir);

/* How many of each kind, and the sum. */
void lint_print_summary(FILE *out, const struct lint_summary *summary);

/* Every kind with its meaning, remedy and limit. */
void lint_print_kinds(FILE *out, bool json);

#endif
