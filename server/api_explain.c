/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../lib/json.h"
#include "api.h"

static json_t *matches_json(const struct search_match *matches, size_t n, const char *count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:o, s:f, s:i}", "word", json_text(matches[i].word),
                                              "similarity", (double)matches[i].similarity, count,
                                              (int)matches[i].frequency));
    return list;
}

static json_t *words_json(const struct search_explanation *why)
{
    json_t *list = json_array();
    for (size_t i = 0; i < why->n_words; i++) {
        const struct search_word *w = &why->words[i];
        json_t *o = json_object();
        json_object_set_new(o, "exact", json_text(w->exact));
        json_object_set_new(o, "folded", json_text(w->folded));
        json_object_set_new(o, "stem", json_text(w->stem));
        json_object_set_new(o, "typed", json_boolean(w->typed));
        json_object_set_new(o, "stop_word", json_boolean(w->stop_word));
        json_object_set_new(o, "weight", json_real((double)w->weight));
        json_object_set_new(o, "score", json_real((double)w->score));
        json_object_set_new(o, "in_section", matches_json(w->matches, w->n_matches, "times"));
        json_object_set_new(o, "in_index",
                            matches_json(w->neighbours, w->n_neighbours, "sections"));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *rules_json(const struct search_explanation *why)
{
    json_t *list = json_array();
    for (size_t i = 0; i < why->n_rules; i++) {
        const struct search_rule *rule = &why->rules[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:i, s:b, s:o, s:o}", "file", rule->file, "line",
                                        (int)rule->line, "of_site", rule->of_site, "from",
                                        json_text(rule->from), "to", json_text(rule->to)));
    }
    return list;
}

static json_t *explanation_json(struct str query, struct str article,
                                const struct search_result *found,
                                const struct search_explanation *why)
{
    json_t *o = json_object();
    json_object_set_new(o, "query", json_text(query));
    json_object_set_new(o, "article", json_text(article));
    json_object_set_new(o, "meant", json_text(found->meant));
    json_object_set_new(o, "applied", api_repairs(found));
    json_object_set_new(o, "words", words_json(why));
    json_object_set_new(o, "rules", rules_json(why));
    json_object_set_new(o, "found", json_boolean(why->found));
    json_object_set_new(o, "rank", why->found ? json_integer((json_int_t)why->rank) : json_null());
    json_object_set_new(o, "score", why->found ? json_real(why->score) : json_null());
    json_object_set_new(o, "anchor", why->found ? json_text(why->section.anchor) : json_null());
    return o;
}

unsigned api_explain(struct context *ctx, struct response *res)
{
    struct search_request ask = {
        .query = request_param(ctx->req, STR("q")),
        .as_typed = str_eq(request_param(ctx->req, STR("raw")), STR("1")),
        .audience = AUDIENCE_AGENT,
    };
    struct str article = request_param(ctx->req, STR("article"));
    struct search_result found;
    struct search_explanation why;
    if (!ctx->agent) {
        response_header(res, "WWW-Authenticate", "Bearer");
        return 401;
    }
    const char *missing = !ask.query.n ? "q" : !article.n ? "article" : NULL;
    if (missing) {
        ctx->detail = arena_printf(ctx->arena, STR_FMT " %s",
                                   STR_ARG(lang_text(ctx->lang, MSG_MISSING)), missing);
        return 400;
    }
    if (search_explain(ctx->search, ctx->arena, &ask, article, &found, &why, &ctx->err) != 0) {
        if (ctx->err.code != ERR_NOT_FOUND)
            return 500;
        ctx->err.code = ERR_NONE;
        return 404;
    }
    res->content_type = "application/json";
    json_write(&res->body, explanation_json(ask.query, article, &found, &why), false);
    return 200;
}
