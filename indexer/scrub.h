/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Characters that no reader sees and that do harm in shown or searched text: controls, bidi
 * controls, byte order marks and zero-width spaces. Joiners (ZWNJ, ZWJ) shape Persian and emoji and
 * are kept.
 */
#ifndef JAWAB_SCRUB_H
#define JAWAB_SCRUB_H

#include "../lib/arena.h"

/* Bytes of the harmful character at p (p < end, well-formed UTF-8), or 0 when it is to be kept. */
size_t scrub_bytes(const char *p, const char *end);

extern const bool scrub_leads[256];

/* May such a character be at p? Asked first, it is cheap. */
static inline bool scrub_lead(const char *p)
{
    return scrub_leads[(unsigned char)*p];
}

/* Is there a letter of two bytes at p that is kept? Nearly all of Arabic is; the one exception is
 * U+061C. Without a branch on it, because half of all Arabic letters begin with its first byte. */
static inline bool scrub_is_letter(const char *p)
{
    unsigned char first = (unsigned char)p[0];
    return first >= 0xC3 && first <= 0xDF &&
           !((first == 0xD8) & ((unsigned char)p[1] == 0x9C)); /* well formed: p[1] is there */
}

/* Copies well-formed s without harmful characters and with every line end as \n; line numbers stay.
 */
struct str scrub(struct arena *a, struct str s);

/* The same for a value of one line: white space becomes single spaces, trimmed. */
struct str scrub_line(struct arena *a, struct str s);

#endif
