/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "../lib/hash.h"
#include "agents.h"
#include "api.h"
#include "asset.h"
#include "compress.h"
#include "feedback.h"
#include "negotiate.h"
#include "page.h"
#include "route.h"

/* Xapian handles and analysers share nothing and belong to one thread at a time: a thread takes one
 * of these for a request and puts it back. */
struct worker {
    struct worker *next;
    struct search *search;
};

struct site {
    pthread_mutex_t lock;
    struct worker *idle;
    struct log *log;
    struct agents *agents;
    struct feedback *feedback;
    char program[HASH_HEX_BYTES]; /* hash of this executable: a new one makes new pages */
    time_t stale_logged;          /* when a failed refresh was last logged */
};

static void free_workers(struct worker *w)
{
    while (w) {
        struct worker *next = w->next;
        search_close(w->search);
        free(w);
        w = next;
    }
}

int site_open(struct site **out, const char *index_dir, const char *agents_path,
              const char *data_path, unsigned threads, struct log *log, struct err *err)
{
    struct site *site = xcalloc(1, sizeof *site);
    site->log = log;
    pthread_mutex_init(&site->lock, NULL);
    int failed = hash_file("/proc/self/exe", site->program, err);
    if (!failed && agents_path)
        failed = agents_open(&site->agents, agents_path, err);
    if (!failed && data_path)
        failed = feedback_open(&site->feedback, data_path, log, err);
    for (unsigned i = 0; i < threads && !failed; i++) {
        struct worker *w = xcalloc(1, sizeof *w);
        w->next = site->idle;
        site->idle = w;
        failed = search_open(&w->search, index_dir, err);
    }
    if (failed) {
        site_close(site);
        return -1;
    }
    asset_start();
    *out = site;
    return 0;
}

void site_close(struct site *site)
{
    if (!site)
        return;
    free_workers(site->idle);
    agents_close(site->agents);
    feedback_close(site->feedback);
    pthread_mutex_destroy(&site->lock);
    asset_stop();
    free(site);
}

static struct worker *take_worker(struct site *site)
{
    pthread_mutex_lock(&site->lock);
    struct worker *w = site->idle;
    if (!w)
        BUG("more threads than index handles");
    site->idle = w->next;
    pthread_mutex_unlock(&site->lock);
    return w;
}

static void put_worker(struct site *site, struct worker *w)
{
    pthread_mutex_lock(&site->lock);
    w->next = site->idle;
    site->idle = w;
    pthread_mutex_unlock(&site->lock);
}

/* `ui` chooses the language of the interface and nothing else; `lang` does too, and on the results
 * it also keeps to articles of that language. The API has no interface to choose: errors go by
 * header. */
static void choose_language(struct context *ctx, enum route_kind kind)
{
    const struct request *req = ctx->req;
    ctx->lang_chosen =
        kind != ROUTE_API && (lang_parse(request_param(req, STR("ui")), &ctx->lang) ||
                              lang_parse(request_param(req, STR("lang")), &ctx->lang));
    if (!ctx->lang_chosen)
        ctx->lang = negotiate_lang(req->accept_language);
}

/* Weak, because `took_us` differs from answer to answer. */
static const char *make_etag(const struct site *site, const struct context *ctx)
{
    struct str what =
        arena_printf(ctx->arena, "%s " STR_FMT " " STR_FMT " " STR_FMT "?" STR_FMT, site->program,
                     STR_ARG(search_generation_id(ctx->search)), STR_ARG(lang_code(ctx->lang)),
                     STR_ARG(ctx->req->raw_path), STR_ARG(ctx->req->raw_query));
    return arena_printf(ctx->arena, "W/\"%016llx\"", (unsigned long long)hash_id(what)).p;
}

/* Every request meets the same bad generation: the log needs to hear of it now and then. */
static void log_stale(struct site *site, const struct context *ctx, const struct err *stale)
{
    enum { EVERY_SECONDS = 10 };
    time_t now = time(NULL);
    pthread_mutex_lock(&site->lock);
    bool due = now - site->stale_logged >= EVERY_SECONDS;
    if (due)
        site->stale_logged = now;
    pthread_mutex_unlock(&site->lock);
    if (due)
        log_error(site->log, ctx->req->id, stale);
}

