/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The kinds of findings of lint: one table that prints --kinds, makes the rules of SARIF and the
 * keys of `lint:` in site.yaml. Knows nothing of how anything is found.
 */
#ifndef JAWAB_LINT_KINDS_H
#define JAWAB_LINT_KINDS_H

#include "yaml_read.h"

enum lint_kind {
    /* what a build tells, too */
    LINT_UNREADABLE,
    LINT_MALFORMED,
    LINT_EMPTY,
    LINT_TOO_BIG,
    LINT_DUPLICATE_ID,
    LINT_FRONT_MATTER,
    LINT_ID,
    LINT_LINK,
    LINT_IMAGE,
    LINT_INCLUDE,
    LINT_EMPHASIS,
    LINT_TABLE,
    LINT_CALLOUT,
    LINT_CODE,
    LINT_HTML,
    LINT_HEADINGS,
    LINT_NESTING,
    LINT_MORE,
    LINT_LEXICON,
    LINT_SITE,
    /* what lint alone looks for */
    LINT_HIDDEN_LINK,
    LINT_ANCHOR,
    LINT_MISSING_IMAGE,
    LINT_ALT_TEXT,
    LINT_NO_TITLE,
    LINT_SAME_TITLE,
    LINT_LONG_TITLE,
    LINT_NO_ID,
    LINT_UNKNOWN_KEY,
    LINT_REVIEW,
    LINT_HEADING_LEVEL,
    LINT_EMPTY_SECTION,
    LINT_LONG_PARAGRAPH,
    LINT_WIDE_TABLE,
    LINT_MARKDOWN,
    LINT_BIDI,
    LINT_PRESENTATION,
    LINT_TATWEEL,
    LINT_DIGITS,
    LINT_SAME_ANSWER,
    LINT_TWO_SPELLINGS,
    LINT_UNUSED_ROW,
    LINT_UNREACHABLE,
    LINT_KINDS,
};

struct lint_kind_row {
    const char *name;    /* stable: in output and site.yaml */
    const char *meaning; /* one line: what is wrong */
    const char *remedy;  /* one line: what to do */
    const char *unit;    /* of the limit; NULL: the kind has none */
    double limit, min, max;
};

extern const struct lint_kind_row lint_kinds[LINT_KINDS];

/* The number of the kind with this name; LINT_KINDS when there is none. */
enum lint_kind lint_kind_named(struct str name);

/* Which kinds are told, and from where on. */
struct lint_settings {
    struct {
        bool off;
        double limit;
    } kinds[LINT_KINDS];
};

void lint_settings_init(struct lint_settings *out);

/* Reads the map behind `lint:` into a struct lint_settings: `kind: false` is off, `kind: 80` a
 * limit. For tables of keys. */
void lint_settings_read(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to);

#endif
