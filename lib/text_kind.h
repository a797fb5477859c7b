/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a single character is by its Unicode properties, for those who read text character by
 * character and not word by word. Belongs to the ICU door; knows no words and no folding.
 */
#ifndef JAWAB_TEXT_KIND_H
#define JAWAB_TEXT_KIND_H

#include <stdint.h>

enum text_kind {
    KIND_OTHER,
    KIND_DIGIT,  /* 0 to 9 of any script, also full-width, raised and circled (UAX #44,
                    Numeric_Type Decimal and Digit) */
    KIND_SPACE,  /* also those that do not break, and line ends */
    KIND_DASH,   /* hyphens, dashes, minus signs */
    KIND_UNSEEN, /* takes no place of its own: marks, joiners, bidi controls, tatweel */
};

enum text_kind text_kind(uint32_t code_point);

#endif
