/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "schema.h"
#include "search_run.h"
#include "soft_words.h"
#include "spell.h"

enum {
    RARE_SECTIONS_MAX = 2, /* a word that so few have may be a mistake in them */
    COMMON_TIMES_MIN = 10, /* and one that so many times more have is what was meant */
};

/* --- promoted articles --- */

static struct str today(struct arena *a)
{
    time_t now = time(NULL);
    struct tm parts;
    char date[16];
    gmtime_r(&now, &parts);
    strftime(date, sizeof date, "%Y-%m-%d", &parts);
    return arena_dup(a, str_from(date));
}

/* The row whose query is all that was typed. */
static const struct lexicon_entry *find_promoted(const struct search_run *run)
{
    const struct lexicon_entry *found[LEXICON_FOUND_MAX];
    const struct query *query = &run->query;
    size_t n = lexicon_find(run->s->index.lexicon, query->plain, query->n_plain, found);
    for (size_t i = 0; i < n; i++)
        if (found[i]->kind == LEXICON_PROMOTED && found[i]->from.words.n == query->n_plain &&
            (found[i]->until.n == 0 || str_cmp(found[i]->until, today(run->a)) >= 0))
            return found[i];
    return NULL;
}

static void put_first(struct search_result *out, size_t limit, const struct search_hit *hit)
{
    size_t n = 0;
    for (size_t i = 0; i < out->n_hits; i++)
        if (!str_eq(out->hits[i].section.article_id, hit->section.article_id))
            out->hits[n++] = out->hits[i];
    memmove(out->hits + 1, out->hits, n * sizeof *out->hits);
    out->hits[0] = *hit;
    out->n_hits = n < limit ? n + 1 : limit;
}

/* The article counts whether its words match or not. Says whether it passes the filters. */
static int count_promoted(struct search_run *run, struct str id, bool *wanted, struct err *err)
{
    uint64_t *own;
    struct soft_result one;
    size_t first = 0;
    if (search_mark_article(run, id, &own, err) < 0)
        return -1;
    search_score_only(run, own, NULL, &one);
    while (!(own[first / 64] >> first % 64 & 1))
        first++;
    *wanted = !run->scope.wanted || run->scope.wanted[first / 64] >> first % 64 & 1;
    run->out->total += *wanted && one.n_matching == 0;
    if (run->matching && one.n_matching == 0)
        run->matching[first / 64] |= (uint64_t)1 << first % 64;
    return 0;
}

int search_promote(struct search_run *run, struct err *err)
{
    const struct lexicon_entry *entry = find_promoted(run);
    struct search_hit hit = {.promoted = true};
    struct str data;
    bool wanted;
    if (!entry)
        return 0;
    struct str term = search_id_term(run->a, PREFIX_ARTICLE, entry->article_id);
    if (xap_db_find(run->s->index.sections, run->a, term, &data, err) < 0)
        return -1;
    if (!data.p || !record_get_section(run->a, data, &hit.section) ||
        (hit.section.audience != AUDIENCE_PUBLIC && run->request->audience != AUDIENCE_AGENT))
        return 0;
    if (count_promoted(run, entry->article_id, &wanted, err) < 0)
        return -1;
    if (wanted && run->offset == 0)
        put_first(run->out, run->limit, &hit);
    return 0;
}

/* --- the answer --- */

/* Agents read answers out: where what comes first is theirs alone, the best of what everybody may
 * see. *hit is NULL when there is none. */
static int best_public(struct search_run *run, const struct search_hit **hit, float *ahead,
                       struct err *err)
{
    struct search_index *index = &run->s->index;
    struct soft_scope scope = {.wanted = run->scope.wanted};
    struct soft_result found;
    struct search_hit *own = ARENA_NEW(run->a, struct search_hit);
    bool phrases = run->query.only_phrases && !run->out->relaxed;
    *hit = NULL;
    if (search_index_allowed(index, run->a, AUDIENCE_PUBLIC, &run->query, phrases, &scope.allowed,
                             err) < 0)
        return -1;
    soft_score_scope(index->soft, run->a, run->words.words, run->words.n, &scope, 2, &found);
    if (found.n_hits == 0)
        return 0;
    if (search_read_section(run->s, run->a, found.hits[0].section, &own->section, err) < 0)
        return -1;
    own->score = (double)found.hits[0].score;
    *ahead = found.n_hits < 2 ? 0 : found.hits[1].score / found.hits[0].score;
    *hit = own;
    return 0;
}

