/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../lib/json.h"
#include "command.h"
#include "judged.h"
#include "promise_judge.h"

enum { OUTPUT_MAX_BYTES = 64 << 20 };

struct options {
    const char *index, *content;
    bool json, quiet;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "folder of the index",
     .required = true},
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder whose " PROMISE_FILE " is run (default: the one the generation was built with)"},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
    {"quiet", OPT_FLAG, offsetof(struct options, quiet), NULL,
     "print nothing but the broken promises"},
};

const struct opt_command command_test_help = {
    .program = "jawab-index",
    .name = "test",
    .usage = "[GENERATION]",
    .summary = "Runs the promised searches of " PROMISE_FILE " and names those that are broken.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  all are kept\n"
                     "1  some are broken; each is named with its line and what was found\n"
                     "2  they could not be run\n"
                     "\n"
                     "GENERATION is a number, \"current\" (the default) or \"staged\".\n",
};

/* What a run says: text for people, or the broken ones for programs. */
struct output {
    struct buf text;
    json_t *broken;
    size_t n_broken;
};

static int judge_all(const struct judged *judged, struct output *out, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    for (size_t i = 0; i < judged->promises.n && result == 0; i++) {
        const struct promise *promise = &judged->promises.items[i];
        struct promise_verdict verdict;
        result = promise_judge(judged->search, &a, promise, &verdict, err);
        if (result == 0 && verdict.n_faults) {
            out->n_broken++;
            promise_verdict_print(&out->text, judged->file, promise, &verdict);
            json_array_append_new(out->broken, promise_verdict_json(promise, &verdict));
        }
        arena_clear(&a);
    }
    arena_release(&a);
    return result;
}

static void print(const struct options *options, const struct judged *judged, struct output *out)
{
    unsigned generation = judged->manifest.number;
    size_t n = judged->promises.n;
    if (options->json) {
        buf_clear(&out->text);
        json_write(&out->text,
                   json_pack("{s:i, s:I, s:O}", "generation", (int)generation, "promises",
                             (json_int_t)n, "broken", out->broken),
                   false);
        buf_char(&out->text, '\n');
    } else if (!options->quiet) {
        buf_printf(&out->text, "generation %u: %zu promised search%s, %zu broken\n", generation, n,
                   n == 1 ? "" : "es", out->n_broken);
    }
    fwrite(out->text.p, 1, out->text.n, stdout);
}

static int run(const struct options *options, const char *word, struct err *err)
{
    struct judged judged = {0};
    struct output out = {.broken = json_array()};
    int status = EXIT_NOTHING;
    buf_init(&out.text, OUTPUT_MAX_BYTES);
    if (judged_open(&judged, options->index, word, err) == 0 &&
        judged_promises(&judged, options->content, true, err) == 0 &&
        judge_all(&judged, &out, err) == 0) {
        print(options, &judged, &out);
        status = out.n_broken ? EXIT_FOUND : EXIT_GOOD;
    }
    json_decref(out.broken);
    buf_release(&out.text);
    judged_close(&judged);
    return status;
}

int command_test(int argc, char **argv)
{
    struct options options = {0};
    struct err err = ERR_INIT;
    size_t n_operands;
    int status = EXIT_NOTHING;
    int early;
    if (!command_begin(&command_test_help, argc, argv, &options, 1, &n_operands, &early))
        return early;
    status = run(&options, n_operands ? argv[1] : "current", &err);
    if (status == EXIT_NOTHING)
        err_print(stderr, &err);
    return status;
}
