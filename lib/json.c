/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

static int append(const char *bytes, size_t n, void *out)
{
    buf_add(out, (struct str){bytes, n});
    return 0; /* a full buffer keeps its own failure */
}

json_t *json_text(struct str s)
{
    json_t *value = json_stringn(s.n ? s.p : "", s.n);
    if (!value)
        BUG("text for JSON is not well-formed UTF-8");
    return value;
}

void json_write(struct buf *out, json_t *value_taken, bool indent)
{
    size_t flags = JSON_ENCODE_ANY | (indent ? JSON_INDENT(2) : JSON_COMPACT);
    if (!value_taken || json_dump_callback(value_taken, append, out, flags) != 0)
        BUG("cannot write a JSON value");
    json_decref(value_taken);
}

json_t *json_read(struct str text, const char *place, struct err *err)
{
    json_error_t problem;
    json_t *value = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &problem);
    if (!value)
        err_at(err, ERR_SYNTAX, place, problem.line > 0 ? (unsigned)problem.line : 0,
               "not valid JSON: %s", problem.text);
    return value;
}

struct str json_member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return (struct str){json_string_value(value), json_string_length(value)};
}
