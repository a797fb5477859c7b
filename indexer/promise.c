/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "promise.h"

#include <math.h>
#include <unistd.h>

#include "../lib/file.h"
#include "yaml_read.h"

enum { FILTERS_MAX = SEARCH_FILTER_VALUES_MAX };

/* --- values --- */

/* One text, or a list of them. */
static void read_texts(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                       size_t max, struct str_list *list)
{
    bool single = value->kind != YAML_ITEMS;
    size_t n = single ? 1 : yaml_read_list(r, name, value, max);
    list->items = ARENA_ARRAY(r->arena, struct str, n);
    for (size_t i = 0; i < n; i++) {
        struct str text = yaml_read_words(r, name, single ? value : value->items[i]);
        if (text.n)
            list->items[list->n++] = text;
    }
}

static void read_filter(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    read_texts(r, name, value, FILTERS_MAX, to);
}

static struct str article_of(struct str wanted)
{
    return str_sub(wanted, 0, str_find_char(wanted, '#'));
}

/* Ids are copied from file names and from the address bar: what comes along is told. */
static void read_articles(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    struct str_list *list = to;
    read_texts(r, name, value, PROMISE_ARTICLES_MAX, list);
    for (size_t i = 0; i < list->n; i++) {
        struct str wanted = list->items[i], id = article_of(wanted);
        unsigned line = value->kind == YAML_ITEMS ? value->items[i]->line : value->line;
        if (str_ends(id, STR(".md")))
            yaml_read_mistake(r, line,
                              "`%s` has the id of an article, not its file: leave the .md "
                              "of " STR_FMT " out",
                              name, STR_ARG(id));
        else if (str_starts(id, STR("/")) || str_find(id, STR("://")) != SIZE_MAX)
            yaml_read_mistake(r, line,
                              "`%s` has the id of an article, not its address: what stands "
                              "behind /articles/",
                              name);
        else if (id.n == 0 || id.n + 1 == wanted.n)
            yaml_read_mistake(r, line,
                              "`%s` must be like ar/orders/track or "
                              "ar/orders/track#heading",
                              name);
    }
}

static void read_first(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                       void *to)
{
    double number;
    if (!yaml_read_number(r, name, value, 1, SEARCH_LIMIT_MAX, &number))
        return;
    if (number != floor(number))
        yaml_read_mistake(r, value->line, "`%s` must be a whole number", name);
    else
        *(size_t *)to = (size_t)number;
}

static void read_audience(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    static const char *const words[] = {[AUDIENCE_PUBLIC] = "public", [AUDIENCE_AGENT] = "agent"};
    size_t word = yaml_read_choice(r, name, value, words, 2);
    if (word != SIZE_MAX)
        *(enum audience *)to = (enum audience)word;
}

/* --- promises --- */

static bool same_list(const struct str_list *a, const struct str_list *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; i < a->n && same; i++)
        same = str_eq(a->items[i], b->items[i]);
    return same;
}

static bool same_search(const struct search_request *a, const struct search_request *b)
{
    return str_eq(a->query, b->query) && a->audience == b->audience &&
           same_list(&a->langs, &b->langs) && same_list(&a->products, &b->products) &&
           same_list(&a->categories, &b->categories);
}

/* Promises that nothing could keep. */
static void check_articles(struct yaml_reader *r, const struct promise *p)
{
    if (p->finds.n > p->first)
        yaml_read_mistake(r, p->line, "`finds` has %zu articles for %zu result%s: raise `first`",
                          p->finds.n, p->first, p->first == 1 ? "" : "s");
    for (size_t i = 0; i < p->finds.n; i++) {
        struct str id = article_of(p->finds.items[i]);
        for (size_t k = 0; k < i; k++)
            if (str_eq(article_of(p->finds.items[k]), id))
                yaml_read_mistake(r, p->line,
                                  "`finds` has " STR_FMT " twice: an article is one result, under "
                                  "its best heading",
                                  STR_ARG(id));
        for (size_t k = 0; k < p->without.n; k++)
            if (str_eq(p->without.items[k], p->finds.items[i]) || str_eq(p->without.items[k], id))
                yaml_read_mistake(r, p->line, STR_FMT " is in `finds` and in `without`",
                                  STR_ARG(id));
    }
}

