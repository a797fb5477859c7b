/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum field_kind { FIELD_TEXT, FIELD_LIST, FIELD_AUDIENCE, FIELD_FLAG, FIELD_ID };

/* One row a stored key: the same table writes and reads. */
struct field {
    struct str key;
    enum field_kind kind;
    size_t offset;
};

static const struct field section_fields[] = {
    {STR_INIT("article"), FIELD_TEXT, offsetof(struct section_record, article_id)},
    {STR_INIT("id"), FIELD_ID, offsetof(struct section_record, section_id)},
    {STR_INIT("title"), FIELD_TEXT, offsetof(struct section_record, title)},
    {STR_INIT("lang"), FIELD_TEXT, offsetof(struct section_record, lang)},
    {STR_INIT("category"), FIELD_TEXT, offsetof(struct section_record, category)},
    {STR_INIT("updated"), FIELD_TEXT, offsetof(struct section_record, updated)},
    {STR_INIT("product"), FIELD_LIST, offsetof(struct section_record, products)},
    {STR_INIT("audience"), FIELD_AUDIENCE, offsetof(struct section_record, audience)},
    {STR_INIT("heading"), FIELD_TEXT, offsetof(struct section_record, heading)},
    {STR_INIT("anchor"), FIELD_TEXT, offsetof(struct section_record, anchor)},
    {STR_INIT("path"), FIELD_TEXT, offsetof(struct section_record, path)},
    {STR_INIT("question"), FIELD_FLAG, offsetof(struct section_record, question)},
    {STR_INIT("preview"), FIELD_TEXT, offsetof(struct section_record, preview)},
};

static const struct field article_fields[] = {
    {STR_INIT("article"), FIELD_TEXT, offsetof(struct article_record, id)},
    {STR_INIT("title"), FIELD_TEXT, offsetof(struct article_record, title)},
    {STR_INIT("description"), FIELD_TEXT, offsetof(struct article_record, description)},
    {STR_INIT("lang"), FIELD_TEXT, offsetof(struct article_record, lang)},
    {STR_INIT("category"), FIELD_TEXT, offsetof(struct article_record, category)},
    {STR_INIT("updated"), FIELD_TEXT, offsetof(struct article_record, updated)},
    {STR_INIT("review_by"), FIELD_TEXT, offsetof(struct article_record, review_by)},
    {STR_INIT("preview"), FIELD_TEXT, offsetof(struct article_record, preview)},
    {STR_INIT("product"), FIELD_LIST, offsetof(struct article_record, products)},
    {STR_INIT("tag"), FIELD_LIST, offsetof(struct article_record, tags)},
    {STR_INIT("audience"), FIELD_AUDIENCE, offsetof(struct article_record, audience)},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- writing --- */

static void put_value(struct buf *out, struct str value)
{
    size_t at = out->n;
    buf_add(out, value);
    for (size_t i = at; i < out->n; i++)
        if (out->p[i] == '\n' || out->p[i] == '\r')
            out->p[i] = ' ';
}

static void put_line(struct buf *out, struct str key, struct str value)
{
    if (value.n == 0)
        return;
    buf_add(out, key);
    buf_char(out, '=');
    put_value(out, value);
    buf_char(out, '\n');
}

static void put_field(struct buf *out, const struct field *field, const void *record)
{
    const void *at = (const char *)record + field->offset;
    char id[24];
    switch (field->kind) {
    case FIELD_TEXT:
        put_line(out, field->key, *(const struct str *)at);
        break;
    case FIELD_LIST:
        for (size_t i = 0; i < ((const struct str_list *)at)->n; i++)
            put_line(out, field->key, ((const struct str_list *)at)->items[i]);
        break;
    case FIELD_AUDIENCE:
        if (*(const enum audience *)at == AUDIENCE_AGENT)
            put_line(out, field->key, STR("agent"));
        break;
    case FIELD_FLAG:
        if (*(const bool *)at)
            put_line(out, field->key, STR("1"));
        break;
    case FIELD_ID:
        snprintf(id, sizeof id, "%016" PRIx64, *(const uint64_t *)at);
        put_line(out, field->key, str_from(id));
        break;
    }
}

static void put_fields(struct buf *out, const struct field *fields, size_t n, const void *record)
{
    for (size_t i = 0; i < n; i++)
        put_field(out, &fields[i], record);
}

void record_put_section(struct buf *out, const struct section_record *section)
{
    put_fields(out, section_fields, COUNT(section_fields), section);
    buf_char(out, '\n');
    buf_add(out, section->text);
}

/* heading=2 anchor text of the heading */
void record_put_article(struct buf *out, const struct article_record *article)
{
    put_fields(out, article_fields, COUNT(article_fields), article);
    for (size_t i = 0; i < article->n_headings; i++) {
        const struct heading_record *heading = &article->headings[i];
        buf_printf(out, "heading=%u ", heading->level);
        put_value(out, heading->anchor);
        buf_char(out, ' ');
        put_value(out, heading->text);
        buf_char(out, '\n');
    }
    if (article->agent_html.n)
        buf_printf(out, "public_bytes=%zu\n", article->html.n);
    buf_char(out, '\n');
    buf_add(out, article->html);
    buf_add(out, article->agent_html);
}

/* --- reading --- */

static void get_value(const struct field *field, struct str value, void *record)
{
    void *at = (char *)record + field->offset;
    char id[24];
    switch (field->kind) {
    case FIELD_TEXT:
        *(struct str *)at = value;
        break;
    case FIELD_LIST: /* room was made by get_lists */
        ((struct str_list *)at)->items[((struct str_list *)at)->n++] = value;
        break;
    case FIELD_AUDIENCE:
        *(enum audience *)at = str_eq(value, STR("agent")) ? AUDIENCE_AGENT : AUDIENCE_PUBLIC;
        break;
    case FIELD_FLAG:
        *(bool *)at = str_eq(value, STR("1"));
        break;
    case FIELD_ID:
        snprintf(id, sizeof id, STR_FMT, STR_ARG(value));
        *(uint64_t *)at = strtoull(id, NULL, 16);
        break;
    }
}

/* Splits `key=value`; false at the empty line that ends the head. */
static bool next_pair(struct str *rest, struct str *key, struct str *value)
{
    size_t end = str_find_char(*rest, '\n');
    if (end == SIZE_MAX || end == 0)
        return false;
    struct str line = str_sub(*rest, 0, end);
    size_t equals = str_find_char(line, '=');
    if (equals == SIZE_MAX)
        equals = line.n;
    *key = str_sub(line, 0, equals);
    *value = str_sub(line, equals + 1, line.n);
    *rest = str_sub(*rest, end + 1, rest->n);
    return true;
}

static size_t count_lines(struct str head, struct str key)
{
    struct str k, value;
    size_t n = 0;
    while (next_pair(&head, &k, &value))
        n += str_eq(k, key);
    return n;
}

static void get_lists(struct arena *a, const struct field *fields, size_t n, struct str data,
                      void *record)
{
    for (size_t i = 0; i < n; i++)
        if (fields[i].kind == FIELD_LIST) {
            struct str_list *list = (struct str_list *)((char *)record + fields[i].offset);
            list->items = ARENA_ARRAY(a, struct str, count_lines(data, fields[i].key));
        }
}

static const struct field *find_field(const struct field *fields, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(fields[i].key, key))
            return &fields[i];
    return NULL;
}

