/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX_BYTES = 2048 };

/* Entries of one line keep the order in which they were added. */
struct numbered_entry {
    struct report_entry entry;
    size_t number;
};

struct report {
    pthread_mutex_t lock;
    struct arena strings;
    struct numbered_entry *entries;
    size_t n, cap;
};

struct report *report_new(void)
{
    struct report *r = xcalloc(1, sizeof(*r));
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void report_free(struct report *r)
{
    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    arena_release(&r->strings);
    free(r->entries);
    free(r);
}

void report_add_entry(struct report *r, const struct report_entry *entry)
{
    pthread_mutex_lock(&r->lock);
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 64;
        r->entries = xrealloc(r->entries, r->cap * sizeof(*r->entries));
    }
    r->entries[r->n] = (struct numbered_entry){.entry = *entry, .number = r->n};
    r->entries[r->n].entry.path = arena_dup(&r->strings, entry->path);
    r->entries[r->n].entry.kind = arena_dup(&r->strings, entry->kind);
    r->entries[r->n].entry.message = arena_dup(&r->strings, entry->message);
    r->n++;
    pthread_mutex_unlock(&r->lock);
}

static void add(struct report *r, struct report_entry entry, const char *format, va_list args)
{
    char message[MESSAGE_MAX_BYTES];
    vsnprintf(message, sizeof(message), format, args);
    entry.message = str_from(message);
    entry.message.n = utf8_valid_bytes(entry.message); /* the cut may have split a character */
    report_add_entry(r, &entry);
}

void report_add(struct report *r, enum report_level level, struct str path, unsigned line,
                const char *kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(r, (struct report_entry){level, path, line, 0, str_from(kind), STR("")}, format, args);
    va_end(args);
}

void report_add_at(struct report *r, enum report_level level, struct str path, unsigned line,
                   unsigned column, const char *kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(r, (struct report_entry){level, path, line, column, str_from(kind), STR("")}, format, args);
    va_end(args);
}

static const char *const kind_of_code[] = {
    [ERR_NONE] = "other",      [ERR_IO] = "unreadable",   [ERR_SYNTAX] = "malformed",
    [ERR_NOT_FOUND] = "empty", [ERR_TOO_BIG] = "too-big", [ERR_STALE] = "other",
    [ERR_BUSY] = "unreadable", [ERR_INDEX] = "other",
};

void report_add_err(struct report *r, const struct err *err)
{
    report_add(r, REPORT_SKIPPED, str_from(err->place), err->line, kind_of_code[err->code], "%s",
               err->message);
}

void report_add_unread(struct report *r, const char *content_dir, const struct err *err)
{
    struct err told = *err;
    struct str path = str_from(told.place), root = str_from(content_dir);
    while (str_ends(root, STR("/")))
        root.n--;
    if (str_starts(path, root))
        path = str_sub(path, root.n, path.n);
    while (str_starts(path, STR("/")))
        path = str_sub(path, 1, path.n);
    memmove(told.place, path.p, path.n);
    told.place[path.n] = '\0';
    for (size_t good; (good = utf8_valid_bytes(str_from(told.place))) < strlen(told.place);)
        told.place[good] = '?';
    told.code = ERR_IO; /* it is left out */
    report_add_err(r, &told);
}

void report_add_kept(struct report *r, const struct err *err, const char *saved)
{
    report_add(r, REPORT_ERROR, str_from(err->place), err->line, kind_of_code[err->code],
               "%s; its last good version of %s stays live", err->message, saved);
}

size_t report_count(const struct report *r, enum report_level level)
{
    size_t count = 0;
    for (size_t i = 0; i < r->n; i++)
        count += r->entries[i].entry.level == level;
    return count;
}

static int compare(const void *a, const void *b)
{
    const struct numbered_entry *x = a, *y = b;
    int order = str_cmp(x->entry.path, y->entry.path);
    if (order == 0)
        order = (x->entry.line > y->entry.line) - (x->entry.line < y->entry.line);
    if (order == 0)
        order = (x->entry.column > y->entry.column) - (x->entry.column < y->entry.column);
    if (order == 0)
        order = (x->number > y->number) - (x->number < y->number);
    return order;
}

void report_visit(struct report *r, void (*visit)(void *context, const struct report_entry *entry),
                  void *context)
{
    if (r->n)
        qsort(r->entries, r->n, sizeof(*r->entries), compare);
    for (size_t i = 0; i < r->n; i++)
        visit(context, &r->entries[i].entry);
}

static void append_entry(void *context, const struct report_entry *entry)
{
    report_add_entry(context, entry);
}

void report_append(struct report *r, struct report *more)
{
    report_visit(more, append_entry, r);
}
