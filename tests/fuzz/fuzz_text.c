/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text analysis of any well-formed UTF-8: what must hold for every token, and the small functions
 * beside it.
 */
#include <stdlib.h>

#include "harness.h"
#include "tests/unit/token_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct str s = {(const char *)bytes, n_bytes};
    s = arena_dup(&arena, str_sub(s, 0, utf8_valid_bytes(s)));
    const char *broken = tokens_break(analyser(), &arena, s);
    if (broken)
        BUG("%s", broken);
    struct str clean = text_clean(&arena, s);
    if (utf8_valid_bytes(clean) != clean.n || !str_eq(text_clean(&arena, clean), clean))
        BUG("cleaning twice is cleaning once");
    if (text_guess_lang(s).n != 2)
        BUG("every text has a language");
    arena_release(&arena);
    return 0;
}
