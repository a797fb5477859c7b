/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to ICU MessageFormat: patterns with named arguments, such as
 *     {count, plural, one {نتيجة واحدة} two {نتيجتان} few {# نتائج} other {# نتيجة}}
 * (ICU User Guide, "Formatting Messages"; plural rules are CLDR's). Knows no languages and no keys.
 */
#ifndef JAWAB_MESSAGE_H
#define JAWAB_MESSAGE_H

#include "err.h"
#include "str.h"

#ifdef __cplusplus
extern "C" {
#endif

struct message_pattern;

/* `locale` as ICU has it: "ar", "en", "ar@numbers=latn". ERR_SYNTAX for a pattern that is none. */
int message_pattern_new(struct message_pattern **out, const char *locale, struct str pattern,
                        struct err *err);
void message_pattern_free(struct message_pattern *m); /* NULL is fine */

/* What stands for {name}: a text, or a number when text.p is NULL. */
struct message_value {
    const char *name;
    struct str text;
    double number;
};

/* Appends the text to *out. One thread at a time: ICU fills in parts of the format on first use. */
void message_format(struct message_pattern *m, const struct message_value *values, size_t n,
                    struct buf *out);

#ifdef __cplusplus
}
#endif

#endif
