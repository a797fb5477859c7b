/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repair.h"

#include <string.h>

#include "arabizi.h"
#include "soft_words.h"
#include "spell.h"

enum {
    PART_LETTERS_MIN = 3,  /* of each of two words typed as one */
    PART_SECTIONS_MIN = 2, /* a part that one section has may be a mistake itself */
    UNFINISHED_LETTERS_MIN = 2,
    RATHER_TIMES_MIN = 5,
    SOUNDS_MAX = 3,           /* words that one in Latin letters may be */
    SPELLED_FURTHER_MAX = 30, /* than the nearest, in hundredths of an edit */
};

/* How much like the typed word the meant ones count, the best and those behind it. */
static const float spelled_similarity[] = {0.7f, 0.5f, 0.4f};
static const float unfinished_similarity[] = {0.9f, 0.5f}; /* as typed; with or without article */
static const float finished_share = 0.4f; /* of these, where what was typed is a word already */

struct judge {
    const struct lexicon *lexicon;
    struct soft *soft;
    const struct soft_file *files;
    enum audience audience;
    const struct query *query;
    struct repair_list *out;
};

bool repair_knows(const struct lexicon *lexicon, const struct soft *soft, enum audience audience,
                  const struct token *token)
{
    const struct lexicon_entry *found[LEXICON_FOUND_MAX];
    return soft_words_find(soft_files(soft), audience, token->folded) != SOFT_NO_WORD ||
           lexicon_find(lexicon, token, 1, found);
}

static bool is_nearer(const struct soft_file *files, enum audience audience, struct repair_near a,
                      struct repair_near b)
{
    if (a.distance != b.distance)
        return a.distance < b.distance;
    return soft_words_sections(files, audience, a.id) > soft_words_sections(files, audience, b.id);
}

size_t repair_nearest(struct soft *soft, enum audience audience, const struct token *token,
                      struct repair_near best[REPAIR_NEAR_MAX])
{
    const struct soft_file *files = soft_files(soft);
    struct soft_word alike;
    unsigned limit = spell_limit(utf8_count_chars(token->folded));
    size_t n = 0;
    if (!spell_may_correct(token))
        return 0;
    soft_find_word(soft, audience, token, 1, &alike);
    for (size_t i = 0; i < alike.n; i++) {
        uint32_t id = alike.lists[i].id;
        unsigned distance = spell_distance(token->folded, soft_words_text(files, id), limit);
        if (distance > limit)
            continue;
        size_t at = n;
        while (at > 0 &&
               is_nearer(files, audience, (struct repair_near){id, distance}, best[at - 1]))
            at--;
        if (at == REPAIR_NEAR_MAX)
            continue;
        n += n < REPAIR_NEAR_MAX;
        for (size_t k = n - 1; k > at; k--)
            best[k] = best[k - 1];
        best[at] = (struct repair_near){id, distance};
    }
    return n;
}

static bool knows_stem(const struct judge *j, struct str stem)
{
    return soft_words_have_stem(j->files, j->audience, stem);
}

static bool knows_word(const struct judge *j, const struct token *token)
{
    return repair_knows(j->lexicon, j->soft, j->audience, token);
}

static struct repair_word *add(struct judge *j, enum repair_kind kind, const struct token *token)
{
    struct repair_word *word = &j->out->words[j->out->n++];
    *word = (struct repair_word){.kind = kind, .token = token, .to_bytes = token->to_bytes};
    return word;
}

static void add_meant(struct repair_word *word, uint32_t id, float similarity)
{
    if (word->n_meant == REPAIR_MEANT_MAX)
        return;
    word->meant[word->n_meant].id = id;
    word->meant[word->n_meant++].similarity = similarity;
}

/* --- each kind of mistake; true when it is this one --- */

static bool is_arabizi(struct judge *j, const struct token *token)
{
    struct soft_sound sounds[SOUNDS_MAX];
    if (token->kind == TOKEN_ARABIC || token->kind == TOKEN_NUMBER ||
        !arabizi_may_be(token->folded))
        return false;
    size_t n = soft_words_sound(j->files, j->audience, token->folded, sounds, SOUNDS_MAX);
    if (n == 0)
        return false;
    struct repair_word *word = add(j, REPAIR_ARABIZI, token);
    for (size_t i = 0; i < n && i < SOUNDS_MAX; i++)
        add_meant(word, sounds[i].id, sounds[i].fit * spelled_similarity[i]);
    return true;
}

