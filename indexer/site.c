/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site.h"

#include <stdio.h>
#include <unistd.h>

#include "../lib/file.h"
#include "../lib/schema.h"
#include "address.h"
#include "moment.h"
#include "yaml_read.h"

enum { LIST_MAX = 64, PATH_MAX_BYTES = 4096 };

/* What reading needs besides the value. */
struct reading {
    struct site_lines *lines;
    const char *content_dir;
    struct lint_settings *lint;
};

static void read_texts(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                       void *to)
{
    static const struct yaml_key keys[] = {
        {"ar", yaml_read_text, offsetof(struct settings_text, of[SETTINGS_AR])},
        {"en", yaml_read_text, offsetof(struct settings_text, of[SETTINGS_EN])},
    };
    struct settings_text *text = to;
    if (value->kind == YAML_TEXT) { /* the same in both */
        text->of[SETTINGS_AR] = text->of[SETTINGS_EN] = yaml_read_words(r, name, value);
        return;
    }
    yaml_read_map(r, name, value, keys, 2, text);
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        if (text->of[i].n == 0)
            text->of[i] = text->of[1 - i];
}

static void read_hue(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                     void *to)
{
    yaml_read_number(r, name, value, 0, 360, to);
}

static void read_chroma(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    yaml_read_number(r, name, value, 0, 1, to);
}

static void read_corner(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    yaml_read_number(r, name, value, 0, 24, to);
}

/* --- addresses --- */

static void read_url(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                     void *to)
{
    struct str url = yaml_read_words(r, name, value);
    if (url.n && !address_is_base(url))
        yaml_read_mistake(r, value->line,
                          "`%s` must be like https://help.example.com, without a / at the end",
                          name);
    else
        *(struct str *)to = url;
}

static void read_page(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    struct str page = yaml_read_words(r, name, value);
    if (page.n && !address_is_page(page))
        yaml_read_mistake(r, value->line,
                          "`%s` must be an address like https://example.com/page or /page", name);
    else
        *(struct str *)to = page;
}

/* --- the sections of the file --- */

static void read_logo(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    const struct reading *reading = r->context;
    struct str logo = yaml_read_words(r, name, value);
    char path[PATH_MAX_BYTES];
    if (logo.n == 0)
        return;
    snprintf(path, sizeof path, "%s/" STR_FMT, reading->content_dir, STR_ARG(logo));
    if (str_find_char(logo, '/') != SIZE_MAX ||
        (!str_ends(logo, STR(".svg")) && !str_ends(logo, STR(".png"))))
        yaml_read_mistake(r, value->line, "`%s` must name an .svg or .png file beside " SITE_FILE,
                          name);
    else if (access(path, R_OK) != 0)
        yaml_read_mistake(r, value->line, "there is no file " STR_FMT " beside " SITE_FILE,
                          STR_ARG(logo));
    else
        *(struct str *)to = logo;
}

static void read_timezone(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    struct str zone = yaml_read_words(r, name, value);
    if (zone.n && !moment_is_zone(zone))
        yaml_read_mistake(r, value->line,
                          "there is no time zone " STR_FMT
                          "; names are like Asia/Riyadh and Africa/Cairo "
                          "(the system's tzdata has them)",
                          STR_ARG(zone));
    else
        *(struct str *)to = zone;
}

static void read_languages(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                           void *to)
{
    static const char *const codes[] = {"ar", "en"};
    struct settings *out = to;
    size_t n = value->n;
    if (value->kind != YAML_ITEMS || n == 0 || n > SETTINGS_LANGUAGES) {
        yaml_read_mistake(r, value->line,
                          "`%s` must be a list of ar, en or both; the first is the default", name);
        return;
    }
    out->n_languages = 0;
    for (size_t i = 0; i < n; i++) {
        size_t code = yaml_read_choice(r, name, value->items[i], codes, 2);
        if (code == SIZE_MAX)
            return;
        if (i && out->languages[0] == (enum settings_language)code)
            yaml_read_mistake(r, value->items[i]->line, "`%s` has %s twice", name, codes[code]);
        else
            out->languages[out->n_languages++] = (enum settings_language)code;
    }
}

static void read_arabic_digits(struct yaml_reader *r, const char *name,
                               const struct yaml_node *value, void *to)
{
    static const char *const kinds[] = {"arabic-indic", "latin"};
    size_t kind = yaml_read_choice(r, name, value, kinds, 2);
    if (kind != SIZE_MAX)
        *(bool *)to = kind == 1;
}

static void read_digits(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    static const struct yaml_key keys[] = {{"ar", read_arabic_digits, 0}};
    yaml_read_map(r, name, value, keys, 1, to);
}

static void read_colours(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                         void *to)
{
    static const struct yaml_key keys[] = {
        {"hue", read_hue, offsetof(struct settings, hue)},
        {"chroma", read_chroma, offsetof(struct settings, chroma)},
        {"corner", read_corner, offsetof(struct settings, corner)},
    };
    yaml_read_map(r, name, value, keys, 3, to);
}

