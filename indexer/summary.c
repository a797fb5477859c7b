/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#include "../lib/json.h"
#include "moment.h"

enum { KINDS_MAX = 32, WARNINGS_SHOWN = 10 };

/* How often each kind was seen. */
struct kinds {
    struct {
        struct str kind;
        size_t n;
    } rows[KINDS_MAX];
    size_t n;
};

static size_t *count_of(struct kinds *kinds, struct str kind)
{
    for (size_t i = 0; i < kinds->n; i++)
        if (str_eq(kinds->rows[i].kind, kind))
            return &kinds->rows[i].n;
    if (kinds->n == KINDS_MAX)
        return &kinds->rows[KINDS_MAX - 1].n;
    kinds->rows[kinds->n].kind = kind;
    return &kinds->rows[kinds->n++].n;
}

/* --- the report --- */

struct printing {
    FILE *out;
    const char *content_dir;
    struct kinds warnings;
};

static void print_entry(void *context, const struct report_entry *entry)
{
    struct printing *p = context;
    static const char *const names[] = {
        [REPORT_WARNING] = "warning", [REPORT_SKIPPED] = "skipped", [REPORT_ERROR] = "error"};
    if (entry->level == REPORT_WARNING && ++*count_of(&p->warnings, entry->kind) > WARNINGS_SHOWN)
        return;
    fprintf(p->out, "%s/" STR_FMT, p->content_dir, STR_ARG(entry->path));
    if (entry->line)
        fprintf(p->out, ":%u", entry->line);
    fprintf(p->out, ": %s: " STR_FMT " [" STR_FMT "]\n", names[entry->level],
            STR_ARG(entry->message), STR_ARG(entry->kind));
}

void summary_print_report(FILE *out, struct report *report, const char *content_dir)
{
    struct printing printing = {.out = out, .content_dir = content_dir};
    report_visit(report, print_entry, &printing);
    for (size_t i = 0; i < printing.warnings.n; i++)
        if (printing.warnings.rows[i].n > WARNINGS_SHOWN)
            fprintf(out, "... and %zu more warnings [" STR_FMT "]\n",
                    printing.warnings.rows[i].n - WARNINGS_SHOWN,
                    STR_ARG(printing.warnings.rows[i].kind));
}

/* --- the figures --- */

static void count_skipped(void *context, const struct report_entry *entry)
{
    if (entry->level == REPORT_SKIPPED)
        ++*count_of(context, entry->kind);
}

static void print_json(FILE *out, const struct build_summary *s, const struct kinds *skipped,
                       size_t n_skipped, size_t n_warnings)
{
    struct buf text;
    json_t *reasons = json_object();
    for (size_t i = 0; i < skipped->n; i++) {
        char kind[64];
        snprintf(kind, sizeof kind, STR_FMT, STR_ARG(skipped->rows[i].kind));
        json_object_set_new(reasons, kind, json_integer((json_int_t)skipped->rows[i].n));
    }
    struct arena a = ARENA_INIT;
    const struct {
        const char *key;
        uint64_t value;
    } counts[] = {
        {"generation", s->generation},
        {"files", s->files},
        {"reused", s->reused},
        {"articles", s->articles},
        {"drafts", s->drafts},
        {"scheduled", s->scheduled},
        {"expired", s->expired},
        {"sections", s->sections},
        {"tokens", s->tokens},
        {"skipped", n_skipped},
        {"warnings", n_warnings},
        {"text_bytes", s->text_bytes},
        {"index_bytes", s->index_bytes},
        {"catalogue_cpu_us", s->catalogue_cpu_us},
        {"analysis_cpu_us", s->analysis_cpu_us},
        {"xapian_cpu_us", s->xapian_cpu_us},
    };
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        json_object_set_new(object, counts[i].key, json_integer((json_int_t)counts[i].value));
    json_object_set_new(object, "published", json_boolean(!s->staged));
    json_object_set_new(object, "skipped_reasons", reasons);
    json_object_set_new(object, "next_change",
                        s->next_change ? json_string(moment_rfc3339(&a, s->next_change).p)
                                       : json_null());
    json_object_set_new(object, "repaired",
                        s->repaired.code == ERR_NONE ? json_null()
                                                     : json_string(s->repaired.message));
    json_object_set_new(object, "seconds", json_real(s->seconds));
    buf_init(&text, 1 << 20);
    json_write(&text, object, false);
    fprintf(out, "%s\n", text.p);
    buf_release(&text);
    arena_release(&a);
}

static void print_count(FILE *out, uint64_t n, const char *noun)
{
    fprintf(out, "%llu %s%s", (unsigned long long)n, noun, n == 1 ? "" : "s");
}

static void print_states(FILE *out, const struct build_summary *s)
{
    const struct {
        uint64_t n;
        const char *what;
    } rows[] = {{s->drafts, s->drafts == 1 ? "draft" : "drafts"},
                {s->scheduled, "scheduled"},
                {s->expired, "expired"}};
    bool any = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].n) {
            fprintf(out, "%s%llu %s", any ? ", " : "", (unsigned long long)rows[i].n, rows[i].what);
            any = true;
        }
    if (any)
        fprintf(out, s->preview ? " shown; " : " left out; ");
    if (s->next_change) {
        struct arena a = ARENA_INIT;
        fprintf(out, "next change " STR_FMT "; ", STR_ARG(moment_text(&a, s->next_change)));
        arena_release(&a);
    }
}

static void print_line(FILE *out, const struct build_summary *s, const struct kinds *skipped,
                       size_t n_skipped)
{
    fprintf(out, "generation %u%s: ", s->generation, s->staged ? ", staged" : "");
    print_count(out, s->articles, "article");
    fprintf(out, ", ");
    print_count(out, s->sections, "section");
    fprintf(out, "; ");
    if (s->reused) {
        fprintf(out, "%llu of ", (unsigned long long)s->reused);
        print_count(out, s->files, "file");
        fprintf(out, " as before; ");
    }
    if (s->damaged) {
        print_count(out, s->damaged, "damaged part");
        fprintf(out, " of the cache made again; ");
    }
    print_states(out, s);
    if (s->kept)
        fprintf(out, "%llu as last good; ", (unsigned long long)s->kept);
    if (n_skipped) {
        print_count(out, n_skipped, "file");
        fprintf(out, " skipped (");
        for (size_t i = 0; i < skipped->n; i++)
            fprintf(out, "%s%zu " STR_FMT, i ? ", " : "", skipped->rows[i].n,
                    STR_ARG(skipped->rows[i].kind));
        fprintf(out, "); ");
    } else {
        fprintf(out, "no file skipped; ");
    }
    if (s->seconds < 1)
        fprintf(out, "%.0f ms; ", s->seconds * 1e3);
    else
        fprintf(out, "%.1f s; ", s->seconds);
    fprintf(out, "index %.1f MB\n", (double)s->index_bytes / 1e6);
}

void summary_print(FILE *out, const struct build_summary *summary, struct report *report, bool json)
{
    struct kinds skipped = {.n = 0};
    size_t n_skipped = report_count(report, REPORT_SKIPPED);
    report_visit(report, count_skipped, &skipped);
    if (json)
        print_json(out, summary, &skipped, n_skipped, report_count(report, REPORT_WARNING));
    else
        print_line(out, summary, &skipped, n_skipped);
}
