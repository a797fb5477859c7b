/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snippet_words.h"

#include <string.h>

/* Worth in thousandths. */
enum {
    WORTH_EXACT = 1000,
    WORTH_STEM = 800,      /* only the stem is the same */
    WORTH_STOP_WORD = 100, /* beside other words */
    WEIGHT_MAX = 100,
};

/* --- looking up --- */

/* A form by which words of a text are found. */
struct form {
    struct str text; /* p NULL: an empty slot */
    bool is_stem;
    struct snippet_found found;
};

enum {
    ARABIC_FROM = 0x600,
    ARABIC_END = 0x700,
    ALPHABET = 0x80 + ARABIC_END - ARABIC_FROM, /* ASCII and the Arabic block */
    GRAMS = 4096,
};

/* What a character is to words: a letter, as it is folded, or one of these. */
enum { LETTER_UNKNOWN, LETTER_DROPPED, LETTER_NONE };

struct snippet_words {
    struct form *slots; /* open addressing; a power of two */
    size_t n_slots;
    uint16_t letters[ALPHABET];
    uint64_t grams[GRAMS / 64]; /* of the beginnings of all forms */
    bool has_short;             /* some are of fewer than three Arabic letters */
};

static struct form *find_form(const struct snippet_words *words, struct str text, bool is_stem)
{
    uint32_t hash = 2166136261u + is_stem; /* FNV-1a (Fowler, Noll, Vo) */
    for (size_t i = 0; i < text.n; i++)
        hash = (hash ^ (unsigned char)text.p[i]) * 16777619u;
    size_t at = hash & (words->n_slots - 1);
    while (words->slots[at].text.p &&
           (words->slots[at].is_stem != is_stem || !str_eq(words->slots[at].text, text)))
        at = (at + 1) & (words->n_slots - 1);
    return &words->slots[at];
}

static bool is_better(const struct snippet_found *a, const struct snippet_found *b)
{
    return a->marked != b->marked ? a->marked : a->worth > b->worth;
}

/* One form may stand for several words: for the one that it is worth most to. */
static void add_form(struct snippet_words *words, struct str text, bool is_stem,
                     const struct snippet_found *found)
{
    struct form *form = find_form(words, text, is_stem);
    if (text.n && (!form->text.p || is_better(found, &form->found)))
        *form = (struct form){text, is_stem, *found};
}

bool snippet_words_find(const struct snippet_words *words, const struct token *token,
                        struct snippet_found *out)
{
    const struct form *folded = find_form(words, token->folded, false);
    const struct form *stem = find_form(words, token->stem, true);
    if (!folded->text.p && !stem->text.p)
        return false;
    bool by_stem = !folded->text.p || (stem->text.p && is_better(&stem->found, &folded->found));
    *out = by_stem ? stem->found : folded->found;
    return true;
}

/* --- which stretches can hold a word --- */

/* Whoever looks only at characters must know what analysis makes of them: it is asked, so that
 * data/folding.txt decides here as well. All letters that follow are words of their own; each mark
 * stands between two letters, which stay one word where it is dropped. What analysis answers
 * otherwise, and every character that is not named here, is left to it. */
static const struct {
    uint32_t from, to;
    bool mark;
} alphabet[] = {
    {'0', '9', false},     {'A', 'Z', false},     {'a', 'z', false},
    {0x621, 0x63A, false}, {0x641, 0x64A, false},                       /* hamza to yeh */
    {0x640, 0x640, true},  {0x64B, 0x652, true},  {0x670, 0x670, true}, /* tatweel, vowels */
};
static const unsigned char no_letters[] = {0x0C, 0x1B, 0x1F}; /* U+060C, U+061B, U+061F */

static size_t letter_index(uint32_t c)
{
    return c < 0x80 ? c : 0x80 + c - ARABIC_FROM;
}

static struct str write_alphabet(struct arena *a)
{
    enum { ROOM = 8 };
    char *out = arena_text(a, ALPHABET * ROOM);
    size_t n = 0;
    for (size_t i = 0; i < sizeof alphabet / sizeof *alphabet; i++)
        for (uint32_t c = alphabet[i].from; c <= alphabet[i].to; c++) {
            if (alphabet[i].mark)
                n += utf8_put(out + n, 0x628);
            n += utf8_put(out + n, c);
            if (alphabet[i].mark)
                n += utf8_put(out + n, 0x628);
            out[n++] = ' ';
        }
    return (struct str){out, n};
}

