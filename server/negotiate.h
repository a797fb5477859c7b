/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a client says it prefers or already has: Accept-Language, Accept-Encoding, If-None-Match
 * (RFC 9110, 12.5 and 13.1.2). Pure functions of header values.
 */
#ifndef JAWAB_NEGOTIATE_H
#define JAWAB_NEGOTIATE_H

#include "lang.h"

/* The preferred of the two interface languages; `otherwise` when the header does not decide. */
enum lang negotiate_lang(struct str accept_language, enum lang otherwise);

/* Whether gzip is acceptable and not less welcome than no coding at all. */
bool negotiate_gzip(struct str accept_encoding);

/* Whether one of the listed entity tags is `etag` (compared weakly) or the list is "*". */
bool negotiate_etag(struct str if_none_match, struct str etag);

#endif
