/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small YAML file read by tables of its keys: a row a key, and whatever is wrong is told with its
 * line, the nearest key that exists or what is possible. Knows nothing of what the keys mean.
 */
#ifndef JAWAB_YAML_READ_H
#define JAWAB_YAML_READ_H

#include "report.h"
#include "yaml_tree.h"

enum { YAML_TEXT_MAX_CHARS = 200 };

struct yaml_reader {
    const char *file;      /* its name below the content folder */
    const char *kind;      /* of its mistakes in the report; a literal */
    struct report *report; /* gets every mistake as an error */
    struct arena *arena;   /* gets every text */
    unsigned mistakes;
    void *context; /* the caller's own */
};

/* One key of a map: where its value goes, seen from the map's `base`, and who reads it. */
struct yaml_key {
    const char *name;
    void (*read)(struct yaml_reader *r, const char *name, const struct yaml_node *value, void *to);
    size_t offset;
};

/* The tree of a file: as yaml_tree_read; also ERR_TOO_BIG, and ERR_SYNTAX for what is no UTF-8. */
int yaml_read_file(struct arena *a, const char *path, size_t max_bytes, struct yaml_node **out,
                   struct err *err);

void yaml_read_mistake(struct yaml_reader *r, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads a map by its table of keys. */
void yaml_read_map(struct yaml_reader *r, const char *name, const struct yaml_node *map,
                   const struct yaml_key *keys, size_t n_keys, void *base);

/* How many items the list has; 0 when it is none or has more than `max`. */
size_t yaml_read_list(struct yaml_reader *r, const char *name, const struct yaml_node *list,
                      size_t max);

/* A text of one line, trimmed, without invisible characters, in the arena; empty for a mistake. */
struct str yaml_read_words(struct yaml_reader *r, const char *name, const struct yaml_node *value);

/* A number from min to max; false for a mistake. */
bool yaml_read_number(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      double min, double max, double *to);

/* One of a few words, by its place; SIZE_MAX for a mistake. */
size_t yaml_read_choice(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        const char *const *words, size_t n);

/* For tables of keys: into a struct str, and true or false into a bool. */
void yaml_read_text(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                    void *to);
void yaml_read_switch(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to);

#endif
