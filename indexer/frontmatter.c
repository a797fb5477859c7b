/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frontmatter.h"

#include <stdarg.h>
#include <stdio.h>

#include "../lib/opt.h"
#include "frontmatter_yaml.h"
#include "moment.h"
#include "scrub.h"

enum { ID_MAX_BYTES = 512, VALUE_MAX_BYTES = 1000 };

struct reader {
    struct arena *arena;
    struct str path;
    struct report *report;
    struct front_matter *out;
    bool foreign; /* has `ms.*` keys: there, audience names the reader's job, not who may read */
};

static void warn(const struct reader *r, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void warn(const struct reader *r, unsigned line, const char *format, ...)
{
    if (!r->report)
        return;
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    report_add(r->report, REPORT_WARNING, r->path, line, "front-matter", "%s", message);
}

/* --- ids --- */

/* Letters of any script; of the marks above ASCII only the ones Arabic text really has. */
static bool is_id_char(uint32_t c)
{
    static const uint32_t marks[] = {0x60C, 0x61B, 0x61F, 0x66A, 0x66B, 0x66C, 0x66D, 0x6D4};
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.' || c == '/';
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        if (c == marks[i])
            return false;
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F);
}

static bool has_only_id_chars(struct str id)
{
    const char *p = id.p, *end = str_end(id);
    while (p < end)
        if (!is_id_char(utf8_next(&p, end)))
            return false;
    return true;
}

struct str front_matter_id(struct arena *a, struct str path, unsigned line, struct str wanted,
                           struct report *report)
{
    struct str rest = scrub_line(a, wanted);
    struct buf id;
    buf_init(&id, rest.n + 1);
    bool dropped = false;
    while (rest.n) {
        size_t slash = str_find_char(rest, '/');
        struct str part = str_sub(rest, 0, slash);
        rest = slash == SIZE_MAX ? STR("") : str_sub(rest, slash + 1, rest.n);
        if (part.n == 0 || str_eq(part, STR(".")) || str_eq(part, STR(".."))) {
            dropped = true;
            continue;
        }
        if (id.n)
            buf_char(&id, '/');
        buf_add(&id, part);
    }
    struct str whole = arena_dup(a, buf_str(&id));
    buf_release(&id);
    struct str cut = utf8_cut_bytes(whole, ID_MAX_BYTES);
    if (!report)
        return cut;
    if (cut.n < whole.n)
        report_add(report, REPORT_WARNING, path, line, "id",
                   "the id is longer than %d bytes and was cut: choose a shorter one",
                   ID_MAX_BYTES);
    else if (dropped)
        report_add(report, REPORT_WARNING, path, line, "id",
                   "the id has empty, '.' or '..' parts, which were left out");
    if (!has_only_id_chars(cut))
        report_add(report, REPORT_WARNING, path, line, "id",
                   "the id \"%.*s\" has characters other than letters, digits, '-', '_', '.' and "
                   "'/': its address will be hard to read",
                   (int)utf8_cut_bytes(cut, 200).n, cut.p);
    return cut;
}

/* --- dates --- */

/* Digits, ASCII or Arabic-Indic, at *p; -1 when there are none or more than four. */
static int take_number(const char **p, const char *end)
{
    int value = 0, digits = 0;
    while (*p < end) {
        const char *next = *p;
        uint32_t c = utf8_next(&next, end);
        if (c >= 0x660 && c <= 0x669)
            c = c - 0x660 + '0';
        if (c < '0' || c > '9')
            break;
        if (++digits > 4)
            return -1;
        value = value * 10 + (int)(c - '0');
        *p = next;
    }
    return digits ? value : -1;
}

/* 2026-11-03, 2026/11/3, 11/03/2026 (month first unless that is impossible), a time may follow.
 * *ambiguous: month and day could be the other way round. */
