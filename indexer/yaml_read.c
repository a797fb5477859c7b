/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "yaml_read.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../lib/file.h"
#include "../lib/opt.h"
#include "../lib/text.h"

enum { KEYS_MAX = 64 };

int yaml_read_file(struct arena *a, const char *path, size_t max_bytes, struct yaml_node **out,
                   struct err *err)
{
    struct buf text;
    buf_init(&text, max_bytes);
    int result = file_read(path, max_bytes, &text, err);
    size_t valid = utf8_valid_bytes(buf_str(&text));
    if (result == 0 && valid != text.n)
        result = err_at(err, ERR_SYNTAX, path,
                        (unsigned)str_count_lines(str_sub(buf_str(&text), 0, valid + 1)),
                        "not UTF-8; save the file as UTF-8");
    if (result == 0)
        result = yaml_tree_read(a, buf_str(&text), path, out, err);
    buf_release(&text);
    return result;
}

void yaml_read_mistake(struct yaml_reader *r, unsigned line, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    report_add(r->report, REPORT_ERROR, str_from(r->file), line, r->kind, "%s", text);
    r->mistakes++;
}

/* "a, b, c", for messages. */
static const char *list_words(struct yaml_reader *r, const char *const *words, size_t n)
{
    struct str list = STR("");
    for (size_t i = 0; i < n; i++)
        list = arena_printf(r->arena, STR_FMT "%s%s", STR_ARG(list), i ? ", " : "", words[i]);
    return list.p;
}

/* --- keys --- */

void yaml_read_map(struct yaml_reader *r, const char *name, const struct yaml_node *map,
                   const struct yaml_key *keys, size_t n_keys, void *base)
{
    const char *names[KEYS_MAX];
    if (map->kind != YAML_MAP) {
        yaml_read_mistake(r, map->line, "`%s` must be a map of `key: value`", name);
        return;
    }
    for (size_t k = 0; k < n_keys; k++)
        names[k] = keys[k].name;
    for (size_t i = 0; i < map->n; i++) {
        size_t k = 0;
        while (k < n_keys && !str_eq(map->keys[i], str_from(keys[k].name)))
            k++;
        char typed[64];
        snprintf(typed, sizeof typed, STR_FMT,
                 STR_ARG(utf8_cut_bytes(map->keys[i], sizeof typed - 1)));
        const char *nearest = k == n_keys ? opt_nearest(typed, names, n_keys) : NULL;
        if (nearest)
            yaml_read_mistake(r, map->key_lines[i], "there is no key `%s` here; did you mean `%s`?",
                              typed, nearest);
        else if (k == n_keys)
            yaml_read_mistake(r, map->key_lines[i], "there is no key `%s` here; possible are: %s",
                              typed, list_words(r, names, n_keys));
        else
            keys[k].read(r, keys[k].name, map->items[i], (char *)base + keys[k].offset);
    }
}

size_t yaml_read_list(struct yaml_reader *r, const char *name, const struct yaml_node *list,
                      size_t max)
{
    if (list->kind != YAML_ITEMS)
        yaml_read_mistake(r, list->line, "`%s` must be a list", name);
    else if (list->n > max)
        yaml_read_mistake(r, list->line, "`%s` has %zu items; %zu are possible", name, list->n,
                          max);
    else
        return list->n;
    return 0;
}

/* --- values --- */

struct str yaml_read_words(struct yaml_reader *r, const char *name, const struct yaml_node *value)
{
    struct str text = value->kind == YAML_TEXT ? str_trim(value->text) : STR("");
    if (value->kind != YAML_TEXT)
        yaml_read_mistake(r, value->line, "`%s` must be a text", name);
    else if (text.n == 0)
        yaml_read_mistake(r, value->line, "`%s` is empty; leave the key out instead", name);
    else if (utf8_count_chars(text) > YAML_TEXT_MAX_CHARS)
        yaml_read_mistake(r, value->line, "`%s` is longer than %d characters", name,
                          YAML_TEXT_MAX_CHARS);
    else if (str_find_char(text, '\n') != SIZE_MAX)
        yaml_read_mistake(r, value->line, "`%s` must be one line", name);
    else if (text_clean(r->arena, text).n != text.n)
        yaml_read_mistake(r, value->line, "`%s` holds invisible control characters; type it again",
                          name);
    else
        return arena_dup(r->arena, text);
    return STR("");
}

void yaml_read_text(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                    void *to)
{
    *(struct str *)to = yaml_read_words(r, name, value);
}

bool yaml_read_number(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      double min, double max, double *to)
{
    char text[32] = "", *end = text;
    if (value->kind == YAML_TEXT && value->text.n < sizeof text)
        snprintf(text, sizeof text, STR_FMT, STR_ARG(value->text));
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < min || number > max) {
        yaml_read_mistake(r, value->line, "`%s` must be a number from %g to %g", name, min, max);
        return false;
    }
    *to = number;
    return true;
}

void yaml_read_switch(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    bool yes = value->kind == YAML_TEXT && str_eq(value->text, STR("true"));
    if (!yes && !(value->kind == YAML_TEXT && str_eq(value->text, STR("false"))))
        yaml_read_mistake(r, value->line, "`%s` must be true or false", name);
    else
        *(bool *)to = yes;
}

size_t yaml_read_choice(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        const char *const *words, size_t n)
{
    size_t i = 0;
    while (i < n && !(value->kind == YAML_TEXT && str_eq(value->text, str_from(words[i]))))
        i++;
    if (i < n)
        return i;
    yaml_read_mistake(r, value->line, "`%s` must be one of: %s", name, list_words(r, words, n));
    return SIZE_MAX;
}
