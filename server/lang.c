/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang.h"

#include <pthread.h>
#include <stdio.h>

#include "../lib/isolate.h"

extern const char asset_lang_ar[], asset_lang_ar_end[], asset_lang_en[], asset_lang_en_end[];

/* --- the tables --- */

static struct str keys[MSG_COUNT], texts[LANG_COUNT][MSG_COUNT];

/* Cuts `key = text` off *rest; false at the end. */
static bool next_row(struct str *rest, struct str *key, struct str *text)
{
    struct str line;
    while (str_next_line(rest, &line)) {
        size_t equals = str_find(line, STR(" = "));
        if (str_starts(line, STR("#")) || equals == SIZE_MAX)
            continue;
        *key = str_sub(line, 0, equals);
        *text = str_trim(str_sub(line, equals + 3, line.n));
        return true;
    }
    return false;
}

static size_t find_key(struct str key)
{
    size_t i = 0;
    while (i < MSG_COUNT && !str_eq(keys[i], key))
        i++;
    return i;
}

static void load(void)
{
    struct str ar = {asset_lang_ar, (size_t)(asset_lang_ar_end - asset_lang_ar)};
    struct str en = {asset_lang_en, (size_t)(asset_lang_en_end - asset_lang_en)};
    struct str key, text;
    size_t n = 0;
    for (; next_row(&ar, &key, &text); n++) {
        keys[n] = key;
        texts[LANG_AR][n] = text;
    }
    while (next_row(&en, &key, &text)) {
        size_t i = find_key(key);
        if (i == MSG_COUNT)
            BUG("server/lang/ar.txt lacks \"" STR_FMT "\"", STR_ARG(key));
        texts[LANG_EN][i] = text;
    }
    for (size_t i = 0; i < MSG_COUNT; i++)
        if (texts[LANG_EN][i].n == 0)
            BUG("server/lang/en.txt lacks \"" STR_FMT "\"", STR_ARG(keys[i]));
}

struct str lang_text(enum lang lang, enum message message)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return texts[lang][message];
}

void lang_around(enum lang lang, enum message message, struct str *before, struct str *after)
{
    struct str text = lang_text(lang, message);
    size_t open = str_find_char(text, '{'), close = str_find_char(text, '}');
    if (open == SIZE_MAX || close == SIZE_MAX)
        BUG("\"" STR_FMT "\" has no argument", STR_ARG(keys[message]));
    *before = str_sub(text, 0, open);
    *after = str_sub(text, close + 1, text.n);
}

/* --- filling in --- */

/* Parsed patterns, made when first used; ICU formats with one thread at a time. */
static pthread_mutex_t formats_lock = PTHREAD_MUTEX_INITIALIZER;
static struct message_pattern *formats[LANG_COUNT][DIGITS_COUNT][MSG_COUNT];

static struct message_pattern *find_format(enum lang lang, enum digits digits, enum message message)
{
    static const char *const locales[LANG_COUNT][DIGITS_COUNT] = {
        [LANG_AR] = {"ar@numbers=arab", "ar@numbers=latn"},
        [LANG_EN] = {"en", "en"},
    };
    struct message_pattern **format = &formats[lang][digits][message];
    struct err err = ERR_INIT;
    if (!*format &&
        message_pattern_new(format, locales[lang][digits], lang_text(lang, message), &err) != 0)
        BUG("%s", err.message);
    return *format;
}

void lang_format(struct buf *out, enum lang lang, enum digits digits, enum message message,
                 const struct message_value *values, size_t n)
{
    pthread_mutex_lock(&formats_lock);
    message_format(find_format(lang, digits, message), values, n, out);
    pthread_mutex_unlock(&formats_lock);
}

void lang_count(struct buf *out, enum lang lang, enum digits digits, enum message message,
                uint64_t count)
{
    struct message_value value = {.name = "count", .number = (double)count};
    lang_format(out, lang, digits, message, &value, 1);
}

/* --- languages --- */