static struct str parse_date(struct arena *a, struct str s, bool *ambiguous)
{
    const char *p = s.p, *end = str_end(s);
    int part[3];
    char separator = 0;
    *ambiguous = false;
    for (int i = 0; i < 3; i++) {
        part[i] = take_number(&p, end);
        if (part[i] < 0)
            return STR("");
        if (i == 2)
            break;
        if (p == end || (*p != '-' && *p != '/') || (separator && *p != separator))
            return STR("");
        separator = *p++;
    }
    if (p < end && *p != 'T' && *p != ' ')
        return STR("");
    int year = part[0], month = part[1], day = part[2];
    if (part[2] >= 1000) {
        bool day_first = part[0] > 12;
        *ambiguous = !day_first && part[1] <= 12 && part[0] != part[1];
        year = part[2];
        month = part[day_first ? 1 : 0];
        day = part[day_first ? 0 : 1];
    }
    return moment_is_date(year, month, day) ? arena_printf(a, "%04d-%02d-%02d", year, month, day)
                                            : STR("");
}

/* --- values --- */

static struct str one_line(const struct reader *r, struct str s)
{
    return utf8_cut_bytes(scrub_line(r->arena, s), VALUE_MAX_BYTES);
}

static void set_text(struct reader *r, const struct yaml_pair *pair, void *field)
{
    (void)pair;
    struct str *out = field;
    if (pair->n_items)
        *out = one_line(r, pair->items[0]);
}

static void set_list(struct reader *r, const struct yaml_pair *pair, void *field)
{
    struct str_list *out = field;
    out->items = ARENA_ARRAY(r->arena, struct str, pair->n_items + 1);
    for (size_t i = 0; i < pair->n_items; i++) {
        struct str item = one_line(r, pair->items[i]);
        if (item.n)
            out->items[out->n++] = item;
    }
    if (pair->more_items)
        warn(r, pair->line, "'" STR_FMT "' has more than %d values: the rest is left out",
             STR_ARG(pair->key), ARTICLE_LIST_MAX);
}

static void set_id(struct reader *r, const struct yaml_pair *pair, void *field)
{
    if (pair->n_items)
        *(struct str *)field =
            front_matter_id(r->arena, r->path, pair->line, pair->items[0], r->report);
}

static void set_lang(struct reader *r, const struct yaml_pair *pair, void *field)
{
    struct str value = pair->n_items ? one_line(r, pair->items[0]) : STR("");
    struct str base = str_sub(value, 0, str_find_char(value, '-'));
    base = str_sub(base, 0, str_find_char(base, '_'));
    if (str_eq_nocase(base, STR("ar")))
        *(struct str *)field = STR("ar");
    else if (str_eq_nocase(base, STR("en")))
        *(struct str *)field = STR("en");
    else if (value.n)
        warn(r, pair->line,
             "lang \"" STR_FMT "\" is neither 'ar' nor 'en': the language is guessed",
             STR_ARG(value));
}

static void set_date(struct reader *r, const struct yaml_pair *pair, void *field)
{
    struct str value = pair->n_items ? one_line(r, pair->items[0]) : STR("");
    bool ambiguous = false;
    struct str date = parse_date(r->arena, value, &ambiguous);
    if (value.n == 0)
        return;
    if (date.n == 0)
        warn(r, pair->line, "'" STR_FMT "' is not a date: \"" STR_FMT "\"; write it as 2026-11-03",
             STR_ARG(pair->key), STR_ARG(value));
    else if (ambiguous)
        warn(r, pair->line, "'" STR_FMT "' is read as " STR_FMT "; write dates as 2026-11-03",
             STR_ARG(pair->key), STR_ARG(date));
    *(struct str *)field = date;
}

/* The fallback key of other systems: month first by their custom, mistakes are not our writer's. */
static void set_other_date(struct reader *r, const struct yaml_pair *pair, void *field)
{
    bool ambiguous;
    struct str *out = field;
    if (out->n == 0 && pair->n_items)
        *out = parse_date(r->arena, one_line(r, pair->items[0]), &ambiguous);
}

