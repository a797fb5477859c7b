/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "connections.h"

struct http {
    struct http_config config;
    struct MHD_Daemon *daemon;
    struct connections *connections;
    uint64_t id_seed;
    atomic_uint_fast64_t next_id;
    atomic_bool draining;
    char url[128];
};

/* One request from its request line to the last byte of the answer. */
struct call {
    struct http *http;
    struct arena arena;
    struct request req;
    struct connection *connection;
    bool seen; /* the headers are read and checked */
    bool close;
    struct buf body;
    size_t query_bytes, sent_bytes;
    unsigned status;
    bool quiet;
    uint64_t began_us, took_us;
};

static uint64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

static uint64_t clock_s(void)
{
    return clock_us() / 1000000u;
}

void response_header(struct response *res, const char *name, const char *value)
{
    if (res->n_headers == sizeof res->headers / sizeof *res->headers)
        BUG("too many headers at %s", name);
    res->headers[res->n_headers++] = (struct http_header){name, value};
}

bool response_has_header(const struct response *res, const char *name)
{
    for (size_t i = 0; i < res->n_headers; i++)
        if (strcmp(res->headers[i].name, name) == 0)
            return true;
    return false;
}

/* --- the life of a connection --- */

static enum MHD_Result on_accept(void *context, const struct sockaddr *from, socklen_t from_bytes)
{
    struct http *h = context;
    (void)from_bytes;
    return connections_admit(h->connections, from) ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http *h = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *fd =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        const union MHD_ConnectionInfo *from =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        *slot = connections_add(h->connections, fd->connect_fd, from->client_addr, clock_s());
    } else if (*slot) {
        connections_remove(h->connections, *slot);
        *slot = NULL;
    }
}

static struct connection *connection_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* --- reading a request --- */

static void make_id(struct http *h, char id[REQUEST_ID_BYTES])
{
    /* Distinct within a process by counting, across processes by the seed (Weyl sequence). */
    uint64_t n = atomic_fetch_add(&h->next_id, 1) * 0x9E3779B97F4A7C15u + h->id_seed;
    snprintf(id, REQUEST_ID_BYTES, "%016llx", (unsigned long long)n);
}

/* Called with the target as sent, before any header is read: the one place to see it undecoded. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct http *h = context;
    struct call *call = xcalloc(1, sizeof *call);
    call->http = h;
    call->began_us = clock_us();
    call->connection = connection_of(connection);
    struct request *req = &call->req;
    req->arena = &call->arena;
    buf_init(&call->body, HTTP_REQUEST_BODY_MAX_BYTES);
    make_id(h, req->id);
    struct str raw = arena_dup(req->arena, str_from(target));
    req->raw_path = str_sub(raw, 0, str_find_char(raw, '?'));
    req->path = STR("/");
    if (!request_parse_target(req, raw))
        req->refused = 400;
    call->query_bytes = req->raw_query.n;
    return call;
}

/* What the headers say of where the request ends. Two answers to that question are how requests are
 * smuggled past a proxy, and this version of libmicrohttpd accepts them. */
struct framing {
    unsigned content_lengths, transfer_encodings, hosts;
    bool broken; /* a coding other than chunked, or a name that is none */
    unsigned long long content_length;
};

/* Counts a header of that name. A longer name that begins with it is a folded line: the library
 * takes the continuation of "Content-Length:" for a part of the name, and misses the length. */
static bool count_if(struct framing *f, struct str name, struct str wanted, unsigned *count)
{
    if (!str_eq_nocase(str_sub(name, 0, wanted.n), wanted))
        return false;
    f->broken |= name.n != wanted.n;
    ++*count;
    return true;
}

static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    struct framing *f = context;
    struct str header = str_from(name);
    (void)kind;
    if (count_if(f, header, STR("Content-Length"), &f->content_lengths))
        f->content_length = value ? strtoull(value, NULL, 10) : 0;
    else if (count_if(f, header, STR("Transfer-Encoding"), &f->transfer_encodings))
        f->broken |= !str_eq_nocase(str_from(value), STR("chunked"));
    else
        count_if(f, header, STR("Host"), &f->hosts);
    return MHD_YES;
}

static unsigned check_framing(const struct framing *f, enum http_method method)
{
    bool body = f->content_length > 0 || f->transfer_encodings > 0;
    if (f->content_lengths > 1 || f->transfer_encodings > 1 || f->hosts > 1 || f->broken ||
        (f->content_lengths && f->transfer_encodings))
        return 400;
    if (body && (method == HTTP_GET || method == HTTP_HEAD))
        return 400;
    if (f->transfer_encodings)
        return 411; /* forms have a length: no reason to read a body of unknown length */
    return f->content_length > HTTP_REQUEST_BODY_MAX_BYTES ? 413 : 0;
}

