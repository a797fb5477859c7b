/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For whatever watches the process: is it alive, can it answer. No counts: those of articles would
 * tell the public how many are not for it.
 */
#ifndef JAWAB_HEALTH_H
#define JAWAB_HEALTH_H

#include "site.h"

handler_fn health_live, health_ready;

#endif
