/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suggest.h"

#include <string.h>

#include "stem.h"
#include "suggest_map.h"

enum {
    TYPED_MIN_CHARS = 2,  /* one letter begins too many words to help */
    TYPED_WORDS_MAX = 16, /* the last ones: they fit the bits of a mark */
    FORMS_MAX = 64,       /* runs of forms that one typed word may stand for */
    FORGIVEN_MIN_CHARS = 3,
    FORGIVEN_MAX_CHARS = 24,
    LETTER_MAX_BYTES = 4,
    STEPS_AT_ONCE = 192, /* most that are taken without looking at the count */
};

/* How a completion has what was typed, best first. */
enum fit { FIT_BEGINS, FIT_FURTHER_ON, FIT_IN_ORDER, FIT_ANY_ORDER, FIT_NONE };

/* What was left out or changed for it; added to the fit. */
enum { AS_TYPED = 0, WITHOUT_STOP_WORDS = FIT_NONE, FORGIVEN = 2 * FIT_NONE };

struct typed_word {
    struct str folded;
    bool whole, stop_word, is_alphabetic;
    struct suggest_forms forms[FORMS_MAX]; /* what it may stand for in a completion */
    size_t n_forms;
    uint64_t weight; /* about the postings of these forms */
};

struct search_state {
    const struct suggest *s;
    enum audience audience;
    struct typed_word *words;
    size_t n_words;
    struct typed_word *asked[TYPED_WORDS_MAX]; /* those that a completion must have */
    size_t n_asked;
    uint16_t *marks; /* of a word of the file: a bit for each asked word that it may be */
    uint64_t *best;  /* fit << 32 | item, rising */
    size_t n_best, limit;
    unsigned changed; /* added to a fit */
    size_t steps;
};

static bool is_spent(const struct search_state *q)
{
    return q->steps + STEPS_AT_ONCE > SUGGEST_STEPS_MAX;
}

/* --- clitics --- */

/* Folded Arabic letters are U+0620-U+06FF. */
static bool is_arabic(struct str word)
{
    return word.n && (unsigned char)word.p[0] >= 0xD8 && (unsigned char)word.p[0] <= 0xDB;
}

size_t suggest_article_letters(struct str word)
{
    if (!is_arabic(word))
        return 0;
    size_t n = (size_t)(stem_arabic(stem_protected(), word).p - word.p) / SUGGEST_LETTER_BYTES;
    return n > 1 && n < SUGGEST_FORM_ARTICLE ? n : 0; /* one letter is a particle */
}

bool suggest_may_have_particle(struct str word)
{
    static const struct str particles[] = {STR_INIT("و"), STR_INIT("ف"), STR_INIT("ب"),
                                           STR_INIT("ل"), STR_INIT("ك")};
    if (word.n < (1 + SUGGEST_PARTICLE_REST_MIN) * SUGGEST_LETTER_BYTES || !is_arabic(word))
        return false;
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++)
        if (str_starts(word, particles[i]))
            return true;
    return false;
}

/* --- what was typed --- */

static bool ends_in_blank(struct str typed)
{
    return str_ends(typed, STR(" ")) || str_ends(typed, STR("\t")) || str_ends(typed, STR("\n")) ||
           str_ends(typed, STR("\u00A0"));
}

/* The words of the typed text; with `joined`, compounds (wifi of Wi-Fi) instead of their parts. */
static void read_typed(struct search_state *q, struct arena *a, const struct token_list *list,
                       bool finished, bool joined)
{
    const struct token **tokens = ARENA_ARRAY(a, const struct token *, list->n);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct token *token = &list->tokens[i];
        if (token->kind == TOKEN_WHOLE) {
            if (!joined)
                continue;
            while (n && tokens[n - 1]->from_bytes >= token->from_bytes)
                n--;
        }
        tokens[n++] = token;
    }
    size_t from = n > TYPED_WORDS_MAX ? n - TYPED_WORDS_MAX : 0;
    q->n_words = n - from;
    for (size_t i = 0; i < q->n_words; i++) {
        struct typed_word *w = &q->words[i];
        const struct token *token = tokens[from + i];
        w->folded = token->folded;
        w->whole = finished || i + 1 < q->n_words;
        w->stop_word = token->stop_word;
        w->is_alphabetic = token->kind == TOKEN_ARABIC || token->kind == TOKEN_LATIN;
    }
}