static void read_slug(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    struct str slug = yaml_read_words(r, name, value);
    for (size_t i = 0; i < slug.n; i++)
        if (!((slug.p[i] >= 'a' && slug.p[i] <= 'z') || (slug.p[i] >= '0' && slug.p[i] <= '9') ||
              slug.p[i] == '-')) {
            yaml_read_mistake(r, value->line,
                              "`%s` stands in addresses: letters a-z, digits and - only", name);
            return;
        }
    *(struct str *)to = slug;
}

static void read_icon(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    static const char *const icons[] = {"back", "bill", "box",   "bulb",   "call", "card", "chat",
                                        "info", "mail", "phone", "search", "star", "tool", "truck"};
    size_t icon = yaml_read_choice(r, name, value, icons, sizeof icons / sizeof *icons);
    if (icon != SIZE_MAX)
        *(struct str *)to = str_from(icons[icon]);
}

static void read_topics(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    static const struct yaml_key keys[] = {
        {"id", read_slug, offsetof(struct settings_topic, id)},
        {"icon", read_icon, offsetof(struct settings_topic, icon)},
        {"name", read_texts, offsetof(struct settings_topic, name)},
        {"about", read_texts, offsetof(struct settings_topic, about)},
    };
    const struct reading *reading = r->context;
    struct settings *out = to;
    size_t n = yaml_read_list(r, name, value, LIST_MAX);
    out->topics = ARENA_ARRAY(&out->arena, struct settings_topic, n);
    for (size_t i = 0; i < n; i++) {
        struct settings_topic *topic = &out->topics[out->n_topics];
        unsigned line = value->items[i]->line;
        unsigned before = r->mistakes;
        topic->icon = STR("info");
        yaml_read_map(r, name, value->items[i], keys, 4, topic);
        if (r->mistakes == before && (topic->id.n == 0 || topic->name.of[SETTINGS_AR].n == 0))
            yaml_read_mistake(r, line, "a topic needs an `id` and a `name`");
        for (size_t k = 0; k < out->n_topics; k++)
            if (topic->id.n && str_eq(out->topics[k].id, topic->id))
                yaml_read_mistake(r, line, "two topics have the id " STR_FMT, STR_ARG(topic->id));
        reading->lines->topics[out->n_topics++] = line;
    }
}

/* Lists of texts by language. */
static void read_lists(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                       struct str_list lists[SETTINGS_LANGUAGES],
                       unsigned lines[SETTINGS_LANGUAGES][LIST_MAX])
{
    static const char *const codes[] = {"ar", "en"};
    if (value->kind != YAML_MAP) {
        yaml_read_mistake(r, value->line, "`%s` must be a map of ar and en, each a list", name);
        return;
    }
    for (size_t i = 0; i < value->n; i++) {
        struct yaml_node key = {YAML_TEXT, value->key_lines[i], value->keys[i]};
        size_t lang = yaml_read_choice(r, name, &key, codes, 2);
        size_t n = lang == SIZE_MAX ? 0 : yaml_read_list(r, name, value->items[i], LIST_MAX);
        if (n == 0)
            continue;
        lists[lang] = (struct str_list){ARENA_ARRAY(r->arena, struct str, n), 0};
        for (size_t k = 0; k < n; k++) {
            const struct yaml_node *item = value->items[i]->items[k];
            struct str text = yaml_read_words(r, name, item);
            if (lines)
                lines[lang][lists[lang].n] = item->line;
            lists[lang].items[lists[lang].n++] = text;
        }
    }
}

static void read_questions(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                           void *to)
{
    const struct reading *reading = r->context;
    read_lists(r, name, value, to, reading->lines->questions);
}

static void read_searches(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    read_lists(r, name, value, to, NULL);
}

static void read_contact_kind(struct yaml_reader *r, const char *name,
                              const struct yaml_node *value, void *to)
{
    static const char *const kinds[] = {
        [SETTINGS_CHAT] = "chat",   [SETTINGS_PHONE] = "phone", [SETTINGS_WHATSAPP] = "whatsapp",
        [SETTINGS_EMAIL] = "email", [SETTINGS_LINK] = "link",
    };
    size_t kind = yaml_read_choice(r, name, value, kinds, sizeof kinds / sizeof *kinds);
    if (kind != SIZE_MAX)
        *(enum settings_contact_kind *)to = (enum settings_contact_kind)kind;
}

static void check_contact(struct yaml_reader *r, const struct settings_contact *contact,
                          unsigned line)
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
        yaml_read_mistake(r, line, "this kind of contact needs a `to` like %s",
                          forms[contact->kind].like);
    if (contact->name.of[SETTINGS_AR].n == 0 && contact->kind != SETTINGS_PHONE)
        yaml_read_mistake(r, line, "a contact needs a `name`");
}

