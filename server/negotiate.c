/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "negotiate.h"

/* Weights as thousandths: 0 to 1000. A malformed weight counts as 0: we need not please a client
 * that cannot say what it wants. */
static int parse_weight(struct str s)
{
    if (s.n == 0 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1'))
        return 0;
    int weight = (s.p[0] - '0') * 1000;
    if (s.n > 1 && s.p[1] != '.')
        return 0;
    for (size_t i = 2, unit = 100; i < s.n; i++, unit /= 10) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return 0;
        weight += (s.p[i] - '0') * (int)unit;
    }
    return weight > 1000 ? 0 : weight;
}

/* Next "name;q=weight" of a comma-separated list; false at its end. */
static bool next_choice(struct str *rest, struct str *name, int *weight)
{
    while (rest->n) {
        size_t comma = str_find_char(*rest, ',');
        struct str item = str_sub(*rest, 0, comma);
        *rest = comma == SIZE_MAX ? str_sub(*rest, rest->n, 0) : str_sub(*rest, comma + 1, rest->n);
        size_t semicolon = str_find_char(item, ';');
        *name = str_trim(str_sub(item, 0, semicolon));
        *weight = 1000;
        if (semicolon != SIZE_MAX) {
            struct str q = str_trim(str_sub(item, semicolon + 1, item.n));
            *weight = str_eq_nocase(str_sub(q, 0, 2), STR("q="))
                          ? parse_weight(str_trim(str_sub(q, 2, q.n)))
                          : 1000;
        }
        if (name->n)
            return true;
    }
    return false;
}

/* "ar", or "ar-" followed by anything. */
static bool is_language(struct str range, struct str language)
{
    return str_eq_nocase(str_sub(range, 0, language.n), language) &&
           (range.n == language.n || range.p[language.n] == '-');
}

enum lang negotiate_lang(struct str accept_language, enum lang otherwise)
{
    static const struct str names[] = {[LANG_AR] = STR_INIT("ar"), [LANG_EN] = STR_INIT("en")};
    int best[] = {[LANG_AR] = -1, [LANG_EN] = -1}, any = -1;
    struct str name;
    int weight;
    while (next_choice(&accept_language, &name, &weight)) {
        if (str_eq(name, STR("*")) && weight > any)
            any = weight;
        for (enum lang lang = LANG_AR; lang <= LANG_EN; lang++)
            if (is_language(name, names[lang]) && weight > best[lang])
                best[lang] = weight;
    }
    for (enum lang lang = LANG_AR; lang <= LANG_EN; lang++)
        if (best[lang] < 0)
            best[lang] = any > 0 ? any : 0;
    if (best[LANG_EN] == best[LANG_AR])
        return otherwise;
    return best[LANG_EN] > best[LANG_AR] ? LANG_EN : LANG_AR;
}

bool negotiate_gzip(struct str accept_encoding)
{
    int gzip = -1, any = -1, identity = -1;
    struct str name;
    int weight;
    while (next_choice(&accept_encoding, &name, &weight)) {
        if (str_eq_nocase(name, STR("gzip")) || str_eq_nocase(name, STR("x-gzip")))
            gzip = weight;
        else if (str_eq_nocase(name, STR("identity")))
            identity = weight;
        else if (str_eq(name, STR("*")))
            any = weight;
    }
    if (gzip < 0)
        gzip = any;
    return gzip > 0 && gzip >= identity;
}

static struct str without_weakness(struct str tag)
{
    return str_starts(tag, STR("W/")) ? str_sub(tag, 2, tag.n) : tag;
}

bool negotiate_etag(struct str if_none_match, struct str etag)
{
    struct str rest = str_trim(if_none_match);
    if (str_eq(rest, STR("*")))
        return true;
    while (rest.n) {
        size_t comma = str_find_char(rest, ','); /* our tags have no comma inside */
        struct str tag = str_trim(str_sub(rest, 0, comma));
        if (tag.n && str_eq(without_weakness(tag), without_weakness(etag)))
            return true;
        rest = comma == SIZE_MAX ? str_sub(rest, rest.n, 0) : str_sub(rest, comma + 1, rest.n);
    }
    return false;
}
