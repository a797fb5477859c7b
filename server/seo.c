/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "seo.h"

unsigned seo_robots(struct context *ctx, struct response *res)
{
    (void)ctx;
    res->content_type = "text/plain; charset=utf-8";
    response_header(res, "Cache-Control", "public, max-age=86400");
    buf_add(&res->body, STR("User-agent: *\nDisallow: /search\nDisallow: /api/\n"));
    return 200;
}
