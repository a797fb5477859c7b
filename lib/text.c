/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "data.h"
#include "fold.h"
#include "stem.h"
#include "word_cache.h"
#include "word_set.h"

enum {
    BYTES_A_WORD = 9, /* fewer than Arabic words have, blanks included */
    WORD_MAX_UNITS = 100,
    WORD_MAX_BYTES = 3 * WORD_MAX_UNITS,
    WHOLE_PARTS_MAX = 8,
    NORMALISE_ROUNDS_MAX = 3,
};

/* Text as UTF-16, each unit with the bytes of the original that it stands for. */
struct mapped {
    UChar *units;
    uint32_t *from, *to;
    size_t n, cap;
};

struct text {
    const struct fold_table *fold;
    const UNormalizer2 *nfkc;
    UBreakIterator *breaks;
    struct sb_stemmer *english;
    struct word_cache *words;
    struct mapped raw, exact; /* scratch, reused */
};

/* A growing token list; its array moves, so only text_tokens keeps it. */
struct token_sink {
    struct token *tokens;
    size_t n, cap;
    size_t expected; /* tokens in this much text, for the first allocation */
    uint32_t position;
    struct arena *arena;
};

static struct word_set stop_words;
static pthread_once_t stop_words_once = PTHREAD_ONCE_INIT;

static void read_stop_words(void)
{
    word_set_init(&stop_words);
    word_set_add_file(&stop_words, DATA(stop_words));
}

int text_new(struct text **out, struct err *err)
{
    UErrorCode status = U_ZERO_ERROR;
    struct text *t = xcalloc(1, sizeof *t);
    stem_init();
    pthread_once(&stop_words_once, read_stop_words);
    t->fold = fold_table(err);
    if (!t->fold) {
        text_free(t);
        return -1;
    }
    struct str rules = DATA(words_rules);
    t->nfkc = unorm2_getNFKCInstance(&status);
    t->breaks = ubrk_openBinaryRules((const uint8_t *)rules.p, (int32_t)rules.n, NULL, 0, &status);
    t->words = word_cache_new();
    t->english = sb_stemmer_new("english", "UTF_8");
    if (U_FAILURE(status) || !t->english) {
        err_set(err, ERR_IO, "cannot start the text analyser: %s", u_errorName(status));
        text_free(t);
        return -1;
    }
    *out = t;
    return 0;
}

static void mapped_release(struct mapped *m)
{
    free(m->units);
    free(m->from);
    free(m->to);
}

void text_free(struct text *t)
{
    if (!t)
        return;
    if (t->breaks)
        ubrk_close(t->breaks);
    if (t->english)
        sb_stemmer_delete(t->english);
    word_cache_free(t->words);
    mapped_release(&t->raw);
    mapped_release(&t->exact);
    free(t);
}

static void mapped_reserve(struct mapped *m, size_t n)
{
    if (n <= m->cap)
        return;
    m->cap = n + n / 2 + 64;
    m->units = xrealloc(m->units, m->cap * sizeof *m->units);
    m->from = xrealloc(m->from, m->cap * sizeof *m->from);
    m->to = xrealloc(m->to, m->cap * sizeof *m->to);
}

static void mapped_put(struct mapped *m, UChar unit, uint32_t from, uint32_t to)
{
    m->units[m->n] = unit;
    m->from[m->n] = from;
    m->to[m->n] = to;
    m->n++;
}

static void mapped_put_code_point(struct mapped *m, UChar32 c, uint32_t from, uint32_t to)
{
    if (c > 0xFFFF) {
        mapped_put(m, U16_LEAD(c), from, to);
        mapped_put(m, U16_TRAIL(c), from, to);
    } else {
        mapped_put(m, (UChar)c, from, to);
    }
}

static void decode(struct mapped *m, struct str s)
{
    m->n = 0;
    mapped_reserve(m, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        uint32_t from = (uint32_t)i;
        UChar32 c;
        U8_NEXT_OR_FFFD(s.p, i, s.n, c);
        mapped_put_code_point(m, c, from, (uint32_t)i);
    }
}

/* Appends units raw[from..to) to *out after the exact layer. A dropped character extends the one
 * before it, so that a word's bytes include its last vowel mark. */
