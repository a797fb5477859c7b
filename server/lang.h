/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The two interface languages. Every word the server says is a row of server/lang/ar.txt and en.txt
 * (`key = text`); here they are looked up and filled in, and numbers and dates written as each
 * language writes them. Knows no HTML: what comes out is text.
 */
#ifndef JAWAB_LANG_H
#define JAWAB_LANG_H

#include "../lib/message.h"

enum lang { LANG_AR, LANG_EN, LANG_COUNT };

/* The digits of numbers, counts and dates: the language's own (١٢ in Arabic), or 12 everywhere. */
enum digits { DIGITS_OWN, DIGITS_LATIN, DIGITS_COUNT };

/* MSG_SITE for the row `site = …`, in the order of server/lang/ar.txt. */
enum message {
#include "lang_keys.h" /* made from it by the Makefile */
    MSG_COUNT
};

/* The row as it is; for texts without {arguments}. */
struct str lang_text(enum lang lang, enum message message);

/* What stands before and after the one {argument} of a text, which the caller writes. */
void lang_around(enum lang lang, enum message message, struct str *before, struct str *after);

/* The text with its arguments filled in (ICU MessageFormat). */
void lang_format(struct buf *out, enum lang lang, enum digits digits, enum message message,
                 const struct message_value *values, size_t n);

/* The text of a counted thing, whose argument is {count}. */
void lang_count(struct buf *out, enum lang lang, enum digits digits, enum message message,
                uint64_t count);

/* How an HTTP status of 400 or more is told to people. */
struct lang_error {
    unsigned status;
    enum message title, more;
};
const struct lang_error *lang_error(unsigned status);

struct str lang_code(enum lang lang);      /* "ar" */
struct str lang_direction(enum lang lang); /* "rtl" */
bool lang_parse(struct str code, enum lang *out);

/* "rtl" for languages written so (BCP 47 tags such as "fa" or "ar-EG"), else "ltr". */
struct str lang_direction_of(struct str code);

/* What a language is called by its speakers: "العربية"; the code itself when it is not known. */
struct str lang_own_name(struct str code);

/* ١٢ in Arabic; no separators, as in page numbers and years. */
void lang_number(struct buf *out, enum lang lang, enum digits digits, uint64_t n);

/* "٣ نوفمبر ٢٠٢٦" from "2026-11-03"; what is no date is written as it is. */
void lang_date(struct buf *out, enum lang lang, enum digits digits, struct str iso_date);

/* "٣ نوفمبر", likewise. */
void lang_day(struct buf *out, enum lang lang, enum digits digits, struct str iso_date);

#endif
