/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint_output.h"

#include <stdlib.h>

#include "../lib/json.h"
#include "../lib/opt.h"

enum { VALUE_MAX_BYTES = 1 << 20 };

struct printing {
    FILE *out;
    const char *content_dir;
    bool more; /* something stands in the list */
};

/* Takes the value. One at a time: a corpus has tens of thousands. */
static void print_value(FILE *out, json_t *value)
{
    struct buf text;
    buf_init(&text, VALUE_MAX_BYTES);
    json_write(&text, value, false);
    fprintf(out, "%s", text.p);
    buf_release(&text);
}

static json_t *number(size_t n)
{
    return json_integer((json_int_t)n);
}

/* A finding of a file as a whole stands at its beginning. */
static unsigned from_one(unsigned n)
{
    return n ? n : 1;
}

/* --- text --- */

static void print_line(void *context, enum lint_kind kind, const struct report_entry *finding)
{
    const struct printing *p = context;
    fprintf(p->out, "%s/" STR_FMT ":%u:%u: %s: " STR_FMT "\n", p->content_dir,
            STR_ARG(finding->path), from_one(finding->line), from_one(finding->column),
            lint_kinds[kind].name, STR_ARG(finding->message));
}

void lint_print_text(FILE *out, struct lint *l, const char *content_dir)
{
    struct printing printing = {out, content_dir};
    lint_findings(l, print_line, &printing);
}

void lint_print_summary(FILE *out, const struct lint_summary *s)
{
    for (size_t i = 0; i < LINT_KINDS; i++)
        if (s->counts[i])
            fprintf(out, "%7zu  %-18s %s\n", s->counts[i], lint_kinds[i].name,
                    lint_kinds[i].meaning);
    fprintf(out, "%7zu  finding%s in %llu file%s\n", s->findings, s->findings == 1 ? "" : "s",
            (unsigned long long)s->files, s->files == 1 ? "" : "s");
}

/* --- JSON --- */

static void print_object(void *context, enum lint_kind kind, const struct report_entry *finding)
{
    struct printing *p = context;
    fprintf(p->out, p->more ? ",\n" : "\n");
    p->more = true;
    print_value(p->out, json_pack("{s:o, s:o, s:o, s:s, s:o}", "path", json_text(finding->path),
                                  "line", number(from_one(finding->line)), "column",
                                  number(from_one(finding->column)), "kind", lint_kinds[kind].name,
                                  "message", json_text(finding->message)));
}

void lint_print_json(FILE *out, struct lint *l, const char *content_dir)
{
    struct printing printing = {out, content_dir};
    struct lint_summary summary;
    lint_sum_up(l, &summary);
    json_t *counts = json_object();
    for (size_t i = 0; i < LINT_KINDS; i++)
        if (summary.counts[i])
            json_object_set_new(counts, lint_kinds[i].name, number(summary.counts[i]));
    fprintf(out, "{\"files\": %llu, \"counts\": ", (unsigned long long)summary.files);
    print_value(out, counts);
    fprintf(out, ", \"findings\": [");
    lint_findings(l, print_object, &printing);
    fprintf(out, "]}\n");
}

/* --- SARIF --- */

static json_t *rules(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < LINT_KINDS; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:{s:s}, s:{s:s}, s:{s:s}}", "id", lint_kinds[i].name,
                            "shortDescription", "text", lint_kinds[i].meaning, "help", "text",
                            lint_kinds[i].remedy, "defaultConfiguration", "level", "warning"));
    return list;
}

/* A path as a URI: as it is where that is allowed, else %XX. */
static void put_uri(struct buf *out, struct str path)
{
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-_.~/", c));
        if (plain)
            buf_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

static void print_result(void *context, enum lint_kind kind, const struct report_entry *finding)
{
    struct printing *p = context;
    struct str dir = str_from(p->content_dir);
    struct buf uri;
    buf_init(&uri, VALUE_MAX_BYTES);
    while (str_starts(dir, STR("./")))
        dir = str_sub(dir, 2, dir.n);
    if (!str_starts(dir, STR("/")) && !str_eq(dir, STR("."))) {
        put_uri(&uri, dir);
        if (!str_ends(dir, STR("/")))
            buf_char(&uri, '/');
    }
    put_uri(&uri, finding->path);
    fprintf(p->out, p->more ? ",\n" : "\n");
    p->more = true;
    print_value(p->out, json_pack("{s:s, s:i, s:s, s:{s:o}, s:[{s:{s:{s:s}, s:{s:o, s:o}}}]}",
                                  "ruleId", lint_kinds[kind].name, "ruleIndex", (int)kind, "level",
                                  "warning", "message", "text", json_text(finding->message),
                                  "locations", "physicalLocation", "artifactLocation", "uri", uri.p,
                                  "region", "startLine", number(from_one(finding->line)),
                                  "startColumn", number(from_one(finding->column))));
    buf_release(&uri);
}

void lint_print_sarif(FILE *out, struct lint *l, const char *content_dir)
{
    struct printing printing = {out, content_dir};
    fprintf(out, "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", "
                 "\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": ");
    print_value(out, json_pack("{s:s, s:s, s:o}", "name", "jawab-index lint", "version",
                               JAWAB_VERSION, "rules", rules()));
    fprintf(out, "}, \"columnKind\": \"unicodeCodePoints\", \"results\": [");
    lint_findings(l, print_result, &printing);
    fprintf(out, "]}]}\n");
}

/* --- the kinds --- */

static json_t *kind_object(const struct lint_kind_row *row)
{
    json_t *object = json_pack("{s:s, s:s, s:s}", "kind", row->name, "meaning", row->meaning,
                               "remedy", row->remedy);
    if (row->unit)
        json_object_set_new(object, "limit",
                            json_pack("{s:f, s:s}", "value", row->limit, "unit", row->unit));
    return object;
}

void lint_print_kinds(FILE *out, bool json)
{
    json_t *list = json_array();
    for (size_t i = 0; i < LINT_KINDS; i++)
        json_array_append_new(list, kind_object(&lint_kinds[i]));
    if (json) {
        print_value(out, list);
        fprintf(out, "\n");
        return;
    }
    json_decref(list);
    for (size_t i = 0; i < LINT_KINDS; i++) {
        const struct lint_kind_row *row = &lint_kinds[i];
        fprintf(out, "%-18s %s", row->name, row->meaning);
        if (row->unit)
            fprintf(out, " (%g %s)", row->limit, row->unit);
        fprintf(out, "\n%-18s %s\n", "", row->remedy);
    }
}
