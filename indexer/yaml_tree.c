/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "yaml_tree.h"

#include <yaml.h>

enum { KEY_SHOWN_BYTES = 64 };

struct reader {
    struct arena *arena;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; deleted by the next */
    bool has_event;
    unsigned depth;
    const char *place;
    struct err *err;
};

static int fail(struct reader *r, size_t line, const char *what)
{
    return err_at(r->err, ERR_SYNTAX, r->place, (unsigned)line + 1, "%s", what);
}

static int next(struct reader *r)
{
    if (r->has_event)
        yaml_event_delete(&r->event);
    r->has_event = false;
    if (!yaml_parser_parse(&r->parser, &r->event))
        return fail(r, r->parser.problem_mark.line,
                    r->parser.problem ? r->parser.problem : "this is not YAML");
    r->has_event = true;
    return 0;
}

static struct yaml_node *new_node(struct reader *r, enum yaml_kind kind)
{
    struct yaml_node *node = ARENA_NEW(r->arena, struct yaml_node);
    node->kind = kind;
    node->line = (unsigned)r->event.start_mark.line + 1;
    return node;
}

/* Room for one more item: twice as much whenever the number is a power of two. */
static void grow(struct reader *r, struct yaml_node *node)
{
    size_t n = node->n, room = n ? n * 2 : 1;
    if (n & (n - 1))
        return;
    struct yaml_node **items = ARENA_ARRAY(r->arena, struct yaml_node *, room);
    struct str *keys = ARENA_ARRAY(r->arena, struct str, node->kind == YAML_MAP ? room : 0);
    unsigned *lines = ARENA_ARRAY(r->arena, unsigned, node->kind == YAML_MAP ? room : 0);
    if (n)
        memcpy(items, node->items, n * sizeof *items);
    if (n && node->kind == YAML_MAP) {
        memcpy(keys, node->keys, n * sizeof *keys);
        memcpy(lines, node->key_lines, n * sizeof *lines);
    }
    node->items = items;
    node->keys = keys;
    node->key_lines = lines;
}

static struct str scalar(struct reader *r)
{
    return arena_dup(r->arena, (struct str){(const char *)r->event.data.scalar.value,
                                            r->event.data.scalar.length});
}

/* A key is in a map once: which of two values was meant, nobody can tell. */
static int read_key(struct reader *r, struct yaml_node *map)
{
    size_t line = r->event.start_mark.line;
    if (r->event.type != YAML_SCALAR_EVENT)
        return fail(r, line, "a key must be a plain word");
    struct str key = scalar(r);
    for (size_t i = 0; i < map->n; i++)
        if (str_eq(map->keys[i], key))
            return err_at(r->err, ERR_SYNTAX, r->place, (unsigned)line + 1,
                          "the key `" STR_FMT "` is in line %u already",
                          STR_ARG(utf8_cut_bytes(key, KEY_SHOWN_BYTES)), map->key_lines[i]);
    map->keys[map->n] = key;
    map->key_lines[map->n] = (unsigned)line + 1;
    return next(r);
}

static int read_node(struct reader *r, struct yaml_node **out);

/* The items behind the start of a list or map, to its end. */
static int read_items(struct reader *r, struct yaml_node *node, yaml_event_type_t end)
{
    for (;;) {
        if (next(r) != 0)
            return -1;
        if (r->event.type == end)
            return 0;
        if (node->n == YAML_TREE_ITEMS_MAX)
            return fail(r, r->event.start_mark.line, "too many values in one list");
        grow(r, node);
        if (node->kind == YAML_MAP && read_key(r, node) != 0)
            return -1;
        if (read_node(r, &node->items[node->n++]) != 0)
            return -1;
    }
}

/* The value that begins at the current event. */
static int read_node(struct reader *r, struct yaml_node **out) /* NOLINT(misc-no-recursion) */
{
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        *out = new_node(r, YAML_TEXT);
        (*out)->text = scalar(r);
        return 0;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: {
        bool map = r->event.type == YAML_MAPPING_START_EVENT;
        if (r->depth == YAML_TREE_DEPTH_MAX)
            return fail(r, r->event.start_mark.line, "nested too deep");
        *out = new_node(r, map ? YAML_MAP : YAML_ITEMS);
        r->depth++;
        int result = read_items(r, *out, map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT);
        r->depth--;
        return result;
    }
    default:
        return fail(r, r->event.start_mark.line, "write the value out instead of an alias (*name)");
    }
}

static int read_document(struct reader *r, struct yaml_node **out)
{
    if (next(r) != 0 || next(r) != 0) /* stream start; document start, or the end */
        return -1;
    if (r->event.type == YAML_STREAM_END_EVENT) {
        *out = new_node(r, YAML_MAP);
        return 0;
    }
    if (next(r) != 0 || read_node(r, out) != 0 || next(r) != 0 || next(r) != 0)
        return -1; /* the value; the document's end; the stream's end */
    if (r->event.type != YAML_STREAM_END_EVENT)
        return fail(r, r->event.start_mark.line, "a second document begins; remove the `---`");
    return 0;
}

int yaml_tree_read(struct arena *a, struct str text, const char *place, struct yaml_node **out,
                   struct err *err)
{
    struct reader r = {.arena = a, .place = place, .err = err};
    if (!yaml_parser_initialize(&r.parser))
        BUG("no memory for a YAML parser");
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
    int result = read_document(&r, out);
    if (r.has_event)
        yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    return result;
}