static void learn_letters(struct snippet_words *words, struct text *analyser, struct arena *a)
{
    struct token_list list;
    struct str text = write_alphabet(a);
    text_tokens(analyser, a, text, &list);
    for (size_t c = 0; c < 0x80; c++)
        words->letters[c] = LETTER_NONE;
    for (size_t i = 0; i < sizeof no_letters; i++)
        words->letters[0x80 + no_letters[i]] = LETTER_NONE;
    for (size_t i = 0; i < list.n; i++) {
        struct str typed = str_sub(text, list.tokens[i].from_bytes,
                                   list.tokens[i].to_bytes - list.tokens[i].from_bytes);
        struct str folded = list.tokens[i].folded;
        const char *from = typed.p, *to = folded.p;
        uint32_t c = utf8_next(&from, str_end(typed)), f = utf8_next(&to, str_end(folded));
        if (from == str_end(typed)) {
            bool single = to == str_end(folded) && f < ARABIC_END;
            words->letters[letter_index(c)] = single ? (uint16_t)f : LETTER_UNKNOWN;
        } else if (folded.n == 2 * (size_t)(to - folded.p)) {
            words->letters[letter_index(utf8_next(&from, str_end(typed)))] = LETTER_DROPPED;
        }
    }
}

static unsigned gram_bit(unsigned a, unsigned b, unsigned c)
{
    return ((a * 67 + b) * 67 + c) % GRAMS;
}

static bool has_gram(const struct snippet_words *words, unsigned a, unsigned b, unsigned c)
{
    unsigned bit = gram_bit(a, b, c);
    return words->grams[bit / 64] >> bit % 64 & 1;
}

/* A form that begins with Arabic letters lies somewhere in its word (a stem is a slice of it:
 * stem.h): up to three letters of it tell. Any other form begins as its word does, also as an
 * English stem. */
static void add_gram(struct snippet_words *words, struct str form)
{
    unsigned last[3] = {0};
    const char *p = form.p, *end = str_end(form);
    for (size_t n = 0; p < end && n < 3; n++) {
        unsigned c = utf8_next(&p, end);
        if (n && (c < ARABIC_FROM || last[2] < ARABIC_FROM))
            break;
        last[0] = last[1], last[1] = last[2], last[2] = c;
    }
    unsigned bit = gram_bit(last[0], last[1], last[2]);
    words->grams[bit / 64] |= (uint64_t)1 << bit % 64;
    words->has_short |= last[0] == 0 && last[2] >= ARABIC_FROM;
}

static bool is_arabic(unsigned letter)
{
    return letter >= ARABIC_FROM;
}

static bool is_digit(unsigned letter)
{
    return letter >= '0' && letter <= '9';
}

/* The letters of a piece without blanks, up to the one at hand. */
struct letters {
    unsigned before_last, last;
};

/* Could a form begin with this letter? */
static bool begins_form(const struct snippet_words *words, struct letters *seen, unsigned letter)
{
    struct letters before = *seen;
    *seen = (struct letters){before.last, letter};
    if (!is_arabic(letter))
        return (!before.last || is_arabic(before.last) ||
                is_digit(before.last) != is_digit(letter)) &&
               has_gram(words, 0, 0, letter);
    if (!is_arabic(before.last))
        before = (struct letters){0, 0};
    else if (!is_arabic(before.before_last))
        before.before_last = 0;
    return has_gram(words, before.before_last, before.last, letter) ||
           (words->has_short &&
            (has_gram(words, 0, before.last, letter) || has_gram(words, 0, 0, letter)));
}

static bool can_hold_word(const struct snippet_words *words, struct str piece)
{
    struct letters seen = {0, 0};
    const char *p = piece.p, *end = str_end(piece);
    while (p < end) {
        uint32_t c = (unsigned char)*p++;
        if (c >= 0xD8 && c <= 0xDB) /* the Arabic block: two bytes each */
            c = (c & 0x1F) << 6 | (*p++ & 0x3F);
        else if (c >= 0x80)
            return true;
        unsigned letter = words->letters[letter_index(c)];
        if (letter == LETTER_UNKNOWN)
            return true;
        if (letter == LETTER_NONE)
            seen = (struct letters){0, 0};
        else if (letter != LETTER_DROPPED && begins_form(words, &seen, letter))
            return true;
    }
    return false;
}