static size_t typed_chars(const struct search_state *q)
{
    size_t n = q->n_words > 0 ? q->n_words - 1 : 0; /* blanks between them */
    for (size_t i = 0; i < q->n_words; i++)
        n += utf8_count_chars(q->words[i].folded);
    return n;
}

/* --- the forms that a typed word stands for --- */

static struct suggest_forms all_forms(const struct search_state *q)
{
    return (struct suggest_forms){0, q->s->n_forms, false};
}

static void add_forms(struct typed_word *w, struct suggest_forms forms)
{
    if (forms.from < forms.to && w->n_forms < FORMS_MAX)
        w->forms[w->n_forms++] = forms;
}

/* Does the file have words that begin so, and are a particle and a word that begins like the rest?
 */
static bool is_known_with_particle(struct search_state *q, struct suggest_forms as_typed,
                                   struct suggest_forms behind)
{
    uint32_t first = UINT32_MAX, last = 0; /* words that begin so: they are neighbours */
    for (uint32_t f = as_typed.from; f < as_typed.to && !is_spent(q); f++, q->steps++) {
        if (suggest_form_bytes_off(q->s, f))
            continue;
        last = suggest_form_word(q->s, f);
        first = last < first ? last : first;
    }
    for (uint32_t f = behind.from; f < behind.to && !is_spent(q); f++, q->steps++) {
        uint32_t word = suggest_form_word(q->s, f);
        if (suggest_form_bytes_off(q->s, f) == SUGGEST_LETTER_BYTES && word >= first &&
            word <= last)
            return true;
    }
    return false;
}

static bool is_left_out(const struct search_state *q, struct suggest_forms forms, uint32_t form)
{
    return forms.no_articles && suggest_form_has_article(q->s, form);
}

/* All that can stand behind an article: not another one. */
static struct suggest_forms forms_behind_article(const struct search_state *q)
{
    return (struct suggest_forms){0, q->s->n_forms, true};
}

/* A letter that may be a particle is taken for one when nothing begins with it, or when the file
 * has words in which it is one. */
static void look_up(struct search_state *q, struct typed_word *w)
{
    w->n_forms = 0;
    if (is_spent(q))
        return;
    struct suggest_forms as_typed =
        suggest_forms_of(q->s, all_forms(q), w->folded, w->whole, &q->steps);
    size_t article = suggest_article_letters(w->folded) * SUGGEST_LETTER_BYTES;
    add_forms(w, as_typed);
    if (article) {
        struct str rest = str_sub(w->folded, article, w->folded.n);
        add_forms(w, suggest_forms_of(q->s, forms_behind_article(q), rest, w->whole, &q->steps));
    }
    if (suggest_may_have_particle(w->folded)) {
        struct str rest = str_sub(w->folded, SUGGEST_LETTER_BYTES, w->folded.n);
        struct suggest_forms behind =
            suggest_forms_of(q->s, all_forms(q), rest, w->whole, &q->steps);
        if (as_typed.from == as_typed.to || is_known_with_particle(q, as_typed, behind))
            add_forms(w, behind);
    }
}

static void look_up_all(struct search_state *q)
{
    for (size_t i = 0; i < q->n_words; i++)
        look_up(q, &q->words[i]);
}

/* --- one wrong letter --- */

/* A text made of up to four pieces, looked for among the forms. */
static void try_text(struct search_state *q, struct typed_word *w, struct suggest_forms in,
                     const struct str pieces[4])
{
    char text[(FORGIVEN_MAX_CHARS + 1) * LETTER_MAX_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < 4; i++) {
        if (pieces[i].n)
            memcpy(text + n, pieces[i].p, pieces[i].n);
        n += pieces[i].n;
    }
    if (!is_spent(q))
        add_forms(w, suggest_forms_of(q->s, in, (struct str){text, n}, w->whole, &q->steps));
}

