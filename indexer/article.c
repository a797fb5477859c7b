/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "article.h"

#include <string.h>

#include "../lib/text.h"
#include "facts.h"
#include "frontmatter.h"
#include "markdown.h"
#include "scrub.h"

enum { LANG_SAMPLE_BYTES = 1024, TITLE_MAX_BYTES = 400 };

/* Refuses what cannot be text of ours; the rest works on well-formed UTF-8 without NUL. */
static int check(struct arena *a, struct str path, struct str text, struct err *err)
{
    const char *place = arena_dup(a, path).p;
    if (text.n > ARTICLE_MAX_BYTES)
        return err_at(err, ERR_TOO_BIG, place, 0,
                      "the file has %zu bytes, an article at most %d: split it, and save pictures "
                      "as files",
                      text.n, ARTICLE_MAX_BYTES);
    size_t good = utf8_valid_bytes(text), nul = str_find_char(text, '\0');
    if (good == text.n && nul == SIZE_MAX)
        return 0;
    size_t at = nul < good ? nul : good;
    struct str rest = str_sub(text, 0, at), line;
    unsigned number = 0;
    bool ends_line = at > 0 && (text.p[at - 1] == '\n' || text.p[at - 1] == '\r');
    while (str_next_line(&rest, &line))
        number++;
    number += ends_line || at == 0;
    return err_at(err, ERR_SYNTAX, place, number,
                  nul < good ? "a NUL byte: this is not a text file"
                             : "bytes that are not UTF-8: save the file as UTF-8");
}

/* Prose from the start of the Markdown, without tags, labels and link targets, which are Latin in
 * any language. */
static struct str lang_sample(struct arena *a, struct str title, struct str body)
{
    char *sample = arena_text(a, title.n + LANG_SAMPLE_BYTES);
    size_t n = title.n;
    memcpy(sample, title.p, title.n);
    char closer = 0;
    for (size_t i = 0; i < body.n && n < title.n + LANG_SAMPLE_BYTES; i++) {
        char c = body.p[i];
        if (closer) {
            closer = c == closer || c == '\n' ? 0 : closer;
            continue;
        }
        if (c == '<' || c == '`')
            closer = c == '<' ? '>' : '`';
        else if (c == '(' && i && body.p[i - 1] == ']')
            closer = ')';
        else if (c == '!' && i && body.p[i - 1] == '[')
            closer = ']';
        sample[n++] = c;
    }
    return utf8_cut_bytes((struct str){sample, n}, n ? n - 1 : 0); /* the last may be half */
}

static struct str without_extension(struct str path)
{
    struct str extension = str_sub(path, path.n < 3 ? 0 : path.n - 3, 3);
    return str_eq_nocase(extension, STR(".md")) ? str_sub(path, 0, path.n - 3) : path;
}

static struct str file_name(struct str path)
{
    size_t from = path.n;
    while (from && path.p[from - 1] != '/')
        from--;
    return without_extension(str_sub(path, from, path.n));
}

static void fill_in_id(struct arena *a, struct str path, struct front_matter *meta,
                       struct report *report)
{
    if (!meta->id.n)
        meta->id = front_matter_id(a, path, 0, without_extension(path), report);
    if (!meta->id.n)
        meta->id = STR("article");
}

/* The first heading is looked for in the first 64 KiB. */
static void fill_in_defaults(struct arena *a, struct str path, struct front_matter *meta)
{
    if (!meta->title.n)
        meta->title = utf8_cut_bytes(markdown_first_heading(a, meta->body), TITLE_MAX_BYTES);
    if (!meta->title.n)
        meta->title = scrub_line(a, file_name(path));
    if (!meta->title.n)
        meta->title = meta->id;
    if (!meta->lang.n)
        meta->lang = text_guess_lang(lang_sample(a, meta->title, meta->body));
}

int article_read_front_matter(struct arena *a, struct str path, struct str file_text,
                              struct front_matter *out, struct report *report, struct err *err)
{
    struct str head = front_matter_head(file_text);
    if (check(a, path, head, err) < 0)
        return -1;
    front_matter_read(a, path, scrub(a, head), out, report);
    fill_in_id(a, path, out, report);
    return 0;
}

/* Front matter and defaults: from what is known, or from the text. */
static void read_meta(struct arena *a, struct str path, struct str text,
                      const struct front_matter *known, struct front_matter *out,
                      struct report *report)
{
    if (known) {
        front_matter_resume(text, known, out);
    } else {
        front_matter_read(a, path, text, out, report);
        fill_in_id(a, path, out, report);
    }
    fill_in_defaults(a, path, out);
}

int article_parse(struct arena *a, struct str path, struct str file_text,
                  const struct front_matter *known, const struct link_resolver *links,
                  struct article *out, struct report *report, struct err *err)
{
    return article_parse_facts(a, path, file_text, known, links, out, NULL, report, err);
}

int article_parse_facts(struct arena *a, struct str path, struct str file_text,
                        const struct front_matter *known, const struct link_resolver *links,
                        struct article *out, struct facts *facts, struct report *report,
                        struct err *err)
{
    *out = (struct article){.path = path};
    if (check(a, path, file_text, err) < 0)
        return -1;
    read_meta(a, path, scrub(a, file_text), known, &out->meta, report);
    struct markdown_source source = {
        .path = path,
        .text = out->meta.body,
        .first_line = out->meta.body_line,
        .title = out->meta.title,
        .lang = out->meta.lang,
        .audience = out->meta.audience,
        .links = links,
        .report = report,
        .facts = facts,
    };
    if (markdown_render(a, &source, out, err) < 0)
        return -1;
    if (out->n_sections == 0)
        return err_at(err, ERR_NOT_FOUND, arena_dup(a, path).p, 0,
                      "the file is empty: it has no text to find or to show");
    if (out->n_sections == out->n_notes)
        return err_at(err, ERR_NOT_FOUND, arena_dup(a, path).p, 0,
                      "the file has nothing but internal notes: write \"audience: agent\" into its "
                      "front matter and the notes as its text");
    return 0;
}
