/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `build --require`: a generation that breaks a promised search does not become current. Says of
 * each what is wrong, what is found now, and what was found before.
 */
#ifndef JAWAB_PROMISE_GATE_H
#define JAWAB_PROMISE_GATE_H

#include <jansson.h>

#include "../lib/err.h"
#include "../lib/str.h"

struct promise_gate {
    const char *content_dir, *index_dir;
    size_t n_promises, n_broken;
    struct buf text; /* of the broken ones, for people */
    json_t *broken;  /* for programs */
};

void promise_gate_init(struct promise_gate *gate, const char *content_dir, const char *index_dir);
void promise_gate_release(struct promise_gate *gate);

/* The accept of struct build_options. Having no promises to require is a refusal, too. */
int promise_gate_accept(void *gate, const char *generation, struct err *err);

#endif
