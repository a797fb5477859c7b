/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "article_rules.h"
#include "lib/file.h"

/* What the links of the cases lead to, as seen from ar/returns/page.md. */
static enum link_state resolve(const void *context, struct str path, enum audience linking_from,
                               struct str *id)
{
    static const struct {
        struct str path, id;
        enum link_state state;
    } files[] = {
        {STR_INIT("ar/returns/refunds.md"), STR_INIT("ar/returns/refunds"), LINK_FOUND},
        {STR_INIT("ar/orders/track me.md"), STR_INIT("orders/100%"), LINK_FOUND},
        {STR_INIT("ar/returns/استرداد.md"), STR_INIT("استرداد"), LINK_FOUND},
        {STR_INIT("ar/agents/limits.md"), STR_INIT("ar/agents/limits"), LINK_HIDDEN},
    };
    (void)context;
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        if (str_eq(files[i].path, path)) {
            *id = files[i].id;
            return linking_from == AUDIENCE_AGENT ? LINK_FOUND : files[i].state;
        }
    return LINK_MISSING;
}

static const struct link_resolver links = {resolve, NULL};

/* --- the cases of tests/golden/markdown*.txt --- */

enum part {
    PART_NAME,
    PART_SOURCE,
    PART_HTML,
    PART_TEXT,
    PART_AGENTS,
    PART_ERROR,
    PART_WARNINGS,
    PARTS
};

/* The part that a marker line begins, or PARTS for any other line. */
static enum part marker(struct str line)
{
    static const struct str markers[] = {
        [PART_NAME] = STR_INIT("%% case "),    [PART_HTML] = STR_INIT("%% html"),
        [PART_AGENTS] = STR_INIT("%% agents"), [PART_TEXT] = STR_INIT("%% text"),
        [PART_ERROR] = STR_INIT("%% error"),   [PART_WARNINGS] = STR_INIT("%% warnings"),
    };
    for (size_t i = 0; i < PARTS; i++)
        if (markers[i].n && str_starts(line, markers[i]))
            return (enum part)i;
    return PARTS;
}

/* \u200F stands for a character that cannot be seen. */
static void add_line(struct buf *out, struct str line)
{
    for (size_t i = 0; i < line.n; i++) {
        char hex[5] = "", utf8[4], *end;
        struct str escape = str_sub(line, i, 6);
        if (escape.n == 6 && str_starts(escape, STR("\\u"))) {
            memcpy(hex, escape.p + 2, 4);
            unsigned long c = strtoul(hex, &end, 16);
            if (!*end) {
                buf_add(out, (struct str){utf8, utf8_put(utf8, (uint32_t)c)});
                i += 5;
                continue;
            }
        }
        buf_char(out, line.p[i]);
    }
    buf_char(out, '\n');
}

struct golden_case {
    struct buf parts[PARTS];
    unsigned line;
};

static void add_warning(void *context, const struct report_entry *entry)
{
    buf_printf(context, "%u %.*s\n", entry->line, STR_ARG(entry->kind));
}

static void show(const struct golden_case *c, struct arena *a, const struct article *article,
                 struct buf actual[PARTS])
{
    const char *broken = article_breaks(a, article);
    if (broken)
        fail_msg("line %u: %s", c->line, broken);
    buf_add(&actual[PART_HTML], article->html);
    buf_add(&actual[PART_AGENTS], article->agent_html);
    for (size_t i = 0; i < article->n_sections; i++) {
        const struct article_section *s = &article->sections[i];
        assert_int_equal(s->audience, s->note ? AUDIENCE_AGENT : article->meta.audience);
        if (s->note)
            buf_printf(&actual[PART_TEXT], "[note %u] ", s->note);
        if (s->heading.n)
            buf_printf(&actual[PART_TEXT], "[%s%.*s%s%.*s%s]\n", s->question ? "? " : "",
                       STR_ARG(s->path), s->path.n ? " > " : "", STR_ARG(s->heading), "");
        buf_add(&actual[PART_TEXT], s->text);
        if (s->text.n)
            buf_char(&actual[PART_TEXT], '\n');
    }
}

