/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_kinds.h"

const struct lint_kind_row lint_kinds[LINT_KINDS] = {
    [LINT_UNREADABLE] = {"unreadable", "a file or folder cannot be read and is left out",
                         "give the indexer the right to read it"},
    [LINT_MALFORMED] = {"malformed", "the file is no text, or would publish what is internal",
                        "save it as UTF-8; write internal notes as the message says"},
    [LINT_EMPTY] = {"empty", "the file has nothing to find or to show",
                    "write the article or delete the file"},
    [LINT_TOO_BIG] = {"too-big", "the file is over a limit and left out",
                      "split the article; save pictures as files"},
    [LINT_DUPLICATE_ID] = {"duplicate-id",
                           "two files have the same id: only the first is published",
                           "give one of them another id"},
    [LINT_FRONT_MATTER] = {"front-matter", "a value between the two --- is not understood",
                           "write it as the message says"},
    [LINT_ID] = {"id", "an id makes an address that is cut or hard to read",
                 "use letters, digits and -, and / between parts"},
    [LINT_LINK] = {"link", "a link leads to no article and keeps only its words",
                   "mend the path, link to a .md file or to a whole address"},
    [LINT_IMAGE] = {"image", "an image is written into the text and left out",
                    "save it as a file and name the file"},
    [LINT_INCLUDE] = {"include", "included text is not supported and left out",
                      "copy the text here or link to it"},
    [LINT_EMPHASIS] = {"emphasis", "** that does not make bold by the rules of Markdown",
                       "put a space or the sign outside: **كلمة**: and not **كلمة:**"},
    [LINT_TABLE] = {"table", "a table has columns that do not fit its heading, or is too large",
                    "give every row the same number of cells"},
    [LINT_CALLOUT] = {"callout", "a note with an unknown label",
                      "use NOTE, TIP, IMPORTANT, WARNING, CAUTION or INTERNAL"},
    [LINT_CODE] = {"code", "a block of code is never closed and swallows what follows",
                   "end it with a line of ```"},
    [LINT_HTML] = {"html", "a comment is never closed and hides what follows", "end it with -->"},
    [LINT_HEADINGS] = {"headings", "more headings than an article may have", "split the article"},
    [LINT_NESTING] = {"nesting", "quotes, lists or brackets are nested too deep and shown as text",
                      "write them less deep"},
    [LINT_MORE] = {"more", "the file has more faults than are listed", "mend those listed first"},
    [LINT_LEXICON] = {"lexicon", "a row of the site's lexicon cannot be used",
                      "write it as the message says"},
    [LINT_SITE] = {"site", "a mistake in site.yaml, or an article it names that is not there",
                   "mend the line as the message says"},
    [LINT_HIDDEN_LINK] = {"hidden-link", "a public article links to a draft or to agents' text",
                          "publish what it leads to, or remove the link"},
    [LINT_ANCHOR] = {"anchor", "a link leads to a heading that is not there",
                     "mend what stands behind the #; the page opens at its top meanwhile"},
    [LINT_MISSING_IMAGE] = {"missing-image", "an image file is not there",
                            "mend the path or add the file"},
    [LINT_ALT_TEXT] = {"alt-text", "an image without words: nobody hears or finds what it shows",
                       "describe it between the brackets: ![...](...), or in alt=\"...\""},
    [LINT_NO_TITLE] = {"no-title", "no title and no heading: the file's name is shown as title",
                       "write `title: ...` into the front matter"},
    [LINT_SAME_TITLE] = {"same-title", "two articles of one language have the same title",
                         "say in each title what makes it different"},
    [LINT_LONG_TITLE] = {"long-title", "a title longer than search engines and browser tabs show",
                         "shorten it; the rest may go into the description", "characters", 70, 20,
                         400},
    [LINT_NO_ID] = {"no-id", "a file without id among files that have one",
                    "write `id: ...`: else its address changes with its path"},
    [LINT_UNKNOWN_KEY] = {"unknown-key", "a key of the front matter that is nearly a known one",
                          "mend the slip: unknown keys do nothing, and what is nearly `status`, "
                          "`audience`, `publish_at` or `expire_at` keeps the article a draft"},
    [LINT_REVIEW] = {"review", "the day of review_by is past",
                     "read the article again, then set a new day"},
    [LINT_HEADING_LEVEL] = {"heading-level", "a heading skips a level",
                            "use ## below the title, ### below ##, and so on"},
    [LINT_EMPTY_SECTION] = {"empty-section", "a heading with nothing below it",
                            "write the section or remove the heading"},
    [LINT_LONG_PARAGRAPH] = {"long-paragraph", "a wall of text", "cut it into paragraphs or a list",
                             "words", 150, 30, 2000},
    [LINT_WIDE_TABLE] = {"wide-table", "a table too wide for a telephone",
                         "split it, or turn rows and columns around", "columns", 6, 2, 64},
    [LINT_MARKDOWN] =
        {"markdown",
         "a heading, link or list that is none to Markdown and is shown as it is written",
         "write it as the message says"},
    [LINT_BIDI] = {"bidi-control", "an invisible character that turns the direction of text",
                   "delete it: pages leave it out and find the direction by themselves"},
    [LINT_PRESENTATION] = {"presentation-form",
                           "Arabic letters as drawn shapes, as copied from a PDF",
                           "type the words again"},
    [LINT_TATWEEL] = {"tatweel", "words stretched with ـ", "write them without it"},
    [LINT_DIGITS] = {"mixed-digits", "an article writes some numbers with ٠-٩ and others with 0-9",
                     "choose one of them"},
    [LINT_SAME_ANSWER] = {"same-answer", "two sections say nearly the same",
                          "keep one and link to it", "percent", 85, 50, 100},
    [LINT_TWO_SPELLINGS] = {"two-spellings",
                            "a Latin name is spelled otherwise in most other places",
                            "write it as the others do", "times", 20, 2, 1000},
    [LINT_UNUSED_ROW] = {"unused-row", "a row of the site's lexicon leads to words no article has",
                         "write words that the articles use, or remove the row"},
    [LINT_UNREACHABLE] = {"unreachable", "its own title or alias does not find the article",
                          "use the words of the title in the text, or make the title more its own",
                          "results", 3, 1, 10},
};

enum lint_kind lint_kind_named(struct str name)
{
    enum lint_kind kind = 0;
    while (kind < LINT_KINDS && !str_eq(name, str_from(lint_kinds[kind].name)))
        kind++;
    return kind;
}

void lint_settings_init(struct lint_settings *out)
{
    *out = (struct lint_settings){0};
    for (size_t i = 0; i < LINT_KINDS; i++)
        out->kinds[i].limit = lint_kinds[i].limit;
}

static void read_kind(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    struct lint_settings *out = to;
    enum lint_kind kind = lint_kind_named(str_from(name));
    const struct lint_kind_row *row = &lint_kinds[kind];
    bool yes = value->kind == YAML_TEXT && str_eq(value->text, STR("true"));
    if (yes || (value->kind == YAML_TEXT && str_eq(value->text, STR("false"))))
        out->kinds[kind].off = !yes;
    else if (row->unit)
        yaml_read_number(r, name, value, row->min, row->max, &out->kinds[kind].limit);
    else
        yaml_read_mistake(r, value->line, "`%s` must be true or false", name);
}

void lint_settings_read(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    struct yaml_key keys[LINT_KINDS];
    for (size_t i = 0; i < LINT_KINDS; i++)
        keys[i] = (struct yaml_key){lint_kinds[i].name, read_kind, 0};
    yaml_read_map(r, name, value, keys, LINT_KINDS, to);
}
