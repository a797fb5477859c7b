/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What machines read about the pages: robots.txt, the site map, the browser's search description.
 */
#ifndef JAWAB_SEO_H
#define JAWAB_SEO_H

#include "site.h"

handler_fn seo_robots;

#endif
