/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What must hold for every masked text: shared by the unit test and the fuzzer.
 */
#ifndef JAWAB_TEST_MASK_RULES_H
#define JAWAB_TEST_MASK_RULES_H

#include "lib/arena.h"
#include "lib/mask.h"
#include "lib/text_kind.h"

/* Digits side by side, or with nothing but a blank, a dash or what is not seen between them. */
static inline size_t longest_number(struct str s)
{
    size_t longest = 0, digits = 0, gap = 0;
    for (const char *p = s.p, *end = str_end(s); p < end;) {
        uint32_t c = utf8_next(&p, end);
        enum text_kind kind = text_kind(c);
        if (kind == KIND_DIGIT) {
            digits++;
            gap = 0;
        } else if (c == '\n' || kind == KIND_OTHER || (kind != KIND_UNSEEN && gap++)) {
            digits = 0;
        }
        longest = digits > longest ? digits : longest;
    }
    return longest;
}

static inline bool has_controls(struct str s)
{
    for (const char *p = s.p, *end = str_end(s); p < end;) {
        uint32_t c = utf8_next(&p, end);
        if ((c < 0x20 && c != '\n') || c == 0x61C || c == 0x200E || c == 0x200F ||
            (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
            return true;
    }
    return false;
}

/* NULL, or the rule that masking this well-formed text breaks. */
static inline const char *mask_breaks(struct arena *a, struct str text)
{
    struct str masked = mask_numbers(a, text);
    if (utf8_valid_bytes(masked) != masked.n)
        return "what is masked is well-formed";
    if (longest_number(masked) >= 6)
        return "no long number is left";
    if (has_controls(masked))
        return "no control is left";
    for (size_t max_chars = 0; max_chars < 12; max_chars++) {
        struct str cut = mask_short(a, text, max_chars);
        if (utf8_valid_bytes(cut) != cut.n || utf8_count_chars(cut) > max_chars)
            return "a short text is well-formed and short";
        if (!str_starts(str_trim(masked), cut))
            return "a short text is the beginning of the long one";
    }
    return NULL;
}

#endif
