/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How far two words are apart, the words being the first two lines: what must hold for every pair.
 */
#include <stdlib.h>

#include "harness.h"
#include "lib/arena.h"
#include "tests/unit/spell_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct str rest = {(const char *)bytes, n_bytes}, words[2] = {{NULL, 0}, {NULL, 0}};
    rest = arena_dup(&arena, str_sub(rest, 0, utf8_valid_bytes(rest)));
    for (int i = 0; i < 2; i++)
        if (!str_next_line(&rest, &words[i]))
            words[i] = (struct str){NULL, 0};
    const char *broken = spell_breaks(words[0], words[1]);
    if (broken)
        BUG("%s", broken);
    arena_release(&arena);
    return 0;
}
