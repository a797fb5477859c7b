/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../lib/file.h"
#include "../lib/opt.h"
#include "../lib/schema.h"
#include "../lib/text.h"
#include "address.h"
#include "moment.h"
#include "yaml_tree.h"

enum { TEXT_MAX_CHARS = 200, LIST_MAX = 64, KEYS_MAX = 16, PATH_MAX_BYTES = 4096 };

struct reader {
    struct settings *out;
    struct site_lines *lines;
    struct report *report;
    const char *content_dir;
    unsigned mistakes;
};

static void fault(struct reader *r, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fault(struct reader *r, unsigned line, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    report_add(r->report, REPORT_ERROR, STR(SITE_FILE), line, "site", "%s", text);
    r->mistakes++;
}

/* "a, b, c", for messages. */
static const char *list_words(struct reader *r, const char *const *words, size_t n)
{
    struct str list = STR("");
    for (size_t i = 0; i < n; i++)
        list = arena_printf(&r->out->arena, STR_FMT "%s%s", STR_ARG(list), i ? ", " : "", words[i]);
    return list.p;
}

/* --- keys --- */

/* One key of a map: where its value goes, seen from `base`, and who reads it. */
struct key {
    const char *name;
    void (*read)(struct reader *r, const char *name, const struct yaml_node *value, void *to);
    size_t offset;
};

/* Reads a map by its table of keys. */
static void read_map(struct reader *r, const char *name, const struct yaml_node *map,
                     const struct key *keys, size_t n_keys, void *base)
{
    const char *names[KEYS_MAX];
    if (map->kind != YAML_MAP) {
        fault(r, map->line, "`%s` must be a map of `key: value`", name);
        return;
    }
    for (size_t k = 0; k < n_keys; k++)
        names[k] = keys[k].name;
    for (size_t i = 0; i < map->n; i++) {
        size_t k = 0;
        while (k < n_keys && !str_eq(map->keys[i], str_from(keys[k].name)))
            k++;
        char typed[64];
        snprintf(typed, sizeof typed, STR_FMT,
                 STR_ARG(utf8_cut_bytes(map->keys[i], sizeof typed - 1)));
        const char *nearest = k == n_keys ? opt_nearest(typed, names, n_keys) : NULL;
        if (nearest)
            fault(r, map->key_lines[i], "there is no key `%s` here; did you mean `%s`?", typed,
                  nearest);
        else if (k == n_keys)
            fault(r, map->key_lines[i], "there is no key `%s` here; possible are: %s", typed,
                  list_words(r, names, n_keys));
        else
            keys[k].read(r, keys[k].name, map->items[i], (char *)base + keys[k].offset);
    }
}

/* A list whose items are read one by one into an array of `size` bytes each. */
static size_t read_list(struct reader *r, const char *name, const struct yaml_node *list)
{
    if (list->kind != YAML_ITEMS)
        fault(r, list->line, "`%s` must be a list", name);
    else if (list->n > LIST_MAX)
        fault(r, list->line, "`%s` has %zu items; %d are possible", name, list->n, LIST_MAX);
    else
        return list->n;
    return 0;
}

/* --- values --- */

static struct str check_text(struct reader *r, const char *name, const struct yaml_node *value)
{
    struct str text = value->kind == YAML_TEXT ? str_trim(value->text) : STR("");
    if (value->kind != YAML_TEXT)
        fault(r, value->line, "`%s` must be a text", name);
    else if (text.n == 0)
        fault(r, value->line, "`%s` is empty; leave the key out instead", name);
    else if (utf8_count_chars(text) > TEXT_MAX_CHARS)
        fault(r, value->line, "`%s` is longer than %d characters", name, TEXT_MAX_CHARS);
    else if (str_find_char(text, '\n') != SIZE_MAX)
        fault(r, value->line, "`%s` must be one line", name);
    else if (text_clean(&r->out->arena, text).n != text.n)
        fault(r, value->line, "`%s` holds invisible control characters; type it again", name);
    else
        return arena_dup(&r->out->arena, text);
    return STR("");
}

static void read_text(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    *(struct str *)to = check_text(r, name, value);
}

static void read_texts(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const struct key keys[] = {
        {"ar", read_text, offsetof(struct settings_text, of[SETTINGS_AR])},
        {"en", read_text, offsetof(struct settings_text, of[SETTINGS_EN])},
    };
    struct settings_text *text = to;
    if (value->kind == YAML_TEXT) { /* the same in both */
        text->of[SETTINGS_AR] = text->of[SETTINGS_EN] = check_text(r, name, value);
        return;
    }
    read_map(r, name, value, keys, 2, text);
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        if (text->of[i].n == 0)
            text->of[i] = text->of[1 - i];
}

static void read_number(struct reader *r, const char *name, const struct yaml_node *value,
                        double max, double *to)
{
    char text[32] = "", *end = text;
    if (value->kind == YAML_TEXT && value->text.n < sizeof text)
        snprintf(text, sizeof text, STR_FMT, STR_ARG(value->text));
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < 0 || number > max)
        fault(r, value->line, "`%s` must be a number from 0 to %g", name, max);
    else
        *to = number;
}

