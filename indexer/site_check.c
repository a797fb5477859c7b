/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_check.h"

struct checking {
    const struct catalogue *catalogue;
    const struct piece *pieces;
    size_t n_pieces;
    struct report *report;
};

/* Is it the id of a public article, or "id#anchor" with a heading of one? */
static bool is_question(const struct checking *c, struct str asked)
{
    size_t hash = str_find_char(asked, '#');
    struct str id = str_sub(asked, 0, hash);
    struct str anchor = hash == SIZE_MAX ? STR("") : str_sub(asked, hash + 1, asked.n);
    for (size_t i = 0; i < c->n_pieces; i++)
        for (size_t k = 0; k < c->pieces[i].n_completions; k++) {
            const struct piece_completion *completion = &c->pieces[i].completions[k];
            if (completion->audience == AUDIENCE_PUBLIC &&
                str_eq(completion->what.article_id, id) && str_eq(completion->what.anchor, anchor))
                return true;
        }
    return false;
}

static bool has_category(const struct checking *c, const struct settings_text *name)
{
    for (size_t i = 0; i < c->catalogue->n; i++)
        for (size_t lang = 0; lang < SETTINGS_LANGUAGES; lang++)
            if (str_eq(c->catalogue->entries[i].meta.category, name->of[lang]))
                return true;
    return false;
}

static void warn(struct checking *c, unsigned line, const char *what, struct str name)
{
    report_add(c->report, REPORT_WARNING, STR(SITE_FILE), line, "site", what, STR_ARG(name));
}

void site_check(const struct settings *settings, const struct site_lines *lines,
                const struct catalogue *catalogue, const struct piece *pieces, size_t n_pieces,
                struct report *report)
{
    struct checking c = {catalogue, pieces, n_pieces, report};
    for (size_t i = 0; i < settings->n_topics; i++)
        if (!has_category(&c, &settings->topics[i].name))
            warn(&c, lines->topics[i], "no article has the category \"" STR_FMT "\"",
                 settings->topics[i].name.of[SETTINGS_AR]);
    for (size_t lang = 0; lang < SETTINGS_LANGUAGES; lang++)
        for (size_t i = 0; i < settings->questions[lang].n; i++)
            if (!is_question(&c, settings->questions[lang].items[i]))
                warn(&c, lines->questions[lang][i],
                     "there is no public article or heading \"" STR_FMT "\"",
                     settings->questions[lang].items[i]);
}

static bool is_article(const struct catalogue *catalogue, struct str id)
{
    for (size_t i = 0; i < catalogue->n; i++)
        if (str_eq(catalogue->entries[i].meta.id, id))
            return true;
    return false;
}

void site_check_promoted(const struct lexicon *lexicon, const struct catalogue *catalogue,
                         struct report *report)
{
    size_t n;
    const struct lexicon_entry *entries = lexicon_entries(lexicon, &n);
    for (size_t i = 0; i < n; i++) {
        char path[256];
        if (entries[i].kind != LEXICON_PROMOTED || is_article(catalogue, entries[i].article_id))
            continue;
        snprintf(path, sizeof path, LEXICON_DIR "/%s", entries[i].file);
        report_add(report, REPORT_WARNING, str_from(path), entries[i].line, "lexicon",
                   "there is no article \"" STR_FMT "\"", STR_ARG(entries[i].article_id));
    }
}
