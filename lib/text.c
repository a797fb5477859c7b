/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/uversion.h>

#include "data.h"
#include "stem.h"
#include "text_normal.h"
#include "word_cache.h"
#include "word_set.h"

enum {
    BYTES_A_WORD = 9, /* fewer than Arabic words have, blanks included */
    WORD_MAX_UNITS = 100,
    WORD_MAX_BYTES = 3 * WORD_MAX_UNITS,
    WHOLE_PARTS_MAX = 8,
};

struct text {
    struct normal normal;
    UBreakIterator *breaks;
    struct sb_stemmer *english;
    struct word_cache *words;
    const struct word_set *stop_words, *protected; /* of text_learn, or those shipped */
};

/* A growing token list; its array moves, so only text_tokens keeps it. */
struct token_sink {
    struct token *tokens;
    size_t n, cap;
    size_t expected; /* tokens in this much text, for the first allocation */
    uint32_t position;
    struct arena *arena;
};

static struct word_set shipped_stop_words;
static pthread_once_t stop_words_once = PTHREAD_ONCE_INIT;

void text_learn(struct text *t, const struct word_set *stop_words, const struct word_set *protected)
{
    t->stop_words = stop_words;
    t->protected = protected;
    if (t->words)
        word_cache_clear(t->words);
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
    normal_release(&t->normal);
    free(t);
}

/* UTF-8 of units[0..n), through the folded layer if asked; into out, which has room. */
static size_t to_utf8(const struct text *t, const UChar *units, size_t n, bool fold, char *out)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(units, i, n, c);
        if (fold && c < FOLD_TABLE_SIZE)
            c = t->normal.fold->folded[c];
        n_bytes += utf8_put(out + n_bytes, (uint32_t)c);
    }
    return n_bytes;
}

/* Every word of a list, folded: writers spell as they like. The words stay for ever. */
static void add_folded(struct text *t, struct word_set *set, struct str list)
{
    static struct arena forever;
    char bytes[WORD_MAX_BYTES] = "";
    struct word_set raw;
    word_set_init(&raw);
    word_set_add_file(&raw, list);
    for (size_t i = 0; i < raw.n_slots; i++) {
        if (!raw.slots[i].p)
            continue;
        normal_read(&t->normal, utf8_cut_bytes(raw.slots[i], WORD_MAX_UNITS));
        struct str folded = {bytes,
                             to_utf8(t, t->normal.exact.units, t->normal.exact.n, true, bytes)};
        word_set_add(set, arena_dup(&forever, folded));
    }
    word_set_release(&raw);
}

static void read_stop_words(void)
{
    struct text t = {.words = NULL};
    struct err err = ERR_INIT;
    word_set_init(&shipped_stop_words);
    if (normal_init(&t.normal, &err) < 0)
        BUG("%s", err.message); /* text_new has just done the same */
    add_folded(&t, &shipped_stop_words, DATA(stop_words));
    add_folded(&t, &shipped_stop_words, DATA(question_words));
    normal_release(&t.normal);
}

int text_new(struct text **out, struct err *err)
{
    UErrorCode status = U_ZERO_ERROR;
    struct text *t = xcalloc(1, sizeof *t);
    if (normal_init(&t->normal, err) < 0) {
        text_free(t);
        return -1;
    }
    pthread_once(&stop_words_once, read_stop_words);
    text_learn(t, &shipped_stop_words, stem_protected());
    struct str rules = DATA(words_rules);
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

/* Borrowed from the word, or from the stemmer until its next word. */
static struct str stem_of(struct text *t, struct str folded, enum token_kind kind)
{
    if (kind == TOKEN_ARABIC)
        return stem_arabic(t->protected, folded);
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
    out->stop_word = word_set_has(t->stop_words, out->folded);
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
    const struct mapped *m = &t->normal.exact;
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
    struct str key = word_key(&t->normal.exact, from, to);
    emit_at(t, sink, from, to, kind, key, word_cache_place(t->words, key));
}

/* The whole of a joined chunk: without hyphens, so that wi-fi, wi_fi and wifi meet. */
static void emit_whole(struct text *t, struct token_sink *sink, size_t from, size_t to,
                       uint32_t position)
{
    const struct mapped *m = &t->normal.exact;
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
    U16_NEXT(t->normal.exact.units, *at, end, c);
    return fold_class(t->normal.fold, c);
}

/* The end of the part beginning at `at`: letters of one script with their marks, or one number. */
static size_t part_end(const struct text *t, size_t at, size_t end, enum token_kind *kind)
{
    const struct mapped *m = &t->normal.exact;
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
    bool whole_differs =
        parts == 1 && sink->tokens[sink->n - 1].to_bytes != t->normal.exact.to[to - 1];
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
        enum letter_class class = fold_class(t->normal.fold, t->normal.exact.units[chunk->from]);
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
                              .to = without_blanks(&t->normal.exact, (size_t)to),
                              .status = ubrk_getRuleStatus(t->breaks)};
        if (chunk.status == STATUS_WORD) {
            chunk.key = word_key(&t->normal.exact, chunk.from, chunk.to);
            chunk.place = word_cache_place(t->words, chunk.key);
        }
        emit_chunk(t, sink, &before);
        before = chunk;
    }
    emit_chunk(t, sink, &before);
}

void text_tokens(struct text *t, struct arena *a, struct str s, struct token_list *out)
{
    struct token_sink sink = {.arena = a, .expected = s.n / BYTES_A_WORD + 2};
    UErrorCode status = U_ZERO_ERROR;
    normal_read(&t->normal, s);
    ubrk_setText(t->breaks, t->normal.exact.units, (int32_t)t->normal.exact.n, &status);
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

void text_forms(struct text *t, struct arena *a, struct str exact, struct str *folded,
                struct str *stem)
{
    struct token_list list;
    text_tokens(t, a, exact, &list);
    *folded = list.n == 1 ? list.tokens[0].folded : exact;
    *stem = list.n == 1 ? list.tokens[0].stem : exact;
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

_Static_assert(TEXT_VERSION_BYTES >= U_MAX_VERSION_STRING_LENGTH, "ICU writes so many");

void text_icu_version(char out[TEXT_VERSION_BYTES])
{
    UVersionInfo version;
    u_getVersion(version);
    u_versionToString(version, out);
}