static void read_hue(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    read_number(r, name, value, 360, to);
}

static void read_chroma(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    read_number(r, name, value, 1, to);
}

static void read_corner(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    read_number(r, name, value, 24, to);
}

static void read_switch(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    bool yes = value->kind == YAML_TEXT && str_eq(value->text, STR("true"));
    if (!yes && !(value->kind == YAML_TEXT && str_eq(value->text, STR("false"))))
        fault(r, value->line, "`%s` must be true or false", name);
    else
        *(bool *)to = yes;
}

/* One of a few words, by its place. */
static size_t read_choice(struct reader *r, const char *name, const struct yaml_node *value,
                          const char *const *words, size_t n)
{
    size_t i = 0;
    while (i < n && !(value->kind == YAML_TEXT && str_eq(value->text, str_from(words[i]))))
        i++;
    if (i < n)
        return i;
    fault(r, value->line, "`%s` must be one of: %s", name, list_words(r, words, n));
    return SIZE_MAX;
}

/* --- addresses --- */

static void read_url(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    struct str url = check_text(r, name, value);
    if (url.n && !address_is_base(url))
        fault(r, value->line, "`%s` must be like https://help.example.com, without a / at the end",
              name);
    else
        *(struct str *)to = url;
}

static void read_page(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    struct str page = check_text(r, name, value);
    if (page.n && !address_is_page(page))
        fault(r, value->line, "`%s` must be an address like https://example.com/page or /page",
              name);
    else
        *(struct str *)to = page;
}

/* --- the sections of the file --- */

static void read_logo(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    struct str logo = check_text(r, name, value);
    char path[PATH_MAX_BYTES];
    if (logo.n == 0)
        return;
    snprintf(path, sizeof path, "%s/" STR_FMT, r->content_dir, STR_ARG(logo));
    if (str_find_char(logo, '/') != SIZE_MAX ||
        (!str_ends(logo, STR(".svg")) && !str_ends(logo, STR(".png"))))
        fault(r, value->line, "`%s` must name an .svg or .png file beside " SITE_FILE, name);
    else if (access(path, R_OK) != 0)
        fault(r, value->line, "there is no file " STR_FMT " beside " SITE_FILE, STR_ARG(logo));
    else
        *(struct str *)to = logo;
}

static void read_timezone(struct reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    struct str zone = check_text(r, name, value);
    if (zone.n && !moment_is_zone(zone))
        fault(r, value->line,
              "there is no time zone " STR_FMT "; names are like Asia/Riyadh and Africa/Cairo (the "
              "system's tzdata has them)",
              STR_ARG(zone));
    else
        *(struct str *)to = zone;
}

static void read_languages(struct reader *r, const char *name, const struct yaml_node *value,
                           void *to)
{
    static const char *const codes[] = {"ar", "en"};
    struct settings *out = to;
    size_t n = value->n;
    if (value->kind != YAML_ITEMS || n == 0 || n > SETTINGS_LANGUAGES) {
        fault(r, value->line, "`%s` must be a list of ar, en or both; the first is the default",
              name);
        return;
    }
    out->n_languages = 0;
    for (size_t i = 0; i < n; i++) {
        size_t code = read_choice(r, name, value->items[i], codes, 2);
        if (code == SIZE_MAX)
            return;
        if (i && out->languages[0] == (enum settings_language)code)
            fault(r, value->items[i]->line, "`%s` has %s twice", name, codes[code]);
        else
            out->languages[out->n_languages++] = (enum settings_language)code;
    }
}

