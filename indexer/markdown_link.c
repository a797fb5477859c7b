/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "markdown_walk.h"

enum { PATH_MAX_BYTES = 2048 };

static const struct {
    struct str start;
    bool external;
} schemes[] = {
    {STR_INIT("http://"), true},
    {STR_INIT("https://"), true},
    {STR_INIT("mailto:"), false},
    {STR_INIT("tel:"), false},
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %XX decoded; false when the result is not text. */
static bool decode(struct arena *a, struct str s, struct str *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%' && i + 2 < s.n && hex_value(s.p[i + 1]) >= 0 && hex_value(s.p[i + 2]) >= 0) {
            c = (char)(hex_value(s.p[i + 1]) * 16 + hex_value(s.p[i + 2]));
            i += 2;
        }
        if (c == '\0')
            return false;
        p[n++] = c;
    }
    *out = (struct str){p, n};
    return utf8_valid_bytes(*out) == n;
}

/* Takes the last part off; false when there is none. */
static bool go_up(struct buf *path)
{
    if (path->n == 0)
        return false;
    while (path->n && path->p[path->n - 1] != '/')
        buf_cut(path, path->n - 1);
    if (path->n)
        buf_cut(path, path->n - 1);
    return true;
}

/* `relative` as seen from the file `from`, without `.` and `..`; false when it leaves the content.
 */
static bool join(struct markdown *m, struct str from, struct str relative, struct str *out)
{
    struct buf path;
    buf_init(&path, PATH_MAX_BYTES);
    while (from.n && from.p[from.n - 1] != '/')
        from.n--;
    buf_add(&path, str_sub(from, 0, from.n ? from.n - 1 : 0));
    bool inside = true;
    while (relative.n && inside) {
        size_t slash = str_find_char(relative, '/');
        struct str part = str_sub(relative, 0, slash);
        relative = slash == SIZE_MAX ? STR("") : str_sub(relative, slash + 1, relative.n);
        if (part.n == 0 || str_eq(part, STR(".")))
            continue;
        if (str_eq(part, STR(".."))) {
            inside = go_up(&path);
            continue;
        }
        if (path.n)
            buf_char(&path, '/');
        buf_add(&path, part);
    }
    inside = inside && !path.failed && path.n > 0;
    *out = arena_dup(m->arena, buf_str(&path));
    buf_release(&path);
    return inside;
}

static void open_link(struct markdown *m, struct str scheme, struct str url, bool external)
{
    markdown_tag(m, "<a href=\"");
    buf_add(&m->html, scheme);
    markdown_url(m, url, false);
    markdown_tag(m, external ? "\" rel=\"noopener\">" : "\">");
}

static void link_fact(struct markdown *m, cmark_node *link, struct str url, enum link_state state,
                      bool to_article, struct str id)
{
    struct fact *fact = markdown_fact(m, FACT_LINK, link, url);
    if (!fact)
        return;
    size_t hash = str_find_char(url, '#');
    fact->link.state = state;
    fact->link.to_article = to_article;
    fact->link.id = id.n ? arena_dup(m->arena, id) : id;
    if (hash != SIZE_MAX)
        decode(m->arena, str_sub(url, hash + 1, url.n), &fact->link.anchor);
}

static bool put_article_link(struct markdown *m, struct str id, struct str fragment)
{
    markdown_tag(m, "<a href=\"/articles/");
    markdown_url(m, id, true);
    markdown_url(m, fragment, false);
    markdown_tag(m, "\">");
    return true;
}

/* A link to something that no article is: counted, told once a file. */
static bool dead_link(struct markdown *m, cmark_node *link, struct str url)
{
    cmark_node *child = cmark_node_first_child(link);
    bool is_picture =
        child && !cmark_node_next(child) && cmark_node_get_type(child) == CMARK_NODE_IMAGE;
    if (is_picture)
        return false;
    link_fact(m, link, url, LINK_MISSING, false, STR(""));
    if (m->dead_links++ == 0) {
        m->dead_link = arena_dup(m->arena, utf8_cut_bytes(url, 200));
        m->dead_link_line = markdown_node_line(m, link);
    }
    return false;
}

