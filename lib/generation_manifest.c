/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "generation_parts.h"
#include "hash.h"

/* The manifest begins with the checksum of all that follows this line. */
#define FIRST_LINE_BEGIN "{\"checksum\": \""
#define FIRST_LINE_END   "\",\n"

enum { MANIFEST_MAX_BYTES = 16 << 20, CHECKSUM_CHARS = 16 };

/* --- reading --- */

/* Of a manifest that begins as ours do: has it changed since it was written? */
static bool is_changed(struct str text)
{
    char expected[CHECKSUM_CHARS + 1];
    struct str begin = STR(FIRST_LINE_BEGIN), end = STR(FIRST_LINE_END);
    if (!str_starts(text, begin))
        return false;
    struct str checksum = str_sub(text, begin.n, CHECKSUM_CHARS);
    struct str rest = str_sub(text, begin.n + CHECKSUM_CHARS, text.n);
    if (!str_starts(rest, end))
        return true;
    rest = str_sub(rest, end.n, rest.n);
    snprintf(expected, sizeof expected, "%016llx", (unsigned long long)hash_text(rest));
    return !str_eq(checksum, str_from(expected));
}

json_t *generation_manifest_read(const char *generation_path, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    struct buf text;
    json_t *manifest = NULL;
    buf_init(&text, MANIFEST_MAX_BYTES);
    if (generation_join(path, generation_path, MANIFEST, err) != 0)
        goto out;
    if (file_read(path, MANIFEST_MAX_BYTES, &text, err) != 0) {
        if (err->code == ERR_NOT_FOUND)
            generation_damaged(err, path, "the manifest is missing");
        goto out;
    }
    if (is_changed(buf_str(&text))) {
        generation_damaged(err, path, "the manifest does not match its checksum");
        goto out;
    }
    manifest = json_read(buf_str(&text), path, err);
    if (!manifest)
        generation_damaged(err, path, "the manifest is not valid JSON");
out:
    buf_release(&text);
    return manifest;
}

static bool get_count(const json_t *object, const char *key, uint64_t *out)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static bool get_number(const json_t *object, const char *key, unsigned *out)
{
    uint64_t value;
    if (!get_count(object, key, &value) || value > UINT32_MAX)
        return false;
    *out = (unsigned)value;
    return true;
}

static bool get_text(const json_t *object, const char *key, char *out, size_t size_bytes)
{
    struct str value = json_member(object, key);
    if (value.n == 0 || value.n >= size_bytes)
        return false;
    memcpy(out, value.p, value.n + 1); /* jansson's strings end with a NUL */
    return true;
}

/* The versions come first: a manifest of another version may differ in everything else. */
static int parse(const json_t *manifest, const char *path, unsigned schema_version,
                 unsigned analyser_version, struct generation_manifest *out, struct err *err)
{
    char file[GENERATION_PATH_BYTES];
    if (generation_join(file, path, MANIFEST, err) != 0)
        return -1;
    out->preview = json_is_true(json_object_get(manifest, "preview"));
    get_text(manifest, "next_change", out->next_change, sizeof out->next_change);
    bool complete = get_number(manifest, "schema_version", &out->schema_version) &&
                    get_number(manifest, "analyser_version", &out->analyser_version);
    if (!complete)
        return generation_damaged(err, file, "the manifest names no versions");
    complete =
        json_member(manifest, "checksum").n && get_text(manifest, "id", out->id, sizeof out->id) &&
        get_number(manifest, "number", &out->number) &&
        get_text(manifest, "created", out->created, sizeof out->created) &&
        get_count(manifest, "articles", &out->articles) &&
        get_count(manifest, "sections", &out->sections) &&
        get_count(manifest, "tokens", &out->tokens) && get_count(manifest, "bytes", &out->bytes) &&
        json_is_array(json_object_get(manifest, "files"));
    if (out->schema_version != schema_version || out->analyser_version != analyser_version)
        return err_at(err, ERR_STALE, path, 0,
                      "the index was built by another version of this program (schema %u, analyser "
                      "%u; this one needs %u and %u): rebuild it",
                      out->schema_version, out->analyser_version, schema_version, analyser_version);
    if (!complete)
        return generation_damaged(err, file, "the manifest is incomplete");
    return 0;
}

json_t *generation_row(struct str name, uint64_t bytes, const char *checksum)
{
    return json_pack("{s:o, s:I, s:s}", "name", json_text(name), "bytes", (json_int_t)bytes,
                     "xxh3_128", checksum);
}

bool generation_row_read(const json_t *row, struct str *name, uint64_t *bytes, struct str *checksum)
{
    *name = json_member(row, "name");
    *checksum = json_member(row, "xxh3_128");
    return name->n && checksum->n && get_count(row, "bytes", bytes);
}

/* --- checking --- */