static void read_arabic_digits(struct reader *r, const char *name, const struct yaml_node *value,
                               void *to)
{
    static const char *const kinds[] = {"arabic-indic", "latin"};
    size_t kind = read_choice(r, name, value, kinds, 2);
    if (kind != SIZE_MAX)
        *(bool *)to = kind == 1;
}

static void read_digits(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const struct key keys[] = {{"ar", read_arabic_digits, 0}};
    read_map(r, name, value, keys, 1, to);
}

static void read_colours(struct reader *r, const char *name, const struct yaml_node *value,
                         void *to)
{
    static const struct key keys[] = {
        {"hue", read_hue, offsetof(struct settings, hue)},
        {"chroma", read_chroma, offsetof(struct settings, chroma)},
        {"corner", read_corner, offsetof(struct settings, corner)},
    };
    read_map(r, name, value, keys, 3, to);
}

static void read_slug(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    struct str slug = check_text(r, name, value);
    for (size_t i = 0; i < slug.n; i++)
        if (!((slug.p[i] >= 'a' && slug.p[i] <= 'z') || (slug.p[i] >= '0' && slug.p[i] <= '9') ||
              slug.p[i] == '-')) {
            fault(r, value->line, "`%s` stands in addresses: letters a-z, digits and - only", name);
            return;
        }
    *(struct str *)to = slug;
}

static void read_icon(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const char *const icons[] = {"back", "bill", "box",   "bulb",   "call", "card", "chat",
                                        "info", "mail", "phone", "search", "star", "tool", "truck"};
    size_t icon = read_choice(r, name, value, icons, sizeof icons / sizeof *icons);
    if (icon != SIZE_MAX)
        *(struct str *)to = str_from(icons[icon]);
}

static void read_topics(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const struct key keys[] = {
        {"id", read_slug, offsetof(struct settings_topic, id)},
        {"icon", read_icon, offsetof(struct settings_topic, icon)},
        {"name", read_texts, offsetof(struct settings_topic, name)},
        {"about", read_texts, offsetof(struct settings_topic, about)},
    };
    struct settings *out = to;
    size_t n = read_list(r, name, value);
    out->topics = ARENA_ARRAY(&out->arena, struct settings_topic, n);
    for (size_t i = 0; i < n; i++) {
        struct settings_topic *topic = &out->topics[out->n_topics];
        unsigned line = value->items[i]->line;
        unsigned before = r->mistakes;
        topic->icon = STR("info");
        read_map(r, name, value->items[i], keys, 4, topic);
        if (r->mistakes == before && (topic->id.n == 0 || topic->name.of[SETTINGS_AR].n == 0))
            fault(r, line, "a topic needs an `id` and a `name`");
        for (size_t k = 0; k < out->n_topics; k++)
            if (topic->id.n && str_eq(out->topics[k].id, topic->id))
                fault(r, line, "two topics have the id " STR_FMT, STR_ARG(topic->id));
        r->lines->topics[out->n_topics++] = line;
    }
}

/* Lists of texts by language. */
static void read_lists(struct reader *r, const char *name, const struct yaml_node *value,
                       struct str_list lists[SETTINGS_LANGUAGES],
                       unsigned lines[SETTINGS_LANGUAGES][LIST_MAX])
{
    static const char *const codes[] = {"ar", "en"};
    if (value->kind != YAML_MAP) {
        fault(r, value->line, "`%s` must be a map of ar and en, each a list", name);
        return;
    }
    for (size_t i = 0; i < value->n; i++) {
        struct yaml_node key = {YAML_TEXT, value->key_lines[i], value->keys[i]};
        size_t lang = read_choice(r, name, &key, codes, 2);
        size_t n = lang == SIZE_MAX ? 0 : read_list(r, name, value->items[i]);
        if (n == 0)
            continue;
        lists[lang] = (struct str_list){ARENA_ARRAY(&r->out->arena, struct str, n), 0};
        for (size_t k = 0; k < n; k++) {
            const struct yaml_node *item = value->items[i]->items[k];
            struct str text = check_text(r, name, item);
            if (lines)
                lines[lang][lists[lang].n] = item->line;
            lists[lang].items[lists[lang].n++] = text;
        }
    }
}

