/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as the front matter of an article, closed by a fence so that libyaml sees them.
 */
#include <string.h>

#include "harness.h"
#include "indexer/frontmatter.h"
#include "indexer/scrub.h"

static void check_list(const struct str_list *list)
{
    if (list->n > ARTICLE_LIST_MAX)
        BUG("a list of %zu values", list->n);
    for (size_t i = 0; i < list->n; i++)
        if (!list->items[i].n || memchr(list->items[i].p, '\n', list->items[i].n))
            BUG("a value that is empty or not one line");
}

static void check_date(struct str date)
{
    if (date.n && (date.n != 10 || date.p[4] != '-' || date.p[7] != '-'))
        BUG("a date that is not one: %.*s", STR_ARG(date));
}

/* What was read from the head alone is what the whole file says. */
static void check_resumed(struct arena *a, struct str file, const struct front_matter *head)
{
    struct front_matter whole, resumed;
    struct str text = scrub(a, file);
    front_matter_read(a, STR("a.md"), text, &whole, NULL);
    front_matter_resume(text, head, &resumed);
    if (!head->id.n || (whole.id.n && !str_eq(whole.id, head->id)))
        BUG("the head alone has another id");
    if (whole.audience != head->audience || whole.status != head->status)
        BUG("the head alone is for other readers");
    if (!str_eq(resumed.body, whole.body) || resumed.body_line != whole.body_line)
        BUG("the body begins elsewhere");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct front_matter meta;
    struct report *report = report_new();
    struct buf file;
    buf_init(&file, n_bytes + 64);
    buf_add(&file, STR("---\n"));
    buf_add(&file, (struct str){(const char *)bytes, n_bytes});
    buf_add(&file, STR("\n---\ntext\n"));
    if (article_read_front_matter(&arena, STR("a.md"), buf_str(&file), &meta, report, &err) == 0) {
        check_resumed(&arena, buf_str(&file), &meta);
        check_list(&meta.products);
        check_list(&meta.tags);
        check_list(&meta.aliases);
        check_list(&meta.redirect_from);
        check_date(meta.updated);
        check_date(meta.review_by);
    }
    buf_release(&file);
    report_free(report);
    arena_release(&arena);
    return 0;
}
