/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hiding what could name a person, in any well-formed text.
 */
#include "harness.h"
#include "tests/unit/mask_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct str s = {(const char *)bytes, n_bytes};
    const char *broken = mask_breaks(&arena, arena_dup(&arena, str_sub(s, 0, utf8_valid_bytes(s))));
    if (broken)
        BUG("%s", broken);
    arena_release(&arena);
    return 0;
}