static void read_questions(struct reader *r, const char *name, const struct yaml_node *value,
                           void *to)
{
    read_lists(r, name, value, to, r->lines->questions);
}

static void read_searches(struct reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    read_lists(r, name, value, to, NULL);
}

static void read_contact_kind(struct reader *r, const char *name, const struct yaml_node *value,
                              void *to)
{
    static const char *const kinds[] = {
        [SETTINGS_CHAT] = "chat",   [SETTINGS_PHONE] = "phone", [SETTINGS_WHATSAPP] = "whatsapp",
        [SETTINGS_EMAIL] = "email", [SETTINGS_LINK] = "link",
    };
    size_t kind = read_choice(r, name, value, kinds, sizeof kinds / sizeof *kinds);
    if (kind != SIZE_MAX)
        *(enum settings_contact_kind *)to = (enum settings_contact_kind)kind;
}

static void check_contact(struct reader *r, const struct settings_contact *contact, unsigned line)
{
    static const struct {
        bool (*is)(struct str);
        const char *like;
    } forms[] = {
        [SETTINGS_CHAT] = {address_is_page, "https://example.com/chat?about={query}"},
        [SETTINGS_PHONE] = {address_is_phone, "+966 11 000 0000"},
        [SETTINGS_WHATSAPP] = {address_is_phone, "+966 50 000 0000"},
        [SETTINGS_EMAIL] = {address_is_mail, "help@example.com"},
        [SETTINGS_LINK] = {address_is_page, "https://example.com/contact"},
    };
    if (!forms[contact->kind].is(contact->to))
        fault(r, line, "this kind of contact needs a `to` like %s", forms[contact->kind].like);
    if (contact->name.of[SETTINGS_AR].n == 0 && contact->kind != SETTINGS_PHONE)
        fault(r, line, "a contact needs a `name`");
}

static void read_contacts(struct reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    static const struct key keys[] = {
        {"kind", read_contact_kind, offsetof(struct settings_contact, kind)},
        {"name", read_texts, offsetof(struct settings_contact, name)},
        {"to", read_text, offsetof(struct settings_contact, to)},
        {"about", read_texts, offsetof(struct settings_contact, about)},
    };
    struct settings *out = to;
    size_t n = read_list(r, name, value);
    out->contacts = ARENA_ARRAY(&out->arena, struct settings_contact, n);
    for (size_t i = 0; i < n; i++) {
        struct settings_contact *contact = &out->contacts[out->n_contacts++];
        unsigned before = r->mistakes;
        contact->kind = SETTINGS_LINK;
        read_map(r, name, value->items[i], keys, 4, contact);
        if (r->mistakes == before)
            check_contact(r, contact, value->items[i]->line);
    }
}

static void read_links(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const struct key keys[] = {
        {"name", read_texts, offsetof(struct settings_link, name)},
        {"to", read_page, offsetof(struct settings_link, to)},
    };
    struct settings *out = to;
    size_t n = read_list(r, name, value);
    out->links = ARENA_ARRAY(&out->arena, struct settings_link, n);
    for (size_t i = 0; i < n; i++) {
        struct settings_link *link = &out->links[out->n_links++];
        unsigned before = r->mistakes;
        read_map(r, name, value->items[i], keys, 2, link);
        if (r->mistakes == before && (link->to.n == 0 || link->name.of[SETTINGS_AR].n == 0))
            fault(r, value->items[i]->line, "a link needs a `name` and a `to`");
    }
}

