/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "route.h"

#include "api.h"
#include "asset.h"
#include "health.h"
#include "page.h"
#include "page_desk.h"
#include "preview.h"
#include "seo.h"
#include "theme.h"
#include "widget.h"

enum { READ = HTTP_GET | HTTP_HEAD, POST = HTTP_POST };

/* clang-format off */
static const struct route routes[] = {
    /* pattern                          kind         methods      index  cacheable widget handler */
    {STR_INIT("/"),                     ROUTE_PAGE,  READ,        true,  true,     false, page_home},
    {STR_INIT("/search"),               ROUTE_PAGE,  READ,        true,  true,     false, page_search},
    {STR_INIT("/typing"),               ROUTE_PAGE,  READ,        true,  true,     false, page_typing},
    {STR_INIT("/articles/*"),           ROUTE_PAGE,  READ,        true,  true,     false, page_article},
    {STR_INIT("/topics"),               ROUTE_PAGE,  READ,        true,  true,     false, page_topics},
    {STR_INIT("/topics/*"),             ROUTE_PAGE,  READ,        true,  true,     false, page_topic},
    {STR_INIT("/contact"),              ROUTE_PAGE,  READ,        true,  true,     false, page_contact},
    {STR_INIT("/vote"),                 ROUTE_PAGE,  POST,        true,  false,    false, page_vote},
    {STR_INIT("/thanks"),               ROUTE_PAGE,  READ,        true,  false,    false, page_thanks},
    {STR_INIT("/widget"),               ROUTE_PAGE,  READ,        true,  true,     true,  page_home},
    {STR_INIT("/widget/search"),        ROUTE_PAGE,  READ,        true,  true,     true,  page_search},
    {STR_INIT("/widget/typing"),        ROUTE_PAGE,  READ,        true,  true,     true,  page_typing},
    {STR_INIT("/widget/articles/*"),    ROUTE_PAGE,  READ,        true,  true,     true,  page_article},
    {STR_INIT("/widget/topics"),        ROUTE_PAGE,  READ,        true,  true,     true,  page_topics},
    {STR_INIT("/widget/topics/*"),      ROUTE_PAGE,  READ,        true,  true,     true,  page_topic},
    {STR_INIT("/widget/contact"),       ROUTE_PAGE,  READ,        true,  true,     true,  page_contact},
    {STR_INIT("/widget/vote"),          ROUTE_PAGE,  POST,        true,  false,    true,  page_vote},
    {STR_INIT("/widget/thanks"),        ROUTE_PAGE,  READ,        true,  false,    true,  page_thanks},
    {STR_INIT("/agent"),                ROUTE_PAGE,  READ,        true,  false,    false, page_desk},
    {STR_INIT("/agent/hits"),           ROUTE_PAGE,  READ,        true,  false,    false, page_desk_hits},
    {STR_INIT("/agent/open"),           ROUTE_PAGE,  READ,        true,  false,    false, page_desk_open},
    {STR_INIT("/agent/outcome"),        ROUTE_PAGE,  POST,        true,  false,    false, page_desk_outcome},
    {STR_INIT("/agent/signin"),         ROUTE_PAGE,  READ | POST, true,  false,    false, page_signin},
    {STR_INIT("/agent/signout"),        ROUTE_PAGE,  POST,        true,  false,    false, page_signout},
    {STR_INIT("/api/v1/search"),        ROUTE_API,   READ,        true,  true,     false, api_search},
    {STR_INIT("/api/v1/suggest"),       ROUTE_API,   READ,        true,  true,     false, api_suggest},
    {STR_INIT("/api/v1/explain"),       ROUTE_API,   READ,        true,  false,    false, api_explain},
    {STR_INIT("/api/v1/articles/*"),    ROUTE_API,   READ,        true,  true,     false, api_article},
    {STR_INIT("/opensearch.xml"),       ROUTE_PLAIN, READ,        true,  true,     false, seo_opensearch},
    {STR_INIT("/opensearch-suggestions"), ROUTE_PLAIN, READ,      true,  true,     false, seo_suggestions},
    {STR_INIT("/robots.txt"),           ROUTE_PLAIN, READ,        true,  true,     false, seo_robots},
    {STR_INIT("/sitemap.xml"),          ROUTE_PLAIN, READ,        true,  true,     false, seo_sitemap},
    {STR_INIT("/theme"),                ROUTE_PAGE,  POST,        true,  false,    false, theme_choose},
    {STR_INIT("/theme.css"),            ROUTE_PLAIN, READ,        true,  true,     false, theme_css},
    {STR_INIT("/logo"),                 ROUTE_PLAIN, READ,        true,  true,     false, theme_logo},
    {STR_INIT("/widget.js"),            ROUTE_PLAIN, READ,        true,  true,     false, widget_script},
    {STR_INIT("/preview.js"),           ROUTE_PLAIN, READ,        false, false,    false, preview_script},
    {STR_INIT("/preview/events"),       ROUTE_PLAIN, READ,        true,  false,    false, preview_events},
    {STR_INIT("/favicon.svg"),          ROUTE_PLAIN, READ,        false, false,    false, asset_favicon},
    {STR_INIT("/assets/*"),             ROUTE_PLAIN, READ,        false, false,    false, asset_file},
    {STR_INIT("/openapi.json"),         ROUTE_PLAIN, READ,        false, false,    false, asset_openapi},
    {STR_INIT("/livez"),                ROUTE_API,   READ,        false, false,    false, health_live},
    {STR_INIT("/readyz"),               ROUTE_API,   READ,        true,  false,    false, health_ready},
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
    } names[] = {{HTTP_GET, "GET"}, {HTTP_HEAD, "HEAD"}, {HTTP_POST, "POST"}};
    struct str allow = STR("");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (route->methods & names[i].method)
            allow =
                arena_printf(a, STR_FMT "%s%s", STR_ARG(allow), allow.n ? ", " : "", names[i].name);
    return allow.p;
}
