/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "questions.h"

#include "../../lib/file.h"
#include "../../lib/json.h"

enum {
    FILE_MAX_BYTES = 256 << 20,
    TITLE_MAX_BYTES = 1 << 20,
    TITLE_MAX_LINES = 30,
    ARABIC_LETTER_BYTES = 2,
};

int questions_read(struct arena *a, const char *path, struct questions *out, struct err *err)
{
    struct buf bytes;
    buf_init(&bytes, FILE_MAX_BYTES);
    int result = file_read(path, FILE_MAX_BYTES, &bytes, err);
    struct str text = buf_str(&bytes), line;
    *out = (struct questions){ARENA_ARRAY(a, struct str, str_count_lines(text)), 0};
    while (result == 0 && str_next_line(&text, &line)) {
        json_t *object = json_read(line, path, err);
        if (object)
            out->rows[out->n++] = arena_dup(a, json_member(object, "text"));
        else
            result = -1;
        json_decref(object);
    }
    buf_release(&bytes);
    return result;
}

static void ignore(void *context, const struct err *what)
{
    (void)context;
    (void)what;
}

static struct str title_of(struct str text)
{
    struct str line;
    for (int i = 0; i < TITLE_MAX_LINES && str_next_line(&text, &line); i++)
        if (str_starts(line, STR("title:")))
            return str_trim(str_sub(line, 6, line.n));
    return (struct str){0};
}

int questions_titles(struct arena *a, const char *content, struct questions *out, struct err *err)
{
    struct file_list files;
    struct buf text;
    if (file_walk(a, content, STR(".md"), &files, ignore, NULL, err) < 0)
        return -1;
    buf_init(&text, TITLE_MAX_BYTES);
    *out = (struct questions){ARENA_ARRAY(a, struct str, files.n), 0};
    for (size_t i = 0; i < files.n; i++) {
        struct err unreadable = ERR_INIT;
        if (file_read(files.entries[i].path.p, TITLE_MAX_BYTES, &text, &unreadable) < 0)
            continue;
        struct str title = title_of(buf_str(&text));
        if (title.n && utf8_valid_bytes(title) == title.n)
            out->rows[out->n++] = arena_dup(a, title);
    }
    buf_release(&text);
    return out->n ? 0 : err_at(err, ERR_NOT_FOUND, content, 0, "no titles to ask for");
}

/* xorshift64 (Marsaglia, 2003) with a fixed seed: the same sample every time. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* `count` words of the title from a random one on. */
static struct str some_words(struct str title, size_t count, uint64_t *random)
{
    size_t blanks = 0, from = 0, to;
    for (size_t i = 0; i < title.n; i++)
        blanks += title.p[i] == ' ';
    for (size_t skip = next_random(random) % (blanks + 1); skip && from < title.n; from++)
        skip -= title.p[from] == ' ';
    for (to = from; to < title.n && count; to++)
        count -= title.p[to] == ' ';
    return str_trim(str_sub(title, from, to - from));
}

void questions_sample(struct arena *a, const struct questions *titles, size_t words_min,
                      size_t words_max, size_t chars_max, struct questions *out)
{
    uint64_t random = 88172645463325252u;
    *out = (struct questions){ARENA_ARRAY(a, struct str, QUESTIONS_SAMPLE), QUESTIONS_SAMPLE};
    for (size_t i = 0; i < out->n; i++) {
        struct str title = titles->rows[next_random(&random) % titles->n];
        size_t count = words_min + next_random(&random) % (words_max - words_min + 1);
        struct str words = some_words(title, count, &random);
        out->rows[i] = chars_max ? utf8_cut_bytes(words, ARABIC_LETTER_BYTES * chars_max) : words;
    }
}
