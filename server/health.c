/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "health.h"

#include <time.h>

#include "log.h"

unsigned health_live(struct context *ctx, struct response *res)
{
    (void)ctx;
    res->content_type = "application/json";
    response_header(res, "Cache-Control", "no-store");
    buf_add(&res->body, STR("{\"status\":\"alive\"}"));
    return 200;
}

unsigned health_ready(struct context *ctx, struct response *res)
{
    struct search_stats stats = search_stats(ctx->search);
    const struct err *instead = search_instead(ctx->search);
    struct tm utc = {0};
    long long age_s = 0;
    if (strptime(arena_dup(ctx->arena, stats.created).p, "%Y-%m-%dT%H:%M:%S", &utc))
        age_s = (long long)(time(NULL) - timegm(&utc));
    res->content_type = "application/json";
    response_header(res, "Cache-Control", "no-store");
    buf_printf(&res->body,
               "{\"status\":\"ready\",\"generation\":%u,\"generation_id\":\"" STR_FMT
               "\",\"created\":\"" STR_FMT "\",\"age_s\":%lld",
               stats.generation_number, STR_ARG(search_generation_id(ctx->search)),
               STR_ARG(stats.created), age_s < 0 ? 0 : age_s);
    if (instead) { /* without the place: that is a path of ours */
        buf_add(&res->body, STR(",\"stands_in_because\":"));
        log_json_string(&res->body, str_from(instead->message));
    }
    buf_char(&res->body, '}');
    return 200;
}
