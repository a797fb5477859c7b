/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files that are part of the program: the style sheet, scripts, fonts, the logo, the API's
 * description. Embedded by assets.S, compressed once at start, addressed under /assets/HASH/, where
 * HASH changes with any of them: such an address may be cached for ever.
 */
#ifndef JAWAB_ASSET_H
#define JAWAB_ASSET_H

#include "site.h"

/* Compresses and hashes the assets; before any request. */
void asset_start(void);
void asset_stop(void);

/* "/assets/0123456789abcdef/", the folder of this program's assets. */
struct str asset_folder(void);

/* The icons as symbols of one inline <svg>: <use href="#i-search"/>. */
struct str asset_icons(void);

/* widget.js before the server's words are in it (widget.h). */
struct str asset_widget(void);

handler_fn asset_file, asset_openapi, asset_favicon;

#endif