static void put_exact(const struct text *t, struct mapped *out, const UChar *units, size_t n,
                      const uint32_t *from, const uint32_t *to)
{
    for (size_t i = 0; i < n;) {
        size_t at = i;
        UChar32 c = units[i++];
        if (c < FOLD_TABLE_SIZE) { /* nearly always */
            c = t->fold->exact[c];
        } else {
            if (U16_IS_LEAD(c) && i < n && U16_IS_TRAIL(units[i]))
                c = U16_GET_SUPPLEMENTARY(c, units[i++]);
            c = fold_exact(t->fold, c);
        }
        if (c)
            mapped_put_code_point(out, c, from[at], to[i - 1]);
        else if (out->n && out->to[out->n - 1] == from[at])
            out->to[out->n - 1] = to[i - 1];
    }
}

/* The exact layer at once, for text that NFKC would not change: most of it. False at the first
 * character that may be changed; what was written so far is then of no use. */
static bool decode_stable(const struct text *t, struct str s, struct mapped *out)
{
    out->n = 0;
    mapped_reserve(out, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        uint32_t from = (uint32_t)i;
        UChar32 c;
        U8_NEXT_OR_FFFD(s.p, i, s.n, c);
        if (c >= FOLD_TABLE_SIZE || !t->fold->stable[c])
            return false;
        if (t->fold->exact[c])
            mapped_put(out, t->fold->exact[c], from, (uint32_t)i);
        else if (out->n && out->to[out->n - 1] == from)
            out->to[out->n - 1] = (uint32_t)i;
    }
    return true;
}

/* The end of the stretch from `at` that must be normalised as one. */
static size_t unstable_end(const struct text *t, const struct mapped *raw, size_t at)
{
    size_t i = at;
    UChar32 c;
    U16_FWD_1(raw->units, i, raw->n);
    while (i < raw->n) {
        size_t next = i;
        U16_NEXT(raw->units, next, raw->n, c);
        if (unorm2_hasBoundaryBefore(t->nfkc, c))
            break;
        i = next;
    }
    return i;
}

/* Normalises raw[at..end) and appends it: every unit stands for the bytes of the whole stretch.
 * More marks on one letter than UAX #15 (13, Stream-Safe Text Format) allows are not writing: left
 * out. */
static void put_normalised(const struct text *t, const struct mapped *raw, size_t at, size_t end,
                           struct mapped *out)
{
    enum { STRETCH_MAX = 32, EXPANSION_MAX = 18, ROOM = STRETCH_MAX * EXPANSION_MAX };
    UChar units[ROOM];
    uint32_t from[ROOM], to[ROOM];
    UErrorCode status = U_ZERO_ERROR;
    size_t taken = end - at < STRETCH_MAX ? end - at : STRETCH_MAX;
    taken -= U16_IS_LEAD(raw->units[at + taken - 1]);
    int32_t n = unorm2_normalize(t->nfkc, raw->units + at, (int32_t)taken, units, ROOM, &status);
    if (U_FAILURE(status))
        BUG("unorm2_normalize: %s", u_errorName(status));
    for (int32_t i = 0; i < n; i++) {
        from[i] = raw->from[at];
        to[i] = raw->to[end - 1];
    }
    /* A character that is several words (U+FDFA) does not join those beside it. */
    bool several_words = u_memchr(units + 1, ' ', n - 1) != NULL;
    mapped_reserve(out, out->n + (size_t)n + (raw->n - end) + 3);
    if (several_words)
        mapped_put(out, ' ', raw->from[at], raw->from[at]);
    put_exact(t, out, units, (size_t)n, from, to);
    if (several_words)
        mapped_put(out, ' ', raw->to[end - 1], raw->to[end - 1]);
}

/* Where the stretch that reaches `end` begins: the last character of stable text may compose with
 * what follows. */
static size_t stretch_start(const struct text *t, const struct mapped *raw, size_t at, size_t end)
{
    UChar32 c;
    for (size_t i = end; i > at && end < raw->n; i--) {
        U16_SET_CP_START(raw->units, at, i);
        U16_GET(raw->units, at, i, raw->n, c);
        if (unorm2_hasBoundaryBefore(t->nfkc, c))
            return i;
    }
    return end < raw->n ? at : end;
}

/* raw -> NFKC -> exact layer. */
static void normalise_once(const struct text *t, const struct mapped *raw, struct mapped *out)
{
    size_t at = 0;
    out->n = 0;
    mapped_reserve(out, raw->n + 1);
    while (at < raw->n) {
        UErrorCode status = U_ZERO_ERROR;
        int32_t n =
            unorm2_spanQuickCheckYes(t->nfkc, raw->units + at, (int32_t)(raw->n - at), &status);
        size_t stable = stretch_start(t, raw, at, at + (size_t)n);
        put_exact(t, out, raw->units + at, stable - at, raw->from + at, raw->to + at);
        if (stable == raw->n)
            break;
        at = unstable_end(t, raw, stable);
        put_normalised(t, raw, stable, at, out);
    }
}

