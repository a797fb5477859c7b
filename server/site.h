/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From request to response: language, route, index handle, ETag, handler, error page, compression,
 * security headers. Knows no sockets; handlers know nothing but their `struct context`.
 */
#ifndef JAWAB_SITE_H
#define JAWAB_SITE_H

#include "../lib/search.h"
#include "http.h"
#include "lang.h"

struct agents;
struct attempts;
struct feedback;
struct site;

/* What a handler may use. */
struct context {
    const struct request *req;
    struct arena *arena;   /* of the request */
    struct search *search; /* routes with an index and pages only; nobody else's meanwhile */
    struct text *text;     /* likewise */
    const struct settings *settings; /* of the index, as are the outline's articles */
    const struct outline *outline;
    struct str site_url;   /* "https://help.example.com": absolute addresses begin with it */
    struct str base;       /* what paths of pages begin with: "/widget" in the widget, else empty */
    struct str theme;      /* the reader chose "light" or "dark"; empty: as the system has it */
    struct agents *agents; /* NULL: nobody is one */
    struct attempts *attempts;
    struct str agent_name;  /* whose token or session the request brought; empty: no agent's */
    bool agent;             /* it is an agent's */
    bool preview;           /* for writers: shows what is not live, and says so */
    enum audience audience; /* whom the API answers: agents when the request brought a token */
    enum lang lang;         /* of the interface */
    enum digits digits;
    bool lang_chosen;  /* by the address: links carry it on */
    struct str rest;   /* what the '*' of the route's pattern matched */
    struct str detail; /* why a handler returned 400 or more, for the API */
    struct err err;    /* set by a handler that returns 500 or more: goes to the log */
    /* Takes votes, searches, clicks and outcomes; NULL when nothing is stored. */
    struct feedback *feedback;
};

/* A handler fills the response and returns its status. For 400 and above it need not write a body;
 * below 500 one that it writes, with its content_type, is kept. */
typedef unsigned handler_fn(struct context *ctx, struct response *res);

/* Opens one index handle a thread. Errors as search_open, agents_open and feedback_open.
 * agents_path is NULL when nobody is an agent, data_path when nothing is to be stored. The index
 * must be a preview when this is one, and must not otherwise. */
int site_open(struct site **out, const char *index_dir, const char *agents_path,
              const char *data_path, bool preview, unsigned threads, struct log *log,
              struct err *err);
void site_close(struct site *site);

/* An http_config.answer; context is the site. */
void site_answer(void *context, const struct request *req, struct response *res);

#endif