static void set_audience(struct reader *r, const struct yaml_pair *pair, void *field)
{
    enum audience *out = field;
    struct str value = pair->n_items ? one_line(r, pair->items[0]) : STR("");
    if (str_eq_nocase(value, STR("agent"))) {
        *out = AUDIENCE_AGENT;
    } else if (!str_eq_nocase(value, STR("public")) && !r->foreign &&
               (value.n || pair->shape != YAML_SCALAR)) {
        *out = AUDIENCE_AGENT;
        warn(r, pair->line,
             "audience must be 'public' or 'agent', not \"" STR_FMT
             "\": the article is shown to agents only",
             STR_ARG(value));
    }
}

static void set_status(struct reader *r, const struct yaml_pair *pair, void *field)
{
    enum article_status *out = field;
    struct str value = pair->n_items ? one_line(r, pair->items[0]) : STR("");
    if (str_eq_nocase(value, STR("draft"))) {
        *out = ARTICLE_DRAFT;
    } else if (!str_eq_nocase(value, STR("published")) && !r->foreign &&
               (value.n || pair->shape != YAML_SCALAR)) {
        *out = ARTICLE_DRAFT;
        r->out->guessed_draft = true;
        warn(r, pair->line,
             "status must be 'published' or 'draft', not \"" STR_FMT
             "\": the article is kept as a draft",
             STR_ARG(value));
    }
}

/* What cannot be read must not be published; false then, and also when nothing is said. */
static bool read_moment(struct reader *r, const struct yaml_pair *pair, int64_t *moment)
{
    struct str value = pair->n_items ? one_line(r, pair->items[0]) : STR("");
    if (value.n == 0 && pair->shape == YAML_SCALAR)
        return false;
    if (pair->shape == YAML_SCALAR && moment_read(value, moment))
        return true;
    r->out->status = ARTICLE_DRAFT;
    r->out->guessed_draft = true;
    warn(r, pair->line,
         "'" STR_FMT "' is not a date or a time: \"" STR_FMT
         "\"; write it as 2026-11-03 or 2026-11-03T09:30: the article is kept as a draft",
         STR_ARG(pair->key), STR_ARG(value));
    return false;
}

static void set_publish_at(struct reader *r, const struct yaml_pair *pair, void *field)
{
    int64_t *out = field, moment;
    if (read_moment(r, pair, &moment) && moment > *out)
        *out = moment;
}

static void set_expire_at(struct reader *r, const struct yaml_pair *pair, void *field)
{
    int64_t *out = field, moment;
    if (!read_moment(r, pair, &moment))
        return;
    if (*out == 0 || moment < *out)
        *out = moment;
    if (*out <= r->out->publish_at)
        warn(r, pair->line, "'" STR_FMT "' is not after 'publish_at': the article is never shown",
             STR_ARG(pair->key));
}

/* --- keys --- */

enum key_flag {
    KEY_SCALAR = 1, /* one value, never a list */
    KEY_GUARDS = 2, /* decides who sees the article and when: each mention counts, in any shape */
};

struct key {
    struct str name;
    unsigned flags;
    size_t offset; /* of the field in struct front_matter */
    void (*set)(struct reader *r, const struct yaml_pair *pair, void *field);
};

#define FIELD(name) offsetof(struct front_matter, name)
static const struct key keys[] = {
    {STR_INIT("id"), KEY_SCALAR, FIELD(id), set_id},
    {STR_INIT("title"), KEY_SCALAR, FIELD(title), set_text},
    {STR_INIT("description"), KEY_SCALAR, FIELD(description), set_text},
    {STR_INIT("lang"), KEY_SCALAR, FIELD(lang), set_lang},
    {STR_INIT("product"), 0, FIELD(products), set_list},
    {STR_INIT("category"), KEY_SCALAR, FIELD(category), set_text},
    {STR_INIT("tags"), 0, FIELD(tags), set_list},
    {STR_INIT("aliases"), 0, FIELD(aliases), set_list},
    {STR_INIT("audience"), KEY_GUARDS, FIELD(audience), set_audience},
    {STR_INIT("status"), KEY_GUARDS, FIELD(status), set_status},
    {STR_INIT("publish_at"), KEY_GUARDS, FIELD(publish_at), set_publish_at},
    {STR_INIT("expire_at"), KEY_GUARDS, FIELD(expire_at), set_expire_at}, /* after `publish_at` */
    {STR_INIT("updated"), KEY_SCALAR, FIELD(updated), set_date},
    {STR_INIT("review_by"), KEY_SCALAR, FIELD(review_by), set_date},
    {STR_INIT("redirect_from"), 0, FIELD(redirect_from), set_list},
    {STR_INIT("ms.date"), KEY_SCALAR, FIELD(updated), set_other_date}, /* after `updated` */
};
enum { KEYS = sizeof(keys) / sizeof(*keys) };
#undef FIELD

