/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The answers of the pages as JSON, for programs; assets/openapi.json describes them.
 */
#ifndef JAWAB_API_H
#define JAWAB_API_H

#include "../lib/json.h"
#include "site.h"

enum { API_SUGGESTIONS_DEFAULT = 8, API_SUGGESTIONS_MAX = 20 };

handler_fn api_search, api_suggest, api_article;
handler_fn api_explain; /* for agents: 401 for all others */

/* What was read differently from how it was typed, as a list. */
json_t *api_repairs(const struct search_result *found);

/* Writes the body for res->status as RFC 9457 problem details, in the reader's language. */
void api_problem(const struct context *ctx, struct response *res);

#endif
