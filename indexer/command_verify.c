/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "../lib/generation.h"
#include "../lib/json.h"
#include "../lib/schema.h"
#include "../lib/text.h"
#include "command.h"

struct options {
    const char *index;
    bool all, json;
};

static const struct opt options_table[] = {
    {"index", OPT_STRING, offsetof(struct options, index), "DIR", "folder of the index",
     .required = true},
    {"all", OPT_FLAG, offsetof(struct options, all), NULL, "verify all generations"},
    {"json", OPT_FLAG, offsetof(struct options, json), NULL, "print one JSON object"},
};

const struct opt_command command_verify_help = {
    .program = "jawab-index",
    .name = "verify",
    .usage = "[N]",
    .summary = "Compares every file of the current generation, or of N, with its checksum. Readers "
               "pass a damaged one over from then on.",
    .options = options_table,
    .n_options = sizeof options_table / sizeof options_table[0],
    .exit_statuses = "0  every file is as it was written\n"
                     "1  something is damaged; each file is named\n"
                     "2  nothing could be verified\n",
};

/* One run of the command. */
struct verifying {
    bool json;
    json_t *rows;  /* an object a generation */
    json_t *files; /* of the one under way: what is damaged */
    size_t n_verified, n_damaged;
};

static void tell(void *context, const struct err *what)
{
    struct verifying *v = context;
    if (v->json)
        json_array_append_new(v->files,
                              json_pack("{s:s, s:s}", "path", what->place, "what", what->message));
    else
        err_print(stderr, what);
}

/* One of another version cannot be verified: that is told like damage, but is none. */
static void verify_one(struct verifying *v, const char *path)
{
    struct err first = ERR_INIT, why = ERR_INIT;
    v->files = json_array();
    bool whole =
        generation_verify(path, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, tell, v, &first) == 0;
    bool verified = first.code != ERR_STALE;
    v->n_verified += verified;
    v->n_damaged += verified && !whole;
    if (verified && generation_remember(path, whole ? NULL : &first, &why) != 0)
        err_print(stderr, &why); /* then readers do not learn of it */
    if (!v->json && verified)
        printf("%s: %s\n", path, whole ? "every file is as it was written" : "damaged");
    json_array_append_new(v->rows, json_pack("{s:s, s:b, s:b, s:o}", "path", path, "verified",
                                             verified, "whole", whole, "damaged", v->files));
}

static int verify_all(struct verifying *v, const char *index_dir, struct err *err)
{
    struct generation_info *infos = NULL;
    size_t n = 0;
    char path[GENERATION_PATH_BYTES];
    int status = generation_list(index_dir, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, &infos, &n, err);
    if (status == 0 && n == 0)
        status = err_at(err, ERR_NOT_FOUND, index_dir, 0, "there is no generation here");
    for (size_t i = 0; i < n && status == 0; i++) {
        snprintf(path, sizeof path, "%s/%s", index_dir, infos[i].name);
        verify_one(v, path);
    }
    free(infos);
    return status;
}

static int verify(const struct options *options, const char *word, struct err *err)
{
    struct verifying v = {.json = options->json, .rows = json_array()};
    char path[GENERATION_PATH_BYTES];
    int status = options->all ? verify_all(&v, options->index, err)
                              : generation_find(options->index, word, path, err);
    if (status == 0 && !options->all)
        verify_one(&v, path);
    if (status == 0 && options->json) {
        struct buf text;
        buf_init(&text, 64 << 20);
        json_write(&text, json_pack("{s:O}", "generations", v.rows), false);
        printf("%s\n", text.p);
        buf_release(&text);
    }
    json_decref(v.rows);
    if (status == 0 && v.n_verified == 0)
        status = err_at(err, ERR_STALE, options->index, 0, "nothing here is of this version");
    return status != 0 ? EXIT_NOTHING : v.n_damaged ? EXIT_FOUND : EXIT_GOOD;
}

int command_verify(int argc, char **argv)
{
    struct options options = {NULL};
    struct err err = ERR_INIT;
    size_t n_operands;
    int status = EXIT_NOTHING;
    int early;
    if (!command_begin(&command_verify_help, argc, argv, &options, 1, &n_operands, &early))
        return early;
    if (n_operands == 1 && options.all)
        err_set(&err, ERR_SYNTAX, "verify one generation or --all of them, not both");
    else
        status = verify(&options, n_operands == 1 ? argv[1] : "current", &err);
    if (status == EXIT_NOTHING)
        err_print(stderr, &err);
    return status;
}