static bool is_key(struct str name)
{
    for (size_t i = 0; i < KEYS; i++)
        if (str_eq_nocase(keys[i].name, name))
            return true;
    return false;
}

const char *front_matter_nearest_key(struct str key)
{
    const char *names[KEYS];
    char typed[32];
    size_t n = 0;
    for (size_t i = 0; i < KEYS; i++)
        if (str_find_char(keys[i].name, '.') == SIZE_MAX) /* those of other systems */
            names[n++] = keys[i].name.p;
    if (is_key(key) || key.n >= sizeof typed)
        return NULL;
    snprintf(typed, sizeof typed, STR_FMT, STR_ARG(key));
    return opt_nearest(typed, names, n);
}

bool front_matter_guards(struct str name)
{
    for (size_t i = 0; i < KEYS; i++)
        if (str_eq_nocase(keys[i].name, name))
            return keys[i].flags & KEY_GUARDS;
    return false;
}

struct str front_matter_key(struct str line)
{
    size_t n = 0;
    while (n < line.n && (((line.p[n] | 0x20) >= 'a' && (line.p[n] | 0x20) <= 'z') ||
                          line.p[n] == '-' || line.p[n] == '_'))
        n++;
    return n && n < line.n && line.p[n] == ':' ? str_sub(line, 0, n) : STR("");
}

static void apply_pair(struct reader *r, const struct key *key, const struct yaml_pair *pair,
                       bool again)
{
    if (!(key->flags & KEY_GUARDS)) {
        if (again) {
            warn(r, pair->line, "'" STR_FMT "' is given twice: the first one counts",
                 STR_ARG(pair->key));
            return;
        }
        if (pair->shape == YAML_OTHER || (pair->shape == YAML_LIST && key->flags & KEY_SCALAR)) {
            warn(r, pair->line, "'" STR_FMT "' must be %s: it is left out", STR_ARG(pair->key),
                 key->flags & KEY_SCALAR ? "a single value" : "a value or a list of values");
            return;
        }
    }
    key->set(r, pair, (char *)r->out + key->offset);
}

static void apply(struct reader *r, const struct yaml_pairs *pairs)
{
    for (size_t k = 0; k < KEYS; k++) {
        bool again = false;
        for (size_t i = 0; i < pairs->n; i++)
            if (str_eq_nocase(pairs->items[i].key, keys[k].name)) {
                apply_pair(r, &keys[k], &pairs->items[i], again);
                again = true;
            }
    }
}

/* --- the block --- */

static bool is_fence(struct str line)
{
    return str_starts(line, STR("---")) && str_trim(line).n == 3;
}

/* Splits text at the closing fence; false when there is none. `yaml` is what stands before it. */
static bool find_end(struct str text, struct str *yaml, struct front_matter *out)
{
    struct str rest = text, line;
    str_next_line(&rest, &line);
    *yaml = (struct str){rest.p, 0};
    for (unsigned n = 2; str_next_line(&rest, &line); n++) {
        if (is_fence(line)) {
            yaml->n = (size_t)(line.p - yaml->p);
            out->body = rest;
            out->body_line = n + 1;
            return true;
        }
    }
    yaml->n = text.n - (size_t)(yaml->p - text.p);
    return false;
}

