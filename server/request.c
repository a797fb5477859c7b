/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request.h"

#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Percent-decodes a copy in the arena, in place; false for what no correct client sends. */
static bool decode(struct arena *a, struct str raw, bool plus_is_space, struct str *out)
{
    char *text = arena_alloc(a, raw.n + 1);
    size_t n = 0;
    memcpy(text, raw.n ? raw.p : "", raw.n);
    for (size_t i = 0; i < raw.n; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 1 < raw.n ? hex_value(text[i + 1]) : -1;
            int low = i + 2 < raw.n ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == '\0')
            return false;
        text[n++] = c;
    }
    if (utf8_valid_bytes((struct str){text, n}) != n)
        return false;
    *out = (struct str){text, n};
    return true;
}

/* Cuts everything before the first `separator` off *rest, and the separator with it. */
static struct str cut_at(struct str *rest, char separator)
{
    size_t at = str_find_char(*rest, separator);
    struct str head = str_sub(*rest, 0, at);
    *rest = at == SIZE_MAX ? str_sub(*rest, rest->n, 0) : str_sub(*rest, at + 1, rest->n);
    return head;
}

/* Pairs as queries and forms hold them; those before a malformed one stay. */
static bool parse_pairs(struct arena *a, struct str rest, struct http_param **out, size_t *n)
{
    *out = ARENA_ARRAY(a, struct http_param, REQUEST_PARAMS_MAX);
    while (rest.n) {
        struct str value = cut_at(&rest, '&');
        if (value.n == 0)
            continue;
        if (*n == REQUEST_PARAMS_MAX)
            return false;
        struct str name = cut_at(&value, '=');
        struct http_param *param = &(*out)[*n];
        if (!decode(a, name, true, &param->name) || !decode(a, value, true, &param->value))
            return false;
        ++*n;
    }
    return true;
}

/* A proxy may send "http://host/path": what counts is what follows the host (RFC 9112, 3.2.2). */
static struct str without_origin(struct str target)
{
    static const struct str schemes[] = {STR_INIT("http://"), STR_INIT("https://")};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!str_eq_nocase(str_sub(target, 0, schemes[i].n), schemes[i]))
            continue;
        size_t at = schemes[i].n;
        while (at < target.n && target.p[at] != '/' && target.p[at] != '?')
            at++;
        return at == target.n ? STR("/") : str_sub(target, at, target.n);
    }
    return target;
}

bool request_parse_target(struct request *req, struct str target)
{
    struct str rest = without_origin(target);
    req->raw_target = rest;
    req->raw_path = cut_at(&rest, '?');
    req->raw_query = rest;
    if (!str_starts(req->raw_path, STR("/")))
        return false;
    return decode(req->arena, req->raw_path, false, &req->path) &&
           parse_pairs(req->arena, req->raw_query, &req->params, &req->n_params);
}

static const struct http_param *find(const struct http_param *params, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(params[i].name, name))
            return &params[i];
    return NULL;
}

struct str request_param(const struct request *req, struct str name)
{
    const struct http_param *param = find(req->params, req->n_params, name);
    return param ? param->value : (struct str){NULL, 0};
}

bool request_has_param(const struct request *req, struct str name)
{
    return find(req->params, req->n_params, name) != NULL;
}

void request_read_form(struct request *req)
{
    struct str rest = req->content_type;
    struct str type = str_trim(cut_at(&rest, ';'));
    if ((req->body.n || type.n) && !str_eq_nocase(type, STR("application/x-www-form-urlencoded")))
        req->form_refused = 415;
    else if (!parse_pairs(req->arena, req->body, &req->form, &req->n_form))
        req->form_refused = 400;
}

struct str request_form(const struct request *req, struct str name)
{
    const struct http_param *field = find(req->form, req->n_form, name);
    return field ? field->value : (struct str){NULL, 0};
}

static bool is_cookie_octet(char c)
{
    return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

struct str request_cookie(const struct request *req, struct str name)
{
    struct str rest = req->cookie;
    while (rest.n) {
        struct str value = str_trim(cut_at(&rest, ';'));
        if (!str_eq(cut_at(&value, '='), name))
            continue;
        if (value.n >= 2 && str_starts(value, STR("\"")) && str_ends(value, STR("\"")))
            value = str_sub(value, 1, value.n - 2);
        for (size_t i = 0; i < value.n; i++)
            if (!is_cookie_octet(value.p[i]))
                return (struct str){NULL, 0};
        return value;
    }
    return (struct str){NULL, 0};
}

bool request_same_site(const struct request *req)
{
    static const struct str schemes[] = {STR_INIT("http://"), STR_INIT("https://")};
    if (req->fetch_site.n)
        return str_eq(req->fetch_site, STR("same-origin")) || str_eq(req->fetch_site, STR("none"));
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (str_starts(req->origin, schemes[i]))
            return req->host.n &&
                   str_eq_nocase(str_sub(req->origin, schemes[i].n, req->origin.n), req->host);
    return false;
}

size_t request_number(const struct request *req, struct str name, size_t max)
{
    struct str s = request_param(req, name);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || n > max)
            return 0;
        n = n * 10 + (size_t)(s.p[i] - '0');
    }
    return n <= max ? n : 0;
}

struct str_list request_params(const struct request *req, struct arena *a, struct str name)
{
    struct str_list list = {ARENA_ARRAY(a, struct str, req->n_params), 0};
    for (size_t i = 0; i < req->n_params; i++)
        if (str_eq(req->params[i].name, name) && req->params[i].value.n)
            list.items[list.n++] = req->params[i].value;
    return list;
}

bool request_is_own_path(struct str path)
{
    if (!str_starts(path, STR("/")) || str_starts(path, STR("//")))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] <= ' ' || path.p[i] >= 0x7F || path.p[i] == '\\')
            return false;
    return true;
}
