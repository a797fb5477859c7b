/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_article.h"

#include <stdio.h>
#include <unistd.h>

#include "frontmatter.h"

enum {
    PATH_MAX_BYTES = 4096,
    SHOWN_MAX_BYTES = 200,
    STARS_SOUGHT_MAX_BYTES = 16, /* with what follows: a line may have more ** than these */
};

static struct str shown(struct str s)
{
    return utf8_cut_bytes(s, SHOWN_MAX_BYTES);
}

static unsigned limit(const struct lint_article *a, enum lint_kind kind)
{
    return (unsigned)a->file.settings->kinds[kind].limit;
}

static struct lint_place place_of(const struct lint_article *a, const struct fact *fact)
{
    return lint_file_find(&a->file, fact, STR(""));
}

static const struct fact *first_heading(const struct lint_article *a)
{
    for (size_t i = 0; i < a->facts->n; i++)
        if (a->facts->items[i].kind == FACT_HEADING)
            return &a->facts->items[i];
    return NULL;
}

bool lint_article_has_title(const struct lint_article *a)
{
    return a->given_title.n || first_heading(a);
}

struct lint_place lint_article_title_place(const struct lint_article *a)
{
    const struct fact *heading = a->given_title.n ? NULL : first_heading(a);
    return heading ? place_of(a, heading) : lint_file_key(&a->file, STR("title"));
}

struct lint_place lint_article_section_place(const struct lint_article *a,
                                             const struct article_section *section)
{
    for (size_t i = 0; i < a->facts->n; i++) {
        const struct fact *fact = &a->facts->items[i];
        if (fact->kind == FACT_HEADING && section->anchor.n &&
            str_eq(fact->heading.anchor, section->anchor))
            return place_of(a, fact);
        if (fact->kind == FACT_TEXT && section->anchor.n == 0)
            return place_of(a, fact);
    }
    return (struct lint_place){a->article->meta.body_line, 1};
}

/* --- front matter --- */

static void check_title(const struct lint_article *a)
{
    struct str title = a->article->meta.title;
    size_t chars = utf8_count_chars(title);
    if (!lint_article_has_title(a))
        lint_file_tell(&a->file, LINT_NO_TITLE, (struct lint_place){1, 1},
                       "there is no title and no heading, so readers see \"" STR_FMT
                       "\": write `title: ...` into the front matter",
                       STR_ARG(shown(title)));
    else if (chars > limit(a, LINT_LONG_TITLE))
        lint_file_tell(&a->file, LINT_LONG_TITLE, lint_article_title_place(a),
                       "the title has %zu characters, search engines and browser tabs show about "
                       "%u: shorten it, the rest may go into the description",
                       chars, limit(a, LINT_LONG_TITLE));
}

static void check_review(const struct lint_article *a)
{
    struct str day = a->article->meta.review_by;
    if (day.n && str_cmp(day, a->today) < 0)
        lint_file_tell(&a->file, LINT_REVIEW, lint_file_key(&a->file, STR("review_by")),
                       "this was to be read again by " STR_FMT
                       ": see whether all of it still holds, then set a new day",
                       STR_ARG(day));
}

/* What nearly decides who sees the article was told when it was read. */
static void check_keys(const struct lint_article *a)
{
    for (unsigned line = 2; line < a->article->meta.body_line && line <= a->file.n_lines; line++) {
        struct str key = front_matter_key(a->file.lines[line - 1]);
        const char *near = key.n ? front_matter_nearest_key(key) : NULL;
        if (near && !(a->article->meta.guessed_draft && front_matter_guards(str_from(near))))
            lint_file_tell(&a->file, LINT_UNKNOWN_KEY, (struct lint_place){line, 1},
                           "there is no key `" STR_FMT "`, it does nothing: did you mean `%s`?",
                           STR_ARG(shown(key)), near);
    }
}

/* --- headings --- */

/* Nothing but blank lines and comments. */
static bool is_blank(struct str s)
{
    while ((s = str_trim(s)).n) {
        size_t end = str_starts(s, STR("<!--")) ? str_find(s, STR("-->")) : SIZE_MAX;
        if (end == SIZE_MAX)
            return false;
        s = str_sub(s, end + 3, s.n);
    }
    return true;
}

static bool is_blank_until(const struct lint_article *a, unsigned line, unsigned end)
{
    for (; line < end && line <= a->file.n_lines; line++)
        if (!is_blank(a->file.lines[line - 1]))
            return false;
    return true;
}

/* `next` is the heading that follows, or NULL. */
static void check_section(const struct lint_article *a, const struct fact *heading,
                          const struct fact *next)
{
    unsigned end = next ? next->line : (unsigned)a->file.n_lines + 1;
    bool has_below = next && next->number > heading->number;
    bool is_link = str_find(a->file.lines[heading->line - 1], STR("](")) != SIZE_MAX; /* a list */
    if (!has_below && !is_link && !heading->heading.is_title &&
        is_blank_until(a, heading->last_line + 1, end))
        lint_file_tell(&a->file, LINT_EMPTY_SECTION, place_of(a, heading),
                       "there is nothing below the heading \"" STR_FMT
                       "\": write the section or remove the heading",
                       STR_ARG(shown(heading->text)));
}

