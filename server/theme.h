/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How the site looks: the numbers and the logo of site.yaml as files, and the reader's choice of
 * light or dark, kept in a cookie.
 */
#ifndef JAWAB_THEME_H
#define JAWAB_THEME_H

#include "site.h"

handler_fn theme_css, theme_logo;
handler_fn theme_choose; /* POST */

/* "light" or "dark" as the reader chose; empty: as the system has it. */
struct str theme_of(const struct request *req);

#endif
