/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"

#include "file.h"
#include "json.h"

enum { SETTINGS_MAX_BYTES = 1 << 20 };

void settings_init(struct settings *out)
{
    *out = (struct settings){
        .languages = {SETTINGS_AR, SETTINGS_EN},
        .n_languages = SETTINGS_LANGUAGES,
        .hue = 172,
        .chroma = 1,
        .corner = 10,
        .record_searches = true,
        .record_votes = true,
        .arena = ARENA_INIT,
    };
}

void settings_release(struct settings *settings)
{
    arena_release(&settings->arena);
    settings_init(settings);
}

/* --- out --- */

static json_t *texts_json(const struct settings_text *text)
{
    json_t *list = json_array();
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        json_array_append_new(list, json_text(text->of[i]));
    return list;
}

static json_t *list_json(const struct str_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->n; i++)
        json_array_append_new(array, json_text(list->items[i]));
    return array;
}

static json_t *lists_json(const struct str_list lists[SETTINGS_LANGUAGES])
{
    json_t *array = json_array();
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        json_array_append_new(array, list_json(&lists[i]));
    return array;
}

static json_t *topics_json(const struct settings *settings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < settings->n_topics; i++) {
        const struct settings_topic *topic = &settings->topics[i];
        json_t *o = json_object();
        json_object_set_new(o, "id", json_text(topic->id));
        json_object_set_new(o, "icon", json_text(topic->icon));
        json_object_set_new(o, "name", texts_json(&topic->name));
        json_object_set_new(o, "about", texts_json(&topic->about));
        json_array_append_new(array, o);
    }
    return array;
}

static json_t *contacts_json(const struct settings *settings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < settings->n_contacts; i++) {
        const struct settings_contact *contact = &settings->contacts[i];
        json_t *o = json_object();
        json_object_set_new(o, "kind", json_integer(contact->kind));
        json_object_set_new(o, "name", texts_json(&contact->name));
        json_object_set_new(o, "about", texts_json(&contact->about));
        json_object_set_new(o, "to", json_text(contact->to));
        json_array_append_new(array, o);
    }
    return array;
}

static json_t *links_json(const struct settings *settings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < settings->n_links; i++) {
        json_t *o = json_object();
        json_object_set_new(o, "name", texts_json(&settings->links[i].name));
        json_object_set_new(o, "to", json_text(settings->links[i].to));
        json_array_append_new(array, o);
    }
    return array;
}

int settings_save(const struct settings *settings, const char *path, struct err *err)
{
    json_t *o = json_object(), *languages = json_array();
    struct buf text;
    for (size_t i = 0; i < settings->n_languages; i++)
        json_array_append_new(languages, json_integer(settings->languages[i]));
    json_object_set_new(o, "name", texts_json(&settings->name));
    json_object_set_new(o, "place", texts_json(&settings->place));
    json_object_set_new(o, "url", json_text(settings->url));
    json_object_set_new(o, "logo", json_text(settings->logo));
    json_object_set_new(o, "languages", languages);
    json_object_set_new(o, "latin_digits", json_boolean(settings->latin_digits));
    json_object_set_new(o, "hue", json_real(settings->hue));
    json_object_set_new(o, "chroma", json_real(settings->chroma));
    json_object_set_new(o, "corner", json_real(settings->corner));
    json_object_set_new(o, "topics", topics_json(settings));
    json_object_set_new(o, "questions", lists_json(settings->questions));
    json_object_set_new(o, "searches", lists_json(settings->searches));
    json_object_set_new(o, "contacts", contacts_json(settings));
    json_object_set_new(o, "links", links_json(settings));
    json_object_set_new(o, "origins", list_json(&settings->origins));
    json_object_set_new(o, "record_searches", json_boolean(settings->record_searches));
    json_object_set_new(o, "record_votes", json_boolean(settings->record_votes));
    buf_init(&text, SETTINGS_MAX_BYTES);
    json_write(&text, o, true);
    int result = file_write(path, buf_str(&text), err);
    buf_release(&text);
    return result;
}

/* --- in --- */

/* What is not there or of another kind reads as empty. */
struct loader {
    struct settings *out;
    const json_t *root;
};

static struct str text_of(struct loader *l, const json_t *value)
{
    const char *text = json_string_value(value);
    return text ? arena_dup(&l->out->arena, (struct str){text, json_string_length(value)})
                : STR("");
}

static void load_texts(struct loader *l, const json_t *list, struct settings_text *out)
{
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        out->of[i] = text_of(l, json_array_get(list, i));
}