/* Lower case, and characters that were dropped, may leave letters that compose: J with a caron does
 * so in lower case only. */
static void normalise(struct text *t)
{
    UErrorCode status = U_ZERO_ERROR;
    normalise_once(t, &t->raw, &t->exact);
    for (int round = 1; round < NORMALISE_ROUNDS_MAX; round++) {
        if (unorm2_isNormalized(t->nfkc, t->exact.units, (int32_t)t->exact.n, &status))
            return;
        struct mapped again = t->raw;
        t->raw = t->exact;
        t->exact = again;
        normalise_once(t, &t->raw, &t->exact);
    }
}

/* UTF-8 of units[0..n), through the folded layer if asked; into out, which has room. */
static size_t to_utf8(const struct text *t, const UChar *units, size_t n, bool fold, char *out)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(units, i, n, c);
        if (fold && c < FOLD_TABLE_SIZE)
            c = t->fold->folded[c];
        n_bytes += utf8_put(out + n_bytes, (uint32_t)c);
    }
    return n_bytes;
}

/* Borrowed from the word, or from the stemmer until its next word. */
static struct str stem_of(struct text *t, struct str folded, enum token_kind kind)
{
    if (kind == TOKEN_ARABIC)
        return stem_arabic(folded);
    if (kind != TOKEN_LATIN)
        return folded;
    const sb_symbol *stem = sb_stemmer_stem(t->english, (const sb_symbol *)folded.p, (int)folded.n);
    return (struct str){(const char *)stem, (size_t)sb_stemmer_length(t->english)};
}

static struct token *new_token(struct token_sink *sink)
{
    if (sink->n == sink->cap) {
        size_t cap = sink->cap ? sink->cap * 2 : sink->expected;
        struct token *bigger = ARENA_ARRAY(sink->arena, struct token, cap);
        if (sink->n)
            memcpy(bigger, sink->tokens, sink->n * sizeof *bigger);
        sink->tokens = bigger;
        sink->cap = cap;
    }
    return &sink->tokens[sink->n++];
}

/* What analysis makes of a word the first time it is met. */
static void make_forms(struct text *t, const UChar *units, size_t n, enum token_kind kind,
                       char exact[WORD_MAX_BYTES], char folded[WORD_MAX_BYTES],
                       struct word_forms *out)
{
    out->exact = (struct str){exact, to_utf8(t, units, n, false, exact)};
    out->folded = (struct str){folded, to_utf8(t, units, n, true, folded)};
    out->stem = stem_of(t, out->folded, kind);
    out->stop_word = word_set_has(&stop_words, out->folded);
}

/* Equal forms share their bytes; different ones lie behind each other. */
static void copy_forms(struct arena *a, const struct word_forms *forms, struct token *token)
{
    bool own_exact = !str_eq(forms->exact, forms->folded);
    bool own_stem = !str_eq(forms->stem, forms->folded);
    size_t n_exact = own_exact ? forms->exact.n : 0, n_stem = own_stem ? forms->stem.n : 0;
    char *p = arena_text(a, forms->folded.n + n_exact + n_stem);
    memcpy(p, forms->folded.p, forms->folded.n);
    token->folded = token->exact = token->stem = (struct str){p, forms->folded.n};
    p += forms->folded.n;
    if (own_exact)
        token->exact = (struct str){memcpy(p, forms->exact.p, n_exact), n_exact};
    p += n_exact;
    if (own_stem)
        token->stem = (struct str){memcpy(p, forms->stem.p, n_stem), n_stem};
    token->stop_word = forms->stop_word;
}

/* How much of a word is kept: never half a character, nor a joint with nothing behind it. */
static size_t kept_units(const struct mapped *m, size_t from, size_t to)
{
    size_t n = to - from;
    if (n <= WORD_MAX_UNITS)
        return n;
    n = WORD_MAX_UNITS;
    while (U16_IS_LEAD(m->units[from + n - 1]) || u_strchr(u".,'", m->units[from + n - 1]))
        n--;
    return n;
}

static struct str word_key(const struct mapped *m, size_t from, size_t to)
{
    return (struct str){(const char *)(m->units + from), kept_units(m, from, to) * sizeof(UChar)};
}