static struct str header_of(struct MHD_Connection *connection, const char *name)
{
    return str_from(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

/* The headers that handlers see, and where in the request. */
static const struct {
    const char *name;
    size_t offset;
} headers_read[] = {
    {"Accept-Language", offsetof(struct request, accept_language)},
    {"Accept-Encoding", offsetof(struct request, accept_encoding)},
    {"If-None-Match", offsetof(struct request, if_none_match)},
    {"Authorization", offsetof(struct request, authorization)},
    {"Host", offsetof(struct request, host)},
    {"Origin", offsetof(struct request, origin)},
    {"Sec-Fetch-Site", offsetof(struct request, fetch_site)},
    {"X-Forwarded-Proto", offsetof(struct request, forwarded_proto)},
    {"Cookie", offsetof(struct request, cookie)},
    {"Content-Type", offsetof(struct request, content_type)},
};

static void read_headers(struct call *call, struct MHD_Connection *connection, const char *method)
{
    struct request *req = &call->req;
    char address[CONNECTION_ADDRESS_BYTES];
    req->method_name = arena_dup(req->arena, str_sub(str_from(method), 0, 32));
    req->method = str_eq(req->method_name, STR("GET"))    ? HTTP_GET
                  : str_eq(req->method_name, STR("HEAD")) ? HTTP_HEAD
                  : str_eq(req->method_name, STR("POST")) ? HTTP_POST
                                                          : HTTP_OTHER;
    for (size_t i = 0; i < sizeof headers_read / sizeof *headers_read; i++)
        *(struct str *)((char *)req + headers_read[i].offset) =
            header_of(connection, headers_read[i].name);
    connections_address(call->connection, address);
    req->address = arena_dup(req->arena, str_from(address));
    struct framing framing = {0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &framing);
    unsigned refused = check_framing(&framing, req->method);
    if (refused) {
        req->refused = refused;
        call->close = true; /* where the next request begins is anyone's guess */
    }
}

/* --- answering --- */

static enum MHD_Result send_response(struct call *call, struct MHD_Connection *connection,
                                     struct response *res)
{
    bool fixed = res->fixed.p != NULL;
    size_t n = fixed ? res->fixed.n : res->body.n;
    /* The response owns its bytes: the arena is gone before libmicrohttpd is done with them. */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(n, fixed ? (void *)res->fixed.p : buf_take(&res->body),
                                        fixed ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    if (!response)
        return MHD_NO;
    if (res->content_type)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, res->content_type);
    for (size_t i = 0; i < res->n_headers; i++)
        MHD_add_response_header(response, res->headers[i].name, res->headers[i].value);
    if (call->close || atomic_load(&call->http->draining))
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result result = MHD_queue_response(connection, res->status, response);
    MHD_destroy_response(response);
    call->status = res->status;
    call->quiet = res->quiet;
    call->sent_bytes = call->req.method == HTTP_HEAD ? 0 : n;
    call->took_us = clock_us() - call->began_us;
    return result;
}

/* What was announced was checked; what came is counted, whatever the library thinks of it. */
static void finish_body(struct call *call)
{
    struct request *req = &call->req;
    if (call->body.failed && !req->refused) {
        req->refused = 413;
        call->close = true;
    }
    if (req->method != HTTP_POST || req->refused)
        return;
    req->body = buf_str(&call->body);
    request_read_form(req);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *body, size_t *body_bytes, void **slot)
{
    struct http *h = context;
    struct call *call = *slot;
    (void)path, (void)version;
    if (!call->seen) {
        call->seen = true;
        connections_receive(h->connections, call->connection);
        read_headers(call, connection, method);
        if (!call->close)
            return MHD_YES; /* answer when called again: answering now would end the connection */
    } else if (*body_bytes) {
        /* All of it, whether it is wanted or not, so that the answer arrives. */
        buf_add(&call->body, (struct str){body, *body_bytes});
        *body_bytes = 0;
        return MHD_YES;
    }
    connections_begin(h->connections, call->connection, clock_s());
    finish_body(call);
    struct response res = {.status = 500};
    buf_init(&res.body, HTTP_RESPONSE_MAX_BYTES);
    h->config.answer(h->config.context, &call->req, &res);
    enum MHD_Result result = send_response(call, connection, &res);
    buf_release(&res.body);
    return result;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode how)
{
    struct http *h = context;
    struct call *call = *slot;
    (void)connection, (void)how;
    if (!call)
        return;
    connections_end(h->connections, call->connection, clock_s());
    if (!call->quiet)
        log_request(h->config.log,
                    &(struct log_request){
                        .id = call->req.id,
                        .method = call->req.method_name,
                        .path = call->req.refused ? call->req.raw_path : call->req.path,
                        .query_bytes = call->query_bytes,
                        .status = call->status,
                        .bytes = call->sent_bytes,
                        .took_us = call->took_us,
                    });
    buf_release(&call->body);
    arena_release(&call->arena);
    free(call);
    *slot = NULL;
}

/* --- starting and stopping --- */

/* Splits "host:port" and "[v6]:port". */
static int split_address(const char *listen, char host[256], char port[8], struct err *err)
{
    const char *colon = strrchr(listen, ':');
    struct str name = colon ? str_sub(str_from(listen), 0, (size_t)(colon - listen)) : STR("");
    if (name.n > 2 && str_starts(name, STR("[")) && str_ends(name, STR("]")))
        name = str_sub(name, 1, name.n - 2);
    else if (str_find_char(name, ':') != SIZE_MAX)
        name.n = 0;
    char *end = NULL;
    unsigned long number =
        colon && colon[1] >= '0' && colon[1] <= '9' ? strtoul(colon + 1, &end, 10) : 65536;
    if (name.n == 0 || name.n > 255 || number > 65535 || *end)
        return err_at(err, ERR_SYNTAX, listen, 0,
                      "not an address to listen on; write HOST:PORT, such as 127.0.0.1:8080");
    snprintf(host, 256, STR_FMT, STR_ARG(name));
    snprintf(port, 8, "%lu", number);
    return 0;
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
}

static int listen_on(const struct addrinfo *where, const char *listen_text, struct err *err)
{
    int fd = socket(where->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int yes = 1;
    if (fd < 0)
        return err_errno(err, errno, listen_text, "cannot listen");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, where->ai_addr, where->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
        err_errno(err, errno, listen_text, "cannot listen");
        close(fd);
        return -1;
    }
    return fd;
}

static void write_url(struct http *h, int fd)
{
    struct sockaddr_storage bound;
    socklen_t n = sizeof bound;
    char host[NI_MAXHOST] = "", port[NI_MAXSERV] = "";
    if (getsockname(fd, (struct sockaddr *)&bound, &n) == 0)
        getnameinfo((struct sockaddr *)&bound, n, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
    bool v6 = strchr(host, ':') != NULL;
    snprintf(h->url, sizeof h->url, "http://%s%.64s%s:%.8s", v6 ? "[" : "", host, v6 ? "]" : "",
             port);
}

static int open_socket(struct http *h, struct err *err)
{
    char host[256], port[8];
    if (split_address(h->config.listen, host, port, err) != 0)
        return -1;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    int failure = getaddrinfo(host, port, &hints, &found);
    if (failure)
        return err_at(err, ERR_SYNTAX, h->config.listen, 0, "no such host: %s",
                      gai_strerror(failure));
    int fd = h->config.loopback && !is_loopback(found->ai_addr)
                 ? err_at(err, ERR_SYNTAX, h->config.listen, 0,
                          "a preview shows drafts, so it listens on this machine alone: 127.0.0.1, "
                          "[::1] or localhost")
                 : listen_on(found, h->config.listen, err);
    freeaddrinfo(found);
    if (fd >= 0)
        write_url(h, fd);
    return fd;
}

int http_start(struct http **out, const struct http_config *config, struct err *err)
{
    struct http *h = xcalloc(1, sizeof *h);
    h->config = *config;
    h->connections = connections_new();
    if (getentropy(&h->id_seed, sizeof h->id_seed) != 0)
        BUG("no random numbers");
    int fd = open_socket(h, err);
    if (fd < 0)
        goto fail;
    h->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, on_accept, h, on_request, h,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, config->threads,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)HTTP_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_MEMORY_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, h,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
        h, MHD_OPTION_END);
    if (!h->daemon) {
        close(fd);
        err_at(err, ERR_IO, config->listen, 0, "the HTTP library did not start");
        goto fail;
    }
    *out = h;
    return 0;
fail:
    connections_free(h->connections);
    free(h);
    return -1;
}

const char *http_url(const struct http *h)
{
    return h->url;
}

void http_tick(struct http *h)
{
    connections_expire(h->connections, clock_s());
}

void http_stop(struct http *h)
{
    if (!h)
        return;
    atomic_store(&h->draining, true);
    MHD_socket fd = MHD_quiesce_daemon(h->daemon);
    if (fd != MHD_INVALID_SOCKET)
        close(fd);
    /* Quiet twice in a row: between two looks a request may pass from the socket to a thread. */
    enum { LOOK_MS = 20 };
    unsigned quiet = 0;
    for (unsigned ms = 0; quiet < 2 && ms < HTTP_DRAIN_SECONDS * 1000; ms += LOOK_MS) {
        quiet = connections_busy(h->connections) ? 0 : quiet + 1;
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
    }
    MHD_stop_daemon(h->daemon);
    connections_free(h->connections);
    free(h);
}
