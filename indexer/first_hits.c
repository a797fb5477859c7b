/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "first_hits.h"

#include "../lib/isolate.h"
#include "../lib/json.h"

/* The filters of a search, for people and programs. */
static const struct {
    const char *name;
    size_t offset;
} filters[] = {
    {"lang", offsetof(struct search_request, langs)},
    {"product", offsetof(struct search_request, products)},
    {"category", offsetof(struct search_request, categories)},
};

static const struct str_list *values_of(const struct search_request *request, size_t filter)
{
    return (const struct str_list *)(const void *)((const char *)request + filters[filter].offset);
}

int first_hits_ask(struct search *s, struct arena *a, const struct search_request *request,
                   size_t limit, struct first_hits *out, struct err *err)
{
    struct search_request asked = *request;
    struct search_result result;
    asked.limit = limit;
    asked.without_snippets = asked.without_answer = true;
    *out = (struct first_hits){0};
    if (search_run(s, a, &asked, &result, err) < 0)
        return -1;
    out->hits = ARENA_ARRAY(a, struct first_hit, result.n_hits);
    for (size_t i = 0; i < result.n_hits; i++) {
        const struct section_record *section = &result.hits[i].section;
        out->hits[out->n++] = (struct first_hit){section->article_id, section->anchor,
                                                 section->title, section->heading};
    }
    return 0;
}

struct first_hit first_hits_split(struct str wanted)
{
    size_t hash = str_find_char(wanted, '#');
    return (struct first_hit){
        .id = str_sub(wanted, 0, hash),
        .anchor = hash == SIZE_MAX ? STR("") : str_sub(wanted, hash + 1, wanted.n),
    };
}

size_t first_hits_place(const struct first_hits *hits, struct str id)
{
    for (size_t i = 0; i < hits->n; i++)
        if (str_eq(hits->hits[i].id, id))
            return i + 1;
    return 0;
}

/* --- for people --- */

void first_hits_print_search(struct buf *out, const struct search_request *request)
{
    isolate_whole(out, request->query);
    if (request->audience == AUDIENCE_AGENT)
        buf_add(out, STR(" [agent]"));
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct str_list *values = values_of(request, i);
        for (size_t k = 0; k < values->n; k++) {
            buf_printf(out, " [%s ", filters[i].name);
            isolate_whole(out, values->items[k]);
            buf_char(out, ']');
        }
    }
}

void first_hits_print_id(struct buf *out, const struct first_hit *hit)
{
    struct buf id;
    buf_init(&id, out->max_bytes);
    buf_printf(&id, STR_FMT "%s" STR_FMT, STR_ARG(hit->id), hit->anchor.n ? "#" : "",
               STR_ARG(hit->anchor));
    isolate_whole(out, buf_str(&id));
    buf_release(&id);
}

void first_hits_print(struct buf *out, const struct first_hits *hits, size_t first)
{
    for (size_t i = 0; i < hits->n && i < first && i < FIRST_HITS_SHOWN; i++) {
        const struct first_hit *hit = &hits->hits[i];
        buf_printf(out, "  %3zu. ", i + 1);
        first_hits_print_id(out, hit);
        buf_add(out, STR("  "));
        isolate_whole(out, hit->heading.n ? hit->heading : hit->title);
        buf_char(out, '\n');
    }
    if (hits->n == 0)
        buf_add(out, STR("    nothing is found\n"));
}

/* --- for programs --- */

json_t *first_hits_json(const struct first_hits *hits, size_t first)
{
    json_t *list = json_array();
    for (size_t i = 0; i < hits->n && i < first; i++) {
        const struct first_hit *hit = &hits->hits[i];
        json_array_append_new(
            list, json_pack("{s:I, s:o, s:o, s:o, s:o}", "place", (json_int_t)i + 1, "id",
                            json_text(hit->id), "anchor", json_text(hit->anchor), "title",
                            json_text(hit->title), "heading", json_text(hit->heading)));
    }
    return list;
}

void first_hits_search_json(json_t *object, const struct search_request *request)
{
    json_object_set_new(object, "query", json_text(request->query));
    json_object_set_new(object, "audience",
                        json_string(request->audience == AUDIENCE_AGENT ? "agent" : "public"));
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct str_list *values = values_of(request, i);
        json_t *list = values->n ? json_array() : NULL;
        for (size_t k = 0; k < values->n; k++)
            json_array_append_new(list, json_text(values->items[k]));
        if (list)
            json_object_set_new(object, filters[i].name, list);
    }
}
