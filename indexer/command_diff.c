/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../lib/json.h"
#include "asked.h"
#include "command.h"
#include "hits_compare.h"
#include "judged.h"
#include "promise_judge.h"

enum { OUTPUT_MAX_BYTES = 64 << 20, TOP = 200, TOP_MAX = 10000 };

struct options {
    const char *index, *content, *records;
    long top, first;
    bool json, quiet;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "folder of the index",
     .required = true},
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder whose " PROMISE_FILE " is compared (default: the one that B was built with)"},
    {"records", OPT_STRING, offsetof(struct options, records), "FILE",
     "compare what people search for most as well: the file of jawab-serve --data"},
    {"top", OPT_NUMBER, offsetof(struct options, top), "N",
     "so many of these searches (default 200)", .min = 1, .max = TOP_MAX},
    {"first", OPT_NUMBER, offsetof(struct options, first), "N",
     "compare their first N results (default 3); a promise has its own `first`", .min = 1,
     .max = SEARCH_LIMIT_MAX},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
    {"quiet", OPT_FLAG, offsetof(struct options, quiet), NULL,
     "print nothing but the searches that change"},
};

const struct opt_command command_diff_help = {
    .program = "jawab-index",
    .name = "diff",
    .usage = "A B",
    .summary = "Tells which searches change their first results from generation A to B, and how.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  none changes\n"
                     "1  some change; each is shown\n"
                     "2  they could not be compared\n"
                     "\n"
                     "A and B are numbers, \"current\" or \"staged\".\n",
};

struct diff {
    const struct options *options;
    struct judged before, after;
    struct asked_list asked;
    struct buf text;
    json_t *changes;
    size_t n_changes, n_broken, n_mended;
};

/* So many results of a promise are compared: those that it is about, when they can be read. */
static size_t compared(const struct diff *d, const struct promise *promise)
{
    return promise->first <= FIRST_HITS_SHOWN ? promise->first : (size_t)d->options->first;
}

/* How a promise fares, in the order of "kept before" and "kept now". */
static const char *const fates[2][2] = {{"still broken", "kept again"}, {"now broken", "kept"}};

static void add_change(struct diff *d, json_t *object, const struct hits_comparison *comparison)
{
    hits_compare_print(&d->text, comparison);
    buf_char(&d->text, '\n');
    json_object_set_new(object, "results", hits_compare_json(comparison));
    json_array_append_new(d->changes, object);
    d->n_changes++;
}

static int diff_promise(struct diff *d, struct arena *a, const struct promise *promise,
                        struct err *err)
{
    struct promise_verdict before, after;
    if (promise_judge(d->before.search, a, promise, &before, err) < 0 ||
        promise_judge(d->after.search, a, promise, &after, err) < 0)
        return -1;
    struct hits_comparison comparison =
        hits_compare(a, &before.found, &after.found, compared(d, promise));
    bool was_kept = before.n_faults == 0, is_kept = after.n_faults == 0;
    d->n_broken += was_kept && !is_kept;
    d->n_mended += !was_kept && is_kept;
    if (!comparison.changed && was_kept == is_kept)
        return 0;
    buf_printf(&d->text, "%s:%u: ", d->after.file, promise->line);
    first_hits_print_search(&d->text, &promise->request);
    buf_printf(&d->text, ": %s\n", fates[was_kept][is_kept]);
    for (size_t i = 0; i < after.n_faults; i++) {
        buf_add(&d->text, STR("  "));
        promise_fault_print(&d->text, &after.faults[i]);
        buf_char(&d->text, '\n');
    }
    json_t *object = json_pack("{s:I, s:b, s:b}", "line", (json_int_t)promise->line, "kept_before",
                               (int)was_kept, "kept_now", (int)is_kept);
    first_hits_search_json(object, &promise->request);
    add_change(d, object, &comparison);
    return 0;
}

