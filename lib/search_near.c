/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search_run.h"
#include "soft_words.h"
#include "spell.h"

enum {
    SUGGESTED_MAX = 3,   /* completions looked at for what was typed, and for each word */
    WORDS_LOOKED_AT = 8, /* of the query */
};

/* Reads and counts another query as this one would be: same audience, same filters. Quoted, it
 * must be found just so. */
static int finds(const struct search_run *run, struct str query, bool *found, struct err *err)
{
    struct search_request request = {
        .query = query,
        .langs = run->request->langs,
        .products = run->request->products,
        .categories = run->request->categories,
        .audience = run->request->audience,
        .as_typed = true,
    };
    struct search_run *other =
        search_begin(run->s, run->a, &request, ARENA_NEW(run->a, struct search_result));
    search_read_query(other);
    if (search_score(other, other->query.only_phrases, 0, &other->scope, &other->found, err) < 0)
        return -1;
    *found = other->found.n_matching > 0;
    return 0;
}

static bool is_offered(const struct search_run *run, struct str text)
{
    struct text *analyser = run->s->index.text;
    struct str folded = text_fold(analyser, run->a, text);
    if (folded.n == 0 || str_eq(str_trim(text), str_trim(run->request->query)))
        return true;
    for (size_t i = 0; i < run->out->n_near; i++)
        if (str_eq(folded, text_fold(analyser, run->a, run->out->near[i])))
            return true;
    return false;
}

/* Offers the text when `query` finds something. */
static int offer(struct search_run *run, struct str text, struct str query, struct err *err)
{
    bool found;
    if (run->out->n_near == SEARCH_NEAR_MAX || is_offered(run, text))
        return 0;
    if (finds(run, query, &found, err) < 0)
        return -1;
    if (found)
        run->out->near[run->out->n_near++] = arena_dup(run->a, text);
    return 0;
}

/* What was not to be repaired, repaired. */
static int offer_repaired(struct search_run *run, struct err *err)
{
    struct search_request request = {
        .query = run->request->query,
        .audience = run->request->audience,
    };
    if (!run->request->as_typed)
        return 0;
    struct search_run *repaired =
        search_begin(run->s, run->a, &request, ARENA_NEW(run->a, struct search_result));
    search_read_query(repaired);
    return offer(run, repaired->out->meant, repaired->out->meant, err);
}

/* The query with nothing ruled out. */
static int offer_plain(struct search_run *run, struct err *err)
{
    const struct query *query = &run->query;
    struct str text = STR("");
    if (query->n_excluded == 0)
        return 0;
    for (size_t i = 0; i < query->n_plain; i++) {
        const struct token *token = &query->plain[i];
        size_t n = token->to_bytes - token->from_bytes;
        struct str word = str_sub(run->typed, token->from_bytes, n);
        text =
            arena_printf(run->a, STR_FMT "%s" STR_FMT, STR_ARG(text), i ? " " : "", STR_ARG(word));
    }
    return offer(run, text, text, err);
}

/* The word of the index that is spelled most nearly so, half of the letters being the same. Asked
 * for in quotes: what only stands where this audience sees nothing is not offered. */
static int offer_nearest(struct search_run *run, const struct token *token, struct err *err)
{
    struct soft *soft = run->s->index.soft;
    const struct soft_file *files = soft_files(soft);
    unsigned best = (unsigned)utf8_count_chars(token->folded) * SPELL_EDIT / 2 + 1;
    uint32_t nearest = SOFT_NO_WORD;
    struct soft_word alike;
    if (!spell_may_correct(token))
        return 0;
    soft_find_word(soft, run->request->audience, token, 1, &alike);
    for (size_t i = 0; i < alike.n; i++) {
        uint32_t id = alike.lists[i].id;
        unsigned distance = spell_distance(token->folded, soft_words_text(files, id), best);
        if (distance < best) {
            best = distance;
            nearest = id;
        }
    }
    if (nearest == SOFT_NO_WORD)
        return 0;
    struct str word = soft_words_spelling(files, run->a, run->request->audience, nearest);
    return offer(run, word, arena_printf(run->a, "\"" STR_FMT "\"", STR_ARG(word)), err);
}

/* Titles and headings that have what was typed. */
static int offer_completions(struct search_run *run, struct str typed, struct err *err)
{
    struct suggestion_list list;
    enum audience audience = run->request->audience;
    suggest_find(run->s->index.suggest[audience], run->s->index.text, run->a, typed, audience,
                 SUGGESTED_MAX, &list);
    for (size_t i = 0; i < list.n; i++)
        if (offer(run, list.items[i].text, list.items[i].text, err) < 0)
            return -1;
    return 0;
}

int search_near(struct search_run *run, struct err *err)
{
    if (offer_repaired(run, err) < 0 || offer_plain(run, err) < 0 ||
        offer_completions(run, run->typed, err) < 0)
        return -1;
    for (size_t i = 0; i < run->query.n_plain && i < WORDS_LOOKED_AT; i++) {
        const struct token *token = &run->query.plain[i];
        if (token->stop_word)
            continue;
        if (offer_nearest(run, token, err) < 0 || offer_completions(run, token->exact, err) < 0)
            return -1;
    }
    return 0;
}
