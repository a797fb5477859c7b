/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "route.h"

#include "api.h"
#include "asset.h"
#include "health.h"
#include "page.h"
#include "seo.h"

enum { READ = HTTP_GET | HTTP_HEAD };

/* clang-format off */
static const struct route routes[] = {
    /* pattern                         kind         methods  index  cacheable  handler */
    {STR_INIT("/"),                    ROUTE_PAGE,  READ,    true,  true,      page_home},
    {STR_INIT("/search"),              ROUTE_PAGE,  READ,    true,  true,      page_search},
    {STR_INIT("/articles/*"),          ROUTE_PAGE,  READ,    true,  true,      page_article},
    {STR_INIT("/api/v1/search"),       ROUTE_API,   READ,    true,  true,      api_search},
    {STR_INIT("/api/v1/suggest"),      ROUTE_API,   READ,    true,  true,      api_suggest},
    {STR_INIT("/api/v1/explain"),      ROUTE_API,   READ,    true,  false,     api_explain},
    {STR_INIT("/api/v1/articles/*"),   ROUTE_API,   READ,    true,  true,      api_article},
    {STR_INIT("/openapi.json"),        ROUTE_PLAIN, READ,    false, false,     asset_openapi},
    {STR_INIT("/livez"),               ROUTE_API,   READ,    false, false,     health_live},
    {STR_INIT("/readyz"),              ROUTE_API,   READ,    true,  false,     health_ready},
    {STR_INIT("/assets/*"),            ROUTE_PLAIN, READ,    false, false,     asset_file},
    {STR_INIT("/favicon.svg"),         ROUTE_PLAIN, READ,    false, false,     asset_favicon},
    {STR_INIT("/widget.js"),           ROUTE_PLAIN, READ,    false, false,     asset_widget},
    {STR_INIT("/robots.txt"),          ROUTE_PLAIN, READ,    false, false,     seo_robots},
};
/* clang-format on */

static bool matches(struct str pattern, struct str path, struct str *rest)
{
    *rest = (struct str){NULL, 0};
    if (!str_ends(pattern, STR("*")))
        return str_eq(pattern, path);
    struct str prefix = str_sub(pattern, 0, pattern.n - 1);
    if (!str_starts(path, prefix) || path.n == prefix.n)
        return false;
    *rest = str_sub(path, prefix.n, path.n);
    return true;
}

const struct route *route_find(struct str path, struct str *rest)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (matches(routes[i].pattern, path, rest))
            return &routes[i];
    return NULL;
}

enum route_kind route_kind_of(struct str path)
{
    struct str rest;
    const struct route *route = route_find(path, &rest);
    if (route)
        return route->kind;
    return str_starts(path, STR("/api/")) ? ROUTE_API : ROUTE_PAGE;
}

const char *route_allow(const struct route *route, struct arena *a)
{
    static const struct {
        unsigned method;
        const char *name;
    } names[] = {{HTTP_GET, "GET"}, {HTTP_HEAD, "HEAD"}};
    struct str allow = STR("");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (route->methods & names[i].method)
            allow =
                arena_printf(a, STR_FMT "%s%s", STR_ARG(allow), allow.n ? ", " : "", names[i].name);
    return allow.p;
}
