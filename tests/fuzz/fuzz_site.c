/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as site.yaml: told with a line or read, and then saved and loaded as it was, with
 * nothing in it that pages or headers could not hold.
 */

#include "harness.h"
#include "indexer/address.h"
#include "indexer/site.h"
#include "lib/file.h"

static const char *below(struct arena *a, const char *name)
{
    return arena_printf(a, "%s/%s", scratch_folder(), name).p;
}

static void check_text(struct str text)
{
    must(utf8_count_chars(text) <= 200, "a text is short");
    for (size_t i = 0; i < text.n; i++)
        must((unsigned char)text.p[i] >= ' ', "a text is one line without controls");
}

static void check_texts(const struct settings_text *text)
{
    for (size_t i = 0; i < SETTINGS_LANGUAGES; i++)
        check_text(text->of[i]);
    must(!text->of[0].n == !text->of[1].n, "a text is in both languages or in none");
}

static void check_settings(const struct settings *s)
{
    check_texts(&s->name);
    check_texts(&s->place);
    must(!s->url.n || address_is_base(s->url), "url is one");
    must(s->n_languages >= 1 && s->n_languages <= SETTINGS_LANGUAGES, "there is a language");
    must(s->hue >= 0 && s->hue <= 360 && s->chroma >= 0 && s->chroma <= 1, "colours in range");
    must(s->corner >= 0 && s->corner <= 24, "corner in range");
    must(s->n_topics <= 64 && s->n_contacts <= 64 && s->n_links <= 64, "lists are short");
    for (size_t i = 0; i < s->n_topics; i++) {
        must(s->topics[i].id.n && s->topics[i].name.of[0].n, "a topic has id and name");
        check_texts(&s->topics[i].about);
    }
    for (size_t i = 0; i < s->n_contacts; i++)
        check_text(s->contacts[i].to);
    for (size_t i = 0; i < s->n_links; i++)
        must(address_is_page(s->links[i].to), "a link leads to a page");
    for (size_t i = 0; i < s->origins.n; i++)
        must(address_is_origin(s->origins.items[i]), "an origin is one");
}

/* Saved, loaded and saved again, the file is the same. */
static void check_stored(struct arena *a, const struct settings *s)
{
    struct err err = ERR_INIT;
    struct settings loaded;
    struct buf first, second;
    const char *path = below(a, "site.json");
    settings_init(&loaded);
    buf_init(&first, 1 << 20);
    buf_init(&second, 1 << 20);
    must(settings_save(s, path, &err) == 0 && file_read(path, 1 << 20, &first, &err) == 0, "saved");
    must(settings_load(&loaded, path, &err) == 0, "what was saved is loaded");
    must(settings_save(&loaded, path, &err) == 0 && file_read(path, 1 << 20, &second, &err) == 0,
         "saved again");
    must(str_eq(buf_str(&first), buf_str(&second)), "settings come back as they were");
    settings_release(&loaded);
    buf_release(&first);
    buf_release(&second);
}

static void check_entry(void *context, const struct report_entry *entry)
{
    const unsigned *lines = context;
    must(entry->line >= 1 && entry->line <= *lines + 1, "a mistake is in a line of the file");
    must(entry->message.n && utf8_valid_bytes(entry->message) == entry->message.n,
         "a message is whole");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct settings settings;
    struct site_lines lines = {0};
    struct report *report = report_new();
    struct str yaml = {(const char *)bytes, n_bytes};
    unsigned n_lines = (unsigned)str_count_lines(yaml);
    const char *folder = scratch_folder();
    settings_init(&settings);
    must(file_replace(below(&a, SITE_FILE), yaml, &err) == 0, "the file is written");
    int result = site_read(folder, &settings, &lines, report, &err);
    report_visit(report, check_entry, &n_lines);
    if (result == 0) {
        must(report_count(report, REPORT_ERROR) == 0, "what has mistakes is not used");
        check_settings(&settings);
        check_stored(&a, &settings);
    } else {
        must(err.place[0] && err.message[0], "what is wrong is told");
    }
    settings_release(&settings);
    report_free(report);
    arena_release(&a);
    return 0;
}
