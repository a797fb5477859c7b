/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "generations.h"
#include "lib/file.h"

void generations_write(const char *folder, const char *name, struct str bytes)
{
    struct err err = ERR_INIT;
    char path[GENERATION_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_ok(file_replace(path, bytes, &err), &err);
}

void generations_fill(const struct generation_build *build)
{
    struct err err = ERR_INIT;
    char path[GENERATION_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/xapian", build->path);
    assert_ok(file_make_dir(path, &err), &err);
    generations_write(build->path, "xapian/postlist", STR("postings"));
    generations_write(build->path, "suggest", STR("words"));
}

struct generation_manifest generations_counts(void)
{
    return (struct generation_manifest){.schema_version = GENERATIONS_SCHEMA,
                                        .analyser_version = GENERATIONS_ANALYSER,
                                        .articles = 2,
                                        .sections = 7,
                                        .tokens = UINT64_C(5000000000)};
}

int generations_build(const char *index_dir, struct generation_manifest *manifest, struct err *err)
{
    struct generation_build build;
    *manifest = generations_counts();
    if (generation_begin(&build, index_dir, err) != 0)
        return -1;
    generations_fill(&build);
    int status = generation_publish(&build, manifest, err);
    generation_end(&build);
    return status;
}

struct generation_manifest generations_publish(const char *index_dir)
{
    struct err err = ERR_INIT;
    struct generation_manifest manifest;
    assert_ok(generations_build(index_dir, &manifest, &err), &err);
    return manifest;
}

char *generations_listing(struct scratch *s, const char *index_dir)
{
    struct dirent **entries;
    struct buf text;
    buf_init(&text, 10000);
    int n = scandir(index_dir, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.')
            buf_printf(&text, "%s%s", text.n ? " " : "", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    char *copy = (char *)arena_dup(&s->arena, buf_str(&text)).p;
    buf_release(&text);
    return copy;
}
