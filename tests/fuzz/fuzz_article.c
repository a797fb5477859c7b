/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any file as an article: whatever it says, the page keeps the rules. Links are found, missing or
 * hidden by the first letter of the path.
 */
#include <string.h>

#include "harness.h"
#include "tests/unit/article_rules.h"

static enum link_state resolve(const void *context, struct str path, enum audience linking_from,
                               struct str *id)
{
    (void)context;
    (void)linking_from;
    *id = path;
    return path.p[path.n > 3 ? 3 : 0] == 'x'   ? LINK_MISSING
           : path.p[path.n > 3 ? 3 : 0] == 'y' ? LINK_HIDDEN
                                               : LINK_FOUND;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct article article;
    struct report *report = report_new();
    const struct link_resolver links = {resolve, NULL};
    struct str text = {(const char *)bytes, n_bytes};
    int result =
        article_parse(&arena, STR("ar/topic.md"), text, NULL, &links, &article, report, &err);
    const char *broken = result == 0 ? article_breaks(&arena, &article) : NULL;
    if (broken)
        BUG("%s in:\n%.*s", broken, STR_ARG(article.html));
    if (result < 0 && !err.message[0])
        BUG("a failure without a reason");
    report_free(report);
    arena_release(&arena);
    return 0;
}
