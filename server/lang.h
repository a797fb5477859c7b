/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The two interface languages: every word the server says in one table, and how each language
 * writes numbers, counted things and dates.
 */
#ifndef JAWAB_LANG_H
#define JAWAB_LANG_H

#include "../lib/str.h"

enum lang { LANG_AR, LANG_EN };

enum message {
    MSG_SITE,
    MSG_SITE_PLACE,
    MSG_SKIP,
    MSG_NAV,
    MSG_OTHER_LANGUAGE,
    MSG_HERO,
    MSG_HERO_MORE,
    MSG_SEARCH,
    MSG_SEARCH_LABEL,
    MSG_PLACEHOLDER,
    MSG_RESULTS_FOR,
    MSG_QUOTE_OPEN,
    MSG_QUOTE_CLOSE,
    MSG_FILTERS,
    MSG_FILTER_REMOVE,
    MSG_ALL_LANGUAGES,
    MSG_CUT,
    MSG_SHOWING_FOR,
    MSG_WRONG_LAYOUT,
    MSG_SEARCH_FOR,
    MSG_AS_TYPED,
    MSG_DID_YOU_MEAN,
    MSG_QUESTION_MARK,
    MSG_ANSWER,
    MSG_ANSWER_FROM,
    MSG_OPEN_ARTICLE,
    MSG_SUGGESTED,
    MSG_RELATED,
    MSG_ARTICLES,
    MSG_UPDATED,
    MSG_PAGES,
    MSG_PAGE,
    MSG_NEXT,
    MSG_PREVIOUS,
    MSG_NONE,
    MSG_NONE_MORE,
    MSG_NONE_FILTERED,
    MSG_NO_SUCH_PAGE,
    MSG_FIRST_PAGE,
    MSG_EMPTY_QUERY,
    MSG_EMPTY_QUERY_MORE,
    MSG_CRUMBS,
    MSG_HOME,
    MSG_CONTENTS,
    MSG_API,
    MSG_REQUEST_ID,
    MSG_BAD_NUMBER,
    MSG_MISSING,
    MSG_400,
    MSG_400_MORE,
    MSG_401,
    MSG_401_MORE,
    MSG_404,
    MSG_404_MORE,
    MSG_405,
    MSG_405_MORE,
    MSG_413,
    MSG_413_MORE,
    MSG_500,
    MSG_500_MORE,
    MSG_COUNT,
};

struct str lang_text(enum lang lang, enum message message);

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

/* Digits of the language: ١٢ in Arabic. */
void lang_number(struct buf *out, enum lang lang, uint64_t n);

/* "نتيجتان", "١٤ نتيجة", "3 results". */
void lang_results(struct buf *out, enum lang lang, uint64_t n);

/* "٣ نوفمبر ٢٠٢٦" from "2026-11-03"; what is no date is written as it is. */
void lang_date(struct buf *out, enum lang lang, struct str iso_date);

#endif