static void check_headings(const struct lint_article *a)
{
    const struct fact *above = NULL;
    for (size_t i = 0; i < a->facts->n; i++) {
        const struct fact *heading = &a->facts->items[i];
        if (heading->kind != FACT_HEADING)
            continue;
        unsigned level = above ? above->number : 1; /* the page's own title */
        if (heading->number > level + 1)
            lint_file_tell(&a->file, LINT_HEADING_LEVEL, place_of(a, heading),
                           "a heading of level %u comes below %s of level %u: those who listen to "
                           "the page miss a level; begin it with %.*s",
                           heading->number, above ? "one" : "the title", level, (int)level + 1,
                           "######");
        if (above)
            check_section(a, above, heading);
        above = heading;
    }
    if (above)
        check_section(a, above, NULL);
}

/* --- links and images --- */

static void check_link(const struct lint_article *a, const struct fact *fact)
{
    struct str url = shown(fact->text);
    struct lint_place place = lint_file_find(&a->file, fact, fact->text);
    if (fact->link.state == LINK_HIDDEN)
        lint_file_tell(&a->file, LINT_HIDDEN_LINK, place,
                       "\"" STR_FMT "\" is a draft or for agents only, readers of this article may "
                       "not see it: publish it or remove the link",
                       STR_ARG(url));
    else if (fact->link.state == LINK_MISSING && fact->link.to_article)
        lint_file_tell(&a->file, LINT_LINK, place,
                       "no article at \"" STR_FMT "\": mend the path or remove the link",
                       STR_ARG(url));
    else if (fact->link.state == LINK_MISSING)
        lint_file_tell(&a->file, LINT_LINK, place,
                       "\"" STR_FMT "\" leads to no article, only the words of the link are "
                       "shown: link to a .md file or to a whole address",
                       STR_ARG(url));
}

static void check_image(const struct lint_article *a, const struct fact *fact)
{
    struct lint_place place = lint_file_find(&a->file, fact, fact->text);
    struct str path = fact->image.path;
    char file[PATH_MAX_BYTES];
    snprintf(file, sizeof file, "%s/" STR_FMT, a->content_dir, STR_ARG(path));
    if (path.n && access(file, F_OK) != 0)
        lint_file_tell(&a->file, LINT_MISSING_IMAGE, place,
                       "there is no image \"" STR_FMT "\": mend the path or add the file",
                       STR_ARG(shown(path)));
    if (!fact->image.has_alt)
        lint_file_tell(&a->file, LINT_ALT_TEXT, place,
                       "the image has no words, nobody hears or finds what it shows: describe it "
                       "between the brackets of ![...], or in alt=\"...\"");
}

static void check_stars(const struct lint_article *a, const struct fact *fact)
{
    struct str stars = str_sub(fact->text, str_find(fact->text, STR("**")), SIZE_MAX);
    struct lint_place place =
        lint_file_find(&a->file, fact, utf8_cut_bytes(stars, STARS_SOUGHT_MAX_BYTES));
    if (fact->mended)
        lint_file_tell(&a->file, LINT_EMPHASIS, place,
                       "by the rules of Markdown these ** are no bold: it is mended here, other "
                       "programs show stars; put a space between ** and the word, or the sign "
                       "outside of the bold");
    else
        lint_file_tell(&a->file, LINT_EMPHASIS, place,
                       "readers see these **: write **words** without spaces inside and with a "
                       "space or sign outside");
}

static void check_piece(const struct lint_article *a, const struct fact *fact)
{
    switch (fact->kind) {
    case FACT_LINK:
        check_link(a, fact);
        break;
    case FACT_IMAGE:
        check_image(a, fact);
        break;
    case FACT_STARS:
        check_stars(a, fact);
        break;
    case FACT_PARAGRAPH:
        if (fact->number > limit(a, LINT_LONG_PARAGRAPH))
            lint_file_tell(&a->file, LINT_LONG_PARAGRAPH, place_of(a, fact),
                           "a paragraph of %u words, easy to read are up to %u: cut it into "
                           "paragraphs or a list",
                           fact->number, limit(a, LINT_LONG_PARAGRAPH));
        break;
    case FACT_TABLE:
        if (fact->number > limit(a, LINT_WIDE_TABLE))
            lint_file_tell(&a->file, LINT_WIDE_TABLE, place_of(a, fact),
                           "a table of %u columns, a telephone shows few of more than %u: split "
                           "it, or turn rows and columns around",
                           fact->number, limit(a, LINT_WIDE_TABLE));
        break;
    default:
        break;
    }
}

void lint_article(const struct lint_article *a)
{
    check_title(a);
    check_review(a);
    check_keys(a);
    check_headings(a);
    for (size_t i = 0; i < a->facts->n; i++)
        check_piece(a, &a->facts->items[i]);
}