/* `place` is where the word belongs in the cache. */
static void emit_at(struct text *t, struct token_sink *sink, size_t from, size_t to,
                    enum token_kind kind, struct str key, size_t place)
{
    const struct mapped *m = &t->exact;
    char exact[WORD_MAX_BYTES], folded[WORD_MAX_BYTES];
    struct word_forms forms;
    if (!word_cache_get(t->words, place, key, &forms)) {
        make_forms(t, m->units + from, key.n / sizeof *m->units, kind, exact, folded, &forms);
        word_cache_put(t->words, place, key, &forms);
    }
    struct token *token = new_token(sink);
    copy_forms(sink->arena, &forms, token);
    token->from_bytes = m->from[from];
    token->to_bytes = m->to[to - 1];
    token->kind = kind;
    token->position = ++sink->position;
}

static void emit(struct text *t, struct token_sink *sink, size_t from, size_t to,
                 enum token_kind kind)
{
    struct str key = word_key(&t->exact, from, to);
    emit_at(t, sink, from, to, kind, key, word_cache_place(t->words, key));
}

/* The whole of a joined chunk: without hyphens, so that wi-fi, wi_fi and wifi meet. */
static void emit_whole(struct text *t, struct token_sink *sink, size_t from, size_t to,
                       uint32_t position)
{
    const struct mapped *m = &t->exact;
    UChar units[WORD_MAX_UNITS];
    char bytes[WORD_MAX_BYTES];
    size_t n = 0;
    for (size_t i = from; i < to && n < WORD_MAX_UNITS; i++)
        if (m->units[i] != '-' && m->units[i] != '_')
            units[n++] = m->units[i];
    struct token *token = new_token(sink);
    token->folded = arena_dup(sink->arena, (struct str){bytes, to_utf8(t, units, n, true, bytes)});
    token->exact = token->stem = token->folded;
    token->from_bytes = m->from[from];
    token->to_bytes = m->to[to - 1];
    token->kind = TOKEN_WHOLE;
    token->position = position;
}

static bool is_number_joint(const struct mapped *m, size_t i, size_t end)
{
    return (m->units[i] == '.' || m->units[i] == ',') && i + 1 < end && m->units[i + 1] >= '0' &&
           m->units[i + 1] <= '9';
}

static enum letter_class next_class(const struct text *t, size_t *at, size_t end)
{
    UChar32 c;
    U16_NEXT(t->exact.units, *at, end, c);
    return fold_class(t->fold, c);
}

/* The end of the part beginning at `at`: letters of one script with their marks, or one number. */
static size_t part_end(const struct text *t, size_t at, size_t end, enum token_kind *kind)
{
    const struct mapped *m = &t->exact;
    size_t i = at;
    enum letter_class class = next_class(t, &i, end);
    *kind = class == CLASS_ARABIC  ? TOKEN_ARABIC
            : class == CLASS_DIGIT ? TOKEN_NUMBER
                                   : TOKEN_LATIN;
    for (size_t next = i; i < end; i = next) {
        enum letter_class this = next_class(t, &next, end);
        if (this == class || (this == CLASS_MARK && class != CLASS_DIGIT))
            continue;
        if (class == CLASS_DIGIT && is_number_joint(m, i, end))
            continue;
        if (class == CLASS_ALPHABET && m->units[i] == '\'')
            continue;
        break;
    }
    return i;
}

/* 1,234 is 1234; 12.5 and 2.3.1 stay. */
static void emit_number(struct text *t, struct token_sink *sink, size_t from, size_t to)
{
    emit(t, sink, from, to, TOKEN_NUMBER);
    struct token *token = &sink->tokens[sink->n - 1];
    if (str_find_char(token->folded, ',') == SIZE_MAX)
        return;
    char *p = arena_alloc(sink->arena, token->folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < token->folded.n; i++)
        if (token->folded.p[i] != ',')
            p[n++] = token->folded.p[i];
    token->folded = token->exact = token->stem = (struct str){p, n};
}

/* A chunk of status 200: its parts, and the whole when there is more than one. */
static void emit_joined(struct text *t, struct token_sink *sink, size_t from, size_t to)
{
    uint32_t first_position = sink->position + 1;
    size_t parts = 0;
    for (size_t i = from, next = from; i < to; i = next) {
        enum token_kind kind;
        if (next_class(t, &next, to) == CLASS_OTHER)
            continue;
        size_t end = next = part_end(t, i, to, &kind);
        if (kind == TOKEN_NUMBER)
            emit_number(t, sink, i, end);
        else
            emit(t, sink, i, end, kind);
        parts++;
    }
    bool whole_differs = parts == 1 && sink->tokens[sink->n - 1].to_bytes != t->exact.to[to - 1];
    if ((parts > 1 && parts <= WHOLE_PARTS_MAX && to - from <= WORD_MAX_UNITS) || whole_differs)
        emit_whole(t, sink, from, to, first_position);
}

