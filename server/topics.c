/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topics.h"

static const struct outline_value *find_category(const struct outline_value *all, size_t n,
                                                 struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].value, name))
            return &all[i];
    return NULL;
}

static bool is_named(const struct settings *settings, enum lang lang, struct str category)
{
    for (size_t i = 0; i < settings->n_topics; i++)
        if (str_eq(settings->topics[i].name.of[lang], category))
            return true;
    return false;
}

void topics_find(const struct context *ctx, struct topics *out)
{
    const struct settings *settings = ctx->settings;
    size_t n;
    const struct outline_value *categories =
        outline_categories(ctx->outline, lang_code(ctx->lang), AUDIENCE_PUBLIC, &n);
    *out = (struct topics){ARENA_ARRAY(ctx->arena, struct topic, settings->n_topics + n), 0, 0};
    for (size_t i = 0; i < settings->n_topics; i++) {
        const struct settings_topic *topic = &settings->topics[i];
        const struct outline_value *category =
            find_category(categories, n, topic->name.of[ctx->lang]);
        if (category)
            out->items[out->n++] =
                (struct topic){topic->id, category->value, topic->about.of[ctx->lang], topic->icon,
                               category->n_articles};
    }
    for (size_t i = 0; i < n; i++) {
        struct str name = categories[i].value;
        out->n_articles += categories[i].n_articles;
        if (name.n && !is_named(settings, ctx->lang, name))
            out->items[out->n++] =
                (struct topic){name, name, STR(""), STR("info"), categories[i].n_articles};
    }
}

const struct topic *topics_by_id(const struct topics *topics, struct str id)
{
    for (size_t i = 0; i < topics->n; i++)
        if (str_eq(topics->items[i].id, id))
            return &topics->items[i];
    return NULL;
}

const struct topic *topics_by_name(const struct topics *topics, struct str category)
{
    for (size_t i = 0; i < topics->n; i++)
        if (str_eq(topics->items[i].name, category))
            return &topics->items[i];
    return NULL;
}

size_t topics_articles(const struct context *ctx, const struct topic *topic,
                       const struct outline_article **out, size_t max)
{
    size_t n_all, n = 0;
    const struct outline_article *all = outline_articles(ctx->outline, &n_all);
    for (size_t i = 0; i < n_all && n < max; i++)
        if (all[i].audience == AUDIENCE_PUBLIC && str_eq(all[i].category, topic->name) &&
            str_eq(all[i].lang, lang_code(ctx->lang)))
            out[n++] = &all[i];
    return n;
}
