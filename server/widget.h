/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The script that puts a help button on other sites. What it shows in a frame are pages of ours,
 * under /widget.
 */
#ifndef JAWAB_WIDGET_H
#define JAWAB_WIDGET_H

#include "site.h"

/* The script with the site's colour and the words of both languages. */
handler_fn widget_script;

#endif
