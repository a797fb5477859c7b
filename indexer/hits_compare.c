/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hits_compare.h"

#include "../lib/isolate.h"
#include "../lib/json.h"

static const char *const names[] = {
    [HITS_SAME] = "same",   [HITS_APPEARED] = "appeared", [HITS_LEFT] = "left",
    [HITS_MOVED] = "moved", [HITS_HEADING] = "heading",
};

static enum hits_change change_of(const struct first_hits *before, const struct first_hit *now,
                                  size_t was, size_t place, size_t first)
{
    if (was == 0 || was > first)
        return HITS_APPEARED;
    if (was != place)
        return HITS_MOVED;
    return str_eq(before->hits[was - 1].anchor, now->anchor) ? HITS_SAME : HITS_HEADING;
}

struct hits_comparison hits_compare(struct arena *a, const struct first_hits *before,
                                    const struct first_hits *after, size_t first)
{
    size_t n_before = before->n < first ? before->n : first;
    size_t n_after = after->n < first ? after->n : first;
    struct hits_comparison out = {ARENA_ARRAY(a, struct hits_row, n_before + n_after), 0, false};
    for (size_t i = 0; i < n_after; i++) {
        const struct first_hit *hit = &after->hits[i];
        size_t was = first_hits_place(before, hit->id);
        enum hits_change change = change_of(before, hit, was, i + 1, first);
        out.rows[out.n++] = (struct hits_row){*hit, change, was, i + 1};
        out.changed |= change != HITS_SAME;
    }
    for (size_t i = 0; i < n_before; i++) {
        const struct first_hit *hit = &before->hits[i];
        size_t now = first_hits_place(after, hit->id);
        if (now && now <= first)
            continue;
        out.rows[out.n++] = (struct hits_row){*hit, HITS_LEFT, i + 1, now};
        out.changed = true;
    }
    return out;
}

static void print_change(struct buf *out, const struct hits_row *row)
{
    switch (row->change) {
    case HITS_SAME:
        break;
    case HITS_APPEARED:
        buf_add(out, STR("  new here"));
        if (row->was)
            buf_printf(out, ", was %zu", row->was);
        break;
    case HITS_LEFT:
        buf_printf(out, "  was %zu, ", row->was);
        if (row->now)
            buf_printf(out, "now %zu", row->now);
        else
            buf_add(out, STR("found no more"));
        break;
    case HITS_MOVED:
        buf_printf(out, "  was %zu", row->was);
        break;
    case HITS_HEADING:
        buf_add(out, STR("  at another heading"));
        break;
    }
}

void hits_compare_print(struct buf *out, const struct hits_comparison *comparison)
{
    for (size_t i = 0; i < comparison->n; i++) {
        const struct hits_row *row = &comparison->rows[i];
        if (row->change == HITS_LEFT)
            buf_add(out, STR("    -  "));
        else
            buf_printf(out, "  %3zu. ", row->now);
        first_hits_print_id(out, &row->hit);
        print_change(out, row);
        buf_char(out, '\n');
    }
    if (comparison->n == 0)
        buf_add(out, STR("    nothing is found\n"));
}

json_t *hits_compare_json(const struct hits_comparison *comparison)
{
    json_t *list = json_array();
    for (size_t i = 0; i < comparison->n; i++) {
        const struct hits_row *row = &comparison->rows[i];
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:o, s:I, s:I}", "change",
                                              names[row->change], "id", json_text(row->hit.id),
                                              "anchor", json_text(row->hit.anchor), "title",
                                              json_text(row->hit.title), "was",
                                              (json_int_t)row->was, "now", (json_int_t)row->now));
    }
    return list;
}
