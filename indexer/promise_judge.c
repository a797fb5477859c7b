/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "promise_judge.h"

#include "../lib/isolate.h"
#include "../lib/json.h"
#include "../lib/opt.h"

/* One promise while it is judged. */
struct judging {
    struct search *s;
    struct arena *a;
    const struct promise *promise;
    struct promise_verdict *out;
};

static void add_fault(struct judging *j, struct str wanted, bool unwanted, size_t place,
                      struct str message)
{
    j->out->faults[j->out->n_faults++] = (struct promise_fault){wanted, unwanted, place, message};
}

/* "; did you mean x?" with the nearest name, or nothing. */
static struct str nearest(struct arena *a, struct str typed, const char *const *names, size_t n)
{
    const char *name = opt_nearest(arena_dup(a, typed).p, names, n);
    return name ? arena_printf(a, "; did you mean %s?", name) : STR("");
}

static struct str no_article(struct judging *j, struct str id)
{
    size_t n;
    const struct outline_article *articles = outline_articles(search_outline(j->s), &n);
    const char **names = ARENA_ARRAY(j->a, const char *, n);
    for (size_t i = 0; i < n; i++)
        names[i] = arena_dup(j->a, articles[i].id).p;
    return arena_printf(j->a, "there is no such article" STR_FMT,
                        STR_ARG(nearest(j->a, id, names, n)));
}

static struct str no_heading(struct judging *j, const struct article_record *article,
                             struct str anchor)
{
    const char **names = ARENA_ARRAY(j->a, const char *, article->n_headings);
    for (size_t i = 0; i < article->n_headings; i++) {
        if (str_eq(article->headings[i].anchor, anchor))
            return STR("");
        names[i] = arena_dup(j->a, article->headings[i].anchor).p;
    }
    return arena_printf(j->a, "the article has no such heading" STR_FMT,
                        STR_ARG(nearest(j->a, anchor, names, article->n_headings)));
}

/* "promised first", "promised among the first 3". */
static struct str promised(struct judging *j, const char *what)
{
    size_t first = j->promise->first;
    return first == 1 ? arena_printf(j->a, "%s first", what)
                      : arena_printf(j->a, "%s among the first %zu", what, first);
}

/* Has the article one of the values, as a search compares them? */
static bool allowed(struct judging *j, const struct str_list *asked, const struct str *values,
                    size_t n)
{
    struct text *text = search_analyser(j->s);
    for (size_t i = 0; i < asked->n; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(text_fold(text, j->a, asked->items[i]), text_fold(text, j->a, values[k])))
                return true;
    return asked->n == 0;
}

/* A filter of the promise that leaves the article out; empty when none does. */
static struct str left_out(struct judging *j, const struct article_record *article)
{
    const struct search_request *asked = &j->promise->request;
    const struct {
        const char *name;
        const struct str_list *asked;
        const struct str *values;
        size_t n;
    } filters[] = {
        {"lang", &asked->langs, &article->lang, 1},
        {"product", &asked->products, article->products.items, article->products.n},
        {"category", &asked->categories, &article->category, 1},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        bool has = filters[i].n && filters[i].values[0].n;
        if (!allowed(j, filters[i].asked, filters[i].values, filters[i].n))
            return arena_printf(j->a, "`%s` leaves the article out: it has %s" STR_FMT,
                                filters[i].name, has ? "" : "none",
                                STR_ARG(has ? filters[i].values[0] : STR("")));
    }
    return STR("");
}

/* What makes that no search could find it; empty when nothing does. */
static int find_impossible(struct judging *j, struct first_hit wanted, struct str *message,
                           struct err *err)
{
    struct article_record article;
    struct err why = ERR_INIT;
    bool redirected;
    *message = STR("");
    if (search_article(j->s, j->a, wanted.id, AUDIENCE_AGENT, &article, &redirected, &why) < 0) {
        if (why.code != ERR_NOT_FOUND) {
            *err = why;
            return -1;
        }
        *message = no_article(j, wanted.id);
    } else if (redirected)
        *message = arena_printf(j->a, "the article is called " STR_FMT " now", STR_ARG(article.id));
    else if (article.audience == AUDIENCE_AGENT && j->promise->request.audience == AUDIENCE_PUBLIC)
        *message = STR("the article is for agents: add `audience: agent`");
    else
        *message = left_out(j, &article);
    if (message->n == 0 && wanted.anchor.n)
        *message = no_heading(j, &article, wanted.anchor);
    return 0;
}

