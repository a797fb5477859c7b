/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "search_run.h"
#include "soft_words.h"

enum { NEIGHBOURS_SHOWN = 8 };

static void show_neighbours(const struct search_run *run, const struct soft_word *word,
                            struct search_word *out)
{
    const struct soft_file *files = soft_files(run->s->index.soft);
    out->neighbours = ARENA_ARRAY(run->a, struct search_match, NEIGHBOURS_SHOWN);
    for (size_t i = 0; i < word->n && out->n_neighbours < NEIGHBOURS_SHOWN; i++) {
        uint32_t id = word->lists[i].id;
        if (i && id == word->lists[i - 1].id)
            continue; /* the same in other spellings */
        out->neighbours[out->n_neighbours++] = (struct search_match){
            .word = soft_words_folded(files, run->a, id),
            .frequency = soft_words_sections(files, run->request->audience, id),
            .similarity = word->lists[i].similarity,
        };
    }
}

static struct str join(struct arena *a, const struct lexicon_entry *entry)
{
    struct str text = STR("");
    for (size_t i = 0; i < entry->n_to; i++)
        text = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(text), i ? ", " : "",
                            STR_ARG(entry->to[i].text));
    return text;
}

void search_explain_words(const struct search_run *run, struct search_explanation *out)
{
    const struct rank_words *words = &run->words;
    out->words = ARENA_ARRAY(run->a, struct search_word, words->n);
    for (size_t i = 0; i < words->n; i++) {
        const struct token *token = words->tokens[i];
        struct search_word *word = &out->words[out->n_words++];
        *word = (struct search_word){
            .exact = token->exact,
            .folded = token->folded,
            .stem = token->stem,
            .stop_word = token->stop_word,
            .typed = i < run->query.n_words,
            .weight = words->words[i].weight,
        };
        show_neighbours(run, &words->words[i], word);
    }
    out->rules = ARENA_ARRAY(run->a, struct search_rule, words->n_uses);
    for (size_t i = 0; i < words->n_uses; i++) {
        const struct lexicon_entry *entry = words->uses[i].entry;
        out->rules[out->n_rules++] = (struct search_rule){
            .file = entry->file,
            .line = entry->line,
            .of_site = entry->of_site,
            .from = entry->from.text,
            .to = join(run->a, entry),
        };
    }
}

void search_explain_section(const struct search_run *run, uint32_t section,
                            struct search_explanation *out)
{
    const struct soft *soft = run->s->index.soft;
    for (size_t i = 0; i < out->n_words; i++) {
        struct soft_match matches[SOFT_LISTS_MAX];
        struct search_word *word = &out->words[i];
        word->score = soft_explain(soft, &run->words.words[i], section, matches, &word->n_matches);
        word->matches = ARENA_ARRAY(run->a, struct search_match, word->n_matches);
        for (size_t k = 0; k < word->n_matches; k++)
            word->matches[k] = (struct search_match){
                .word = soft_words_folded(soft_files(soft), run->a, matches[k].id),
                .frequency = matches[k].frequency,
                .similarity = matches[k].similarity,
            };
    }
}
