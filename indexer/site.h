/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * site.yaml beside the content: read, checked key by key, and made the settings of a generation.
 * Knows nothing of articles: who has them checks what the settings say of them.
 */
#ifndef JAWAB_SITE_FILE_H
#define JAWAB_SITE_FILE_H

#include "../lib/settings.h"
#include "lint_kinds.h"
#include "report.h"

#define SITE_FILE "site.yaml"

enum { SITE_MAX_BYTES = 64 * 1024, SITE_LOGO_MAX_BYTES = 64 * 1024 };

/* Where the settings came from, for those who find a fault in them later. */
struct site_lines {
    unsigned topics[64];
    unsigned questions[SETTINGS_LANGUAGES][64];
};

/* Fills *out, which was initialised, from content_dir/site.yaml; without such a file it stays as it
 * is. Every mistake goes to the report as an error with its line; then -1. */
int site_read(const char *content_dir, struct settings *out, struct site_lines *lines,
              struct report *report, struct err *err);

/* The same, and what the file says of lint, which is no part of a generation. */
int site_read_all(const char *content_dir, struct settings *out, struct site_lines *lines,
                  struct lint_settings *lint, struct report *report, struct err *err);

/* Writes the settings and the logo into a generation. */
int site_write(const char *content_dir, const struct settings *settings, const char *generation,
               struct err *err);

#endif