static void read_origins(struct reader *r, const char *name, const struct yaml_node *value,
                         void *to)
{
    struct settings *out = to;
    size_t n = read_list(r, name, value);
    out->origins = (struct str_list){ARENA_ARRAY(&out->arena, struct str, n), 0};
    for (size_t i = 0; i < n; i++) {
        struct str origin = check_text(r, name, value->items[i]);
        if (origin.n && !address_is_origin(origin))
            fault(r, value->items[i]->line,
                  "`%s` must be like https://shop.example.com, without a path", name);
        else
            out->origins.items[out->origins.n++] = origin;
    }
}

static void read_widget(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const struct key keys[] = {{"origins", read_origins, 0}};
    read_map(r, name, value, keys, 1, to);
}

static void read_record(struct reader *r, const char *name, const struct yaml_node *value, void *to)
{
    static const struct key keys[] = {
        {"searches", read_switch, offsetof(struct settings, record_searches)},
        {"votes", read_switch, offsetof(struct settings, record_votes)},
    };
    read_map(r, name, value, keys, 2, to);
}

int site_read(const char *content_dir, struct settings *out, struct site_lines *lines,
              struct report *report, struct err *err)
{
    static const struct key keys[] = {
        {"name", read_texts, offsetof(struct settings, name)},
        {"place", read_texts, offsetof(struct settings, place)},
        {"url", read_url, offsetof(struct settings, url)},
        {"logo", read_logo, offsetof(struct settings, logo)},
        {"languages", read_languages, 0},
        {"timezone", read_timezone, offsetof(struct settings, timezone)},
        {"digits", read_digits, offsetof(struct settings, latin_digits)},
        {"colours", read_colours, 0},
        {"topics", read_topics, 0},
        {"questions", read_questions, offsetof(struct settings, questions)},
        {"searches", read_searches, offsetof(struct settings, searches)},
        {"contact", read_contacts, 0},
        {"links", read_links, 0},
        {"widget", read_widget, 0},
        {"record", read_record, 0},
    };
    struct reader r = {out, lines, report, content_dir, 0};
    struct arena a = ARENA_INIT;
    struct yaml_node *tree;
    struct buf text;
    char path[PATH_MAX_BYTES];
    int result = 0;
    buf_init(&text, SITE_MAX_BYTES);
    snprintf(path, sizeof path, "%s/" SITE_FILE, content_dir);
    if (access(path, F_OK) == 0) {
        result = file_read(path, SITE_MAX_BYTES, &text, err);
        size_t valid = utf8_valid_bytes(buf_str(&text));
        if (result == 0 && valid != text.n)
            result = err_at(err, ERR_SYNTAX, path,
                            (unsigned)str_count_lines(str_sub(buf_str(&text), 0, valid + 1)),
                            "not UTF-8; save the file as UTF-8");
        if (result == 0)
            result = yaml_tree_read(&a, buf_str(&text), path, &tree, err);
        if (result == 0)
            read_map(&r, SITE_FILE, tree, keys, sizeof keys / sizeof *keys, out);
        if (r.mistakes)
            result = err_at(err, ERR_SYNTAX, path, 0,
                            "%u mistake%s; nothing was published, the index is as it was",
                            r.mistakes, r.mistakes == 1 ? "" : "s");
    }
    buf_release(&text);
    arena_release(&a);
    return result;
}

int site_write(const char *content_dir, const struct settings *settings, const char *generation,
               struct err *err)
{
    struct settings stored = *settings;
    char path[PATH_MAX_BYTES];
    int result = 0;
    if (settings->logo.n) {
        struct buf logo;
        stored.logo = str_ends(settings->logo, STR(".svg")) ? STR("logo.svg") : STR("logo.png");
        buf_init(&logo, SITE_LOGO_MAX_BYTES);
        snprintf(path, sizeof path, "%s/" STR_FMT, content_dir, STR_ARG(settings->logo));
        result = file_read(path, SITE_LOGO_MAX_BYTES, &logo, err);
        snprintf(path, sizeof path, "%s/" STR_FMT, generation, STR_ARG(stored.logo));
        if (result == 0)
            result = file_replace(path, buf_str(&logo), err);
        buf_release(&logo);
    }
    snprintf(path, sizeof path, "%s/" SCHEMA_SITE, generation);
    return result == 0 ? settings_save(&stored, path, err) : -1;
}
