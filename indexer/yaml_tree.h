/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small YAML file as a tree with the line of each value, by libyaml. Knows nothing of what the
 * keys mean. Aliases are refused, so that nothing can grow or turn in circles.
 */
#ifndef JAWAB_YAML_TREE_H
#define JAWAB_YAML_TREE_H

#include "../lib/arena.h"
#include "../lib/err.h"

enum yaml_kind { YAML_TEXT, YAML_ITEMS, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    unsigned line;
    struct str text;          /* YAML_TEXT */
    struct str *keys;         /* YAML_MAP: of each item, all different */
    unsigned *key_lines;      /* likewise */
    struct yaml_node **items; /* YAML_ITEMS, YAML_MAP */
    size_t n;
};

enum { YAML_TREE_DEPTH_MAX = 8, YAML_TREE_ITEMS_MAX = 2000 };

/* The one document's value; no document is an empty map. Texts are well-formed but may hold any
 * character, U+0000 too. ERR_SYNTAX with `place` and line. */
int yaml_tree_read(struct arena *a, struct str text, const char *place, struct yaml_node **out,
                   struct err *err);

#endif