static struct str last_part(struct str path)
{
    size_t from = path.n;
    while (from && path.p[from - 1] != '/')
        from--;
    return str_sub(path, from, path.n);
}

struct str markdown_local_path(struct markdown *m, struct str url)
{
    struct str path = STR(""), decoded;
    size_t colon = str_find_char(url, ':'), slash = str_find_char(url, '/');
    bool has_scheme = colon != SIZE_MAX && (slash == SIZE_MAX || colon < slash);
    url = str_sub(url, 0, str_find_char(url, '#'));
    url = str_sub(url, 0, str_find_char(url, '?'));
    if (has_scheme || url.n == 0 || url.p[0] == '/' || url.p[0] == '\\' ||
        !decode(m->arena, url, &decoded))
        return STR("");
    char *slashes = arena_text(m->arena, decoded.n + 1);
    for (size_t i = 0; i < decoded.n; i++) /* browsers read \ as / */
        slashes[i] = decoded.p[i] == '\\' ? '/' : decoded.p[i];
    return join(m, m->source->path, (struct str){slashes, decoded.n}, &path) ? path : STR("");
}

static bool article_link(struct markdown *m, cmark_node *link, struct str url)
{
    size_t hash = str_find_char(url, '#');
    struct str fragment = hash == SIZE_MAX ? STR("") : str_sub(url, hash, url.n);
    struct str target = str_sub(url, 0, hash);
    target = str_sub(target, 0, str_find_char(target, '?'));
    struct str decoded = target, path = STR(""), id = STR("");
    bool is_path = decode(m->arena, target, &decoded);
    struct str name = last_part(decoded);
    bool named = str_eq_nocase(str_sub(name, name.n < 3 ? 0 : name.n - 3, 3), STR(".md"));
    if (!named && (name.n == 0 || str_find_char(name, '.') != SIZE_MAX))
        return dead_link(m, link, url);
    const struct link_resolver *links = m->source->links;
    enum link_state state = LINK_MISSING;
    if (is_path && join(m, m->source->path, decoded, &path)) {
        if (!named)
            path = arena_printf(m->arena, STR_FMT ".md", STR_ARG(path));
        enum audience from = m->note ? AUDIENCE_AGENT : m->source->audience;
        state = links->resolve(links->context, path, from, &id);
    }
    if (state != LINK_FOUND && !named)
        return dead_link(m, link, url);
    link_fact(m, link, url, state, true, id);
    if (state == LINK_FOUND)
        return put_article_link(m, id, fragment);
    if (m->source->facts)
        return false; /* told one by one */
    struct str shown = utf8_cut_bytes(url, 200);
    if (state == LINK_MISSING)
        markdown_warn(m, markdown_node_line(m, link), "link",
                      "no article at \"" STR_FMT "\": mend the path or remove the link",
                      STR_ARG(shown));
    else
        markdown_warn(m, markdown_node_line(m, link), "link",
                      "\"" STR_FMT
                      "\" is a draft, not live now or for agents only, readers of this article may "
                      "not see it: publish it or remove the link",
                      STR_ARG(shown));
    return false;
}

bool markdown_link(struct markdown *m, cmark_node *link)
{
    struct str url = str_trim(str_from(cmark_node_get_url(link)));
    markdown_check_link(m, link);
    if (url.n == 0 || !cmark_node_first_child(link))
        return false;
    if (url.p[0] == '#') {
        link_fact(m, link, url, LINK_FOUND, true, STR(""));
        open_link(m, STR(""), url, false);
        return true;
    }
    for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
        struct str scheme = schemes[i].start;
        if (url.n > scheme.n && str_eq_nocase(str_sub(url, 0, scheme.n), scheme)) {
            open_link(m, scheme, str_sub(url, scheme.n, url.n), schemes[i].external);
            return true;
        }
    }
    size_t colon = str_find_char(url, ':'), slash = str_find_char(url, '/');
    bool has_scheme = colon != SIZE_MAX && (slash == SIZE_MAX || colon < slash);
    if (has_scheme || url.p[0] == '/' || url.p[0] == '\\' || url.p[0] == '?')
        return dead_link(m, link, url);
    return article_link(m, link, url);
}