static void render(const struct golden_case *c, struct buf actual[PARTS])
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct article article;
    struct report *report = report_new();
    if (article_parse(&arena, STR("ar/returns/page.md"), buf_str(&c->parts[PART_SOURCE]), NULL,
                      &links, &article, report, &err) == 0)
        show(c, &arena, &article, actual);
    else
        buf_printf(&actual[PART_ERROR], "%u %s", err.line, err.message);
    report_visit(report, add_warning, &actual[PART_WARNINGS]);
    report_free(report);
    arena_release(&arena);
}

/* Parts that a case does not have are not compared; errors and warnings are always: none means
 * none.
 */
static bool compare(const char *path, const struct golden_case *c, struct buf actual[PARTS])
{
    bool same = true;
    for (size_t i = PART_HTML; i < PARTS; i++) {
        struct str want = str_trim(buf_str(&c->parts[i])), have = str_trim(buf_str(&actual[i]));
        if ((want.n == 0 && i < PART_ERROR) || str_eq(want, have))
            continue;
        print_message("%s:%u: %s\nexpected:\n%.*s\nactual:\n%.*s\n", path, c->line,
                      c->parts[PART_NAME].p, STR_ARG(want), STR_ARG(have));
        same = false;
    }
    return same;
}

static bool run_case(const char *path, struct golden_case *c)
{
    struct buf actual[PARTS];
    for (size_t i = 0; i < PARTS; i++)
        buf_init(&actual[i], 1 << 20);
    render(c, actual);
    bool same = compare(path, c, actual);
    for (size_t i = 0; i < PARTS; i++) {
        buf_release(&actual[i]);
        buf_clear(&c->parts[i]);
    }
    return same;
}

static void run_golden(const char *path)
{
    struct err err = ERR_INIT;
    struct buf file;
    buf_init(&file, 1 << 20);
    assert_ok(file_read(path, 1 << 20, &file, &err), &err);
    struct golden_case c = {0};
    for (size_t i = 0; i < PARTS; i++)
        buf_init(&c.parts[i], 1 << 20);
    struct str rest = buf_str(&file), line;
    enum part part = PARTS;
    size_t failed = 0, ran = 0;
    for (unsigned number = 1; str_next_line(&rest, &line); number++) {
        enum part begins = marker(line);
        if (begins == PARTS) {
            if (part != PARTS) /* what stands before the first case explains the file */
                add_line(&c.parts[part], line);
            continue;
        }
        part = begins;
        if (begins != PART_NAME)
            continue;
        if (ran++)
            failed += !run_case(path, &c);
        buf_add(&c.parts[PART_NAME], str_sub(line, marker(line) + 8, line.n));
        c.line = number;
        part = PART_SOURCE;
    }
    failed += !run_case(path, &c);
    for (size_t i = 0; i < PARTS; i++)
        buf_release(&c.parts[i]);
    buf_release(&file);
    assert_int_equal(failed, 0);
    assert_true(ran > 3);
}

static void blocks(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown.txt");
}

static void headings_and_sections(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_headings.txt");
}

static void tables(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_tables.txt");
}

static void callouts_and_directives(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_callouts.txt");
}

static void internal_notes(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_notes.txt");
}

static void links_and_images(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_links.txt");
}

static void raw_html(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_html.txt");
}

static void oddities(void **state)
{
    (void)state;
    run_golden("tests/golden/markdown_oddities.txt");
}

/* --- hostile input: every file of 512 KiB ends soon, in good HTML or with a reason --- */

enum { BOMB_BYTES = 512 * 1024 };

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void explode(const char *name, struct str bomb)
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct article article;
    struct report *report = report_new();
    double start = cpu_seconds();
    int result = article_parse(&arena, STR("a.md"), bomb, NULL, &links, &article, report, &err);
    double seconds = cpu_seconds() - start;
    const char *broken = result == 0 ? article_breaks(&arena, &article) : NULL;
    if (broken)
        fail_msg("%s: %s", name, broken);
    if (seconds > 4) /* without a guard: minutes; with sanitizers on a busy machine: one second */
        fail_msg("%s took %.1f s", name, seconds);
    assert_true(report_count(report, REPORT_WARNING) <= 101);
    report_free(report);
    arena_release(&arena);
}

