/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cost of building: bench_build INDEXER WORK_DIR NAME CONTENT_DIR
 * CPU for a megabyte of indexed text, memory, size, and what a second thread is worth.
 */
#include <stdio.h>

#include "../../lib/file.h"
#include "../../lib/json.h"
#include "harness.h"

enum { OUTPUT_MAX_BYTES = 1 << 20, EXIT_NOTHING_BUILT = 2 };

static const double TIMES_XAPIAN = 1.15;

enum {
    CPU_MS_A_MB = 850, /* half as much again as the first ranking took: 29.6 s for 52 MB */
    ANALYSIS_MS_A_MB = 100,
    INDEX_TIMES_TEXT = 3,
    SMALL_TEXT_MB = 10, /* below it an index is mostly what every index has: no limit */
};

struct build {
    struct run_cost cost;
    double analysis_s, xapian_s, articles, skipped, sections, index_mb, text_mb;
};

static double number(const json_t *summary, const char *key)
{
    return json_number_value(json_object_get(summary, key));
}

static int build(const char *indexer, const char *index, const char *content, const char *jobs,
                 struct build *out, struct err *err)
{
    const char *argv[] = {indexer,  "build", "--content", content,  "--index", index,
                          "--jobs", jobs,    "--full",    "--json", NULL};
    struct buf output;
    buf_init(&output, OUTPUT_MAX_BYTES);
    if (harness_run(argv, &output, &out->cost, err) < 0)
        return -1;
    json_t *summary = out->cost.exit_status < EXIT_NOTHING_BUILT
                          ? json_read(buf_str(&output), "summary", err)
                          : NULL;
    if (summary) {
        out->analysis_s =
            (number(summary, "catalogue_cpu_us") + number(summary, "analysis_cpu_us")) / 1e6;
        out->xapian_s = number(summary, "xapian_cpu_us") / 1e6;
        out->articles = number(summary, "articles");
        out->skipped = number(summary, "skipped");
        out->sections = number(summary, "sections");
        out->index_mb = number(summary, "index_bytes") / 1e6;
        out->text_mb = number(summary, "text_bytes") / 1e6;
    } else {
        err_at(err, ERR_IO, content, 0, "the build failed");
    }
    json_decref(summary);
    buf_release(&output);
    return summary ? 0 : -1;
}

static void print(const char *name, const struct build *one, const struct build *two)
{
    char text[200], value[40];
    snprintf(text, sizeof text,
             "%.0f articles, %.0f sections, %.0f skipped; %.1f s CPU; index %.1f MB, text %.1f MB",
             one->articles, one->sections, one->skipped, one->cost.cpu_s, one->index_mb,
             one->text_mb);
    harness_note(name, text);
    snprintf(text, sizeof text, "%s: all CPU against Xapian's", name);
    harness_row(text, one->cost.cpu_s / one->xapian_s, "x", true, TIMES_XAPIAN);
    snprintf(text, sizeof text, "%s: Xapian, reading and analysis, soft match and the rest", name);
    snprintf(value, sizeof value, "%.1f, %.1f, %.1f s", one->xapian_s, one->analysis_s,
             one->cost.cpu_s - one->xapian_s - one->analysis_s);
    harness_note(text, value);
    snprintf(text, sizeof text, "%s: CPU for a MB of text", name);
    harness_row(text, 1000 * one->cost.cpu_s / one->text_mb, "ms", true, CPU_MS_A_MB);
    snprintf(text, sizeof text, "%s: reading, Markdown, analysis of a MB of text", name);
    harness_row(text, 1000 * one->analysis_s / one->text_mb, "ms", true, ANALYSIS_MS_A_MB);
    snprintf(text, sizeof text, "%s: index against text", name);
    snprintf(value, sizeof value, "%9.2f x", one->index_mb / one->text_mb);
    if (one->text_mb < SMALL_TEXT_MB)
        harness_note(text, value);
    else
        harness_row(text, one->index_mb / one->text_mb, "x", true, INDEX_TIMES_TEXT);
    snprintf(text, sizeof text, "%s: peak memory, one thread", name);
    harness_row(text, one->cost.peak_mb, "MB", true, 400);
    snprintf(text, sizeof text, "%s: two threads against one, wall", name);
    harness_row(text, one->cost.wall_s / two->cost.wall_s, "x", false, 1.7);
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct build one, two;
    if (argc != 5) {
        fprintf(stderr, "usage: bench_build INDEXER WORK_DIR NAME CONTENT_DIR\n");
        return 2;
    }
    const char *index = arena_printf(&a, "%s/%s", argv[2], argv[3]).p;
    int failed = build(argv[1], index, argv[4], "1", &one, &err) ||
                 build(argv[1], index, argv[4], "2", &two, &err);
    if (failed)
        err_print(stderr, &err);
    else
        print(argv[3], &one, &two);
    arena_release(&a);
    return failed ? 1 : 0;
}