/* Both parts are words of the index, the more evenly cut the better. */
static bool is_split(struct judge *j, const struct token *token)
{
    size_t letters = utf8_count_chars(token->folded), best = 0;
    uint32_t parts[2] = {SOFT_NO_WORD, SOFT_NO_WORD};
    const char *p = token->folded.p, *end = str_end(token->folded);
    if (token->kind != TOKEN_ARABIC)
        return false;
    for (size_t i = 0; p < end; i++, utf8_next(&p, end)) {
        size_t shorter = i < letters - i ? i : letters - i;
        if (shorter < PART_LETTERS_MIN || shorter <= best)
            continue;
        size_t n = (size_t)(p - token->folded.p);
        uint32_t first = soft_words_find(j->files, j->audience, str_sub(token->folded, 0, n));
        uint32_t second =
            soft_words_find(j->files, j->audience, str_sub(token->folded, n, token->folded.n));
        if (first == SOFT_NO_WORD || second == SOFT_NO_WORD ||
            soft_words_sections(j->files, j->audience, first) < PART_SECTIONS_MIN ||
            soft_words_sections(j->files, j->audience, second) < PART_SECTIONS_MIN)
            continue;
        best = shorter;
        parts[0] = first;
        parts[1] = second;
    }
    if (!best)
        return false;
    struct repair_word *word = add(j, REPAIR_SPLIT, token);
    add_meant(word, parts[0], 1);
    add_meant(word, parts[1], 1);
    return true;
}

/* The word and the next make one of the index; at least one of them is not known. */
static bool is_joined(struct judge *j, const struct token *token)
{
    char bytes[512];
    size_t i = 0;
    while (i < j->query->n_plain && j->query->plain[i].from_bytes != token->from_bytes)
        i++;
    if (token->kind != TOKEN_ARABIC || i + 1 >= j->query->n_plain)
        return false;
    const struct token *next = &j->query->plain[i + 1];
    if (token->folded.n + next->folded.n > sizeof bytes)
        return false;
    memcpy(bytes, token->folded.p, token->folded.n);
    memcpy(bytes + token->folded.n, next->folded.p, next->folded.n);
    uint32_t id = soft_words_find(j->files, j->audience,
                                  (struct str){bytes, token->folded.n + next->folded.n});
    if (id == SOFT_NO_WORD)
        return false;
    struct repair_word *word = add(j, REPAIR_JOINED, token);
    word->to_bytes = next->to_bytes;
    add_meant(word, id, 1);
    return true;
}

/* What articles and particles with them begin with, longest first. */
static const struct str articles[] = {STR_INIT("وال"), STR_INIT("بال"), STR_INIT("كال"),
                                      STR_INIT("فال"), STR_INIT("ال"),  STR_INIT("لل")};

static struct str without_article(struct str word)
{
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++)
        if (str_starts(word, articles[i]))
            return str_sub(word, articles[i].n, word.n);
    return word;
}

/* Words that begin so, with the article and without, whichever was typed. */
static bool goes_on(struct judge *j, const struct token *token)
{
    bool known = soft_words_find(j->files, j->audience, token->folded) != SOFT_NO_WORD;
    uint32_t ids[REPAIR_MEANT_MAX];
    char with[256] = "ال";
    struct str bare = without_article(token->folded), beginnings[3] = {token->folded};
    size_t n_beginnings = 1;
    if (utf8_count_chars(token->folded) < UNFINISHED_LETTERS_MIN)
        return false;
    if (utf8_count_chars(bare) >= UNFINISHED_LETTERS_MIN && bare.n < sizeof with - 4) {
        memcpy(with + 4, bare.p, bare.n);
        struct str other[] = {{with, bare.n + 4}, bare};
        for (size_t i = 0; i < 2; i++)
            if (!str_eq(token->folded, other[i]))
                beginnings[n_beginnings++] = other[i];
    }
    struct repair_word *word = NULL;
    for (size_t i = 0; i < n_beginnings; i++) {
        size_t n =
            soft_words_begin(j->files, j->audience, beginnings[i], ids, REPAIR_MEANT_MAX / 2);
        for (size_t k = 0; k < n; k++) {
            word = word ? word : add(j, REPAIR_UNFINISHED, token);
            word->known = known || knows_stem(j, token->stem);
            add_meant(word, ids[k], unfinished_similarity[i > 0] * (known ? finished_share : 1));
        }
    }
    return word;
}

static bool is_misspelt(struct judge *j, const struct token *token)
{
    struct repair_near best[REPAIR_NEAR_MAX] = {{0}};
    size_t n = knows_stem(j, token->stem) ? 0 : repair_nearest(j->soft, j->audience, token, best);
    if (n == 0)
        return false;
    struct repair_word *word = add(j, REPAIR_SPELLING, token);
    for (size_t i = 0; i < REPAIR_NEAR_MAX && i < n; i++)
        if (best[i].distance <= best[0].distance + SPELLED_FURTHER_MAX)
            add_meant(word, best[i].id, spelled_similarity[i]);
    return true;
}

