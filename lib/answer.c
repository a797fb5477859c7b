/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "answer.h"

#include <math.h>

#include "grams.h"
#include "soft_words.h"

/* The words of the question and the names of the section, each word once. */
struct names {
    struct token_list heading, title;
};

/* How similar the most similar word of the names is to the query word. */
static float best_in(const struct soft_file *files, const struct soft_word *word,
                     const struct token_list *name)
{
    for (size_t i = 0; i < word->n; i++)
        for (size_t k = 0; k < name->n; k++)
            if (str_eq(name->tokens[k].folded, soft_words_text(files, word->lists[i].id)))
                return word->lists[i].similarity;
    return 0;
}

/* How much of a typed word the index knows: all of one that it has, else the share of its grams. Of
 * a word that is like none, the few grams that are known would otherwise be taken for all of it. */
static float known_share(const struct soft_file *files, enum audience audience,
                         const struct token *token)
{
    struct gram grams[GRAMS_MAX];
    size_t n = grams_of(token->folded, token->stem, grams), n_known = 0;
    if (soft_words_find(files, audience, token->folded) != SOFT_NO_WORD)
        return 1;
    for (size_t i = 0; i < n; i++)
        n_known += soft_words_have_gram(files, audience, grams[i].key);
    return n ? (float)n_known / (float)n : 1;
}

/* The share of the question's weight that heading and title say. */
static float said_by_names(const struct soft *soft, enum audience audience,
                           const struct query *query, const struct rank_words *words,
                           const struct names *names)
{
    const struct soft_file *files = soft_files(soft);
    float said = 0, all = 0;
    for (size_t i = 0; i < query->n_words; i++) {
        const struct soft_word *word = &words->words[i];
        float heading = best_in(files, word, &names->heading);
        float title = best_in(files, word, &names->title);
        all += word->weight;
        said += word->weight * (heading > title ? heading : title) *
                known_share(files, audience, query->words[i].token);
    }
    return all > 0 ? said / all : 0;
}

/* The share of the names' content words that the question says: a long name about more than was
 * asked is a worse answer. */
static float said_by_question(const struct soft *soft, const struct query *query,
                              const struct rank_words *words, const struct token_list *name)
{
    const struct soft_file *files = soft_files(soft);
    size_t n = 0;
    float said = 0;
    for (size_t k = 0; k < name->n; k++) {
        const struct token_list one = {&name->tokens[k], 1};
        float best = 0;
        if (name->tokens[k].stop_word || name->tokens[k].kind == TOKEN_WHOLE)
            continue;
        for (size_t i = 0; i < query->n_words; i++) {
            float similarity = best_in(files, &words->words[i], &one);
            best = similarity > best ? similarity : best;
        }
        said += best;
        n++;
    }
    return n ? said / (float)n : 0;
}

float answer_confidence(struct text *analyser, struct arena *a, const struct soft *soft,
                        enum audience audience, const struct query *query,
                        const struct rank_words *words, const struct section_record *section,
                        float ahead)
{
    struct names names;
    text_tokens(analyser, a, section->heading, &names.heading);
    text_tokens(analyser, a, section->title, &names.title);
    float asked = said_by_names(soft, audience, query, words, &names);
    float named =
        said_by_question(soft, query, words, names.heading.n ? &names.heading : &names.title);
    return cbrtf(asked * named * (ahead < 1 ? 1 - ahead : 0));
}