/* A file as the manifest lists it against the one on disk. */
static int check_file(const char *generation_path, const json_t *row, bool checksum,
                      struct err *err)
{
    char path[GENERATION_PATH_BYTES], hex[HASH_HEX_BYTES];
    uint64_t bytes;
    struct stat info;
    struct str name, expected;
    if (!generation_row_read(row, &name, &bytes, &expected))
        return generation_damaged(err, generation_path,
                                  "the manifest lists a file without name or checksum");
    if (generation_join(path, generation_path, name.p, err) != 0)
        return -1;
    if (stat(path, &info) != 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? generation_damaged(err, path, "the file is missing")
                   : err_errno(err, errno, path, "examine");
    if ((uint64_t)info.st_size != bytes)
        return generation_damaged(err, path, "the file has another size than the manifest says");
    if (!checksum)
        return 0;
    if (hash_file(path, hex, err) != 0)
        return -1;
    if (!str_eq(str_from(hex), expected))
        return generation_damaged(err, path, "the file's content does not match its checksum");
    return 0;
}

int generation_check(const char *path, unsigned number, unsigned schema_version,
                     unsigned analyser_version, struct generation_manifest *out, struct err *err)
{
    size_t i;
    const json_t *row;
    *out = (struct generation_manifest){0};
    json_t *manifest = generation_manifest_read(path, err);
    int status = manifest ? parse(manifest, path, schema_version, analyser_version, out, err) : -1;
    json_array_foreach(json_object_get(manifest, "files"), i, row)
    {
        if (status == 0)
            status = check_file(path, row, false, err);
    }
    json_decref(manifest);
    if (status == 0)
        status = generation_recall(path, err);
    if (status == 0 && out->number != number)
        status = generation_damaged(err, path, "the manifest is of another generation");
    return status;
}

bool generation_is_whole(const char *path)
{
    struct err why = ERR_INIT;
    struct str name, checksum;
    uint64_t bytes;
    size_t i;
    const json_t *row;
    json_t *manifest = generation_manifest_read(path, &why);
    bool whole = (manifest || why.code != ERR_INDEX) && generation_recall(path, &why) == 0;
    json_array_foreach(json_object_get(manifest, "files"), i, row)
    {
        if (whole && generation_row_read(row, &name, &bytes, &checksum))
            whole = check_file(path, row, false, &why) == 0 || why.code != ERR_INDEX;
    }
    json_decref(manifest);
    return whole;
}

int generation_files(struct arena *a, const char *path, struct file_list *files, struct err *err)
{
    if (file_walk(a, path, STR(""), files, NULL, NULL, err) != 0)
        return -1;
    size_t kept = 0;
    for (size_t i = 0; i < files->n; i++) {
        if (str_eq(files->entries[i].relative, STR(MANIFEST)))
            files->total_bytes -= files->entries[i].bytes;
        else
            files->entries[kept++] = files->entries[i];
    }
    files->n = kept;
    return 0;
}

/* What is wrong with a generation: told one by one, the first kept. */
struct findings {
    void (*problem)(void *context, const struct err *what);
    void *context;
    struct err first;
};

static void find(struct findings *f, const struct err *what)
{
    if (f->first.code == ERR_NONE)
        f->first = *what;
    if (f->problem)
        f->problem(f->context, what);
}

static void find_unlisted(struct findings *f, const json_t *rows, const char *path)
{
    struct arena arena = ARENA_INIT;
    struct file_list files;
    struct err what = ERR_INIT;
    size_t i;
    const json_t *row;
    json_t *listed = json_object();
    json_array_foreach(rows, i, row)
    {
        struct str name = json_member(row, "name");
        if (name.n)
            json_object_set_new(listed, name.p, json_true());
    }
    if (generation_files(&arena, path, &files, &what) != 0)
        find(f, &what);
    else
        for (i = 0; i < files.n; i++)
            if (!json_object_get(listed, files.entries[i].relative.p)) {
                generation_damaged(&what, files.entries[i].path.p,
                                   "the manifest does not list this file");
                find(f, &what);
            }
    json_decref(listed);
    arena_release(&arena);
}

int generation_verify(const char *generation_path, unsigned schema_version,
                      unsigned analyser_version,
                      void (*problem)(void *context, const struct err *what), void *context,
                      struct err *err)
{
    struct findings f = {.problem = problem, .context = context, .first = ERR_INIT};
    struct generation_manifest parsed = {0};
    struct err what = ERR_INIT;
    size_t i;
    const json_t *row;
    json_t *manifest = generation_manifest_read(generation_path, &what);
    const json_t *rows = json_object_get(manifest, "files");
    if (!manifest ||
        parse(manifest, generation_path, schema_version, analyser_version, &parsed, &what) != 0)
        find(&f, &what);
    else {
        json_array_foreach(rows, i, row)
        {
            if (check_file(generation_path, row, true, &what) != 0)
                find(&f, &what);
        }
        find_unlisted(&f, rows, generation_path);
    }
    json_decref(manifest);
    if (f.first.code == ERR_NONE)
        return 0;
    *err = f.first;
    return -1;
}

/* --- writing --- */

int generation_manifest_write(const char *generation_path,
                              const struct generation_manifest *manifest, json_t *rows,
                              struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    struct buf text, body;
    buf_init(&text, MANIFEST_MAX_BYTES);
    buf_init(&body, MANIFEST_MAX_BYTES);
    json_write(&body,
               json_pack("{s:s, s:I, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:b, s:s, s:o}", "id",
                         manifest->id, "number", (json_int_t)manifest->number, "schema_version",
                         (json_int_t)manifest->schema_version, "analyser_version",
                         (json_int_t)manifest->analyser_version, "created", manifest->created,
                         "articles", (json_int_t)manifest->articles, "sections",
                         (json_int_t)manifest->sections, "tokens", (json_int_t)manifest->tokens,
                         "bytes", (json_int_t)manifest->bytes, "preview", manifest->preview,
                         "next_change", manifest->next_change, "files", rows),
               true);
    buf_char(&body, '\n');
    struct str rest = str_sub(buf_str(&body), 1, body.n); /* behind the { */
    while (rest.n && rest.p[0] == '\n')
        rest = str_sub(rest, 1, rest.n);
    buf_printf(&text, FIRST_LINE_BEGIN "%016llx" FIRST_LINE_END,
               (unsigned long long)hash_text(rest));
    buf_add(&text, rest);
    int status = generation_join(path, generation_path, MANIFEST, err);
    if (status == 0)
        status = text.failed || body.failed
                     ? err_at(err, ERR_TOO_BIG, path, 0, "the generation has too many files")
                     : file_write(path, buf_str(&text), err);
    buf_release(&text);
    buf_release(&body);
    return status;
}
