/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repair_layout.h"

#include "arabizi.h"
#include "layout.h"
#include "repair.h"
#include "soft_words.h"

enum {
    PIECES_MAX = 256,
    WORD_LETTERS_MIN = 2,      /* any index knows single letters */
    PIECE_LETTERS_MIN = 4,     /* of a single word to be read differently on its own */
    MIXED_LETTERS_MIN = 3,     /* the same of letters and digits together, as b2b */
    RIGHT_LETTERS_MIN = 3,     /* of a word that stays as typed in a query read differently */
    KNOWN_ENOUGH_PERCENT = 60, /* of the letters: such a query was typed on the right layout */
};

/* How much more of a query must be known for all of it to be read differently. */
static const double known_gain_min = 0.1;

/* The same for words that are nearly known, where none is known. */
static const double nearly_known_gain_min = 0.3;

/* What stands between blanks. */
struct piece {
    struct str text;
    size_t letters, known; /* of its words; and of those that are known */
    size_t words;
    bool whole_known; /* a joined word: known as one */
    bool joined;
};

struct reading {
    struct piece pieces[PIECES_MAX];
    size_t n;
    size_t letters, known;
};

struct judge {
    struct text *analyser;
    struct soft *soft;
    const struct lexicon *lexicon;
    enum audience audience;
    struct arena *arena;
};

static bool is_known(const struct judge *j, const struct token *token)
{
    return repair_knows(j->lexicon, j->soft, j->audience, token);
}

/* Arabic in Latin letters was typed on the right layout: all of the piece, as one word. */
static bool sounds_arabic(const struct judge *j, const struct token_list *list)
{
    struct soft_sound sound;
    struct str latin = list->n ? list->tokens[0].folded : STR("");
    for (size_t i = 0; i < list->n; i++)
        if (list->tokens[i].kind == TOKEN_WHOLE)
            latin = list->tokens[i].folded;
    return arabizi_may_be(latin) &&
           soft_words_sound(soft_files(j->soft), j->audience, latin, &sound, 1);
}

static void judge_piece(const struct judge *j, bool typed, struct piece *piece)
{
    struct token_list list;
    text_tokens(j->analyser, j->arena, piece->text, &list);
    for (size_t i = 0; i < list.n; i++) {
        const struct token *token = &list.tokens[i];
        size_t letters = utf8_count_chars(token->folded);
        if (token->kind == TOKEN_WHOLE) {
            piece->joined = true;
            piece->whole_known = is_known(j, token);
            continue;
        }
        piece->words++;
        if (letters < WORD_LETTERS_MIN || token->kind == TOKEN_NUMBER)
            continue;
        piece->letters += letters;
        piece->known += is_known(j, token) ? letters : 0;
    }
    if (typed && piece->known == 0 && piece->letters && sounds_arabic(j, &list))
        piece->known = piece->letters / 2; /* some gibberish sounds like a word as well */
}

static void add_piece(const struct judge *j, bool typed, struct reading *r, struct str text)
{
    struct piece *piece = &r->pieces[r->n++];
    *piece = (struct piece){.text = text};
    judge_piece(j, typed, piece);
    r->letters += piece->letters;
    r->known += piece->known;
}

static void read_as_typed(const struct judge *j, struct str typed, struct reading *r)
{
    r->n = r->letters = r->known = 0;
    while (typed.n && r->n < PIECES_MAX) {
        size_t blank = str_find_char(typed, ' ');
        if (blank)
            add_piece(j, true, r, str_sub(typed, 0, blank));
        if (blank == SIZE_MAX)
            break;
        typed = str_sub(typed, blank + 1, typed.n);
    }
}

static const enum layout_meant meanings[] = {LAYOUT_ARABIC_MEANT, LAYOUT_LATIN_MEANT};

enum { N_MEANINGS = sizeof meanings / sizeof meanings[0] };

/* As the other layout gives each piece, where it can; readings are numbered from 0. A piece that
 * falls into more words than were typed is no reading: letters that become signs leave scraps, and
 * any index knows a few of these.
 */
static void read_as_meant(const struct judge *j, const struct reading *typed, size_t number,
                          struct reading *r)
{
    size_t layout = number / N_MEANINGS;
    enum layout_meant meant = meanings[number % N_MEANINGS];
    r->n = r->letters = r->known = 0;
    for (size_t i = 0; i < typed->n; i++) {
        struct str text;
        if (!layout_read(j->arena, typed->pieces[i].text, layout, meant, &text)) {
            r->pieces[r->n++] = typed->pieces[i];
            continue;
        }
        add_piece(j, false, r, text);
        struct piece *piece = &r->pieces[i];
        if (piece->words > 1 && piece->words > typed->pieces[i].words && !piece->whole_known) {
            r->known -= piece->known;
            piece->known = 0;
        }
    }
}