/* What is left behind the head must be the empty line and the body. */
static bool get_body(struct str rest, struct str *body)
{
    if (rest.n == 0 || rest.p[0] != '\n')
        return false;
    *body = str_sub(rest, 1, rest.n);
    return true;
}

bool record_get_section(struct arena *a, struct str data, struct section_record *out)
{
    struct str key, value;
    *out = (struct section_record){0};
    if (utf8_valid_bytes(data) != data.n)
        return false;
    get_lists(a, section_fields, COUNT(section_fields), data, out);
    while (next_pair(&data, &key, &value)) {
        const struct field *field = find_field(section_fields, COUNT(section_fields), key);
        if (field)
            get_value(field, value, out);
    }
    return get_body(data, &out->text);
}

static void get_heading(struct str value, struct heading_record *out)
{
    size_t space = str_find_char(value, ' ');
    out->level =
        value.n && value.p[0] >= '1' && value.p[0] <= '6' ? (unsigned)(value.p[0] - '0') : 2;
    if (space == SIZE_MAX)
        return;
    value = str_sub(value, space + 1, value.n);
    space = str_find_char(value, ' ');
    out->anchor = str_sub(value, 0, space);
    out->text = space == SIZE_MAX ? (struct str){NULL, 0} : str_sub(value, space + 1, value.n);
}

/* Cuts the version for agents off the body. */
static bool get_agent_html(struct str public_bytes, struct article_record *out)
{
    char digits[24];
    struct str body = out->html;
    if (public_bytes.n == 0)
        return true;
    snprintf(digits, sizeof digits, STR_FMT, STR_ARG(public_bytes));
    size_t n = strtoull(digits, NULL, 10);
    if (n > body.n)
        return false;
    out->html = str_sub(body, 0, n);
    out->agent_html = str_sub(body, n, body.n);
    return true;
}

bool record_get_article(struct arena *a, struct str data, struct article_record *out)
{
    struct str key, value, public_bytes = STR("");
    *out = (struct article_record){0};
    if (utf8_valid_bytes(data) != data.n)
        return false;
    get_lists(a, article_fields, COUNT(article_fields), data, out);
    out->headings = ARENA_ARRAY(a, struct heading_record, count_lines(data, STR("heading")));
    while (next_pair(&data, &key, &value)) {
        const struct field *field = find_field(article_fields, COUNT(article_fields), key);
        if (field)
            get_value(field, value, out);
        else if (str_eq(key, STR("heading")))
            get_heading(value, &out->headings[out->n_headings++]);
        else if (str_eq(key, STR("public_bytes")))
            public_bytes = value;
    }
    return get_body(data, &out->html) && get_agent_html(public_bytes, out);
}

struct str record_section_html(struct arena *a, struct str html, struct str anchor)
{
    size_t from = 0;
    if (anchor.n) {
        struct str id = arena_printf(a, " id=\"" STR_FMT "\"><a", STR_ARG(anchor));
        from = str_find(html, id);
        size_t end =
            from == SIZE_MAX ? SIZE_MAX : str_find(str_sub(html, from, html.n), STR("</h"));
        if (end == SIZE_MAX)
            return STR("");
        from += end + strlen("</h2>");
    }
    struct str rest = str_sub(html, from, html.n);
    for (size_t i = 0; i + 4 < rest.n; i++)
        if (rest.p[i] == '<' && rest.p[i + 1] == 'h' && rest.p[i + 2] >= '1' &&
            rest.p[i + 2] <= '6' && rest.p[i + 3] == ' ')
            return str_trim(str_sub(rest, 0, i));
    return str_trim(rest);
}
