/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to jansson: our slices in and out of its values. Values are built with jansson's own
 * json_pack and json_object_set_new; what is here is only what it lacks.
 */
#ifndef JAWAB_JSON_H
#define JAWAB_JSON_H

#include <jansson.h>

#include "err.h"
#include "str.h"

json_t *json_text(struct str s); /* new reference; s must be well-formed UTF-8 */

/* Appends the compact (or indented) text of value, and releases value. */
void json_write(struct buf *out, json_t *value_taken, bool indent);

/* Parses; `place` names the source in the error, with jansson's line. NULL on failure. */
json_t *json_read(struct str text, const char *place, struct err *err);

/* Member as a borrowed slice; empty when absent or not a string. */
struct str json_member(const json_t *object, const char *key);

#endif
