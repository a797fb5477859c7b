/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A request as handlers see it, and the decoding of its target (path and query). Knows no sockets
 * and no libmicrohttpd; whatever is not well-formed UTF-8 ends here.
 */
#ifndef JAWAB_REQUEST_H
#define JAWAB_REQUEST_H

#include "../lib/arena.h"

enum { REQUEST_PARAMS_MAX = 64, REQUEST_ID_BYTES = 17 };

enum http_method { HTTP_GET = 1 << 0, HTTP_HEAD = 1 << 1, HTTP_OTHER = 1 << 2 };

struct http_header {
    const char *name, *value;
};

struct http_param {
    struct str name, value; /* decoded */
};

struct request {
    enum http_method method;
    struct str method_name;
    struct str path;      /* decoded, begins with '/', well-formed UTF-8 without NUL */
    struct str raw_path;  /* as sent */
    struct str raw_query; /* as sent, without the '?' */
    struct http_param *params;
    size_t n_params;
    struct str accept_language, accept_encoding, if_none_match, authorization; /* empty: absent */
    unsigned refused;          /* a status of 400 or more: the request is bad, answer with that */
    char id[REQUEST_ID_BYTES]; /* for the log and for people who report a problem */
    struct arena *arena;       /* of this request */
};

/* Fills path, raw_path, raw_query and params from the target of a request line. False when it is
 * malformed: a bad %-sequence, NUL, malformed UTF-8, no leading '/', or over REQUEST_PARAMS_MAX. */
bool request_parse_target(struct request *req, struct str target);

/* The first parameter of that name, trimmed of nothing; empty when absent. */
struct str request_param(const struct request *req, struct str name);
bool request_has_param(const struct request *req, struct str name);

/* All values of a parameter that may be repeated, in order, without empty ones; in the arena. */
struct str_list request_params(const struct request *req, struct arena *a, struct str name);

#endif