static void check(struct yaml_reader *r, const struct promise_list *before, const struct promise *p)
{
    if (p->request.query.n == 0)
        yaml_read_mistake(r, p->line, "a promise needs a `query`");
    else if (p->finds.n + p->without.n == 0)
        yaml_read_mistake(r, p->line,
                          "a promise needs an article that the query `finds`, or one it is "
                          "`without`");
    check_articles(r, p);
    for (size_t i = 0; i < before->n; i++)
        if (p->request.query.n && same_search(&before->items[i].request, &p->request))
            yaml_read_mistake(r, p->line,
                              "the same search is in line %u already: make one promise of both",
                              before->items[i].line);
}

static void read_list(struct yaml_reader *r, const struct yaml_node *list, struct promise_list *out)
{
    static const struct yaml_key keys[] = {
        {"query", yaml_read_text, offsetof(struct promise, request.query)},
        {"finds", read_articles, offsetof(struct promise, finds)},
        {"without", read_articles, offsetof(struct promise, without)},
        {"first", read_first, offsetof(struct promise, first)},
        {"audience", read_audience, offsetof(struct promise, request.audience)},
        {"lang", read_filter, offsetof(struct promise, request.langs)},
        {"product", read_filter, offsetof(struct promise, request.products)},
        {"category", read_filter, offsetof(struct promise, request.categories)},
        {"why", yaml_read_text, offsetof(struct promise, why)},
    };
    if (list->kind != YAML_ITEMS) {
        if (list->kind != YAML_MAP || list->n)
            yaml_read_mistake(r, list->line, "begin every promise with `- query: …`");
        return;
    }
    out->items = ARENA_ARRAY(r->arena, struct promise, list->n);
    for (size_t i = 0; i < list->n; i++) {
        struct promise *p = &out->items[out->n];
        unsigned before = r->mistakes;
        *p = (struct promise){.line = list->items[i]->line, .first = PROMISE_FIRST};
        yaml_read_map(r, "promise", list->items[i], keys, sizeof keys / sizeof *keys, p);
        if (r->mistakes == before)
            check(r, out, p);
        out->n++;
    }
}

int promise_read(struct arena *a, const char *dir, struct report *report, struct promise_list *out,
                 struct err *err)
{
    struct yaml_reader r = {PROMISE_FILE, "searches", report, a};
    const char *path = arena_printf(a, "%s/" PROMISE_FILE, dir).p;
    struct yaml_node *tree;
    *out = (struct promise_list){0};
    if (access(path, F_OK) != 0)
        return 0;
    if (yaml_read_file(a, path, PROMISE_FILE_MAX_BYTES, &tree, err) < 0)
        return -1;
    read_list(&r, tree, out);
    return r.mistakes == 0 ? 0
                           : err_at(err, ERR_SYNTAX, path, 0, "%u mistake%s: mend the lines above",
                                    r.mistakes, r.mistakes == 1 ? "" : "s");
}

int promise_store(const char *content_dir, const char *generation, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct buf text;
    const char *from = arena_printf(&a, "%s/" PROMISE_FILE, content_dir).p;
    const char *to = arena_printf(&a, "%s/" PROMISE_FILE, generation).p;
    int result = 0;
    buf_init(&text, PROMISE_FILE_MAX_BYTES);
    if (access(from, F_OK) == 0)
        result = file_read(from, PROMISE_FILE_MAX_BYTES, &text, err) < 0 ||
                         file_write(to, buf_str(&text), err) < 0
                     ? -1
                     : 0;
    buf_release(&text);
    arena_release(&a);
    return result;
}