static void repetition_is_cheap(void **state)
{
    (void)state;
    static const struct {
        const char *start, *again;
    } bombs[] = {
        {"", "*a_ "},
        {"", "["},
        {"", "![[]()"},
        {"", "[a](b.md) "},
        {"", "***a* "},
        {"", "**a ** "},
        {"", "**a:**b "},
        {"", "`x``"},
        {"", ">"},
        {"", "- "},
        {"", "1. "},
        {"", "<a <"},
        {"<p>", "<a \""},
        {"", "<script>"},
        {"a ", "<script>x"},
        {"", "# a\n\n"},
        {"", "# ?\n"},
        {"", "a@a."},
        {"", "\\n"},
        {"<p>", "&a;"},
        {"", "|a"},
        {"a|b\n-|-\n", "|\n"},
        {"", "a|b\n-|-\n\n"},
        {"", "> [!NOTE]\n\n"},
        {":::", "a\n:::\n"},
        {"", "QUJDREVGR0hJSktM"},
        {"---\ntags: ", "["},
        {"---\n", "a: b\n"},
        {"", "[a]: b\n"},
        {"", "<!--"},
        {"", "~~~\n"},
        {"", "\r"},
    };
    struct buf text;
    buf_init(&text, BOMB_BYTES);
    for (size_t i = 0; i < sizeof(bombs) / sizeof(*bombs); i++) {
        buf_clear(&text);
        buf_add(&text, str_from(bombs[i].start));
        while (!text.failed)
            buf_add(&text, str_from(bombs[i].again));
        explode(bombs[i].again, buf_str(&text));
    }
    buf_release(&text);
}

static void nesting_is_cheap(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, BOMB_BYTES);
    for (int i = 0; i < 10000; i++)
        buf_add(&text, STR("- "));
    buf_add(&text, STR("a\n"));
    while (!text.failed)
        buf_add(&text, STR("\n\n\n\n\n\n\n\n"));
    explode("10,000 lists, then empty lines", buf_str(&text));
    buf_clear(&text);
    for (int i = 0; !text.failed; i++) {
        for (int k = 0; k < i && !text.failed; k++)
            buf_add(&text, STR("  "));
        buf_add(&text, STR("- a\n"));
    }
    explode("a stair of lists", buf_str(&text));
    buf_release(&text);
}

static void wide_table_does_not_grow(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct article article;
    struct report *report = report_new();
    struct buf text;
    buf_init(&text, BOMB_BYTES);
    for (size_t columns = 64; columns <= 4096; columns *= 64) {
        buf_clear(&text);
        for (size_t i = 0; i < columns; i++)
            buf_add(&text, STR("|a"));
        buf_char(&text, '\n');
        for (size_t i = 0; i < columns; i++)
            buf_add(&text, STR("|-"));
        for (size_t i = 0; i < 8000; i++)
            buf_add(&text, STR("\n|"));
        assert_ok(article_parse(&arena, STR("a.md"), buf_str(&text), NULL, &links, &article, report,
                                &err),
                  &err);
        assert_true(article.html.n < 1 << 20);
    }
    assert_int_equal(report_count(report, REPORT_WARNING), 2);
    buf_release(&text);
    report_free(report);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks),
        cmocka_unit_test(headings_and_sections),
        cmocka_unit_test(tables),
        cmocka_unit_test(callouts_and_directives),
        cmocka_unit_test(internal_notes),
        cmocka_unit_test(links_and_images),
        cmocka_unit_test(raw_html),
        cmocka_unit_test(oddities),
        cmocka_unit_test(repetition_is_cheap),
        cmocka_unit_test(nesting_is_cheap),
        cmocka_unit_test(wide_table_does_not_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
