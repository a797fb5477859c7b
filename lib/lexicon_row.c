/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lexicon_row.h"

/* How the rows of each file are cut. */
static const struct grammar {
    const char *one_way, *each_way; /* what stands between left and right; NULL: no such rows */
    const char *expected;
} grammars[] = {
    [LEXICON_DIALECT] = {"->", NULL,
                         "expected: spoken word, spoken word -> written word, written word"},
    [LEXICON_SYNONYM] = {"->", "=", "expected: word = word = word, or: word, word -> word"},
    [LEXICON_PLURAL] = {NULL, ":", "expected: singular: plural, plural"},
    [LEXICON_PROMOTED] = {"->", NULL, "expected: query, query -> article-id until 2026-12-31"},
};

/* Cuts what stands before the next separator off *rest; false at the end. */
static bool next_part(struct str *rest, const struct str *separators, size_t n, struct str *part)
{
    if (!rest->p)
        return false;
    size_t best = SIZE_MAX, length = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = str_find(*rest, separators[i]);
        if (at < best) {
            best = at;
            length = separators[i].n;
        }
    }
    *part = str_trim(str_sub(*rest, 0, best));
    *rest = best == SIZE_MAX ? (struct str){NULL, 0} : str_sub(*rest, best + length, rest->n);
    if (best != SIZE_MAX && rest->n == 0)
        *rest = STR(""); /* a separator with nothing behind it: an empty part follows */
    return true;
}

static bool says_something(const struct token_list *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (!words->tokens[i].stop_word)
            return true;
    return false;
}

/* A row and its words, analysed once; compounds are left out, which stand beside their parts. */
struct reading {
    struct arena *arena;
    struct str text;
    struct token_list words;
};

static struct reading read_words(struct text *analyser, struct arena *a, struct str text)
{
    struct reading r = {.arena = a, .text = text};
    struct token_list all;
    text_tokens(analyser, a, text, &all);
    r.words.tokens = all.tokens;
    for (size_t i = 0; i < all.n; i++)
        if (all.tokens[i].kind != TOKEN_WHOLE)
            r.words.tokens[r.words.n++] = all.tokens[i];
    return r;
}

/* `part` is a slice of the row. */
static const char *read_phrase(const struct reading *r, struct str part, struct lexicon_phrase *out)
{
    size_t from = part.n ? (size_t)(part.p - r->text.p) : 0, first = 0, n = 0;
    while (first < r->words.n && r->words.tokens[first].from_bytes < from)
        first++;
    while (first + n < r->words.n && r->words.tokens[first + n].to_bytes <= from + part.n)
        n++;
    if (n == 0 || part.n == 0)
        return "a word is missing between two signs";
    if (n > LEXICON_PHRASE_MAX)
        return "an alternative has over three words; shorten it";
    *out = (struct lexicon_phrase){{r->words.tokens + first, n}, arena_dup(r->arena, part)};
    return NULL;
}

static const struct str commas[] = {STR_INIT(","), STR_INIT("،")};

static const char *read_phrases(const struct reading *r, struct str text,
                                const struct str *separators, size_t n_separators,
                                struct lexicon_phrase *out, size_t *n)
{
    struct str part;
    while (next_part(&text, separators, n_separators, &part)) {
        if (*n == LEXICON_ROW_MAX)
            return "over 24 alternatives in a row; make several rows";
        const char *wrong = read_phrase(r, part, &out[*n]);
        if (wrong)
            return wrong;
        ++*n;
    }
    return NULL;
}

static bool is_date(struct str s)
{
    static const char shape[] = "dddd-dd-dd";
    for (size_t i = 0; i < s.n && i < sizeof shape; i++)
        if (shape[i] == 'd' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != shape[i])
            return false;
    return s.n == sizeof shape - 1;
}

static const char *read_promoted(struct arena *a, struct str text, struct lexicon_row *out)
{
    struct str word = STR(" until ");
    size_t at = str_find(text, word);
    out->article_id = arena_dup(a, str_trim(str_sub(text, 0, at)));
    if (at != SIZE_MAX) {
        out->until = arena_dup(a, str_trim(str_sub(text, at + word.n, text.n)));
        if (!is_date(out->until))
            return "expected a date behind `until`, as in: until 2026-12-31";
    }
    if (out->article_id.n == 0 || str_find_char(out->article_id, ' ') != SIZE_MAX)
        return "expected one article id behind `->`";
    return NULL;
}

/* A row by which a word that nearly every text has would find something is a mistake. Spoken words
 * may stand for such: they are weighed as what they are. */
static const char *check_left(enum lexicon_kind kind, const struct lexicon_row *row)
{
    for (size_t i = 0; i < row->n_left; i++)
        if (kind != LEXICON_DIALECT && !says_something(&row->left[i].words))
            return "a stop word stands for nothing; leave it out";
    return NULL;
}

static const char *read_each_way(const struct reading *r, enum lexicon_kind kind,
                                 struct lexicon_row *out)
{
    const struct str separators[] = {str_from(grammars[kind].each_way), commas[0], commas[1]};
    bool list = kind == LEXICON_PLURAL; /* commas separate plurals; among synonyms they are wrong */
    out->each_way = true;
    const char *wrong = read_phrases(r, r->text, separators, list ? 3 : 1, out->left, &out->n_left);
    return wrong ? wrong : check_left(kind, out);
}

static const char *read_one_way(const struct reading *r, enum lexicon_kind kind, size_t arrow,
                                struct lexicon_row *out)
{
    size_t n_arrow = strlen(grammars[kind].one_way);
    struct str left = str_trim(str_sub(r->text, 0, arrow));
    struct str right = str_trim(str_sub(r->text, arrow + n_arrow, r->text.n));
    const char *wrong = read_phrases(r, left, commas, 2, out->left, &out->n_left);
    if (wrong)
        return wrong;
    if (kind == LEXICON_PROMOTED)
        wrong = read_promoted(r->arena, right, out);
    else
        wrong = read_phrases(r, right, commas, 2, out->right, &out->n_right);
    return wrong ? wrong : check_left(kind, out);
}

const char *lexicon_row_read(struct text *analyser, struct arena *a, enum lexicon_kind kind,
                             struct str text, struct lexicon_row *out)
{
    const struct grammar *g = &grammars[kind];
    out->n_left = out->n_right = 0;
    out->each_way = false;
    out->article_id = out->until = STR("");
    struct reading r = read_words(analyser, a, text);
    size_t arrow = g->one_way ? str_find(text, str_from(g->one_way)) : SIZE_MAX;
    if (arrow != SIZE_MAX)
        return read_one_way(&r, kind, arrow, out);
    if (g->each_way && str_find(text, str_from(g->each_way)) != SIZE_MAX)
        return read_each_way(&r, kind, out);
    return g->expected;
}
