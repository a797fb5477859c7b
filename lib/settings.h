/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The site's own settings, as its site.yaml says, in one file of the generation (JSON). The indexer
 * reads and checks the YAML and writes the file; the server only loads it.
 */
#ifndef JAWAB_SETTINGS_H
#define JAWAB_SETTINGS_H

#include "arena.h"
#include "err.h"
#include "record.h"

/* The languages of the interface, as settings_text and lists count them. */
enum settings_language { SETTINGS_AR, SETTINGS_EN, SETTINGS_LANGUAGES };

/* A text in each language; one that is missing in the file has the other's. */
struct settings_text {
    struct str of[SETTINGS_LANGUAGES];
};

struct settings_topic {
    struct str id, icon;
    struct settings_text name, about; /* the name is the category of its articles */
};

enum settings_contact_kind {
    SETTINGS_CHAT,
    SETTINGS_PHONE,
    SETTINGS_WHATSAPP,
    SETTINGS_EMAIL,
    SETTINGS_LINK,
};

struct settings_contact {
    enum settings_contact_kind kind;
    struct settings_text name, about;
    struct str to; /* number, address of mail, or URL, in which {query} stands for what was asked */
};

struct settings_link {
    struct settings_text name;
    struct str to;
};

struct settings {
    struct settings_text name, place;
    struct str url;  /* "https://help.example.com", or empty: as the request says */
    struct str logo; /* its file's name in the generation, or empty */
    enum settings_language languages[SETTINGS_LANGUAGES]; /* the first is the default */
    size_t n_languages;
    bool latin_digits;          /* in Arabic */
    double hue, chroma, corner; /* server/assets/tokens.css */
    struct settings_topic *topics;
    size_t n_topics;
    struct str_list questions[SETTINGS_LANGUAGES]; /* "article-id" or "article-id#anchor" */
    struct str_list searches[SETTINGS_LANGUAGES];
    struct settings_contact *contacts;
    size_t n_contacts;
    struct settings_link *links;
    size_t n_links;
    struct str_list origins; /* that may show the widget */
    bool record_searches, record_votes;
    struct str timezone; /* IANA's name or empty: UTC. The indexer's alone, in no file */
    struct arena arena;  /* holds all of it */
};

/* What holds without a site.yaml. Release with settings_release. */
void settings_init(struct settings *out);
void settings_release(struct settings *settings);

int settings_save(const struct settings *settings, const char *path, struct err *err);

/* Into an initialised object. ERR_INDEX when the file is not what settings_save wrote. */
int settings_load(struct settings *out, const char *path, struct err *err);

#endif
