/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frontmatter_yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "article.h"

/* A front matter is a page at most: what is larger is somebody's mistake or attack. */
enum { YAML_MAX_BYTES = 64 * 1024, EVENTS_MAX = 20000, DEPTH_MAX = 16 };

/* --- libyaml --- */

struct stream {
    struct arena *arena;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; deleted by the next */
    bool has_event;
    unsigned events;
    bool (*is_known)(struct str key);
    struct yaml_problem *problem;
};

static bool fail(struct stream *s, size_t yaml_line, const char *what)
{
    snprintf(s->problem->what, sizeof(s->problem->what), "%s", what);
    s->problem->line = (unsigned)yaml_line + 2;
    return false;
}

static bool next(struct stream *s)
{
    if (s->has_event)
        yaml_event_delete(&s->event);
    s->has_event = false;
    if (!yaml_parser_parse(&s->parser, &s->event))
        return fail(s, s->parser.problem_mark.line,
                    s->parser.problem ? s->parser.problem : "unreadable");
    s->has_event = true;
    if (++s->events > EVENTS_MAX)
        return fail(s, s->event.start_mark.line, "too many values");
    return true;
}

static struct str scalar(struct stream *s)
{
    struct str value = {(const char *)s->event.data.scalar.value, s->event.data.scalar.length};
    value.n = strnlen(value.p, value.n); /* "\0" in a quoted value */
    return arena_dup(s->arena, value);
}

static bool is_null(struct stream *s)
{
    struct str value = {(const char *)s->event.data.scalar.value, s->event.data.scalar.length};
    return s->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (value.n == 0 || str_eq(value, STR("~")) || str_eq_nocase(value, STR("null")));
}

/* Passes over the node that begins at the current event, whatever is in it. */
static bool skip_node(struct stream *s)
{
    unsigned depth = 0;
    for (;;) {
        yaml_event_type_t type = s->event.type;
        if (type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT)
            depth++;
        else if (type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT)
            depth--;
        if (depth == 0)
            return true;
        if (depth > DEPTH_MAX)
            return fail(s, s->event.start_mark.line, "nested too deep");
        if (!next(s))
            return false;
    }
}

static bool read_list(struct stream *s, struct yaml_pair *pair)
{
    pair->shape = YAML_LIST;
    pair->items = ARENA_ARRAY(s->arena, struct str, ARTICLE_LIST_MAX);
    while (next(s)) {
        if (s->event.type == YAML_SEQUENCE_END_EVENT)
            return true;
        if (s->event.type != YAML_SCALAR_EVENT)
            pair->shape = YAML_OTHER;
        else if (pair->n_items == ARTICLE_LIST_MAX)
            pair->more_items = true;
        else if (!is_null(s))
            pair->items[pair->n_items++] = scalar(s);
        if (!skip_node(s))
            return false;
    }
    return false;
}

/* Aliases (`*name`) are never expanded, so that nothing can grow: they count as a wrong kind. */
static bool read_value(struct stream *s, struct yaml_pair *pair)
{
    if (s->event.type == YAML_SEQUENCE_START_EVENT)
        return read_list(s, pair);
    if (s->event.type != YAML_SCALAR_EVENT) {
        pair->shape = YAML_OTHER;
        return skip_node(s);
    }
    if (!is_null(s)) {
        pair->items = ARENA_NEW(s->arena, struct str);
        pair->items[pair->n_items++] = scalar(s);
    }
    return true;
}

static bool read_pair(struct stream *s, struct yaml_pairs *out)
{
    struct yaml_pair pair = {.line = (unsigned)s->event.start_mark.line + 2};
    if (s->event.type == YAML_SCALAR_EVENT)
        pair.key = str_trim(scalar(s));
    if (!skip_node(s) || !next(s))
        return false;
    out->n_keys++;
    out->foreign |= str_starts(pair.key, STR("ms."));
    if (!s->is_known(pair.key) || out->n == YAML_PAIRS_MAX)
        return skip_node(s);
    if (!read_value(s, &pair))
        return false;
    out->items[out->n++] = pair;
    return true;
}

static bool read_document(struct stream *s, struct yaml_pairs *out)
{
    if (!next(s) || !next(s)) /* stream start; document start, or the end of an empty stream */
        return false;
    if (s->event.type == YAML_STREAM_END_EVENT)
        return true;
    if (!next(s))
        return false;
    if (s->event.type != YAML_MAPPING_START_EVENT)
        return (s->event.type == YAML_SCALAR_EVENT && is_null(s)) ||
               fail(s, s->event.start_mark.line, "not a list of `key: value` lines");
    while (next(s)) {
        if (s->event.type == YAML_MAPPING_END_EVENT)
            return true;
        if (!read_pair(s, out))
            return false;
    }
    return false;
}

/* --- keys of other systems --- */

/* The plain key that stands at the very beginning of a line; empty when there is none. */
static struct str plain_key(struct str line)
{
    size_t n = 0;
    while (n < line.n && ((line.p[n] | 32) >= 'a' && (line.p[n] | 32) <= 'z'))
        n++;
    while (n && n < line.n &&
           (((line.p[n] | 32) >= 'a' && (line.p[n] | 32) <= 'z') || line.p[n] == '.' ||
            line.p[n] == '_' || line.p[n] == '-' || (line.p[n] >= '0' && line.p[n] <= '9')))
        n++;
    bool is_key = n && n < line.n && line.p[n] == ':' &&
                  (n + 1 == line.n || line.p[n + 1] == ' ' || line.p[n + 1] == '\t');
    return is_key ? str_sub(line, 0, n) : STR("");
}