/* A chunk ends with the blanks behind its word (words.rules). */
static size_t without_blanks(const struct mapped *m, size_t to)
{
    while (to && (m->units[to - 1] == ' ' || m->units[to - 1] == '\n'))
        to--;
    return to;
}

/* What the break rules found: a word, something joined, or (status 0) no word. */
struct chunk {
    size_t from, to;
    int32_t status;
    struct str key; /* of a word, */
    size_t place;   /* and where it belongs in the cache */
};

enum { STATUS_WORD = 100, STATUS_JOINED = 200 };

static void emit_chunk(struct text *t, struct token_sink *sink, const struct chunk *chunk)
{
    if (chunk->status == STATUS_JOINED) {
        emit_joined(t, sink, chunk->from, chunk->to);
    } else if (chunk->status == STATUS_WORD) {
        enum letter_class class = fold_class(t->fold, t->exact.units[chunk->from]);
        enum token_kind kind = class == CLASS_ARABIC ? TOKEN_ARABIC : TOKEN_LATIN;
        emit_at(t, sink, chunk->from, chunk->to, kind, chunk->key, chunk->place);
    }
}

/* One chunk behind the breaking, so that the cache has time to fetch what a word became before. */
static void break_and_emit(struct text *t, struct token_sink *sink)
{
    struct chunk before = {.status = 0};
    int32_t from = ubrk_first(t->breaks);
    for (int32_t to = ubrk_next(t->breaks); to != UBRK_DONE; from = to, to = ubrk_next(t->breaks)) {
        struct chunk chunk = {.from = (size_t)from,
                              .to = without_blanks(&t->exact, (size_t)to),
                              .status = ubrk_getRuleStatus(t->breaks)};
        if (chunk.status == STATUS_WORD) {
            chunk.key = word_key(&t->exact, chunk.from, chunk.to);
            chunk.place = word_cache_place(t->words, chunk.key);
        }
        emit_chunk(t, sink, &before);
        before = chunk;
    }
    emit_chunk(t, sink, &before);
}

void text_tokens(struct text *t, struct arena *a, struct str s, struct token_list *out)
{
    struct token_sink sink = {.arena = a, .expected = s.n / BYTES_A_WORD + 8};
    UErrorCode status = U_ZERO_ERROR;
    if (!decode_stable(t, s, &t->exact)) {
        decode(&t->raw, s);
        normalise(t);
    }
    ubrk_setText(t->breaks, t->exact.units, (int32_t)t->exact.n, &status);
    if (U_FAILURE(status))
        BUG("ubrk_setText: %s", u_errorName(status));
    break_and_emit(t, &sink);
    *out = (struct token_list){sink.tokens, sink.n};
}

struct str text_fold(struct text *t, struct arena *a, struct str s)
{
    struct token_list list;
    text_tokens(t, a, s, &list);
    size_t n_bytes = 0;
    for (size_t i = 0; i < list.n; i++)
        n_bytes += list.tokens[i].folded.n + 1;
    char *p = arena_alloc(a, n_bytes + 1);
    size_t n = 0;
    for (size_t i = 0; i < list.n; i++) {
        if (list.tokens[i].kind == TOKEN_WHOLE)
            continue;
        if (n)
            p[n++] = ' ';
        memcpy(p + n, list.tokens[i].folded.p, list.tokens[i].folded.n);
        n += list.tokens[i].folded.n;
    }
    return (struct str){p, n};
}

struct str text_guess_lang(struct str s)
{
    size_t arabic = 0, letters = 0;
    const char *p = s.p, *end = str_end(s);
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        bool is_arabic = (c >= 0x620 && c <= 0x6FF) || (c >= 0xFB50 && c <= 0xFEFC);
        arabic += is_arabic;
        letters += is_arabic || (c | 32) - 'a' < 26;
    }
    return letters == 0 || arabic * 2 >= letters ? STR("ar") : STR("en");
}

static bool is_shown(uint32_t c)
{
    bool control = (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0);
    bool bidi = c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                (c >= 0x2066 && c <= 0x2069);
    return !control && !bidi && c != 0xFEFF;
}

struct str text_clean(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    const char *p = s.p, *end = str_end(s);
    while (p < end) {
        const char *at = p;
        uint32_t c = utf8_next(&p, end);
        if (c == '\t')
            out[n++] = ' ';
        else if (is_shown(c)) {
            memcpy(out + n, at, (size_t)(p - at));
            n += (size_t)(p - at);
        }
    }
    return (struct str){out, n};
}
