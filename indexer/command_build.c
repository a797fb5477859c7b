/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "../lib/json.h"
#include "build.h"
#include "command.h"
#include "moment.h"
#include "promise.h"
#include "promise_gate.h"
#include "summary.h"

struct options {
    const char *content, *index, *now;
    long jobs, keep;
    bool full, json, preview, require, stage;
};

static const struct opt options_table[] = {
    {"content", OPT_STRING, offsetof(struct options, content), "DIR",
     "folder with the articles: every .md below it is read", .required = true},
    {"index", OPT_STRING, offsetof(struct options, index), "DIR",
     "folder of the index; made when it does not exist", .required = true},
    {"jobs", OPT_NUMBER, offsetof(struct options, jobs), "N",
     "threads to build with (default: one a processor)", .min = 1, .max = 64},
    {"keep", OPT_NUMBER, offsetof(struct options, keep), "N",
     "generations that stay, the new one too (default: 5)", .min = 1, .max = 1000},
    {"full", OPT_FLAG, offsetof(struct options, full), NULL,
     "take nothing over from earlier builds; the result is the same"},
    {"require", OPT_FLAG, offsetof(struct options, require), NULL,
     "do not publish what breaks a promised search (" PROMISE_FILE "); it is staged instead"},
    {"stage", OPT_FLAG, offsetof(struct options, stage), NULL,
     "do not publish; what was built waits for `jawab-index publish`"},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL,
     "print the summary as one JSON object"},
    {"preview", OPT_FLAG, offsetof(struct options, preview), NULL,
     "take drafts and what is not live as well, for jawab-serve --preview"},
    {"now", OPT_STRING, offsetof(struct options, now), "TIME",
     "take what is live at this moment, 2026-12-01T09:30Z, instead of the clock's"},
};

const struct opt_command command_build_help = {
    .program = "jawab-index",
    .name = "build",
    .summary =
        "Reads a folder of Markdown articles and publishes them as a new generation of an index.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  built\n"
                     "1  built, but some files were skipped; each is named with its reason\n"
                     "2  nothing was published; the index is as it was\n",
};

/* Why nothing was published: for programs on stdout, where the summary would be. */
static void print_refusal(struct promise_gate *gate, unsigned generation, bool json)
{
    if (json) {
        buf_clear(&gate->text);
        json_write(&gate->text,
                   json_pack("{s:i, s:b, s:I, s:O}", "generation", (int)generation, "published", 0,
                             "promises", (json_int_t)gate->n_promises, "broken", gate->broken),
                   false);
        buf_char(&gate->text, '\n');
    }
    fwrite(gate->text.p, 1, gate->text.n, json ? stdout : stderr);
}

int command_build(int argc, char **argv)
{
    struct options options = {.jobs = sysconf(_SC_NPROCESSORS_ONLN)};
    struct err err = ERR_INIT;
    struct build_summary summary;
    size_t n_operands;
    int early;
    if (!command_begin(&command_build_help, argc, argv, &options, 0, &n_operands, &early))
        return early;
    struct build_options build = {
        .content_dir = options.content,
        .index_dir = options.index,
        .jobs = (size_t)options.jobs,
        .keep = (unsigned)options.keep,
        .full = options.full,
        .progress = isatty(STDERR_FILENO),
        .stage = options.stage,
        .preview = options.preview,
    };
    if (options.now && !moment_read(str_from(options.now), &build.now)) {
        fprintf(stderr, "--now: \"%s\" is not a moment; write it as 2026-12-01T09:30Z\n",
                options.now);
        return EXIT_NOTHING;
    }
    struct report *report = report_new();
    struct promise_gate gate;
    promise_gate_init(&gate, options.content, options.index);
    if (options.require) {
        build.accept = promise_gate_accept;
        build.context = &gate;
    }
    int result = build_run(&build, report, &summary, &err);
    if (summary.repaired.code != ERR_NONE)
        err_print(stderr, &summary.repaired);
    summary_print_report(stderr, report, options.content);
    if (gate.n_broken)
        print_refusal(&gate, summary.generation, options.json);
    if (result < 0)
        err_print(stderr, &err);
    else
        summary_print(stdout, &summary, report, options.json);
    size_t skipped = report_count(report, REPORT_SKIPPED);
    promise_gate_release(&gate);
    report_free(report);
    return result < 0 ? EXIT_NOTHING : skipped ? EXIT_FOUND : EXIT_GOOD;
}