/* --- what is known --- */

static double share_known(const struct reading *r)
{
    return r->letters ? (double)r->known / (double)r->letters : 0;
}

/* The share of a reading's words that are nearly known. */
static double share_nearly_known(const struct judge *j, const struct reading *r)
{
    size_t n = 0, n_words = 0;
    for (size_t i = 0; i < r->n; i++) {
        struct token_list list;
        struct repair_near near[REPAIR_NEAR_MAX];
        text_tokens(j->analyser, j->arena, r->pieces[i].text, &list);
        for (size_t k = 0; k < list.n; k++)
            n += list.tokens[k].kind != TOKEN_WHOLE &&
                 repair_nearest(j->soft, j->audience, &list.tokens[k], near);
        n_words += r->pieces[i].words;
    }
    return n_words ? (double)n / (double)n_words : 0;
}

/* Signs inside and before words that all become letters: ",rt hgwtrm". */
static bool mends_signs(const struct reading *typed, const struct reading *meant)
{
    size_t n_mended = 0;
    for (size_t i = 0; i < typed->n; i++) {
        size_t typed_letters = typed->pieces[i].letters, letters = meant->pieces[i].letters;
        if (meant->pieces[i].words != 1 || letters < WORD_LETTERS_MIN)
            return false;
        n_mended += letters > typed_letters;
    }
    return typed->n > 1 && n_mended;
}

static bool is_better(const struct judge *j, const struct reading *typed,
                      const struct reading *meant)
{
    if (typed->known || meant->known)
        return share_known(meant) >= share_known(typed) + known_gain_min;
    return share_nearly_known(j, meant) >= share_nearly_known(j, typed) + nearly_known_gain_min ||
           mends_signs(typed, meant);
}

/* The reading of which most is known, the more usual layout if nearly as much; false when what was
 * typed is no worse. */
static bool find_reading(const struct judge *j, const struct reading *typed, struct reading *best)
{
    struct reading *one = ARENA_NEW(j->arena, struct reading);
    double most = -known_gain_min;
    for (size_t i = 0; i < N_MEANINGS * layout_count(); i++) {
        read_as_meant(j, typed, i, one);
        if (share_known(one) < most + known_gain_min)
            continue;
        most = share_known(one);
        *best = *one;
    }
    return is_better(j, typed, best);
}

/* A word that is right as it was typed, though the rest was not. */
static bool is_right(const struct piece *typed, const struct piece *meant)
{
    return typed->letters >= RIGHT_LETTERS_MIN && typed->known == typed->letters &&
           meant->known < meant->letters;
}

/* A word of which nothing is known, and all as the other layout gives it. */
static bool is_wrong(const struct piece *typed, const struct piece *meant)
{
    if (typed->joined && meant->joined)
        return meant->whole_known && !typed->whole_known &&
               utf8_count_chars(typed->text) >= MIXED_LETTERS_MIN;
    return utf8_count_chars(typed->text) >= PIECE_LETTERS_MIN && typed->known == 0 &&
           meant->known && meant->known == meant->letters;
}

/* --- putting together --- */

static struct str join(struct arena *a, const struct reading *typed, const struct reading *meant,
                       bool whole, bool *changed)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < typed->n; i++) {
        const struct piece *t = &typed->pieces[i], *m = &meant->pieces[i];
        bool take = !str_eq(t->text, m->text) && (whole ? !is_right(t, m) : is_wrong(t, m));
        if (i)
            buf_char(&out, ' ');
        buf_add(&out, take ? m->text : t->text);
        *changed |= take;
    }
    struct str text = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return text;
}

bool repair_layout(struct text *analyser, struct soft *soft, const struct lexicon *lexicon,
                   enum audience audience, struct arena *a, struct str typed, struct str *meant)
{
    struct judge j = {analyser, soft, lexicon, audience, a};
    struct reading *as_typed = ARENA_NEW(a, struct reading), *other = ARENA_NEW(a, struct reading);
    bool changed = false;
    read_as_typed(&j, typed, as_typed);
    if (as_typed->n == PIECES_MAX || (as_typed->letters && as_typed->known == as_typed->letters))
        return false;
    if (as_typed->known * 100 < as_typed->letters * KNOWN_ENOUGH_PERCENT &&
        find_reading(&j, as_typed, other))
        *meant = join(a, as_typed, other, true, &changed);
    for (size_t i = 0; i < N_MEANINGS * layout_count() && !changed; i++) {
        read_as_meant(&j, as_typed, i, other);
        *meant = join(a, as_typed, other, false, &changed);
    }
    return changed;
}
