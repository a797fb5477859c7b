/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Is what a writer gives as an address one of its kind? All of them stand in pages and some in
 * headers as they are, so none holds blanks, quotes, angle brackets, commas, semicolons,
 * backslashes or control characters.
 */
#ifndef JAWAB_ADDRESS_H
#define JAWAB_ADDRESS_H

#include "../lib/str.h"

/* http:// or https:// with a host, or a path on this site, "/page". The host may be in any script.
 */
bool address_is_page(struct str s);

/* scheme://host[:port] and nothing behind it, for headers: http or https, the host in ASCII (other
 * scripts as xn--), the port up to 65535. */
bool address_is_origin(struct str s);

/* What the addresses of a site begin with: an origin and perhaps a path, without / at the end. */
bool address_is_base(struct str s);

bool address_is_mail(struct str s);  /* somebody@somewhere */
bool address_is_phone(struct str s); /* three digits or more, blanks and -, a + in front */

#endif
