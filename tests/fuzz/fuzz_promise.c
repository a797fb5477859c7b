/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as searches.yaml: told with a line, or read as promises that a search could keep.
 */

#include "harness.h"
#include "indexer/promise.h"
#include "lib/file.h"

static void check_articles(const struct str_list *list)
{
    must(list->n <= PROMISE_ARTICLES_MAX, "a list of articles is short");
    for (size_t i = 0; i < list->n; i++)
        must(list->items[i].n && list->items[i].p[0] != '#', "an article has an id");
}

static void check_promise(const struct promise *p, unsigned n_lines)
{
    must(p->line >= 1 && p->line <= n_lines, "a promise is in a line of the file");
    must(p->request.query.n && utf8_count_chars(p->request.query) <= 200,
         "a query is a short text");
    must(p->first >= 1 && p->first <= SEARCH_LIMIT_MAX, "some results are looked at");
    must(p->finds.n <= p->first && p->finds.n + p->without.n > 0, "something is promised");
    must(p->request.langs.n <= SEARCH_FILTER_VALUES_MAX, "filters are what a search takes");
    check_articles(&p->finds);
    check_articles(&p->without);
}

static void check_entry(void *context, const struct report_entry *entry)
{
    const unsigned *lines = context;
    must(entry->line >= 1 && entry->line <= *lines + 1, "a mistake is in a line of the file");
    must(entry->message.n && utf8_valid_bytes(entry->message) == entry->message.n,
         "a message is whole");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct promise_list list;
    struct report *report = report_new();
    struct str yaml = {(const char *)bytes, n_bytes};
    unsigned n_lines = (unsigned)str_count_lines(yaml);
    const char *folder = scratch_folder();
    const char *path = arena_printf(&a, "%s/" PROMISE_FILE, folder).p;
    must(file_replace(path, yaml, &err) == 0, "the file is written");
    int result = promise_read(&a, folder, report, &list, &err);
    report_visit(report, check_entry, &n_lines);
    must((result == 0) == !err.message[0], "what is wrong is told, and nothing else");
    if (result == 0)
        must(report_count(report, REPORT_ERROR) == 0, "what has mistakes is not used");
    for (size_t i = 0; i < list.n && result == 0; i++)
        check_promise(&list.items[i], n_lines);
    report_free(report);
    arena_release(&a);
    return 0;
}
