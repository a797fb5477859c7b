/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts that say nearly the same, among many: runs of five words (shingles), MinHash to find pairs
 * that may be alike, and their true share to be sure. Knows neither files nor articles.
 */
#ifndef JAWAB_LINT_TWINS_H
#define JAWAB_LINT_TWINS_H

#include "../lib/str.h"

/* The shingles of a run of texts; filled by one thread. */
struct lint_twins {
    uint32_t *shingles; /* of each text sorted, different */
    size_t n, cap;
    struct lint_twin {
        size_t from, to; /* in shingles */
        uint32_t label;
    } * texts;
    size_t n_texts, cap_texts;
};

void lint_twins_release(struct lint_twins *t);

/* Adds a text unless it is too short to be compared. */
void lint_twins_add(struct lint_twins *t, struct str text, uint32_t label);

/* Takes the texts of `from` over, behind those that are there. */
void lint_twins_append(struct lint_twins *t, const struct lint_twins *from);

/* Calls found(label, label of the most alike among those before it, percent) for every text that
 * shares `percent` of its shingles with an earlier one, in order. */
void lint_twins_find(const struct lint_twins *t, unsigned percent,
                     void (*found)(void *context, uint32_t label, uint32_t earlier,
                                   unsigned percent),
                     void *context);

#endif