static void read_contacts(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                          void *to)
{
    static const struct yaml_key keys[] = {
        {"kind", read_contact_kind, offsetof(struct settings_contact, kind)},
        {"name", read_texts, offsetof(struct settings_contact, name)},
        {"to", yaml_read_text, offsetof(struct settings_contact, to)},
        {"about", read_texts, offsetof(struct settings_contact, about)},
    };
    struct settings *out = to;
    size_t n = yaml_read_list(r, name, value, LIST_MAX);
    out->contacts = ARENA_ARRAY(&out->arena, struct settings_contact, n);
    for (size_t i = 0; i < n; i++) {
        struct settings_contact *contact = &out->contacts[out->n_contacts++];
        unsigned before = r->mistakes;
        contact->kind = SETTINGS_LINK;
        yaml_read_map(r, name, value->items[i], keys, 4, contact);
        if (r->mistakes == before)
            check_contact(r, contact, value->items[i]->line);
    }
}

static void read_links(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                       void *to)
{
    static const struct yaml_key keys[] = {
        {"name", read_texts, offsetof(struct settings_link, name)},
        {"to", read_page, offsetof(struct settings_link, to)},
    };
    struct settings *out = to;
    size_t n = yaml_read_list(r, name, value, LIST_MAX);
    out->links = ARENA_ARRAY(&out->arena, struct settings_link, n);
    for (size_t i = 0; i < n; i++) {
        struct settings_link *link = &out->links[out->n_links++];
        unsigned before = r->mistakes;
        yaml_read_map(r, name, value->items[i], keys, 2, link);
        if (r->mistakes == before && (link->to.n == 0 || link->name.of[SETTINGS_AR].n == 0))
            yaml_read_mistake(r, value->items[i]->line, "a link needs a `name` and a `to`");
    }
}

static void read_origins(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                         void *to)
{
    struct settings *out = to;
    size_t n = yaml_read_list(r, name, value, LIST_MAX);
    out->origins = (struct str_list){ARENA_ARRAY(&out->arena, struct str, n), 0};
    for (size_t i = 0; i < n; i++) {
        struct str origin = yaml_read_words(r, name, value->items[i]);
        if (origin.n && !address_is_origin(origin))
            yaml_read_mistake(r, value->items[i]->line,
                              "`%s` must be like https://shop.example.com, without a path", name);
        else
            out->origins.items[out->origins.n++] = origin;
    }
}

static void read_widget(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    static const struct yaml_key keys[] = {{"origins", read_origins, 0}};
    yaml_read_map(r, name, value, keys, 1, to);
}

static void read_record(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                        void *to)
{
    static const struct yaml_key keys[] = {
        {"searches", yaml_read_switch, offsetof(struct settings, record_searches)},
        {"votes", yaml_read_switch, offsetof(struct settings, record_votes)},
    };
    yaml_read_map(r, name, value, keys, 2, to);
}

static void read_lint(struct yaml_reader *r, const char *name, const struct yaml_node *value,
                      void *to)
{
    const struct reading *reading = r->context;
    (void)to; /* not of the generation */
    lint_settings_read(r, name, value, reading->lint);
}

int site_read(const char *content_dir, struct settings *out, struct site_lines *lines,
              struct report *report, struct err *err)
{
    struct lint_settings not_asked;
    return site_read_all(content_dir, out, lines, &not_asked, report, err);
}

int site_read_all(const char *content_dir, struct settings *out, struct site_lines *lines,
                  struct lint_settings *lint, struct report *report, struct err *err)
{
    static const struct yaml_key keys[] = {
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
        {"lint", read_lint, 0},
    };
    struct reading reading = {lines, content_dir, lint};
    struct yaml_reader r = {SITE_FILE, "site", report, &out->arena, 0, &reading};
    struct arena a = ARENA_INIT;
    struct yaml_node *tree;
    char path[PATH_MAX_BYTES];
    int result = 0;
    lint_settings_init(lint);
    snprintf(path, sizeof path, "%s/" SITE_FILE, content_dir);
    if (access(path, F_OK) == 0) {
        result = yaml_read_file(&a, path, SITE_MAX_BYTES, &tree, err);
        if (result == 0)
            yaml_read_map(&r, SITE_FILE, tree, keys, sizeof keys / sizeof *keys, out);
        if (r.mistakes)
            result = err_at(err, ERR_SYNTAX, path, 0,
                            "%u mistake%s; nothing was published, the index is as it was",
                            r.mistakes, r.mistakes == 1 ? "" : "s");
    }
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
            result = file_write(path, buf_str(&logo), err);
        buf_release(&logo);
    }
    snprintf(path, sizeof path, "%s/" SCHEMA_SITE, generation);
    return result == 0 ? settings_save(&stored, path, err) : -1;
}