const struct lang_error *lang_error(unsigned status)
{
    static const struct lang_error errors[] = {
        {401, MSG_ERROR_401, MSG_ERROR_401_MORE}, {403, MSG_ERROR_403, MSG_ERROR_403_MORE},
        {404, MSG_ERROR_404, MSG_ERROR_404_MORE}, {405, MSG_ERROR_405, MSG_ERROR_405_MORE},
        {411, MSG_ERROR_405, MSG_ERROR_405_MORE}, {413, MSG_ERROR_413, MSG_ERROR_413_MORE},
        {415, MSG_ERROR_415, MSG_ERROR_415_MORE}, {429, MSG_ERROR_429, MSG_ERROR_429_MORE},
        {500, MSG_ERROR_500, MSG_ERROR_500_MORE}, {503, MSG_ERROR_503, MSG_ERROR_503_MORE},
        {400, MSG_ERROR_400, MSG_ERROR_400_MORE},
    };
    size_t i = 0, last = sizeof errors / sizeof *errors - 1; /* the last row stands for the rest */
    while (i < last && errors[i].status != status)
        i++;
    return &errors[i];
}

struct str lang_code(enum lang lang)
{
    return lang == LANG_AR ? STR("ar") : STR("en");
}

struct str lang_direction(enum lang lang)
{
    return lang == LANG_AR ? STR("rtl") : STR("ltr");
}

bool lang_parse(struct str code, enum lang *out)
{
    if (str_eq(code, STR("ar")))
        *out = LANG_AR;
    else if (str_eq(code, STR("en")))
        *out = LANG_EN;
    else
        return false;
    return true;
}

static struct str primary_subtag(struct str code)
{
    return str_sub(code, 0, str_find_char(code, '-'));
}

struct str lang_direction_of(struct str code)
{
    return isolate_right_to_left(code) ? STR("rtl") : STR("ltr");
}

struct str lang_own_name(struct str code)
{
    enum lang lang;
    if (!lang_parse(primary_subtag(code), &lang))
        return code;
    /* Each table calls the other language by its own name. */
    return lang_text(lang == LANG_AR ? LANG_EN : LANG_AR, MSG_OTHER_LANGUAGE);
}

/* --- numbers and dates --- */

void lang_number(struct buf *out, enum lang lang, enum digits digits, uint64_t n)
{
    char ascii[24];
    snprintf(ascii, sizeof ascii, "%llu", (unsigned long long)n);
    for (const char *digit = ascii; *digit; digit++) {
        char bytes[4];
        bool arabic = lang == LANG_AR && digits == DIGITS_OWN; /* U+0660 on */
        uint32_t c = arabic ? 0x0660u + (uint32_t)(*digit - '0') : (uint32_t)*digit;
        buf_add(out, (struct str){bytes, utf8_put(bytes, c)});
    }
}

/* Splits "2026-11-03"; false when it is not a date. */
static bool parse_date(struct str s, unsigned *year, unsigned *month, unsigned *day)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    unsigned parts[3] = {0, 0, 0};
    size_t part = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (i == 4 || i == 7)
            part++;
        else if (s.p[i] >= '0' && s.p[i] <= '9')
            parts[part] = parts[part] * 10 + (unsigned)(s.p[i] - '0');
        else
            return false;
    }
    *year = parts[0], *month = parts[1], *day = parts[2];
    return *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31;
}

static struct str month_name(enum lang lang, unsigned month)
{
    struct str rest = lang_text(lang, MSG_MONTHS);
    for (unsigned i = 1; i < month; i++)
        rest = str_sub(rest, str_find_char(rest, ' ') + 1, rest.n);
    return str_sub(rest, 0, str_find_char(rest, ' '));
}

static void write_date(struct buf *out, enum lang lang, enum digits digits, enum message message,
                       struct str iso_date)
{
    unsigned year, month, day;
    struct buf days, years;
    if (!parse_date(iso_date, &year, &month, &day)) {
        buf_add(out, iso_date);
        return;
    }
    buf_init(&days, 16);
    buf_init(&years, 16);
    lang_number(&days, lang, digits, day);
    lang_number(&years, lang, digits, year);
    const struct message_value values[] = {
        {.name = "day", .text = buf_str(&days)},
        {.name = "month", .text = month_name(lang, month)},
        {.name = "year", .text = buf_str(&years)},
    };
    lang_format(out, lang, digits, message, values, sizeof values / sizeof *values);
    buf_release(&days);
    buf_release(&years);
}

void lang_date(struct buf *out, enum lang lang, enum digits digits, struct str iso_date)
{
    write_date(out, lang, digits, MSG_DATE, iso_date);
}

void lang_day(struct buf *out, enum lang lang, enum digits digits, struct str iso_date)
{
    write_date(out, lang, digits, MSG_DATE_SHORT, iso_date);
}
