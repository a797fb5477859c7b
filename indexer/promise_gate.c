/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "promise_gate.h"

#include "judged.h"
#include "promise_judge.h"

enum { TEXT_MAX_BYTES = 16 << 20 };

void promise_gate_init(struct promise_gate *gate, const char *content_dir, const char *index_dir)
{
    *gate = (struct promise_gate){.content_dir = content_dir, .index_dir = index_dir};
    buf_init(&gate->text, TEXT_MAX_BYTES);
    gate->broken = json_array();
}

void promise_gate_release(struct promise_gate *gate)
{
    buf_release(&gate->text);
    json_decref(gate->broken);
}

/* Adds a broken promise, beside what the current generation finds; there need be none. */
static int add_broken(struct promise_gate *gate, struct arena *a, const struct judged *current,
                      const struct promise *promise, const struct promise_verdict *verdict,
                      struct err *err)
{
    const char *file = arena_printf(a, "%s/" PROMISE_FILE, gate->content_dir).p;
    json_t *object = promise_verdict_json(promise, verdict);
    struct first_hits before;
    int result = 0;
    promise_verdict_print(&gate->text, file, promise, verdict);
    if (current->search)
        result =
            first_hits_ask(current->search, a, &promise->request, promise->first, &before, err);
    if (current->search && result == 0) {
        buf_printf(&gate->text, "  before, in generation %u:\n", current->manifest.number);
        first_hits_print(&gate->text, &before, promise->first);
        json_object_set_new(object, "before", first_hits_json(&before, promise->first));
    }
    json_array_append_new(gate->broken, object);
    gate->n_broken++;
    return result;
}

static int judge_all(struct promise_gate *gate, struct search *s, const struct judged *current,
                     const struct promise_list *promises, struct err *err)
{
    struct arena a = ARENA_INIT;
    int result = 0;
    gate->n_promises = promises->n;
    for (size_t i = 0; i < promises->n && result == 0; i++) {
        struct promise_verdict verdict;
        result = promise_judge(s, &a, &promises->items[i], &verdict, err);
        if (result == 0 && verdict.n_faults)
            result = add_broken(gate, &a, current, &promises->items[i], &verdict, err);
        arena_clear(&a);
    }
    arena_release(&a);
    return result;
}

int promise_gate_accept(void *context, const char *generation, struct err *err)
{
    struct promise_gate *gate = context;
    struct arena a = ARENA_INIT;
    struct report *report = report_new();
    struct promise_list promises;
    struct search *s = NULL;
    struct judged current = {0};
    struct err none = ERR_INIT; /* the first build has nothing before it */
    judged_open(&current, gate->index_dir, "current", &none);
    int result = promise_read(&a, generation, report, &promises, err);
    if (result == 0 && promises.n == 0)
        result = err_at(err, ERR_NOT_FOUND, gate->content_dir, 0,
                        "there are no promised searches to require; write some into " PROMISE_FILE
                        " or leave --require out");
    if (result == 0)
        result = search_open_generation(&s, generation, err);
    if (result == 0)
        result = judge_all(gate, s, &current, &promises, err);
    if (result == 0 && gate->n_broken)
        result = err_at(err, ERR_NOT_FOUND, gate->index_dir, 0,
                        "%zu of %zu promised searches %s broken: what was built is staged, not "
                        "published; see more with: jawab-index diff current staged --index %s",
                        gate->n_broken, gate->n_promises, gate->n_broken == 1 ? "is" : "are",
                        gate->index_dir);
    search_close(s);
    judged_close(&current);
    report_free(report);
    arena_release(&a);
    return result;
}
