/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "../lib/generation.h"
#include "../lib/json.h"
#include "../lib/schema.h"
#include "../lib/text.h"
#include "command.h"
#include "contents.h"

#define NO_INDEX                                                                                   \
    "there is no index here; build one with: jawab-index build --content DIR --index %s"

enum { IDS_SHOWN = 5 };

struct options {
    const char *index;
    bool json;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "folder of the index",
     .required = true},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
};

const struct opt_command command_generations_help = {
    .program = "jawab-index",
    .name = "generations",
    .summary = "Lists the generations of an index, and what changed from each to the next.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  listed\n"
                     "1  listed, but one is damaged or of another version, or none is current\n"
                     "2  the index cannot be read\n",
};

/* By enum generation_state. */
static const char *const state_names[] = {"current", "older", "newer", "staged"};

static const char *const change_names[CONTENTS_CHANGES] = {"added", "changed", "removed"};

/* --- what changed --- */

/* From the generation before; `from` is 0 when that cannot be told. */
struct changes {
    unsigned from;
    struct arena arena; /* the ids */
    struct {
        size_t n;
        struct str ids[IDS_SHOWN]; /* the first few */
    } of[CONTENTS_CHANGES];
};

static void note_change(void *context, enum contents_change change, struct str id)
{
    struct changes *c = context;
    size_t n = c->of[change].n++;
    if (n < IDS_SHOWN)
        c->of[change].ids[n] = arena_dup(&c->arena, id);
}

static struct contents *contents_of(const char *index_dir, const struct generation_info *info)
{
    struct arena a = ARENA_INIT;
    struct err ignored = ERR_INIT; /* then nothing is said of changes */
    struct contents *contents = NULL;
    contents_load(&contents, arena_printf(&a, "%s/%s", index_dir, info->name).p, &ignored);
    arena_release(&a);
    return contents;
}

/* Those of generation i; the one before it is the next in the list that was published. */
static void find_changes(const char *index_dir, const struct generation_info *infos, size_t n,
                         size_t i, struct changes *out)
{
    size_t before = i + 1;
    *out = (struct changes){0};
    while (before < n && infos[before].state == GENERATION_STAGED)
        before++;
    if (before >= n)
        return;
    struct contents *old = contents_of(index_dir, &infos[before]);
    struct contents *new = contents_of(index_dir, &infos[i]);
    if (old && new) {
        out->from = infos[before].number;
        contents_compare(old, new, note_change, out);
    }
    contents_free(old);
    contents_free(new);
}

/* --- printing --- */

static void print_changes(const struct changes *c)
{
    bool any = false;
    if (!c->from)
        return;
    printf("   since %u:", c->from);
    for (enum contents_change k = 0; k < CONTENTS_CHANGES; k++) {
        size_t n = c->of[k].n;
        if (n == 0)
            continue;
        printf("%s %zu %s (", any ? "," : "", n, change_names[k]);
        for (size_t i = 0; i < n && i < IDS_SHOWN; i++)
            printf("%s" STR_FMT, i ? ", " : "", STR_ARG(c->of[k].ids[i]));
        printf("%s)", n > IDS_SHOWN ? ", ..." : "");
        any = true;
    }
    printf("%s\n", any ? "" : " the same articles");
}

static void print_text(const struct generation_info *info, const struct changes *changes)
{
    const struct generation_manifest *m = &info->manifest;
    printf("%c %u  %s", info->state == GENERATION_CURRENT ? '*' : ' ', info->number,
           state_names[info->state]);
    if (m->created[0])
        printf("  %s  %llu articles, %llu sections, %.1f MB", m->created,
               (unsigned long long)m->articles, (unsigned long long)m->sections,
               (double)m->bytes / 1e6);
    printf("\n");
    if (info->damage.code != ERR_NONE)
        printf("   %s: %s\n", info->damage.place, info->damage.message);
    print_changes(changes);
}

static json_t *changes_as_json(const struct changes *c)
{
    if (!c->from)
        return json_null();
    json_t *object = json_pack("{s:i}", "since", (int)c->from);
    for (enum contents_change k = 0; k < CONTENTS_CHANGES; k++) {
        json_t *ids = json_array();
        for (size_t i = 0; i < c->of[k].n && i < IDS_SHOWN; i++)
            json_array_append_new(ids, json_text(c->of[k].ids[i]));
        json_object_set_new(object, change_names[k],
                            json_pack("{s:I, s:o}", "count", (json_int_t)c->of[k].n, "first", ids));
    }
    return object;
}

static json_t *as_json(const struct generation_info *info, const struct changes *changes)
{
    const struct generation_manifest *m = &info->manifest;
    return json_pack("{s:i, s:s, s:s, s:s, s:I, s:I, s:I, s:s?, s:o}", "number", (int)info->number,
                     "state", state_names[info->state], "id", m->id, "created", m->created,
                     "articles", (json_int_t)m->articles, "sections", (json_int_t)m->sections,
                     "bytes", (json_int_t)m->bytes, "damage",
                     info->damage.code == ERR_NONE ? NULL : info->damage.message, "changes",
                     changes_as_json(changes));
}

static void print_json(json_t *rows)
{
    struct buf text;
    buf_init(&text, 64 << 20);
    json_write(&text, json_pack("{s:o}", "generations", rows), false);
    printf("%s\n", text.p);
    buf_release(&text);
}

static int list(const struct options *options, struct err *err)
{
    struct generation_info *infos = NULL;
    size_t n = 0;
    bool current = false, damaged = false;
    json_t *rows = json_array();
    if (generation_list(options->index, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, &infos, &n, err) !=
            0 ||
        (n == 0 && err_at(err, ERR_NOT_FOUND, options->index, 0, NO_INDEX, options->index) < 0)) {
        json_decref(rows);
        free(infos);
        return EXIT_NOTHING;
    }
    for (size_t i = 0; i < n; i++) {
        struct changes changes;
        find_changes(options->index, infos, n, i, &changes);
        current |= infos[i].state == GENERATION_CURRENT;
        damaged |= infos[i].damage.code != ERR_NONE;
        if (options->json)
            json_array_append_new(rows, as_json(&infos[i], &changes));
        else
            print_text(&infos[i], &changes);
        arena_release(&changes.arena);
    }
    if (options->json)
        print_json(rows);
    else
        json_decref(rows);
    if (!current)
        fprintf(stderr, "%s: CURRENT names none of these; see jawab-index publish --help\n",
                options->index);
    free(infos);
    return damaged || !current ? EXIT_FOUND : EXIT_GOOD;
}

int command_generations(int argc, char **argv)
{
    struct options options = {.json = false};
    struct err err = ERR_INIT;
    size_t n_operands;
    int status = EXIT_NOTHING;
    int early;
    if (!command_begin(&command_generations_help, argc, argv, &options, 0, &n_operands, &early))
        return early;
    status = list(&options, &err);
    if (status == EXIT_NOTHING)
        err_print(stderr, &err);
    return status;
}
