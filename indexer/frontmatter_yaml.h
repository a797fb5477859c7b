/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The wanted keys of a front matter with their values as written, by libyaml or, where a file is
 * not YAML, line by line. The only file that sees libyaml. Knows names of keys, not what they mean.
 */
#ifndef JAWAB_FRONTMATTER_YAML_H
#define JAWAB_FRONTMATTER_YAML_H

#include "../lib/arena.h"

enum yaml_shape { YAML_SCALAR, YAML_LIST, YAML_OTHER };

struct yaml_pair {
    struct str key;
    unsigned line; /* of the file; the YAML begins on line 2 */
    enum yaml_shape shape;
    struct str *items; /* one for a scalar, none for an empty one */
    size_t n_items;
    bool more_items; /* than fit */
};

enum { YAML_PAIRS_MAX = 64 };

struct yaml_pairs {
    struct yaml_pair items[YAML_PAIRS_MAX];
    size_t n;
    size_t n_keys; /* all keys, known or not */
    bool foreign;  /* some key begins with `ms.` */
};

struct yaml_problem {
    char what[160];
    unsigned line; /* of the file */
};

/* Reads the pairs whose key is_known. False when it is not YAML or over a limit (depth, size):
 * *problem says why. */
bool yaml_read(struct arena *a, struct str yaml, bool (*is_known)(struct str key),
               struct yaml_pairs *out, struct yaml_problem *problem);

/* `key: value` lines, `[a, b]` and `- a` lists; everything else is passed over. */
void yaml_salvage(struct arena *a, struct str yaml, bool (*is_known)(struct str key),
                  struct yaml_pairs *out);

#endif
