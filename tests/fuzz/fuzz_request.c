/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a stranger sends beside a path: forms, cookies, sessions, where it comes from; and the rows
 * of the agents file. The first line is a header, the rest a body.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "server/agents_file.h"
#include "server/request.h"
#include "server/session.h"

static void check_pairs(const struct http_param *pairs, size_t n)
{
    must(n <= REQUEST_PARAMS_MAX, "so many pairs and no more");
    for (size_t i = 0; i < n; i++) {
        const struct str both[] = {pairs[i].name, pairs[i].value};
        for (size_t j = 0; j < 2; j++) {
            must(utf8_valid_bytes(both[j]) == both[j].n, "pairs are well formed");
            must(str_find_char(both[j], '\0') == SIZE_MAX, "pairs hold no NUL");
        }
    }
}

static void check_form(struct arena *a, struct str body)
{
    struct request form = {
        .arena = a, .content_type = STR("application/x-www-form-urlencoded"), .body = body};
    struct request query = {.arena = a};
    request_read_form(&form);
    check_pairs(form.form, form.n_form);
    must(form.form_refused == 0 || form.form_refused == 400, "this is a form, good or bad");
    bool good = request_parse_target(&query, arena_printf(a, "/?" STR_FMT, STR_ARG(body)));
    if (str_find_char(body, '\0') == SIZE_MAX) { /* where printing stops */
        must(good == !form.form_refused, "forms are read as queries are");
        must(form.n_form == query.n_params, "forms hold what queries hold");
    }
    if (form.n_form)
        must(str_eq(request_form(&form, form.form[0].name), form.form[0].value),
             "a field is found by its name");
}

static void check_header(struct arena *a, struct str header)
{
    struct request req = {.arena = a, .cookie = header, .origin = header, .host = header};
    struct str rest = header;
    must(!request_same_site(&req), "an origin has a scheme, a host has none");
    while (rest.n) {
        struct str name = str_sub(rest, 0, str_find_char(rest, '='));
        struct str value = request_cookie(&req, name);
        must(value.n == 0 || (value.p >= header.p && str_end(value) <= str_end(header)),
             "cookies are borrowed");
        for (size_t i = 0; i < value.n; i++)
            must(value.p[i] > ' ' && value.p[i] < 0x7F && value.p[i] != ';', "cookies are plain");
        rest = str_sub(rest, name.n + 1, rest.n);
    }
    req.content_type = header;
    req.body = STR("a=b");
    request_read_form(&req);
    must(req.form_refused == 0 || req.form_refused == 415, "a type is known or not");
}

/* Agents of whom the fuzzer knows the name and the hash, but cannot know a session. */
static struct agents *known_agents(void)
{
    static struct agents *agents;
    struct err err = ERR_INIT;
    char path[64];
    if (agents)
        return agents;
    struct str row = STR("a 6b6e49f9ed5fe349fdcde37af6a1c6be29a23eb917427f924fbb4bc48e40036f\n");
    int fd = memfd_create("agents", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, row.p, row.n) != (ssize_t)row.n ||
        agents_open(&agents, path, &err) != 0)
        BUG("%s", err.message);
    return agents;
}

static void check_session(struct arena *a, struct str cookie)
{
    must(session_check(known_agents(), a, cookie, 0).n == 0, "sessions are not guessed");
    struct str good = session_make(known_agents(), a, STR("a"), 0);
    must(str_eq(session_check(known_agents(), a, good, 0), STR("a")), "sessions are recognised");
}

/* Every row that is read can be written and is then read alike. */
static void check_rows(struct arena *a, struct str text)
{
    struct err err = ERR_INIT;
    struct agent_row row, again;
    unsigned line = 0;
    while (agents_file_next(&text, "agents", &line, &row, &err) > 0) {
        struct buf written;
        unsigned first = 0;
        buf_init(&written, 4096);
        buf_printf(&written, STR_FMT " ", STR_ARG(row.name));
        for (size_t i = 0; i < sizeof row.hash; i++)
            buf_printf(&written, "%02x", row.hash[i]);
        buf_printf(&written, " " STR_FMT "\n", STR_ARG(row.created));
        struct str rest = arena_dup(a, buf_str(&written));
        buf_release(&written);
        must(agents_file_next(&rest, "agents", &first, &again, &err) == 1, "rows are rows again");
        must(str_eq(row.name, again.name) && str_eq(row.created, again.created) &&
                 memcmp(row.hash, again.hash, sizeof row.hash) == 0,
             "rows are the same again");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct str all = {(const char *)bytes, n_bytes}, body = all, header = {NULL, 0};
    str_next_line(&body, &header);
    check_form(&arena, body);
    check_header(&arena, header);
    check_session(&arena, header);
    check_rows(&arena, all);
    arena_release(&arena);
    return 0;
}