static unsigned answer_from_index(struct site *site, struct context *ctx, struct response *res,
                                  const struct route *route)
{
    struct worker *w = take_worker(site);
    struct err stale = ERR_INIT;
    if (search_refresh(w->search, &stale) != 0)
        log_stale(site, ctx, &stale);
    ctx->search = w->search;
    ctx->text = search_analyser(w->search);
    const char *etag = route->cacheable ? make_etag(site, ctx) : NULL;
    unsigned status = etag && !str_eq(ctx->req->if_none_match, STR("*")) &&
                              negotiate_etag(ctx->req->if_none_match, str_from(etag))
                          ? 304
                          : route->handle(ctx, res);
    ctx->search = NULL;
    ctx->text = NULL;
    put_worker(site, w);
    if (etag && (status == 200 || status == 304)) {
        response_header(res, "ETag", etag);
        response_header(res, "Cache-Control", "no-cache");
    }
    return status;
}

static unsigned answer_route(struct site *site, struct context *ctx, struct response *res)
{
    if (ctx->req->refused)
        return ctx->req->refused;
    const struct route *route = route_find(ctx->req->path, &ctx->rest);
    if (!route)
        return 404;
    if (!(route->methods & ctx->req->method)) {
        response_header(res, "Allow", route_allow(route, ctx->arena));
        return 405;
    }
    return route->index ? answer_from_index(site, ctx, res, route) : route->handle(ctx, res);
}

static void write_error(struct site *site, struct context *ctx, struct response *res,
                        enum route_kind kind)
{
    if (ctx->err.code != ERR_NONE)
        log_error(site->log, ctx->req->id, &ctx->err);
    buf_clear(&res->body);
    if (res->status >= 500)
        res->n_headers = 0; /* they spoke of the answer that failed */
    response_header(res, "Cache-Control", "no-store");
    switch (kind) {
    case ROUTE_API:
        api_problem(ctx, res);
        break;
    case ROUTE_PLAIN:
        res->content_type = "text/plain; charset=utf-8";
        buf_printf(&res->body, "%u\n", res->status);
        break;
    case ROUTE_PAGE:
        page_error(ctx, res);
        break;
    }
}

static void compress_body(const struct context *ctx, struct response *res)
{
    if (res->fixed.p || res->body.n < COMPRESS_MIN_BYTES ||
        !negotiate_gzip(ctx->req->accept_encoding))
        return;
    struct buf smaller;
    buf_init(&smaller, res->body.max_bytes);
    if (compress_gzip(&smaller, buf_str(&res->body), COMPRESS_FAST)) {
        buf_release(&res->body);
        res->body = smaller;
        response_header(res, "Content-Encoding", "gzip");
    } else {
        buf_release(&smaller);
    }
}

static void add_common_headers(const struct context *ctx, struct response *res)
{
    static const struct http_header common[] = {
        {"Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; "
                                    "style-src 'self'; font-src 'self'; img-src 'self' data:; "
                                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "strict-origin-when-cross-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        response_header(res, common[i].name, common[i].value);
    response_header(res, "X-Request-Id", ctx->req->id);
}

void site_answer(void *context, const struct request *req, struct response *res)
{
    struct site *site = context;
    struct context ctx = {.req = req, .arena = req->arena, .err = ERR_INIT};
    enum route_kind kind = route_kind_of(req->refused ? req->raw_path : req->path);
    choose_language(&ctx, kind);
    ctx.feedback = site->feedback;
    ctx.agent = agents_allow(site->agents, req->authorization);
    res->status = answer_route(site, &ctx, res);
    if (res->body.failed && res->status < 400) {
        err_set(&ctx.err, ERR_TOO_BIG, "the answer is over %d bytes", HTTP_RESPONSE_MAX_BYTES);
        res->status = 500;
    }
    if (res->status >= 400)
        write_error(site, &ctx, res, kind);
    if (kind != ROUTE_PLAIN) {
        response_header(res, "Vary", "Accept-Encoding, Accept-Language");
        compress_body(&ctx, res);
    }
    add_common_headers(&ctx, res);
}
