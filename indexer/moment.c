/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "moment.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_SECONDS = 24 * 60 * 60, TEXT_MAX_BYTES = 64 };

/* --- zones --- */

static bool is_zone_name(struct str name)
{
    if (name.n == 0 || name.p[0] == '/' || str_find(name, STR("..")) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/",
                    name.p[i]))
            return false;
    return true;
}

bool moment_is_zone(struct str name)
{
    const char *folder = getenv("TZDIR");
    char path[PATH_MAX], magic[4] = "";
    if (str_eq(name, STR("UTC")))
        return true;
    if (!is_zone_name(name))
        return false;
    snprintf(path, sizeof path, "%s/" STR_FMT, folder ? folder : "/usr/share/zoneinfo",
             STR_ARG(name));
    FILE *file = fopen(path, "re");
    bool found = file && fread(magic, 1, sizeof magic, file) == sizeof magic &&
                 memcmp(magic, "TZif", sizeof magic) == 0;
    if (file)
        fclose(file);
    return found;
}

void moment_use_zone(struct str name)
{
    char zone[PATH_MAX];
    snprintf(zone, sizeof zone, STR_FMT,
             STR_ARG(name.n && !str_eq(name, STR("UTC")) ? name : STR("UTC0")));
    setenv("TZ", zone, 1);
    tzset();
}

/* Seconds that the zone's clocks are ahead of UTC. */
static int64_t offset_at(int64_t moment)
{
    time_t at = (time_t)moment;
    struct tm tm;
    localtime_r(&at, &tm);
    return tm.tm_gmtoff;
}

/* The moment at which the zone's clocks show what UTC's show at `clock`. A day before and a day
 * after, the clocks have not been changed or have been. */
static int64_t from_clock(int64_t clock)
{
    int64_t before = offset_at(clock - DAY_SECONDS), after = offset_at(clock + DAY_SECONDS);
    if (offset_at(clock - before) == before || offset_at(clock - after) != after)
        return clock - before;
    return clock - after;
}

int64_t moment_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

/* --- reading --- */

bool moment_is_date(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && leap);
}

/* ASCII digits for Arabic ones; false when it is too long or has other characters. */
static bool to_ascii(struct str text, char out[TEXT_MAX_BYTES])
{
    const char *p = text.p, *end = str_end(text);
    size_t n = 0;
    while (p < end) {
        uint32_t c = utf8_next(&p, end);
        if (c >= 0x660 && c <= 0x669)
            c = c - 0x660 + '0';
        if (c >= 0x80 || c == 0 || n + 1 == TEXT_MAX_BYTES)
            return false;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return true;
}

/* Exactly so many digits; -1 when they are not there. */
static int take_digits(const char **p, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++, ++*p) {
        if (**p < '0' || **p > '9')
            return -1;
        value = value * 10 + (**p - '0');
    }
    return value;
}

static bool take(const char **p, char c)
{
    bool found = **p == c;
    *p += found;
    return found;
}

/* "09:30", "09:30:15", "09:30:15.25": seconds of the day, -1 when it is no time. */
static int take_time(const char **p)
{
    int hour = take_digits(p, 2);
    int minute = hour >= 0 && take(p, ':') ? take_digits(p, 2) : -1;
    int second = minute >= 0 && take(p, ':') ? take_digits(p, 2) : 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return -1;
    if (take(p, '.')) {
        if (take_digits(p, 1) < 0)
            return -1;
        while (**p >= '0' && **p <= '9')
            ++*p;
    }
    return hour * 3600 + minute * 60 + second;
}

/* "Z", "+03:00" or nothing, at the end of the text; *given says which. */
static bool take_offset(const char **p, bool *given, int64_t *seconds)
{
    *given = **p != '\0';
    *seconds = 0;
    if (take(p, 'Z') || take(p, 'z') || !*given)
        return **p == '\0';
    bool west = **p == '-';
    if (!take(p, '+') && !take(p, '-'))
        return false;
    int hours = take_digits(p, 2);
    int minutes = hours >= 0 && take(p, ':') ? take_digits(p, 2) : -1;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *seconds = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return **p == '\0';
}

static bool take_date(const char **p, struct tm *day)
{
    int year = take_digits(p, 4);
    int month = year >= 0 && take(p, '-') ? take_digits(p, 2) : -1;
    int date = month >= 0 && take(p, '-') ? take_digits(p, 2) : -1;
    *day = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = date};
    return moment_is_date(year, month, date);
}

bool moment_read(struct str text, int64_t *out)
{
    char ascii[TEXT_MAX_BYTES];
    const char *p = ascii;
    struct tm day;
    int time_of_day = 0;
    bool has_offset = false;
    int64_t offset = 0;
    if (!to_ascii(text, ascii) || !take_date(&p, &day))
        return false;
    if (take(&p, 'T') || take(&p, 't') || take(&p, ' ')) {
        time_of_day = take_time(&p);
        if (time_of_day < 0 || !take_offset(&p, &has_offset, &offset))
            return false;
    } else if (*p) {
        return false;
    }
    int64_t clock = (int64_t)timegm(&day) + time_of_day;
    *out = has_offset ? clock - offset : from_clock(clock);
    if (*out < 1)
        *out = 1; /* long ago; 0 stands for "not said" */
    return true;
}

/* --- writing --- */

struct str moment_text(struct arena *a, int64_t moment)
{
    time_t at = (time_t)moment;
    char text[32];
    struct tm tm;
    localtime_r(&at, &tm);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm);
    return arena_dup(a, str_from(text));
}

struct str moment_rfc3339(struct arena *a, int64_t moment)
{
    time_t at = (time_t)moment;
    char text[32];
    struct tm tm;
    gmtime_r(&at, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return arena_dup(a, str_from(text));
}