static void load_list(struct loader *l, const json_t *array, struct str_list *out)
{
    size_t n = json_array_size(array);
    *out = (struct str_list){ARENA_ARRAY(&l->out->arena, struct str, n), n};
    for (size_t i = 0; i < n; i++)
        out->items[i] = text_of(l, json_array_get(array, i));
}

static void load_lists(struct loader *l, const char *key, struct str_list lists[SETTINGS_LANGUAGES])
{
    const json_t *array = json_object_get(l->root, key);
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        load_list(l, json_array_get(array, i), &lists[i]);
}

static void load_topics(struct loader *l)
{
    const json_t *array = json_object_get(l->root, "topics");
    struct settings *out = l->out;
    out->n_topics = json_array_size(array);
    out->topics = ARENA_ARRAY(&out->arena, struct settings_topic, out->n_topics);
    for (size_t i = 0; i < out->n_topics; i++) {
        const json_t *o = json_array_get(array, i);
        out->topics[i].id = text_of(l, json_object_get(o, "id"));
        out->topics[i].icon = text_of(l, json_object_get(o, "icon"));
        load_texts(l, json_object_get(o, "name"), &out->topics[i].name);
        load_texts(l, json_object_get(o, "about"), &out->topics[i].about);
    }
}

static void load_contacts(struct loader *l)
{
    const json_t *array = json_object_get(l->root, "contacts");
    struct settings *out = l->out;
    out->n_contacts = json_array_size(array);
    out->contacts = ARENA_ARRAY(&out->arena, struct settings_contact, out->n_contacts);
    for (size_t i = 0; i < out->n_contacts; i++) {
        const json_t *o = json_array_get(array, i);
        json_int_t kind = json_integer_value(json_object_get(o, "kind"));
        out->contacts[i].kind = kind >= SETTINGS_CHAT && kind <= SETTINGS_LINK
                                    ? (enum settings_contact_kind)kind
                                    : SETTINGS_LINK;
        load_texts(l, json_object_get(o, "name"), &out->contacts[i].name);
        load_texts(l, json_object_get(o, "about"), &out->contacts[i].about);
        out->contacts[i].to = text_of(l, json_object_get(o, "to"));
    }
}

static void load_links(struct loader *l)
{
    const json_t *array = json_object_get(l->root, "links");
    struct settings *out = l->out;
    out->n_links = json_array_size(array);
    out->links = ARENA_ARRAY(&out->arena, struct settings_link, out->n_links);
    for (size_t i = 0; i < out->n_links; i++) {
        const json_t *o = json_array_get(array, i);
        load_texts(l, json_object_get(o, "name"), &out->links[i].name);
        out->links[i].to = text_of(l, json_object_get(o, "to"));
    }
}

static void load_languages(struct loader *l)
{
    const json_t *array = json_object_get(l->root, "languages");
    l->out->n_languages = 0;
    for (size_t i = 0; i < json_array_size(array) && i < SETTINGS_LANGUAGES; i++)
        l->out->languages[l->out->n_languages++] =
            json_integer_value(json_array_get(array, i)) == SETTINGS_EN ? SETTINGS_EN : SETTINGS_AR;
}

int settings_load(struct settings *out, const char *path, struct err *err)
{
    struct loader l = {.out = out};
    struct buf text;
    buf_init(&text, SETTINGS_MAX_BYTES);
    int result = file_read(path, SETTINGS_MAX_BYTES, &text, err);
    json_t *root = result == 0 ? json_read(buf_str(&text), path, err) : NULL;
    buf_release(&text);
    if (result < 0)
        return -1;
    if (!root)
        return err_at(err, ERR_INDEX, path, 0, "damaged; build the index again");
    l.root = root;
    load_texts(&l, json_object_get(root, "name"), &out->name);
    load_texts(&l, json_object_get(root, "place"), &out->place);
    out->url = text_of(&l, json_object_get(root, "url"));
    out->logo = text_of(&l, json_object_get(root, "logo"));
    load_languages(&l);
    out->latin_digits = json_is_true(json_object_get(root, "latin_digits"));
    out->hue = json_number_value(json_object_get(root, "hue"));
    out->chroma = json_number_value(json_object_get(root, "chroma"));
    out->corner = json_number_value(json_object_get(root, "corner"));
    load_topics(&l);
    load_lists(&l, "questions", out->questions);
    load_lists(&l, "searches", out->searches);
    load_contacts(&l);
    load_links(&l);
    load_list(&l, json_object_get(root, "origins"), &out->origins);
    out->record_searches = json_is_true(json_object_get(root, "record_searches"));
    out->record_votes = json_is_true(json_object_get(root, "record_votes"));
    json_decref(root);
    if (out->n_languages == 0)
        return err_at(err, ERR_INDEX, path, 0, "damaged; build the index again");
    return 0;
}
