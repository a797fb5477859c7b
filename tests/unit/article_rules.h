/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What must hold for every article whatever its file says, for unit tests and fuzzers: which tags,
 * attributes and links its HTML may have, that tags and ids match, that texts are clean.
 */
#ifndef JAWAB_TEST_ARTICLE_RULES_H
#define JAWAB_TEST_ARTICLE_RULES_H

#include <string.h>

#include "indexer/article.h"
#include "indexer/scrub.h"

enum { OPEN_MAX = 4096 };

struct page_check {
    struct arena *arena;
    struct str rest;
    struct str open[OPEN_MAX];
    size_t n_open;
    struct str *ids;
    size_t n_ids;
    bool for_agents; /* the page with the notes */
};

static inline bool is_one_of(struct str s, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(s, str_from(*list)))
            return true;
    return false;
}

static inline bool is_clean(struct str s)
{
    if (utf8_valid_bytes(s) != s.n || (s.n && memchr(s.p, '\0', s.n)))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (scrub_lead(s.p + i) && scrub_bytes(s.p + i, s.p + s.n))
            return false;
    return true;
}

/* A section's text, which may also have blanks that join. */
static inline bool is_clean_section(struct arena *a, struct str s)
{
    struct str plain = arena_dup(a, s);
    for (size_t i = 0; i < plain.n; i++)
        if (plain.p[i] == RECORD_JOINED_BLANK)
            ((char *)(uintptr_t)plain.p)[i] = ' ';
    return is_clean(plain);
}

static inline const char *check_link(struct str url)
{
    static const char *const starts[] = {"#",       "http://", "https://",
                                         "mailto:", "tel:",    "/articles/"};
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
        if (str_starts(url, str_from(starts[i])))
            return NULL;
    return "a link of another kind";
}

static inline const char *check_attribute(struct page_check *page, struct str name,
                                          struct str value)
{
    static const char *const names[] = {"id",      "href",     "rel",        "class",
                                        "role",    "tabindex", "aria-label", "aria-hidden",
                                        "viewBox", "scope",    "start",      NULL};
    if (!is_one_of(name, names))
        return "an attribute that is not ours";
    for (size_t i = 0; i < value.n; i++)
        if (strchr("<>\"", value.p[i]))
            return "an attribute that is not escaped";
    if (str_eq(name, STR("href")))
        return check_link(value);
    if (!str_eq(name, STR("id")))
        return NULL;
    page->ids[page->n_ids++] = value;
    return value.n ? NULL : "an empty id";
}

static inline const char *check_attributes(struct page_check *page, struct str attributes)
{
    while (attributes.n) {
        size_t equals = str_find(attributes, STR("=\""));
        if (attributes.p[0] != ' ' || equals == SIZE_MAX)
            return "attributes that are not ours";
        struct str name = str_sub(attributes, 1, equals - 1);
        attributes = str_sub(attributes, equals + 2, attributes.n);
        size_t quote = str_find_char(attributes, '"');
        if (quote == SIZE_MAX)
            return "an attribute without an end";
        const char *broken = check_attribute(page, name, str_sub(attributes, 0, quote));
        if (broken)
            return broken;
        attributes = str_sub(attributes, quote + 1, attributes.n);
    }
    return NULL;
}

static inline const char *check_tag(struct page_check *page, struct str tag)
{
    static const char *const pairs[] = {
        "p",  "a",          "h2",  "h3",  "h4",     "h5",   "h6",    "ul",    "ol",
        "li", "blockquote", "pre", "em",  "strong", "code", "table", "thead", "tbody",
        "tr", "th",         "td",  "div", "span",   "svg",  NULL};
    static const char *const note_pairs[] = {"aside", "header", NULL};
    static const char *const singles[] = {"br", "hr", "use", NULL};
    if (str_starts(tag, STR("/"))) {
        struct str name = str_sub(tag, 1, tag.n);
        if (page->n_open == 0 || !str_eq(page->open[--page->n_open], name))
            return "a tag closed that was not open";
        return NULL;
    }
    size_t n = 0;
    while (n < tag.n && tag.p[n] != ' ' && tag.p[n] != '/')
        n++;
    struct str name = str_sub(tag, 0, n), attributes = str_sub(tag, n, tag.n);
    if (is_one_of(name, singles)) {
        if (str_ends(attributes, STR("/")))
            attributes.n--;
    } else if (is_one_of(name, pairs) || (page->for_agents && is_one_of(name, note_pairs))) {
        if (page->n_open == OPEN_MAX)
            return "nested too deep";
        page->open[page->n_open++] = name;
    } else {
        return "a tag that is not ours";
    }
    return check_attributes(page, attributes);
}

