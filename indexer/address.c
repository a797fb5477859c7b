/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address.h"

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

enum { PORT_MAX = 65535, PORT_MAX_DIGITS = 5 };

/* Is s not empty and made of these characters alone? */
static bool is_of(struct str s, struct str characters)
{
    size_t i = 0;
    while (i < s.n && str_find_char(characters, s.p[i]) != SIZE_MAX)
        i++;
    return s.n && i == s.n;
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || str_find_char(STR("\"'<>;,\\\x7F"), s.p[i]) != SIZE_MAX)
            return false;
    return true;
}

/* What stands behind http:// or https://; empty when neither is there. */
static struct str behind_scheme(struct str s)
{
    static const struct str schemes[] = {STR_INIT("https://"), STR_INIT("http://")};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (str_starts(s, schemes[i]))
            return str_sub(s, schemes[i].n, s.n);
    return STR("");
}

static bool is_port(struct str s)
{
    unsigned port = 0;
    if (!is_of(s, STR(DIGITS)) || s.n > PORT_MAX_DIGITS)
        return false;
    for (size_t i = 0; i < s.n; i++)
        port = port * 10 + (unsigned)(s.p[i] - '0');
    return port > 0 && port <= PORT_MAX;
}

static bool is_host_and_port(struct str s)
{
    size_t colon = str_find_char(s, ':');
    return is_of(str_sub(s, 0, colon), STR(DIGITS LETTERS ".-")) &&
           (colon == SIZE_MAX || is_port(str_sub(s, colon + 1, s.n)));
}

bool address_is_page(struct str s)
{
    struct str host = behind_scheme(s);
    bool path = str_starts(s, STR("/")) && !str_starts(s, STR("//"));
    return is_plain(s) && (path || (host.n && str_find_char(STR("/?#:"), host.p[0]) == SIZE_MAX));
}

bool address_is_origin(struct str s)
{
    return is_host_and_port(behind_scheme(s));
}

bool address_is_base(struct str s)
{
    struct str host = behind_scheme(s);
    return is_plain(s) && is_host_and_port(str_sub(host, 0, str_find_char(host, '/'))) &&
           !str_ends(s, STR("/")) && str_find_char(s, '?') == SIZE_MAX &&
           str_find_char(s, '#') == SIZE_MAX;
}

bool address_is_mail(struct str s)
{
    size_t at = str_find_char(s, '@');
    for (size_t i = 0; i < s.n; i++) /* what has a meaning of its own in mailto: */
        if (str_find_char(STR("?#/:%&"), s.p[i]) != SIZE_MAX)
            return false;
    return is_plain(s) && at != SIZE_MAX && at > 0 && at + 1 < s.n &&
           str_find_char(str_sub(s, at + 1, s.n), '@') == SIZE_MAX;
}

bool address_is_phone(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c != ' ' && c != '-' && !(c == '+' && i == 0))
            return false;
    }
    return digits >= 3;
}
