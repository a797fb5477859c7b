/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judged.h"

#include <stdio.h>

#include "../lib/schema.h"
#include "../lib/text.h"
#include "summary.h"

int judged_open(struct judged *out, const char *index_dir, const char *word, struct err *err)
{
    return generation_named(index_dir, word, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, out->path,
                            &out->manifest, err) < 0 ||
                   search_open_generation(&out->search, out->path, err) < 0
               ? -1
               : 0;
}

void judged_close(struct judged *j)
{
    search_close(j->search);
    arena_release(&j->arena);
    *j = (struct judged){0};
}

int judged_promises(struct judged *j, const char *content_dir, bool needed, struct err *err)
{
    const char *dir = content_dir ? content_dir : j->path;
    struct report *report = report_new();
    int result = promise_read(&j->arena, dir, report, &j->promises, err);
    summary_print_report(stderr, report, dir);
    report_free(report);
    j->file =
        content_dir ? arena_printf(&j->arena, "%s/" PROMISE_FILE, content_dir).p : PROMISE_FILE;
    if (result == 0 && needed && j->promises.n == 0)
        return err_at(err, ERR_NOT_FOUND, dir, 0,
                      "there are no promised searches here: write some into " PROMISE_FILE
                      " beside the articles and build again");
    return result;
}