static int diff_asked(struct diff *d, struct arena *a, const struct asked *asked, struct err *err)
{
    struct first_hits before, after;
    if (first_hits_ask(d->before.search, a, &asked->request, SEARCH_LIMIT_MAX, &before, err) < 0 ||
        first_hits_ask(d->after.search, a, &asked->request, SEARCH_LIMIT_MAX, &after, err) < 0)
        return -1;
    struct hits_comparison comparison = hits_compare(a, &before, &after, (size_t)d->options->first);
    if (!comparison.changed)
        return 0;
    first_hits_print_search(&d->text, &asked->request);
    buf_printf(&d->text, ": searched %llu time%s\n", (unsigned long long)asked->times,
               asked->times == 1 ? "" : "s");
    json_t *object = json_pack("{s:I}", "times", (json_int_t)asked->times);
    first_hits_search_json(object, &asked->request);
    add_change(d, object, &comparison);
    return 0;
}

static int diff_all(struct diff *d, struct err *err)
{
    const struct promise_list *promises = &d->after.promises;
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < promises->n && result == 0; i++) {
        result = diff_promise(d, &a, &promises->items[i], err);
        arena_clear(&a);
    }
    for (size_t i = 0; i < d->asked.n && result == 0; i++) {
        result = diff_asked(d, &a, &d->asked.items[i], err);
        arena_clear(&a);
    }
    arena_release(&a);
    return result;
}

static void print(struct diff *d)
{
    unsigned before = d->before.manifest.number, after = d->after.manifest.number;
    size_t n = d->after.promises.n;
    if (d->options->json) {
        buf_clear(&d->text);
        json_write(&d->text,
                   json_pack("{s:i, s:i, s:I, s:I, s:I, s:I, s:O}", "before", (int)before, "after",
                             (int)after, "promises", (json_int_t)n, "recorded",
                             (json_int_t)d->asked.n, "broken", (json_int_t)d->n_broken, "mended",
                             (json_int_t)d->n_mended, "changed", d->changes),
                   false);
        buf_char(&d->text, '\n');
    } else if (!d->options->quiet) {
        buf_printf(&d->text, "generation %u to %u: of %zu promised ", before, after, n);
        if (d->options->records)
            buf_printf(&d->text, "and %zu recorded ", d->asked.n);
        buf_printf(&d->text, "searches %zu change; promises newly broken %zu, kept again %zu\n",
                   d->n_changes, d->n_broken, d->n_mended);
    }
    fwrite(d->text.p, 1, d->text.n, stdout);
}

static int run(const struct options *options, char **words, struct err *err)
{
    struct diff d = {.options = options, .changes = json_array()};
    int status = EXIT_NOTHING;
    buf_init(&d.text, OUTPUT_MAX_BYTES);
    if (judged_open(&d.before, options->index, words[0], err) == 0 &&
        judged_open(&d.after, options->index, words[1], err) == 0 &&
        judged_promises(&d.after, options->content, !options->records, err) == 0 &&
        (!options->records ||
         asked_read(&d.after.arena, options->records, (size_t)options->top, &d.asked, err) == 0) &&
        diff_all(&d, err) == 0) {
        print(&d);
        status = d.n_changes ? EXIT_FOUND : EXIT_GOOD;
    }
    json_decref(d.changes);
    buf_release(&d.text);
    judged_close(&d.before);
    judged_close(&d.after);
    return status;
}

int command_diff(int argc, char **argv)
{
    struct options options = {.top = TOP, .first = PROMISE_FIRST};
    struct err err = ERR_INIT;
    size_t n_operands;
    int status = EXIT_NOTHING;
    int early;
    if (!command_begin(&command_diff_help, argc, argv, &options, 2, &n_operands, &early))
        return early;
    if (n_operands == 2)
        status = run(&options, argv + 1, &err);
    else
        err_set(&err, ERR_SYNTAX,
                "name the two generations to compare, as in: jawab-index diff current staged");
    if (status == EXIT_NOTHING)
        err_print(stderr, &err);
    return status;
}
