/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_check.h"

static bool has_category(const struct site_checker *c, const struct settings_text *name)
{
    for (size_t i = 0; i < c->catalogue->n; i++)
        for (size_t lang = 0; lang < SETTINGS_LANGUAGES; lang++)
            if (str_eq(c->catalogue->entries[i].meta.category, name->of[lang]))
                return true;
    return false;
}

/* An article's id, or "id#anchor". */
static bool is_question(const struct site_checker *c, struct str asked)
{
    size_t hash = str_find_char(asked, '#');
    struct str anchor = hash == SIZE_MAX ? STR("") : str_sub(asked, hash + 1, asked.n);
    return c->has_heading(c->context, str_sub(asked, 0, hash), anchor);
}

static void tell(const struct site_checker *c, unsigned line, const char *what, struct str name)
{
    struct arena a = ARENA_INIT;
    c->tell(c->context, line, arena_printf(&a, "%s \"" STR_FMT "\"", what, STR_ARG(name)).p);
    arena_release(&a);
}

void site_check(const struct site_checker *c, const struct settings *settings,
                const struct site_lines *lines)
{
    for (size_t i = 0; i < settings->n_topics; i++)
        if (!has_category(c, &settings->topics[i].name))
            tell(c, lines->topics[i], "no article has the category",
                 settings->topics[i].name.of[SETTINGS_AR]);
    for (size_t lang = 0; lang < SETTINGS_LANGUAGES; lang++)
        for (size_t i = 0; i < settings->questions[lang].n; i++)
            if (!is_question(c, settings->questions[lang].items[i]))
                tell(c, lines->questions[lang][i], "there is no public article or heading",
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
