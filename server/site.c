/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/hash.h"
#include "../lib/parallel.h"
#include "api.h"
#include "asset.h"
#include "attempts.h"
#include "compress.h"
#include "feedback.h"
#include "html.h"
#include "negotiate.h"
#include "page.h"
#include "preview.h"
#include "route.h"
#include "session.h"
#include "theme.h"

enum { OPENING_THREADS = 4 };

/* Xapian handles and analysers share nothing and belong to one thread at a time: a thread takes one
 * of these for a request and puts it back. */
struct worker {
    struct worker *next;
    struct search *search;
};

struct site {
    pthread_mutex_t lock;
    struct worker *idle;
    unsigned generation; /* that a request last met */
    struct log *log;
    struct agents *agents;
    struct attempts *attempts;
    struct feedback *feedback;
    bool preview;
    char program[HASH_HEX_BYTES]; /* hash of this executable: a new one makes new pages */
    time_t stale_logged;          /* when a failed refresh was last logged */
    struct err instead;           /* as last logged: why another generation stands in */
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

/* Another generation stands in for the current one: said once. */
static void log_instead(struct site *site, const struct err *instead)
{
    pthread_mutex_lock(&site->lock);
    bool due = instead && (strcmp(instead->place, site->instead.place) != 0 ||
                           strcmp(instead->message, site->instead.message) != 0);
    site->instead = instead ? *instead : (struct err)ERR_INIT;
    pthread_mutex_unlock(&site->lock);
    if (due)
        log_error(site->log, NULL, instead);
}

struct opening {
    struct site *site;
    const char *index_dir;
};

static int open_worker(struct site *site, const char *index_dir, struct err *err)
{
    struct worker *w = xcalloc(1, sizeof *w);
    int failed = search_open(&w->search, index_dir, err);
    if (!failed && search_is_preview(w->search) != site->preview)
        failed = preview_mismatch(index_dir, site->preview, err);
    if (!failed)
        log_instead(site, search_instead(w->search));
    pthread_mutex_lock(&site->lock);
    w->next = site->idle;
    site->idle = w;
    pthread_mutex_unlock(&site->lock);
    return failed;
}

/* Piece 0 are the assets, the others are workers. */
static int open_part(void *context, void *state, size_t number, struct err *err)
{
    const struct opening *opening = context;
    (void)state;
    if (number > 0)
        return open_worker(opening->site, opening->index_dir, err);
    asset_start();
    return 0;
}

static int open_parts(struct site *site, const char *index_dir, unsigned threads, struct err *err)
{
    struct opening opening = {site, index_dir};
    struct parallel_job job = {.n_pieces = threads + 1, .context = &opening, .piece = open_part};
    return parallel_run(&job, OPENING_THREADS, err);
}

int site_open(struct site **out, const char *index_dir, const char *agents_path,
              const char *data_path, bool preview, unsigned threads, struct log *log,
              struct err *err)
{
    struct site *site = xcalloc(1, sizeof *site);
    site->log = log;
    site->preview = preview;
    site->attempts = attempts_new();
    pthread_mutex_init(&site->lock, NULL);
    int failed = hash_file("/proc/self/exe", site->program, err);
    if (!failed && agents_path)
        failed = agents_open(&site->agents, agents_path, err);
    if (!failed && data_path)
        failed = feedback_open(&site->feedback, data_path, log, err);
    if (!failed)
        failed = open_parts(site, index_dir, threads, err);
    if (failed) {
        site_close(site);
        return -1;
    }
    *out = site;
    return 0;
}

void site_close(struct site *site)
{
    if (!site)
        return;
    free_workers(site->idle);
    agents_close(site->agents);
    attempts_free(site->attempts);
    feedback_close(site->feedback);
    pthread_mutex_destroy(&site->lock);
    asset_stop();
    free(site);
}

/* The one used last has the warmest caches. But one that still has an earlier generation open goes
 * first: it keeps that from being removed. */
static struct worker *take_worker(struct site *site)
{
    pthread_mutex_lock(&site->lock);
    struct worker **place = &site->idle;
    while (*place && search_stats((*place)->search).generation_number == site->generation)
        place = &(*place)->next;
    if (!*place)
        place = &site->idle;
    struct worker *w = *place;
    if (!w)
        BUG("more threads than index handles");
    *place = w->next;
    pthread_mutex_unlock(&site->lock);
    return w;
}

static void put_worker(struct site *site, struct worker *w)
{
    pthread_mutex_lock(&site->lock);
    site->generation = search_stats(w->search).generation_number;
    w->next = site->idle;
    site->idle = w;
    pthread_mutex_unlock(&site->lock);
}

/* A language of the address counts only when the site speaks it. */
static bool read_language(const struct context *ctx, struct str code, enum lang *out)
{
    enum lang lang;
    if (!lang_parse(code, &lang))
        return false;
    for (size_t i = 0; ctx->settings && i < ctx->settings->n_languages; i++)
        if ((enum lang)ctx->settings->languages[i] == lang) {
            *out = lang;
            return true;
        }
    if (ctx->settings)
        return false;
    *out = lang;
    return true;
}

/* `ui` chooses the language of the interface and nothing else; `lang` does too, and on the results
 * it also keeps to articles of that language. The API has no interface to choose: errors go by
 * header. */
static void choose_language(struct context *ctx, enum route_kind kind)
{
    const struct request *req = ctx->req;
    enum lang first = ctx->settings ? (enum lang)ctx->settings->languages[0] : LANG_AR;
    ctx->lang_chosen =
        kind != ROUTE_API && (read_language(ctx, request_param(req, STR("ui")), &ctx->lang) ||
                              read_language(ctx, request_param(req, STR("lang")), &ctx->lang) ||
                              read_language(ctx, request_form(req, STR("lang")), &ctx->lang));
    if (ctx->lang_chosen)
        return;
    bool one = ctx->settings && ctx->settings->n_languages == 1;
    ctx->lang = one ? first : negotiate_lang(req->accept_language, first);
}

/* What absolute addresses begin with: as site.yaml says, or as the request was addressed. */
static struct str find_site_url(const struct context *ctx)
{
    const struct request *req = ctx->req;
    if (ctx->settings->url.n)
        return ctx->settings->url;
    bool secure = str_eq_nocase(req->forwarded_proto, STR("https"));
    for (size_t i = 0; i < req->host.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]",
                    req->host.p[i]))
            return STR("");
    return arena_printf(ctx->arena, "%s://" STR_FMT, secure ? "https" : "http", STR_ARG(req->host));
}