/* `statsu: draft` must not publish the article. */
static void guard_misspelt(struct reader *r, struct str yaml)
{
    struct str line;
    for (unsigned number = 2; str_next_line(&yaml, &line); number++) {
        struct str key = front_matter_key(line);
        const char *meant = key.n ? front_matter_nearest_key(key) : NULL;
        if (!meant || !front_matter_guards(str_from(meant)))
            continue;
        r->out->status = ARTICLE_DRAFT;
        r->out->guessed_draft = true;
        if (r->report)
            report_add(r->report, REPORT_WARNING, r->path, number, "unknown-key",
                       "there is no key '" STR_FMT "', but '%s' says who sees an article and when: "
                       "did you mean that? The article is kept as a draft",
                       STR_ARG(key), meant);
    }
}

/* A front matter that is never closed is text, but a lost `---` must not publish an agents'
 * article. */
static void guard_unclosed(struct reader *r, struct str yaml)
{
    struct str first_lines = str_sub(yaml, 0, str_find(yaml, STR("\n\n")));
    struct yaml_pairs pairs = {0};
    yaml_salvage(r->arena, first_lines, is_key, &pairs);
    if (pairs.n_keys == 0)
        return; /* a rule across the page, not a front matter */
    warn(r, 1, "the front matter is never closed by a line with '---': the file is read as text");
    for (size_t i = 0; i < pairs.n; i++)
        if (!front_matter_guards(pairs.items[i].key))
            pairs.items[i].key = STR("");
    r->foreign = pairs.foreign;
    apply(r, &pairs);
}

void front_matter_read(struct arena *a, struct str path, struct str text, struct front_matter *out,
                       struct report *report)
{
    *out = (struct front_matter){.body = text, .body_line = 1};
    struct str rest = text, line = STR("");
    if (!str_next_line(&rest, &line) || !is_fence(line))
        return;
    struct reader r = {.arena = a, .path = path, .report = report, .out = out};
    struct str yaml;
    if (!find_end(text, &yaml, out)) {
        guard_unclosed(&r, yaml);
        return;
    }
    struct yaml_pairs pairs = {0};
    struct yaml_problem problem = {0};
    if (!yaml_read(a, yaml, is_key, &pairs, &problem)) {
        pairs = (struct yaml_pairs){0};
        yaml_salvage(a, yaml, is_key, &pairs);
        warn(&r, problem.line,
             "the front matter is not valid YAML (%s): its lines were read one by one; put values "
             "that contain ': ' or start with a sign in quotes",
             problem.what);
    }
    r.foreign = pairs.foreign;
    apply(&r, &pairs);
    if (!r.foreign)
        guard_misspelt(&r, yaml);
}

struct str front_matter_head(struct str text)
{
    struct front_matter found = {.body = {NULL, 0}};
    struct str rest = text, line, yaml;
    if (str_starts(rest, STR("\xEF\xBB\xBF")))
        rest = str_sub(rest, 3, rest.n);
    if (!str_next_line(&rest, &line) || !is_fence(line))
        return STR("");
    if (!find_end(text, &yaml, &found))
        return text;
    return str_sub(text, 0, text.n - found.body.n);
}

void front_matter_resume(struct str text, const struct front_matter *known,
                         struct front_matter *out)
{
    struct str yaml, rest = text, line;
    *out = *known;
    out->body = text;
    out->body_line = 1;
    if (str_next_line(&rest, &line) && is_fence(line))
        find_end(text, &yaml, out);
}

static struct str_list dup_list(struct arena *a, struct str_list list)
{
    struct str_list copy = {ARENA_ARRAY(a, struct str, list.n), list.n};
    for (size_t i = 0; i < list.n; i++)
        copy.items[i] = arena_dup(a, list.items[i]);
    return copy;
}

void front_matter_dup(struct arena *a, const struct front_matter *from, struct front_matter *out)
{
    struct str *const texts[] = {&out->id,       &out->title,   &out->description, &out->lang,
                                 &out->category, &out->updated, &out->review_by};
    struct str_list *const lists[] = {&out->products, &out->tags, &out->aliases,
                                      &out->redirect_from};
    *out = *from;
    out->body = (struct str){NULL, 0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = arena_dup(a, *texts[i]);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        *lists[i] = dup_list(a, *lists[i]);
}