/* The letter of the form behind its first n bytes; empty at its end. */
static struct str letter_at(const struct suggest *s, uint32_t form, size_t n_bytes)
{
    struct suggest_cursor c = suggest_form_cursor(s, form);
    size_t left = (size_t)(c.end - c.p);
    if (left <= n_bytes || !c.p[n_bytes])
        return STR("");
    const char *p = (const char *)c.p + n_bytes, *end = p;
    left -= n_bytes;
    (void)utf8_next(&end, p + (left < LETTER_MAX_BYTES ? left : LETTER_MAX_BYTES));
    return (struct str){p, (size_t)(end - p)};
}

/* A letter is missing behind `head`, or another stands for the first of `tail`. `in` are the forms
 * that begin with head: they say which letters can be meant. */
static void try_letters(struct search_state *q, struct typed_word *w, struct suggest_forms in,
                        struct str head, struct str tail, struct str tail_without)
{
    while (in.from < in.to && !is_spent(q)) {
        struct str letter = letter_at(q->s, in.from, head.n);
        if (letter.n == 0) {
            in.from++;
            q->steps++;
            continue;
        }
        char text[(FORGIVEN_MAX_CHARS + 1) * LETTER_MAX_BYTES];
        memcpy(text, head.p, head.n);
        memcpy(text + head.n, letter.p, letter.n);
        struct suggest_forms these =
            suggest_forms_of(q->s, in, (struct str){text, head.n + letter.n}, false, &q->steps);
        try_text(q, w, these, (struct str[4]){head, letter, tail});
        if (tail.n)
            try_text(q, w, these, (struct str[4]){head, letter, tail_without});
        in.from = these.to;
    }
}

/* Adds the forms that differ from `word` in one letter, the later ones first: the beginning of a
 * word is typed with more care. */
static void forgive(struct search_state *q, struct typed_word *w, struct suggest_forms among,
                    struct str word)
{
    size_t at[FORGIVEN_MAX_CHARS + 2], n = 0;
    const char *p = word.p, *end = str_end(word);
    for (; p < end && n <= FORGIVEN_MAX_CHARS; (void)utf8_next(&p, end))
        at[n++] = (size_t)(p - word.p);
    if (n < FORGIVEN_MIN_CHARS || n > FORGIVEN_MAX_CHARS)
        return;
    at[n] = word.n;
    for (size_t i = w->whole ? n : n - 1; i <= n && !is_spent(q); i--) {
        struct str head = str_sub(word, 0, at[i]), tail = str_sub(word, at[i], word.n);
        struct str behind = i < n ? str_sub(word, at[i + 1], word.n) : tail;
        struct suggest_forms in = suggest_forms_of(q->s, among, head, false, &q->steps);
        if (in.from == in.to)
            continue;
        if (i + 1 == n && !w->whole) {
            add_forms(w, in); /* whatever the last letter should have been */
            continue;
        }
        if (i < n)
            try_text(q, w, in, (struct str[4]){head, behind});
        if (i + 1 < n)
            try_text(q, w, in,
                     (struct str[4]){head, str_sub(word, at[i + 1], at[i + 2] - at[i + 1]),
                                     str_sub(word, at[i], at[i + 1] - at[i]),
                                     str_sub(word, at[i + 2], word.n)});
        try_letters(q, w, in, head, tail, behind);
    }
}

/* --- postings --- */

static void mark_words(struct search_state *q)
{
    memset(q->marks, 0, q->s->n_words * sizeof *q->marks);
    for (size_t nth = 0; nth < q->n_asked; nth++) {
        struct typed_word *w = q->asked[nth];
        w->weight = 0;
        for (size_t i = 0; i < w->n_forms; i++)
            for (uint32_t f = w->forms[i].from; f < w->forms[i].to && !is_spent(q); f++) {
                uint32_t word = suggest_form_word(q->s, f);
                q->steps++;
                if (is_left_out(q, w->forms[i], f))
                    continue;
                q->marks[word] |= (uint16_t)(1u << nth);
                w->weight +=
                    suggest_u32(q->s->list_at + word + 1) - suggest_u32(q->s->list_at + word);
            }
    }
}

