/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repair.h"

#include <string.h>

#include "layout.h"

enum {
    PIECE_CHARS_MIN = 4
}; /* of a single word: shorter ones are words of the other script too often */

/* How much more of a query the index must know for all of it to be read differently. */
static const double coverage_gain_min = 0.1;

static const enum layout_meant meanings[] = {LAYOUT_ARABIC_MEANT, LAYOUT_LATIN_MEANT};

enum { N_MEANINGS = sizeof meanings / sizeof meanings[0] };

/* What the index knows of a text. */
struct reading {
    size_t words;
    double known; /* share of them that the index has; single letters are known to any index */
};

static struct reading read_text(struct text *analyser, const struct soft *soft, struct arena *a,
                                struct str text)
{
    struct token_list list;
    struct reading reading = {0, 0};
    size_t known = 0;
    text_tokens(analyser, a, text, &list);
    for (size_t i = 0; i < list.n; i++) {
        known += utf8_count_chars(list.tokens[i].folded) > 1 &&
                 soft_word_id(soft, list.tokens[i].folded) != UINT32_MAX;
        reading.words += list.tokens[i].kind != TOKEN_WHOLE;
    }
    reading.known = list.n ? (double)known / (double)list.n : 0;
    return reading;
}

static size_t count_pieces(struct str typed)
{
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++)
        n += typed.p[i] != ' ' && (i == 0 || typed.p[i - 1] == ' ');
    return n;
}

/* The text as another layout gives it, the best known one that is at least so well known; of equals
 * the first. A reading that falls into more words than were typed is none: letters that become
 * signs leave scraps, and any index knows a few of these. */
static bool is_meant(struct text *analyser, const struct soft *soft, struct arena *a,
                     struct str typed, double known_min, struct str *meant)
{
    bool any = false;
    for (size_t i = 0; i < N_MEANINGS * layout_count(); i++) {
        struct str read;
        if (!layout_read(a, typed, i / N_MEANINGS, meanings[i % N_MEANINGS], &read))
            continue;
        struct reading reading = read_text(analyser, soft, a, read);
        if (reading.words > count_pieces(typed) || reading.known < known_min ||
            (any && reading.known == known_min))
            continue;
        known_min = reading.known;
        *meant = read;
        any = true;
    }
    return any;
}

/* A word of which the index knows nothing, and all of which it knows as the other layout gives it.
 */
static bool repair_word(struct text *analyser, const struct soft *soft, struct arena *a,
                        struct str word, struct str *meant)
{
    return utf8_count_chars(word) >= PIECE_CHARS_MIN &&
           read_text(analyser, soft, a, word).known == 0 &&
           is_meant(analyser, soft, a, word, 1, meant);
}

static bool repair_words(struct text *analyser, const struct soft *soft, struct arena *a,
                         struct str typed, struct str *meant)
{
    struct buf out;
    bool any = false;
    buf_init(&out, 8 * typed.n + 16);
    while (typed.n) {
        size_t blank = str_find_char(typed, ' ');
        struct str word = str_sub(typed, 0, blank), better;
        bool repaired = word.n && repair_word(analyser, soft, a, word, &better);
        buf_add(&out, repaired ? better : word);
        any |= repaired;
        if (blank == SIZE_MAX)
            break;
        buf_char(&out, ' ');
        typed = str_sub(typed, blank + 1, typed.n);
    }
    *meant = arena_dup(a, buf_str(&out));
    any &= !out.failed;
    buf_release(&out);
    return any;
}

bool repair_layout(struct text *analyser, const struct soft *soft, struct arena *a,
                   struct str typed, struct str *meant)
{
    double known = read_text(analyser, soft, a, typed).known;
    return known < 1 && (is_meant(analyser, soft, a, typed, known + coverage_gain_min, meant) ||
                         repair_words(analyser, soft, a, typed, meant));
}