void snippet_words_sift(const struct snippet_words *words, struct arena *a, struct str text,
                        struct snippet_sifted *out)
{
    enum { STRETCH_MIN_BYTES = 4 }; /* a word, a blank, what is left out, a blank */
    char *kept = arena_text(a, text.n + 1);
    size_t n = 0;
    bool joins = false;
    *out = (struct snippet_sifted){
        .stretches = ARENA_ARRAY(a, struct snippet_stretch, text.n / STRETCH_MIN_BYTES + 1)};
    for (size_t at = 0, to = 0; at < text.n; at = to + 1) {
        for (to = at; to < text.n && !snippet_is_blank(text.p[to]);)
            to++;
        bool keep = to > at && can_hold_word(words, str_sub(text, at, to - at));
        if (keep && !joins)
            out->stretches[out->n++] = (struct snippet_stretch){(uint32_t)n, (uint32_t)at};
        if (keep || (joins && to == at)) {
            memcpy(kept + n, text.p + at, to - at);
            n += to - at;
            kept[n++] = ' ';
        }
        joins = keep || (joins && to == at);
    }
    out->text = (struct str){kept, n};
}

/* --- the words of a query --- */

static unsigned thousandths(float worth)
{
    return worth > 0 ? (unsigned)(worth < WEIGHT_MAX ? worth * 1000 : WEIGHT_MAX * 1000.0F) : 0;
}

static bool only_stop_words(const struct token_list *tokens)
{
    for (size_t i = 0; i < tokens->n; i++)
        if (!tokens->tokens[i].stop_word)
            return false;
    return true;
}

/* The different word that a token of the query is, a new one if it must; SNIPPET_WORDS_MAX when
 * there are too many. */
static unsigned word_of(const struct snippet_words *words, const struct token *token, unsigned *n)
{
    struct snippet_found found;
    if (snippet_words_find(words, token, &found))
        return found.word;
    return *n < SNIPPET_WORDS_MAX ? (*n)++ : SNIPPET_WORDS_MAX;
}

static void add_token(struct snippet_words *words, const struct token *token,
                      const struct snippet_found *exact)
{
    struct snippet_found by_stem = *exact;
    by_stem.worth = exact->worth * WORTH_STEM / WORTH_EXACT;
    add_form(words, token->folded, false, exact);
    if (exact->marked)
        add_form(words, token->stem, true, &by_stem);
}

static void add_also(struct snippet_words *words, const struct snippet_word *also,
                     const struct snippet_found *exact)
{
    struct snippet_found found = *exact;
    float worth = also->worth < 1 ? also->worth : 1;
    found.worth = (unsigned)((uint64_t)exact->worth * thousandths(worth) / 1000);
    add_form(words, also->folded, false, &found);
}

struct snippet_words *snippet_words_new(struct text *analyser, struct arena *a,
                                        const struct snippet_query *query)
{
    const struct token_list *tokens = query->tokens;
    struct snippet_words *words = ARENA_NEW(a, struct snippet_words);
    struct snippet_found *exact = ARENA_ARRAY(a, struct snippet_found, tokens->n);
    bool mark_stop_words = only_stop_words(tokens);
    unsigned n_words = 0;
    for (words->n_slots = 16; words->n_slots < 2 * (2 * tokens->n + query->n_also);)
        words->n_slots *= 2;
    words->slots = ARENA_ARRAY(a, struct form, words->n_slots);
    for (size_t i = 0; i < tokens->n; i++) {
        const struct token *token = &tokens->tokens[i];
        bool marked = mark_stop_words || !token->stop_word;
        unsigned worth = query->weights ? thousandths(query->weights[i]) : WORTH_EXACT;
        exact[i] = (struct snippet_found){
            .word = word_of(words, token, &n_words),
            .worth = marked ? worth : worth * WORTH_STOP_WORD / WORTH_EXACT,
            .marked = marked,
        };
        if (exact[i].word < SNIPPET_WORDS_MAX)
            add_token(words, token, &exact[i]);
    }
    for (size_t i = 0; i < query->n_also; i++) {
        size_t token = query->also[i].word;
        if (token < tokens->n && exact[token].word < SNIPPET_WORDS_MAX)
            add_also(words, &query->also[i], &exact[token]);
    }
    learn_letters(words, analyser, a);
    for (size_t i = 0; i < words->n_slots; i++)
        if (words->slots[i].text.p)
            add_gram(words, words->slots[i].text);
    return words;
}