static int find_candidate(struct search_run *run, const struct search_hit **hit, float *ahead,
                          struct err *err)
{
    const struct soft_hit *best = run->found.hits;
    *hit = run->out->hits;
    if (run->out->n_hits == 0 || (*hit)->promoted) {
        *hit = NULL;
        return 0;
    }
    if ((*hit)->section.audience == AUDIENCE_AGENT)
        return best_public(run, hit, ahead, err);
    bool alone = run->found.n_hits < 2 || run->n_named == 1;
    *ahead = alone ? 0 : best[1].score / best[0].score;
    return 0;
}

/* A hit answers when its section has a text of its own. */
int search_answer(struct search_run *run, struct err *err)
{
    struct search_result *out = run->out;
    const struct search_hit *hit;
    struct article_record article;
    float ahead = 0;
    bool redirected;
    if (find_candidate(run, &hit, &ahead, err) < 0)
        return -1;
    if (!hit || hit->section.text.n == 0)
        return 0;
    out->answer.confidence =
        answer_confidence(run->s->index.text, run->a, run->s->index.soft, run->request->audience,
                          &run->query, &run->words, &hit->section, ahead);
    if (out->answer.confidence < ANSWER_CONFIDENCE_MIN)
        return 0;
    out->answer.hit = hit;
    if (run->request->without_snippets)
        return 0;
    if (search_article(run->s, run->a, hit->section.article_id, AUDIENCE_PUBLIC, &article,
                       &redirected, err) < 0)
        return -1;
    out->answer.html = record_section_html(run->a, article.html, hit->section.anchor);
    return 0;
}

/* --- did you mean --- */

/* A word of the index that is spelled nearly so and that far more sections have. */
static uint32_t more_common(const struct search_run *run, size_t place)
{
    const struct soft_file *files = soft_files(run->s->index.soft);
    const struct token *token = run->query.words[place].token;
    enum audience audience = run->request->audience;
    uint32_t id = soft_words_find(files, audience, token->folded);
    if (id == SOFT_NO_WORD || !spell_may_correct(token) ||
        soft_words_sections(files, audience, id) > RARE_SECTIONS_MAX)
        return SOFT_NO_WORD;
    const struct soft_word *word = &run->words.words[place];
    unsigned limit = spell_limit(utf8_count_chars(token->folded));
    for (size_t i = 0; i < word->n; i++) {
        uint32_t other = word->lists[i].id;
        if (soft_words_sections(files, audience, other) >=
                COMMON_TIMES_MIN * soft_words_sections(files, audience, id) &&
            spell_distance(token->folded, soft_words_text(files, other), limit) <= limit)
            return other;
    }
    return SOFT_NO_WORD;
}

struct str search_did_you_mean(const struct search_run *run)
{
    struct repair_list *better = ARENA_NEW(run->a, struct repair_list);
    for (size_t i = 0; i < run->query.n_words && i < run->words.n; i++) {
        const struct token *token = run->query.words[i].token;
        uint32_t id = token->kind == TOKEN_WHOLE ? SOFT_NO_WORD : more_common(run, i);
        if (id == SOFT_NO_WORD || better->n == REPAIR_WORDS_MAX)
            continue;
        struct repair_word *word = &better->words[better->n++];
        word->kind = REPAIR_SPELLING;
        word->token = token;
        word->to_bytes = token->to_bytes;
        word->meant[0].id = id;
        word->n_meant = 1;
    }
    if (better->n == 0)
        return STR("");
    return repair_text(run->s->index.soft, run->request->audience, run->a, run->typed, better);
}
