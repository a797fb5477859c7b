/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any file under lint: every finding has a place in the file, and an article whose facts are asked
 * for is the same article.
 */
#include <string.h>

#include "harness.h"
#include "indexer/lint_corpus.h"

static enum link_state resolve(const void *context, struct str path, enum audience linking_from,
                               struct str *id)
{
    (void)context;
    (void)linking_from;
    *id = path;
    return path.n % 3 == 0 ? LINK_MISSING : path.n % 3 == 1 ? LINK_HIDDEN : LINK_FOUND;
}

static void check_place(void *context, const struct report_entry *finding)
{
    const struct lint_file *file = context;
    must(lint_kind_named(finding->kind) < LINT_KINDS, "every finding is of a kind");
    if (finding->column == 0) /* of the build: a line, or the whole file */
        return;
    must(finding->line >= 1 && (finding->line <= file->n_lines || file->n_lines == 0),
         "a finding is on a line of the file");
    if (finding->line <= file->n_lines)
        must(finding->column <= utf8_count_chars(file->lines[finding->line - 1]) + 1,
             "a finding is within its line");
}

static void lint(struct arena *a, struct str text, const struct article *article,
                 const struct facts *facts, struct report *report)
{
    struct lint_settings settings;
    struct lint_piece piece = {.n_members = 0};
    struct lint_article checked = {
        .file = {.report = report, .settings = &settings},
        .content_dir = "/nowhere",
        .today = STR("2026-11-28"),
        .article = article,
        .facts = facts,
    };
    lint_settings_init(&settings);
    lint_file_init(&checked.file, a, article->path, text);
    lint_article(&checked);
    lint_text(&checked);
    lint_piece_add(&piece, &checked);
    lint_piece_release(&piece);
    report_visit(report, check_place, &checked.file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct article plain, article;
    struct facts facts = {.n = 0};
    struct report *report = report_new();
    const struct link_resolver links = {resolve, NULL};
    const struct str text = {(const char *)bytes, n_bytes}, path = STR("ar/topic.md");
    int result = article_parse(&arena, path, text, NULL, &links, &plain, NULL, &err);
    must(article_parse_facts(&arena, path, text, NULL, &links, &article, &facts, report, &err) ==
             result,
         "facts change nothing");
    if (result == 0) {
        must(str_eq(plain.html, article.html), "facts change no page");
        lint(&arena, text, &article, &facts, report);
    }
    facts_release(&facts);
    report_free(report);
    arena_release(&arena);
    return 0;
}