static enum fit fit_of(struct search_state *q, uint32_t item)
{
    const uint32_t all = (1u << q->n_asked) - 1, last = (all + 1) >> 1;
    uint32_t together = 0; /* bit i: the asked words up to i run up to here */
    uint32_t to_come = all, found = 0, n_found = 0;
    struct suggest_cursor c = suggest_cursor_at(q->s, suggest_u32(q->s->item_at + item));
    (void)suggest_number(&c);
    uint32_t n = suggest_number(&c);
    if (n > SUGGEST_ITEM_WORDS_MAX)
        return FIT_NONE;
    q->steps += n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t word = suggest_number(&c), marks = word < q->s->n_words ? q->marks[word] : 0;
        together = (together << 1 | 1) & marks;
        if (together & last)
            return i + 1 == q->n_asked ? FIT_BEGINS : FIT_FURTHER_ON;
        if (marks & to_come & -to_come) /* the next one in order */
            to_come &= to_come - 1;
        found |= marks;
        n_found += marks != 0;
    }
    /* One word of a completion is not two that were typed. */
    if (found != all || n_found < q->n_asked)
        return FIT_NONE;
    return to_come ? FIT_ANY_ORDER : FIT_IN_ORDER;
}

static bool is_hidden(const struct search_state *q, uint32_t item)
{
    struct suggest_cursor c = suggest_cursor_at(q->s, suggest_u32(q->s->item_at + item));
    return suggest_number(&c) >> SUGGEST_KIND_BITS == AUDIENCE_AGENT &&
           q->audience != AUDIENCE_AGENT;
}

static uint64_t cost(const struct search_state *q, enum fit fit, uint32_t item)
{
    return (uint64_t)(fit + q->changed) << 32 | item;
}

static bool is_worse_than_all(const struct search_state *q, uint64_t cost)
{
    return q->n_best == q->limit && q->best[q->n_best - 1] <= cost;
}

static void offer(struct search_state *q, uint64_t offered)
{
    uint32_t item = (uint32_t)offered;
    if (is_worse_than_all(q, offered) || is_hidden(q, item))
        return;
    size_t at = 0;
    while (at < q->n_best && (uint32_t)q->best[at] != item)
        at++;
    if (at < q->n_best && q->best[at] <= offered)
        return;
    if (at == q->n_best)
        at = q->n_best < q->limit ? q->n_best++ : q->n_best - 1;
    for (; at > 0 && q->best[at - 1] > offered; at--)
        q->best[at] = q->best[at - 1];
    q->best[at] = offered;
}

/* Offers the items of a word's list: those that begin with it, or the others. None fits better than
 * best_fit. */
static void walk_list(struct search_state *q, uint32_t word, bool further, enum fit best_fit)
{
    struct suggest_cursor c = suggest_cursor_at(q->s, suggest_u32(q->s->list_at + word));
    uint32_t n = suggest_number(&c), n_bytes = suggest_number(&c), n_further = suggest_number(&c);
    if (further) {
        c.p += n_bytes <= (size_t)(c.end - c.p) ? n_bytes : 0;
        n = n_further;
    }
    q->steps++;
    for (uint32_t item = 0; n && !is_spent(q); n--) {
        item += suggest_number(&c);
        q->steps++;
        if (c.failed || item >= q->s->n_items || is_worse_than_all(q, cost(q, best_fit, item)))
            return; /* and so are all behind it */
        enum fit fit = q->n_asked == 1 ? best_fit : fit_of(q, item);
        if (fit != FIT_NONE)
            offer(q, cost(q, fit, item));
    }
}

static void walk_lists(struct search_state *q, const struct typed_word *w, bool further)
{
    enum fit best_fit = further && w == q->asked[0] ? FIT_FURTHER_ON : FIT_BEGINS;
    if (is_worse_than_all(q, cost(q, best_fit, 0)))
        return;
    for (size_t i = 0; i < w->n_forms; i++)
        for (uint32_t f = w->forms[i].from; f < w->forms[i].to && !is_spent(q); f++)
            if (!is_left_out(q, w->forms[i], f))
                walk_list(q, suggest_form_word(q->s, f), further, best_fit);
}