static bool continues(struct str line)
{
    return line.n == 0 || line.p[0] == ' ' || line.p[0] == '\t' || line.p[0] == '-';
}

/* A copy with the unknown keys and their values blanked: real files have dozens, libyaml is slow on
 * them, and mistakes in them are none of ours. Lines keep their numbers. */
static struct str blank_unknown(struct arena *a, struct str yaml, bool (*is_known)(struct str key),
                                struct yaml_pairs *out)
{
    char *copy = arena_text(a, yaml.n + 1);
    size_t n = 0;
    bool blank = false;
    struct str line;
    while (str_next_line(&yaml, &line)) {
        struct str key = plain_key(line);
        if (key.n)
            blank = !is_known(key);
        else if (!continues(line))
            blank = false;
        if (key.n && blank) {
            out->n_keys++;
            out->foreign |= str_starts(key, STR("ms."));
        }
        if (!blank && line.n) {
            memcpy(copy + n, line.p, line.n);
            n += line.n;
        }
        copy[n++] = '\n';
    }
    return (struct str){copy, n};
}

bool yaml_read(struct arena *a, struct str yaml, bool (*is_known)(struct str key),
               struct yaml_pairs *out, struct yaml_problem *problem)
{
    struct stream s = {.arena = a, .is_known = is_known, .problem = problem};
    if (yaml.n > YAML_MAX_BYTES)
        return fail(&s, 0, "longer than 64 KiB");
    if (!yaml_parser_initialize(&s.parser))
        return fail(&s, 0, "out of memory");
    yaml = blank_unknown(a, yaml, is_known, out);
    yaml_parser_set_encoding(&s.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&s.parser, (const unsigned char *)yaml.p, yaml.n);
    bool ok = read_document(&s, out);
    if (s.has_event)
        yaml_event_delete(&s.event);
    yaml_parser_delete(&s.parser);
    return ok;
}

/* --- line by line --- */

/* 'it''s' and "a \"b\"" as their contents; others without a trailing comment. */
static struct str unquote(struct arena *a, struct str s)
{
    if (s.n < 2 || (s.p[0] != '"' && s.p[0] != '\'') || s.p[s.n - 1] != s.p[0])
        return str_trim(str_sub(s, 0, str_find(s, STR(" #"))));
    char quote = s.p[0], *out = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 1; i + 1 < s.n; i++) {
        bool escape = quote == '"' ? s.p[i] == '\\' : s.p[i] == '\'' && s.p[i + 1] == '\'';
        if (escape && i + 2 < s.n)
            i++;
        out[n++] = s.p[i];
    }
    return (struct str){out, n};
}

static void add_item(struct arena *a, struct yaml_pair *pair, struct str item)
{
    item = unquote(a, str_trim(item));
    if (item.n == 0)
        return;
    if (!pair->items)
        pair->items = ARENA_ARRAY(a, struct str, ARTICLE_LIST_MAX);
    if (pair->n_items == ARTICLE_LIST_MAX)
        pair->more_items = true;
    else
        pair->items[pair->n_items++] = item;
}

static void add_values(struct arena *a, struct yaml_pair *pair, struct str value)
{
    if (value.n < 2 || value.p[0] != '[' || value.p[value.n - 1] != ']') {
        add_item(a, pair, value);
        return;
    }
    pair->shape = YAML_LIST;
    struct str rest = str_sub(value, 1, value.n - 2);
    while (rest.n) {
        size_t comma = str_find_char(rest, ',');
        add_item(a, pair, str_sub(rest, 0, comma));
        rest = comma == SIZE_MAX ? STR("") : str_sub(rest, comma + 1, rest.n);
    }
}

void yaml_salvage(struct arena *a, struct str yaml, bool (*is_known)(struct str key),
                  struct yaml_pairs *out)
{
    struct yaml_pair *open = NULL; /* the key whose list items may follow */
    struct str line;
    for (unsigned number = 2; str_next_line(&yaml, &line); number++) {
        line = str_trim(line);
        if (open && str_starts(line, STR("- "))) {
            open->shape = YAML_LIST;
            add_item(a, open, str_sub(line, 2, line.n));
            continue;
        }
        size_t colon = str_find_char(line, ':');
        if (colon == SIZE_MAX || colon == 0)
            continue;
        struct str key = unquote(a, str_trim(str_sub(line, 0, colon)));
        struct str value = str_trim(str_sub(line, colon + 1, line.n));
        open = NULL;
        out->n_keys++;
        out->foreign |= str_starts(key, STR("ms."));
        if (!is_known(key) || out->n == YAML_PAIRS_MAX)
            continue;
        struct yaml_pair *pair = &out->items[out->n++];
        *pair = (struct yaml_pair){.key = key, .line = number};
        add_values(a, pair, value);
        open = value.n ? NULL : pair;
    }
}
