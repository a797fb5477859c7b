/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A request as handlers see it, and the decoding of its target (path and query), form and cookies.
 * Knows no sockets and no libmicrohttpd; whatever is not well-formed UTF-8 ends here.
 */
#ifndef JAWAB_REQUEST_H
#define JAWAB_REQUEST_H

#include "../lib/arena.h"

enum { REQUEST_PARAMS_MAX = 64, REQUEST_ID_BYTES = 17 };

enum http_method { HTTP_GET = 1 << 0, HTTP_HEAD = 1 << 1, HTTP_POST = 1 << 2, HTTP_OTHER = 1 << 3 };

struct http_header {
    const char *name, *value;
};

struct http_param {
    struct str name, value; /* decoded */
};

struct request {
    enum http_method method;
    struct str method_name;
    struct str path;       /* decoded, begins with '/', well-formed UTF-8 without NUL */
    struct str raw_target; /* path and query, as sent */
    struct str raw_path;   /* as sent */
    struct str raw_query;  /* as sent, without the '?' */
    struct http_param *params;
    size_t n_params;
    struct str accept_language, accept_encoding, if_none_match, authorization;  /* empty: absent */
    struct str host, origin, fetch_site, forwarded_proto, cookie, content_type; /* likewise */
    struct str address; /* of the client, as text; of IPv6 the /64. A proxy's is a loopback one */
    struct str body;    /* as sent */
    struct http_param *form;
    size_t n_form;
    unsigned refused;          /* a status of 400 or more: the request is bad, answer with that */
    unsigned form_refused;     /* likewise, for routes that take a form: the body is none */
    char id[REQUEST_ID_BYTES]; /* for the log and for people who report a problem */
    struct arena *arena;       /* of this request */
};

/* Fills path, raw_path, raw_query and params from the target of a request line. False when it is
 * malformed: a bad %-sequence, NUL, malformed UTF-8, no leading '/', or over REQUEST_PARAMS_MAX. */
bool request_parse_target(struct request *req, struct str target);

/* The first parameter of that name, trimmed of nothing; empty when absent. */
struct str request_param(const struct request *req, struct str name);
bool request_has_param(const struct request *req, struct str name);

/* Fills form from body and content_type by the rules of the query, or sets form_refused: 415 when
 * the body is not application/x-www-form-urlencoded, 400 when it is malformed. */
void request_read_form(struct request *req);

/* The first field of that name in the form; empty when absent. */
struct str request_form(const struct request *req, struct str name);

/* The first cookie of that name, borrowed from the header; empty when absent or not of the
 * characters that RFC 6265, 4.1.1 allows. */
struct str request_cookie(const struct request *req, struct str name);

/* A parameter that is a whole number of at most `max`; else 0. */
size_t request_number(const struct request *req, struct str name, size_t max);

/* All values of a parameter that may be repeated, in order, without empty ones; in the arena. */
struct str_list request_params(const struct request *req, struct arena *a, struct str name);

/* Is it the path of a page of ours, to be sent back to? */
bool request_is_own_path(struct str path);

/* Whether one of our own pages sent the request, which no other site can pretend in a browser:
 * Sec-Fetch-Site says so or, from browsers that do not send it, Origin is the Host. False when
 * neither is there. */
bool request_same_site(const struct request *req);

#endif
