/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to libmicrohttpd, which only http.c sees. Handlers get a `struct request`, checked and
 * decoded, and fill a `struct response`; limits, framing guards, HEAD and connections live here.
 */
#ifndef JAWAB_HTTP_H
#define JAWAB_HTTP_H

#include "../lib/err.h"
#include "log.h"
#include "request.h"

enum {
    HTTP_CONNECTIONS_MAX = 1000,
    HTTP_IDLE_SECONDS = 10,                  /* silence on a connection */
    HTTP_MEMORY_BYTES = 32 * 1024,           /* request line and headers of a connection */
    HTTP_REQUEST_BODY_MAX_BYTES = 24 * 1024, /* bodies over this are 413 */
    HTTP_RESPONSE_MAX_BYTES = 32 << 20,      /* an article's 8 MiB, escaped for JSON */
    HTTP_DRAIN_SECONDS = 10,                 /* after SIGTERM, for requests in flight */
};

/* What a handler answers with. Either `body` (owned, handed over) or `fixed`. */
struct response {
    unsigned status;
    const char *content_type; /* NULL: no body */
    struct buf body;
    struct str fixed; /* used when fixed.p is set: bytes that live as long as the program */
    struct http_header headers[16];
    size_t n_headers;
    bool quiet; /* asked for every moment: not in the access log */
};

/* Adds a header, also a second one of that name; both strings must live as long as the request's
 * arena. */
void response_header(struct response *res, const char *name, const char *value);
bool response_has_header(const struct response *res, const char *name);

struct http_config {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0 lets the system choose */
    unsigned threads;
    bool loopback; /* refuse to listen where other machines might ask */
    /* Called on one of `threads` threads. req->refused is set when the request is bad: answer with
     * that status. */
    void (*answer)(void *context, const struct request *req, struct response *res);
    void *context;
    struct log *log;
};

struct http;

/* Listens and begins to answer. ERR_SYNTAX: bad address; ERR_IO: cannot listen there. */
int http_start(struct http **out, const struct http_config *config, struct err *err);

/* "http://127.0.0.1:8080", with the real port. */
const char *http_url(const struct http *h);

/* Call about once a second: ends connections that overstay (libmicrohttpd only times silence). */
void http_tick(struct http *h);

/* Stops listening, lets requests in flight finish (HTTP_DRAIN_SECONDS at most), frees. */
void http_stop(struct http *h);

#endif