/* So much more sections have a word spelled nearly so than have any that begins so: then the last
 * word, just found to be unfinished, is mistyped instead. */
static bool is_rather_misspelt(struct judge *j, const struct token *token)
{
    struct repair_near best[REPAIR_NEAR_MAX] = {{0}};
    const struct repair_word *unfinished = &j->out->words[j->out->n - 1];
    uint32_t most = 0;
    if (knows_word(j, token) || !repair_nearest(j->soft, j->audience, token, best))
        return false;
    for (size_t i = 0; i < unfinished->n_meant; i++) {
        uint32_t n = soft_words_sections(j->files, j->audience, unfinished->meant[i].id);
        most = n > most ? n : most;
    }
    if (soft_words_sections(j->files, j->audience, best[0].id) < RATHER_TIMES_MIN * most)
        return false;
    j->out->n--;
    return true;
}

/* --- all of them --- */

/* The first of these that it is. */
static bool (*const kinds[])(struct judge *, const struct token *) = {is_arabizi, is_joined,
                                                                      is_split, is_misspelt};

/* A part of a joined word that was repaired as a whole, which comes behind its parts. */
static bool is_part_of_repaired(const struct judge *j, const struct token *token)
{
    for (size_t i = 0; i < j->out->n; i++) {
        const struct token *whole = j->out->words[i].token;
        if (whole->kind == TOKEN_WHOLE && token->from_bytes >= whole->from_bytes &&
            token->to_bytes <= whole->to_bytes)
            return true;
    }
    return false;
}

static void repair_wholes(struct judge *j)
{
    for (size_t i = 0; i < j->query->n_words && j->out->n < REPAIR_WORDS_MAX; i++) {
        const struct token *token = j->query->words[i].token;
        if (token->kind == TOKEN_WHOLE && !knows_word(j, token))
            is_arabizi(j, token);
    }
}

void repair_words(const struct lexicon *lexicon, struct soft *soft, enum audience audience,
                  const struct query *query, bool unfinished, struct repair_list *out)
{
    struct judge j = {lexicon, soft, soft_files(soft), audience, query, out};
    const struct token *last = query->n_plain ? &query->plain[query->n_plain - 1] : NULL;
    out->n = 0;
    repair_wholes(&j);
    for (size_t i = 0; i < query->n_words && out->n < REPAIR_WORDS_MAX; i++) {
        const struct token *token = query->words[i].token;
        if (token->kind == TOKEN_WHOLE || is_part_of_repaired(&j, token))
            continue;
        bool known = token->kind == TOKEN_NUMBER || knows_word(&j, token);
        bool may_go_on = unfinished && last && token->from_bytes == last->from_bytes &&
                         token->kind == TOKEN_ARABIC && goes_on(&j, token);
        if (known || (may_go_on && !is_rather_misspelt(&j, token)))
            continue;
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && !kinds[k](&j, token); k++)
            ;
    }
}

struct str repair_meant(const struct soft *soft, enum audience audience, struct arena *a,
                        const struct repair_word *word)
{
    const struct soft_file *files = soft_files(soft);
    struct str first = soft_words_spelling(files, a, audience, word->meant[0].id);
    if (word->kind != REPAIR_SPLIT)
        return first;
    struct str second = soft_words_spelling(files, a, audience, word->meant[1].id);
    return arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(second));
}

/* The next word from these bytes on that is shown as it was meant: guesses at how a word goes on
 * are searched for, not shown. */
static const struct repair_word *next_shown(const struct repair_list *repairs, size_t from_bytes)
{
    const struct repair_word *found = NULL;
    for (size_t i = 0; i < repairs->n; i++) {
        const struct repair_word *word = &repairs->words[i];
        if (word->kind != REPAIR_UNFINISHED && word->token->from_bytes >= from_bytes &&
            (!found || word->token->from_bytes < found->token->from_bytes))
            found = word;
    }
    return found;
}

struct str repair_text(const struct soft *soft, enum audience audience, struct arena *a,
                       struct str typed, const struct repair_list *repairs)
{
    struct buf out;
    size_t at = 0;
    const struct repair_word *word;
    buf_init(&out, 1 << 20);
    while ((word = next_shown(repairs, at))) {
        buf_add(&out, str_sub(typed, at, word->token->from_bytes - at));
        buf_add(&out, repair_meant(soft, audience, a, word));
        at = word->to_bytes;
    }
    buf_add(&out, str_sub(typed, at, typed.n));
    struct str text = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return text;
}
