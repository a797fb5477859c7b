/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cost of lint: bench_lint INDEXER NAME CONTENT_DIR
 * CPU and memory over a folder, with two threads, as a writer or a pull request waits for it.
 */
#include <stdio.h>

#include "../../lib/json.h"
#include "harness.h"

enum { OUTPUT_MAX_BYTES = 256 << 20, EXIT_NOT_RUN = 2, CPU_MAX_S = 10, MEMORY_MAX_MB = 500 };

static int lint(const char *indexer, const char *content, struct run_cost *cost, size_t *findings,
                struct err *err)
{
    const char *argv[] = {indexer, "lint", "--content", content, "--jobs", "2", "--json", NULL};
    struct buf output;
    buf_init(&output, OUTPUT_MAX_BYTES);
    int result = harness_run(argv, &output, cost, err);
    json_t *told = NULL;
    if (result == 0 && cost->exit_status >= EXIT_NOT_RUN)
        result = err_at(err, ERR_IO, content, 0, "lint failed");
    if (result == 0 && !(told = json_read(buf_str(&output), "findings", err)))
        result = -1;
    *findings = json_array_size(json_object_get(told, "findings"));
    json_decref(told);
    buf_release(&output);
    return result;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct run_cost cost;
    size_t findings;
    char text[200];
    if (argc != 4) {
        fprintf(stderr, "usage: bench_lint INDEXER NAME CONTENT_DIR\n");
        return 2;
    }
    if (lint(argv[1], argv[3], &cost, &findings, &err) < 0) {
        err_print(stderr, &err);
        return 1;
    }
    snprintf(text, sizeof text, "%zu findings; %.1f s wall, two threads", findings, cost.wall_s);
    harness_note("lint", text);
    snprintf(text, sizeof text, "%s: lint, CPU", argv[2]);
    harness_row(text, cost.cpu_s, "s", true, CPU_MAX_S);
    snprintf(text, sizeof text, "%s: lint, peak memory", argv[2]);
    harness_row(text, cost.peak_mb, "MB", true, MEMORY_MAX_MB);
    return 0;
}