static int judge_found(struct judging *j, struct str text, struct err *err)
{
    const struct promise *p = j->promise;
    struct first_hit wanted = first_hits_split(text);
    size_t place = first_hits_place(&j->out->found, wanted.id);
    const struct first_hit *hit = place ? &j->out->found.hits[place - 1] : NULL;
    bool right = hit && (wanted.anchor.n == 0 || str_eq(hit->anchor, wanted.anchor));
    struct str message;
    if (right && place <= p->first)
        return 0;
    if (find_impossible(j, wanted, &message, err) < 0)
        return -1;
    if (message.n == 0 && !hit)
        message = STR("is not found");
    else if (message.n == 0 && right)
        message = arena_printf(j->a, "is in place %zu, " STR_FMT, place,
                               STR_ARG(promised(j, "promised")));
    else if (message.n == 0 && hit->anchor.n)
        message = arena_printf(j->a, "the article is in place %zu, but at its heading " STR_FMT,
                               place, STR_ARG(hit->anchor));
    else if (message.n == 0)
        message = arena_printf(j->a, "the article is in place %zu, but at its beginning", place);
    add_fault(j, text, false, place, message);
    return 0;
}

/* An article that is not wanted, and is not there any more, stays away all right. */
static void judge_unwanted(struct judging *j, struct str text)
{
    struct first_hit unwanted = first_hits_split(text);
    size_t place = first_hits_place(&j->out->found, unwanted.id);
    if (place == 0 || place > j->promise->first)
        return;
    if (unwanted.anchor.n && !str_eq(j->out->found.hits[place - 1].anchor, unwanted.anchor))
        return;
    add_fault(j, text, true, place,
              arena_printf(j->a, "is in place %zu, " STR_FMT, place,
                           STR_ARG(promised(j, "promised not to be"))));
}

int promise_judge(struct search *s, struct arena *a, const struct promise *promise,
                  struct promise_verdict *out, struct err *err)
{
    *out = (struct promise_verdict){
        .faults = ARENA_ARRAY(a, struct promise_fault, promise->finds.n + promise->without.n),
    };
    struct judging j = {s, a, promise, out};
    if (first_hits_ask(s, a, &promise->request, SEARCH_LIMIT_MAX, &out->found, err) < 0)
        return -1;
    for (size_t i = 0; i < promise->finds.n; i++)
        if (judge_found(&j, promise->finds.items[i], err) < 0)
            return -1;
    for (size_t i = 0; i < promise->without.n; i++)
        judge_unwanted(&j, promise->without.items[i]);
    return 0;
}

void promise_fault_print(struct buf *out, const struct promise_fault *fault)
{
    isolate_whole(out, fault->wanted);
    buf_add(out, STR(": "));
    isolate_snippet(out, &(struct snippet){.text = fault->message}, false, &isolate_plain);
}

void promise_verdict_print(struct buf *out, const char *file, const struct promise *promise,
                           const struct promise_verdict *verdict)
{
    for (size_t i = 0; i < verdict->n_faults; i++) {
        const struct promise_fault *fault = &verdict->faults[i];
        buf_printf(out, "%s:%u: ", file, promise->line);
        first_hits_print_search(out, &promise->request);
        buf_add(out, STR(": "));
        promise_fault_print(out, fault);
        buf_char(out, '\n');
    }
    if (promise->why.n) {
        buf_add(out, STR("  why: "));
        isolate_whole(out, promise->why);
        buf_char(out, '\n');
    }
    first_hits_print(out, &verdict->found, promise->first);
}

json_t *promise_verdict_json(const struct promise *promise, const struct promise_verdict *verdict)
{
    json_t *faults = json_array();
    for (size_t i = 0; i < verdict->n_faults; i++) {
        const struct promise_fault *fault = &verdict->faults[i];
        json_array_append_new(
            faults, json_pack("{s:o, s:b, s:I, s:o}", "article", json_text(fault->wanted),
                              "unwanted", (int)fault->unwanted, "place", (json_int_t)fault->place,
                              "message", json_text(fault->message)));
    }
    json_t *object = json_pack("{s:I, s:I, s:o, s:o}", "line", (json_int_t)promise->line, "first",
                               (json_int_t)promise->first, "faults", faults, "found",
                               first_hits_json(&verdict->found, promise->first));
    first_hits_search_json(object, &promise->request);
    return object;
}