/* The pages of agents: nobody else sees them, and no cache keeps them. */
static bool is_desk(struct str path)
{
    return str_eq(path, STR("/agent")) || str_starts(path, STR("/agent/"));
}

static void recognise_agent(struct site *site, struct context *ctx)
{
    struct err err = ERR_INIT;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (agents_refresh(site->agents, (uint64_t)now.tv_sec, &err) != 0)
        log_error(site->log, ctx->req->id, &err);
    ctx->agents = site->agents;
    ctx->attempts = site->attempts;
    ctx->agent_name = agents_allow(site->agents, ctx->arena, ctx->req->authorization);
    ctx->audience = ctx->agent_name.n ? AUDIENCE_AGENT : AUDIENCE_PUBLIC;
    if (ctx->agent_name.n == 0)
        ctx->agent_name =
            session_check(site->agents, ctx->arena, request_cookie(ctx->req, STR(SESSION_COOKIE)),
                          (uint64_t)time(NULL));
    ctx->agent = ctx->agent_name.n > 0;
}

/* Weak, because `took_us` differs from answer to answer. */
static const char *make_etag(const struct site *site, const struct context *ctx)
{
    struct str what = arena_printf(
        ctx->arena, "%s " STR_FMT " " STR_FMT " " STR_FMT " " STR_FMT " " STR_FMT "?" STR_FMT,
        site->program, STR_ARG(search_generation_id(ctx->search)), STR_ARG(lang_code(ctx->lang)),
        STR_ARG(ctx->theme), STR_ARG(ctx->site_url), STR_ARG(ctx->req->raw_path),
        STR_ARG(ctx->req->raw_query));
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

/* Gives the context an index handle, and what its generation says of the site. */
static struct worker *lend_index(struct site *site, struct context *ctx)
{
    struct worker *w = take_worker(site);
    struct err stale = ERR_INIT;
    if (search_refresh(w->search, &stale) != 0)
        log_stale(site, ctx, &stale);
    else
        log_instead(site, search_instead(w->search));
    ctx->search = w->search;
    ctx->text = search_analyser(w->search);
    ctx->settings = search_settings(w->search);
    ctx->outline = search_outline(w->search);
    ctx->digits = ctx->settings->latin_digits ? DIGITS_LATIN : DIGITS_OWN;
    ctx->site_url = find_site_url(ctx);
    return w;
}

static unsigned answer_cacheable(const struct site *site, struct context *ctx, struct response *res,
                                 const struct route *route)
{
    const char *etag = make_etag(site, ctx);
    unsigned status = !str_eq(ctx->req->if_none_match, STR("*")) &&
                              negotiate_etag(ctx->req->if_none_match, str_from(etag))
                          ? 304
                          : route->handle(ctx, res);
    if (status == 200 || status == 304) {
        response_header(res, "ETag", etag);
        if (!response_has_header(res, "Cache-Control"))
            response_header(res, "Cache-Control", "no-cache");
    }
    return status;
}

/* To the sign-in, and from there back: to what was to be read, not to what was to be done. */
static unsigned send_to_signin(struct context *ctx, struct response *res)
{
    enum { NEXT_MAX_BYTES = 2048 };
    const struct request *req = ctx->req;
    struct buf link;
    buf_init(&link, 4 * NEXT_MAX_BYTES);
    html_lit(&link, "/agent/signin");
    if ((req->method & (HTTP_GET | HTTP_HEAD)) &&
        req->raw_path.n + req->raw_query.n < NEXT_MAX_BYTES) {
        struct str next = arena_printf(ctx->arena, STR_FMT "%s" STR_FMT, STR_ARG(req->raw_path),
                                       req->raw_query.n ? "?" : "", STR_ARG(req->raw_query));
        html_lit(&link, "?next=");
        html_param(&link, next);
    }
    if (ctx->lang_chosen) {
        buf_char(&link, str_find_char(buf_str(&link), '?') == SIZE_MAX ? '?' : '&');
        html_lit(&link, "lang=");
        html_param(&link, lang_code(ctx->lang));
    }
    response_header(res, "Location", arena_dup(ctx->arena, buf_str(&link)).p);
    buf_release(&link);
    return 303;
}

/* Before a form is acted on: who sent it, and is it one? */
static unsigned check_form(const struct request *req)
{
    if (req->method != HTTP_POST)
        return 0;
    return request_same_site(req) ? req->form_refused : 403;
}

static unsigned answer_route(const struct site *site, struct context *ctx, struct response *res,
                             const struct route *route)
{
    if (ctx->req->refused)
        return ctx->req->refused;
    if (ctx->preview && !preview_is_own_host(ctx->req->host))
        return preview_refuse(res);
    if (is_desk(ctx->req->path) && !ctx->agent && !(route && route->handle == page_signin))
        return send_to_signin(ctx, res);
    if (!route)
        return 404;
    if (!(route->methods & ctx->req->method)) {
        response_header(res, "Allow", route_allow(route, ctx->arena));
        return 405;
    }
    unsigned refused = check_form(ctx->req);
    if (refused)
        return refused;
    if (route->kind == ROUTE_API && ctx->audience == AUDIENCE_AGENT)
        return route->handle(ctx, res); /* the entity tag is that of what everybody sees */
    if (route->kind == ROUTE_API && agents_is_bearer(ctx->req->authorization)) {
        response_header(res, "WWW-Authenticate", "Bearer");
        return 401;
    }
    return route->cacheable ? answer_cacheable(site, ctx, res, route) : route->handle(ctx, res);
}

static void write_error(struct site *site, struct context *ctx, struct response *res,
                        enum route_kind kind)
{
    if (ctx->err.code != ERR_NONE)
        log_error(site->log, ctx->req->id, &ctx->err);
    buf_clear(&res->body);
    if (res->status >= 500)
        res->n_headers = 0; /* they spoke of the answer that failed */
    if (res->status == 503)
        response_header(res, "Retry-After", "5");
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

/* The widget is shown in frames of the sites that site.yaml names, everything else in none. */
static const char *content_policy(const struct context *ctx, bool widget)
{
    struct str frames = STR("'none'");
    if (widget && ctx->settings && ctx->settings->origins.n) {
        frames = STR("'self'");
        for (size_t i = 0; i < ctx->settings->origins.n; i++)
            frames = arena_printf(ctx->arena, STR_FMT " " STR_FMT, STR_ARG(frames),
                                  STR_ARG(ctx->settings->origins.items[i]));
    }
    return arena_printf(ctx->arena,
                        "default-src 'none'; script-src 'self'; connect-src 'self'; "
                        "style-src 'self'; font-src 'self'; img-src 'self' data:; "
                        "form-action 'self'; base-uri 'none'; frame-ancestors " STR_FMT,
                        STR_ARG(frames))
        .p;
}

static void add_common_headers(const struct context *ctx, struct response *res, bool widget)
{
    static const struct http_header common[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "strict-origin-when-cross-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    };
    response_header(res, "Content-Security-Policy", content_policy(ctx, widget));
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        response_header(res, common[i].name, common[i].value);
    if (!response_has_header(res, "Cross-Origin-Resource-Policy"))
        response_header(res, "Cross-Origin-Resource-Policy", "same-origin");
    response_header(res, "X-Request-Id", ctx->req->id);
}

static void finish(struct site *site, struct context *ctx, struct response *res,
                   const struct route *route, enum route_kind kind)
{
    if (res->body.failed) {
        err_set(&ctx->err, ERR_TOO_BIG, "the answer is over %d bytes", HTTP_RESPONSE_MAX_BYTES);
        res->status = 500;
    }
    bool own_words = res->content_type && res->status < 500;
    if (res->status >= 400 && !own_words)
        write_error(site, ctx, res, kind);
    if (is_desk(ctx->req->path) ||
        (kind == ROUTE_API && ctx->agent && !response_has_header(res, "Cache-Control")))
        response_header(res, "Cache-Control", "private, no-store");
    else if (res->status >= 400 && !own_words)
        response_header(res, "Cache-Control", "no-store");
    if (!response_has_header(res, "Vary")) { /* an asset says so itself */
        response_header(res, "Vary",
                        kind == ROUTE_PAGE ? "Accept-Encoding, Accept-Language, Cookie"
                                           : "Accept-Encoding, Accept-Language");
        compress_body(ctx, res);
    }
    add_common_headers(ctx, res, route && route->widget);
}

void site_answer(void *context, const struct request *req, struct response *res)
{
    struct site *site = context;
    struct context ctx = {.req = req, .arena = req->arena, .err = ERR_INIT};
    const struct route *route = req->refused ? NULL : route_find(req->path, &ctx.rest);
    enum route_kind kind = route ? route->kind : route_kind_of(req->raw_path);
    /* Every page, also one that tells of an error, says what the site is called. */
    bool index = kind == ROUTE_PAGE || (route && route->index);
    struct worker *worker = index ? lend_index(site, &ctx) : NULL;
    choose_language(&ctx, kind);
    ctx.theme = theme_of(req);
    ctx.base = route && route->widget ? STR("/widget") : STR("");
    ctx.feedback = site->feedback;
    ctx.preview = site->preview;
    recognise_agent(site, &ctx);
    res->status = answer_route(site, &ctx, res, route);
    finish(site, &ctx, res, route, kind);
    if (worker)
        put_worker(site, worker);
}