static inline const char *check_text(struct str text)
{
    static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    for (size_t i = 0; i < text.n; i++) {
        bool known = text.p[i] != '&';
        for (size_t k = 0; k < 4 && !known; k++)
            known = str_starts(str_sub(text, i, text.n), str_from(references[k]));
        if (!known || text.p[i] == '>')
            return "text that is not escaped";
    }
    return NULL;
}

static inline const char *check_html(struct page_check *page)
{
    while (page->rest.n) {
        size_t lt = str_find_char(page->rest, '<');
        const char *broken = check_text(str_sub(page->rest, 0, lt));
        if (broken || lt == SIZE_MAX)
            return broken;
        page->rest = str_sub(page->rest, lt + 1, page->rest.n);
        size_t gt = str_find_char(page->rest, '>');
        if (gt == SIZE_MAX)
            return "a tag without an end";
        broken = check_tag(page, str_sub(page->rest, 0, gt));
        if (broken)
            return broken;
        page->rest = str_sub(page->rest, gt + 1, page->rest.n);
    }
    return page->n_open ? "a tag that is never closed" : NULL;
}

static inline bool has_id(const struct page_check *page, struct str id)
{
    size_t found = 0;
    for (size_t i = 0; i < page->n_ids; i++)
        found += str_eq(page->ids[i], id);
    return found == 1;
}

static inline const char *check_sections(const struct page_check *page,
                                         const struct article *article)
{
    if (article->n_sections - article->n_notes > ARTICLE_SECTIONS_MAX + 1)
        return "too many sections";
    for (size_t i = 0; i < article->n_sections; i++) {
        const struct article_section *s = &article->sections[i];
        if (s->level > 6 || s->level == 1 || (s->level == 0) != (s->heading.n == 0))
            return "a section's level";
        if (!s->heading.n && !s->text.n)
            return "an empty section";
        if (s->heading.n && !has_id(page, s->anchor))
            return "a section whose anchor is not on the page once";
        if (!is_clean_section(page->arena, s->text) || !is_clean(s->heading) ||
            !is_clean(s->anchor) || !is_clean(s->path))
            return "a section with text that is not clean";
        if (!str_eq(str_trim(s->text), s->text))
            return "a section's text with space around it";
    }
    for (size_t i = 0; i < article->n_headings; i++)
        if (!article->headings[i].text.n || !has_id(page, article->headings[i].anchor))
            return "a heading whose anchor is not on the page once";
    return NULL;
}

static inline const char *check_id(struct str id)
{
    if (id.n == 0 || id.n > 512 || id.p[0] == '/' || id.p[id.n - 1] == '/')
        return "an id that is no path";
    while (id.n) {
        size_t slash = str_find_char(id, '/');
        struct str part = str_sub(id, 0, slash);
        if (part.n == 0 || str_eq(part, STR("..")) || str_eq(part, STR(".")))
            return "an id with a part that leads elsewhere";
        id = slash == SIZE_MAX ? STR("") : str_sub(id, slash + 1, id.n);
    }
    return NULL;
}

static inline const char *check_notes(struct arena *a, const struct article *article)
{
    if (str_find(article->html, STR("class=\"secret\"")) != SIZE_MAX)
        return "a note that everybody can read";
    if ((article->agent_html.n > 0) != (article->n_notes > 0))
        return "notes without a page for agents, or a page without notes";
    for (size_t i = 0; i < article->n_sections; i++) {
        const struct article_section *s = &article->sections[i];
        bool is_note = i >= article->n_sections - article->n_notes;
        if ((s->note > 0) != is_note || (is_note && s->audience != AUDIENCE_AGENT))
            return "a note that is none, or not behind the sections";
    }
    struct page_check page = {.arena = a, .rest = article->agent_html, .for_agents = true};
    page.ids = ARENA_ARRAY(a, struct str, article->agent_html.n / 6 + 1);
    return is_clean(article->agent_html) ? check_html(&page) : "agents' HTML that is not clean";
}

/* A sentence about the first rule that is broken, or NULL. */
static inline const char *article_breaks(struct arena *a, const struct article *article)
{
    const struct front_matter *meta = &article->meta;
    const char *broken = check_id(meta->id);
    if (broken)
        return broken;
    if (!meta->title.n || meta->lang.n != 2)
        return "no title or language";
    if (!is_clean(meta->id) || !is_clean(meta->title) || !is_clean(meta->description))
        return "a front matter that is not clean";
    if (article->html.n > ARTICLE_HTML_MAX_BYTES || !is_clean(article->html))
        return "HTML that is not clean";
    struct page_check page = {.arena = a, .rest = article->html};
    page.ids = ARENA_ARRAY(a, struct str, article->html.n / 6 + 1); /* id="" */
    broken = check_html(&page);
    if (!broken)
        broken = check_sections(&page, article);
    return broken ? broken : check_notes(a, article);
}

#endif