/* Offers the completions that have all that is asked, coming from the rarest of it. */
static void run(struct search_state *q)
{
    const struct typed_word *rarest = q->asked[0];
    if (q->n_asked > 1)
        mark_words(q);
    for (size_t i = 0; i < q->n_asked; i++) {
        if (q->asked[i]->n_forms == 0)
            return;
        if (q->asked[i]->weight < rarest->weight)
            rarest = q->asked[i];
    }
    walk_lists(q, rarest, false);
    walk_lists(q, rarest, true);
}

/* Asks for all words, then without the finished stop words. */
static void run_all(struct search_state *q, unsigned changed)
{
    q->changed = changed;
    q->n_asked = 0;
    for (size_t i = 0; i < q->n_words; i++)
        q->asked[q->n_asked++] = &q->words[i];
    run(q);
    q->changed = changed + WITHOUT_STOP_WORDS;
    q->n_asked = 0;
    for (size_t i = 0; i < q->n_words; i++)
        if (!q->words[i].whole || !q->words[i].stop_word)
            q->asked[q->n_asked++] = &q->words[i];
    if (q->n_asked && q->n_asked < q->n_words && q->n_best < q->limit)
        run(q);
}

static void find_as_typed(struct search_state *q)
{
    look_up_all(q);
    run_all(q, AS_TYPED);
}

/* Words that are one letter from the typed one stand for it from now on. */
static void forgive_word(struct search_state *q, struct typed_word *w)
{
    size_t article = suggest_article_letters(w->folded) * SUGGEST_LETTER_BYTES;
    w->n_forms = 0;
    if (!w->is_alphabetic)
        return;
    forgive(q, w, all_forms(q), w->folded);
    if (article)
        forgive(q, w, forms_behind_article(q), str_sub(w->folded, article, w->folded.n));
}

/* A letter is wrong in every word that the file does not have. If it has them all, but nowhere
 * together, the wrong letter may be in any one of them. */
static void find_forgiven(struct search_state *q)
{
    bool all_known = true;
    look_up_all(q);
    for (size_t i = 0; i < q->n_words; i++) {
        if (q->words[i].n_forms)
            continue;
        forgive_word(q, &q->words[i]);
        all_known = false;
    }
    if (!all_known)
        run_all(q, FORGIVEN);
    for (size_t i = 0; all_known && i < q->n_words; i++) {
        forgive_word(q, &q->words[i]);
        run_all(q, FORGIVEN);
        look_up(q, &q->words[i]);
    }
}

void suggest_find(const struct suggest *s, struct text *analyser, struct arena *a, struct str typed,
                  enum audience audience, size_t limit, struct suggestion_list *out)
{
    struct token_list list;
    struct search_state q = {.s = s, .audience = audience, .limit = limit};
    bool finished = ends_in_blank(typed);
    *out = (struct suggestion_list){0};
    text_tokens(analyser, a, typed, &list);
    q.words = ARENA_ARRAY(a, struct typed_word, TYPED_WORDS_MAX);
    read_typed(&q, a, &list, finished, false);
    if (limit == 0 || typed_chars(&q) < TYPED_MIN_CHARS)
        return;
    q.marks = (uint16_t *)arena_text(a, s->n_words * sizeof *q.marks);
    q.best = ARENA_ARRAY(a, uint64_t, limit);
    find_as_typed(&q);
    if (q.n_best == 0) {
        read_typed(&q, a, &list, finished, true);
        find_as_typed(&q);
    }
    if (q.n_best == 0) {
        read_typed(&q, a, &list, finished, false);
        find_forgiven(&q);
    }
    out->steps = q.steps;
    out->items = ARENA_ARRAY(a, struct suggestion, q.n_best);
    for (size_t i = 0; i < q.n_best; i++)
        out->n += suggest_item_read(s, a, (uint32_t)q.best[i], &out->items[out->n]);
}
