/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of a site's lexicon: read, or refused with words.
 */
#include "harness.h"
#include "lib/lexicon_row.h"

static void check_phrase(const struct lexicon_phrase *phrase)
{
    must(phrase->words.n >= 1 && phrase->words.n <= LEXICON_PHRASE_MAX, "one to three words");
    for (size_t i = 0; i < phrase->words.n; i++)
        must(phrase->words.tokens[i].kind != TOKEN_WHOLE, "phrases hold no compounds");
}

/* The first byte chooses the file. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct lexicon_row row;
    if (n_bytes < 2)
        return 0;
    struct str text = {(const char *)bytes + 1, n_bytes - 1};
    text = str_trim(arena_dup(&arena, str_sub(text, 0, utf8_valid_bytes(text))));
    enum lexicon_kind kind = (enum lexicon_kind)(bytes[0] % LEXICON_STOP_WORDS);
    const char *wrong = lexicon_row_read(analyser(), &arena, kind, text, &row);
    must(!wrong || *wrong, "a refusal says why");
    if (!wrong) {
        must(row.n_left >= 1 && row.n_left <= LEXICON_ROW_MAX, "something is on the left");
        must(row.n_right <= LEXICON_ROW_MAX, "alternatives are bounded");
        for (size_t i = 0; i < row.n_left; i++)
            check_phrase(&row.left[i]);
        for (size_t i = 0; i < row.n_right; i++)
            check_phrase(&row.right[i]);
        must(kind != LEXICON_PROMOTED || row.article_id.n, "a promoted row names an article");
    }
    arena_release(&arena);
    return 0;
}
